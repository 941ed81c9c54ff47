"""Outlines in few bytes: what may be left out, and what may not."""

from __future__ import annotations

import json
import struct

from dashboard.linked.outlines import pack_outlines

EVERYWHERE = (-180.0, -90.0, 180.0, 90.0)


def rings(points: list[tuple[float, float]], box: tuple[float, ...] = EVERYWHERE) -> list[int]:
    """How many points are kept of each ring of a unit with this outline."""
    unit = {
        "type": "Feature",
        "properties": {"location_id": "a"},
        "geometry": {"type": "Polygon", "coordinates": [points]},
    }
    empty = {"type": "FeatureCollection", "features": []}
    packed = pack_outlines(
        {"land": empty, "units": {**empty, "features": [unit]}, "regions": empty}, {}, {"a"}, box
    )
    (length,) = struct.unpack("<I", packed[:4])
    header = json.loads(packed[4 : 4 + length])
    return [count for polygon in header["units"][0]["polygons"] for count in polygon]


def test_a_point_on_the_line_between_its_neighbours_is_left_out() -> None:
    square = [(0, 0), (4, 0), (4, 4), (0, 4), (0, 0)]
    assert rings(square) == [5]
    assert rings([(0, 0), (1, 0), (3, 0), (4, 0), (4, 4), (2, 4), (0, 4), (0, 0)]) == [5]


def test_a_corner_and_a_way_back_stay() -> None:
    assert rings([(0, 0), (2, 0.1), (4, 0), (4, 4), (0, 0)]) == [5]
    # A spike goes out and comes back on the same line.
    assert rings([(0, 0), (4, 0), (6, 0), (4, 0), (4, 4), (0, 0)]) == [5]


def test_an_area_smaller_than_the_grid_is_none() -> None:
    assert rings([(0, 0), (0.0001, 0), (0.0001, 0.0001), (0, 0)]) == []


def test_what_is_near_places_on_both_sides_of_the_180th_meridian_is_fine() -> None:
    box = (177.0, -20.0, -175.0, -10.0)
    for west in (178.0, -179.0, 181.0):
        corners = [(west, -15.0), (west + 0.1, -15.0), (west + 0.1, -14.9), (west, -15.0)]
        assert land_points(corners, box) == 4
    assert land_points([(0.0, -15.0), (0.1, -15.0), (0.1, -14.9), (0.0, -15.0)], box) == 0


def land_points(points: list[tuple[float, float]], box: tuple[float, ...]) -> int:
    """How many points are kept of land with this outline, which is coarse far from ``box``."""
    empty = {"type": "FeatureCollection", "features": []}
    geometry = {"type": "Polygon", "coordinates": [points]}
    land = {**empty, "features": [{"type": "Feature", "properties": {}, "geometry": geometry}]}
    packed = pack_outlines({"land": land, "units": empty, "regions": empty}, {}, set(), box)
    (length,) = struct.unpack("<I", packed[:4])
    header = json.loads(packed[4 : 4 + length])
    return sum(count for polygon in header["land"][0]["polygons"] for count in polygon)
