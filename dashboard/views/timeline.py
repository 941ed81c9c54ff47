"""The timeline as a plotly figure.

Above, the focus: one stacked step area per sector, whose joint height is the square root
of the number of events that overlap a bin (so that one event stays visible beside a
hundred), split by the sectors' shares. Below, the whole span. An event counts in every
bin that it overlaps: a date known to the month fills its month. Between the two the
linked view draws a mark per event.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from dashboard.columns import OPEN_END, OPEN_START, EventColumns, day_number
from dashboard.facets import Mask
from dashboard.language import Language
from dashboard.language import language as language_of
from dashboard.selection import Selection
from dashboard.tables import Tables
from dashboard.views.time_bins import bin_edges
from dashboard.views.words import date_words

FOCUS_BINS = 160
OVERVIEW_BINS = 120
# Beyond this many events only the areas are drawn.
MOST_MARKS = 20_000
# Of events that no sector gives a colour, here and in the linked view.
_NO_SECTOR = "#888888"
DayRange = tuple[int, int]
ENGLISH = language_of("en")
_LAST_DAY = day_number(np.datetime64("9999-12-31"))


def span_of(columns: EventColumns) -> DayRange:
    """First and last day to show, in whole years; open ends do not count."""
    days = np.concatenate([columns.first[columns.dated], columns.last[columns.dated]])
    days = days[(days != OPEN_START) & (days != OPEN_END)]
    return _whole_years(days.min(), days.max()) if len(days) else _whole_years(0, 0)


def focus_of(columns: EventColumns) -> DayRange:
    """The whole years that hold the bulk of the events: from the 6th to the 98th percentile."""
    begun = columns.dated & (columns.first != OPEN_START)
    ended = columns.dated & (columns.last != OPEN_END)
    if not begun.any() or not ended.any():
        return span_of(columns)
    bulk = (
        _quantile(columns.first[begun], columns.weight[begun], 0.06),
        _quantile(columns.last[ended], columns.weight[ended], 0.98),
    )
    # Where most events have one end only, the known starts may lie after the known ends.
    return _whole_years(*bulk) if bulk[0] <= bulk[1] else span_of(columns)


def _quantile(days: npt.NDArray[np.int32], weight: npt.NDArray[np.uint32], share: float) -> int:
    return int(np.quantile(days, share, method="inverted_cdf", weights=weight))


def bin_counts(
    tables: Tables, columns: EventColumns, selection: Selection, edges: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Events per bin under every filter but the interval: per sector (S, B), and in all (B,).

    Sectors that the selection leaves out count nothing.
    """
    rows = selection.without("when").mask(columns, tables) & columns.dated
    # What overlaps a bin has begun before it is over and has not ended before it begins.
    begun = np.searchsorted(edges[1:], columns.first[rows], side="right")
    ended = np.searchsorted(edges[:-1], columns.last[rows], side="right")
    weight = columns.weight[rows]
    bins = len(edges) - 1

    def per_bin(part: Mask) -> npt.NDArray[np.int64]:
        changes = np.bincount(begun[part], weight[part], bins + 1) - np.bincount(
            ended[part], weight[part], bins + 1
        )
        return changes.cumsum()[:bins].astype(np.int64)

    sector = columns.facets["sector"]
    per_sector = np.zeros((len(sector.ids), bins), dtype=np.int64)
    chosen = selection.choices.get("sector") or sector.ids
    for i, sector_id in enumerate(sector.ids):
        if sector_id in chosen:
            per_sector[i] = per_bin(sector.hits(frozenset({sector_id}))[rows])
    return per_sector, per_bin(np.ones(len(weight), dtype=bool))


