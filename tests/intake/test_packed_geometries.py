"""Geometries as GeoParquet and databases pack them."""

from __future__ import annotations

import io
import math
import struct
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboard.intake import packed_geometries
from dashboard.intake.geometries import point_in
from dashboard.intake.limits import Limits
from tests.intake.test_build import made_of


def wkb(kind: int, body: bytes, order: str = "<") -> bytes:
    return bytes([order == "<"]) + struct.pack(f"{order}I", kind) + body


def line(points: Sequence[tuple[float, ...]], order: str = "<") -> bytes:
    flat = [number for point in points for number in point]
    return struct.pack(f"{order}I{len(flat)}d", len(points), *flat)


SQUARE = [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0), (0.0, 0.0)]
HOLE = [(0.1, 0.1), (0.2, 0.1), (0.2, 0.2), (0.1, 0.1)]


@pytest.mark.parametrize(
    ("packed", "middle"),
    [
        (wkb(1, struct.pack("<2d", 105.85, 21.03)), (21.03, 105.85, False)),
        (wkb(1, struct.pack(">2d", 105.85, 21.03), ">"), (21.03, 105.85, False)),
        # Heights as OGC and as PostGIS mark them, and the reference system of PostGIS.
        (wkb(1001, struct.pack("<3d", 105.85, 21.03, 9)), (21.03, 105.85, False)),
        (wkb(0x80000001, struct.pack("<3d", 105.85, 21.03, 9)), (21.03, 105.85, False)),
        (wkb(0x20000001, struct.pack("<I2d", 4326, 105.85, 21.03)), (21.03, 105.85, False)),
        (wkb(2, line([(1, 2), (3, 4)])), (3, 2, True)),
        (wkb(3, struct.pack("<I", 2) + line(SQUARE) + line(HOLE)), (1, 1, True)),
        (wkb(6, struct.pack("<I", 1) + wkb(3, struct.pack("<I", 1) + line(SQUARE))), (1, 1, True)),
        (wkb(4, struct.pack("<I", 1) + wkb(1, struct.pack("<2d", 5, 6))), (6, 5, False)),
    ],
)
def test_packed_geometries(packed: bytes, middle: tuple[float, float, bool]) -> None:
    assert point_in(packed_geometries.text_of(packed)) == middle


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"\x01",
        b"\x89PNG",
        wkb(1, struct.pack("<2d", 1, 2)) + b"x",
        wkb(1, struct.pack("<2d", float("nan"), float("nan"))),
        wkb(2, struct.pack("<I", 2**31)),
        wkb(3, struct.pack("<I", 2**31)),
        wkb(99, struct.pack("<2d", 1, 2)),
        # Collections in collections in collections.
        b"".join(wkb(7, struct.pack("<I", 1)) for _ in range(50)),
    ],
)
def test_bytes_that_are_no_geometry(packed: bytes) -> None:
    assert packed_geometries.text_of(packed) == ""


def test_many_corners_fit_a_cell() -> None:
    around = [
        (10 + math.cos(n / 5_000 * math.pi), 20 + math.sin(n / 5_000 * math.pi))
        for n in range(10_001)
    ]
    text = packed_geometries.text_of(wkb(3, struct.pack("<I", 1) + line(around)))
    assert len(text) < Limits().cell
    lat, lon, is_middle = point_in(text) or (0, 0, False)
    assert (lat, lon, is_middle) == (pytest.approx(20, abs=0.01), pytest.approx(10, abs=0.01), True)


def test_geoparquet_places_its_events() -> None:
    packed = [wkb(1, struct.pack("<2d", 105.85, 21.03)), None]
    table = pa.table({"date": ["2024", "2025"], "name": ["A", "B"], "geometry": packed})
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    made = made_of(buffer.getvalue(), "a.parquet")
    assert list(made.tables["event_locations"]["event_id"]) == ["row-2"]
    assert made.tables["locations"].set_index("location_id").loc["point", "lat"] == 21.03
