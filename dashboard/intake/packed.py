"""Walk through a packed workbook before it is read, and refuse what no machine could hold.

A workbook is a packed folder, and a small one can be made that unpacks to more than any
machine holds, or whose one cell lies in the last column of the last row.
"""

from __future__ import annotations

import io
import re
import zipfile

from dashboard.catalogue import marked
from dashboard.intake.limits import Limits, Stopwatch
from dashboard.problems import DataError, Problem

_CHUNK = 1 << 20
# A cell's address in XLSX, and how often ODS says that a cell or row comes again. A cell that is
# closed at once holds a colour or a border, and no reader keeps it; what is not written as
# plainly as programs write it may hold more. Behind the last cell there are more ends of tags.
_ADDRESS = re.compile(
    rb'(?!<c(?: [\w:]+="[^"<>]*")*\s?(?:/>|></c>))'
    rb'<c [^<>]*?\br="([A-Z]{1,3})(\d{1,7})"(?=.{30})',
    re.DOTALL,
)
_OVERLAP = 200
_ROW, _ROW_ENDS = b"<table:table-row", b"</table:table-row>"
_CELL = re.compile(rb"<table:(?:covered-)?table-cell([^<>]*?)(/>|>)")
_ROWS_AGAIN = re.compile(rb'number-rows-repeated="(\d{1,9})"')
_COLUMNS_AGAIN = re.compile(rb'number-columns-repeated="(\d{1,9})"')
# A workbook of OpenDocument with a password has keys in its manifest.
_MANIFEST, _KEYS = "META-INF/manifest.xml", b"encryption-data"
LOCKED, UNLOCK = marked("is locked with a password"), marked("Save it without one")
_SAVE = marked("Save it again with a spreadsheet program, or as CSV in UTF-8")
_PARTS = frozenset({"xl/workbook.xml", "xl/workbook.bin", "content.xml", "encrypted-package"})
_ARCHIVE, _UNPACK = (
    marked("is an archive without a workbook in it"),
    marked("Unpack it, and hand in the table that it holds"),
)
_EXPORT = marked("Export it from Numbers as Excel or CSV")
_BROKEN = marked("is a broken archive: {reason}")


def walk(content: bytes, name: str, limits: Limits) -> None:
    """Unpack ``content`` piece by piece and refuse what would fill the memory.

    Raises `DataError` also for archives that are broken, locked or hold no workbook.
    """
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
                    raise DataError([Problem(name, LOCKED, UNLOCK)])
                if entry.filename == "content.xml":
                    _check_repeats(archive.read(entry), name, limits)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise refused(name, _BROKEN, error) from error


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


def refused(name: str, message: str, error: Exception) -> DataError:
    """What to say of the workbook ``name`` that ``error`` keeps from being read."""
    return DataError([Problem(name, message, _SAVE, values={"reason": str(error)})])
