"""Dates as people write them, turned into EDTF and never made more precise.

A cell is read by shape: numbers and the words of a calendar, in English, Vietnamese, Japanese
and six further languages. General date parsers guess (a month becomes its first day, a number
a day of this month), and a guess is worse here than a refusal that says why. What one cell
cannot tell, whether 3/4 is in March or in April, is settled for its whole column.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from babel import Locale

from dashboard import dates
from dashboard.catalogue import marked
from dashboard.intake.sheet import Reason

Order = Literal["dmy", "mdy", "ymd", ""]
ORDERS: tuple[Order, ...] = ("dmy", "mdy", "ymd")
# Beyond these a year stands for "never" or "unknown" in somebody's database.
FIRST_YEAR, LAST_YEAR = 1, 9998
_LONGEST = 80

NO_DATE = marked("This is no date that can be read; write for example 2025-11-25, 2025-11 or 2025.")
NO_YEAR = marked("The year is missing, or has only two digits: write it with four.")
NO_SUCH_DAY = marked("There is no such day or month.")
NO_SUCH_YEAR = marked("The year lies outside 1 to 9998, where a year stands for no real date.")
BACKWARDS = marked("It ends before it begins.")
AMBIGUOUS = marked("Day and month cannot be told apart: say which comes first in this column.")

_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_ERAS |= dict(zip("MTSHR", _ERAS.values(), strict=True))
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_LANGUAGES = ("en", "fr", "es", "pt", "de", "it", "nl", "id")
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
_LEADING = re.compile(r"^(?:from|between|since|từ|du|von|de)\s+", re.IGNORECASE)
_QUARTER = re.compile(
    r"(?:quý|q|quarter|trimestre)\s*(?P<q>iv|i{1,3}|[1-4])\s*(?:[/-]|năm|,|of|de)?\s*(?P<y>\d{4})"
    r"|(?P<y2>\d{4})\s*[-/年]?\s*(?:q\s*(?P<q2>[1-4])|第?(?P<q3>[1-4])四半期)",
    re.IGNORECASE,
)
_JAPANESE = re.compile(
    r"(?:(?P<y>\d{1,4})年|(?P<era>明治|大正|昭和|平成|令和|[MTSHR])\s*(?P<n>\d{1,2}|元)[年.])?"
    r"(?P<fiscal>度)?\s*(?:(?P<m>\d{1,2})(?:月|\.))?\s*(?:(?P<d>\d{1,2})日?|(?P<third>[上中下]旬))?"
)
_VIETNAMESE = re.compile(
    r"(?:(?:ngày\s+)?(?P<d>\d{1,2})(?:\s+|\s*[/-]\s*)(?=tháng))?"
    r"tháng\s+(?P<m>\d{1,2})(?:\s*(?:năm|[/-]|,)?\s*(?P<y>\d{4}))?|năm\s+(?P<y2>\d{4})",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"\d{1,4}(?:\s*[/.\-]\s*\d{1,4}){0,2}")
_COMPACT = re.compile(r"(1[5-9]|20)\d{2}(0[1-9]|1[0-2])([0-2][1-9]|[123]0|31)")
_EDTF_SHAPE = re.compile(r"(?:\.\./)?\d{2}[\dX]{2}(?:[-/~?%][-\dX/~?%.]{0,30})?")
_FAR = re.compile(r"[+-]?(\d+)(-\d\d){0,2}")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|º|ª)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
_FILLERS = frozenset({"of", "the", "de", "del", "di", "du", "le", "el", "den", "der"})


class DateRefusedError(ValueError):
    """A cell that cannot be read as a date, with the `Reason`."""

    def __init__(self, message: str) -> None:
        self.reason = Reason(message)
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a cell says of a date: year, month and day, each ``None`` where it says nothing."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def edtf(self) -> str:
        """This date in EDTF; raises `DateRefusedError` for one that no calendar has."""
        if self.year is None:
            raise DateRefusedError(NO_YEAR)
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise DateRefusedError(NO_SUCH_YEAR)
        if self.month is None:
            if self.day is not None:
                raise DateRefusedError(NO_DATE)
            return f"{self.year:04}"
        if not 1 <= self.month <= 12:
            raise DateRefusedError(NO_SUCH_DAY)
        if self.day is None:
            return f"{self.year:04}-{self.month:02}"
        if not 1 <= self.day <= monthrange(self.year, self.month)[1]:
            raise DateRefusedError(NO_SUCH_DAY)
        return f"{self.year:04}-{self.month:02}-{self.day:02}"

    def completed(self, other: Parts) -> Parts:
        """This end of a range with what only the ``other`` end says: "25–26 November 2025"."""
        month = self.month if self.month is not None or self.day is None else other.month
        return Parts(other.year if self.year is None else self.year, month, self.day)


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
    if single := _parts(plain, order):
        return single.edtf()
    if fiscal := re.fullmatch(r"(.+年)度", plain):
        year = _parts(fiscal[1], order)
        if year and year.year:
            # The Japanese fiscal year begins in April.
            return joined(Parts(year.year, 4).edtf(), Parts(year.year + 1, 3).edtf())
    for first, last in _halves(_LEADING.sub("", plain)):
        begin, end = _parts(first, order, is_part=True), _parts(last, order, is_part=True)
        if begin and end:
            return joined(begin.completed(end).edtf(), end.completed(begin).edtf())
    return None


def _third_of_month(plain: str) -> str:
    match = re.fullmatch(r"(.+月)([上中下])旬", plain)
    parts = _parts(match[1], "") if match else None
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


def _parts(plain: str, order: Order, *, is_part: bool = False) -> Parts | None:
    """Year, month and day of one date; an end of a range (``is_part``) may lack its year."""
    plain = _LEADING.sub("", plain.strip())
    for reader in (_in_numbers, _in_vietnamese, _in_japanese, _in_words):
        parts = reader(plain, order)
        if parts is None:
            continue
        if parts.year is None and not is_part:
            raise DateRefusedError(NO_YEAR)
        return parts
    # "Nov 25" and "26, 2025" are the ends of "Nov 25–26, 2025".
    if is_part and (match := re.fullmatch(r"(\d{1,2})(?:,?\s+(\d{4}))?", _ORDINAL.sub("", plain))):
        return Parts(int(match[2]) if match[2] else None, None, int(match[1]))
    return None


def _in_numbers(plain: str, order: Order) -> Parts | None:
    if _COMPACT.fullmatch(plain):
        return Parts(int(plain[:4]), int(plain[4:6]), int(plain[6:]))
    if not _NUMBERS.fullmatch(plain):
        return None
    said = re.split(r"\s*[/.\-]\s*", plain)
    numbers = [int(one) for one in said]
    if len(said[0]) == 4:
        if any(len(one) > 2 for one in said[1:]):
            return None
        return Parts(*numbers)
    if len(said) == 1 or len(said[0]) == 3:
        return None
    if len(said[-1]) == 4:
        if len(said) == 2:
            return Parts(numbers[1], numbers[0])
        return Parts(numbers[2], *_month_and_day(numbers[0], numbers[1], order))
    if len(said) == 2:
        return Parts(None, *_month_and_day(numbers[0], numbers[1], order))
    raise DateRefusedError(NO_YEAR)


def _month_and_day(one: int, two: int, order: Order) -> tuple[int, int]:
    if order == "mdy":
        return one, two
    if order == "dmy" or one == two or (one > 12 >= two):
        return two, one
    if two > 12 >= one:
        return one, two
    raise DateRefusedError(AMBIGUOUS if max(one, two) <= 12 else NO_SUCH_DAY)


def _in_vietnamese(plain: str, _order: Order) -> Parts | None:
    if ngay := re.fullmatch(r"ngày\s+(.+)", plain, re.IGNORECASE):
        return _in_numbers(ngay[1], "dmy") or _in_vietnamese(ngay[1], "dmy")
    match = _VIETNAMESE.fullmatch(plain)
    if not match:
        return None
    year = match["y"] or match["y2"]
    return Parts(*(int(one) if one else None for one in (year, match["m"], match["d"])))


def _in_japanese(plain: str, _order: Order) -> Parts | None:
    match = _JAPANESE.fullmatch(plain)
    is_japanese = match is not None and (
        match["y"] or match["era"] or "月" in plain or "日" in plain
    )
    if match is None or not is_japanese or match["fiscal"] or match["third"]:
        return None
    if match["m"] is None and match["d"] is not None and (match["y"] or match["era"]):
        return None
    year = int(match["y"]) if match["y"] else None
    if match["era"]:
        year = _ERAS[match["era"]] + (1 if match["n"] == "元" else int(match["n"]))
    month, day = (int(match[one]) if match[one] else None for one in ("m", "d"))
    return Parts(year, month, day)


def _in_words(plain: str, _order: Order) -> Parts | None:
    """A date with the name of a month: "25 November 2025", "Nov. 25th, 2025", "Nov 2025"."""
    words = [word.lower() for word in _WORD.findall(_ORDINAL.sub("", plain))]
    named = [month_number(word) for word in words if word not in _FILLERS]
    if len(named) != 1 or not named[0]:
        return None
    numbers = re.findall(r"\d+", plain)
    years = [int(one) for one in numbers if len(one) == 4]
    days = [int(one) for one in numbers if len(one) <= 2]
    if len(years) + len(days) < len(numbers) or len(years) > 1 or len(days) > 1:
        if len(days) == 2 and not years:
            raise DateRefusedError(NO_YEAR)
        return None
    return Parts(years[0] if years else None, named[0], days[0] if days else None)


def month_number(word: str) -> int:
    """The month of that name, 1 to 12, in any of the languages read here; 0 for none."""
    return _month_names().get(word.lower().strip("."), 0)


@lru_cache
def _month_names() -> dict[str, int]:
    found: dict[str, set[int]] = {}
    for code in _LANGUAGES:
        for widths in Locale.parse(code).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in widths[width].items():
                    found.setdefault(name.lower().strip("."), set()).add(number)
    found.setdefault("sept", set()).add(9)
    return {
        name: numbers.pop()
        for name, numbers in found.items()
        if len(numbers) == 1 and not name.isdigit()
    }


def joined(first: str, last: str) -> str:
    """The interval from one EDTF date to another; raises `DateRefusedError` if it runs back."""
    if first == last:
        return first
    # An end that is an interval itself gives its outer side.
    both = f"{first.split('/')[0]}/{last.split('/')[-1]}"
    try:
        dates.parse(both)
    except dates.DateError as error:
        raise DateRefusedError(BACKWARDS) from error
    return both


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


def from_serial(text: str, system: int) -> str:
    """The day of one of Excel's day numbers, which begin in 1900 or 1904 (``system``)."""
    number = float(text)
    # Excel takes 1900 for a leap year, so its days before March are one too late.
    epoch = dt.date(1904, 1, 1) if system == 1904 else dt.date(1899, 12, 30)
    if system != 1904 and number < 61:
        epoch = dt.date(1899, 12, 31)
    try:
        return _within(epoch + dt.timedelta(days=int(number)))
    except OverflowError as error:
        raise DateRefusedError(NO_SUCH_YEAR) from error


def from_unix(text: str, unit: int) -> str:
    """The day (UTC) of a count of seconds since 1970, or of ``unit`` parts of a second."""
    try:
        moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=float(text) / unit)
    except OverflowError as error:
        raise DateRefusedError(NO_SUCH_YEAR) from error
    return _within(moment.date())


def _within(day: dt.date) -> str:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise DateRefusedError(NO_SUCH_YEAR)
    return day.isoformat()
