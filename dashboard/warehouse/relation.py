"""A table of a warehouse as events: one expression, the same for every backend.

Dates become days of the calendar by whole numbers alone, as backends differ in what they
make of "2025-02-30"; missing cells of text are empty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ibis
import ibis.expr.types as ir

from dashboard.catalogue import marked
from dashboard.intake.coordinates import NOT_DEGREES
from dashboard.intake.date_parts import BACKWARDS, NO_DATE, NO_SUCH_DAY, NO_SUCH_YEAR
from dashboard.intake.event_dates import NO_END, OPEN_END
from dashboard.warehouse.days import NO_YEAR, SOUND, Days, with_days
from dashboard.warehouse.mapping import EventMapping

# Joins the cells of several columns into one; no text holds it.
JOINT = "\x1f"
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
NO_DATE_GIVEN = marked("It has no date, so it is not on the timeline.")
NO_PLACE_GIVEN = marked("It has no place, so it is not on the map.")
# What keeps a row from being shown, by the number in the column ``fault``; 0: nothing.
FAULTS = ("", NO_DATE, NO_SUCH_DAY, NO_SUCH_YEAR, BACKWARDS)
# What of a row's date is not there or not used, by the number in the column ``end_fault``.
END_FAULTS = ("", NO_END, OPEN_END, NO_DATE_GIVEN)
# What a row lacks that is shown without it, by the number in ``point_fault``.
POINT_FAULTS = ("", NO_PLACE_GIVEN, NOT_DEGREES)
_BACKWARDS = 4
_UNUSED, _OPEN, _UNDATED = 1, 2, 3

_DEGREES = r"^[+-]?[0-9]{1,3}([.][0-9]*)?$"


def text_of(table: ir.Table, column: str) -> ir.StringValue:
    """The cells of ``column`` as text, empty where there is nothing.

    Blanks around it stay: they are taken away from distinct cells, of which there are few.
    """
    value = table[column]
    if value.type().is_timestamp():
        # Backends write times of day in ways of their own, and nobody asks for them.
        value = value.date()
    text = value if value.type().is_string() else value.cast("string")
    return ibis.coalesce(text, "")


def joined(table: ir.Table, columns: Sequence[str], joint: str = JOINT) -> ir.StringValue:
    """The cells of ``columns`` as one text; empty text without columns."""
    if not columns:
        return ibis.literal("")
    first, *rest = (text_of(table, column) for column in columns)
    for text in rest:
        first = first + joint + text
    return first


def events(
    table: ir.Table, mapping: EventMapping, *, with_texts: bool = True, can_try: bool = False
) -> ir.Table:
    """The rows of ``table`` as events, those with a ``fault`` too.

    Columns: ``start`` and ``finish`` (dates; missing where open), ``start_precision`` and
    ``finish_precision`` (positions in `PRECISIONS`), ``fault``, ``end_fault`` and
    ``point_fault``; ``category``, ``kind``, ``status``; ``place_0``, ``place_1``, … (the names
    of a place from the coarsest level down to this one, joined by `JOINT`); ``lat`` and
    ``lon``; ``said``, the cells of a date that has a fault; and ``with_texts`` also ``title``,
    ``title_vi``, ``title_ja``, ``summary``, ``detail``, ``link``, ``source`` and ``id``.
    ``can_try`` says that the backend can try whether a text is a date, which is quicker.
    """
    dated = _with_interval(table, mapping, can_try=can_try)
    texts = {}
    if with_texts:
        texts = {
            name: joined(dated, mapping.all(role), " " if role == "title" else JOINT)
            for name, role in TEXT_ROLES.items()
        }
    return dated.select(**_days(dated, mapping), **texts, **cells(dated, mapping))


def days_beside(
    table: ir.Table, mapping: EventMapping, kept: Mapping[str, str], *, can_try: bool = False
) -> ir.Table:
    """The columns of `events` that are no `cells`; beside them some of ``table``, by new names."""
    dated = _with_interval(table, mapping, can_try=can_try)
    return dated.select(
        **_days(dated, mapping), **{name: dated[column] for name, column in kept.items()}
    )


def cells(table: ir.Table, mapping: EventMapping) -> dict[str, ir.Value]:
    """The columns of `events` of which few different rows occur, however many there are."""
    columns = {role: joined(table, mapping.all(role)) for role in ("category", "kind", "status")}
    for level in range(len(mapping.levels)):
        columns[f"place_{level}"] = joined(table, mapping.levels[: level + 1])
    if not mapping.has_points:
        columns["point_fault"] = ibis.ifelse(_is_named(table, mapping), 0, 1).cast("int8")
    return columns


def cell_columns(mapping: EventMapping) -> list[str]:
    """The columns of the table that `cells` are made of."""
    roles = (mapping.all(role) for role in ("category", "kind", "status"))
    return list(dict.fromkeys([*(name for names in roles for name in names), *mapping.levels]))


def _days(dated: ir.Table, mapping: EventMapping) -> dict[str, ir.Value]:
    dates = [*mapping.all("date"), *mapping.all("end")]
    is_faulty = (dated["_fault"] > 0) | (dated["_told"] > 0)
    return {
        "start": dated["_first"],
        "finish": dated["_last"],
        "start_precision": dated["_first_precision"].cast("int8"),
        "finish_precision": dated["_last_precision"].cast("int8"),
        "fault": dated["_fault"].cast("int8"),
        "end_fault": dated["_told"].cast("int8"),
        "said": ibis.ifelse(is_faulty, joined(dated, dates, " – "), ""),
        **_point(dated, mapping),
    }


def _with_interval(table: ir.Table, mapping: EventMapping, *, can_try: bool) -> ir.Table:
    """``table`` with the days of its events, and the numbers of what is wrong with them."""
    begin, end = Days("_begin"), Days("_end")
    found = with_days(table, mapping.column("date"), begin.prefix, can_try=can_try)
    first, fault = begin.of(found, "first"), begin.of(found, "fault")
    precision = begin.of(found, "precision")
    if not mapping.column("end"):
        is_undated = first.isnull() & (fault == SOUND)
        return found.mutate(
            _first=first,
            _last=begin.of(found, "last"),
            _first_precision=precision,
            _last_precision=precision,
            _fault=fault,
            _told=ibis.ifelse(is_undated, _UNDATED, 0),
        )
    found = with_days(found, mapping.column("end"), end.prefix, can_try=can_try)
    first, finish = begin.of(found, "first"), end.of(found, "last")
    # A year that stands for no real date says that the event goes on.
    is_open = (end.of(found, "fault") == NO_YEAR) & first.notnull()
    without_end = ibis.ifelse(is_open, ibis.null("date"), begin.of(found, "last"))
    found = found.mutate(
        _first=first,
        _last=ibis.coalesce(finish, without_end),
        _first_precision=begin.of(found, "precision"),
        _last_precision=ibis.ifelse(
            finish.notnull(), end.of(found, "precision"), begin.of(found, "precision")
        ),
    )
    fault, end_fault = begin.of(found, "fault"), end.of(found, "fault")
    is_backwards = (fault == SOUND) & (found["_last"] < found["_first"])
    is_undated = (fault == SOUND) & found["_first"].isnull() & found["_last"].isnull()
    is_open = (end_fault == NO_YEAR) & found["_first"].notnull()
    return found.mutate(
        _fault=ibis.ifelse(ibis.coalesce(is_backwards, ibis.literal(False)), _BACKWARDS, fault),
        _told=ibis.cases(
            (is_open, _OPEN), (end_fault > 0, _UNUSED), (is_undated, _UNDATED), else_=0
        ),
    )


def _is_named(table: ir.Table, mapping: EventMapping) -> ir.BooleanValue:
    is_named: ir.BooleanValue = ibis.literal(False)
    for name in mapping.levels:
        is_named = is_named | (text_of(table, name) != "")
    return is_named


def _point(table: ir.Table, mapping: EventMapping) -> dict[str, ir.Value]:
    if not mapping.has_points:
        return {}
    lat = _degrees(table, mapping.column("latitude"))
    lon = _degrees(table, mapping.column("longitude"))
    is_sound = (lat.abs() <= 90) & (lon.abs() <= 180) & ~((lat == 0) & (lon == 0))
    is_given = (text_of(table, mapping.column("latitude")) != "") | (
        text_of(table, mapping.column("longitude")) != ""
    )
    is_sound = ibis.coalesce(is_sound, ibis.literal(False))
    fault = ibis.cases((is_sound, 0), (is_given, 2), (_is_named(table, mapping), 0), else_=1)
    return {
        "lat": ibis.ifelse(is_sound, lat, ibis.null("float64")),
        "lon": ibis.ifelse(is_sound, lon, ibis.null("float64")),
        "point_fault": fault.cast("int8"),
    }


def _degrees(table: ir.Table, column: str) -> ir.FloatingValue:
    if table[column].type().is_numeric():
        return table[column].cast("float64")
    text = text_of(table, column).strip()
    return ibis.ifelse(text.re_search(_DEGREES), text, ibis.null("string")).cast("float64")
