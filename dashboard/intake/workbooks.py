"""XLSX, XLS and ODS: what a spreadsheet program shows, read by python-calamine.

Formulas are not run: the value that the program saved beside each is taken.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from dashboard.catalogue import marked
from dashboard.intake.limits import Limits, Stopwatch
from dashboard.intake.opendocument_marks import marks_in
from dashboard.intake.packed import LOCKED, UNLOCK, refused, walk
from dashboard.intake.sheet import Reason, Sheet, shaped, with_links
from dashboard.intake.workbook_marks import Marks
from dashboard.problems import DataError, Problem

_EPOCH_1904 = re.compile(rb'<workbookPr[^>]*date1904="(1|true)"')
_FIRST_DAY = re.compile(r"\d{4}-\d\d-01")
_MERGED = marked("Cells that are merged with the one above have its value: {n}.")
_OTHERS = marked("The sheet “{sheet}” was read; the others are: {names}.")
_HIDDEN_ROWS = marked(
    "Rows that the spreadsheet hides, by hand or by a filter, are read like the others: {n} (the "
    "first is row {row})."
)
_HIDDEN_COLUMNS = marked("Columns that the spreadsheet hides are read like the others: {names}.")
_UNCOMPUTED = marked(
    "Formulas beside which no value is saved are read as empty: {n}. Open the file in a "
    "spreadsheet program, save it and hand it in again."
)
_LISTED = 10
# A workbook of Excel with a password is a container of one packed stream.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_NO_SHEET, _CHOOSE = marked("has no such sheet"), marked("Choose one of {names}")
_UNREADABLE = marked("cannot be read: {reason}")
_NO_WORKBOOK = marked("is no workbook that can be read: {reason}")


def sheet_names(content: bytes, name: str, limits: Limits) -> tuple[str, ...]:
    """The names of the sheets in the workbook ``content``, the `likeliest` first."""
    workbook = _opened(content, name, limits)
    first = likeliest(workbook)
    return (first, *(one for one in workbook.sheet_names if one != first))


def read(
    content: bytes, name: str, limits: Limits, *, sheet: str = "", header_row: int | None = None
) -> Sheet:
    """The sheet called ``sheet``, or the `likeliest`.

    A cell that is merged with those below it counts for all of them. Rows have the numbers
    that the spreadsheet program shows. Dates come out as ISO dates, as precise as their cells
    show them, numbers as plain as they are. Raises `DataError` for what is no workbook, is
    locked, has no such sheet, or is over a limit.
    """
    workbook = _opened(content, name, limits)
    names = workbook.sheet_names
    if sheet and sheet not in names:
        values = {"names": ", ".join(names)}
        raise DataError([Problem(name, _NO_SHEET, _CHOOSE, value=sheet, values=values)])
    try:
        page = workbook.get_sheet_by_name(sheet or likeliest(workbook))
        limits.check_shape(name, page.total_height - 1, page.total_width)
        grid = page.to_python(skip_empty_area=False)
    except CalamineError as error:
        raise refused(name, _UNREADABLE, error) from error
    watch = Stopwatch(limits, name)
    marks = marks_in(content, page.name)
    is_marked = bool(marks.errors or marks.shown)
    notes = []
    if merged := _fill_merged(grid, page.merged_cell_ranges or ()):
        notes.append(Reason(_MERGED, {"n": merged}))
    others = [one for one in names if one != page.name]
    if others and not sheet:
        notes.append(Reason(_OTHERS, {"sheet": page.name, "names": ", ".join(others[:_LISTED])}))

    def rows() -> Iterator[tuple[int, list[str]]]:
        for number, row in enumerate(grid, start=1):
            if number % 2_000 == 0:
                watch.check()
            cells = [as_text(value) for value in row]
            for column in range(len(cells) if is_marked else 0):
                if said := marks.errors.get((number, column)):
                    cells[column] = said
                if signs := marks.shown.get((number, column)):
                    cells[column] = _as_shown(cells[column], signs)
            yield number, cells

    is_1904 = zipfile.is_zipfile(io.BytesIO(content)) and _begins_1904(content)
    found = shaped(
        page.name,
        rows(),
        limits,
        header_row=header_row,
        notes=notes,
        date_system=1904 if is_1904 else 1900,
    )
    found = with_links(found, marks.links)
    return replace(found, notes=(*found.notes, *_unseen(found, marks)))


def _unseen(found: Sheet, marks: Marks) -> Iterator[Reason]:
    """What stands in the table though the spreadsheet program does not show it, or not yet."""
    if rows := [line for line in found.lines if line in marks.hidden_rows]:
        yield Reason(_HIDDEN_ROWS, {"n": len(rows), "row": rows[0]})
    names = [name for i, name in enumerate(found.header) if i in marks.hidden_columns]
    if names := [name for name in names if any(found.column(name))]:
        yield Reason(_HIDDEN_COLUMNS, {"names": ", ".join(names[:_LISTED])})
    if marks.uncomputed:
        yield Reason(_UNCOMPUTED, {"n": marks.uncomputed})


def likeliest(workbook: CalamineWorkbook) -> str:
    """The sheet that most likely holds the table: the first visible one that is wide and long.

    Workbooks begin with a cover or a "Read me".
    """
    seen = [one.name for one in workbook.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
    sizes = [
        (page.total_height, page.total_width, name)
        for name in seen or workbook.sheet_names
        for page in (workbook.get_sheet_by_name(name),)
    ]
    for rows, columns in ((3, 3), (2, 2), (2, 1)):
        for height, width, name in sizes:
            if height >= rows and width >= columns:
                return name
    return sizes[0][2]


def _fill_merged(grid: list[list[Any]], ranges: Iterable[tuple[Any, Any]]) -> int:
    """Write the value of each merged range into the empty cells of its first column."""
    filled, most = 0, len(grid) * 20
    for (top, left), (bottom, _) in ranges:
        for row in grid[top + 1 : min(bottom + 1, top + 1 + most)]:
            if left < len(row) and row[left] in ("", None):
                row[left] = grid[top][left]
                filled += row[left] not in ("", None)
            most -= 1
    return filled


def _as_shown(text: str, signs: int) -> str:
    """An ISO date as its cell shows it, if what is not shown is the first day or month."""
    is_first = _FIRST_DAY.fullmatch(text) and (signs == 7 or text.endswith("-01-01"))
    return text[:signs] if is_first else text


def as_text(value: object) -> str:
    """A cell as text: dates as ISO dates, whole numbers without a decimal point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and not math.isfinite(value):
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ") if value.time() != dt.time() else value.date().isoformat()
    return str(value)


def _opened(content: bytes, name: str, limits: Limits) -> CalamineWorkbook:
    if content.startswith(b"PK"):
        walk(content, name, limits)
    elif _ENCRYPTED in content:
        raise DataError([Problem(name, LOCKED, UNLOCK)])
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError as error:
        raise DataError([Problem(name, LOCKED, UNLOCK)]) from error
    except (CalamineError, OSError, ValueError) as error:
        raise refused(name, _NO_WORKBOOK, error) from error


def _begins_1904(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            return False
        return bool(_EPOCH_1904.search(archive.read("xl/workbook.xml")))
