"""The page to compare with: the same three views with Streamlit's own charts and reruns.

Written as one would write it, with the data read once and kept: sectors as pills, bars per
month and sector with ``st.plotly_chart``, circles with ``st.pydeck_chart``. Each view
counts what passes the filters of the others. It draws no outlines and no cards.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pydeck as pdk
import streamlit as st


@st.cache_resource
def load() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Events with month, sector and place as categories; the sectors; the places."""
    folder = Path(os.environ["LOCALITY_DASHBOARD_DATA"])
    events = pd.read_csv(folder / "events.csv", usecols=["event_id", "start_date"])
    for table, column in (("event_locations", "location_id"), ("event_sectors", "sector_id")):
        links = pd.read_csv(folder / f"{table}.csv", usecols=["event_id", column])
        events = events.merge(links, on="event_id")
        events[column] = events[column].astype("category")
    events["day"] = pd.to_datetime(events["start_date"])
    events["month"] = events["day"].dt.strftime("%Y-%m-01").astype("category")
    sectors = pd.read_csv(folder / "sectors.csv").sort_values("position")
    places = pd.read_csv(folder / "locations.csv")
    return events[["day", "month", "location_id", "sector_id"]], sectors, places


st.set_page_config("Plain page", layout="wide")
events, sectors, places = load()
st.subheader(f"{len(events):,} generated events")

state = st.session_state
chosen_sectors = state.get("sectors") or []
boxes = state["timeline"].selection.box if "timeline" in state else []
objects = state["map"].selection.objects.get("places", []) if "map" in state else []
chosen_places = [place["location_id"] for place in objects]

everything = pd.Series(True, index=events.index)
in_sectors = events["sector_id"].isin(chosen_sectors) if chosen_sectors else everything
at_places = events["location_id"].isin(chosen_places) if chosen_places else everything
in_time = everything
if boxes:
    first, last = (pd.Timestamp(edge) for edge in sorted(boxes[0]["x"]))
    in_time = events["day"].between(first, last)

per_sector = events.loc[at_places & in_time, "sector_id"].value_counts()
names = sectors.set_index("sector_id")["name_en"]
st.pills(
    "Sectors",
    list(sectors["sector_id"]),
    selection_mode="multi",
    format_func=lambda sector: f"{names[sector]} ({per_sector.get(sector, 0):,})",
    key="sectors",
)

per_place = events.loc[in_sectors & in_time, "location_id"].value_counts().rename("count")
circles = places.merge(per_place, left_on="location_id", right_index=True)
largest = events["location_id"].value_counts().max()
circles["radius"] = 24 * np.sqrt(circles["count"] / largest)
columns = ["location_id", "name_en", "lon", "lat", "count", "radius"]
st.pydeck_chart(
    pdk.Deck(
        map_provider=None,
        map_style=None,
        initial_view_state=pdk.ViewState(longitude=122, latitude=27.5, zoom=2.5),
        layers=[
            pdk.Layer(
                "ScatterplotLayer",
                id="places",
                data=circles[columns],
                get_position=["lon", "lat"],
                get_radius="radius",
                radius_units="'pixels'",
                get_fill_color=[194, 65, 12, 165],
                pickable=True,
                auto_highlight=True,
            )
        ],
        tooltip={"text": "{name_en}: {count}"},
    ),
    height=360,
    selection_mode="multi-object",
    on_select="rerun",
    key="map",
)

per_bin = (
    events[in_sectors & at_places]
    .groupby(["sector_id", "month"], observed=False)
    .size()
    .unstack("month")
)
heights = dict(zip(per_bin.index, per_bin.to_numpy(), strict=True))
figure = go.Figure(
    [
        go.Bar(
            x=per_bin.columns,
            y=heights[row.sector_id],
            name=row.name_en,
            marker_color=row.color,
        )
        for row in sectors.itertuples()
    ]
)
figure.update_layout(
    barmode="stack", height=240, margin={"t": 10, "b": 30}, dragmode="select", selectdirection="h"
)
st.plotly_chart(
    figure,
    selection_mode="box",
    on_select="rerun",
    key="timeline",
    config={"displayModeBar": False},
)
shown = int((in_sectors & at_places & in_time).sum())
st.markdown(f"{shown:,} of {len(events):,} events")
