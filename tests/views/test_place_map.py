"""The map as a deck: ordinary pydeck, no tiles, and honest about its points."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pydeck as pdk
import pytest

from dashboard.closed_lists import LOCATION_KINDS, PLACE_PRECISIONS
from dashboard.columns import event_columns
from dashboard.selection import Selection
from dashboard.tables import Tables, open_tables
from dashboard.views.place_map import (
    LARGEST_COUNT,
    LARGEST_RADIUS,
    map_middle,
    place_map,
    view_bounds,
)
from tests.synthetic import synthetic_tables

ROOT = Path(__file__).resolve().parents[2]
NAMES = {"land": "land", "units": "units", "regions": "regions"}
TABLES = synthetic_tables(120, places=15, sectors=5, seed=6)


def spec(tables: Tables, query: str = "") -> dict[str, Any]:
    """The deck's JSON, as a browser would get it."""
    selection, notices = Selection.parse(query, tables)
    assert notices == ()
    deck = place_map(tables, event_columns(tables), selection, boundaries=NAMES)
    assert type(deck) is pdk.Deck
    found: dict[str, Any] = json.loads(deck.to_json())
    return found


def layer(tables: Tables, name: str, query: str = "") -> dict[str, Any]:
    layers = {one["id"]: one for one in spec(tables, query)["layers"]}
    found: dict[str, Any] = layers[name]
    return found


def circles(tables: Tables, query: str = "") -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in layer(tables, "places", query)["data"]}


def test_it_needs_no_tiles_no_key_and_no_network() -> None:
    found = spec(TABLES)
    assert found.get("mapProvider") is None
    assert "http" not in json.dumps(found)
    # Boundaries are names here, or whole collections for whoever uses the deck alone.
    assert [layer(TABLES, name)["data"] for name in NAMES] == list(NAMES)


def test_it_takes_boundaries_themselves() -> None:
    nothing: dict[str, Any] = {"type": "FeatureCollection", "features": []}
    deck = place_map(TABLES, event_columns(TABLES), boundaries=dict.fromkeys(NAMES, nothing))
    assert "<html" in deck.to_html(as_string=True, notebook_display=False)
    assert nothing in [one["data"] for one in json.loads(deck.to_json())["layers"]]


@pytest.mark.parametrize("query", ["", "sector=sector-1", "when=2016/2018&place=aa-1", "when=0001"])
def test_circles_count_what_passes_every_filter_but_the_places(query: str) -> None:
    elsewhere = "&".join(part for part in query.split("&") if not part.startswith("place="))
    for place_id, row in circles(TABLES, query).items():
        assert row["count"] == len(passing_events(TABLES, f"{elsewhere}&place={place_id}"))


def passing_events(tables: Tables, query: str) -> set[str]:
    """The events that pass, filter by filter over the tables."""
    parameters = dict(part.split("=") for part in query.split("&") if part)
    columns = event_columns(tables)
    selection, _ = Selection.parse(parameters, tables)
    ids = set(tables["events"]["event_id"])
    if "sector" in parameters:
        links = tables["event_sectors"]
        ids &= set(links.loc[links["sector_id"] == parameters["sector"], "event_id"])
    if selection.when:
        overlaps = columns.within(*selection.when.day_numbers())
        ids &= set(tables["events"]["event_id"][overlaps])
    if "place" in parameters:
        place = parameters["place"]
        members = tables["location_members"]
        inside = {place, *members.loc[members["region_id"] == place, "member_id"]}
        parents = tables["locations"].set_index("location_id")["parent_id"]
        within = {p for p in parents.index if {p, parents[p]} & inside}
        links = tables["event_locations"]
        ids &= set(links.loc[links["location_id"].isin(within), "event_id"])
    return ids


def test_areas_of_circles_follow_the_numbers() -> None:
    rows = circles(TABLES)
    largest = max(rows.values(), key=lambda row: row["count"])
    assert largest["radius"] == LARGEST_RADIUS
    for row in rows.values():
        exact = LARGEST_RADIUS * (row["count"] / largest["count"]) ** 0.5
        assert row["radius"] == pytest.approx(max(exact, 3.5) if row["count"] else 2)


def test_where_each_place_has_an_event_or_two_circles_are_small() -> None:
    rows = circles(synthetic_tables(12, places=12))
    assert max(row["count"] for row in rows.values()) < LARGEST_COUNT
    for row in rows.values():
        exact = LARGEST_RADIUS * (row["count"] / LARGEST_COUNT) ** 0.5
        assert row["radius"] == pytest.approx(max(exact, 3.5) if row["count"] else 2)


def test_countries_are_no_circles_and_regions_only_where_events_name_them() -> None:
    links = TABLES["event_locations"]
    unnamed = replace(
        TABLES,
        frames={
            **TABLES.frames,
            "event_locations": links[links["location_id"] != "region-one"],
        },
    )
    assert "region-one" in circles(TABLES)
    assert "region-one" not in circles(unnamed)
    assert not {"aa", "bb"} & circles(TABLES).keys()
    named = {row["id"] for row in layer(TABLES, "labels")["data"]}
    assert "bb-0" in named
    assert not {place_id for place_id in named if place_id.endswith("-city")}


