"""Dates and figures in words, as precise as they are and no more."""

from __future__ import annotations

import datetime as dt
import re

from dashboard import dates


def plain(text: str) -> str:
    """``text`` for a place that reads Markdown, so that it shows as it is.

    CommonMark takes any ASCII punctuation behind a backslash for itself; that also
    stops Streamlit's own directives, maths and emoji codes.
    """
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


def edtf_words(text: str) -> str:
    """An EDTF date for a reader: "25 Nov 2025", "about 2025", "since Oct 2025 (goes on)".

    An empty date gives an empty text. Raises `dates.DateError` for what is not EDTF.
    """
    if not text:
        return ""
    period = dates.parse(text)
    if "/" not in text:
        return _marked(_moment(period), period)
    lower, upper = (side.strip() for side in text.split("/"))
    if lower in ("", ".."):
        return f"until {edtf_words(upper)}"
    if upper in ("", ".."):
        return f"since {edtf_words(lower)}" + (" (goes on)" if upper == ".." else "")
    return _range(lower, upper)


def _range(lower: str, upper: str) -> str:
    first, last = dates.parse(lower), dates.parse(upper)
    if first.precision == last.precision == "day" and first.start and last.start:
        one, other = first.start, last.start
        if (one.year, one.month) == (other.year, other.month):
            return f"{one.day}–{edtf_words(upper)}"
        if one.year == other.year:
            return f"{one.day} {one:%b} – {edtf_words(upper)}"
    return f"{edtf_words(lower)} – {edtf_words(upper)}"


def _moment(period: dates.Period) -> str:
    start, precision = period.start, period.precision
    if start is None:
        return ""
    if precision == "day":
        return day_words(start)
    if precision == "month":
        return f"{start:%b} {start.year}"
    if precision == "season":
        return f"{_SEASONS[start.month]} {start.year}"
    return f"{start.year}s" if precision == "decade" else str(start.year)


_SEASONS = {3: "spring", 6: "summer", 9: "autumn", 12: "winter"}


def day_words(day: dt.date) -> str:
    """A day for a reader: "5 Nov 2025"."""
    return f"{day.day} {day:%b} {day.year}"


def _marked(words: str, period: dates.Period) -> str:
    about = "about " if period.is_approximate else ""
    return f"{about}{words}{' (uncertain)' if period.is_uncertain else ''}"


def number_words(value: float, upper: float, qualifier: str, unit: str) -> str:
    """A figure with its qualifier and unit: "more than 110 agreements"; NaN means no number."""
    lead = "" if qualifier == "exactly" else f"{qualifier} "
    number = "" if value != value else _number(value)
    if upper == upper:
        number += f"–{_number(upper)}"
    if unit == "percent":
        return f"{lead}{number}%"
    return f"{lead}{number} {unit}".replace("  ", " ")


def _number(value: float) -> str:
    for size, name in ((1e9, "billion"), (1e6, "million")):
        if abs(value) >= size and value % (size / 10) == 0:
            return f"{value / size:g} {name}"
    return f"{value:,.0f}" if value == int(value) else f"{value:,}"
