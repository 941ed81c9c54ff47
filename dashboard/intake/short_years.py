"""Years of two digits: which hundred years they stand for, and which number of a date they are.

No cell tells either. Which hundred years is always the user's to say, for programs differ:
Excel and LibreOffice take 1930 to 2029, Windows since 2019 and databases such as SQL Server
1950 to 2049, POSIX and Python 1969 to 2068. Which number is the year a column often tells as
a whole, as no month is a 24 and no day a 99; where it does not, the user is asked for the order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from dashboard.intake.date_cleaning import bare
from dashboard.intake.date_parts import (
    AMBIGUOUS,
    NO_SUCH_DAY,
    NO_YEAR,
    ORDERS,
    SHORT_YEAR,
    UNORDERED,
    DateRefusedError,
    Manner,
    Order,
    Parts,
)

# The first of the hundred years that are offered; any other may be said, too.
FIRST_YEARS = (1930, 1950, 1969, 2000, 1900)
# What is said instead where such dates are to be left out, and listed.
NONE_OF_THEM = 0
LAST_FIRST_YEAR = 9899

_LONG = re.compile(r"(?<![\d/.])(\d{1,2})[/.\-](\d{1,2})([/.\-])\d{4}")
# A letter before it is an era's: "R5/12/15".
_SHORT = re.compile(
    r"(?<![\w/.])(?<![MTSHR] )(\d{1,2})\s*([/.\-])\s*(\d{1,2})\s*\2\s*(\d{1,2})(?![\d/.])"
)
_NAMED = re.compile(r"(?<![\w/.])(\d{1,2})[\s.,/-]+[^\W\d_]{3,}[\s.,/-]+'?(\d{2})(?![\d:/.])")
_YEAR_LAST: tuple[Order, ...] = ("dmy", "mdy")
_LAST_DAY = 31
# Year, month and day; and a date with the sign between its numbers.
_Day = tuple[str, int, int]
_Dated = tuple[str, Mapping[Order, _Day]]
_TWO_DIGITS, _FOUR_DIGITS = re.compile(r"(?<!\d)\d{2}(?!\d)"), re.compile(r"\d{4}")


def full_year(said: str, first_year: int) -> int:
    """The year that the digits ``said`` stand for, of a hundred that begin with ``first_year``.

    Raises `DateRefusedError` for two digits without a ``first_year`` (0), and for a single one.
    """
    if len(said) > 2:
        return int(said)
    if len(said) < 2:
        raise DateRefusedError(NO_YEAR)
    if not first_year:
        raise DateRefusedError(SHORT_YEAR)
    return first_year + (int(said) - first_year) % 100


def may_be_short(text: str) -> bool:
    """Whether ``text`` may hold years of two digits and no others; quick, to spare reading it."""
    return not _FOUR_DIGITS.search(text) and _TWO_DIGITS.search(text) is not None


def day_of(said: tuple[str, str, str], manner: Manner) -> Parts:
    """The day of three numbers of up to two digits each; raises `DateRefusedError`."""
    if manner.order and len(said[manner.order.index("y")]) < 2:
        raise DateRefusedError(NO_YEAR)
    found = dict(_readings(said))
    if manner.order:
        found = {order: one for order, one in found.items() if order == manner.order}
    if not found:
        raise DateRefusedError(NO_YEAR if max(map(len, said)) < 2 else NO_SUCH_DAY)
    if not manner.first_year:
        raise DateRefusedError(SHORT_YEAR)
    if len(set(found.values())) > 1:
        raise DateRefusedError(UNORDERED if "ymd" in found else AMBIGUOUS)
    year, month, day = next(iter(found.values()))
    return Parts(full_year(year, manner.first_year), month, day)


def day_and_year(first: str, last: str, order: Order) -> tuple[str, str]:
    """The day and the year of two numbers around a month's name.

    The day comes first, but where it can be no day, or the column begins with the year.
    """
    orders = _around_a_name(first, last)
    is_year_first = "ymd" in orders and (order == "ymd" or "dmy" not in orders)
    return (last, first) if is_year_first else (first, last)


def column_order(cells: Iterable[str]) -> tuple[Order, bool]:
    """The order of day, month and year in a column, and whether the column leaves no doubt.

    ``""`` and True: no cell depends on it. ``""`` and False: every cell could be read in two
    ways. Where cells speak for several orders, that of most cells comes back with False.
    """
    numbers: set[tuple[str, str, str]] = set()
    short: list[_Dated] = []
    for cell in dict.fromkeys(cells):
        plain = cell if cell.isascii() else bare(cell)
        numbers.update(_LONG.findall(plain))
        short += _short_dates(plain)
    read = [(sign, _readings((one, two, "00"))) for one, two, sign in sorted(numbers)]
    long = [(sign, days) for sign, days in read if days]
    possible: set[Order] = set(ORDERS if short else _YEAR_LAST)
    # Who writes 25/11/2025 does not begin 05/03/24 with its year; 05-03-24 may be another's.
    if {sign for sign, _ in short} & {sign for sign, _ in long}:
        possible.discard("ymd")
    for _, days in short:
        possible &= days.keys()
    of_long = set(_YEAR_LAST).intersection(*(days for _, days in long))
    possible -= set(_YEAR_LAST) - of_long
    if possible and of_long:
        if len(possible) == 1:
            return possible.pop(), True
        is_open = any(
            len({days.get(one) for one in possible} - {None}) > 1 for _, days in long + short
        )
        # Those that all read alike are told apart from orders that the column rules out.
        is_any = bool(short) and not is_open
        return next(one for one in ORDERS if one in possible) if is_any else "", not is_open
    votes = Counter(next(iter(days)) for _, days in long + short if len(days) == 1)
    return max(ORDERS, key=votes.__getitem__), False


def _short_dates(plain: str) -> Iterator[_Dated]:
    """The dates in ``plain`` whose year has two digits, and which tell of their order."""
    if not may_be_short(plain):
        return
    for one, sign, two, three in _SHORT.findall(plain):
        if days := _readings((one, two, three)):
            yield sign, days
    for first, last in _NAMED.findall(plain):
        days = _around_a_name(first, last)
        # Where both numbers can be the day, the first is, and tells nothing of other cells.
        if len(days) == 1:
            yield "", {**days, **({"mdy": days["dmy"]} if "dmy" in days else {})}


@lru_cache(maxsize=1 << 15)
def _readings(said: tuple[str, str, str]) -> Mapping[Order, _Day]:
    """The orders in which three numbers are a day; a year has two digits."""
    found: dict[Order, _Day] = {}
    for order in ORDERS:
        part = dict(zip(order, said, strict=True))
        month, day = int(part["m"]), int(part["d"])
        if len(part["y"]) == 2 and 1 <= month <= 12 and 1 <= day <= _LAST_DAY:
            found[order] = part["y"], month, day
    return found


def _around_a_name(first: str, last: str) -> dict[Order, _Day]:
    """The orders in which the numbers before and after a month's name are day and year."""
    found: dict[Order, _Day] = {}
    if len(last) == 2 and 1 <= int(first) <= _LAST_DAY:
        found["dmy"] = last, 0, int(first)
    if len(first) == 2 and 1 <= int(last) <= _LAST_DAY:
        found["ymd"] = first, 0, int(last)
    return found
