"""A table of a warehouse as events: one expression, the same for every backend.

Dates become days of the calendar by whole numbers alone, as backends differ in what they
make of "2025-02-30"; cells of text are trimmed, and missing ones are empty.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from dashboard.catalogue import marked
from dashboard.intake.coordinates import NOT_DEGREES
from dashboard.intake.date_parts import BACKWARDS, NO_DATE, NO_SUCH_DAY, NO_SUCH_YEAR
from dashboard.intake.event_dates import NO_END, OPEN_END
from dashboard.warehouse.mapping import EventMapping

# Joins the cells of several columns into one; no text holds it.
JOINT = "\x1f"
FIRST_YEAR, LAST_YEAR = 1, 9998
EPOCH = dt.date(1970, 1, 1)
# The columns of text, and the roles of the columns that they are made of.
TEXT_ROLES = {
    "title": "title",
    "title_vi": "title_vi",
    "title_ja": "title_ja",
    "summary": "description",
    "detail": "detail",
    "link": "source_link",
    "source": "source_name",
    "id": "id",
}
PRECISIONS = ("day", "month", "year")
NO_DATE_GIVEN = marked("It has no date, so it is not on the timeline.")
NO_PLACE_GIVEN = marked("It has no place, so it is not on the map.")
# What keeps a row from being shown, by the number in the column ``fault``; 0: nothing.
FAULTS = ("", NO_DATE, NO_SUCH_DAY, NO_SUCH_YEAR, BACKWARDS)
# What of a row's date is not there or not used, by the number in the column ``end_fault``.
END_FAULTS = ("", NO_END, OPEN_END, NO_DATE_GIVEN)
# What a row lacks that is shown without it, by the number in ``point_fault``.
POINT_FAULTS = ("", NO_PLACE_GIVEN, NOT_DEGREES)
_NONE, UNREADABLE, _NO_DAY, _NO_YEAR, _BACKWARDS = range(5)

_ISO = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2}([T ][0-9:.,+ Zz-]*)?)?)?$"
_FAR = r"^[+-]?[0-9]+(-[0-9]{2}(-[0-9]{2})?)?$"
_DEGREES = r"^[+-]?[0-9]{1,3}([.][0-9]*)?$"


def text_of(table: ir.Table, column: str) -> ir.StringValue:
    """The cells of ``column`` as trimmed text, empty where there is nothing."""
    value = table[column]
    text = value if value.type().is_string() else value.cast("string")
    return ibis.coalesce(text.strip(), "")


def joined(table: ir.Table, columns: Sequence[str], joint: str = JOINT) -> ir.StringValue:
    """The cells of ``columns`` as one text; empty text without columns."""
    if not columns:
        return ibis.literal("")
    first, *rest = (text_of(table, column) for column in columns)
    for text in rest:
        first = first + joint + text
    return first


def events(table: ir.Table, mapping: EventMapping, *, with_texts: bool = True) -> ir.Table:
    """The rows of ``table`` as events, those with a ``fault`` too.

    Columns: ``start`` and ``finish`` (dates; missing where open), ``start_precision`` and
    ``finish_precision`` (positions in `PRECISIONS`), ``fault``, ``end_fault`` and
    ``point_fault``; ``category``, ``kind``, ``status``; ``place_0``, ``place_1``, … (the names
    of a place from the coarsest level down to this one, joined by `JOINT`); ``lat`` and
    ``lon``; ``said``, the cells of a date that has a fault; and ``with_texts`` also ``title``,
    ``title_vi``, ``title_ja``, ``summary``, ``detail``, ``link``, ``source`` and ``id``.
    """
    dates = [*mapping.all("date"), *mapping.all("end")]
    begin, start_precision, fault = _date(table, mapping.column("date"), is_end=False)
    begin_last = _last_day(begin, start_precision)
    if column := mapping.column("end"):
        finish, finish_precision, end_fault = _date(table, column, is_end=True)
        is_far = (end_fault == _NO_YEAR) & begin.notnull()
        is_bad = (end_fault > 0) & ~is_far
        is_given = finish.notnull()
        last = ibis.ifelse(is_given, finish, ibis.ifelse(is_far, ibis.null("date"), begin_last))
        finish_precision = ibis.ifelse(is_given, finish_precision, start_precision)
        fault = ibis.ifelse((fault == 0) & (last < begin), _BACKWARDS, fault)
        is_undated = begin.isnull() & last.isnull() & (fault == 0)
        told = ibis.cases((is_undated & ~is_bad, 3), (is_far, 2), (is_bad, 1), else_=0)
    else:
        last, finish_precision = begin_last, start_precision
        told = ibis.ifelse(begin.isnull() & (fault == 0), 3, 0)
    columns = {
        "start": begin,
        "finish": last,
        "start_precision": start_precision.cast("int8"),
        "finish_precision": finish_precision.cast("int8"),
        "fault": fault.cast("int8"),
        "end_fault": told.cast("int8"),
        "category": joined(table, mapping.all("category")),
        "kind": joined(table, mapping.all("kind")),
        "status": joined(table, mapping.all("status")),
        "said": ibis.ifelse((fault > 0) | (told > 0), joined(table, dates, " – "), ""),
    }
    if with_texts:
        columns |= {
            name: joined(table, mapping.all(role), " " if role == "title" else JOINT)
            for name, role in TEXT_ROLES.items()
        }
    for level in range(len(mapping.levels)):
        columns[f"place_{level}"] = joined(table, mapping.levels[: level + 1])
    return table.select(**columns, **_point(table, mapping))


def _point(table: ir.Table, mapping: EventMapping) -> dict[str, ir.Value]:
    is_named = joined(table, mapping.levels).re_search(f"[^{JOINT}]")
    if not mapping.has_points:
        return {"point_fault": ibis.ifelse(is_named, 0, 1).cast("int8")}
    lat = _degrees(table, mapping.column("latitude"))
    lon = _degrees(table, mapping.column("longitude"))
    is_sound = (lat.abs() <= 90) & (lon.abs() <= 180) & ~((lat == 0) & (lon == 0))
    is_given = (text_of(table, mapping.column("latitude")) != "") | (
        text_of(table, mapping.column("longitude")) != ""
    )
    is_sound = ibis.coalesce(is_sound, ibis.literal(False))
    fault = ibis.cases((is_sound, 0), (is_given, 2), (is_named, 0), else_=1)
    return {
        "lat": ibis.ifelse(is_sound, lat, ibis.null("float64")),
        "lon": ibis.ifelse(is_sound, lon, ibis.null("float64")),
        "point_fault": fault.cast("int8"),
    }


def _degrees(table: ir.Table, column: str) -> ir.FloatingValue:
    if table[column].type().is_numeric():
        return table[column].cast("float64")
    text = text_of(table, column)
    return ibis.ifelse(text.re_search(_DEGREES), text, ibis.null("string")).cast("float64")


def _date(
    table: ir.Table, column: str, *, is_end: bool
) -> tuple[ir.DateValue, ir.IntegerValue, ir.IntegerValue]:
    """First day (last, for an end), position of the precision, and number of the fault."""
    value = table[column]
    if value.type().is_timestamp() or value.type().is_date():
        day = value.date() if value.type().is_timestamp() else value
        is_near = day.year().between(FIRST_YEAR, LAST_YEAR)
        fault = ibis.ifelse(ibis.coalesce(is_near, ibis.literal(True)), _NONE, _NO_YEAR)
        return ibis.ifelse(is_near, day, ibis.null("date")), ibis.literal(0), fault
    text = text_of(table, column)
    is_iso = text.re_search(_ISO)
    year = _number(text, 0, 4, is_iso, 1)
    has_month, has_day = text.length() >= 7, text.length() >= 10
    month = _number(text, 5, 2, is_iso & has_month, 12 if is_end else 1)
    length = _month_length(year, month)
    day = ibis.ifelse(is_iso & has_day, _number(text, 8, 2, is_iso & has_day, 1), 0)
    day = ibis.ifelse(has_day, day, length if is_end else 1)
    is_near = year.between(FIRST_YEAR, LAST_YEAR)
    is_day = month.between(1, 12) & day.between(1, length)
    fault = ibis.cases(
        (text == "", _NONE),
        (text.re_search(_FAR) & ~is_iso, _NO_YEAR),
        (~is_iso, UNREADABLE),
        (~is_near, _NO_YEAR),
        (~is_day, _NO_DAY),
        else_=_NONE,
    )
    is_sound = (fault == _NONE) & (text != "")
    # The parts are made sound first: a backend may look at all branches.
    sound = [ibis.ifelse(is_sound, part, 1).cast("int32") for part in (year, month, day)]
    date = ibis.ifelse(is_sound, ibis.date(*sound), ibis.null("date"))
    precision = ibis.ifelse(has_day, 0, ibis.ifelse(has_month, 1, 2))
    return date, precision, fault


def _number(
    text: ir.StringValue, at: int, length: int, is_there: ir.BooleanValue, other: int
) -> ir.IntegerValue:
    digits = ibis.ifelse(is_there, text.substr(at, length), str(other))
    return digits.cast("int32")


def _month_length(year: ir.IntegerValue, month: ir.IntegerValue) -> ir.IntegerValue:
    is_leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    february = ibis.ifelse(is_leap, 29, 28)
    return ibis.ifelse(month == 2, february, ibis.ifelse(month.isin([4, 6, 9, 11]), 30, 31))


def _last_day(date: ir.DateValue, precision: ir.IntegerValue) -> ir.DateValue:
    """The last day of the month or year that begins on ``date``."""
    if isinstance(precision.op(), ibis.expr.operations.Literal):
        return date
    month = ibis.ifelse(precision == 2, 12, date.month()).cast("int32")
    year = date.year().cast("int32")
    last = ibis.date(year, month, _month_length(year, month).cast("int32"))
    return ibis.ifelse(precision == 0, date, last)


def day_number(date: ir.DateValue) -> ir.IntegerValue:
    """Days since 1970-01-01, a whole number that no time zone shifts."""
    return date.delta(ibis.literal(EPOCH), unit="day").cast("int64")


def unit_number(unit: str, date: ir.DateValue) -> ir.IntegerValue:
    """The number of the `resolution.Unit` that ``date`` lies in."""
    if unit == "day":
        return day_number(date)
    if unit == "week":
        # Whole weeks before the first that a calendar knows: division rounds them all down.
        return ((day_number(date) + 3 + 7 * 200_000) // 7 - 200_000).cast("int64")
    if unit == "month":
        return ((date.year() - 1970) * 12 + date.month() - 1).cast("int64")
    if unit == "quarter":
        return ((date.year() - 1970) * 4 + date.quarter() - 1).cast("int64")
    return (date.year() - 1970).cast("int64")
