"""Days out of the cells of a table, by whole numbers alone.

Backends differ in what they make of "2025-02-30", and in whether they fail over it; so a date
that is written out is taken apart into numbers, and only sound ones become a date. Each
step is a selection of its own, as a step that several others use would else be written out
(and worked out) as often as these.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

FIRST_YEAR, LAST_YEAR = 1, 9998
EPOCH = dt.date(1970, 1, 1)
PRECISIONS = ("day", "month", "year")
SOUND, UNREADABLE, NO_DAY, NO_YEAR = range(4)
_ISO = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2}([T ][0-9:.,+ Zz-]*)?)?)?$"
_FAR = r"^[+-]?[0-9]+(-[0-9]{2}(-[0-9]{2})?)?$"


@dataclass(frozen=True)
class Days:
    """The days of one column, as columns that `with_days` has added to a table."""

    prefix: str

    def of(self, table: ir.Table, name: str) -> ir.Value:
        """One of: ``first`` and ``last`` (dates), ``precision``, ``fault``."""
        return table[f"{self.prefix}_{name}"]


def with_days(table: ir.Table, column: str, prefix: str, *, can_try: bool) -> ir.Table:
    """``table`` with the first and last day that each cell of ``column`` stands for.

    Added are, behind ``prefix``, the columns that `Days` names: dates that are missing where
    there is none, the position in `PRECISIONS`, and the number of what is wrong. A cell of
    text is read in the forms YYYY, YYYY-MM and YYYY-MM-DD, with or without a time of day.
    ``can_try`` says that the backend can try whether a text is a date, which is quicker.
    """
    value = table[column]
    if value.type().is_timestamp() or value.type().is_date():
        return _typed(table, value, prefix)
    return _written(table, value, prefix, can_try=can_try)


def _typed(table: ir.Table, value: ir.Value, prefix: str) -> ir.Table:
    day = value.date() if value.type().is_timestamp() else value
    is_near = day.year().between(FIRST_YEAR, LAST_YEAR)
    sound = ibis.ifelse(is_near, day, ibis.null("date"))
    is_fine = ibis.coalesce(is_near, ibis.literal(True))
    return _with(
        table,
        prefix,
        first=sound,
        last=sound,
        precision=ibis.literal(0, "int8"),
        fault=ibis.ifelse(is_fine, SOUND, NO_YEAR),
    )


def _written(table: ir.Table, value: ir.Value, prefix: str, *, can_try: bool) -> ir.Table:
    days = Days(prefix)
    text = ibis.coalesce(value if value.type().is_string() else value.cast("string"), "")
    found = _with(table, prefix, quick=whole_day(text) if can_try else ibis.null("date"))
    # What is a day already is not taken apart any more.
    is_rest = days.of(found, "quick").isnull() & (text != "")
    rest = ibis.ifelse(is_rest, text.strip(), "")
    found = _with(found, prefix, rest=rest)
    found = _parts(found, prefix)
    year, month, first_day, last_day = (
        days.of(found, name) for name in ("year", "month", "day", "last_day")
    )
    last_month = ibis.ifelse(days.of(found, "precision") == 2, 12, month)
    is_sound = days.of(found, "is_sound")
    quick = days.of(found, "quick")
    return _with(
        found,
        prefix,
        first=ibis.coalesce(quick, _date(is_sound, year, month, first_day)),
        last=ibis.coalesce(quick, _date(is_sound, year, last_month, last_day)),
    )


def whole_day(text: ir.StringValue) -> ir.DateValue:
    """The day that ``text`` is in the form YYYY-MM-DD; missing for any other text.

    Only for backends that can try whether a text is a date.
    """
    is_whole = text.like("____-__-__")
    tried = ibis.ifelse(is_whole, text, ibis.null("string")).try_cast("date")
    first, last = (ibis.date(year, 1, 1) for year in (FIRST_YEAR, LAST_YEAR + 1))
    return ibis.ifelse((tried >= first) & (tried < last), tried, ibis.null("date"))


def _parts(found: ir.Table, prefix: str) -> ir.Table:
    """The parts of the text ``rest``, each in its range even where the text is no date."""
    days = Days(prefix)
    rest = days.of(found, "rest")
    # Most cells are days already: a branch that is not taken costs nothing.
    is_iso = ibis.ifelse(rest == "", ibis.literal(False), rest.re_search(_ISO))
    found = _with(found, prefix, is_iso=is_iso)
    is_iso = days.of(found, "is_iso")
    is_odd = ~is_iso & (rest != "")
    found = _with(
        found,
        prefix,
        is_far=ibis.ifelse(is_odd, rest.re_search(_FAR), ibis.literal(False)),
        length=ibis.ifelse(is_iso, rest.length(), 0),
    )
    rest, length = days.of(found, "rest"), days.of(found, "length")
    found = _with(
        found,
        prefix,
        year=_number(rest, 0, 4, length >= 4),
        month=_number(rest, 5, 2, length >= 7),
        day=_number(rest, 8, 2, length >= 10),
        precision=ibis.cases((length == 4, 2), (length == 7, 1), else_=0).cast("int8"),
    )
    year, month = days.of(found, "year"), days.of(found, "month")
    month = ibis.ifelse(days.of(found, "precision") == 2, 12, month)
    found = _with(found, prefix, month_length=_month_length(year, month))
    day, month_length = days.of(found, "day"), days.of(found, "month_length")
    is_day = days.of(found, "month").between(1, 12) & day.between(1, month_length)
    fault = ibis.cases(
        (days.of(found, "rest") == "", SOUND),
        (days.of(found, "is_far"), NO_YEAR),
        (~days.of(found, "is_iso"), UNREADABLE),
        (~days.of(found, "year").between(FIRST_YEAR, LAST_YEAR), NO_YEAR),
        (~is_day, NO_DAY),
        else_=SOUND,
    )
    found = _with(found, prefix, fault=fault)
    is_sound = (days.of(found, "fault") == SOUND) & (days.of(found, "rest") != "")
    precision, day = days.of(found, "precision"), days.of(found, "day")
    last_day = ibis.ifelse(precision == 0, day, days.of(found, "month_length"))
    return _with(found, prefix, is_sound=is_sound, last_day=last_day)


def _with(table: ir.Table, prefix: str, **columns: ir.Value) -> ir.Table:
    return table.mutate(**{f"{prefix}_{name}": value for name, value in columns.items()})


def _number(text: ir.StringValue, at: int, length: int, is_there: ir.BooleanValue) -> ir.Value:
    return ibis.ifelse(is_there, text.substr(at, length).cast("int32"), 1)


def _date(
    is_sound: ir.BooleanValue, year: ir.Value, month: ir.Value, day: ir.Value
) -> ir.DateValue:
    parts = [part.cast("int32") for part in (year, month, day)]
    return ibis.ifelse(is_sound, ibis.date(*parts), ibis.null("date"))


def _month_length(year: ir.IntegerValue, month: ir.IntegerValue) -> ir.IntegerValue:
    is_leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    february = ibis.ifelse(is_leap, 29, 28)
    return ibis.ifelse(month == 2, february, ibis.ifelse(month.isin([4, 6, 9, 11]), 30, 31))


def day_number(date: ir.DateValue) -> ir.IntegerValue:
    """Days since 1970-01-01, a whole number that no time zone shifts."""
    return date.delta(ibis.literal(EPOCH), unit="day").cast("int64")


def unit_number(unit: str, date: ir.DateValue) -> ir.IntegerValue:
    """The number of the `resolution.Unit` that ``date`` lies in."""
    if unit == "day":
        return day_number(date)
    if unit == "week":
        # Counted from long before the first that a calendar knows: division rounds down there.
        return ((day_number(date) + 3 + 7 * 200_000) // 7 - 200_000).cast("int64")
    if unit == "month":
        return ((date.year() - 1970) * 12 + date.month() - 1).cast("int64")
    if unit == "quarter":
        return ((date.year() - 1970) * 4 + date.quarter() - 1).cast("int64")
    return (date.year() - 1970).cast("int64")
