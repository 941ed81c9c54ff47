"""The smallest XLSB that holds a table: parts and records after [MS-XLSB]."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence

_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ROW, _ERROR, _NUMBER, _TEXT, _FORMULA_ERROR = 0, 3, 5, 6, 11
_BEGIN_SHEET, _END_SHEET, _BEGIN_BOOK, _END_BOOK = 129, 130, 131, 132
_BEGIN_SHEETS, _END_SHEETS, _BEGIN_ROWS, _END_ROWS = 143, 144, 145, 146
_SIZE, _SHEET = 148, 156
ERRORS = {
    "#NULL!": 0,
    "#DIV/0!": 7,
    "#VALUE!": 15,
    "#REF!": 23,
    "#NAME?": 29,
    "#NUM!": 36,
    "#N/A": 42,
}


def record(kind: int, data: bytes = b"") -> bytes:
    return _number(kind) + _number(len(data)) + data


def _number(number: int) -> bytes:
    coded = bytearray()
    while number > 0x7F:
        coded.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*coded, number])


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def cell(column: int, value: str | float, *, is_formula: bool) -> bytes:
    """A cell; an error is a text of `ERRORS`, of a formula or by itself."""
    head = struct.pack("<II", column, 0)
    if value in ERRORS:
        code = bytes([ERRORS[str(value)]])
        if is_formula:
            return record(_FORMULA_ERROR, head + code + struct.pack("<HII", 0, 0, 0))
        return record(_ERROR, head + code)
    if isinstance(value, str):
        return record(_TEXT, head + _wide(value))
    return record(_NUMBER, head + struct.pack("<d", value))


def xlsb(
    rows: Sequence[Sequence[str | float]], sheet: str = "Sheet", *, is_formula: bool = False
) -> bytes:
    """A workbook with one sheet; an empty text is a cell that is not there."""
    size = struct.pack("<4I", 0, max(len(rows) - 1, 0), 0, max(map(len, rows)) - 1)
    body = b"".join(
        record(_ROW, struct.pack("<IIHBBB I", number, 0, 300, 0, 0, 0, 0))
        + b"".join(
            cell(column, value, is_formula=is_formula)
            for column, value in enumerate(row)
            if value != ""
        )
        for number, row in enumerate(rows)
    )
    page = [record(_BEGIN_SHEET), record(_SIZE, size), record(_BEGIN_ROWS), body]
    page += [record(_END_ROWS), record(_END_SHEET)]
    return archived(book(sheet), b"".join(page))


def book(sheet: str) -> bytes:
    """The part that names the only sheet."""
    named = struct.pack("<II", 0, 1) + _wide("rId1") + _wide(sheet)
    parts = [record(_BEGIN_BOOK), record(_BEGIN_SHEETS), record(_SHEET, named)]
    return b"".join([*parts, record(_END_SHEETS), record(_END_BOOK)])


def archived(workbook: bytes, page: bytes) -> bytes:
    """A file of these two parts of records."""
    relations = (
        f'<Relationships xmlns="{_RELATIONSHIPS}"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.bin", workbook)
        archive.writestr("xl/_rels/workbook.bin.rels", relations)
        archive.writestr("xl/worksheets/sheet1.bin", page)
    return buffer.getvalue()
