"""Any file that holds a table: which reader reads it."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import TypedDict, Unpack

from dashboard.catalogue import marked
from dashboard.intake import columnar, delimited, documents, workbooks
from dashboard.intake.limits import Limits
from dashboard.intake.sheet import Sheet
from dashboard.problems import DataError, Problem

WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
DOCUMENTS = (".json", ".geojson", ".jsonl", ".ndjson", ".geojsonl")
TEXTS = (".csv", ".tsv", ".tab", ".txt")
# What a file may be, by its ending.
ENDINGS = (*TEXTS, *WORKBOOKS, ".parquet", *DOCUMENTS)
_PAGE = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|table|\?xml)", re.IGNORECASE)
_WEB, _OPEN = (
    marked("is a web page or XML, not a table"),
    marked("Open it with a spreadsheet program and save it as XLSX"),
)
_BINARY = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"\x7fELF", b"MZ", b"\x1f\x8b", b"SQLite")
_OLE, _ZIP, _PARQUET = b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"PAR1"
# An object with a name in it, or a list of these, whatever the file is called.
_JSON = re.compile(rb'(?:\xef\xbb\xbf)?\s*\[?\s*\{\s*"(?:[^"\\\r\n]|\\.){0,200}"\s*:')
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_EMPTY, _HAND_IN = marked("is empty"), marked("Hand in a table with column names and rows")
_NO_TABLE = marked("is no table but another kind of file")
_OFFER = marked("Hand in a table: {kinds}")
_NO_HEADER, _BEGIN = marked("has no column names"), marked("Begin it with a row of them")
_NO_ROWS = marked("has column names but no rows")
_ONE_ROW = marked("Hand in a table with at least one row")


class Settings(TypedDict, total=False):
    """How a file is to be read, where that is not left to what `read` finds."""

    encoding: str
    sheet: str
    header_row: int | None


def read_path(path: Path, limits: Limits, **settings: Unpack[Settings]) -> tuple[bytes, Sheet]:
    """The bytes of the file at ``path`` and the table in it; ``settings`` as of `read`.

    The size is asked before anything is read. Raises `DataError` for a missing file, a
    folder, or what `read` refuses.
    """
    name = path.name or str(path)
    try:
        if path.is_dir():
            problem = "is a folder, not a file"
            raise DataError([Problem(str(path), problem, "Name the file with the table")])
        if not path.is_file():
            raise DataError([Problem(str(path), "there is no such file", "Mend the name")])
        limits.check_size(name, path.stat().st_size)
        content = path.read_bytes()
    except OSError as error:
        problem = f"cannot be read: {error.strerror}"
        raise DataError([Problem(str(path), problem, "Mend that")]) from error
    return content, read(content, name, limits, **settings)


def read(
    content: bytes,
    name: str,
    limits: Limits,
    *,
    encoding: str = "",
    sheet: str = "",
    header_row: int | None = None,
) -> Sheet:
    """The table in ``content``, by what it begins with and the ending of ``name``.

    ``encoding`` (of texts), ``sheet`` (of workbooks) and ``header_row`` override what is
    found. Raises `DataError` for what is no table, is empty, or is over a limit.
    """
    limits.check_size(name, len(content))
    if not content.strip():
        raise DataError([Problem(name, _EMPTY, _HAND_IN)])
    ending = Path(name).suffix.lower()
    if content.startswith(_PARQUET):
        found = columnar.read(content, name, limits)
    elif content.startswith((_ZIP, _OLE)):
        found = workbooks.read(content, name, limits, sheet=sheet, header_row=header_row)
    elif content.startswith(_BINARY):
        values = {"kinds": ", ".join(ENDINGS)}
        raise DataError([Problem(name, _NO_TABLE, _OFFER, values=values)])
    elif _PAGE.match(content):
        raise DataError([Problem(name, _WEB, _OPEN)])
    elif ending in DOCUMENTS or _JSON.match(content):
        found = documents.read(content, name, limits, encoding=encoding)
    else:
        found = delimited.read(content, name, limits, encoding=encoding, header_row=header_row)
    if not found.header:
        raise DataError([Problem(name, _NO_HEADER, _BEGIN)])
    if not found.rows and not found.rejected:
        raise DataError([Problem(name, _NO_ROWS, _ONE_ROW)])
    return found


def sheets(content: bytes, name: str, limits: Limits) -> tuple[str, ...]:
    """The sheets of a workbook; empty for a file that is none."""
    if not content.startswith((_ZIP, _OLE)):
        return ()
    limits.check_size(name, len(content))
    return workbooks.sheet_names(content, name, limits)


def without_markup(text: str) -> str:
    """``text`` without the HTML that TimelineJS and StoryMapJS let people write."""
    if "<" not in text and "&" not in text:
        return text
    return html.unescape(_TAG.sub(" ", text)).strip()
