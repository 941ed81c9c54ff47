"""Texts of the data as the views say them, also where a table is unchecked."""

from __future__ import annotations

import re

from dashboard.dates import DateError
from dashboard.language import Language


def plain(text: str) -> str:
    """``text`` on one line for a place that reads Markdown, so that it shows as it is.

    CommonMark takes any ASCII punctuation behind a backslash for itself. Runs of white
    space become one space: indented text would be code, and lines headings or lists.
    Streamlit still makes web addresses into links and ``->`` into an arrow, for it looks
    at the text after the Markdown: what a stranger wrote belongs into ``st.code``.
    """
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(text.split()))


def date_words(text: str, language: Language) -> str:
    """An EDTF date in words, or ``text`` itself where it is no date."""
    try:
        return language.date_words(text)
    except DateError:
        return text


def locator_words(locator: str, language: Language) -> str:
    """Where in a document: "paragraphs 3, 7"."""
    if locator == "excerpt":
        return language.gettext("read as an excerpt")
    if locator.startswith("r"):
        return language.gettext("row {number}").format(number=locator.removeprefix("r"))
    numbers = [part.removeprefix("p") for part in locator.split()]
    return language.ngettext("paragraph {numbers}", "paragraphs {numbers}", len(numbers)).format(
        numbers=language.pgettext("list", ", ").join(numbers)
    )
