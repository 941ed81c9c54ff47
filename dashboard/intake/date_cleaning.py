"""A cell's date without what stands around it: times of day, weekdays, signs that nobody sees."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_CLOCK = (
    r"(?:\d{1,2}(?::\d{2}){1,2}(?:[.,]\d+)?\s*(?:[ap]\.?m\.?\b)?|\d{1,2}\s*[ap]\.?m\b\.?"
    r"|\d{1,2}\s*(?:h\b|h(?=\d)|giờ)\s*(?:\d{2}(?:\s*phút)?)?|(?:午前|午後)?\d{1,2}時(?:\d{1,2}分)?)"
)
_ZONE = r"(?:\s*\(?(?:Z|UTC|GMT|[A-Z]{2,4}T)?\s*(?:[+-]\d{1,2}(?::?\d{2})?)?\)?)"
_HOURS = rf"{_CLOCK}{_ZONE}(?:\s*[-–~]\s*{_CLOCK}{_ZONE})?"
_TIME_AFTER = re.compile(
    rf"(?:(?<=\d)T|[, ]+(?:lúc |at |vào )?){_HOURS}(?:\s*(?:\([A-Za-z ]+\)|[-–〜~]))?$",
    re.IGNORECASE,
)
_TIME_OF_ISO = re.compile(r"(?<=\d{8})T\d{4}(?:\d{2})?(?:\.\d+)?Z?$")
_TIME_WITHIN = re.compile(rf" {_HOURS}(?= \d{{4}}$)", re.IGNORECASE)
_TIME_BEFORE = re.compile(rf"^(?:lúc |vào )*{_HOURS},?\s+(?=\S)", re.IGNORECASE)
_PART_OF_DAY = re.compile(
    r"^(?:buổi )?(?:sáng|trưa|chiều|tối|đêm)\s+(?=ngày|thứ|chủ|\d)", re.IGNORECASE
)
_ENGLISH = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?"
_VIETNAMESE = r"(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật)"
_WEEKDAY = re.compile(
    rf"\s*\((?:[月火水木金土日](?:曜日?)?(?:・祝)?|{_ENGLISH}|{_VIETNAMESE})\)\s*"
    rf"|^(?:{_ENGLISH}|{_VIETNAMESE}),?\s+"
    # "T6" is a Friday only before a whole date; else it is June.
    r"|^(?:T[2-7]|CN),?\s+(?=\d{1,2}[/.-]\d)"
    rf"|,?\s+{_ENGLISH}$|\s*[月火水木金土日]曜日?$",
    re.IGNORECASE,
)
# Japanese writes "from 2019" with a wide tilde; a plain one is EDTF's "about 2019".
_SIGNS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2212", "-") | {"～": "〜"})
# EDTF's open end is two full stops.
_END_MARK = re.compile(r"(?<!\.)[.,;]$")
_DIGITS = {sign: number for number, sign in enumerate("〇一二三四五六七八九")}
_IN_SIGNS = re.compile(r"[〇一二三四五六七八九十]+(?=[年月日])")


def bare(text: str) -> str:
    """``text`` in plain signs, without weekday and time of day, which the timeline leaves out."""
    plain = unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS)
    plain = "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")
    plain = " ".join(plain.strip().strip("'\"").split())
    if not plain.isascii():
        plain = _IN_SIGNS.sub(lambda match: str(_number(match[0])), plain)
    for around in (_TIME_OF_ISO, _TIME_WITHIN, _TIME_AFTER, _TIME_BEFORE, _PART_OF_DAY, _WEEKDAY):
        plain = around.sub("", plain)
    # What stood before a weekday's name may be a time, too.
    return _END_MARK.sub("", _TIME_AFTER.sub("", plain).strip())


@lru_cache(maxsize=256)
def _number(signs: str) -> int:
    """The number that Chinese numerals write: digit by digit, or with tens."""
    if "十" not in signs:
        return int("".join(str(_DIGITS[sign]) for sign in signs))
    tens, _, ones = signs.partition("十")
    return 10 * (_DIGITS[tens[-1]] if tens else 1) + (_DIGITS[ones[-1]] if ones else 0)
