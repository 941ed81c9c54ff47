"""The errors in the cells of XLSB, which come out of python-calamine as empty cells.

After [MS-XLSB]: parts of a ZIP archive as in XLSX, but of records instead of XML. A record is
its kind and its length, in bytes of seven bits of which the last lacks the eighth, and its data.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
from collections.abc import Iterator

from lxml import etree

from dashboard.intake.binary_marks import ERRORS
from dashboard.intake.workbook_marks import Marks, targets

BOOK = "xl/workbook.bin"
_RELATIONS = "xl/_rels/workbook.bin.rels"
_ROW, _CELL_ERROR, _FORMULA_ERROR, _SHEET = 0, 3, 11, 156
_BYTES_OF_KIND, _BYTES_OF_LENGTH = 2, 4


def marks_of(content: bytes, sheet: str) -> Marks:
    """The marks of the sheet called ``sheet``; none for a workbook that is no XLSB or broken."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            relation = _relation_of(archive.read(BOOK), sheet)
            target = targets(archive.read(_RELATIONS))[relation]
            part = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
            return Marks(errors=dict(_errors(archive.read(part))))
    except (KeyError, IndexError, struct.error, UnicodeDecodeError, etree.XMLSyntaxError):
        return Marks()


def _relation_of(book: bytes, sheet: str) -> str:
    """The relation that leads to ``sheet``; raises `KeyError` where the ``book`` has none."""
    for kind, data in _records(book):
        if kind == _SHEET:
            relation, after = _text(data, 8)
            if _text(data, after)[0] == sheet:
                return relation
    raise KeyError(sheet)


def _text(data: bytes, begin: int) -> tuple[str, int]:
    """The text that begins with its length at ``begin``, and where it ends."""
    (length,) = struct.unpack_from("<I", data, begin)
    end = begin + 4 + 2 * length
    return data[begin + 4 : end].decode("utf-16-le"), end


def _errors(part: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    row = 0
    for kind, data in _records(part):
        if kind == _ROW:
            (row,) = struct.unpack_from("<I", data)
        elif kind in (_CELL_ERROR, _FORMULA_ERROR) and data[8] in ERRORS:
            (column,) = struct.unpack_from("<I", data)
            yield (row + 1, column), ERRORS[data[8]]


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(part):
        kind, at = _number(part, at, _BYTES_OF_KIND)
        length, at = _number(part, at, _BYTES_OF_LENGTH)
        yield kind, part[at : at + length]
        at += length


def _number(part: bytes, at: int, most: int) -> tuple[int, int]:
    number = 0
    for position in range(most):
        byte = part[at + position]
        number |= (byte & 0x7F) << 7 * position
        if byte < 0x80:
            return number, at + position + 1
    return number, at + most
