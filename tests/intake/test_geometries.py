"""The point that stands for a shape, and the shapes that tables hold in their cells."""

from __future__ import annotations

import datetime as dt
import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboard.intake.coordinates import OUTSIDE, PROJECTED, fault, no_degrees, pair
from dashboard.intake.geometries import point_in, point_of
from dashboard.intake.limits import Limits
from dashboard.intake.reading import read
from tests.intake.test_build import imported

SQUARE = [[0, 0], [4, 0], [4, 2], [0, 2], [0, 0]]
FIJI = [[179, -17], [-179, -17], [-179, -16], [179, -16], [179, -17]]


@pytest.mark.parametrize(
    ("kind", "coordinates", "lat", "lon", "is_middle"),
    [
        ("Point", [105.85, 21.03], 21.03, 105.85, False),
        ("Point", [105.85, 21.03, 12.0], 21.03, 105.85, False),
        ("LineString", [[0, 0], [2, 4]], 2, 1, True),
        ("Polygon", [SQUARE], 1, 2, True),
        ("MultiPolygon", [[SQUARE], [[[9, 9], [9.1, 9], [9.1, 9.1], [9, 9]]]], 1, 2, True),
        # Across the date line, and not on the other side of the globe.
        ("Polygon", [FIJI], -16.5, 180, True),
        ("LineString", [[170, 0], [-160, 0]], 0, -175, True),
    ],
)
def test_the_middle_of_a_shape(
    kind: str, coordinates: object, lat: float, lon: float, is_middle: bool
) -> None:
    found = point_of({"type": kind, "coordinates": coordinates})
    assert found is not None
    assert found[:2] == pytest.approx((lat, lon))
    assert found[2] is is_middle


def test_shapes_in_a_collection_and_shapes_of_nothing() -> None:
    inner = {"type": "Point", "coordinates": [105.85, 21.03]}
    found = point_of({"type": "GeometryCollection", "geometries": [inner]})
    assert found == (21.03, 105.85, False)
    nothings: list[object] = [{"type": "Point", "coordinates": []}, {"type": "Circle"}, None, "x"]
    nothings.append({"type": "Point", "coordinates": [10**400, 1]})
    for nothing in nothings:
        assert point_of(nothing) is None


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("POINT (151.5 -32.8)", (-32.8, 151.5)),
        ("POINT Z (151.5 -32.8 4)", (-32.8, 151.5)),
        ("SRID=4326;POINT(151.5 -32.8)", (-32.8, 151.5)),
        ("LINESTRING (0 0, 2 4)", (2, 1)),
        ("POLYGON ((0 0, 4 0, 4 2, 0 2, 0 0))", (1, 2)),
        (json.dumps({"type": "Point", "coordinates": [151.5, -32.8]}), (-32.8, 151.5)),
    ],
)
def test_shapes_that_keplers_tables_hold(text: str, point: tuple[float, float]) -> None:
    assert pair(text) == point


@pytest.mark.parametrize("text", ["{", '{"a": 1}', "POINT EMPTY", "POINT ()", "Point of no return"])
def test_what_is_no_shape(text: str) -> None:
    assert point_in(text) is None


def test_a_column_of_shapes_places_its_events() -> None:
    cell = json.dumps({"type": "Point", "coordinates": [151.5, -32.8]}).replace('"', '""')
    made = imported(f'time,name,_geojson\n2017-01-01 00:00:37,A,"{cell}"\n2017-01-02,B,"{cell}"\n')
    (place,) = made.tables["locations"].query("kind == 'site'").to_dict("records")
    assert (place["lat"], place["lon"]) == (-32.8, 151.5)


def test_an_item_of_timemap_may_be_a_line_an_area_or_several_points() -> None:
    items = [
        {"start": "2001", "title": "a", "polygon": [{"lat": 1, "lon": 2}, {"lat": 3, "lon": 4}]},
        {"start": "2002", "title": "b", "overlay": {"north": 4, "south": 2, "east": 8, "west": 6}},
        {"start": "2003", "title": "c", "placemarks": [{"point": {"lat": 5, "lon": 6}}]},
        {"start": "2004", "title": "d", "point": {"lat": 7, "lon": 8}, "options": {}},
    ]
    sheet = read(json.dumps(items).encode(), "a.json", Limits())
    assert sheet.column("latitude") == ["2", "3", "5", "7"]
    assert sheet.column("longitude") == ["3", "7", "6", "8"]
    assert "Of 2 lines and areas" in sheet.notes[0].words()


def test_the_eras_of_a_timeline_are_said_to_be_left_out() -> None:
    event = {"start_date": {"year": 2025}, "text": {"headline": "A"}}
    content = json.dumps({"events": [event], "eras": [event, event]}).encode()
    assert "left out: 2." in read(content, "a.json", Limits()).notes[0].words()


