"""What ODS says of cells beside their values, as `workbook_marks` finds it in XLSX.

After OpenDocument 1.3, part 3: cells (9.1), date styles (16.29) and links (6.1.8). That a
formula has failed is in no attribute of the standard: LibreOffice has one of its own, and
what is shown says it in every program.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from lxml import etree

from dashboard.intake import binary_marks, xlsb_marks
from dashboard.intake.workbook_marks import Marks, marks_of

_CONTENT, _STYLES = "content.xml", "styles.xml"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_NUMBER = "{urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_KIND = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_ROW, _COLUMN = f"{_TABLE}table-row", f"{_TABLE}table-column"
_VISIBLE, _UNSEEN = f"{_TABLE}visibility", ("collapse", "filter")
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_ERROR = re.compile(r"#[A-Z/0]{3,8}[!?]?|Err:\d{3}")
# A row or cell may claim to come again a million times; a table has no more marks than this.
_MOST = 200_000


def marks_in(content: bytes, sheet: str) -> Marks:
    """The marks of the sheet called ``sheet`` of any workbook; none for one that is broken."""
    if content.startswith(binary_marks.OLE):
        return binary_marks.marks_of(content, sheet)
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return Marks()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = frozenset(archive.namelist())
        if xlsb_marks.BOOK in names:
            return xlsb_marks.marks_of(content, sheet)
        if _CONTENT not in names:
            return marks_of(content, sheet)
        try:
            signs: dict[str, int] = {}
            if _STYLES in names:
                _table(archive.read(_STYLES), "", signs, Marks())
            found = Marks()
            _table(archive.read(_CONTENT), sheet, signs, found)
        except etree.XMLSyntaxError:
            return Marks()
        return found


def _table(content: bytes, sheet: str, signs: dict[str, int], found: Marks) -> None:
    """Learn the styles in ``content``, and write the marks of its table ``sheet`` to ``found``.

    ``signs`` are those of an ISO date that a date style or a style of cells shows, by name.
    """
    columns: list[str] = []
    row, is_asked = 1, False
    tags = (f"{_NUMBER}date-style", f"{_STYLE}style", f"{_TABLE}table", _COLUMN, _ROW)
    # A stranger's file: no entities, and nothing from elsewhere.
    walk = etree.iterparse(
        io.BytesIO(content), ("start", "end"), tag=tags, resolve_entities=False, no_network=True
    )
    for event, node in walk:
        if event == "start":
            if node.tag == f"{_TABLE}table":
                is_asked = node.get(f"{_TABLE}name") == sheet
            continue
        if node.tag == f"{_NUMBER}date-style":
            signs[node.get(f"{_STYLE}name", "")] = _shown(node)
        elif node.tag == f"{_STYLE}style":
            if node.get(f"{_STYLE}family") == "table-cell":
                own = signs.get(node.get(f"{_STYLE}data-style-name", ""), 0)
                signs[f"cell {node.get(f'{_STYLE}name')}"] = own
        elif is_asked and node.tag == _COLUMN:
            again = min(_again(node, "columns"), _MOST - len(columns))
            if node.get(_VISIBLE) in _UNSEEN:
                found.hidden_columns.update(range(len(columns), len(columns) + again))
            columns += [node.get(f"{_TABLE}default-cell-style-name", "")] * again
        elif is_asked and node.tag == _ROW:
            again = _again(node, "rows")
            if node.get(_VISIBLE) in _UNSEEN:
                found.hidden_rows.update(range(row, min(row + again, _MOST)))
            _read(node, range(row, row + again), columns, signs, found)
            row += again
        if node.tag == _ROW:
            node.clear()


def _again(node: etree._Element, what: str) -> int:
    said = node.get(f"{_TABLE}number-{what}-repeated", "1")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 1


def _shown(style: etree._Element) -> int:
    """How much of an ISO date the style shows: 7 a month, 4 a year, 0 more or none."""
    parts = {node.tag.removeprefix(_NUMBER) for node in style.iter(f"{_NUMBER}*")}
    if "year" not in parts or parts & {"day", "hours", "quarter", "week-of-year"}:
        return 0
    return 7 if "month" in parts else 4


def _read(
    row: etree._Element, rows: range, columns: list[str], signs: dict[str, int], found: Marks
) -> None:
    column = 0
    for cell in row.iterchildren(*_CELLS):
        again = _again(cell, "columns")
        if len(cell):
            default = columns[column] if column < len(columns) else ""
            default = row.get(f"{_TABLE}default-cell-style-name", default)
            shown = signs.get(f"cell {cell.get(f'{_TABLE}style-name', default)}", 0)
            said, link = _error(cell), _link(cell)
            for at in _places(rows, range(column, column + again) if said or link or shown else ()):
                marks = len(found.shown) + len(found.errors) + len(found.links)
                if marks >= _MOST:
                    return
                found.shown.update({at: shown} if shown else {})
                found.errors.update({at: said} if said else {})
                found.links.update({at: link} if link else {})
        column += again


def _places(rows: range, columns: range | tuple[()]) -> Iterator[tuple[int, int]]:
    return ((row, column) for column in columns for row in rows)


def _error(cell: etree._Element) -> str:
    if cell.get(f"{_TABLE}formula") is None:
        return ""
    said = "".join("".join(one.itertext()) for one in cell.iterchildren(f"{_TEXT}p"))[:20]
    return said if cell.get(_KIND) == "error" or _ERROR.fullmatch(said) else ""


def _link(cell: etree._Element) -> str:
    targets = (one.get(_HREF, "") for one in cell.iter(f"{_TEXT}a"))
    return next((one for one in targets if one.startswith(("http://", "https://"))), "")
