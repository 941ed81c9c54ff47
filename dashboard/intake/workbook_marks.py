"""What XLSX says of cells beside their values: how a date is shown, errors, links, what is hidden.

python-calamine gives values alone. "3/2022" typed into Excel is stored as the first of March
and shown as a month; a cell that shows "#REF!" comes out empty; a title that links to its
article comes out as a title.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

_BOOK, _RELATIONS, _STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL = re.compile(rb"<(?:\w+:)?c\s([^<>]*)>")
_ERROR = re.compile(
    rb'<(?:\w+:)?c\s([^<>]*?\bt="e"[^<>]*)>(?:(?!</c>).){0,500}?<(?:\w+:)?v>([^<]{1,20})<',
    re.DOTALL,
)
# openpyxl and others write formulas and leave computing them to whoever opens the file.
_UNCOMPUTED = re.compile(
    rb"<(?:\w+:)?c\s([^<>]*)><(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)"
    rb"(?:<(?:\w+:)?v\s?/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)
_MOST_COLUMNS = 16_384
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_ROWS, _COLUMNS = re.compile(rb"<(?:\w+:)?row\s[^<>]*>"), re.compile(rb"<(?:\w+:)?col\s[^<>]*>")
_ROW_AT = re.compile(rb'\br="(\d{1,7})"')
_FROM, _UP_TO = re.compile(rb'\bmin="(\d{1,5})"'), re.compile(rb'\bmax="(\d{1,5})"')
_AT, _STYLE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"'), re.compile(rb'\bs="(\d+)"')
_ADDRESS = re.compile(r"([A-Z]{1,3})(\d{1,7})(?::.*)?")
# What Excel's own formats show: 17 everywhere, the others where its language is Japanese.
_MONTHS_BUILT_IN = frozenset({17, 34, 52, 55})
_NO_PATTERN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
At = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Marks:
    """By row, from 1, and column, from 0: signs of an ISO date that are shown, errors, links.

    ``uncomputed`` counts the formulas beside which no value is saved.
    """

    shown: dict[At, int] = field(default_factory=dict)
    errors: dict[At, str] = field(default_factory=dict)
    links: dict[At, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    uncomputed: int = 0


def marks_of(content: bytes, sheet: str) -> Marks:
    """The marks of the sheet called ``sheet``; none for a workbook that is no XLSX or broken."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return Marks()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = frozenset(archive.namelist())
        if not {_BOOK, _RELATIONS} <= names:
            return Marks()
        try:
            path = _path_of(archive, sheet)
            if path not in names:
                return Marks()
            coarse = _coarse_styles(archive) if _STYLES in names else {}
            text = archive.read(path)
            return Marks(
                _shown(text, coarse),
                _errors(text),
                _links(archive, names, path, text),
                _hidden_rows(text),
                _hidden_columns(text),
                sum(b't="str"' not in match[1] for match in _UNCOMPUTED.finditer(text)),
            )
        except etree.XMLSyntaxError:
            return Marks()


def _parsed(content: bytes) -> etree._Element:
    # A stranger's file: no entities, and nothing from elsewhere.
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def _path_of(archive: zipfile.ZipFile, sheet: str) -> str:
    wanted = next(
        (
            one.get(_RELATION)
            for one in _parsed(archive.read(_BOOK)).iter("{*}sheet")
            if one.get("name") == sheet
        ),
        None,
    )
    target = targets(archive.read(_RELATIONS)).get(wanted or "", "")
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def targets(content: bytes) -> dict[str, str]:
    """Where the relations in a part of relations lead, by their ids."""
    found = _parsed(content).iter("{*}Relationship")
    return {one.get("Id", ""): one.get("Target", "") for one in found}


def _coarse_styles(archive: zipfile.ZipFile) -> dict[bytes, int]:
    """The cell styles that show a month (7 signs of an ISO date) or a year (4) of a date."""
    styles = _parsed(archive.read(_STYLES))
    codes = {one.get("numFmtId"): one.get("formatCode", "") for one in styles.iter("{*}numFmt")}
    found = {}
    for cells in styles.iter("{*}cellXfs"):
        for position, one in enumerate(cells.iter("{*}xf")):
            number = one.get("numFmtId", "0")
            signs = date_signs(int(number) if number.isdigit() else 0, codes.get(number))
            if signs:
                found[str(position).encode()] = signs
    return found


def date_signs(number: int, code: str | None) -> int:
    """How much of an ISO date a format shows: 7 a month, 4 a year, 0 more or none.

    It is the format ``code``, or where that is missing the one that Excel has at ``number``.
    """
    if code is None:
        return 7 if number in _MONTHS_BUILT_IN else 0
    pattern = set(_NO_PATTERN.sub("", code).split(";")[0].lower())
    if not pattern & set("ye") or pattern & set("dhs0#"):
        return 0
    return 7 if "m" in pattern else 4


def _shown(text: bytes, coarse: dict[bytes, int]) -> dict[At, int]:
    if not coarse:
        return {}
    found = {}
    for match in _CELL.finditer(text):
        style = _STYLE.search(match[1])
        if style and style[1] in coarse and (at := _at(match[1])):
            found[at] = coarse[style[1]]
    return found


def _errors(text: bytes) -> dict[At, str]:
    if b't="e"' not in text:
        return {}
    found = ((_at(match[1]), match[2].decode()) for match in _ERROR.finditer(text))
    return {at: said for at, said in found if at}


def _hidden_rows(text: bytes) -> set[int]:
    rows = (match[0] for match in _ROWS.finditer(text) if _HIDDEN.search(match[0]))
    return {int(at[1]) for row in rows if (at := _ROW_AT.search(row))}


def _hidden_columns(text: bytes) -> set[int]:
    found: set[int] = set()
    for match in _COLUMNS.finditer(text):
        first, last = _FROM.search(match[0]), _UP_TO.search(match[0])
        # Each column is named once; a file that names them all again and again is broken.
        if first and last and _HIDDEN.search(match[0]) and int(first[1]) - 1 not in found:
            found.update(range(int(first[1]) - 1, min(int(last[1]), _MOST_COLUMNS)))
    return found


def _at(attributes: bytes) -> At | None:
    match = _AT.search(attributes)
    return (int(match[2]), column_number(match[1].decode())) if match else None


def column_number(letters: str) -> int:
    """The position, from 0, of the column that a spreadsheet calls ``letters``."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _links(
    archive: zipfile.ZipFile, names: frozenset[str], path: str, text: bytes
) -> dict[At, str]:
    folder, name = posixpath.split(path)
    relations = f"{folder}/_rels/{name}.rels"
    if b"hyperlink " not in text or relations not in names:
        return {}
    addresses = targets(archive.read(relations))
    return {
        at: target
        for at, relation in _linked(text)
        if (target := addresses.get(relation, "")).startswith(("http://", "https://"))
    }


def _linked(text: bytes) -> Iterator[tuple[At, str]]:
    for match in re.finditer(rb"<(?:\w+:)?hyperlink\s[^<>]*>", text):
        attributes = dict(re.findall(rb'([\w:]+)="([^"]*)"', match[0]))
        relation = next((v for k, v in attributes.items() if k.endswith(b":id")), b"")
        at = _ADDRESS.fullmatch(attributes.get(b"ref", b"").decode())
        if at and relation:
            yield (int(at[2]), column_number(at[1])), relation.decode()
