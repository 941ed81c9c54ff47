"""Searching: the index finds what a plain look through the texts finds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.dataset import Dataset, open_dataset
from dashboard.linked.assets import PREFIX, SHELF
from dashboard.search import TextIndex, fold, terms, text_index
from dashboard.tables import Tables, open_tables
from tests.synthetic import synthetic_tables, write_tables

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="module")
def tables() -> Tables:
    return open_tables(DATA)


@pytest.fixture(scope="module")
def index(tables: Tables) -> TextIndex:
    return text_index(tables)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Quảng Ninh", "quang ninh"),
        ("ĐÀ NẴNG", "da nang"),
        ("ＶＩＥＴＮＡＭ", "vietnam"),
        ("ガ", "カ"),
        ("İzmir", "izmir"),
    ],
)
def test_case_width_and_marks_make_no_difference(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_letters_make_a_difference() -> None:
    assert fold("Gunma") != fold("Gumma")


@pytest.mark.parametrize(
    "search",
    [
        "quang ninh",
        "Quảng Ninh",
        "クアンニン",
        '"people to people"',
        "gunma festival",
        "nothing has these words",
        "nhat ban hokkaido",
        "",
    ],
)
def test_the_index_finds_what_its_texts_hold(index: TextIndex, search: str) -> None:
    plain = [all(term in text for term in terms(search)) for text in index.texts()]
    assert index.find(search).tolist() == plain


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_part_of_a_text_finds_it(data: st.DataObject) -> None:
    found = text_index(open_tables(DATA))
    texts = found.texts()
    row = data.draw(st.integers(0, len(texts) - 1))
    line = data.draw(st.sampled_from(texts[row].split("\n")))
    begin = data.draw(st.integers(0, max(len(line) - 1, 0)))
    part = line[begin : begin + data.draw(st.integers(1, 20))].replace('"', " ")
    assert found.find(f'"{part.strip()}"')[row]


def test_a_phrase_never_runs_from_one_text_into_the_next(index: TextIndex) -> None:
    first, second = index.texts()[0].split("\n")[:2]
    assert not index.find(f'"{first[-8:]} {second[:8]}"')[0]


def test_a_view_without_texts_is_told_what_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = open_dataset(write_tables(synthetic_tables(50, places=5, seed=3), tmp_path / "d"))
    word = dataset.tables["events"]["title_en"].iloc[7]
    assert dataset.found(word, inline=False) == {}, "the view can tell by itself"
    assert _large(dataset, monkeypatch).found("", inline=False) == {}
    told = dataset.found(word, inline=False)
    asset = SHELF.find(told["path"].removeprefix(f"{PREFIX}/"))
    assert asset is not None
    bits = np.unpackbits(np.frombuffer(asset.content, np.uint8), bitorder="little")[:50]
    assert bits.astype(bool).tolist() == text_index(dataset.tables).find(word).tolist()
    assert bits[7]


def _large(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> Dataset:
    monkeypatch.setattr("dashboard.dataset.MOST_MARKS", 10)
    return dataset


def test_the_latest_searches_stay_and_older_ones_are_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = open_dataset(write_tables(synthetic_tables(50, places=5, seed=3), tmp_path / "d"))
    monkeypatch.setattr("dashboard.dataset.MOST_FOUND", 2)
    titles = [f'"{title}"' for title in dataset.tables["events"]["title_en"].unique()[:3]]
    large = _large(dataset, monkeypatch)
    first, second, third = titles
    paths = {title: large.found(title, inline=False)["path"] for title in (first, second, first)}
    paths[third] = large.found(third, inline=False)["path"]
    offered = [title for title in titles if SHELF.find(paths[title].removeprefix(f"{PREFIX}/"))]
    assert offered == [first, third], "asked for again, the first is among the latest"
