"""The timeline figure against brute force over the tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import numpy as np
import plotly.graph_objects as go
import pytest

from dashboard.columns import event_columns
from dashboard.selection import Selection
from dashboard.tables import Tables
from dashboard.views.timeline import DayRange, bin_counts, focus_of, span_of, timeline
from tests.synthetic import synthetic_tables

TABLES = synthetic_tables(250, places=12, sectors=7, years=5, seed=4)
COLUMNS = event_columns(TABLES)
EPOCH = dt.date(1970, 1, 1)
SELECTIONS = (
    "",
    "sector=sector-2",
    "sector=sector-0,sector-5&place=aa",
    "place=region-one&when=2016",
    "when=1900",
)


def selection(text: str) -> Selection:
    found, notices = Selection.parse(text, TABLES)
    assert notices == ()
    return found


def dated(*days: tuple[str | None, str | None]) -> Tables:
    """A dataset with one event per pair of first and last day."""
    tables = synthetic_tables(len(days), odd=False)
    events = tables["events"].copy()
    for column, position in (("start_date", 0), ("end_date", 1)):
        events[column] = np.array([pair[position] for pair in days], dtype="datetime64[s]")
    events["date_precision"] = ["" if pair == (None, None) else "day" for pair in days]
    return replace(tables, frames={**tables.frames, "events": events})


def heights(figure: go.Figure, role: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.array([trace.y for trace in figure.data if trace.meta["role"] == role])


def day(value: str) -> int:
    return (dt.date.fromisoformat(value) - EPOCH).days


def overlapping(tables: Tables, event_ids: set[str], first: int, after: int) -> int:
    """How many of the events have a date and overlap [first, after), event by event."""
    count = 0
    events = tables["events"]
    rows = zip(events["event_id"], events["start_date"], events["end_date"], strict=True)
    for event_id, start, end in rows:
        has_start, has_end = start == start, end == end  # NaT equals nothing
        if event_id in event_ids and (has_start or has_end):
            begins = not has_start or (start.date() - EPOCH).days < after
            lasts = not has_end or (end.date() - EPOCH).days >= first
            count += begins and lasts
    return count


@pytest.mark.parametrize("text", SELECTIONS)
def test_bins_count_every_event_that_overlaps_them(text: str) -> None:
    chosen = selection(text)
    edges = np.array([day("2014-01-01"), day("2016-03-05"), day("2016-03-06"), day("2019-07-01")])
    per_sector, total = bin_counts(TABLES, COLUMNS, chosen, edges)
    passing = set(TABLES["events"]["event_id"][chosen.without("when").mask(COLUMNS, TABLES)])
    links = TABLES["event_sectors"]
    for b, (first, after) in enumerate(pairwise(edges)):
        assert total[b] == overlapping(TABLES, passing, first, after)
        for i, sector_id in enumerate(TABLES["sectors"]["sector_id"]):
            inside = passing & set(links.loc[links["sector_id"] == sector_id, "event_id"])
            left_out = sector_id not in chosen.choices.get("sector", {sector_id})
            expected = 0 if left_out else overlapping(TABLES, inside, first, after)
            assert per_sector[i, b] == expected
    assert total.max() > 0


@pytest.mark.parametrize("text", SELECTIONS)
def test_the_stack_is_the_root_of_the_events_split_by_sector(text: str) -> None:
    figure = timeline(TABLES, COLUMNS, selection(text))
    assert type(figure) is go.Figure
    assert go.Figure(figure.to_dict()) == figure
    stacked = heights(figure, "sector")
    edges = [day(x) for x in figure.data[0].x]
    per_sector, total = bin_counts(TABLES, COLUMNS, selection(text), np.array(edges))
    assert np.allclose(stacked.sum(axis=0)[:-1] ** 2, total)
    # A step needs its last value once more, where its last bin ends.
    assert (stacked[:, -1] == stacked[:, -2]).all()
    assert ((stacked[:, :-1] > 0) == (per_sector > 0)).all()
    for one, other in zip(stacked, per_sector, strict=True):
        assert np.allclose(one[:-1] * per_sector.sum(axis=0), other * np.sqrt(total))


def test_traces_are_the_sectors_in_order_and_the_overview() -> None:
    figure = timeline(TABLES, COLUMNS)
    assert [trace.name for trace in figure.data] == [*TABLES["sectors"]["name_en"], "All events"]
    assert [trace.fillcolor for trace in figure.data[:-1]] == [*TABLES["sectors"]["color"]]
    assert [trace.meta.get("position") for trace in figure.data] == [*range(7), None]
    (overview,) = heights(figure, "overview")
    # The overview counts all events, whatever the interval.
    assert np.array_equal(
        heights(timeline(TABLES, COLUMNS, selection("when=2016")), "overview")[0], overview
    )
    assert overview.max() ** 2 > 1


def test_the_axes_show_whole_years() -> None:
    figure = timeline(TABLES, COLUMNS)
    assert all(end.endswith("-01-01") for end in figure.layout.xaxis.range)
    focus = (day("2016-02-10"), day("2016-03-20"))
    narrow = timeline(TABLES, COLUMNS, focus=focus)
    assert narrow.layout.xaxis.range == ("2016-02-10", "2016-03-21")
    assert narrow.layout.xaxis2.range == figure.layout.xaxis2.range
    assert len(narrow.data[0].x) == focus[1] - focus[0] + 2


def test_a_selection_that_nothing_passes_draws_an_empty_stack() -> None:
    tables = synthetic_tables(30, places=20, odd=False)
    columns = event_columns(tables)
    links = tables["event_locations"]
    place = next(p for p in links["location_id"] if (links["location_id"] == p).sum() == 1)
    event_id = links.set_index("location_id").at[place, "event_id"]
    sectors = tables["event_sectors"]
    taken = set(sectors.loc[sectors["event_id"] == event_id, "sector_id"])
    sector = next(s for s in tables["sectors"]["sector_id"] if s not in taken)
    nothing, _ = Selection.parse({"place": place, "sector": sector}, tables)
    assert not nothing.mask(columns, tables).any()
    figure = timeline(tables, columns, nothing)
    assert not heights(figure, "sector").any()
    assert not heights(figure, "overview").any()
    assert figure.layout.yaxis.range[1] > 0


SOME_YEAR = (day("1970-01-01"), day("1970-12-31"))


@pytest.mark.parametrize(
    ("days", "span"),
    [
        ([], SOME_YEAR),
        ([(None, None)], SOME_YEAR),
        ([("2025-11-25", "2025-11-25")], (day("2025-01-01"), day("2025-12-31"))),
        ([("2025-11-25", None)], (day("2025-01-01"), day("2025-12-31"))),
        ([(None, "2025-11-25")], (day("2025-01-01"), day("2025-12-31"))),
        # All that is known lies the wrong way round: since 2020, and until 1990.
        (
            [("2020-05-01", None), (None, "1990-05-01")],
            (day("1990-01-01"), day("2020-12-31")),
        ),
        ([("0001-01-01", "9999-12-31")], (day("0001-01-01"), day("9999-12-31"))),
        ([("9999-12-31", "9999-12-31")], (day("9999-01-01"), day("9999-12-31"))),
        ([("0001-01-01", "0001-01-01")], (day("0001-01-01"), day("0001-12-31"))),
    ],
)
def test_odd_datasets_have_a_figure(
    days: list[tuple[str | None, str | None]], span: DayRange
) -> None:
    tables = dated(*days)
    columns = event_columns(tables)
    assert span_of(columns) == span
    first, last = focus_of(columns)
    assert span[0] <= first <= last <= span[1]
    figure = timeline(tables, columns)
    with_date = sum(pair != (None, None) for pair in days)
    assert (heights(figure, "overview").max() ** 2).round() == min(with_date, 1)
    # plotly reads years of four digits only.
    assert all(len(x) == 10 for trace in figure.data for x in trace.x)
    for axis in (figure.layout.xaxis, figure.layout.xaxis2):
        assert axis.range[0] < axis.range[1]


def milestones(*days: str) -> Tables:
    """A dataset of milestones between countries."""
    tables = dated(*((day, day) for day in days))
    events = tables["events"].assign(kind_id="milestone")
    kinds = tables["event_kinds"].assign(kind_id="milestone")
    links = tables["event_locations"].assign(location_id="aa")
    changed = {"events": events, "event_kinds": kinds, "event_locations": links}
    return replace(tables, frames={**tables.frames, **changed})


@pytest.mark.parametrize(
    ("days", "eras"),
    [
        ([], []),
        (["1973-09-21"], []),
        (["1973-09-21", "2009-04-20"], [("2009-04-20", "2010-01-01")]),
        (["1973-09-21", "2009-04-20", "2014-03-18"], [("2009-04-20", "2014-03-18")]),
    ],
)
def test_every_second_era_between_milestones_is_shaded(
    days: list[str], eras: list[tuple[str, str]]
) -> None:
    tables = milestones(*days)
    figure = timeline(tables, event_columns(tables))
    shaded = [(shape.x0, shape.x1) for shape in figure.layout.shapes if shape.name == "era"]
    assert shaded == [era for era in eras for _ in ("focus", "overview")]
    # Each axis has its own scale: a band of the one must not reach into the other.
    focus, overview = figure.layout.xaxis.position, figure.layout.yaxis2.domain[1]
    for shape in (shape for shape in figure.layout.shapes if shape.name in ("era", "today")):
        if shape.xref == "x":
            assert (shape.y0, shape.y1) == (focus, 1)
        else:
            assert (shape.y0, shape.y1) == (0, overview)
    assert len(figure.layout.meta["milestones"]) == max(0, len(days) - 1)
    assert all(": " in told for told in figure.layout.meta["milestones"])


def test_a_few_far_events_do_not_push_the_rest_out_of_focus() -> None:
    days: list[tuple[str | None, str | None]] = [("2024-05-01", "2024-05-02")] * 98
    columns = event_columns(dated(*days, ("1905-01-01", "1905-01-01"), ("2099-01-01", None)))
    assert focus_of(columns) == (day("2024-01-01"), day("2024-12-31"))
    assert span_of(columns) == (day("1905-01-01"), day("2099-12-31"))


def without_sectors(*event_ids: str) -> Tables:
    """The synthetic dataset, some of whose events have no sector."""
    links = TABLES["event_sectors"]
    kept = links[~links["event_id"].isin(list(event_ids))]
    return replace(TABLES, frames={**TABLES.frames, "event_sectors": kept.reset_index(drop=True)})


def test_events_without_a_sector_have_an_area_of_their_own() -> None:
    tables = without_sectors(*TABLES["events"]["event_id"])
    columns = event_columns(tables)
    figure = timeline(tables, columns)
    (grey,) = heights(figure, "no sector")
    edges = [day(x) for x in figure.data[0].x]
    _, total = bin_counts(tables, columns, Selection(), np.array(edges))
    assert total.max() > 0
    assert np.allclose(grey[:-1] ** 2, total)
    assert not heights(figure, "sector").any()


def test_bins_of_events_with_sectors_are_split_among_these() -> None:
    # Whose bin has other events with sectors, which give it its colours.
    tables = without_sectors("event-1")
    columns = event_columns(tables)
    figure = timeline(tables, columns)
    (grey,) = heights(figure, "no sector")
    stacked = heights(figure, "sector").sum(axis=0)
    edges = [day(x) for x in figure.data[0].x]
    per_sector, total = bin_counts(tables, columns, Selection(), np.array(edges))
    assert np.allclose((stacked + grey)[:-1] ** 2, total)
    assert ((grey[:-1] > 0) == ((per_sector.sum(axis=0) == 0) & (total > 0))).all()
    assert not heights(timeline(TABLES, COLUMNS), "no sector").size
