"""Dates as people write them, turned into EDTF and never made more precise.

A cell is read by shape: numbers and the words of a calendar, in English, Vietnamese, Japanese
and six further languages. General date parsers guess (a month becomes its first day, a number
a day of this month), and a guess is worse here than a refusal that says why. What one cell
cannot tell, whether 3/4 is in March or in April, is settled for its whole column.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Sequence
from functools import lru_cache

from dashboard import dates
from dashboard.intake.date_parts import (
    BACKWARDS,
    FIRST_YEAR,
    LAST_YEAR,
    NO_DATE,
    NO_SUCH_YEAR,
    DateRefusedError,
    Order,
    Parts,
    joined,
)
from dashboard.intake.date_shapes import LEADING, one_date

_LONGEST = 80
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_TIME = re.compile(
    r"(?:[T ,]+|\s+lúc\s+|\s+at\s+)\d{1,2}(?::\d{2}){1,2}(?:\.\d+)?\s*(?:[ap]\.?m\.?)?"
    r"\s*(?:Z|UTC|GMT)?(?:[+-]\d{2}:?\d{2})?$",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"[((][月火水木金土日](?:曜日?)?(?:・祝)?[))]"
    r"|^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+"
    r"|^(?:thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật),?\s+",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"^(?:about|around|circa|c\.|ca\.|khoảng|約)\s*|(?:頃|ごろ)$", re.IGNORECASE)
_RANGE = re.compile(
    r"\s*(?:–|—|〜|~|→|から)\s*|\s+(?:-|to|until|till|đến|tới|au|bis|a|até)\s+", re.IGNORECASE
)
_QUARTER = re.compile(
    r"(?:quý|q|quarter|trimestre)\s*(?P<q>iv|i{1,3}|[1-4])\s*(?:[/-]|năm|,|of|de)?\s*(?P<y>\d{4})"
    r"|(?P<y2>\d{4})\s*[-/年]?\s*(?:q\s*(?P<q2>[1-4])|第?(?P<q3>[1-4])四半期)",
    re.IGNORECASE,
)
_EDTF_SHAPE = re.compile(r"(?:\.\./)?\d{2}[\dX]{2}(?:[-/~?%][-\dX/~?%.]{0,30})?")
_FAR = re.compile(r"[+-]?(\d+)(-\d\d){0,2}")


def read(text: str, order: Order = "") -> str:
    """The EDTF date that ``text`` stands for; raises `DateRefusedError`.

    ``order`` says what comes first in dates such as 3/4/2025; without it those that can be
    read both ways are refused. A time of day is left out: the timeline is of days.
    """
    # What is read is kept for the next cell; nobody writes a date as long as a text.
    if len(text) > _LONGEST:
        raise DateRefusedError(NO_DATE)
    return _read(text, order)


@lru_cache(maxsize=1 << 14)
def _read(text: str, order: Order) -> str:
    plain = _plain(text)
    is_about = bool(_ABOUT.search(plain))
    plain = _ABOUT.sub("", plain).strip()
    if not plain or (not any(sign.isdigit() for sign in plain) and "元" not in plain):
        raise DateRefusedError(NO_DATE)
    is_season = re.fullmatch(r"\d{4}-2[1-4]", plain)
    found = _quarter(plain) or (None if is_season else _period(plain, order)) or _edtf(plain)
    return f"{found}~" if is_about and "/" not in found else found


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).strip().strip("'\"")
    plain = _WEEKDAY.sub("", " ".join(plain.split()))
    return _TIME.sub("", plain).strip()


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


def _quarter(plain: str) -> str:
    match = _QUARTER.fullmatch(plain)
    if not match:
        return ""
    said = match["q"] or match["q2"] or match["q3"]
    quarter = _ROMAN.get(said.lower()) or int(said)
    year = int(match["y"] or match["y2"])
    return joined(Parts(year, 3 * quarter - 2).edtf(), Parts(year, 3 * quarter).edtf())


def _period(plain: str, order: Order) -> str | None:
    """A date or a range of two; ``None`` if neither is written in words or figures."""
    if third := _third_of_month(plain):
        return third
    if single := one_date(plain, order):
        return single.edtf()
    if fiscal := re.fullmatch(r"(.+年)度", plain):
        year = one_date(fiscal[1], order)
        if year and year.year:
            # The Japanese fiscal year begins in April.
            return joined(Parts(year.year, 4).edtf(), Parts(year.year + 1, 3).edtf())
    for first, last in _halves(LEADING.sub("", plain)):
        begin, end = one_date(first, order, is_part=True), one_date(last, order, is_part=True)
        if begin and end:
            return joined(begin.completed(end).edtf(), end.completed(begin).edtf())
    return None


def _third_of_month(plain: str) -> str:
    match = re.fullmatch(r"(.+月)([上中下])旬", plain)
    parts = one_date(match[1], "") if match else None
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


def column_order(cells: Sequence[str]) -> tuple[Order, bool]:
    """The order of day and month in a column, and whether the column leaves no doubt.

    ``""`` and True: no cell depends on it. ``""`` and False: every cell could be read both
    ways. Where cells speak for both orders, the one of most cells comes back with False.
    """
    speaks = {"dmy": 0, "mdy": 0}
    open_cells = 0
    for cell in dict.fromkeys(cells):
        for one, two in re.findall(
            r"(?<![\d/.\-])(\d{1,2})[/.\-](\d{1,2})[/.\-]\d{4}", _plain(cell)
        ):
            first, second = int(one), int(two)
            if first > 12 >= second:
                speaks["dmy"] += 1
            elif second > 12 >= first:
                speaks["mdy"] += 1
            elif first != second:
                open_cells += 1
    if not any(speaks.values()):
        return "", not open_cells
    order: Order = "dmy" if speaks["dmy"] >= speaks["mdy"] else "mdy"
    return order, not (speaks["dmy"] and speaks["mdy"])
