"""A server reads its data before the first viewer comes, once for all of them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

from dashboard import grouped, opening
from dashboard.opening import shown_data
from dashboard.problems import DataError
from dashboard.warming import warm_up

READERS = 4


@pytest.fixture
def rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    frame = pd.DataFrame({"day": ["2025-01-01", "2025-01-02"], "name": ["Fair", "Market"]})
    frame.to_parquet(tmp_path / "rows.parquet")
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('[columns]\ndate = "day"\ntitle = "name"\n', encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["app.py"])
    monkeypatch.setenv("LOCALITY_DASHBOARD_DATA", str(tmp_path / "rows.parquet"))
    monkeypatch.setenv("LOCALITY_DASHBOARD_MAPPING", str(mapping))
    monkeypatch.setenv("LOCALITY_DASHBOARD_CACHE", str(tmp_path / "cache"))
    opening._warehouse.cache_clear()
    yield tmp_path
    wait_for_warming()
    opening._warehouse.cache_clear()


def wait_for_warming() -> None:
    for thread in threading.enumerate():
        if thread.name == "warm up":
            thread.join(60)
            assert not thread.is_alive()


def test_data_are_read_once_however_many_come_first(
    rows: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del rows
    opened: list[str] = []
    plain, barrier = grouped.open_grouped, threading.Barrier(READERS)

    def counted(data: str, mapping: Path | None) -> grouped.GroupedDataset:
        opened.append(data)
        return plain(data, mapping)

    def read() -> object:
        barrier.wait(20)
        return shown_data()[0]

    monkeypatch.setattr(grouped, "open_grouped", counted)
    with ThreadPoolExecutor(READERS) as threads:
        found = [one.result(60) for one in [threads.submit(read) for _ in range(READERS)]]
    assert len(opened) == len(set(map(id, found))) == 1


def test_warming_up_reads_the_secrets_first_and_then_the_data(rows: Path) -> None:
    del rows
    order: list[str] = []
    is_read = threading.Event()

    def read_secrets() -> None:
        order.append("secrets")
        is_read.set()

    warm_up(read_secrets)
    assert is_read.wait(20)
    dataset, problems = shown_data()
    assert (order, problems) == (["secrets"], ())
    assert dataset.assets["columns"].compressed


def test_data_that_cannot_be_read_are_told_to_the_first_viewer_not_to_the_log(
    rows: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (rows / "rows.parquet").write_bytes(b"no parquet at all")
    warm_up(lambda: None)
    with pytest.raises(DataError, match=r"rows\.parquet"):
        shown_data()
    wait_for_warming()
    assert "Traceback" not in capfd.readouterr().err
