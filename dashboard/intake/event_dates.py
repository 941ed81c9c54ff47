"""The date of a row, out of the columns that hold it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from dashboard.catalogue import marked
from dashboard.intake import counted_dates, date_parts, short_years, written_dates
from dashboard.intake.date_parts import DateRefusedError, Order, Parts, joined
from dashboard.intake.date_shapes import month_number
from dashboard.intake.mapping import TableMapping
from dashboard.intake.sheet import Reason

OPEN_END = marked("The end stands for no real date, so the event is shown without an end.")
NO_END = marked("The end cannot be read, so the event is shown without it.")
NO_START = marked("A month or day stands there without its year.")
SEVERAL = marked(
    "Several dates stand there: write a range as 2025-11-25/2025-11-27, or a row for each date."
)
# A day with its year, in figures.
_DAY = re.compile(
    r"(?<!\d)(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:\d{4}|\d\d))(?!\d)"
)
_WHOLE = re.compile(r"[+-]?\d{1,5}(?:[.,]0+)?")
_YEAR_POINT = re.compile(r"(?<=^\d{4})[.,]0$")
# In a column of years "R4" is the fourth year of an era.
_SHORT = re.compile(r"\d{1,2}(?:[.,]0+)?")
_ERA_YEAR = re.compile(r"[MTSHR]\s?\d{1,2}")
_FISCAL = "年度"
_SERIAL = re.compile(r"\d{1,7}(?:\.\d+)?")
_UNIX = re.compile(r"-?\d{1,16}(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Dated:
    """The EDTF date of a row (empty if it gives none), and what of it could not be used."""

    edtf: str
    column: str = ""
    value: str = ""
    reason: Reason | None = None


class DateCellError(ValueError):
    """A row whose date cannot be used: the column, the cell, and the `Reason`."""

    def __init__(self, column: str, value: str, reason: Reason) -> None:
        self.column, self.value, self.reason = column, value, reason
        super().__init__(reason.message)


def date_of(row: Mapping[str, str], mapping: TableMapping) -> Dated:
    """The date that ``row`` (cells by column) gives; raises `DateCellError`.

    A start that cannot be read condemns the row, for it would be shown at no time or a
    wrong one; an end that cannot be read leaves the start, and is told.
    """
    start_column, end_column = mapping.column("date"), mapping.column("end")
    if start_column:
        text = row[start_column]
        start = _cell(text, start_column, mapping) if text else ""
    else:
        start, start_column, text = _from_parts(row, mapping, "")
    column, said = end_column, row.get(end_column, "")
    try:
        if end_column:
            end = _cell(said, end_column, mapping) if said else ""
        else:
            end, column, said = _from_parts(row, mapping, "end_")
    except DateCellError as error:
        is_far = error.reason.message == date_parts.NO_SUCH_YEAR and start
        told = Reason(OPEN_END if is_far else NO_END)
        return Dated(_open(start) if is_far else start, error.column, error.value, told)
    if not end:
        return Dated(start)
    if not start:
        return Dated(f"../{end.split('/')[-1]}")
    try:
        return Dated(joined(start, end))
    except DateRefusedError as error:
        raise DateCellError(column, f"{text} – {said}", error.reason) from error


def has_short_year(text: str) -> bool:
    """Whether ``text`` is a date whose year has two digits."""
    if not short_years.may_be_short(text):
        return False
    # In "3/4 – 5/4/24" the order of the first day is asked about before its year.
    return _refusal(text, "") == date_parts.SHORT_YEAR or (
        _refusal(text, "") == date_parts.AMBIGUOUS
        and _refusal(text, "dmy") == date_parts.SHORT_YEAR
    )


def _refusal(text: str, order: Order) -> str:
    try:
        written_dates.read(text, order)
    except DateRefusedError as error:
        return error.reason.message
    return ""


def is_short_year(cell: str) -> bool:
    """Whether ``cell``, of a column of years, holds one of two digits."""
    return _SHORT.fullmatch(cell) is not None or has_short_year(cell)


def _open(start: str) -> str:
    return start if "/" in start else f"{start}/.."


def _cell(text: str, column: str, mapping: TableMapping) -> str:
    try:
        form = mapping.date_form
        if form.startswith("serial") and _SERIAL.fullmatch(text):
            return counted_dates.from_serial(text, int(form.removeprefix("serial-")))
        if form.startswith("unix") and _UNIX.fullmatch(text):
            return counted_dates.from_unix(text, 1000 if form == "unix-milliseconds" else 1)
        if form == "two-years" and (both := written_dates.two_years(text)):
            return both
        # What holds numbers and blanks is often written with a decimal point: 2023.0.
        plain = _YEAR_POINT.sub("", text)
        order = cast(Order, mapping.date_order)
        return written_dates.read(plain, order, mapping.two_digit_years or 0)
    except DateRefusedError as error:
        reason = Reason(SEVERAL) if len(_DAY.findall(text)) > 1 else error.reason
        raise DateCellError(column, text, reason) from error


def _from_parts(row: Mapping[str, str], mapping: TableMapping, prefix: str) -> tuple[str, str, str]:
    """Date, column and text of a date in columns of its own for year, month and day."""
    columns = [mapping.column(f"{prefix}{part}") for part in ("year", "month", "day")]
    cells = [row.get(column, "") if column else "" for column in columns]
    named = next((column for column in columns if column), "")
    text = " ".join(filter(None, cells))
    if not text:
        return "", named, ""
    if not cells[0]:
        raise DateCellError(columns[0] or named, text, Reason(NO_START))
    try:
        if not _WHOLE.fullmatch(cells[0]):
            # A year column may hold "2019–2021" or "1950s"; then no month belongs to it.
            kind = _FISCAL if columns[0].endswith(_FISCAL) else "年"
            short = f"{cells[0]}{kind}" if _ERA_YEAR.fullmatch(cells[0]) else cells[0]
            first_year = mapping.two_digit_years or 0
            said = written_dates.two_years(short) or written_dates.read(short, "", first_year)
            return said, named, text
        year = int(float(cells[0].replace(",", ".")))
        if _SHORT.fullmatch(cells[0]):
            # What holds numbers writes 2005 without its nought: 5.
            year = short_years.full_year(f"{year:02}", mapping.two_digit_years or 0)
        if not date_parts.FIRST_YEAR <= year <= date_parts.LAST_YEAR:
            raise DateRefusedError(date_parts.NO_SUCH_YEAR)
        month, day = (_part(cell) for cell in cells[1:])
        if columns[0].endswith(_FISCAL):
            if month is None:
                return written_dates.read(f"{year}{_FISCAL}"), named, text
            # The Japanese fiscal year begins in April.
            year += month < 4
        return Parts(year, month, day).edtf(), named, text
    except DateRefusedError as error:
        raise DateCellError(named, text, error.reason) from error


def _part(cell: str) -> int | None:
    if not cell:
        return None
    if _WHOLE.fullmatch(cell):
        return int(float(cell.replace(",", "."))) or None
    if number := month_number(cell):
        return number
    digits = re.fullmatch(r"(?:tháng|ngày)?\s*(\d{1,2})[月日]?", cell, re.IGNORECASE)
    if not digits:
        raise DateRefusedError(date_parts.NO_DATE)
    return int(digits[1])
