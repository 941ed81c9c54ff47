"""Dates, numbers and plain text for a reader."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator
from typing import Any

import marko
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import dates
from dashboard.views.words import edtf_words, number_words, plain

NONE = math.nan


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("", ""),
        ("2025-11-25", "25 Nov 2025"),
        ("2025-11-05?", "5 Nov 2025 (uncertain)"),
        ("2025-10", "Oct 2025"),
        ("2025-10-XX", "Oct 2025"),
        ("2025", "2025"),
        ("2025-XX", "2025"),
        ("2025~", "about 2025"),
        ("2025%", "about 2025 (uncertain)"),
        ("202X", "2020s"),
        ("2025-21", "spring 2025"),
        ("2025-24", "winter 2025"),
        ("2025-30", "summer 2025"),
        ("2025-33", "quarter 1 of 2025"),
        ("2025-39", "third 3 of 2025"),
        ("2025-41", "half 2 of 2025"),
        ("2025-11-24/2025-11-25", "24–25 Nov 2025"),
        ("2025-11-24/2025-11-24", "24 Nov 2025"),
        ("2025-10-24/2025-11-25", "24 Oct – 25 Nov 2025"),
        ("2024-12-30/2025-01-02", "30 Dec 2024 – 2 Jan 2025"),
        ("2025-11-24~/2025-11-25", "about 24 Nov 2025 – 25 Nov 2025"),
        ("2025-11-24/2025-11-25?", "24 Nov 2025 – 25 Nov 2025 (uncertain)"),
        ("2014-10/2014-12", "Oct 2014 – Dec 2014"),
        ("1984?/2004-06~", "1984 (uncertain) – about Jun 2004"),
        ("2025-24/2026-21", "winter 2025 – spring 2026"),
        ("2025-10/..", "since Oct 2025 (goes on)"),
        ("2025-22~/..", "since about summer 2025 (goes on)"),
        ("2025-10/", "since Oct 2025"),
        ("../2025-10", "until Oct 2025"),
        ("/2025-10-03", "until 3 Oct 2025"),
        ("0005-01-01", "1 Jan 5"),
        ("9999-12-31", "31 Dec 9999"),
    ],
)
def test_dates(edtf: str, words: str) -> None:
    assert edtf_words(edtf) == words


@pytest.mark.parametrize("text", ["yesterday", "2025-13-01", "../..", "2025/2024", "../?~"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(dates.DateError):
        edtf_words(text)


_SIDE = st.tuples(
    st.one_of(
        st.dates(dt.date(1000, 1, 1)).map(str),
        st.dates(dt.date(1000, 1, 1)).map("{:%Y-%m}".format),
        st.integers(1000, 9999).map(str),
        st.tuples(st.integers(1000, 9999), st.integers(21, 41)).map("{0[0]}-{0[1]}".format),
        st.sampled_from(["", "..", "202X", "2025-XX", "2025-10-XX"]),
    ),
    st.sampled_from(["", "~", "?", "%"]),
).map("".join)


@given(st.one_of(_SIDE, st.tuples(_SIDE, _SIDE).map("/".join)))
def test_every_date_that_has_a_place_on_the_timeline_has_words(text: str) -> None:
    try:
        period = dates.parse(text)
    except dates.DateError:
        return
    words = edtf_words(text)
    for day in (period.start, period.end):
        # A decade has the first of its years in its words: "2020s".
        assert day is None or {str(day.year), f"{day.year // 10 * 10}s"} & set(words.split())
    assert ("about" in words, "(uncertain)" in words) == (
        period.is_approximate,
        period.is_uncertain,
    )


@pytest.mark.parametrize(
    ("value", "upper", "qualifier", "unit", "words"),
    [
        (110, NONE, "more than", "agreements", "more than 110 agreements"),
        (1200, NONE, "exactly", "booths", "1,200 booths"),
        (NONE, NONE, "hundreds of", "companies", "hundreds of companies"),
        (NONE, NONE, "many", "percent", "many percent"),
        (5, 7, "about", "days", "about 5–7 days"),
        (NONE, 7, "up to", "days", "up to 7 days"),
        (20.95, NONE, "exactly", "percent", "20.95%"),
        (5, 7.5, "nearly", "percent", "nearly 5–7.5%"),
        (3.1e9, NONE, "about", "US dollars", "about 3.1 billion US dollars"),
        (12e6, NONE, "exactly", "people", "12 million people"),
        (1_250_000, NONE, "exactly", "people", "1,250,000 people"),
        (1_234_567.25, NONE, "exactly", "yen", "1,234,567.25 yen"),
        (1_234_567e9, NONE, "exactly", "dong", "1,234,567 billion dong"),
        (0, NONE, "exactly", "cases", "0 cases"),
        (-3.5e6, NONE, "exactly", "people", "-3.5 million people"),
    ],
)
def test_numbers(value: float, upper: float, qualifier: str, unit: str, words: str) -> None:
    assert number_words(value, upper, qualifier, unit) == words


@given(st.one_of(st.integers(-(10**15), 10**15), st.decimals(0, 10**9, places=4)).map(float))
def test_no_digit_is_rounded_away(value: float) -> None:
    words = number_words(value, NONE, "exactly", "things").replace(",", "").split()
    size = {"million": 1e6, "billion": 1e9}.get(words[1], 1)
    assert float(words[0]) * size == pytest.approx(value, rel=1e-15)


def leaves(element: Any) -> Iterator[Any]:
    children = getattr(element, "children", ())
    if isinstance(children, str):
        yield element
    else:
        for child in children:
            yield from leaves(child)


_MARKDOWN = st.text(
    st.one_of(st.sampled_from("\\`*_{}[]()#+-.!|<>&;~=:$\"'/^@,%? \n\t1aZé越"), st.characters()),
    max_size=40,
)


@given(_MARKDOWN)
def test_plain_text_comes_out_of_markdown_as_it_went_in(text: str) -> None:
    # White space is one space, and CommonMark has a sign of its own for NUL.
    expected = " ".join(text.replace("\0", "\ufffd").split())
    document = marko.Markdown(extensions=["gfm"]).parse(plain(text.replace("\0", "\ufffd")))
    assert all(type(block).__name__ == "Paragraph" for block in document.children)
    found = list(leaves(document))
    assert {type(leaf).__name__ for leaf in found} <= {"RawText", "Literal"}
    assert "".join(leaf.children for leaf in found) == expected


@pytest.mark.parametrize(
    "text",
    [
        "# heading",
        "1. list",
        "- list",
        "> quote",
        "    code",
        "a\n===",
        "```\ncode",
        "| a | b |\n|---|---|",
        "**b** _i_ ~~s~~ `c`",
        "[a](javascript:alert(1))",
        "![a](https://example.org/x.png)",
        "<b>&amp;</b>",
        "[a]: /b",
        ":red[r] $x^2$ \\(y\\)",
    ],
)
def test_markdown_has_no_effect_and_would_have_without(text: str) -> None:
    shown = re.sub("<[^>]*>", "", marko.convert(plain(text))).strip()
    assert marko.convert(plain(text)).startswith("<p>")
    assert marko.convert(plain(text)).count("<") == 2
    assert shown.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace(
        "&amp;", "&"
    ) == " ".join(text.split())
