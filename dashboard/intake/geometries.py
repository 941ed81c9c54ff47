"""The point that stands for a shape: GeoJSON's geometries (RFC 7946), and those written as WKT."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from dashboard.catalogue import marked

MIDDLES = marked("Of {n} lines and areas, the middle is taken for their place.")
SHAPES = (
    *("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"),
    "GeometryCollection",
)
_WKT = re.compile(
    r"(?:SRID=\d+;)?\s*(POINT|LINESTRING|POLYGON|MULTI\w+)\s*(?:Z|M|ZM)?\s*\((.+)\)", re.IGNORECASE
)
_PAIR = re.compile(r"([-+]?\d+(?:\.\d+)?)\s+([-+]?\d+(?:\.\d+)?)[^,()]*")
_SHELL = re.compile(r"\(([^()]*)\)")
Position = tuple[float, float]


def point_of(geometry: object) -> tuple[float, float, bool] | None:
    """Latitude, longitude, and whether they are the middle of something larger; else ``None``.

    Of a polygon it is the centroid of its largest ring's area (the shoelace formula), of
    lines and several points the mean of their positions. What crosses the date line has its
    middle there.
    """
    if not isinstance(geometry, Mapping) or geometry.get("type") not in SHAPES:
        return None
    parts = geometry.get("coordinates")
    is_area = "Polygon" in geometry["type"]
    if geometry["type"] == "GeometryCollection":
        inner = geometry.get("geometries")
        parts = [one.get("coordinates") for one in inner or () if isinstance(one, Mapping)]
    shells = []
    if is_area and isinstance(parts, list):
        polygons = [parts] if geometry["type"] == "Polygon" else parts
        shells = [list(_positions(one[0])) for one in polygons if isinstance(one, list) and one]
    return _middle(list(_positions(parts)), shells)


def point_in(text: str) -> tuple[float, float, bool] | None:
    """`point_of` the geometry that a cell writes as GeoJSON or as WKT."""
    plain = text.strip()
    if plain.startswith("{"):
        try:
            content = json.loads(plain)
        except (json.JSONDecodeError, RecursionError):
            return None
        inner = content.get("geometry") if isinstance(content, Mapping) else None
        return point_of(inner or content)
    match = _WKT.fullmatch(plain)
    if not match:
        return None
    written = [match[2]] if "(" not in match[2] else _SHELL.findall(match[2])
    rings = [[(float(x), float(y)) for x, y in _PAIR.findall(ring)] for ring in written]
    is_area = "POLYGON" in match[1].upper()
    return _middle([one for ring in rings for one in ring], rings if is_area else [])


def _middle(
    positions: list[Position], shells: Sequence[list[Position]]
) -> tuple[float, float, bool] | None:
    if not positions:
        return None
    if len(positions) == 1:
        return positions[0][1], positions[0][0], False
    lons = [lon for lon, _ in positions]
    turn = 360.0 if max(lons) - min(lons) > 180 and min(lons) < 0 else 0.0
    area, lon, lat = max((_centroid(_turned(one, turn)) for one in shells), default=(0.0, 0.0, 0.0))
    if not area:
        turned = _turned(positions, turn)
        lon = sum(one for one, _ in turned) / len(turned)
        lat = sum(one for _, one in turned) / len(turned)
    return round(lat, 6), round(lon - 360 if lon > 180 and turn else lon, 6), True


def _turned(positions: Sequence[Position], turn: float) -> list[Position]:
    return [(lon + turn if lon < 0 else lon, lat) for lon, lat in positions]


def _positions(coordinates: Any) -> Iterator[Position]:
    if not isinstance(coordinates, list):
        return
    if len(coordinates) >= 2 and all(isinstance(one, int | float) for one in coordinates[:2]):
        # Whole numbers in JSON may have more digits than any float.
        with suppress(OverflowError):
            yield float(coordinates[0]), float(coordinates[1])
        return
    for inner in coordinates:
        yield from _positions(inner)


def _centroid(ring: Sequence[Position]) -> tuple[float, float, float]:
    """Area, longitude and latitude of the middle of a closed ring, in degrees."""
    double = lon = lat = 0.0
    # Far from 0, 0 the products of small rings lose their last digits.
    x, y = ring[0] if ring else (0.0, 0.0)
    near = [(one - x, other - y) for one, other in ring]
    for (x0, y0), (x1, y1) in zip(near, [*near[1:], *near[:1]], strict=True):
        cross = x0 * y1 - x1 * y0
        double += cross
        lon += (x0 + x1) * cross
        lat += (y0 + y1) * cross
    if not double:
        return 0.0, 0.0, 0.0
    return abs(double) / 2, x + lon / (3 * double), y + lat / (3 * double)
