"""The basemap's outlines in few bytes: for files that people send to one another.

Coordinates are rounded to a grid and each point is written as its distance from the
one before it, in as few bytes as that takes. Far from the dataset's places the grid is coarser.
Where a point goes depends on where it is alone, so neighbours still share their border.
``linked/outlines.js`` reads this.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from dashboard.views.boundaries import FeatureCollection

Box = Sequence[float]
Point = tuple[int, int]
# A box whose east is greater than its west, and how far outlines lie from it that go on beyond
# the 180th meridian: a turn, or nothing.
Near = tuple[float, float, float, float, float]
# Points to a degree, of land and of units.
_LAND, _UNITS = 100, 250
_COARSER = 30  # how many times coarser the grid of land is far from the places
_AROUND = 5.0  # degrees around the places that count as near
_LEAST_POINTS = 3
_EVERYWHERE = (-180.0, -90.0, 180.0, 90.0, 0.0)


def pack_outlines(
    boundaries: Mapping[str, FeatureCollection],
    region_units: Mapping[str, Sequence[str]],
    place_ids: Collection[str],
    box: Box,
) -> bytes:
    """``boundaries`` as `views.boundaries.load_boundaries` makes them, as one file.

    Only units among ``place_ids`` keep their id, so that no other place is named.
    Each region in ``region_units`` is drawn from the outlines of the units that it names, so
    ``boundaries["regions"]`` is not read. ``box`` (west, south, east, north, in degrees; west is
    greater than east across the 180th meridian) is where the dataset's places are.

    Four bytes (little-endian) tell the length of the header, JSON with ``land``, ``units``
    and ``regions``: of land and units a scale (points to a degree) and, per feature, the
    lengths of its rings per polygon; then the points, as zigzag integers of variable length.
    """
    body = bytearray()
    west, south, east, north = box
    turn = 360.0 if west > east else 0.0
    near = (west - _AROUND, south - _AROUND, east + turn + _AROUND, north + _AROUND, turn)
    land = [_written(feature, _LAND, near, body) for feature in boundaries["land"]["features"]]
    header: dict[str, Any] = {"land": land, "units": []}
    numbers: dict[str, int] = {}
    for feature in boundaries["units"]["features"]:
        location_id = str(feature["properties"]["location_id"])
        numbers[location_id] = len(header["units"])
        shape = _written(feature, _UNITS, _EVERYWHERE, body)
        header["units"].append({**shape, "id": location_id if location_id in place_ids else ""})
    header["regions"] = [
        {"id": region, "units": [numbers[unit] for unit in units if unit in numbers]}
        for region, units in region_units.items()
    ]
    head = json.dumps(header, separators=(",", ":")).encode()
    return struct.pack("<I", len(head)) + head + bytes(body)


def _polygons(feature: Any) -> list[Any]:
    geometry = feature["geometry"]
    parts: list[Any] = geometry["coordinates"]
    return [parts] if geometry["type"] == "Polygon" else parts


def _written(feature: Any, scale: int, near: Near, body: bytearray) -> dict[str, Any]:
    """The shape of ``feature`` without its points, which are added to ``body``."""
    polygons = []
    for polygon in _polygons(feature):
        rings = [ring for ring in (_on_grid(ring, scale, near) for ring in polygon) if ring]
        if not rings:
            continue
        polygons.append([len(ring) for ring in rings])
        for ring in rings:
            _add(ring, body)
    return {"scale": scale, "polygons": polygons}


def _on_grid(ring: Iterable[Sequence[float]], scale: int, near: Near) -> list[Point]:
    """The points of ``ring`` on the grid, none twice in a row, nor on the line between its
    neighbours; empty if no area is left.
    """
    west, south, east, north, turn = near
    points: list[Point] = []
    for lon, lat in ring:
        # Outlines may go on beyond the 180th meridian, or begin anew at its other side.
        is_across = west <= lon <= east or west <= lon + turn <= east
        is_near = south <= lat <= north and is_across
        step = 1 if is_near else _COARSER
        point = round(lon * scale / step) * step, round(lat * scale / step) * step
        if points and point == points[-1]:
            continue
        # On a coarse grid, many points lie on the line between their neighbours.
        while len(points) > 1 and _is_between(points[-2], points[-1], point):
            points.pop()
        points.append(point)
    return points if len(set(points)) >= _LEAST_POINTS else []


def _is_between(before: Point, point: Point, after: Point) -> bool:
    (x, y), (dx, dy) = point, (after[0] - point[0], after[1] - point[1])
    from_x, from_y = x - before[0], y - before[1]
    return from_x * dy == from_y * dx and from_x * dx + from_y * dy > 0


def _add(points: Iterable[Point], body: bytearray) -> None:
    last_x = last_y = 0
    for x, y in points:
        for step in (x - last_x, y - last_y):
            # Zigzag: small steps of either sign are small numbers.
            rest = step * 2 if step >= 0 else -step * 2 - 1
            while rest > 0x7F:
                body.append(rest & 0x7F | 0x80)
                rest >>= 7
            body.append(rest)
        last_x, last_y = x, y
