"""Dates in words, as precise as they are and no more, in the reader's language.

The order and the shapes of day, month and year are patterns of the Unicode locale data
language (https://unicode.org/reports/tr35/tr35-dates.html#Date_Format_Patterns), the
words around them are messages of the catalogue.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from babel.dates import format_date

from dashboard import dates
from dashboard.catalogue import Catalogue, marked


@dataclass(frozen=True, slots=True)
class _Forms:
    """Patterns of one language: dates, and ranges whose ends share a month or a year.

    A range is its first end, what joins them, and its last end.
    """

    day: str
    month: str
    year: str
    joint: str
    days_of_a_month: tuple[str, str, str]
    days_of_a_year: tuple[str, str, str]
    months_of_a_year: tuple[str, str, str]
    years: tuple[str, str, str]


_FORMS = {
    "en": _Forms(
        "d MMM y",
        "MMM y",
        "y",
        " – ",
        ("d", "–", "d MMM y"),
        ("d MMM", " – ", "d MMM y"),
        ("MMM", "–", "MMM y"),
        ("y", "–", "y"),
    ),
    "vi": _Forms(
        "d MMM, y",
        "MMMM/y",
        "'năm' y",
        " – ",
        ("d", "–", "d MMM, y"),
        ("d MMM", " – ", "d MMM, y"),
        ("MMMM", " – ", "MMMM/y"),
        ("'năm' y", "–", "y"),
    ),
    "ja": _Forms(
        "y年M月d日",
        "y年M月",
        "y年",
        "～",
        ("y年M月d日", "～", "d日"),
        ("y年M月d日", "～", "M月d日"),
        ("y年M月", "～", "M月"),
        ("y年", "～", "y年"),
    ),
}
_SEASONS = (
    marked("spring {year}"),
    marked("summer {year}"),
    marked("autumn {year}"),
    marked("winter {year}"),
)
_QUARTERS = (
    marked("quarter 1 of {year}"),
    marked("quarter 2 of {year}"),
    marked("quarter 3 of {year}"),
    marked("quarter 4 of {year}"),
)
_THIRDS = (marked("third 1 of {year}"), marked("third 2 of {year}"), marked("third 3 of {year}"))
_HALVES = (marked("half 1 of {year}"), marked("half 2 of {year}"))
# ISO 8601-2 writes parts of a year as months beyond the twelfth; 25 to 32 are the seasons
# of the northern and of the southern half of the earth.
_PARTS_OF_YEAR = dict(enumerate((*_SEASONS * 3, *_QUARTERS, *_THIRDS, *_HALVES), start=21))


def day_words(catalogue: Catalogue, day: dt.date) -> str:
    """ "5 Nov 2025", "5 thg 11, 2025", "2025年11月5日"."""
    return _shaped(catalogue, day, _FORMS[catalogue.code].day)


def month_words(catalogue: Catalogue, day: dt.date) -> str:
    """The month of ``day``: "Nov 2025", "tháng 11/2025", "2025年11月"."""
    return _shaped(catalogue, day, _FORMS[catalogue.code].month)


def interval_words(catalogue: Catalogue, first: dt.date | None, last: dt.date | None) -> str:
    """The shortest exact wording of a closed interval of days, open where an end is ``None``.

    Whole months and years are said as such: "Nov 2025", "2023–2025", "since 4 May 2019".
    Raises `dates.DateError` if both ends are open.
    """
    if first is None or last is None:
        return date_words(catalogue, f"{first or ''}/{last or ''}")
    length = 10
    if first.day == 1 and last.day == monthrange(last.year, last.month)[1]:
        length = 4 if (first.month, last.month) == (1, 12) else 7
    ends = [str(day)[:length] for day in (first, last)]
    return date_words(catalogue, ends[0] if ends[0] == ends[1] else "/".join(ends))


def interval_forms(catalogue: Catalogue) -> dict[str, Any]:
    """What `interval_words` is made of, as JSON, for who says intervals without Python.

    ``patterns`` as in `_Forms`, by name; the names of the months, January first; and the
    messages with ``{date}`` to be filled.
    """
    months = catalogue.locale.months["format"]
    return {
        "patterns": asdict(_FORMS[catalogue.code]),
        "months": {
            width: [months[width][month] for month in range(1, 13)]
            for width in ("abbreviated", "wide")
        },
        "until": catalogue.gettext("until {date}"),
        "since": catalogue.gettext("since {date}"),
    }


@lru_cache(maxsize=1 << 14)
def date_words(catalogue: Catalogue, text: str) -> str:
    """An EDTF date: "25 Nov 2025", "about 2025", "since Oct 2025 (goes on)".

    An empty date gives an empty text. Raises `dates.DateError` for what is not EDTF.
    """
    if not text:
        return ""
    whole = dates.parse(text)
    if "/" not in text:
        return _moment(catalogue, text, whole.start, whole)
    lower, upper = (side.strip() for side in text.split("/"))
    if lower in ("", ".."):
        until = _moment(catalogue, upper, whole.end, whole)
        return catalogue.gettext("until {date}").format(date=until)
    first = _end(lower, f"{lower}/..")
    since = _moment(catalogue, lower, first.start, first)
    if upper == "..":
        return catalogue.gettext("since {date} (goes on)").format(date=since)
    if not upper:
        return catalogue.gettext("since {date}").format(date=since)
    last = _end(upper, f"../{upper}")
    until = _moment(catalogue, upper, last.end, last)
    if since == until:
        return until
    return _short_range(catalogue, first, last) or _FORMS[catalogue.code].joint.join((since, until))


def _end(text: str, half_open: str) -> dates.Period:
    # The parser takes 202X only alone, and 2025-22~ only as an end of an interval.
    try:
        return dates.parse(text)
    except dates.DateError:
        return dates.parse(half_open)


def _short_range(catalogue: Catalogue, first: dates.Period, last: dates.Period) -> str:
    """A range that says only once what both ends share; empty if they share nothing."""
    doubtful = any(p.is_approximate or p.is_uncertain for p in (first, last))
    start, end = first.start, last.end
    if doubtful or first.precision != last.precision or start is None or end is None:
        return ""
    forms = _FORMS[catalogue.code]
    same_year = start.year == end.year
    if first.precision == "year":
        shapes = forms.years
    elif first.precision == "month" and same_year:
        shapes = forms.months_of_a_year
    elif first.precision == "day" and same_year:
        same_month = start.month == end.month
        shapes = forms.days_of_a_month if same_month else forms.days_of_a_year
    else:
        return ""
    return f"{_shaped(catalogue, start, shapes[0])}{shapes[1]}{_shaped(catalogue, end, shapes[2])}"


def _moment(catalogue: Catalogue, text: str, day: dt.date | None, period: dates.Period) -> str:
    """One EDTF date in words; ``day`` is any day in it."""
    if day is None:
        return ""
    if period.precision == "season":
        year, part = re.findall("[0-9]+", text)[:2]
        words = catalogue.gettext(_PARTS_OF_YEAR[int(part)]).format(year=int(year))
    elif period.precision == "decade":
        words = catalogue.gettext("{decade}s").format(decade=day.year // 10 * 10)
    else:
        forms = _FORMS[catalogue.code]
        shapes = {"day": forms.day, "month": forms.month, "year": forms.year}
        words = _shaped(catalogue, day, shapes[period.precision])
    if period.is_approximate:
        words = catalogue.gettext("about {date}").format(date=words)
    if period.is_uncertain:
        words = catalogue.gettext("{date} (uncertain)").format(date=words)
    return words


def _shaped(catalogue: Catalogue, day: dt.date, pattern: str) -> str:
    return format_date(day, pattern, catalogue.locale)
