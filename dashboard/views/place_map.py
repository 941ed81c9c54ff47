"""The map as a pydeck deck: boundaries of our own, no tiles, no key, no network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pydeck as pdk

from dashboard.closed_lists import PLACE_PRECISIONS
from dashboard.columns import EventColumns
from dashboard.language import Language
from dashboard.language import language as language_of
from dashboard.meridian import middle_meridian, on_map, within_globe
from dashboard.places import PAIR_MARK, containing_places, lone_countries
from dashboard.selection import Selection
from dashboard.tables import Tables
from dashboard.views.boundaries import seams

LARGEST_RADIUS = 24  # pixels, of the place with the most events
# The largest circle is for so many events or more: where each place has one, it is a small one.
LARGEST_COUNT = 10
ENGLISH = language_of("en")
_UNIT_KINDS = ("province", "prefecture")
_WIDEST = ("country", "region")
_ACCENT = [194, 65, 12]
_LAND = [240, 242, 245]
_EXACT = ("venue", "site", "city", "district")


def place_rows(
    tables: Tables, columns: EventColumns, language: Language = ENGLISH
) -> list[dict[str, Any]]:
    """The places that have a circle or a label, as the linked view needs them.

    Countries have none, for they are buttons, unless nothing inside is known. ``level`` says
    from which zoom a place is shown: ``unit`` and ``region`` always, ``city`` when near. A
    city or a point that lies in no place but a country or region has nothing to stand for
    it, and counts as a unit.
    A point that stands for something wider than the place itself has a ``note``.
    """
    locations = {row.location_id: row for row in tables["locations"].itertuples()}
    named = set(tables["event_locations"]["location_id"].unique())
    lone = lone_countries(tables)
    known = set(columns.facets["place"].ids)
    containing = containing_places(tables)

    def within(place_id: str) -> bool:
        """Whether a wider place stands for it while the map is far."""
        wider = containing[place_id] - {place_id}
        return any(locations[one].kind not in _WIDEST and one in known for one in wider)

    rows = []
    for index, place_id in enumerate(columns.facets["place"].ids):
        place: Any = locations[place_id]
        kind = place.kind
        is_button = kind == "country" and place_id not in lone
        if is_button or (kind == "region" and place_id not in named):
            continue
        level = "region" if kind == "region" else "city" if within(place_id) else "unit"
        rows.append(
            {
                "id": place_id,
                "index": index,
                "name": language.name(place),
                "level": level,
                "position": [place.lon, place.lat],
                "isExact": place.precision in _EXACT and not _is_coarser(place),
                "note": _precision_note(place, language),
            }
        )
    return rows


def _is_coarser(place: Any) -> bool:
    """Whether the point stands for something wider than the place, as a venue's city."""
    own = "unit" if place.kind in _UNIT_KINDS else place.kind
    return PLACE_PRECISIONS.index(place.precision) > PLACE_PRECISIONS.index(own)


def _precision_note(place: Any, language: Language) -> str:
    if not _is_coarser(place):
        return ""
    _ = language.gettext
    return {
        "site": _("drawn at its site"),
        "city": _("drawn at its city"),
        "district": _("drawn at its district"),
        "unit": _("drawn at its province or prefecture"),
        "region": _("drawn at its region"),
        "country": _("drawn at its country"),
    }[place.precision]


def pair_rows(tables: Tables, columns: EventColumns) -> list[dict[str, Any]]:
    """The pairs of localities that events join, as arcs: index in the facet, and both ends."""
    points = {row.location_id: [row.lon, row.lat] for row in tables["locations"].itertuples()}
    ends = [pair.split(PAIR_MARK) for pair in columns.facets["pair"].ids]
    return [
        {"index": index, "ids": [a, b], "source": points[a], "target": points[b]}
        for index, (a, b) in enumerate(ends)
    ]


