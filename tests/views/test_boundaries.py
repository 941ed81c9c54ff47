"""Outlines for the basemap, and what is wrong with files that hold none."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dashboard.land import outlines
from dashboard.problems import DataError
from dashboard.tables import Tables, open_tables
from dashboard.views.boundaries import load_boundaries
from tests.synthetic import synthetic_tables

ROOT = Path(__file__).resolve().parents[2]
SQUARE = [[[105, 10], [106, 10], [106, 11], [105, 10]]]
ISLANDS = [SQUARE, [[[107, 10], [108, 10], [108, 11], [107, 10]]]]


def feature(location_id: str, kind: str, coordinates: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"location_id": location_id},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def put(folder: Path, content: bytes, name: str = "units.geojson") -> Path:
    (folder / "boundaries").mkdir(exist_ok=True)
    (folder / "boundaries" / name).write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def tables() -> Tables:
    """Two regions of which events name one; they share a unit."""
    tables = synthetic_tables(4, odd=False)
    members = pd.DataFrame(
        {
            "region_id": ["region-one", "region-one", "region-one", "region-two"],
            "member_id": ["aa-1", "aa-3", "aa-5", "aa-1"],
        }
    )
    links = tables["event_locations"].assign(location_id="region-one")
    frames = {**tables.frames, "location_members": members, "event_locations": links}
    return replace(tables, frames=frames)


def test_regions_that_events_name_are_the_polygons_of_their_units(
    tables: Tables, tmp_path: Path
) -> None:
    units = {
        "type": "FeatureCollection",
        "features": [
            feature("aa-1", "Polygon", SQUARE),
            feature("aa-3", "MultiPolygon", ISLANDS),
            feature("bb-0", "Polygon", SQUARE),
        ],
    }
    found = load_boundaries(put(tmp_path, json.dumps(units).encode()), tables)
    # The third member, aa-5, has no outline.
    assert found["regions"] == {
        "type": "FeatureCollection",
        "features": [feature("region-one", "MultiPolygon", [SQUARE, *ISLANDS])],
    }
    assert found["units"] == units
    assert found["land"] == outlines()


def test_without_outlines_of_its_own_a_map_shows_the_land_of_the_world(
    tables: Tables, tmp_path: Path
) -> None:
    found = load_boundaries(tmp_path, tables)
    assert len(found["land"]["features"]) > 200
    for name in ("units", "regions"):
        assert found[name] == {"type": "FeatureCollection", "features": []}


def test_land_of_its_own_is_used_even_where_it_is_none(tables: Tables, tmp_path: Path) -> None:
    nothing = {"type": "FeatureCollection", "features": []}
    folder = put(tmp_path, json.dumps(nothing).encode(), "countries.geojson")
    assert load_boundaries(folder, tables)["land"] == nothing


def test_a_folder_with_its_own_land_never_reads_the_world_s() -> None:
    outlines.cache_clear()
    load_boundaries(ROOT / "data", open_tables(ROOT / "data"))
    assert outlines.cache_info().misses == 0


def test_the_committed_outlines_are_of_committed_places() -> None:
    committed = open_tables(ROOT / "data")
    known = set(committed["locations"]["location_id"])
    found = load_boundaries(ROOT / "data", committed)
    for name in ("units", "regions"):
        ids = [one["properties"]["location_id"] for one in found[name]["features"]]
        assert ids
        assert len(set(ids)) == len(ids)
        assert set(ids) <= known
    assert found["land"]["features"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", r"row 1: is not JSON"),
        (b"\n{]", r"row 2: is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"\xff\xfe{}", "row 1: is UTF-16"),
        (b"\xff{}", "row 1: is not UTF-8"),
        (b"[]", "column features: is no GeoJSON feature collection"),
        (b'{"features": {}}', "is no GeoJSON feature collection"),
        (b'{"features": [1]}', r"features\[0\]: is no polygon with a location_id"),
        (b'{"features": [{"properties": null, "geometry": null}]}', r"features\[0\]: is no"),
        (
            json.dumps({"features": [feature("a", "Point", [1, 2])]}).encode(),
            r"features\[0\]: is no polygon",
        ),
        (
            json.dumps(
                {
                    "features": [
                        feature("a", "Polygon", SQUARE),
                        {**feature("b", "Polygon", []), "properties": {}},
                    ]
                }
            ).encode(),
            r"features\[1\]: is no polygon",
        ),
    ],
)
def test_a_broken_file_is_a_problem_of_the_data(
    tables: Tables, tmp_path: Path, content: bytes, message: str
) -> None:
    with pytest.raises(DataError, match=rf"boundaries/units\.geojson.*{message}"):
        load_boundaries(put(tmp_path, content), tables)


def test_the_land_is_looked_at_too(tables: Tables, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"boundaries/countries\.geojson"):
        load_boundaries(put(tmp_path, b"nothing", "countries.geojson"), tables)


@pytest.mark.parametrize(
    "content",
    [
        {"features": [5]},
        {"features": [{"type": "Feature", "geometry": None, "properties": {}}]},
        {"features": [feature("a", "Point", [1, 2])]},
        {"features": [{"type": "Feature", "geometry": {"type": "Polygon"}}]},
    ],
)
def test_land_that_cannot_be_drawn_is_told(tables: Tables, tmp_path: Path, content: Any) -> None:
    folder = put(tmp_path, json.dumps(content).encode(), "countries.geojson")
    with pytest.raises(DataError, match=r"countries\.geojson, features\[0\]: is no polygon"):
        load_boundaries(folder, tables)
