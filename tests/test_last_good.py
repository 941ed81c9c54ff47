"""Data that take long to read: what they were is shown until they have been read anew."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import duckdb
import pandas as pd
import pytest

from dashboard import grouped
from dashboard.grouped import REFRESH, LastGoodTable
from dashboard.last_good import LastGoodBeside
from dashboard.problems import DataError, Problem
from dashboard.selection import Selection

PATIENCE = 60


class Slow(LastGoodBeside[str]):
    """What ``newest`` says, once ``is_ready``."""

    def __init__(self, moment: float = 0.0) -> None:
        super().__init__(moment)
        self.newest: str | Exception = "first"
        self.version, self.opened = 0, 0
        self.is_ready = threading.Event()
        self.is_ready.set()

    def stamp(self) -> object:
        return self.version

    def open(self) -> str:
        self.opened += 1
        assert self.is_ready.wait(PATIENCE)
        if isinstance(self.newest, Exception):
            raise self.newest
        return self.newest

    def change(self, newest: str | Exception) -> None:
        self.newest, self.version = newest, self.version + 1

    def renewed(self) -> tuple[str, tuple[Problem, ...]]:
        """What is shown when it has been read anew."""
        self.get()
        assert self._renewing is not None
        self._renewing.join(PATIENCE)
        return self.get()


@pytest.fixture
def slow() -> Iterator[Slow]:
    slow = Slow()
    yield slow
    slow.is_ready.set()


def test_nobody_waits_for_newer_data(slow: Slow) -> None:
    assert slow.get() == ("first", ())
    slow.is_ready.clear()
    slow.change("second")
    assert [slow.get() for _ in range(3)] == [("first", ())] * 3
    slow.is_ready.set()
    assert slow.renewed() == ("second", ())
    # It was read twice, whoever asked meanwhile.
    assert slow.opened == 2


def test_what_is_read_in_a_moment_is_shown_at_once() -> None:
    slow = Slow(moment=PATIENCE)
    slow.get()
    slow.change("second")
    assert slow.get() == ("second", ())


def test_what_changes_while_it_is_read_is_read_again(slow: Slow) -> None:
    slow.get()
    slow.is_ready.clear()
    slow.change("second")
    slow.get()
    slow.version += 1
    slow.is_ready.set()
    assert slow.renewed() == ("second", ())
    assert slow.renewed() == ("second", ())
    assert slow.opened == 3


def test_broken_data_keep_the_last_good_ones_and_say_why(slow: Slow) -> None:
    slow.get()
    problem = Problem("table", "is gone", "Put it back")
    slow.change(DataError([problem]))
    assert slow.renewed() == ("first", (problem,))
    assert slow.get() == ("first", (problem,))
    assert slow.opened == 2
    slow.change("mended")
    assert slow.renewed() == ("mended", ())


def test_data_that_never_could_be_read_are_asked_for_again(slow: Slow) -> None:
    slow.newest = DataError([Problem("table", "is not there", "Make it")])
    for _ in range(2):
        with pytest.raises(DataError, match="is not there"):
            slow.get()
    slow.newest = "there"
    assert slow.get() == ("there", ())


@pytest.fixture
def mapping(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LOCALITY_DASHBOARD_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "mapping.toml"
    path.write_text('[columns]\ndate = "day"\ntitle = "name"\n', encoding="utf-8")
    return path


def frame_of(days: int) -> pd.DataFrame:
    return pd.DataFrame({"day": pd.date_range("2025-01-01", periods=days).date, "name": "Fair"})


def write(path: Path, days: int) -> None:
    made = path.with_suffix(".made")
    frame_of(days).to_parquet(made)
    made.replace(path)


def test_a_table_in_a_file_is_read_anew_beside(tmp_path: Path, mapping: Path) -> None:
    write(tmp_path / "rows.parquet", 90)
    table = LastGoodTable(str(tmp_path / "rows.parquet"), mapping, moment=0)
    first, _ = table.get()
    assert first.groups.count == 90
    write(tmp_path / "rows.parquet", 120)
    assert table.get()[0] is first
    assert table._renewing is not None
    table._renewing.join(PATIENCE)
    second, problems = table.get()
    assert (second.groups.count, problems) == (120, ())
    for opened in (first, second):
        opened.source.close()


@pytest.mark.parametrize(
    ("data", "setting", "is_new"),
    [
        ("postgres://host/database?table=events", "5", True),
        ("postgres://host/database?table=events", "", False),
        ("postgres://host/database?table=events", "0", False),
        ("postgres://host/database?table=events", "10", False),
        ("rows.parquet", "5", False),
    ],
)
def test_a_database_is_asked_again_after_so_many_minutes(
    data: str, setting: str, is_new: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(REFRESH, setting)
    table = LastGoodTable(data, None)
    monkeypatch.setattr(grouped.time, "monotonic", lambda: 6000.0)
    before = table.stamp()
    monkeypatch.setattr(grouped.time, "monotonic", lambda: 6000.0 + 5 * 60 - 1)
    assert table.stamp() == before
    monkeypatch.setattr(grouped.time, "monotonic", lambda: 6000.0 + 5 * 60)
    assert (table.stamp() != before) is is_new


@pytest.mark.parametrize(("files", "is_looked_again"), [(101, False), (100, True)])
def test_many_files_are_looked_at_once_in_a_while(
    files: int, is_looked_again: bool, tmp_path: Path
) -> None:
    for number in range(files):
        (tmp_path / f"{number}.parquet").touch()
    seconds = itertools.count(step=0.05)
    table = LastGoodTable(str(tmp_path), None, clock=lambda: next(seconds))
    before = table.stamp()
    (tmp_path / "0.parquet").write_bytes(b"changed")
    assert (table.stamp() != before) is is_looked_again
    # A look takes 0.05 s by this clock, and the next one comes after twenty times as long.
    for _ in range(20):
        changed = table.stamp()
    assert changed != before


@pytest.mark.parametrize("name", ["a b", "memory", 'a"b'])
def test_a_database_in_a_file_is_read_anew_though_the_old_one_is_open(
    name: str, tmp_path: Path, mapping: Path
) -> None:
    path = tmp_path / f"{name}.duckdb"

    def write_database(days: int) -> None:
        made = tmp_path / "made"
        with duckdb.connect(str(made)) as connection:
            connection.register("frame", frame_of(days))
            connection.execute("CREATE TABLE events AS FROM frame")
        made.replace(path)

    write_database(30)
    table = LastGoodTable(f"duckdb://{quote(str(path))}?table=events", mapping, moment=0)
    first, _ = table.get()
    assert table.get()[0] is first
    write_database(40)
    assert table.get()[0] is first
    assert table._renewing is not None
    table._renewing.join(PATIENCE)
    second, problems = table.get()
    assert (second.groups.count, problems) == (40, ())
    assert (first.source.count(Selection()), second.source.count(Selection())) == (30, 40)
    for opened in (first, second):
        opened.source.close()


@pytest.mark.parametrize("setting", ["soon", "-1", "nan", "inf"])
def test_a_setting_that_is_none_is_told(setting: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(REFRESH, setting)
    with pytest.raises(DataError, match=f"{REFRESH}.*is no number of minutes.*{setting}"):
        LastGoodTable("postgres://host/database?table=events", None)
