"""Dates and figures in words, as precise as they are and no more."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from dashboard import dates
from dashboard.celltypes import to_text


def plain(text: str) -> str:
    """``text`` on one line for a place that reads Markdown, so that it shows as it is.

    CommonMark takes any ASCII punctuation behind a backslash for itself. Runs of white
    space become one space: indented text would be code, and lines headings or lists.
    Streamlit still makes web addresses into links and ``->`` into an arrow, for it looks
    at the text after the Markdown: what a stranger wrote belongs into ``st.code``.
    """
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(text.split()))


def edtf_words(text: str) -> str:
    """An EDTF date for a reader: "25 Nov 2025", "about 2025", "since Oct 2025 (goes on)".

    An empty date gives an empty text. Raises `dates.DateError` for what is not EDTF.
    """
    if not text:
        return ""
    whole = dates.parse(text)
    if "/" not in text:
        return _moment(text, whole.start, whole)
    lower, upper = (side.strip() for side in text.split("/"))
    if lower in ("", ".."):
        return f"until {_moment(upper, whole.end, whole)}"
    first = _end(lower, f"{lower}/..")
    if upper in ("", ".."):
        return f"since {_moment(lower, whole.start, first)}" + (" (goes on)" if upper else "")
    last = _end(upper, f"../{upper}")
    until = _moment(upper, last.end, last)
    if lower == upper:
        return until
    return f"{_beginning(_moment(lower, first.start, first), first, last)}{until}"


def is_date(text: str) -> bool:
    """Whether ``text`` is empty or EDTF that `edtf_words` can read."""
    try:
        edtf_words(text)
    except dates.DateError:
        return False
    return True


def date_words(text: str) -> str:
    """`edtf_words`, or ``text`` itself where it is no date: a table may be unchecked."""
    return edtf_words(text) if is_date(text) else text


def _end(text: str, half_open: str) -> dates.Period:
    # The parser takes 202X only alone, and 2025-22~ only as an end of an interval.
    try:
        return dates.parse(text)
    except dates.DateError:
        return dates.parse(half_open)


def _beginning(words: str, first: dates.Period, last: dates.Period) -> str:
    """The first end of a range, without the month and year that it shares with the last."""
    doubtful = any((p.is_approximate or p.is_uncertain) for p in (first, last))
    if doubtful or (first.precision, last.precision) != ("day", "day"):
        return f"{words} – "
    if first.start and last.end and first.start.year == last.end.year:
        day, month, _ = words.split()
        return f"{day}–" if first.start.month == last.end.month else f"{day} {month} – "
    return f"{words} – "


def _moment(text: str, day: dt.date | None, period: dates.Period) -> str:
    """One EDTF date in words; ``day`` is any day in it."""
    if day is None:
        return ""
    if period.precision == "day":
        words = dates.day_words(day)
    elif period.precision == "month":
        words = dates.month_words(day)
    elif period.precision == "season":
        words = f"{_PARTS_OF_YEAR[re.findall('[0-9]+', text)[1]]} {day.year}"
    else:
        words = f"{day.year // 10 * 10}s" if period.precision == "decade" else str(day.year)
    about = "about " if period.is_approximate else ""
    return f"{about}{words}{' (uncertain)' if period.is_uncertain else ''}"


_SEASONS = ("spring", "summer", "autumn", "winter")
# ISO 8601-2 writes parts of a year as months beyond the twelfth; 25 to 32 are the seasons
# of the northern and of the southern half of the earth.
_PARTS_OF_YEAR = {
    **{str(code): _SEASONS[(code - 21) % 4] for code in range(21, 33)},
    **{str(code): f"quarter {code - 32} of" for code in range(33, 37)},
    **{str(code): f"third {code - 36} of" for code in range(37, 40)},
    **{str(code): f"half {code - 39} of" for code in range(40, 42)},
}


def number_words(value: float, upper: float, qualifier: str, unit: str) -> str:
    """A figure with its qualifier and unit: "more than 110 agreements"; NaN means no number."""
    lead = "" if qualifier == "exactly" else f"{qualifier} "
    number = "" if value != value else _number(value)
    if upper == upper:
        number += f"–{_number(upper)}" if number else _number(upper)
    if unit == "percent" and number:
        return f"{lead}{number}%"
    return " ".join(f"{lead}{number} {unit}".split())


def _number(value: float) -> str:
    for size, name in ((1e9, "billion"), (1e6, "million")):
        if abs(value) >= size and value % (size / 10) == 0:
            return f"{_digits(value / size)} {name}"
    return _digits(value)


def _digits(value: float) -> str:
    # Of a number that is written out, no digit may be rounded away.
    return format(Decimal(to_text(value)), ",f")


def locator_words(locator: str) -> str:
    """Where in a document: "paragraphs 3, 7"."""
    if locator == "excerpt":
        return "read as an excerpt"
    numbers = [part.removeprefix("p") for part in locator.split()]
    return f"paragraph{'s' if len(numbers) > 1 else ''} {', '.join(numbers)}"


def lower_first(text: str) -> str:
    """A name in the middle of a sentence: "delegates", but still "ODA loans"."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