def timeline(
    tables: Tables,
    columns: EventColumns,
    selection: Selection | None = None,
    *,
    focus: DayRange | None = None,
    today: dt.date | None = None,
    language: Language = ENGLISH,
) -> go.Figure:
    """The figure for ``selection``; ``focus`` is the range of days shown above.

    Traces carry ``meta``: ``{"role": "sector", "position": i}``, ``{"role": "no sector"}`` for
    bins whose events have none, or ``{"role": "overview"}``, by which the linked view finds
    them; the layout's ``meta`` holds the stretch of the height (from the bottom, 0 to 1) that
    is left free for one mark per event, if the dataset is small enough for that. ``today`` is
    marked by a line.
    """
    selection = selection or Selection()
    span, focus = span_of(columns), focus or focus_of(columns)
    _, edges = bin_edges(*focus, FOCUS_BINS)
    per_sector, total = bin_counts(tables, columns, selection, edges)
    parts = per_sector.sum(axis=0)
    shares = per_sector / np.maximum(parts, 1)
    figure = go.Figure()
    sectors = {row.sector_id: row for row in tables["sectors"].itertuples()}
    for position, sector_id in enumerate(columns.facets["sector"].ids):
        sector = sectors[sector_id]
        figure.add_trace(
            go.Scatter(
                x=_dates(edges),
                y=_with_last(shares[position] * np.sqrt(total)),
                name=language.name(sector),
                stackgroup="sectors",
                mode="none",
                line={"shape": "hv"},
                fillcolor=sector.color,
                hoverinfo="skip",
                meta={"role": "sector", "position": position},
            )
        )
    if not columns.facets["sector"].has_all():
        figure.add_trace(
            go.Scatter(
                x=_dates(edges),
                y=_with_last(np.where(parts == 0, np.sqrt(total), 0)),
                name=language.gettext("No sector"),
                stackgroup="sectors",
                mode="none",
                line={"shape": "hv"},
                fillcolor=_NO_SECTOR,
                hoverinfo="skip",
                meta={"role": "no sector"},
            )
        )
    _, overview_edges = bin_edges(*span, OVERVIEW_BINS)
    _, overview = bin_counts(tables, columns, selection, overview_edges)
    figure.add_trace(
        go.Scatter(
            x=_dates(overview_edges),
            y=_with_last(np.sqrt(overview)),
            xaxis="x2",
            yaxis="y2",
            name=language.gettext("All events"),
            fill="tozeroy",
            mode="none",
            line={"shape": "hv"},
            fillcolor="#7b8797",
            hoverinfo="skip",
            meta={"role": "overview"},
        )
    )
    has_marks = len(columns) <= MOST_MARKS and not columns.is_grouped
    # How low and high what stands behind each axis reaches.
    bands = {"x": (0.21 if has_marks else 0.37, 1.0), "x2": (0.0, 0.09 if has_marks else 0.16)}
    milestones = _milestones(tables, columns)
    ticks = [tick for tick in (1, 5, 20, 50, 100, 500, 1000) if tick <= max(int(total.max()), 1)]
    figure.update_layout(
        height=364 if has_marks else 244,
        margin={"l": 40, "r": 14, "t": 8, "b": 22},
        showlegend=False,
        meta={
            "marks": [0.215, 0.62] if has_marks else None,
            "milestones": [_told(tables, row, language) for row in milestones[1:]],
        },
        xaxis={
            "type": "date",
            "range": list(_dates(np.array([focus[0], focus[1] + 1]))),
            "anchor": "free",
            "position": 0.21 if has_marks else 0.37,
            "tickcolor": "rgba(128, 140, 156, 0.6)",
        },
        xaxis2={
            "type": "date",
            "range": list(_dates(np.array([span[0], span[1] + 1]))),
            "anchor": "y2",
        },
        yaxis={
            "domain": [0.64 if has_marks else 0.37, 1],
            "range": [0, float(np.sqrt(max(int(total.max()), 1))) * 1.06],
            "tickvals": [float(np.sqrt(tick)) for tick in ticks],
            "ticktext": [language.number(tick) for tick in ticks],
            "zeroline": False,
        },
        yaxis2={
            "domain": [0, 0.09 if has_marks else 0.16],
            "range": [0, float(np.sqrt(max(int(overview.max()), 1))) * 1.06],
            "visible": False,
        },
        shapes=_eras(columns.first[milestones], span, bands),
    )
    if today is not None:
        for axis, (low, high) in bands.items():
            figure.add_shape(
                type="line",
                xref=axis,
                yref="paper",
                x0=str(today),
                x1=str(today),
                y0=low,
                y1=high,
                line={"width": 1, "dash": "dot", "color": "#7b8797"},
                name="today",
            )
    return figure


def _milestones(tables: Tables, columns: EventColumns) -> list[int]:
    """Rows of the milestones that concern whole countries, by day, one a day.

    Where all localities of a milestone are countries, it concerns the countries as such.
    Groups tell of none.
    """
    if columns.is_grouped:
        return []
    events = tables["events"]
    milestones = frozenset(events.loc[events["kind_id"] == "milestone", "event_id"])
    links = tables["event_locations"]
    links = links[links["event_id"].isin(list(milestones))]
    kinds = tables["locations"].set_index("location_id")["kind"]
    is_local = links["location_id"].map(kinds) != "country"
    national = milestones.difference(links.loc[is_local, "event_id"])
    is_national = events["event_id"].isin(list(national)).to_numpy()
    rows = np.flatnonzero(is_national & columns.dated & (columns.first != OPEN_START))
    on_day = {int(columns.first[row]): int(row) for row in rows[::-1]}
    return [on_day[day] for day in sorted(on_day)]


def _told(tables: Tables, row: int, language: Language) -> str:
    """A milestone for a legend: "Nov 2023: …"."""
    event = tables["events"].iloc[row]
    return language.gettext("{date}: {event}").format(
        date=date_words(event["date_edtf"], language), event=language.name(event)
    )


def _eras(
    starts: npt.NDArray[np.signedinteger[Any]],
    span: DayRange,
    bands: Mapping[str, tuple[float, float]],
) -> list[dict[str, Any]]:
    """Background bands: every second era, which runs from one of ``starts`` to the next."""
    eras = list(pairwise([*starts.tolist(), span[1] + 1]))
    return [
        {
            "type": "rect",
            "xref": axis,
            "yref": "paper",
            "x0": _dates(np.array([start]))[0],
            "x1": _dates(np.array([end]))[0],
            "y0": low,
            "y1": high,
            "line": {"width": 0},
            "fillcolor": "rgba(128, 140, 156, 0.12)",
            "layer": "below",
            "name": "era",
        }
        for start, end in eras[1::2]
        for axis, (low, high) in bands.items()
    ]


def _dates(days: npt.NDArray[np.int64]) -> list[str]:
    # The last bin may end after the last day that plotly can write.
    return [str(day) for day in np.minimum(days, _LAST_DAY).astype("datetime64[D]")]


def _with_last(values: npt.NDArray[np.float64]) -> list[float]:
    # A step needs a point where its last bin ends.
    return [*map(float, values), float(values[-1])]


def _whole_years(first: int, last: int) -> DayRange:
    years = np.array([first, last]).astype("datetime64[D]").astype("datetime64[Y]")
    after = years[1] + np.timedelta64(1, "Y")
    ends = np.array([years[0], after]).astype("datetime64[D]").astype(np.int64)
    return int(ends[0]), int(ends[1]) - 1
