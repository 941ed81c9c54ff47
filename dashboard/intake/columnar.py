"""Parquet, read a piece at a time so that what is packed well fills no memory."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dashboard.catalogue import marked
from dashboard.intake import packed_geometries
from dashboard.intake.limits import Limits, Stopwatch
from dashboard.intake.sheet import Sheet, shaped
from dashboard.intake.workbooks import as_text
from dashboard.problems import DataError, Problem

_ROWS_AT_A_TIME = 100
_DEPTH = 2
_UNREADABLE = marked("is no Parquet file that can be read: {reason}")
_AGAIN = marked("Write it again, or save it as CSV")


def read(content: bytes, name: str, limits: Limits) -> Sheet:
    """The table in ``content``; row 1 is the column names, so the first record is row 2.

    Nested values become JSON. Raises `DataError` for what is no Parquet or over a limit.
    """
    try:
        file = pq.ParquetFile(io.BytesIO(content))
        limits.check_shape(name, file.metadata.num_rows, len(file.schema_arrow))
        header = _flat(file.schema_arrow.empty_table()).column_names
        return shaped(name, _rows(file, header, name, limits), limits, header_row=1)
    except (pa.ArrowException, OSError, ValueError) as error:
        problem = Problem(name, _UNREADABLE, _AGAIN, values={"reason": str(error)})
        raise DataError([problem]) from error


def _rows(
    file: pq.ParquetFile, header: list[str], name: str, limits: Limits
) -> Iterator[tuple[int, list[str]]]:
    yield 1, header
    watch = Stopwatch(limits, name)
    line, unpacked = 2, 0
    for batch in file.iter_batches(_ROWS_AT_A_TIME):
        watch.check()
        flat = _flat(pa.Table.from_batches([batch]))
        for row in zip(*map(_values, flat.columns), strict=True):
            cells = [cell_text(value) for value in row]
            # A dictionary lets a few bytes in the file stand for megabytes in every row.
            unpacked += sum(map(len, cells))
            limits.check_unpacked(name, unpacked)
            yield line, cells
            line += 1


def _flat(table: pa.Table) -> pa.Table:
    """``table`` with a column for each part of its nested ones, called ``place.lat``."""
    for _ in range(_DEPTH):
        table = table.flatten()
    return table


def _values(column: pa.ChunkedArray) -> list[Any]:
    try:
        return list(column.to_pylist())
    except (OverflowError, ValueError):
        # Days before year 1 and after 9999, which Python has no dates for, as Arrow writes them.
        return list(pc.cast(column, pa.string()).to_pylist())


def cell_text(value: object) -> str:
    """A value as a cell: as in a workbook, a list with semicolons, what is nested as JSON."""
    if isinstance(value, bytes):
        # Pictures and the like say nothing to a reader.
        is_text = value.isascii() and b"\0" not in value
        return value.decode() if is_text else packed_geometries.text_of(value)
    if isinstance(value, list) and value and all(isinstance(one, tuple) for one in value):
        # A map of keys to values.
        return "; ".join(f"{as_text(key)}: {as_text(said)}" for key, said in value)
    if isinstance(value, list) and all(not isinstance(one, list | dict) for one in value):
        return "; ".join(map(as_text, value))
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return as_text(value)
