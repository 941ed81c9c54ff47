"""The reader's language: which one it is, and everything that is said in it.

Three languages have catalogues. Which one a reader gets is asked of the address, then
of the browser; the locale of the process never matters.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Any

from babel.lists import format_list
from babel.numbers import format_percent

from dashboard import date_words, number_words
from dashboard.catalogue import LOCALES, SOURCE_CODE, Catalogue, load_messages
from dashboard.collation import SortKey, sort_key

# In their own languages: who looks for theirs may not read the one that is shown.
LANGUAGE_NAMES = {"en": "English", "vi": "Tiếng Việt", "ja": "日本語"}


def offered(languages: Collection[str]) -> dict[str, str]:
    """The names of those of ``languages`` that there are, by code; of all, if there are none."""
    found = {code: name for code, name in LANGUAGE_NAMES.items() if code in languages}
    return found or LANGUAGE_NAMES


_NAME_COLUMNS = ("name", "title")
# One language of a browser's list: a tag, and how much it is wanted.
_WANTED = re.compile(r"\s*([A-Za-z]{1,8}|\*)(?:[-_][A-Za-z0-9]+)*\s*(?:;\s*[qQ]=([0-9.]+)\s*)?")
# Nobody lists more; what strangers send is not gone through without end.
_LONGEST_HEADER = 1000


class Language(Catalogue):
    """A `Catalogue` with the forms of dates, numbers, lists and names of its language."""

    @property
    def tag(self) -> str:
        """The BCP 47 tag, for ``lang`` attributes and JavaScript's ``Intl``."""
        return LOCALES[self.code].replace("_", "-")

    def name(self, row: Any) -> str:
        """The name or title of ``row`` in this language, in English where it has none.

        ``row`` is a named tuple or series of a table, or a mapping, with ``name_en`` or
        ``title_en`` and, maybe, the same in other languages. A row that was given no name
        at all goes by its id. Raises `KeyError` if it has neither column.
        """
        return self.name_and_tag(row)[0]

    def name_and_tag(self, row: Any) -> tuple[str, str]:
        """The name of ``row`` as `name` gives it, and the tag of the language that it is in."""
        for column in _NAME_COLUMNS:
            if name := _cell(row, f"{column}_{self.code}"):
                return name, self.tag
            if name := _cell(row, f"{column}_{SOURCE_CODE}"):
                return name, SOURCE_CODE
        columns = _columns(row)
        if not any(f"{column}_{SOURCE_CODE}" in columns for column in _NAME_COLUMNS):
            raise KeyError(f"neither name_{SOURCE_CODE} nor title_{SOURCE_CODE} is in {row!r}")
        own_id = next((column for column in columns if column.endswith("_id")), "")
        return _cell(row, own_id), SOURCE_CODE

    def listed(self, parts: Iterable[str]) -> str:
        """What is not empty of ``parts``, one after the other, as in "A, B, C"."""
        return self.pgettext("list", ", ").join(filter(None, parts))

    def translated(self, row: Any, column: str) -> str:
        """The text in ``column`` of ``row`` in this language, in English where it has none.

        ``row`` is as for `name`; with "intro" for ``column``, it has ``intro_en`` and so on.
        """
        text = _cell(row, f"{column}_{self.code}")
        return text or _cell(row, f"{column}_{SOURCE_CODE}")

    def date_words(self, edtf: str) -> str:
        """See `date_words.date_words`."""
        return date_words.date_words(self, edtf)

    def day_words(self, day: dt.date) -> str:
        """A day: "5 Nov 2025", "5 thg 11, 2025", "2025年11月5日"."""
        return date_words.day_words(self, day)

    def month_words(self, day: dt.date) -> str:
        """The month of ``day``: "Nov 2025", "tháng 11/2025", "2025年11月"."""
        return date_words.month_words(self, day)

    def interval_words(self, first: dt.date | None, last: dt.date | None) -> str:
        """See `date_words.interval_words`."""
        return date_words.interval_words(self, first, last)

    def number(self, value: float) -> str:
        """``value`` with all of its digits: "1,234.5", "1.234,5"."""
        return number_words.number(self, value)

    def percent(self, share: float) -> str:
        """A share of 1 in whole per cent: "42%"."""
        return format_percent(share, locale=self.locale)

    def number_words(self, value: float, upper: float, qualifier: str, unit: str) -> str:
        """See `number_words.figure_words`."""
        return number_words.figure_words(self, value, upper, qualifier, unit)

    def join(self, parts: Iterable[str]) -> str:
        """A list: "A, B and C", "A, B và C", "A、B、C"; empty if there is nothing in it."""
        return format_list(list(parts), style="standard", locale=self.locale)

    def either(self, parts: Iterable[str]) -> str:
        """A choice: "A or B", "A hoặc B", "AまたはB"; empty if there is nothing in it."""
        return format_list(list(parts), style="or", locale=self.locale)

    def sort_key(self, text: str) -> SortKey:
        """A key that puts names in this language's order."""
        return sort_key(self.code, text)

    def plotly_locale(self) -> dict[str, Any]:
        """This language for plotly.js, as an entry of the ``locales`` of its configuration.

        The names are of months and days on a time axis (Sunday first, as plotly counts).
        """
        months, days = self.locale.months, self.locale.days["stand-alone"]
        order = (6, 0, 1, 2, 3, 4, 5)
        return {
            "dictionary": {},
            "format": {
                "days": [days["wide"][day] for day in order],
                "shortDays": [days["abbreviated"][day] for day in order],
                "months": [months["stand-alone"]["wide"][month] for month in range(1, 13)],
                "shortMonths": [months["format"]["abbreviated"][month] for month in range(1, 13)],
                "date": "%Y/%m/%d" if self.code == "ja" else "%d/%m/%Y",
                "decimal": self.locale.number_symbols["latn"]["decimal"],
                "thousands": self.locale.number_symbols["latn"]["group"],
            },
        }


