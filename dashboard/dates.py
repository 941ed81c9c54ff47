"""Dates as precise as their source: EDTF in, closed day intervals and a precision out.

EDTF (Extended Date/Time Format, ISO 8601-2) writes what is known of a date and no
more: ``2025-10`` is a month, ``2025-11-24/2025-11-25`` two days, ``2025~`` about a year,
``1995/..`` goes on. Parsing is the ``edtf`` package's; this module only says which day
interval and precision such a date stands for on a timeline.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from edtf import (
    Date,
    EDTFObject,
    Interval,
    Season,
    UncertainOrApproximate,
    Unspecified,
    parse_edtf,
)
from edtf.parser.edtf_exceptions import EDTFParseException

from dashboard.marking import marked

# From the finest to the coarsest.
PRECISIONS = ("day", "month", "season", "year", "decade")

_EXAMPLES = marked(
    "Write for example 2025-11-25, 2025-11, 2025, 2025~ (about), 2025-11-24/2025-11-25 "
    "or 1995/.. (goes on)"
)
_PLACEABLE = marked("Write a day, month, season, year, decade (202X), or an interval of these")
_LEAVE_OUT = marked("Leave the date out")
_PLAIN = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)


class DateError(ValueError):
    """A date that is no EDTF, or one that has no place on a timeline.

    ``said`` is what is wrong with the text, ``remedy`` what to do; both are messages.
    """

    def __init__(self, text: str, said: str, remedy: str) -> None:
        super().__init__(f"{text!r} {said}; {remedy[:1].lower()}{remedy[1:]}")
        self.text, self.said, self.remedy = text, said, remedy

    def words(self, gettext: Callable[[str], str]) -> str:
        """What is wrong and what to do, in the language of ``gettext``."""
        said = gettext("{value} {is_wrong}. {remedy}.")
        return said.format(
            value=repr(self.text), is_wrong=gettext(self.said), remedy=gettext(self.remedy)
        )


@dataclass(frozen=True, slots=True)
class Period:
    """What an EDTF date means on a timeline.

    ``start`` and ``end`` are the first and last day, both counted (a closed interval);
    ``None`` where the interval is open or its end unknown. ``precision`` is that of the
    coarser end: ``day``, ``month``, ``season``, ``year`` or ``decade``. An approximate
    or uncertain date keeps the bounds as written, without padding: the flags tell.
    """

    start: dt.date | None
    end: dt.date | None
    precision: str
    is_approximate: bool = False
    is_uncertain: bool = False


@lru_cache(maxsize=4096)
def parse(text: str) -> Period:
    """The period that the EDTF date ``text`` stands for.

    Raises `DateError`, naming the value and a remedy, if ``text`` is not EDTF, gives
    a time of day, runs backwards, or lies outside the years 1 to 9999.
    """
    return _plain(text) or _parsed(text)


def _plain(text: str) -> Period | None:
    """The period of a day, month or year, or of an interval of these, else ``None``.

    Most dates are such, and reading them takes microseconds; the grammar of the whole
    standard takes milliseconds for each.
    """
    sides = text.split("/")
    ends = [bounds for side in sides if (bounds := _plain_bounds(side))]
    if len(ends) < len(sides) or len(ends) > 2:
        return None
    start, end = ends[0][0], ends[-1][1]
    precision = max((side[2] for side in ends), key=PRECISIONS.index)
    return Period(start, end, precision) if start <= end else None


def _plain_bounds(text: str) -> tuple[dt.date, dt.date, str] | None:
    match = _PLAIN.fullmatch(text)
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    # What is out of range is left to the parser, which says what is wrong or is a season.
    if not year or (month is not None and not 1 <= month <= 12):
        return None
    if month is None:
        return dt.date(year, 1, 1), dt.date(year, 12, 31), "year"
    length = monthrange(year, month)[1]
    if day is None:
        return dt.date(year, month, 1), dt.date(year, month, length), "month"
    if not 1 <= day <= length:
        return None
    return dt.date(year, month, day), dt.date(year, month, day), "day"


def _parsed(text: str) -> Period:
    try:
        parsed = parse_edtf(text)
    except (EDTFParseException, ValueError, TypeError, AttributeError) as error:
        # The parser hands the parts of some malformed dates to a class that cannot take them.
        raise DateError(text, marked("is not an EDTF date"), _EXAMPLES) from error
    if isinstance(parsed, Interval):
        return _interval(text, parsed)
    start, end, precision = _bounds(text, parsed)
    return Period(start, end, precision, *_doubts(parsed))


def _interval(text: str, parsed: Interval) -> Period:
    sides = [_side(text, parsed.lower), _side(text, parsed.upper)]
    known = [side for side in sides if side is not None]
    if not known:
        raise DateError(text, marked("has neither a start nor an end"), _LEAVE_OUT)
    start = sides[0][0] if sides[0] else None
    end = sides[1][1] if sides[1] else None
    if start and end and start > end:
        raise DateError(text, marked("ends before it starts"), marked("Swap its two dates"))
    ends = [side for side in (parsed.lower, parsed.upper) if isinstance(side, EDTFObject)]
    return Period(
        start,
        end,
        max((side[2] for side in known), key=PRECISIONS.index),
        any(_doubts(side)[0] for side in ends),
        any(_doubts(side)[1] for side in ends),
    )


def _doubts(parsed: EDTFObject) -> tuple[bool, bool]:
    # Of a date marked %, which is both, the parser says that it is neither.
    both = bool(parsed.is_uncertain_and_approximate)
    return both or bool(parsed.is_approximate), both or bool(parsed.is_uncertain)


def _side(text: str, side: object) -> tuple[dt.date, dt.date, str] | None:
    # An unknown or open end is no Date: it has no bound of its own.
    if isinstance(side, (Date, Season, Unspecified, UncertainOrApproximate)):
        return _bounds(text, side)
    return None


def _bounds(text: str, parsed: EDTFObject) -> tuple[dt.date, dt.date, str]:
    if isinstance(parsed, UncertainOrApproximate):
        return _bounds(text, parsed.date)
    if isinstance(parsed, Season):
        precision = "season"
    elif isinstance(parsed, Unspecified):
        precision = _unspecified_precision(str(parsed))
    elif isinstance(parsed, Date):
        precision = str(parsed.precision)
    else:
        precision = ""
    if precision not in PRECISIONS:
        raise DateError(text, marked("is EDTF that a timeline cannot place"), _PLACEABLE)
    lower, upper = parsed.lower_strict(), parsed.upper_strict()
    try:
        return dt.date(*lower[:3]), dt.date(*upper[:3]), precision
    except ValueError as error:
        raise DateError(text, marked("lies outside the years 1 to 9999"), _LEAVE_OUT) from error


def _unspecified_precision(text: str) -> str:
    # 2016-05-XX is a month, 2016-XX a year, 202X a decade; 20XX is too wide to draw.
    if text.endswith("-XX"):
        return "month" if text.count("-") == 2 and "-XX-" not in text else "year"
    return "decade" if text.endswith("X") and not text.endswith("XX") else ""
