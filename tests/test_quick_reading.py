"""The quick way of reading finds what the strict one finds, or leaves the file to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dashboard import celltypes, csvtext
from dashboard.problems import DataError
from dashboard.table_schema import Field, FieldType

Folder = pytest.TempPathFactory
TEXT = st.text(st.sampled_from('a ,"\n\r\0é\ufeff') | st.characters(exclude_categories=["Cs"]))


def strictly(path: Path) -> dict[str, list[str]] | None:
    try:
        grid = csvtext.read(path, path.name)
    except DataError:
        return None
    return dict(zip(grid.header, grid.columns(), strict=True))


def quickly(path: Path) -> dict[str, list[str]] | None:
    table = csvtext.read_quickly(path)
    return None if table is None else table.to_pydict()


@settings(max_examples=400)
@given(st.lists(st.sampled_from(['"', '""', ",", "\n", "\r", "a", "b,c\n", "é"]), max_size=14))
@example(["a", ",", "b", "\n", "\n"])
@example(['"', "a", '"', '"', ",", "b,c\n"])
def test_what_it_takes_the_strict_reader_takes_too(
    tmp_path_factory: Folder, parts: list[str]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    path.write_text("one,two\n" + "".join(parts), encoding="utf-8", newline="")
    quick = quickly(path)
    assert quick is None or quick == strictly(path)


@given(st.lists(st.tuples(TEXT, TEXT, TEXT)))
def test_any_cells_come_back_or_are_left_to_it(
    tmp_path_factory: Folder, rows: list[tuple[str, str, str]]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    path.write_bytes(csvtext.write(("one", "two", "three"), rows))
    quick = quickly(path)
    assert quick is None or quick == strictly(path)


@pytest.mark.parametrize(
    "cell", ["plain", "a,b", 'say "yes"', '"', "two\nlines", "Hạ Long", "", " ", "NA"]
)
def test_usual_cells_are_read_quickly(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(csvtext.write(("one", "two"), [(cell, "x"), ("x", cell)]))
    assert quickly(path) == {"one": [cell, "x"], "two": ["x", cell]}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"one\na\n",
        b"one,one\na,b\n",
        b"one,two\na\n",
        b"one,two\na,b\n\n",
        b"one,two\na,b,c\n",
        b"one,two\r\na,b\r\n",
        b"one,two\na,\0\n",
        b"one,two\na,\xe1\n",
        b"\xef\xbb\xbfone,two\na,b\n",
        "one,two\na,b\n".encode("utf-16"),
        b'one,two\na,b"\n',
        b'one,two\na,"b\n',
        b'one,two\n"a"x,b\n',
        b'one,"two"\na,b\n',
    ],
)
def test_anything_odd_is_left_to_the_strict_reader(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    assert quickly(path) is None


def test_a_missing_file_is_left_to_the_strict_reader(tmp_path: Path) -> None:
    assert csvtext.read_quickly(tmp_path / "nowhere.csv") is None


COLUMNS: list[tuple[FieldType, bool, list[str]]] = [
    ("string", True, ["b", "a", "b", "NA"]),
    ("string", False, ["", "x", ""]),
    ("date", False, ["2025-11-25", "", "2025-11-25", "1973-09-21"]),
    ("number", False, ["1.5", "", "1e3", "1.5", "-.5"]),
    ("number", True, ["0.1", "0.1"]),
    ("integer", True, ["3", "1", "3"]),
    ("integer", False, ["3", "", "3"]),
    ("boolean", True, ["true", "false", "true"]),
    ("date", False, []),
]


@pytest.mark.parametrize(("kind", "required", "cells"), COLUMNS)
@pytest.mark.parametrize("accepts", [None, lambda _: True])
def test_quick_columns_are_the_strict_ones(
    kind: FieldType, required: bool, cells: list[str], accepts: Callable[[str], object] | None
) -> None:
    field = Field("x", kind, "", required)
    quick = celltypes.quick_column(field, pa.chunked_array([cells], pa.string()), accepts)
    assert quick is not None
    pd.testing.assert_series_equal(quick, celltypes.FORMS[kind].convert(cells, required))


def test_one_bad_cell_sends_the_column_to_the_strict_reader() -> None:
    cells = pa.chunked_array([["2025-11-25", "2025-13-01"]], pa.string())
    accepts = celltypes.FORMS["date"].accepts
    assert celltypes.quick_column(Field("x", "date", ""), cells, accepts) is None
