"""What a search finds in files is looked for once; what all events are grouped to is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from dashboard.selection import Selection
from dashboard.warehouse import search_hits
from dashboard.warehouse.opening import open_source
from dashboard.warehouse.source import Source

MAPPING = '[columns]\ndate = "day"\ntitle = "name"\nplace = ["town"]\n'
TODAY = dt.date(2026, 1, 1)
ROWS = 600
WORDS = ("harbour", "lễ hội", "rice", "market", "fair", "concert")


@pytest.fixture
def opened(tmp_path: Path) -> tuple[Path, Path]:
    frame = pd.DataFrame(
        {
            "day": pd.date_range("2001-01-01", periods=ROWS).date,
            "name": [f"{WORDS[n % 6]} {WORDS[n // 6 % 6]} {n}" for n in range(ROWS)],
            "town": [("Hanoi", "Osaka")[n % 2] for n in range(ROWS)],
        }
    )
    frame.to_parquet(tmp_path / "rows.parquet")
    (tmp_path / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    return tmp_path / "rows.parquet", tmp_path / "mapping.toml"


@pytest.fixture
def source(opened: tuple[Path, Path]) -> Iterator[Source]:
    found = open_source(str(opened[0]), opened[1], clock=lambda: TODAY)
    assert found.wait(60)
    yield found
    found.close()


def tables_aside(source: Source) -> int:
    query = "SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE 'hits%'"
    ((count,),) = source.engine.run(lambda backend: backend.con.execute(query).fetchall())
    return int(count)


def test_words_are_found_in_any_text_and_phrases_in_one(tmp_path: Path) -> None:
    titles = ["Town fair", "Town fair, a concert", "Town", ""]
    texts = ["Concert on the square", "", "A FAIR concert", "fair"]
    days = pd.date_range("2001-01-01", periods=len(titles)).date
    frame = pd.DataFrame({"day": days, "name": titles, "text": texts})
    frame.to_parquet(tmp_path / "rows.parquet")
    mapping = '[columns]\ndate = "day"\ntitle = "name"\ndescription = "text"\n'
    (tmp_path / "mapping.toml").write_text(mapping, encoding="utf-8")
    source = open_source(str(tmp_path / "rows.parquet"), tmp_path / "mapping.toml")
    counted = []
    # The texts are looked into in the file first, and then where they are kept, folded.
    for is_folded in (False, True):
        assert not is_folded or source.wait(60)
        for text in ("fair concert", '"fair concert"', "fair", "hall"):
            counted.append(source.count(Selection(text=text)))
        counted.append(source.groups(None, "fair concert").count)
    source.close()
    assert counted == [3, 1, 4, 0, 3] * 2


@pytest.mark.parametrize("text", ["le hoi", "harbour 1", "osaka", "HÀ NỘI rice", "nothing such"])
def test_hits_are_the_events_that_a_plain_look_finds(source: Source, text: str) -> None:
    plain = source._filtered(source.shown_events(with_texts=True), text)
    expected = source.engine.fetch(plain.aggregate(n=plain.count()))["n"][0].as_py()
    selection = Selection(text=text)
    assert source.count(selection) == source.groups(None, text).count == expected
    for order in ("newest", "title", "places"):
        page = source.events(selection, order, limit=ROWS)["events"]
        assert len(page) == expected, order
    assert tables_aside(source) == 1


def test_hits_of_old_searches_give_their_room_back(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_hits, "_MOST_EVENTS", 1)
    source._hits = search_hits.SearchHits(source.engine)
    for word in WORDS:
        assert source.count(Selection(text=word)) > 0
    # The last one, and the one before it, which is dropped when another comes.
    assert tables_aside(source) <= 2


def test_groups_are_kept_for_the_next_server_until_the_day_is_over(
    opened: tuple[Path, Path], source: Source
) -> None:
    groups = source.groups()
    again = open_source(str(opened[0]), opened[1], clock=lambda: TODAY)
    before = again.engine.fetched
    same = again.groups()
    assert again.engine.fetched == before
    assert same.count == groups.count == ROWS
    assert sorted(same.columns.first) == sorted(groups.columns.first)
    again.close()
    tomorrow = open_source(str(opened[0]), opened[1], clock=lambda: TODAY + dt.timedelta(1))
    before = tomorrow.engine.fetched
    assert tomorrow.groups().count == ROWS
    assert tomorrow.engine.fetched > before
    tomorrow.close()


def test_kept_groups_that_cannot_be_read_are_made_anew(
    opened: tuple[Path, Path], source: Source, cache: Path
) -> None:
    source.groups()
    (kept,) = cache.glob("*.groups")
    kept.write_bytes(b"nothing that Arrow knows")
    again = open_source(str(opened[0]), opened[1], clock=lambda: TODAY)
    assert again.groups().count == ROWS
    again.close()
