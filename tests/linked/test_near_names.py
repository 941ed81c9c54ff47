"""What a misspelt word may have been meant for, as `near_names.js` guesses it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.columns import event_columns
from dashboard.language import language
from dashboard.linked.payload import facet_values
from dashboard.search import text_index
from dashboard.tables import open_tables
from tests.linked.conftest import Engine
from tests.serving import ROOT

TABLES = open_tables(ROOT / "data")
# As `FindBox` does, with the texts of the events (`isHeld`) and without.
GUESS = """
const { facets, texts, searches, isHeld } = asked;
const known = spelled(facets, nameIndex(facets));
const inNone = (word) => !texts.some((text) => text.includes(fold(word)));
const mightFind = (text) => !isHeld || matching(texts, text)?.includes(1);
const said = searches.map((text) =>
  nearSearches(text, known, isHeld ? tokens(text).filter(inNone) : null, mightFind),
);
"""
NEAR = {
    "gumna": ["Gunma"],
    "hokaido": ["Hokkaido"],
    "OSACA": ["Osaka"],
    "toursim": ["Tourism"],
    "hai fong": ["Hai Phong"],
    "quang nihn 2023": ["Quang Ninh 2023"],
    "Quảng Nihn": ["Quang Ninh"],
    # Two words may be one that was taken apart, and the other way round.
    "dannang": ["Da Nang"],
    "hochi minh": ["Ho Chi Minh"],
    # A word of a longer name; and the longer name, if more of it was written.
    "yamamato": ["Yamamoto"],
    "ho chi mihn": ["Ho Chi Minh"],
    "神奈川件": ["神奈川県"],
    "ハロンン湾": ["ハロン湾"],
    # Where two are as near, both.
    "ハロンン": ["ハロン市", "ハロン湾"],
}
NONE = ["", "g", '"', "gu", "xyzzy", "gumn", "gxmxa", "toyota building planning", "公園"]


@pytest.fixture(scope="module")
def guess(engine: Engine) -> Callable[..., list[list[str]]]:
    # The modules that the script itself names come along with the field that uses them.
    run = engine("find_box.js", GUESS)
    texts = text_index(TABLES).texts()

    def guessing(
        searches: list[str], code: str = "en", *, is_held: bool = True, **more: Any
    ) -> list[list[str]]:
        facets = facet_values(TABLES, event_columns(TABLES), language(code)) | more
        asked = {"facets": facets, "texts": texts, "searches": searches, "isHeld": is_held}
        found: list[list[str]] = run(asked)
        return found

    return guessing


@pytest.mark.parametrize("is_held", [True, False])
def test_a_misspelt_name_is_guessed(guess: Callable[..., list[list[str]]], is_held: bool) -> None:
    found = guess([*NEAR, *NONE], is_held=is_held)
    wanted = NEAR | {text: list[str]() for text in NONE}
    assert dict(zip(wanted, found, strict=True)) == wanted


def test_a_name_is_written_as_the_page_writes_it(guess: Callable[..., list[list[str]]]) -> None:
    assert guess(["quang nihn", "dannang"], "vi") == [["Quảng Ninh"], ["Đà Nẵng"]]


def test_only_words_that_no_event_has_are_replaced_by_words_that_some_have(
    guess: Callable[..., list[list[str]]],
) -> None:
    # "Nin" is in every "Ninh"; and of gardening nothing is told, in Gunma or elsewhere.
    searches = ["quang nin", "gumna gardening"]
    assert guess(searches) == [[], []]
    assert guess(searches, is_held=False) == [["Quang Ninh"], ["Gunma gardening"]]


def test_too_many_names_are_not_compared(guess: Callable[..., list[list[str]]]) -> None:
    many = [{"id": f"p{i}", "name": f"Gunma {i}", "events": 1} for i in range(2_000)]
    assert guess(["gumna"], is_held=False, place=many) == [[]]
    assert guess(["gumna"], is_held=False, place=[*many[:9], many[0] | {"name": "Gunma"}])[0]


WORDS = st.text("abc", max_size=7)


@pytest.fixture(scope="module")
def edits(engine: Engine) -> Callable[[list[tuple[str, str]]], list[float | None]]:
    run = engine(
        "near_names.js", "const said = asked.map(([a, b, most]) => editsBetween(a, b, most));"
    )
    return lambda pairs: [*run([[*pair, 2] for pair in pairs])]


def _edits(one: str, other: str) -> int:
    """Optimal string alignment as its definition says, without limits."""
    if not one or not other:
        return len(one) + len(other)
    least = [
        _edits(one[:-1], other) + 1,
        _edits(one, other[:-1]) + 1,
        _edits(one[:-1], other[:-1]) + (one[-1] != other[-1]),
    ]
    if len(one) > 1 and len(other) > 1 and one[-2:] == other[-2:][::-1]:
        least.append(_edits(one[:-2], other[:-2]) + 1)
    return min(least)


@settings(max_examples=8, deadline=None)
@given(st.lists(st.tuples(WORDS, WORDS), min_size=20, max_size=40))
def test_edits_are_the_fewest(
    edits: Callable[[list[tuple[str, str]]], list[float | None]], pairs: list[tuple[str, str]]
) -> None:
    # Infinity is null in JSON: there are more than two.
    wanted = [number if (number := _edits(*pair)) <= 2 else None for pair in pairs]
    assert edits(pairs) == wanted
