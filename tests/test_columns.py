"""Columns against brute force over the tables."""

from __future__ import annotations

import datetime as dt
import json
import struct
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dashboard.columns import OPEN_END, OPEN_START, event_columns
from dashboard.facets import Mask
from dashboard.places import containing_places
from dashboard.tables import Tables
from dashboard.wire import pack
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
    counts = dict(zip(columns.facets["place"].ids, columns.count("place", everything), strict=True))
    for place_id in tables["locations"]["location_id"]:
        expected = events_at(tables, place_id)
        assert ids(tables, columns.facets["place"].hits(frozenset({place_id}))) == expected
        # A place that no event names or lies in is not among the columns' places.
        assert counts.get(place_id, 0) == len(expected)
        assert (place_id in counts) == bool(expected)
    assert "region-one" in counts
    assert counts["aa"] > counts["aa-1"] > 0


@pytest.mark.parametrize("name", ["sector", "place", "kind", "status", "actor", "source", "pair"])
def test_a_facet_holds_every_set_of_values_once(tables: Tables, name: str) -> None:
    facet = event_columns(tables).facets[name]
    assert facet.name == name
    sets = [tuple(part) for part in np.split(facet.values, facet.offsets[1:-1])]
    assert len(facet.offsets) - 1 == len(sets)
    assert all(list(values) == sorted(set(values)) for values in sets)
    assert set(facet.set_of_row) == set(range(len(sets)))
    # Places and links may make two sets of links into one set of values: never more sets.
    assert len(set(sets)) <= len(sets) <= len(tables["events"])


@pytest.mark.parametrize(
    ("name", "links", "column"),
    [
        ("kind", "events", "kind_id"),
        ("status", "events", "status"),
        ("actor", "event_actors", "actor_id"),
        ("source", "event_sources", "source_id"),
    ],
)
def test_facets_are_those_of_the_tables(tables: Tables, name: str, links: str, column: str) -> None:
    columns = event_columns(tables)
    frame = tables[links]
    assert set(columns.facets[name].ids) == set(frame[column])
    for value in columns.facets[name].ids:
        expected = set(frame.loc[frame[column] == value, "event_id"])
        assert ids(tables, columns.facets[name].hits(frozenset({value}))) == expected


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
    sectors = columns.facets["sector"]
    counts = columns.count("sector", np.ones(len(columns), dtype=bool))
    assert len(sectors.ids) == len(tables["sectors"]) == 32
    for position, sector_id in enumerate(sectors.ids):
        expected = set(links.loc[links["sector_id"] == sector_id, "event_id"])
        assert ids(tables, sectors.hits(frozenset({sector_id}))) == expected
        assert counts[position] == len(expected)
    assert counts.min() > 0
    assert not sectors.hits(frozenset()).any()


def test_sectors_stand_in_the_order_of_their_positions() -> None:
    tables = synthetic_tables(3, sectors=12)
    frame = tables["sectors"].copy()
    frame["position"] = range(len(frame), 0, -1)
    columns = event_columns(changed(tables, sectors=frame))
    assert columns.facets["sector"].ids == tuple(reversed(tables["sectors"]["sector_id"]))


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
    for name in once.facets:
        assert (thrice.count(name, mask) == 3 * once.count(name, mask)).all()
        assert not once.count(name, np.zeros(len(once), dtype=bool)).any()
    assert thrice.total(mask) == 3 * once.total(mask) == 3 * mask.sum()


def unpacked(content: bytes) -> dict[str, np.ndarray[tuple[int], np.dtype[np.generic]]]:
    """The arrays of a file of columns, read as `dashboard.wire` describes it."""
    (length,) = struct.unpack("<I", content[:4])
    header, body = json.loads(content[4 : 4 + length]), content[4 + length :]
    assert (4 + length) % 8 == 0
    return {
        name: np.frombuffer(body, one["type"], one["length"], one["offset"])
        for name, one in header["arrays"].items()
    }


def test_the_file_for_the_browser_carries_every_column(tables: Tables) -> None:
    columns = event_columns(tables)
    assert pack(columns) == pack(event_columns(tables))
    found = unpacked(pack(columns))
    start, end = found["start"].astype(int), found["end"].astype(int)
    dated = columns.dated
    assert (found["days"][start[dated]] == columns.first[dated]).all()
    assert (found["days"][end[dated]] == columns.last[dated]).all()
    assert (start[~dated] > end[~dated]).all()
    assert "weight" not in found
    for name, facet in columns.facets.items():
        for part, expected in (
            ("set", facet.set_of_row),
            ("offsets", facet.offsets),
            ("values", facet.values),
        ):
            assert (found[f"{name}.{part}"] == expected).all()
    heavy = unpacked(pack(replace(columns, weight=columns.weight * np.uint32(70_000))))
    assert set(heavy["weight"]) == {70_000}


def test_no_events_and_no_places() -> None:
    tables = synthetic_tables(0)
    for empty in (tables, changed(tables, locations=tables["locations"].iloc[:0])):
        columns = event_columns(empty)
        assert len(columns) == 0
        assert columns.facets["place"].ids == ()
        assert columns.count("sector", np.zeros(0, dtype=bool)).sum() == 0
        assert len(unpacked(pack(columns))["start"]) == 0


def test_an_event_without_links_stays() -> None:
    tables = synthetic_tables(2, odd=False)
    none = {name: tables[name].iloc[:0] for name in ("event_locations", "event_sectors")}
    columns = event_columns(changed(tables, **none))
    assert len(columns) == 2
    for name in ("place", "sector"):
        assert columns.count(name, np.ones(2, dtype=bool)).sum() == 0
