"""CSV as this project writes and reads it: comma, double quote, line feed, UTF-8.

Reading is strict, because a table that is read almost right is worse than one that is
refused. Writing is canonical, so that equal rows give equal bytes, and any text comes
back as it went in (the standard writer leaves a lone carriage return unquoted, which a
reader takes for the end of a row).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv

from dashboard.marking import marked
from dashboard.problems import DataError, Problem
from dashboard.textfiles import excerpt, read_utf8

_TWICE = marked("the column is named twice")
_RAGGED = marked("has {cells} cells where the header has {columns}")
_COMPLETE = marked(
    "Put cells that hold a comma, quote or line break in quotes, or complete the row"
)
_NEEDS_QUOTES = re.compile(r'[",\r\n]')
_QUOTE, _COMMA, _LINE_FEED = b'",\n'


@dataclass(frozen=True, slots=True)
class Grid:
    """A CSV file as text: R rows of C cells each, all of the header's length.

    ``lines[r]`` is the line of the file on which row r begins, the header being line 1.
    """

    header: tuple[str, ...]
    rows: list[list[str]]
    lines: list[int]

    def columns(self) -> list[list[str]]:
        """The cells by column: C lists of R cells."""
        if not self.rows:
            return [[] for _ in self.header]
        return [list(column) for column in zip(*self.rows, strict=True)]


def read(path: Path, name: str) -> Grid:
    """The cells of the CSV file at ``path``, which messages call ``name``.

    Raises `DataError`, with every row at fault, for a file that is not UTF-8 text, has
    no header, names a column twice, leaves a quote open, or has rows of another length
    than the header.
    """
    text = read_utf8(path, name)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    begins = 1
    try:
        for row in reader:
            rows.append(row)
            lines.append(begins)
            begins = reader.line_num + 1
    except csv.Error as error:
        raise DataError(
            [
                Problem(
                    name,
                    marked("is not CSV: {why}"),
                    marked("Close the quote, and double each quote inside a quoted cell"),
                    row=begins,
                    values={"why": str(error)},
                )
            ]
        ) from error
    if not rows or not rows[0]:
        problem, remedy = marked("has no header"), marked("Begin it with the column names")
        raise DataError([Problem(name, problem, remedy, row=1)])
    header = tuple(rows.pop(0))
    del lines[0]
    problems = [
        Problem(name, _TWICE, marked("Keep one of them"), row=1, column=column)
        for column in sorted({column for column in header if header.count(column) > 1})
    ]
    problems += [
        Problem(
            name,
            _RAGGED if row else marked("the line is empty"),
            _COMPLETE if row else marked("Delete it"),
            row=line,
            value=excerpt(",".join(row)) or None,
            values={"cells": len(row), "columns": len(header)},
        )
        for row, line in zip(rows, lines, strict=True)
        if len(row) != len(header)
    ]
    if problems:
        raise DataError(problems)
    return Grid(header, rows, lines)


def read_quickly(path: Path) -> pa.Table | None:
    """The cells of the CSV file at ``path`` as columns of text, in a fiftieth of the time.

    ``None`` wherever `read` could refuse the file or would have to think twice (an odd
    quote, a carriage return, a row of another length, bytes that are not UTF-8): then ask
    `read`, which says what is wrong. What is returned holds just the cells that `read` finds.
    """
    try:
        content = path.read_bytes()
    except OSError:
        return None
    names = content.partition(b"\n")[0].decode("utf-8", "replace").split(",")
    if (
        # Arrow takes an empty line for a row of empty cells.
        b"\n\n" in content
        or len(names) < 2
        or len(set(names)) < len(names)
        or any('"' in name or "\ufeff" in name for name in names)
        or b"\r" in content
        or b"\0" in content
        or not _quotes_are_plain(content)
    ):
        return None
    try:
        return pa.csv.read_csv(
            pa.py_buffer(content),
            pa.csv.ReadOptions(column_names=names, skip_rows=1),
            pa.csv.ParseOptions(newlines_in_values=b'"' in content, ignore_empty_lines=False),
            pa.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
        )
    except pa.ArrowInvalid:
        return None


def _quotes_are_plain(content: bytes) -> bool:
    """Whether each quote begins a cell, ends one, or is one half of a doubled quote inside.

    Every second quote then opens and stands at the start of a cell or right behind a
    closing one (the two being a doubled quote); the others close and stand at the end.
    """
    if b'"' not in content:
        return True
    text = np.frombuffer(content, dtype=np.uint8)
    quotes = np.flatnonzero(text == _QUOTE)
    if len(quotes) % 2:
        return False
    around = np.concatenate([[_LINE_FEED], text, [_LINE_FEED]])
    before, after = around[quotes[::2]], around[quotes[1::2] + 2]
    return _is_border(before) and _is_border(after)


def _is_border(bytes_: npt.NDArray[np.uint8]) -> bool:
    return bool(np.isin(bytes_, (_QUOTE, _COMMA, _LINE_FEED)).all())


def write(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The CSV file of ``rows`` below ``header``; quotes only where they are needed."""
    return write_rows([header]) + write_rows(rows)


def write_rows(rows: Iterable[Sequence[str]]) -> bytes:
    """The lines of ``rows`` of a CSV file."""
    return "".join(map(_line, rows)).encode("utf-8")


def _line(cells: Sequence[str]) -> str:
    # A row of one empty cell would be an empty line, which is no row.
    if list(cells) == [""]:
        return '""\n'
    return ",".join(map(_cell, cells)) + "\n"


def _cell(text: str) -> str:
    if _NEEDS_QUOTES.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text