def test_what_parquet_nests_has_columns_of_its_own() -> None:
    table = pa.table(
        {
            "when": pa.array([dt.datetime(2023, 12, 15, 20)] * 2, pa.timestamp("us", "Asia/Tokyo")),  # noqa: DTZ001 - the column has the zone
            "place": [{"lat": 21.0, "lon": 105.8}, None],
            "share": [float("nan"), 1.5],
            "packed": [b"\x00\xff", b"text"],
        }
    )
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    sheet = read(buffer.getvalue(), "a.parquet", Limits())
    assert sheet.header == ("when", "place.lat", "place.lon", "share", "packed")
    assert [row[1:] for row in sheet.rows] == [["21", "105.8", "", ""], ["", "", "1.5", "text"]]


def geojson(coordinates: list[float], crs: object) -> str:
    point = {"type": "Point", "coordinates": coordinates}
    properties = {"date": "2025-11-25", "title": "A"}
    feature = {"type": "Feature", "properties": properties, "geometry": point}
    crs = {"type": "name", "properties": {"name": crs}}
    return json.dumps({"type": "FeatureCollection", "crs": crs, "features": [feature] * 3})


def test_metres_are_told_from_degrees_with_what_to_do() -> None:
    named = "urn:ogc:def:crs:EPSG::3857"
    made = imported(geojson([11783177.5, 2395618.2], named), "a.geojson")
    assert all("EPSG:3857: export" in one.reason.words() for one in made.rejected)
    assert len(made.rejected) == 3
    assert any(f"system {named}," in note.words() for note in made.notes)


@pytest.mark.parametrize(
    "crs", ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326", "EPSG:4326", None, {}]
)
def test_a_file_that_names_wgs_84_or_nothing_is_not_doubted(crs: object) -> None:
    made = imported(geojson([105.85, 21.03], crs), "a.geojson")
    assert made.rejected == ()
    assert not any("WGS" in note.words() for note in made.notes)


@pytest.mark.parametrize(
    ("cells", "is_metres"),
    [
        (["2395618.2", "11783177.5"], True),
        (["2395618.2 11783177.5"], True),
        (["2395618.2, 11783177.5"], True),
        (["Hanoi 10000"], False),
        (["21", "2395618"], False),
        (["2395618"], False),
    ],
)
def test_what_looks_like_metres(cells: list[str], is_metres: bool) -> None:
    assert (no_degrees(cells) == PROJECTED) is is_metres


def test_how_far_from_the_globe_metres_begin() -> None:
    assert fault(21, 360) == OUTSIDE
    assert fault(21, 361) == PROJECTED


def test_the_middle_of_shapes_in_cells_is_told() -> None:
    rows = ["LINESTRING (0 1, 2 4)", "POLYGON ((0 0, 4 0, 4 2, 0 2, 0 0))", "POINT (1 2)"]
    lines = [f'2025-01-0{i},A,"{shape}"' for i, shape in enumerate(rows, start=1)]
    made = imported("date,title,geometry\n" + "\n".join(lines) + "\n")
    assert any("Of 2 lines and areas" in note.words() for note in made.notes)


@pytest.mark.parametrize(
    ("geometry", "said"),
    [
        ({"type": "Point", "coordinates": [10**400, 21]}, f"21, {10**400}"),
        ({"type": "Point", "coordinates": ["105.85 E?", "x"]}, "x, 105.85 E?"),
        ({"type": "Circle", "coordinates": [105.85, 21.03]}, "[105.85, 21.03], [105.85, 21.03]"),
        ({"type": "LineString", "coordinates": [["a"]]}, '[["a"]], [["a"]]'),
    ],
)
def test_a_geometry_that_cannot_be_read_is_listed(geometry: object, said: str) -> None:
    sound = {"type": "Point", "coordinates": [105.85, 21.03]}
    features = [
        {"type": "Feature", "properties": {"title": "A", "date": "2024"}, "geometry": one}
        for one in (sound, sound, sound, geometry)
    ]
    found = imported(json.dumps({"type": "FeatureCollection", "features": features}), "a.geojson")
    (rejection,) = found.rejected
    assert (rejection.row, rejection.column) == (4, "latitude, longitude")
    assert rejection.value[:40] == said[:40]
    assert not rejection.is_whole_row


def test_a_geometry_of_nothing_is_no_place_and_no_fault() -> None:
    for geometry in (None, {"type": "Point", "coordinates": []}):
        feature = {"properties": {"title": "A", "date": "2024"}, "geometry": geometry}
        content = {"type": "FeatureCollection", "features": [feature | {"type": "Feature"}]}
        assert imported(json.dumps(content), "a.geojson").rejected == ()


def test_of_shapes_inside_plain_objects_the_middle_is_said_to_be_taken() -> None:
    square = {"type": "Polygon", "coordinates": [SQUARE]}
    rows = [{"title": "A", "date": "2024", "where": {"shape": square}}]
    sheet = read(json.dumps(rows).encode(), "a.json", Limits())
    assert dict(zip(sheet.header, sheet.rows[0], strict=True))["latitude"] == "1"
    assert "the middle is taken" in sheet.notes[0].words()
    rows[0]["where"] = {"shape": {"type": "Point", "coordinates": [2, 1]}}
    assert read(json.dumps(rows).encode(), "a.json", Limits()).notes == ()
