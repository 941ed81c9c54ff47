"""One date as a cell writes it: in numbers, in Vietnamese, in Japanese, or with a month's name."""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale

from dashboard.intake.date_parts import (
    AMBIGUOUS,
    LOST_ZERO,
    NO_SUCH_DAY,
    NO_YEAR,
    DateRefusedError,
    Manner,
    Order,
    Parts,
)
from dashboard.intake.short_years import day_and_year, day_of, full_year

_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_ERAS |= dict(zip("MTSHR", _ERAS.values(), strict=True))
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ", "'"))
_LANGUAGES = ("en", "fr", "es", "pt", "de", "it", "nl", "id")
LEADING = re.compile(r"^(?:from|between|since|từ|du|von|de)\s+", re.IGNORECASE)
_JAPANESE = re.compile(
    r"(?:'?(?P<y>\d{1,4})年|(?P<era>明治|大正|昭和|平成|令和|[MTSHR])\s*(?P<n>\d{1,2}|元)[年./-])?"
    r"(?P<fiscal>度)?\s*(?:(?P<m>\d{1,2})[月./-])?\s*(?:(?P<d>\d{1,2})日?|(?P<third>[上中下]旬))?"
)
_THANG = r"(?:tháng\s*|thg\.?\s*|t\.?(?=\d))"
_NGAY = r"(?:ngày\s+)?(?:(?:mồng|mùng)\s+)?"
_VIETNAMESE = re.compile(
    rf"(?:{_NGAY}(?P<d>\d{{1,2}})(?:\s+|\s*[/-]\s*)(?={_THANG}))?"
    rf"{_THANG}(?P<m>\d{{1,2}})"
    r"(?:\s*(?:năm|[/.,-])?\s*(?P<y>\d{4})|\s*năm\s+'?(?P<y3>\d{2}))?"
    r"|năm\s+'?(?P<y2>\d{4}|\d{2})",
    re.IGNORECASE,
)
# "Mar 24" is a day without its year, "Mar 10-12" are days; the same signs make one date.
_MONTH_YEAR = re.compile(r"[^\W\d_]+(?:\.?[-/]'?|\.?,?\s*')(\d{2})")
_DAY_MONTH_YEAR = re.compile(
    r"(\d{1,2})[\s.,/-]*(?:de\s+|of\s+)?[^\W\d_]+[\s.,/-]*(?:de\s+|of\s+)?'?(\d{2})"
)
_MONTH_DAY_YEAR = re.compile(
    r"[^\W\d_]+(?:\.?\s+(\d{1,2})(?:,\s*'?|\s+')|([-/])(\d{1,2})\2)(\d{2})"
)
_BARE_DAY = re.compile(rf"{_NGAY}(\d{{1,2}})(?:,?\s+(\d{{4}}))?", re.IGNORECASE)
# The signs between are the same: "11-12/2023" are two months, and no day.
_NUMBERS = re.compile(r"\d{1,4}(?:\s*([/.\-])\s*\d{1,4}(?:\s*\1\s*\d{1,4})?)?")
_COMPACT = re.compile(r"(1[5-9]|20)\d{2}(0[1-9]|1[0-2])([0-2][1-9]|[123]0|31)")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|º|ª)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
_FILLERS = frozenset({"of", "the", "de", "del", "di", "du", "le", "el", "den", "der"})


def one_date(plain: str, manner: Manner, *, is_part: bool = False) -> Parts | None:
    """Year, month and day of one date; an end of a range (``is_part``) may lack its year."""
    plain = LEADING.sub("", plain.strip()).rstrip(".,;").translate(_APOSTROPHES)
    readers = (_in_numbers, _in_vietnamese, _in_japanese, _day_of_short_year, _in_words)
    for reader in readers if is_part else (*readers[:-1], _month_of_short_year, _in_words):
        parts = reader(plain, manner)
        if parts is None:
            continue
        if parts.year is None and not is_part:
            raise DateRefusedError(NO_YEAR)
        return parts
    # "Nov 25" and "26, 2025" are the ends of "Nov 25–26, 2025".
    if is_part and (match := _BARE_DAY.fullmatch(_ORDINAL.sub("", plain))):
        return Parts(int(match[2]) if match[2] else None, None, int(match[1]))
    return None


