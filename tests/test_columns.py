"""Columns against brute force over the tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dashboard.columns import (
    MAX_SECTORS,
    OPEN_END,
    OPEN_START,
    Mask,
    containing_places,
    event_columns,
)
from dashboard.tables import Tables
from tests.synthetic import synthetic_tables


@pytest.fixture(scope="module", params=[1, 2])
def tables(request: pytest.FixtureRequest) -> Tables:
    return synthetic_tables(150, places=20, sectors=32, seed=request.param)


EPOCH = dt.date(1970, 1, 1)


def changed(tables: Tables, **frames: pd.DataFrame) -> Tables:
    return replace(tables, frames={**tables.frames, **frames})


def lies_in(tables: Tables, inner: str, outer: str) -> bool:
    """Whether ``inner`` is ``outer`` or lies in it, by walking up one step at a time."""
    parent = tables["locations"].set_index("location_id")["parent_id"]
    members = tables["location_members"]
    if inner == outer:
        return True
    above = [parent[inner], *members.loc[members["member_id"] == inner, "region_id"]]
    return any(lies_in(tables, place, outer) for place in above if place)


def events_at(tables: Tables, place_id: str) -> set[str]:
    links = tables["event_locations"]
    inside = {p for p in links["location_id"].unique() if lies_in(tables, p, place_id)}
    return set(links.loc[links["location_id"].isin(inside), "event_id"])


def ids(tables: Tables, mask: Mask) -> set[str]:
    return set(tables["events"]["event_id"][mask])


def test_events_count_at_their_places_and_at_all_that_these_lie_in(tables: Tables) -> None:
    columns = event_columns(tables)
    everything = np.ones(len(columns), dtype=bool)
    counts = dict(zip(columns.place_ids, columns.count_places(everything), strict=True))
    for place_id in tables["locations"]["location_id"]:
        expected = events_at(tables, place_id)
        assert ids(tables, columns.at_places(frozenset({place_id}))) == expected
        # A place that no event names or lies in is not among the columns' places.
        assert counts.get(place_id, 0) == len(expected)
        assert (place_id in counts) == bool(expected)
    assert "region-one" in counts
    assert counts["aa"] > counts["aa-1"] > 0


def test_places_of_an_event_are_sorted_and_distinct(tables: Tables) -> None:
    columns = event_columns(tables)
    order = [i for i in tables["locations"]["location_id"] if i in columns.place_ids]
    assert list(columns.place_ids) == order
    for begin, end in zip(columns.place_offsets, columns.place_offsets[1:], strict=False):
        places = columns.place_index[begin:end].tolist()
        assert places == sorted(set(places)) != []
    assert columns.place_offsets[0] == 0
    assert columns.place_offsets[-1] == len(columns.place_index)


def test_a_prefecture_counts_for_its_regions_and_for_what_these_lie_in(tables: Tables) -> None:
    locations = tables["locations"].copy()
    locations.loc[locations["location_id"] == "region-one", "parent_id"] = "region-two"
    members = pd.DataFrame({"region_id": ["region-one"], "member_id": ["aa-5"]})
    containing = containing_places(changed(tables, locations=locations, location_members=members))
    assert containing["aa-5-city"] == {"aa-5-city", "aa-5", "aa", "region-one", "region-two"}
    assert containing["aa"] == {"aa"}


def test_a_circle_of_places_ends(tables: Tables) -> None:
    locations = tables["locations"].copy()
    locations.loc[locations["location_id"] == "aa", "parent_id"] = "aa-1"
    assert containing_places(changed(tables, locations=locations))["aa"] == {"aa", "aa-1"}


def test_sectors_by_their_links(tables: Tables) -> None:
    columns = event_columns(tables)
    links = tables["event_sectors"]
    counts = columns.count_sectors(np.ones(len(columns), dtype=bool))
    assert len(columns.sector_ids) == MAX_SECTORS
    for position, sector_id in enumerate(columns.sector_ids):
        expected = set(links.loc[links["sector_id"] == sector_id, "event_id"])
        assert ids(tables, columns.in_sectors(frozenset({sector_id}))) == expected
        assert counts[position] == len(expected)
    # The sign bit of an int32 is the last sector's.
    assert counts[31] > 0
    assert not columns.in_sectors(frozenset()).any()


def test_sectors_stand_in_the_order_of_their_positions() -> None:
    tables = synthetic_tables(3, sectors=12)
    frame = tables["sectors"].copy()
    frame["position"] = range(len(frame), 0, -1)
    columns = event_columns(changed(tables, sectors=frame))
    assert columns.sector_ids == tuple(reversed(tables["sectors"]["sector_id"]))


def test_a_sector_too_many_is_refused() -> None:
    with pytest.raises(ValueError, match="33 sectors; the views hold at most 32"):
        event_columns(synthetic_tables(3, sectors=33))


def test_days_of_every_kind_of_date(tables: Tables) -> None:
    columns = event_columns(tables)
    kinds = set()
    frame = tables["events"]
    for row, (start, end) in enumerate(zip(frame["start_date"], frame["end_date"], strict=True)):
        has_start, has_end = start == start, end == end  # NaT equals nothing
        kinds.add((has_start, has_end))
        assert columns.dated[row] == (has_start or has_end)
        if columns.dated[row]:
            first = (start.date() - EPOCH).days if has_start else OPEN_START
            last = (end.date() - EPOCH).days if has_end else OPEN_END
            assert (columns.first[row], columns.last[row]) == (first, last)
        else:
            assert not columns.within(int(OPEN_START), int(OPEN_END))[row]
    assert len(kinds) == 4, "the generator makes every kind"


@pytest.mark.parametrize(
    ("start", "end"),
    [(dt.date(1, 1, 1), dt.date(1, 1, 1)), (dt.date(9999, 12, 31), dt.date(9999, 12, 31))],
)
def test_the_ends_of_the_calendar_have_numbers(start: dt.date, end: dt.date) -> None:
    tables = synthetic_tables(1, odd=False)
    events = tables["events"].copy()
    events["start_date"] = pd.Series([np.datetime64(start, "s")])
    events["end_date"] = pd.Series([np.datetime64(end, "s")])
    columns = event_columns(changed(tables, events=events))
    assert (columns.first[0], columns.last[0]) == ((start - EPOCH).days, (end - EPOCH).days)


def test_counts_are_of_what_the_rows_stand_for(tables: Tables) -> None:
    once = event_columns(tables)
    thrice = replace(once, weight=once.weight * np.uint32(3))
    mask = once.within(16_436, 18_000)
    assert 0 < mask.sum() < len(mask)
    assert (thrice.count_places(mask) == 3 * once.count_places(mask)).all()
    assert (thrice.count_sectors(mask) == 3 * once.count_sectors(mask)).all()
    assert not once.count_places(np.zeros(len(once), dtype=bool)).any()


def test_arrow_carries_every_column(tables: Tables) -> None:
    columns = event_columns(tables)
    table = columns.arrow()
    for name in ("first", "last", "sectors", "weight"):
        expected = getattr(columns, name)
        found = table[name].to_numpy()
        assert found.dtype == expected.dtype
        assert (found == expected).all()
    splits = np.split(columns.place_index, columns.place_offsets[1:-1])
    assert table["places"].to_pylist() == [part.tolist() for part in splits]


def test_no_events_and_no_places() -> None:
    tables = synthetic_tables(0)
    for empty in (tables, changed(tables, locations=tables["locations"].iloc[:0])):
        columns = event_columns(empty)
        assert len(columns) == 0
        assert columns.place_ids == ()
        assert columns.arrow().num_rows == 0
        assert columns.count_sectors(np.zeros(0, dtype=bool)).sum() == 0


def test_an_event_without_links_stays() -> None:
    tables = synthetic_tables(2, odd=False)
    none = {name: tables[name].iloc[:0] for name in ("event_locations", "event_sectors")}
    columns = event_columns(changed(tables, **none))
    assert len(columns) == 2
    assert columns.place_offsets.tolist() == [0, 0, 0]
