from __future__ import annotations

import json
import math

import pandas as pd
import pytest
from shapely.geometry import Point, shape

from dashboard.export.geojson import to_geojson
from dashboard.export.request import Request
from dashboard.tables import Tables
from tests.export.small import HOSTILE, dated, ids, titled, with_cells


def read(content: bytes) -> dict:
    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is no JSON")

    return json.loads(content.decode("utf-8"), parse_constant=refuse)


def test_a_feature_for_every_event_and_place(
    committed: Tables, every_id: list[str], english: Request
) -> None:
    collection = read(to_geojson(committed, every_id, english))
    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection
    links = committed["event_locations"]
    pairs = set(zip(links["event_id"], links["location_id"], strict=True))
    found = [
        (f["properties"]["event_id"], f["properties"]["place_id"]) for f in collection["features"]
    ]
    assert len(found) == len(set(found))
    assert {pair for pair in found if pair[1]} == pairs
    assert {event for event, _ in found} == set(every_id)
    assert len({f["id"] for f in collection["features"]}) == len(found)


def test_points_lie_at_their_places_longitude_first(
    committed: Tables, every_id: list[str], english: Request
) -> None:
    places = committed["locations"].set_index("location_id")
    for feature in read(to_geojson(committed, every_id, english))["features"]:
        place = places.loc[feature["properties"]["place_id"]]
        assert shape(feature["geometry"]).equals(Point(place["lon"], place["lat"]))
        assert feature["properties"]["place_precision"] == place["precision"]
        # Both countries lie east of 100° and south of 46°.
        assert feature["geometry"]["coordinates"][0] > 100


def test_properties_are_flat_and_carry_roles_dates_and_sources(
    committed: Tables, every_id: list[str], english: Request
) -> None:
    features = read(to_geojson(committed, every_id, english))["features"]
    keys = set(features[0]["properties"])
    for feature in features:
        assert set(feature["properties"]) == keys
        assert all(
            value is None or isinstance(value, str | bool | int)
            for value in feature["properties"].values()
        )
    forum = [f["properties"] for f in features if f["properties"]["event_id"] == "forum-2025"]
    assert {p["event_places"] for p in forum} == {len(forum)}
    (venue,) = [p for p in forum if p["place_id"] == "flc-ha-long-convention-centre"]
    assert venue["place_role"] == "venue"
    assert venue["date_edtf"] == "2025-11-24/2025-11-25"
    assert (venue["start_date"], venue["end_date"]) == ("2025-11-24", "2025-11-25")
    assert " p" in venue["place_sources"]
    assert "https://" in venue["sources"]


def test_undated_and_unplaced_events_stay(english: Request) -> None:
    tables = dated(["", "2025-10"])
    kept = tables["event_locations"].query("event_id != 'event-0'")
    tables = Tables({**tables.frames, "event_locations": kept}, tables.about)
    undated, month = read(to_geojson(tables, ids(tables), english))["features"]
    assert undated["geometry"] is None
    assert undated["id"] == "event-0"
    assert undated["properties"]["place_id"] is None
    assert undated["properties"]["start_date"] is None
    assert undated["properties"]["event_places"] == 0
    assert month["geometry"]["type"] == "Point"
    assert month["properties"]["date_precision"] == "month"


def test_a_place_without_coordinates_is_a_feature_without_geometry(english: Request) -> None:
    tables = dated(["2025"])
    tables = with_cells(tables, "locations", lat=math.nan)
    (feature,) = read(to_geojson(tables, ids(tables), english))["features"]
    assert feature["geometry"] is None
    assert feature["properties"]["place_id"]


def test_the_collection_says_what_it_is(committed: Tables, english: Request) -> None:
    collection = read(to_geojson(committed, [], english))
    assert collection["features"] == []
    assert collection["title"] == committed.about.title
    assert collection["selection"] == english.selection
    assert "creativecommons.org/licenses/by/4.0" in collection["licence"]
    assert "GeoNames" in collection["credits"]


def test_hostile_texts_come_back_unchanged(english: Request) -> None:
    tables = titled(HOSTILE)
    features = read(to_geojson(tables, ids(tables), english))["features"]
    assert [f["properties"]["title_en"] for f in features] == list(HOSTILE)


@pytest.mark.parametrize("column", ["start_date", "end_date"])
def test_days_parse_as_days_or_are_null(
    committed: Tables, every_id: list[str], english: Request, column: str
) -> None:
    features = read(to_geojson(committed, every_id, english))["features"]
    days = pd.Series([f["properties"][column] for f in features], dtype="object")
    assert days.isna().any()
    assert pd.to_datetime(days.dropna(), format="%Y-%m-%d").notna().all()