def _in_numbers(plain: str, manner: Manner) -> Parts | None:
    if _COMPACT.fullmatch(plain):
        return Parts(int(plain[:4]), int(plain[4:6]), int(plain[6:]))
    if not _NUMBERS.fullmatch(plain.removeprefix("'")):
        return None
    said = re.split(r"\s*[/.\-]\s*", plain.removeprefix("'"))
    numbers = [int(one) for one in said]
    if len(said[0]) == 4:
        if any(len(one) > 2 for one in said[1:]):
            return None
        if len(said) == 2 and said[1] == "1" and "." in plain:
            raise DateRefusedError(LOST_ZERO)
        return Parts(*numbers)
    if len(said) == 1 or len(said[0]) == 3:
        return None
    if len(said[-1]) == 4:
        if len(said) == 2:
            return Parts(numbers[1], numbers[0])
        return Parts(numbers[2], *_month_and_day(numbers[0], numbers[1], manner.order))
    if len(said) == 2:
        return Parts(None, *_month_and_day(numbers[0], numbers[1], manner.order))
    one, two, three = said
    return day_of((one, two, three), manner)


def _month_and_day(one: int, two: int, order: Order) -> tuple[int, int]:
    if order == "mdy":
        return one, two
    if order == "dmy" or one == two or (one > 12 >= two):
        return two, one
    if two > 12 >= one:
        return one, two
    raise DateRefusedError(AMBIGUOUS if max(one, two) <= 12 else NO_SUCH_DAY)


def _in_vietnamese(plain: str, manner: Manner) -> Parts | None:
    if ngay := re.fullmatch(r"ngày\s+(?:(?:mồng|mùng)\s+)?(.+)", plain, re.IGNORECASE):
        manner = manner._replace(order="dmy")
        return _in_numbers(ngay[1], manner) or _in_vietnamese(ngay[1], manner)
    match = _VIETNAMESE.fullmatch(plain)
    if not match:
        return None
    said = match["y"] or match["y2"] or match["y3"]
    year = full_year(said, manner.first_year) if said else None
    return Parts(year, *(int(match[one]) if match[one] else None for one in ("m", "d")))


def _in_japanese(plain: str, manner: Manner) -> Parts | None:
    match = _JAPANESE.fullmatch(plain)
    is_japanese = match is not None and (
        match["y"] or match["era"] or "月" in plain or "日" in plain
    )
    if match is None or not is_japanese or match["fiscal"] or match["third"]:
        return None
    if match["m"] is None and match["d"] is not None and (match["y"] or match["era"]):
        return None
    year = full_year(match["y"], manner.first_year) if match["y"] else None
    if match["era"] and match["n"] != "元" and not int(match["n"]):
        return None
    if match["era"]:
        year = _ERAS[match["era"]] + (1 if match["n"] == "元" else int(match["n"]))
    month, day = (int(match[one]) if match[one] else None for one in ("m", "d"))
    return Parts(year, month, day)


def _day_of_short_year(plain: str, manner: Manner) -> Parts | None:
    """A day with a month's name and a year of two digits: "5-Mar-24"."""
    match = _DAY_MONTH_YEAR.fullmatch(_ORDINAL.sub("", plain))
    month = _only_month(plain) if match else 0
    if not match or not month:
        return None
    day, year = day_and_year(match[1], match[2], manner.order)
    return Parts(full_year(year, manner.first_year), month, int(day))


def _month_of_short_year(plain: str, manner: Manner) -> Parts | None:
    """The same with the month first, which in the end of a range may be two days: "Mar 5, 24"."""
    plain = _ORDINAL.sub("", plain)
    match = _MONTH_YEAR.fullmatch(plain) or _MONTH_DAY_YEAR.fullmatch(plain)
    month = _only_month(plain) if match else 0
    if not match or not month:
        return None
    *days, year = (one for one in match.groups() if one and one.isdigit())
    return Parts(full_year(year, manner.first_year), month, *map(int, days))


def _only_month(plain: str) -> int:
    """The month whose name is the only word in ``plain``; 0 if there is none."""
    words = [word.lower() for word in _WORD.findall(_ORDINAL.sub("", plain))]
    named = [month_number(word) for word in words if word not in _FILLERS]
    return named[0] if len(named) == 1 else 0


def _in_words(plain: str, _manner: Manner) -> Parts | None:
    """A date with the name of a month: "25 November 2025", "Nov. 25th, 2025", "Nov 2025"."""
    month = _only_month(plain)
    if not month:
        return None
    numbers = re.findall(r"\d+", plain)
    years = [int(one) for one in numbers if len(one) == 4]
    days = [int(one) for one in numbers if len(one) <= 2]
    if len(years) + len(days) < len(numbers) or len(years) > 1 or len(days) > 1:
        if len(days) == 2 and not years:
            raise DateRefusedError(NO_YEAR)
        return None
    return Parts(years[0] if years else None, month, days[0] if days else None)


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
