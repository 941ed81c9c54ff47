"""XLSX, XLS and ODS: what a spreadsheet program shows, read by python-calamine.

Formulas are not run: the value that the program saved beside each is taken. A workbook is
a packed folder, and a small one can be made that unpacks to more than any machine holds, or
whose one cell lies in the last column of the last row. So it is walked through first.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from dashboard.catalogue import marked
from dashboard.intake.limits import Limits, Stopwatch
from dashboard.intake.opendocument_marks import marks_in
from dashboard.intake.sheet import Reason, Sheet, shaped, with_links
from dashboard.problems import DataError, Problem

_CHUNK = 1 << 20
# A cell's address in XLSX, and how often ODS says that a cell or row comes again.
_ADDRESS = re.compile(rb'<c [^<>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_OVERLAP = 200
_ROW, _ROW_ENDS = b"<table:table-row", b"</table:table-row>"
_CELL = re.compile(rb"<table:(?:covered-)?table-cell([^<>]*?)(/>|>)")
_ROWS_AGAIN = re.compile(rb'number-rows-repeated="(\d{1,9})"')
_COLUMNS_AGAIN = re.compile(rb'number-columns-repeated="(\d{1,9})"')
_EPOCH_1904 = re.compile(rb'<workbookPr[^>]*date1904="(1|true)"')
_FIRST_DAY = re.compile(r"\d{4}-\d\d-01")
_MERGED = marked("Cells that are merged with the one above have its value: {n}.")
_OTHERS = marked("The sheet “{sheet}” was read; the others are: {names}.")
_LISTED = 10
# How a workbook with a password begins: a container of one packed stream, or keys in the manifest.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MANIFEST, _KEYS = "META-INF/manifest.xml", b"encryption-data"
_SAVE = marked("Save it again with a spreadsheet program, or as CSV in UTF-8")
_NO_SHEET, _CHOOSE = marked("has no such sheet"), marked("Choose one of {names}")
_UNREADABLE = marked("cannot be read: {reason}")
_LOCKED, _UNLOCK = marked("is locked with a password"), marked("Save it without one")
_NO_WORKBOOK = marked("is no workbook that can be read: {reason}")
_PARTS = frozenset({"xl/workbook.xml", "xl/workbook.bin", "content.xml", "encrypted-package"})
_ARCHIVE, _UNPACK = (
    marked("is an archive without a workbook in it"),
    marked("Unpack it, and hand in the table that it holds"),
)
_EXPORT = marked("Export it from Numbers as Excel or CSV")
_BROKEN = marked("is a broken archive: {reason}")


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
        raise _refused(name, _UNREADABLE, error) from error
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
    return with_links(found, marks.links)


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
        _walk(content, name, limits)
    elif _ENCRYPTED in content:
        raise DataError([Problem(name, _LOCKED, _UNLOCK)])
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError as error:
        raise DataError([Problem(name, _LOCKED, _UNLOCK)]) from error
    except (CalamineError, OSError, ValueError) as error:
        raise _refused(name, _NO_WORKBOOK, error) from error


def _refused(name: str, message: str, error: Exception) -> DataError:
    return DataError([Problem(name, message, _SAVE, values={"reason": str(error)})])


def _walk(content: bytes, name: str, limits: Limits) -> None:
    """Unpack ``content`` piece by piece and refuse what would fill the memory."""
    unpacked = 0
    watch = Stopwatch(limits, name)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            # What is unpacked is counted too: these sizes are only what the archive claims.
            limits.check_unpacked(name, sum(entry.file_size for entry in archive.infolist()))
            if not _PARTS & set(archive.namelist()):
                is_numbers = name.lower().endswith(".numbers")
                raise DataError([Problem(name, _ARCHIVE, _EXPORT if is_numbers else _UNPACK)])
            for entry in archive.infolist():
                with archive.open(entry) as file:
                    tail = b""
                    while piece := file.read(_CHUNK):
                        unpacked += len(piece)
                        limits.check_unpacked(name, unpacked)
                        watch.check()
                        if "worksheets/" in entry.filename:
                            _check_addresses(tail + piece, name, limits)
                            tail = piece[-_OVERLAP:]
                if entry.filename == _MANIFEST and _KEYS in archive.read(entry):
                    raise DataError([Problem(name, _LOCKED, _UNLOCK)])
                if entry.filename == "content.xml":
                    _check_repeats(archive.read(entry), name, limits)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise _refused(name, _BROKEN, error) from error


def _check_addresses(piece: bytes, name: str, limits: Limits) -> None:
    addresses = _ADDRESS.findall(piece)
    if addresses:
        columns = max(_number(letters) for letters, _ in addresses)
        rows = max(int(row) for _, row in addresses)
        limits.check_shape(name, rows - 1, columns)


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _check_repeats(content: bytes, name: str, limits: Limits) -> None:
    rows = 0
    empty = 0
    # Cut and not searched, for a search for ends that are missing takes its time at each row.
    for piece in content.split(_ROW)[1:]:
        attributes, _, inside = piece.partition(_ROW_ENDS)[0].partition(b">")
        if attributes[:1].isalnum():
            continue
        again = _ROWS_AGAIN.search(attributes)
        times = int(again[1]) if again else 1
        width = columns = 0
        for cell, end in _CELL.findall(inside):
            more = _COLUMNS_AGAIN.search(cell)
            columns += int(more[1]) if more else 1
            width = columns if end == b">" or b"value" in cell else width
        # Programs write thousands of empty rows at the end, which no reader keeps.
        rows, empty = (rows + empty + times, 0) if width else (rows, empty + times)
        limits.check_shape(name, rows - 1, width)


def _begins_1904(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            return False
        return bool(_EPOCH_1904.search(archive.read("xl/workbook.xml")))
