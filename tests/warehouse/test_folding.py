"""Text is folded by Arrow, and terms unfolded into patterns, just as `search.fold` folds."""

from __future__ import annotations

import re
import unicodedata

import ibis
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.search import fold
from dashboard.warehouse.folding import folded, unfolded

# What Python's own tables do not know yet, others may.
KNOWN = st.characters(blacklist_categories=("Cs", "Cn"), blacklist_characters="\0")
# Without the capital sigma: where it ends a word, a pattern finds it by either small one.
LETTERS = "aàáạảãâầăêđoôơưiyAĂĐŨかがカガｶﾞﬁﬃßσς①Ａｂ ̣́^]-[\\.*+?(){}|$%_'\""


def test_every_sign_is_folded_as_in_the_browser() -> None:
    signs = [
        chr(code)
        for code in range(1, 0x110000)
        if not 0xD800 <= code < 0xE000 and unicodedata.category(chr(code)) != "Cn"
    ]
    texts = [f"a{sign}b" for sign in signs]
    assert folded(pa.array(texts)).to_pylist() == [fold(text) for text in texts]


@given(st.lists(st.text(KNOWN)))
def test_texts_are_folded_as_in_the_browser(texts: list[str]) -> None:
    assert folded(pa.array(texts, pa.string())).to_pylist() == [fold(text) for text in texts]


@given(st.lists(st.sampled_from(["", "Lễ hội", "ΟΔΟΣ Đà", "ﬁn", None]), max_size=12))
def test_texts_that_are_repeated_are_folded_alike(texts: list[str | None]) -> None:
    expected = [None if text is None else fold(text) for text in texts]
    assert folded(pa.array(texts, pa.string())).to_pylist() == expected


@given(st.text(LETTERS, max_size=12), st.text(LETTERS, min_size=1, max_size=3))
def test_a_term_finds_the_texts_that_fold_to_it(text: str, search: str) -> None:
    term = fold(search)
    if term:
        assert bool(re.search(unfolded(term), text)) == (term in fold(text))


@pytest.mark.parametrize(
    "term", ["le hoi", "fi", "'", "%", "_", "\\", "a.b", "[x]", "^", "-", "$("]
)
def test_duckdb_reads_patterns_as_python_does(term: str) -> None:
    texts = ["Lễ hội", "ﬁn", "it's", "50%", "a_b", "a\\b", "a.b", "axb", "[X]", "^", "–-", "$(", ""]
    backend = ibis.duckdb.connect()
    table = ibis.memtable({"text": texts})
    found = backend.to_pyarrow(table.select(hit=table["text"].re_search(unfolded(fold(term)))))
    assert found["hit"].to_pylist() == [fold(term) in fold(text) for text in texts]