def place_map(
    tables: Tables,
    columns: EventColumns,
    selection: Selection | None = None,
    *,
    boundaries: Mapping[str, Any],
    language: Language = ENGLISH,
) -> pdk.Deck:
    """The deck for ``selection``.

    ``boundaries`` maps ``land``, ``units`` and ``regions`` to GeoJSON feature collections
    (`views.boundaries.load_boundaries`), or to names that the caller resolves. Circles
    count what passes every filter but the places; their area follows the number.
    """
    selection = selection or Selection()
    counts = columns.count("place", selection.without("place").mask(columns, tables))
    joined = columns.count("pair", selection.without("pair").mask(columns, tables))
    rows = place_rows(tables, columns, language)
    # Countries hold nearly everything and have no circle: they set no scale.
    largest = max([LARGEST_COUNT, *(int(counts[row["index"]]) for row in rows)])
    rows = [
        row | {"count": int(counts[row["index"]]), "radius": _radius(counts[row["index"]], largest)}
        for row in rows
    ]
    pairs = [row for row in pair_rows(tables, columns) if joined[row["index"]]]
    middle = map_middle(rows)
    west, south, east, north = view_bounds(rows, middle)
    return pdk.Deck(
        map_provider=None,
        initial_view_state=pdk.ViewState(
            longitude=middle or (west + east) / 2, latitude=(south + north) / 2, zoom=3.6
        ),
        **_repeated(middle),
        layers=[
            _outline("land", boundaries["land"], _LAND, [205, 211, 219]),
            *_mended(boundaries["land"], middle),
            _outline("units", boundaries["units"], [232, 235, 239], [190, 198, 208], pick=True),
            _outline("regions", boundaries["regions"], [*_ACCENT, 26], [*_ACCENT, 150], pick=True),
            pdk.Layer(
                "ArcLayer",
                id="pairs",
                data=pairs,
                get_source_position="source",
                get_target_position="target",
                get_source_color=[*_ACCENT, 90],
                get_target_color=[*_ACCENT, 90],
                get_width=1.2,
                get_height=0.35,
                # Seen from above, only a tilted arc bends.
                get_tilt=24,
                # Bent arcs rise above the map; they must not hide circles and labels.
                parameters={"depthCompare": "always", "depthWriteEnabled": False},
                pickable=False,
                **_shorter_way(pairs),
            ),
            pdk.Layer(
                "ScatterplotLayer",
                id="places",
                data=rows,
                get_position="position",
                get_radius="radius",
                radius_units="'pixels'",
                get_fill_color=[*_ACCENT, 165],
                get_line_color=[*_ACCENT, 255],
                stroked=True,
                line_width_units="'pixels'",
                get_line_width=1.25,
                pickable=True,
            ),
            pdk.Layer(
                "TextLayer",
                id="labels",
                data=[row for row in rows if row["count"] and row["level"] != "city"],
                get_position="position",
                get_text="name",
                get_size=12,
                character_set="'auto'",
                font_family="'Source Sans, Noto Sans, sans-serif'",
                font_settings={"fontSize": 48, "buffer": 4},
                background=True,
                background_padding=[2, 0],
                get_background_color=[255, 255, 255, 150],
                get_color=[31, 41, 51, 255],
                pickable=False,
            ),
        ],
    )


def map_middle(rows: list[dict[str, Any]]) -> float:
    """The meridian in the middle of a map of the places: see `meridian.middle_meridian`."""
    return middle_meridian(row["position"][0] for row in rows)


def view_bounds(
    rows: list[dict[str, Any]], middle: float = 0.0
) -> tuple[float, float, float, float]:
    """West, south, east and north of the places, with a margin, in degrees.

    On a map around another meridian than 0, west is greater than east where the 180th lies
    between them (RFC 7946, 5.2).
    """
    if not rows:
        return (-180.0, -60.0, 180.0, 75.0)
    points = np.array([row["position"] for row in rows], dtype=float)
    points[:, 0] = on_map(points[:, 0], middle)
    west, south = points.min(axis=0)
    east, north = points.max(axis=0)
    margin = max(1.0, 0.06 * max(east - west, north - south))
    return (
        within_globe(float(max(middle - 180, west - margin))),
        float(max(-85, south - margin)),
        within_globe(float(min(middle + 180, east + margin))),
        float(min(85, north + margin)),
    )


def _repeated(middle: float) -> dict[str, Any]:
    """How deck.gl draws a map of places on both sides of the 180th meridian, if they are: the
    world goes on beyond its ends, so that nothing need be moved there.
    """
    return {"views": [pdk.View("MapView", controller=True, repeat=True)]} if middle else {}


def _mended(land: Any, middle: float) -> list[pdk.Layer]:
    """Land where it goes on beyond the 180th meridian, at which its outlines are cut."""
    if not middle or not isinstance(land, Mapping):
        return []
    return [
        pdk.Layer(
            "PathLayer",
            id="seams",
            data=[{"path": edge} for edge in seams(dict(land))],
            get_path="path",
            get_color=_LAND,
            get_width=2,
            width_units="'pixels'",
        )
    ]


def _shorter_way(pairs: list[dict[str, Any]]) -> dict[str, Any]:
    """How deck.gl draws arcs of which some are shorter across the 180th meridian."""
    around = (abs(pair["source"][0] - pair["target"][0]) > 180 for pair in pairs)
    return {"wrap_longitude": True} if any(around) else {}


def _radius(count: int, largest: int) -> float:
    return float(max(3.5, LARGEST_RADIUS * np.sqrt(count / largest))) if count else 2.0


def _outline(
    name: str, data: Any, fill: list[int], line: list[int], *, pick: bool = False
) -> pdk.Layer:
    return pdk.Layer(
        "GeoJsonLayer",
        id=name,
        data=data,
        get_fill_color=fill,
        get_line_color=line,
        line_width_units="'pixels'",
        get_line_width=0.8,
        pickable=pick,
        auto_highlight=pick,
        highlight_color=[*_ACCENT, 60],
    )
