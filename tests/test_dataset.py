"""The dataset that the page shows, and what becomes of it when its files change."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from dashboard import dataset
from dashboard.dataset import LastGood, dataset_folder, open_dataset
from dashboard.files import write_atomic
from dashboard.problems import DataError
from tests.synthetic import synthetic_tables, write_tables

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_tables(synthetic_tables(9, places=6, sectors=3), tmp_path / "data")


def rebuild(folder: Path, **cells: str) -> None:
    """Replace the first event's cells, and datapackage.json after it, as a build does."""
    path = folder / "events.csv"
    header, first, *rest = path.read_text(encoding="utf-8").splitlines()
    columns = header.split(",")
    values = first.split(",")
    for column, value in cells.items():
        values[columns.index(column)] = value
    lines = [header, ",".join(values), *rest]
    write_atomic(path, "\n".join([*lines, ""]).encode())
    announce(folder)


def announce(folder: Path) -> None:
    package = folder / "datapackage.json"
    write_atomic(package, package.read_bytes())


def first_title(opened: dataset.Dataset) -> str:
    return str(opened.tables["events"]["title_en"].iloc[0])


def test_the_committed_data_open() -> None:
    opened = open_dataset(ROOT / "data")
    assert len(opened.columns) == len(opened.tables["events"]) > 50


def test_the_folder_is_named_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCALITY_DASHBOARD_DATA", "/some/where")
    assert dataset_folder() == Path("/some/where")
    for unset in ("", None):
        if unset is None:
            monkeypatch.delenv("LOCALITY_DASHBOARD_DATA")
        else:
            monkeypatch.setenv("LOCALITY_DASHBOARD_DATA", unset)
        assert dataset_folder() == ROOT / "data"


def test_new_data_appear_when_a_build_is_done(folder: Path) -> None:
    last_good = LastGood(folder)
    first, problems = last_good.get()
    assert problems == ()
    assert last_good.get()[0] is first, "nothing changed"
    rebuild(folder, title_en="A new title")
    second, problems = last_good.get()
    assert (first_title(second), problems) == ("A new title", ())
    assert first_title(first) != "A new title", "sessions keep what they have"


def test_half_a_build_is_not_read(folder: Path) -> None:
    last_good = LastGood(folder)
    first, _ = last_good.get()
    (folder / "events.csv").unlink()
    assert last_good.get() == (first, ())


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"start_date": "yesterday"}, r"events\.csv, row 2, column start_date.*'yesterday'"),
        ({"kind_id": "riot"}, r"events\.csv, row 2, column kind_id.*'riot'"),
        ({"status": "over"}, r"events\.csv, row 2, column status.*'over'"),
    ],
)
def test_a_broken_build_keeps_the_last_good_one_and_says_why(
    folder: Path, cells: dict[str, str], message: str
) -> None:
    last_good = LastGood(folder)
    first, _ = last_good.get()
    good = (folder / "events.csv").read_bytes()
    rebuild(folder, **cells)
    with pytest.raises(DataError, match=message):
        open_dataset(folder)
    for _ in range(2):
        kept, problems = last_good.get()
        assert kept is first
        assert len(problems) == 1
    write_atomic(folder / "events.csv", good)
    announce(folder)
    mended, problems = last_good.get()
    assert mended is not first
    assert problems == ()
    assert first_title(mended) == first_title(first)


def test_a_folder_that_goes_away_keeps_the_last_good_one(folder: Path) -> None:
    last_good = LastGood(folder)
    first, _ = last_good.get()
    shutil.rmtree(folder)
    kept, problems = last_good.get()
    assert kept is first
    assert "there is no such folder" in str(problems[0])


def test_data_that_never_could_be_read_are_asked_for_again(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    last_good = LastGood(folder)
    for _ in range(2):
        with pytest.raises(DataError, match="there is no such folder"):
            last_good.get()
    write_tables(synthetic_tables(3), folder)
    assert len(last_good.get()[0].columns) == 3


def test_broken_boundaries_are_a_problem_of_the_data(folder: Path) -> None:
    (folder / "boundaries" / "units.geojson").write_bytes(b"{")
    with pytest.raises(DataError, match=r"boundaries/units\.geojson, row 1: is not JSON"):
        LastGood(folder).get()


def test_many_viewers_at_once_open_it_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []

    def counting(path: Path) -> dataset.Dataset:
        opened.append(path)
        return open_dataset(path)

    monkeypatch.setattr(dataset, "open_dataset", counting)
    last_good, viewers = LastGood(folder), 8
    barrier = Barrier(viewers)

    def view(_: int) -> dataset.Dataset:
        barrier.wait(30)
        return last_good.get()[0]

    with ThreadPoolExecutor(viewers) as pool:
        seen = list(pool.map(view, range(viewers)))
        assert len(set(map(id, seen))) == len(opened) == 1
        rebuild(folder, title_en="Changed while they look")
        seen = list(pool.map(view, range(viewers)))
    assert len(set(map(id, seen))) == 1
    assert len(opened) == 2
    assert first_title(seen[0]) == "Changed while they look"