def placed(kind: str, precision: str) -> dict[str, Any]:
    """The circle of a place of a kind that is drawn with a precision."""
    locations = TABLES["locations"].copy()
    row = locations["location_id"] == "bb-0-city"
    locations.loc[row, ["kind", "precision"]] = [kind, precision]
    tables = replace(TABLES, frames={**TABLES.frames, "locations": locations})
    return circles(tables)["bb-0-city"]


@pytest.mark.parametrize(
    ("kind", "precision", "note", "is_exact"),
    [
        ("venue", "venue", "", True),
        ("venue", "site", "drawn at its site", False),
        ("venue", "city", "drawn at its city", False),
        ("site", "unit", "drawn at its province or prefecture", False),
        ("city", "city", "", True),
        ("city", "unit", "drawn at its province or prefecture", False),
        ("district", "country", "drawn at its country", False),
        ("prefecture", "unit", "", False),
        ("province", "unit", "", False),
    ],
)
def test_a_point_that_stands_for_something_wider_says_so(
    kind: str, precision: str, note: str, is_exact: bool
) -> None:
    row = placed(kind, precision)
    assert (row["note"], row["isExact"]) == (note, is_exact)


@pytest.mark.parametrize("precision", PLACE_PRECISIONS)
@pytest.mark.parametrize("kind", [kind for kind in LOCATION_KINDS if kind != "country"])
def test_every_kind_can_have_every_precision(kind: str, precision: str) -> None:
    if kind != "region":
        assert isinstance(placed(kind, precision)["note"], str)


def test_bounds_hold_every_place_with_a_margin_and_stay_on_the_globe() -> None:
    def bounds(*points: tuple[float, float]) -> tuple[float, float, float, float]:
        return view_bounds([{"position": list(point)} for point in points])

    assert bounds((105, 21)) == (104, 20, 106, 22)
    west, south, east, north = bounds((105, 10), (140, 43))
    assert (west, south) < (105, 10)
    assert west == pytest.approx(105 - 0.06 * 35)
    assert east == pytest.approx(140 + 0.06 * 35)
    assert north == pytest.approx(43 + 0.06 * 35)
    assert bounds((-180, -90), (180, 90)) == (-180, -85, 180, 85)
    nothing = view_bounds([])
    assert nothing[0] < nothing[2]
    assert nothing[1] < nothing[3]


def test_bounds_of_places_on_both_sides_of_the_180th_meridian_lie_across_it() -> None:
    rows = [{"position": [lon, lat]} for lon, lat in ((178.4, -18.1), (-171.8, -13.8))]
    west, south, east, north = view_bounds(rows, map_middle(rows))
    assert (west, east) == pytest.approx((177.4, -170.8))
    assert (south, north) == pytest.approx((-19.1, -12.8))
    # On a map that is cut there, they are at its ends.
    assert view_bounds(rows) == pytest.approx((-180, -39.1, 180, 7.2), abs=0.2)
    # A country that lies on one side of it alone has a box like any other.
    assert view_bounds(rows[:1], map_middle(rows)) == pytest.approx((177.4, -19.1, 179.4, -17.1))


def test_a_deck_repeats_the_world_only_for_places_on_both_sides() -> None:
    usual = spec(TABLES)
    assert usual["views"] == [{"@@type": "MapView", "controller": True}]
    assert "wrapLongitude" not in layer(TABLES, "pairs")
    locations = TABLES["locations"]
    moved = locations.assign(lon=[(-179.5, 179.5)[row % 2] for row in range(len(locations))])
    tables = Tables({**TABLES.frames, "locations": moved}, TABLES.about)
    found = spec(tables)
    assert found["views"] == [{"@@type": "MapView", "controller": True, "repeat": True}]
    assert abs(found["initialViewState"]["longitude"]) > 178
    # What it holds stays between -180 and 180.
    positions = [row["position"][0] for row in circles(tables).values()]
    assert min(positions) < -179 < 179 < max(positions)
    assert layer(tables, "pairs")["wrapLongitude"]


def test_hostile_names_are_data() -> None:
    hostile = "@@=x </script> \" ' {y}"
    tables = synthetic_tables(10, places=4, sectors=3, texts=hostile)
    names = [row["name"] for row in circles(tables).values()]
    assert names
    assert all(name.endswith(hostile) for name in names)


def test_no_events_still_make_a_map() -> None:
    assert circles(synthetic_tables(0)) == {}


def test_the_committed_places_are_all_drawn() -> None:
    tables = open_tables(ROOT / "data")
    rows = circles(tables)
    kinds = tables["locations"].set_index("location_id")["kind"]
    named = {p for p in tables["event_locations"]["location_id"] if kinds[p] != "country"}
    assert named <= rows.keys()
    positions = pd.DataFrame([row["position"] for row in rows.values()])
    assert positions.notna().all(axis=None)
