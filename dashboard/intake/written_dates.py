"""Dates as people write them, turned into EDTF and never made more precise.

A cell is read by shape: numbers and the words of a calendar, in English, Vietnamese, Japanese
and six further languages. General date parsers guess (a month becomes its first day, a number
a day of this month), and a guess is worse here than a refusal that says why. What one cell
cannot tell, whether 3/4 is in March or in April, is settled for its whole column.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Iterable
from functools import lru_cache

from dashboard import dates
from dashboard.intake.date_cleaning import bare
from dashboard.intake.date_parts import (
    BACKWARDS,
    FIRST_YEAR,
    LAST_YEAR,
    NO_DATE,
    NO_SUCH_YEAR,
    NUMBER,
    DateRefusedError,
    Manner,
    Order,
    Parts,
    joined,
)
from dashboard.intake.date_phrases import phrase
from dashboard.intake.date_shapes import LEADING, one_date

_LONGEST = 80
_ABOUT = re.compile(
    r"^(?:about|around|circa|approx(?:imately)?\.?|ca?\.?(?=\s*\d)|~|≈|(?:vào )?khoảng|約)\s*"
    r"|(?:頃|ごろ)$",
    re.IGNORECASE,
)
# "Early 2023" lies in 2023, and nobody says where it ends.
_PART = re.compile(
    r"^(?:early|mid|late|(?:the )?(?:beginning|start|middle|end) of|đầu|giữa|cuối|nửa (?:đầu|cuối))"
    r"[\s-]+|の?(?:初め|初旬|初頭|半ば|中頃|前半|後半|末)$",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"\s*(?:–|—|〜|~|→|から)\s*|\s+(?:-|to|until|till|đến|tới|au|bis|a|até)\s+", re.IGNORECASE
)
_AND = re.compile(r"\s*(?:,|&|、|・)\s*|\s+(?:and|và|und|et|y|e)\s+|/(?=[^\W\d])", re.IGNORECASE)
_TWICE = re.compile(r"(\d{4}|[^\W\d]{1,2}(?:\d{1,2}|元))(年?)\(([^()]+?)年?\)(年?)(.*)")
# "2009-10" and "2009/10" are a month, or in a column of such two years.
_LONGEST_PAIR = 12
_TWO_YEARS = re.compile(r"(\d{4})[-/–](\d{2})")
_EDTF_SHAPE = re.compile(r"(?:\.\./)?\d{2}[\dX]{2}(?:[-/~?%][-\dX/~?%.]{0,30})?")
_FAR = re.compile(r"[+-]?(\d+)(-\d\d){0,2}")
_MONTH = r"\d{4}-(?:0[1-9]|1[0-2])"
_STAMP = re.compile(
    rf"({_MONTH}-\d\d)[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: ?(?:Z|[+-]\d\d(?::?\d\d)?))?"
)
_ISO = re.compile(rf"{_MONTH}-\d\d|{_MONTH}(?:-\d\d)?/{_MONTH}(?:-\d\d)?")


def read(text: str, order: Order = "", first_year: int = 0) -> str:
    """The EDTF date that ``text`` stands for; raises `DateRefusedError`.

    ``order`` says what comes first in dates such as 3/4/2025; without it those that can be
    read both ways are refused. So are years of two digits without the ``first_year`` of the
    hundred years that they stand for. A time of day is left out: the timeline is of days.
    """
    # What is read is kept for the next cell; nobody writes a date as long as a text.
    if len(text) > _LONGEST:
        raise DateRefusedError(NO_DATE)
    return _read(text, Manner(order, first_year))


@lru_cache(maxsize=1 << 14)
def _read(text: str, manner: Manner) -> str:
    return _quickly(text) or _in_words(bare(text), manner)


def _in_words(plain: str, manner: Manner) -> str:
    is_about = bool(_ABOUT.search(plain))
    plain = _once(_PART.sub("", _ABOUT.sub("", plain)).strip())
    if not plain or (not any(sign.isdigit() for sign in plain) and "元" not in plain):
        raise DateRefusedError(NO_DATE)
    if plain.isdigit() and len(plain) > 4 and not one_date(plain, manner):
        raise DateRefusedError(NUMBER)
    # In Vietnamese the day comes first.
    if re.search(r"\bngày\b", plain, re.IGNORECASE):
        manner = manner._replace(order="dmy")
    is_season = re.fullmatch(r"\d{4}-2[1-4]", plain)
    found = _quickly(plain) or phrase(
        plain, lambda one: one_date(_PART.sub("", one), manner), manner.first_year
    )
    found = found or (None if is_season else _period(plain, manner)) or _edtf(plain)
    return f"{found}~" if is_about and "/" not in found else found


def two_years(text: str) -> str:
    """The two years that "2009-10" stands for in a column of such; empty for anything else."""
    match = _TWO_YEARS.fullmatch(bare(text))
    if not match or int(match[2]) != (int(match[1]) + 1) % 100:
        return ""
    return joined(Parts(int(match[1])).edtf(), Parts(int(match[1]) + 1).edtf())


def are_two_years(cells: Iterable[str]) -> bool:
    """Whether a column's ``cells`` such as "2009-10" can hardly be months.

    Where each ends with the year after its first, and one of them is no month or several are
    there, they are seasons, fiscal or school years.
    """
    alike = [
        text
        for cell in dict.fromkeys(cells)
        if len(cell) < _LONGEST_PAIR and _TWO_YEARS.fullmatch(text := bare(cell))
    ]
    if not all(map(two_years, alike)):
        return False
    return len(alike) >= 3 or any(int(text[-2:]) > 12 for text in alike)


def _once(plain: str) -> str:
    """A date without the second way of saying its year: "2023年(令和5年)12月"."""
    match = _TWICE.fullmatch(plain)
    if not match:
        return plain
    said = [one_date(f"{year}年", Manner()) for year in (match[1], match[3])]
    if None in said or said[0] != said[1]:
        raise DateRefusedError(NO_DATE)
    return f"{match[1]}年{match[5]}"


def _quickly(plain: str) -> str:
    """``plain`` if it is an ISO date or an interval of two, as most are; without its time."""
    if stamp := _STAMP.fullmatch(plain):
        plain = stamp[1]
    if not _ISO.fullmatch(plain):
        return ""
    first, _, last = plain.partition("/")
    ends = [Parts(*map(int, one.split("-"))).edtf() for one in (first, last) if one]
    return joined(*ends) if last else ends[0]


def _edtf(plain: str) -> str:
    """``plain`` if it is EDTF within the years that are shown."""
    year = _FAR.fullmatch(plain)
    if year and (plain[0] == "-" or not FIRST_YEAR <= int(year[1]) <= LAST_YEAR):
        raise DateRefusedError(NO_SUCH_YEAR)
    # The standard's grammar takes milliseconds to find out that a text is no date.
    edtf = plain.upper()
    if not _EDTF_SHAPE.fullmatch(edtf):
        raise DateRefusedError(NO_DATE)
    try:
        period = dates.parse(edtf)
    except dates.DateError as error:
        is_reversed = plain.count("/") == 1 and all(map(_is_edtf, edtf.split("/")))
        raise DateRefusedError(BACKWARDS if is_reversed else NO_DATE) from error
    if any(day is not None and day.year > LAST_YEAR for day in (period.start, period.end)):
        raise DateRefusedError(NO_SUCH_YEAR)
    return edtf


def _is_edtf(plain: str) -> bool:
    try:
        dates.parse(plain)
    except dates.DateError:
        return False
    return True


def _period(plain: str, manner: Manner) -> str | None:
    """A date or a range of two; ``None`` if neither is written in words or figures."""
    if third := _third_of_month(plain, manner):
        return third
    if single := one_date(plain, manner):
        return single.edtf()
    if fiscal := re.fullmatch(r"(.+年)度", plain):
        year = one_date(fiscal[1], manner)
        if year and year.year:
            # The Japanese fiscal year begins in April.
            return joined(Parts(year.year, 4).edtf(), Parts(year.year + 1, 3).edtf())
    for first, last in _halves(LEADING.sub("", plain)):
        if found := _range(first, last, manner):
            return joined(*found)
    for match in _AND.finditer(plain):
        found = _range(plain[: match.start()], plain[match.end() :], manner)
        if found and _follow(*found):
            return joined(*found)
    return None


def _range(first: str, last: str, manner: Manner) -> tuple[str, str] | None:
    """Both ends of a range, each completed with what only the other says."""
    begin, end = (one_date(_PART.sub("", one), manner, is_part=True) for one in (first, last))
    if begin is None or end is None:
        return None
    if begin.month is None and begin.year is None and end.day is None:
        # "11–12/2023" are months.
        begin = Parts(None, begin.day)
    elif begin.year and begin.month is None and end.year is None:
        # "2009–10" are years, and nothing else begins with a year alone.
        if end.month or not end.day:
            return None
        end = Parts(begin.year // 100 * 100 + end.day)
    return begin.completed(end).edtf(), end.completed(begin).edtf()


def _follow(first: str, last: str) -> bool:
    """Whether ``last`` is the day, month or year right after ``first``."""
    one, other = dates.parse(first), dates.parse(last)
    if one.precision != other.precision or one.end is None or other.start is None:
        return False
    return other.start - one.end == dt.timedelta(1)


def _third_of_month(plain: str, manner: Manner) -> str:
    match = re.fullmatch(r"(.+月)([上中下])旬", plain)
    parts = one_date(match[1], manner) if match else None
    if match is None or parts is None or parts.year is None or parts.month is None:
        return ""
    parts.edtf()
    first = "上中下".index(match[2]) * 10 + 1
    last = first + 9 if first < 21 else monthrange(parts.year, parts.month)[1]
    return joined(
        Parts(parts.year, parts.month, first).edtf(), Parts(parts.year, parts.month, last).edtf()
    )


def _halves(plain: str) -> Iterable[tuple[str, str]]:
    """The ways to cut ``plain`` into two ends, the clearest mark first."""
    for match in _RANGE.finditer(plain):
        yield plain[: match.start()], plain[match.end() :]
    for match in re.finditer("-", plain):
        yield plain[: match.start()].strip(), plain[match.end() :].strip()
