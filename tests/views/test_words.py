"""Plain text, dates and locators, as a view says them of whatever a table holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import marko
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.language import language
from dashboard.views.words import date_words, locator_words, plain


@pytest.mark.parametrize(
    ("text", "words"),
    [("2025-10", "2025年10月"), ("", ""), ("sometime", "sometime"), ("2025-13-01", "2025-13-01")],
)
def test_what_is_no_date_stays_as_it_is(text: str, words: str) -> None:
    assert date_words(text, language("ja")) == words


@pytest.mark.parametrize(
    ("locator", "english", "japanese"),
    [
        ("excerpt", "read as an excerpt", "抜粋を参照"),
        ("p7", "paragraph 7", "第7段落"),
        ("p7 p12", "paragraphs 7, 12", "第7、12段落"),
        ("r12", "row 12", "12 行目"),
    ],
)
def test_locators(locator: str, english: str, japanese: str) -> None:
    assert locator_words(locator, language("en")) == english
    assert locator_words(locator, language("ja")) == japanese


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
