"""Geometries as GeoParquet and databases pack them (WKB), written out as WKT.

After OGC 06-103r4 (8.2), with the marks for heights and reference systems that PostGIS adds.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_POINT, _LINE, _POLYGON, _COLLECTION = 1, 2, 3, 7
_AREAS = (_POLYGON, 6)
_HAS_Z, _HAS_M, _HAS_SYSTEM = 0x80000000, 0x40000000, 0x20000000
_DEPTH = 4
# The middle of a shape is as well told by so many of its corners.
_MOST_CORNERS = 2_000
Ring = list[tuple[float, float]]


def text_of(content: bytes) -> str:
    """The geometry in ``content`` as WKT; empty for other bytes and for a geometry of nothing.

    Holes of areas are left out, and of many corners only some are kept: no more is needed to
    find the middle.
    """
    try:
        end, is_area, rings = _geometry(content, 0, _DEPTH)
    except (struct.error, ValueError):
        return ""
    corners = sum(map(len, rings))
    if end != len(content) or not corners:
        return ""
    if corners == 1:
        (((x, y),),) = (ring for ring in rings if ring)
        return f"POINT ({_pair(x, y)})"
    step = -(-corners // _MOST_CORNERS)
    said = (", ".join(_pair(x, y) for x, y in ring[::step]) for ring in rings if ring)
    if is_area:
        return f"MULTIPOLYGON ({', '.join(f'(({ring}))' for ring in said)})"
    return f"MULTILINESTRING ({', '.join(f'({ring})' for ring in said)})"


def _pair(x: float, y: float) -> str:
    return f"{x:.7f} {y:.7f}"


def _geometry(content: bytes, begin: int, depth: int) -> tuple[int, bool, list[Ring]]:
    """Where the geometry at ``begin`` ends, whether it is an area, and its rings and lines."""
    (order,) = struct.unpack_from("B", content, begin)
    if order > 1 or not depth:
        raise ValueError
    sign = "<" if order else ">"
    kind = _number(content, begin + 1, sign)
    begin += 9 if kind & _HAS_SYSTEM else 5
    plain = kind & 0xFFFFFFF
    dimensions = 2 + bool(kind & _HAS_Z) + bool(kind & _HAS_M) + (0, 1, 1, 2)[plain // 1000 % 4]
    plain %= 1000
    if plain == _POINT:
        end = begin + 8 * dimensions
        return end, False, [list(_corners(content, begin, 1, dimensions, sign))]
    if not _LINE <= plain <= _COLLECTION:
        raise ValueError
    count, begin = _number(content, begin, sign), begin + 4
    if plain == _LINE:
        return (
            begin + 8 * dimensions * count,
            False,
            [list(_corners(content, begin, count, dimensions, sign))],
        )
    rings: list[Ring] = []
    is_area = plain in _AREAS
    for number in range(count):
        if plain == _POLYGON:
            corners, begin = _number(content, begin, sign), begin + 4
            if number == 0:
                rings.append(list(_corners(content, begin, corners, dimensions, sign)))
            begin += 8 * dimensions * corners
        else:
            begin, is_inner_area, inner = _geometry(content, begin, depth - 1)
            is_area = is_area or is_inner_area
            rings += inner
    return begin, is_area, rings


def _number(content: bytes, begin: int, sign: str) -> int:
    found: int = struct.unpack_from(f"{sign}I", content, begin)[0]
    return found


def _corners(
    content: bytes, begin: int, count: int, dimensions: int, sign: str
) -> Iterator[tuple[float, float]]:
    if begin + 8 * dimensions * count > len(content):
        raise ValueError
    for number in range(count):
        x, y = struct.unpack_from(f"{sign}2d", content, begin + 8 * dimensions * number)
        # The point of nothing is written with no numbers.
        if x == x and y == y:
            yield x, y
