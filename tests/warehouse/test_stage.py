"""What is set aside of text files means what the files say, whatever its first rows hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ibis.backends.duckdb import Backend

from dashboard import csvtext
from dashboard.intake.mapping import mapping_of
from dashboard.warehouse import relation, stage
from dashboard.warehouse.cells import EVENTS, keep_cells
from dashboard.warehouse.file_rows import raw_rows
from dashboard.warehouse.mapping import EventMapping

HEADER = ("start", "end", "tags", "town", "lat", "lon")
COLUMNS = {"date": "start", "end": "end", "category": "tags", "place": "town"}
DAY = st.dates().map(str)
ODD = st.sampled_from(
    ["", "2024", "2024-02", "2024-02-30", "9999-12-31", "2024/03/01", " 2024-3-1"]
)
CELL = st.sampled_from(["", "a", "b", "A", "a ", "“c”", "\N{HIRAGANA LETTER A}"])
DEGREES = st.sampled_from(["", "10.5", "91", "x"])


def rows_of(date: st.SearchStrategy[str]) -> st.SearchStrategy[list[tuple[str, ...]]]:
    row = st.tuples(date, st.one_of(DAY, ODD), CELL, CELL, DEGREES, DEGREES)
    return st.lists(row, min_size=1, max_size=24)


@pytest.fixture(autouse=True)
def few_first_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "_FIRST_ROWS", 4)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stage")


@pytest.fixture
def backend() -> Iterator[Backend]:
    opened = ibis.duckdb.connect()
    yield opened
    opened.disconnect()


def mapping(columns: dict[str, str]) -> EventMapping:
    return EventMapping(mapping_of({"columns": columns}, "mapping"))


def both(
    folder: Path, rows: list[tuple[str, ...]], columns: dict[str, str]
) -> tuple[list[Any], list[Any]]:
    """The events as they are kept of a text file, and as its rows tell them one by one."""
    path, staged = folder / "rows.csv", folder / "rows.stage"
    path.write_bytes(csvtext.write(HEADER, rows))
    opened = ibis.duckdb.connect()
    raw = raw_rows(opened, [path])
    keep_cells(opened, raw, mapping(columns), staged)
    plain = relation.events(raw, mapping(columns), with_texts=False, can_try=True)
    names = sorted(plain.columns)
    kept = opened.table(EVENTS)
    told = opened.to_pyarrow(kept.select(*(kept[one].cast(plain[one].type()) for one in names)))
    wanted = opened.to_pyarrow(plain.select(*names))
    opened.disconnect()
    return [row.values() for row in told.to_pylist()], [row.values() for row in wanted.to_pylist()]


@settings(deadline=None, max_examples=15)
@given(rows=st.one_of(rows_of(DAY), rows_of(st.one_of(DAY, ODD))), has_points=st.booleans())
def test_events_are_those_of_the_file_row_by_row(
    folder: Path, rows: list[tuple[str, ...]], has_points: bool
) -> None:
    points = {"latitude": "lat", "longitude": "lon"} if has_points else {}
    kept, wanted = both(folder, rows, COLUMNS | points)
    assert [list(row) for row in kept] == [list(row) for row in wanted]


def test_the_order_of_many_rows_is_kept_where_cells_come_after_the_first(folder: Path) -> None:
    """Texts are found by the number of a row."""
    random = Random(5)
    cells = ["forum", "festival", "", "visit", "training"]
    # Of the first rows none has the later cells.
    rows = [
        (
            f"20{number % 100:02}-01-01",
            "",
            random.choice(cells[: 2 if number < 10 else 5]),
            "",
            "",
            "",
        )
        for number in range(10_000)
    ]
    kept, wanted = both(folder, rows, COLUMNS)
    assert [list(row) for row in kept] == [list(row) for row in wanted]


def test_whole_days_are_dates_and_cells_a_key(folder: Path, backend: Backend) -> None:
    path = folder / "sound.csv"
    row = ("2025-11-25", "2025-11", "forum", "Ha Long", "", "")
    path.write_bytes(csvtext.write(HEADER, [row] * 6))
    found = stage.stage(backend, raw_rows(backend, [path]), mapping(COLUMNS), folder / "a.stage")
    assert found.rows["start"].type().is_date()
    assert found.rows["end"].type().is_string()
    assert set(found.rows.columns) == {"start", "end", found.key}
    assert found.different is not None
    assert backend.to_pyarrow(found.different).num_rows == 1


def test_cells_of_their_own_have_no_key(folder: Path, backend: Backend) -> None:
    path = folder / "own.csv"
    rows = [("2025-11-25", "", f"tag {number}", "", "", "") for number in range(6)]
    path.write_bytes(csvtext.write(HEADER, rows))
    found = stage.stage(backend, raw_rows(backend, [path]), mapping(COLUMNS), folder / "b.stage")
    assert found.different is None
    assert set(found.rows.columns) == {"start", "end", "tags", "town"}