@lru_cache(maxsize=len(LOCALES))
def language(code: str) -> Language:
    """The language ``code``; raises `KeyError` if there is no catalogue of it."""
    if code not in LOCALES:
        raise KeyError(f"there is no language {code!r}; there are {', '.join(LOCALES)}")
    return Language(code, load_messages(code))


def negotiate(accept_language: str | None, wanted: str | None = None) -> str:
    """The code of the language to show; never fails.

    ``wanted`` is what the address asks for, ``accept_language`` what the browser does: a
    list as in HTTP ("ja-JP,vi;q=0.8") or a single tag. English if there is neither.
    """
    if code := _known(wanted or ""):
        return code
    best, weight = SOURCE_CODE, 0.0
    for entry in (accept_language or "")[:_LONGEST_HEADER].split(","):
        match = _WANTED.fullmatch(entry)
        if not match:
            continue
        code = SOURCE_CODE if match[1] == "*" else _known(match[1])
        wish = _weight(match[2])
        if code and wish > weight:
            best, weight = code, wish
    return best


def _known(tag: str) -> str:
    code = re.split("[-_]", tag.strip().lower())[0]
    return code if code in LOCALES else ""


def _weight(text: str | None) -> float:
    try:
        return 1.0 if text is None else float(text)
    except ValueError:
        return 0.0


def _columns(row: Any) -> list[str]:
    """The columns of ``row`` in their order; the id of a table's own row stands first."""
    if hasattr(row, "_fields"):
        return list(row._fields)
    return list(row.keys() if hasattr(row, "keys") else dir(row))


def _cell(row: Any, column: str) -> str:
    value = row.get(column, "") if isinstance(row, Mapping) else getattr(row, column, "")
    # A missing cell may be NaN, depending on who made the row.
    return value if isinstance(value, str) else ""
