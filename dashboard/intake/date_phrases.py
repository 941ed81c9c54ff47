"""Stretches of time that have words of their own: quarters, halves, seasons, decades, "since"."""

from __future__ import annotations

import re
from collections.abc import Callable

from dashboard.catalogue import marked
from dashboard.intake.date_parts import DateRefusedError, Parts, joined
from dashboard.intake.short_years import full_year

WINTER = marked("A winter lies in two years: write its months, for example 2023-12/2024-02.")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_QUARTER = re.compile(
    r"(?:quý|q|quarter|trimestre)\s*(?P<q>iv|i{1,3}|[1-4])\s*(?:[/-]|năm|,|of|de)?\s*(?P<y>'?\d{2}|\d{4})"
    r"|(?P<y2>'?\d{2}|\d{4})\s*[-/年]?\s*(?:q\s*(?P<q2>[1-4])|第?(?P<q3>[1-4])四半期)"
    r"|(?P<q4>[1-4])\s*q\s*[/-]?\s*(?P<y4>'?\d{2}|\d{4})",
    re.IGNORECASE,
)
_HALF = re.compile(
    r"(?:(?:h(?P<h>[12])|(?P<h2>[12])h)\s*[/-]?\s*(?P<y>'?\d{2}|\d{4})|(?P<y2>'?\d{2}|\d{4})\s*[-/]?\s*h(?P<h3>[12])"
    r"|(?:6|sáu) tháng (?P<h4>đầu|cuối) năm (?P<y4>'?\d{2}|\d{4})"
    r"|(?P<y5>'?\d{2}|\d{4})年\s*(?P<h5>[上下])半?期)",
    re.IGNORECASE,
)
_OF_FISCAL_YEAR = re.compile(r"(.+年)度?\s*第?([1-4])四半期|(.+年)度\s*([上下])半?期")
_SEASONS = {
    "spring": 21,
    "summer": 22,
    "autumn": 23,
    "fall": 23,
    "winter": 24,
    "xuân": 21,
    "hè": 22,
    "hạ": 22,
    "thu": 23,
    "đông": 24,
    "春": 21,
    "夏": 22,
    "秋": 23,
    "冬": 24,
}
_SEASON = re.compile(
    r"(?:mùa )?(?P<s>spring|summer|autumn|fall|winter|xuân|hè|hạ|thu|đông)(?: of|,| năm)?\s+"
    r"(?P<y>\d{4})(?:\s*[/-]\s*(?P<to>\d{2}|\d{4}))?"
    r"|(?P<y2>\d{4}),?\s+(?P<s2>spring|summer|autumn|fall|winter)|(?P<y3>\d{4})年の?(?P<s3>[春夏秋冬])",
    re.IGNORECASE,
)
_DECADE = re.compile(
    r"(?:the )?(\d{3})0(?:['’]?s|年代)|(?:những năm|thập niên|thập kỷ)\s+(\d{3})0", re.IGNORECASE
)
_SINCE = re.compile(
    r"^(?:since|from|kể từ|từ|seit|depuis|desde)\s+(?P<a>.+)|(?P<b>.+?)\s*(?:以降|以来"
    r"|onwards?|trở đi)"
    r"|(?P<c>.+?)\s*(?:-|–|—|〜|to|until|till|đến|tới|から)\s*"
    r"(?:present|now|today|nay|hiện nay|hiện tại|現在|今)?",
    re.IGNORECASE,
)
Read = Callable[[str], Parts | None]


def phrase(plain: str, one: Read, first_year: int = 0) -> str:
    """The EDTF date of a stretch of time in words; empty if ``plain`` is none.

    ``one`` reads a single date; ``first_year`` is that of `Manner`. Raises `DateRefusedError`
    for a winter of one year.
    """
    for reader in (_quarter, _half):
        if found := reader(plain, first_year):
            return found
    if found := _decade(plain) or _season(plain):
        return found
    return _fiscal(plain, one) or _open(plain, one)


def _months(year: int, first: int, last: int) -> str:
    return joined(Parts(year, first).edtf(), Parts(year, last).edtf())


def _first(match: re.Match[str], *names: str) -> str:
    return next((match[name] for name in names if match[name]), "")


def _quarter(plain: str, first_year: int) -> str:
    match = _QUARTER.fullmatch(plain)
    if not match:
        return ""
    said = _first(match, "q", "q2", "q3", "q4")
    quarter = _ROMAN.get(said.lower()) or int(said)
    year = full_year(_first(match, "y", "y2", "y4").removeprefix("'"), first_year)
    return _months(year, 3 * quarter - 2, 3 * quarter)


def _half(plain: str, first_year: int) -> str:
    match = _HALF.fullmatch(plain)
    if not match:
        return ""
    is_first = _first(match, "h", "h2", "h3", "h4", "h5") in ("1", "đầu", "上")
    year = full_year(_first(match, "y", "y2", "y4", "y5").removeprefix("'"), first_year)
    return _months(year, *((1, 6) if is_first else (7, 12)))


def _decade(plain: str) -> str:
    match = _DECADE.fullmatch(plain)
    digits = (match[1] or match[2]) if match else ""
    # The 1900s may be ten years or a hundred.
    return f"{digits}X" if digits and not digits.endswith("0") else ""


def _season(plain: str) -> str:
    match = _SEASON.fullmatch(plain)
    if not match:
        return ""
    season = _SEASONS[_first(match, "s", "s2", "s3").lower()]
    year = int(_first(match, "y", "y2", "y3"))
    if season == 24 and match["to"] and int(match["to"]) in (year + 1, (year + 1) % 100):
        return joined(Parts(year, 12).edtf(), Parts(year + 1, 2).edtf())
    if season == 24:
        raise DateRefusedError(WINTER)
    return "" if match["to"] else f"{year:04}-{season}"


def _fiscal(plain: str, one: Read) -> str:
    """A quarter or half of a Japanese year, which of a fiscal year begins in April."""
    match = _OF_FISCAL_YEAR.fullmatch(plain)
    year = one(match[1] or match[3]) if match else None
    if match is None or year is None or year.year is None or year.month is not None:
        return ""
    length = 3 if match[2] else 6
    nth = int(match[2]) if match[2] else 1 + (match[4] == "下")
    begin = length * (nth - 1) + (3 if "度" in plain else 0)
    ends = (begin, begin + length - 1)
    first, last = (Parts(year.year + month // 12, month % 12 + 1).edtf() for month in ends)
    return joined(first, last)


def _open(plain: str, one: Read) -> str:
    """A date from which something goes on: "since 2019", "2019 – present", "2019年以降"."""
    match = _SINCE.fullmatch(plain)
    start = one(_first(match, "a", "b", "c")) if match else None
    return f"{start.edtf()}/.." if start else ""
