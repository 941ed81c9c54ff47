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
