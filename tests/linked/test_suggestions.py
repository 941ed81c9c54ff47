"""What the words of a search name, as `suggestions.js` reads them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dashboard.columns import event_columns
from dashboard.language import language
from dashboard.linked.labels import labels
from dashboard.linked.payload import facet_values
from dashboard.linked.spellings import other_names
from dashboard.tables import open_tables
from tests.linked.conftest import Engine
from tests.serving import ROOT

TABLES = open_tables(ROOT / "data")
READ = """
const { facets, searches, list } = asked;
const index = nameIndex(facets);
const filters = (text) => namedFilters(text, index, true).map(({ parameters }) => parameters);
const said = searches.map((text) => [filters(text), hasWord(text, list)]);
"""
YEAR = {"when": "2023-01-01/2023-12-31"}
CASES: dict[str, list[dict[str, str]]] = {
    "Gunma partners": [{"place": "gunma"}],
    "đối tác của Gunma": [{"place": "gunma"}],
    "群馬の友好都市": [{"place": "gunma"}],
    "群馬県": [{"place": "gunma"}],
    "quang ninh 2023": [{"place": "quang-ninh"} | YEAR],
    "QUẢNG  NINH năm 2023": [{"place": "quang-ninh"} | YEAR],
    "クアンニン 2023年": [{"place": "quang-ninh"} | YEAR],
    "Gunma and Quang Ninh": [{"place": "gunma,quang-ninh"}],
    "du lịch Hokkaido": [{"place": "hokkaido", "sector": "tourism"}],
    # Kyoto's 京都 stands in Tokyo's 東京都, and is not meant.
    "東京都": [{"place": "tokyo"}],
    # A former province is the one that it is part of now.
    "Hà Nam": [{"place": "ninh-binh"}],
    "Gun": [{"place": "gunma"}],
    # A name within a longer word is none; neither is one letter.
    "Gunmarama": [],
    "g": [],
    "": [],
    '"': [],
    "2025-02-30": [],
}


@pytest.fixture(scope="module")
def read(engine: Engine) -> Callable[[list[str], str], list[Any]]:
    said = engine("suggestions.js", READ)

    def reading(searches: list[str], code: str) -> list[Any]:
        spoken = language(code)
        given = {
            "facets": facet_values(TABLES, event_columns(TABLES), spoken),
            "searches": searches,
            "list": labels(spoken)["disputeWords"],
        }
        found: list[Any] = said(given)
        return found

    return reading


@pytest.mark.parametrize("code", ["en", "vi", "ja"])
def test_words_name_filters_in_any_language(
    read: Callable[[list[str], str], list[Any]], code: str
) -> None:
    found = read(list(CASES), code)
    assert {text: filters for text, (filters, _) in zip(CASES, found, strict=True)} == CASES


def test_the_beginning_of_several_names_offers_the_fullest(
    read: Callable[[list[str], str], list[Any]],
) -> None:
    [[filters, _]] = read(["ha"], "en")
    assert len(filters) == 3
    assert filters[0] == {"place": "hanoi"}


@pytest.mark.parametrize(
    ("code", "text"),
    [("en", "Sources disagree"), ("vi", "nguồn nào mâu thuẫn"), ("ja", "出典の食い違い")],
)
def test_the_words_for_disagreement(
    read: Callable[[list[str], str], list[Any]], code: str, text: str
) -> None:
    assert [is_asked for _, is_asked in read([text, "Gunma", ""], code)] == [True, False, False]


def test_former_names_are_told_from_present_ones() -> None:
    names = other_names(TABLES, "place")["ninh-binh"]
    assert "Hà Nam" in names["former"]
    assert "Ninh Bình" in names["also"]
    assert not set(names["former"]) & set(names["also"])
