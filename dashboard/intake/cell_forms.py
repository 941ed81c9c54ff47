"""How the cells of mapped columns are written: the order and form of dates, and separators."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dashboard.intake import written_dates
from dashboard.intake.mapping import TableMapping
from dashboard.intake.profiles import IsPlace, profile
from dashboard.intake.separators import separators_of
from dashboard.intake.sheet import Sheet


def with_date_form(sheet: Sheet, mapping: TableMapping) -> TableMapping:
    """``mapping`` with the order and form of dates that its columns of dates show."""
    names = [mapping.column(role) for role in ("date", "end") if mapping.column(role)]
    if not names:
        return replace(mapping, date_order="", date_form="written")
    first = profile(names[0], sheet.column(names[0]))
    form = "written"
    if first.milliseconds >= 0.5:
        form = "unix-milliseconds"
    elif first.seconds >= 0.5:
        form = "unix-seconds"
    elif first.serials >= 0.5:
        form = f"serial-{sheet.date_system}"
    elif written_dates.are_two_years(cells_of(sheet, names)):
        form = "two-years"
    # Where cells speak for both orders, a person has to say which.
    order, is_settled = written_dates.column_order(cells_of(sheet, names))
    return replace(mapping, date_order=order if is_settled else "", date_form=form)


def with_separators(
    sheet: Sheet, mapping: TableMapping, is_place: IsPlace | None = None
) -> TableMapping:
    """``mapping`` with what separates several values in its cells of places and categories."""
    found = {
        role: separators_of(cells_of(sheet, mapping.columns.get(role, ())), is_place)
        for role in ("place", "category")
    }
    return replace(mapping, separators={role: marks for role, marks in found.items() if marks})


def cells_of(sheet: Sheet, names: Iterable[str]) -> list[str]:
    """All cells of the columns ``names``, one column after the other."""
    return [cell for name in names for cell in sheet.column(name)]


def is_order_open(sheet: Sheet, mapping: TableMapping) -> bool:
    """Whether a date in ``sheet`` can be read both ways, and ``mapping`` does not say which."""
    return open_date(sheet, mapping) is not None


def open_date(sheet: Sheet, mapping: TableMapping) -> tuple[str, str] | None:
    """A column and a date in it that make `is_order_open` true, else ``None``."""
    names = [mapping.column(role) for role in ("date", "end") if mapping.column(role)]
    if mapping.date_order or written_dates.column_order(cells_of(sheet, names))[1]:
        return None
    cells = ((name, cell) for name in names for cell in sheet.column(name))
    return next(
        ((name, cell) for name, cell in cells if not written_dates.column_order([cell])[1]), None
    )
