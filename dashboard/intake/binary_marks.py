"""What XLS says of cells beside their values, as `workbook_marks` finds it in XLSX.

After [MS-CFB], the container of streams, and [MS-XLS], the records of the workbook's stream
(versions of Excel before 97 wrote other records, and are left alone). A row, column and length
that a broken file claims is only ever compared, so that walking through it takes no longer than
reading it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from dashboard.intake.workbook_marks import At, Marks, date_signs

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY, _MINI, _MINI_BELOW = 128, 64, 4096
# The two lengths of sectors, by the number in the head of the container.
_SECTORS = {9: 512, 12: 4096}
_NO_SECTOR = 0xFFFFFFF0
_STREAM, _ROOT = 2, 5
_BOF, _EOF, _SHEET, _FORMAT, _XF = 0x0809, 0x000A, 0x0085, 0x041E, 0x00E0
_NUMBER, _RK, _MANY_RK, _FORMULA, _ERROR = 0x0203, 0x027E, 0x00BD, 0x0006, 0x0205
_ROW, _COLUMNS, _LINK = 0x0208, 0x007D, 0x01B8
_EXCEL_97 = 0x0600
# By the byte that stands for each, here and in XLSB.
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_HIDDEN_ROW, _HIDDEN_COLUMN = 0x20, 0x01
_MOST_COLUMNS = 256
_URL = bytes.fromhex("e0c9ea79f9bace118c8200aa004ba90b")
_TEXT, _FRAME, _HAS_URL = 0x10, 0x80, 0x01
Record = tuple[int, bytes]


def marks_of(content: bytes, sheet: str) -> Marks:
    """The marks of the sheet called ``sheet``; none for a file that is no XLS or broken."""
    try:
        book = _workbook(content)
        begin, signs = _globals(book, sheet)
        return _marks(book, begin, signs) if begin else Marks()
    except (struct.error, IndexError, UnicodeDecodeError):
        return Marks()


def _workbook(content: bytes) -> bytes:
    """The stream of the workbook; empty where the container holds none."""
    size = _SECTORS.get(struct.unpack_from("<H", content, 30)[0], 0)
    if not size:
        return b""
    sectors = [content[at : at + size] for at in range(size, len(content), size)]
    # Four bytes for each sector are enough, whatever the head claims.
    fats, first_directory = min(_at(content, 44), 1 + 4 * len(sectors) // size), _at(content, 48)
    named = list(struct.unpack_from("<109I", content, 76))
    further = _at(content, 68)
    while further < len(sectors) and len(named) < fats:
        more = struct.unpack(f"<{size // 4}I", sectors[further])
        named.extend(more[:-1])
        further = more[-1]
    fat = b"".join(sectors[one] for one in named[:fats] if one < len(sectors))
    nexts = struct.unpack(f"<{len(fat) // 4}I", fat)
    entries = _joined(sectors, nexts, first_directory)
    found: dict[str, tuple[int, int]] = {}
    for begin in range(0, len(entries) - _ENTRY + 1, _ENTRY):
        length, kind = struct.unpack_from("<HB", entries, begin + 64)
        name = entries[begin : begin + max(min(length, 64) - 2, 0)].decode("utf-16-le")
        if kind in (_STREAM, _ROOT):
            found.setdefault(name, struct.unpack_from("<II", entries, begin + 116))
    if "Workbook" not in found:
        return b""
    start, length = found["Workbook"]
    if length >= _MINI_BELOW:
        return _joined(sectors, nexts, start)[:length]
    small = _joined(sectors, nexts, found.get("Root Entry", (_NO_SECTOR, 0))[0])
    fat = _joined(sectors, nexts, _at(content, 60))
    parts = [small[at : at + _MINI] for at in range(0, len(small), _MINI)]
    return _joined(parts, struct.unpack(f"<{len(fat) // 4}I", fat), start)[:length]


def _at(content: bytes, position: int) -> int:
    found: int = struct.unpack_from("<I", content, position)[0]
    return found


def _joined(sectors: list[bytes], nexts: tuple[int, ...], first: int) -> bytes:
    """The ``sectors`` of one chain; a chain that runs in a ring ends after a round."""
    found: list[bytes] = []
    while first < min(len(sectors), len(nexts)) and len(found) < len(sectors):
        found.append(sectors[first])
        first = nexts[first]
    return b"".join(found)


def _records(book: bytes, begin: int) -> Iterator[Record]:
    """The records of the part of the ``book`` that begins at ``begin``."""
    depth = 0
    while begin + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, begin)
        # Charts are parts within a part.
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, book[begin + 4 : begin + 4 + length]
        begin += 4 + length


def _globals(book: bytes, sheet: str) -> tuple[int, list[int]]:
    """Where ``sheet`` begins (0 where it is not there), and what each style shows of a date."""
    begin, codes, formats = 0, {}, []
    for kind, data in _records(book, 0):
        if kind == _BOF and struct.unpack_from("<H", data)[0] != _EXCEL_97:
            return 0, []
        if kind == _SHEET and _text(data[8:], data[6], data[7]) == sheet:
            begin = _at(data, 0)
        elif kind == _FORMAT:
            number, length, is_wide = struct.unpack_from("<HHB", data)
            codes[number] = _text(data[5:], length, is_wide)
        elif kind == _XF:
            formats.append(struct.unpack_from("<H", data, 2)[0])
    return begin, [date_signs(number, codes.get(number)) for number in formats]


def _text(data: bytes, length: int, is_wide: int) -> str:
    return data[: length * 2].decode("utf-16-le") if is_wide & 1 else data[:length].decode("latin1")


def _marks(book: bytes, begin: int, signs: list[int]) -> Marks:
    found = Marks()
    for kind, data in _records(book, begin):
        if kind in (_NUMBER, _RK, _FORMULA, _ERROR):
            row, column, style = struct.unpack_from("<HHH", data)
            at = row + 1, column
            if style < len(signs) and signs[style]:
                found.shown[at] = signs[style]
            if said := _error(kind, data):
                found.errors[at] = said
        elif kind == _MANY_RK:
            row, column = struct.unpack_from("<HH", data)
            for number, place in enumerate(range(4, len(data) - 7, 6)):
                style = struct.unpack_from("<H", data, place)[0]
                if style < len(signs) and signs[style]:
                    found.shown[row + 1, column + number] = signs[style]
        elif kind == _ROW and data[12] & _HIDDEN_ROW:
            found.hidden_rows.add(struct.unpack_from("<H", data)[0] + 1)
        elif kind == _COLUMNS and data[8] & _HIDDEN_COLUMN:
            first, last = struct.unpack_from("<HH", data)
            # This version has 256 columns, and each is named once.
            if last < _MOST_COLUMNS and first not in found.hidden_columns:
                found.hidden_columns.update(range(first, last + 1))
        elif kind == _LINK:
            found.links.update(_link(data))
    return found


def _error(kind: int, data: bytes) -> str:
    if kind == _ERROR:
        return ERRORS.get(data[6], "") if data[7] else ""
    is_error = kind == _FORMULA and data[6] == 2 and data[12:14] == b"\xff\xff"
    return ERRORS.get(data[8], "") if is_error else ""


def _link(data: bytes) -> dict[At, str]:
    """The first cell of a link, and the address on the web that it has."""
    row, _, column, _ = struct.unpack_from("<4H", data)
    flags, begin = _at(data, 28), 32
    for flag in (_TEXT, _FRAME):
        begin += 4 + 2 * _at(data, begin) if flags & flag else 0
    if not flags & _HAS_URL or data[begin : begin + 16] != _URL:
        return {}
    length = _at(data, begin + 16)
    address = data[begin + 20 : begin + 20 + length // 2 * 2].decode("utf-16-le").split("\0")[0]
    return {(row + 1, column): address} if address.startswith(("http://", "https://")) else {}
