"""How the cells of mapped columns are written: order, form and years of dates, and separators."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from dashboard.intake import event_dates, short_years, written_dates
from dashboard.intake.mapping import TableMapping
from dashboard.intake.profiles import IsPlace, profile
from dashboard.intake.separators import separators_of
from dashboard.intake.sheet import Sheet


def with_date_form(sheet: Sheet, mapping: TableMapping) -> TableMapping:
    """``mapping`` with the order and form of dates that its columns of dates show."""
    names = _named(mapping, "date", "end")
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
    order, is_settled = short_years.column_order(cells_of(sheet, names))
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


def open_date(sheet: Sheet, mapping: TableMapping) -> tuple[str, str] | None:
    """A column and a date in it that ``mapping`` leaves to be read in several ways."""
    names = _named(mapping, "date", "end")
    if mapping.date_order or short_years.column_order(cells_of(sheet, names))[1]:
        return None
    return next(
        (
            (name, cell)
            for name, cell in _cells(sheet, names)
            if not short_years.column_order([cell])[1]
            # A date that is left out for its year has no order to ask about.
            and (mapping.two_digit_years or not event_dates.has_short_year(cell))
        ),
        None,
    )


def open_year(sheet: Sheet, mapping: TableMapping) -> tuple[str, str] | None:
    """A column and a date in it whose year has two digits that ``mapping`` does not settle."""
    return short_year(sheet, mapping) if mapping.two_digit_years is None else None


def short_year(sheet: Sheet, mapping: TableMapping) -> tuple[str, str] | None:
    """A column and a date in it whose year has two digits."""
    if mapping.date_form.startswith(("serial", "unix")):
        return None
    written = (
        (name, cell)
        for name, cell in _cells(sheet, _named(mapping, "date", "end"))
        if event_dates.has_short_year(cell)
    )
    in_years = (
        (name, cell)
        for name, cell in _cells(sheet, _named(mapping, "year", "end_year"))
        if event_dates.is_short_year(cell)
    )
    return next(written, None) or next(in_years, None)


def _named(mapping: TableMapping, *roles: str) -> list[str]:
    return [mapping.column(role) for role in roles if mapping.column(role)]


def _cells(sheet: Sheet, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each distinct cell of the columns ``names``, behind its column's name."""
    return ((name, cell) for name in names for cell in dict.fromkeys(sheet.column(name)))
