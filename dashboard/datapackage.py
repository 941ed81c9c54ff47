"""How a ``datapackage.json`` describes one of our tables.

The file follows the Frictionless Data Package (https://specs.frictionlessdata.io/). A
build writes it, and a download writes it anew from the tables that are open.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping

import pandas as pd

from dashboard import csvtext, table_schema
from dashboard.celltypes import Cell, to_text
from dashboard.progress import Tell, told, unheard

_ROWS_AT_ONCE = 2_000


def resource(table: table_schema.Table, content: bytes) -> dict[str, object]:
    """The entry of one table, whose file holds ``content``."""
    return {
        "name": table.name,
        "type": "table",
        "profile": "tabular-data-resource",
        "path": f"{table.name}.csv",
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        # Without a dialect a reader guesses, and guesses wrong on short tables.
        "dialect": {
            "delimiter": ",",
            "quoteChar": '"',
            "doubleQuote": True,
            "lineTerminator": "\n",
            "skipInitialSpace": False,
            "header": True,
        },
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": table.descriptor(),
    }


def to_json(package: Mapping[str, object]) -> bytes:
    """``package`` as the bytes of ``datapackage.json``: readable, and always the same."""
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def table_file(table: table_schema.Table, frame: pd.DataFrame, tell: Tell = unheard) -> bytes:
    """The CSV file of ``frame``, which has the columns and types that `tables.Tables` says."""
    begins = range(0, len(frame), _ROWS_AT_ONCE)
    rows = [
        csvtext.write_rows(_cells(table, frame.iloc[begin : begin + _ROWS_AT_ONCE]))
        for begin in told(begins, tell)
    ]
    return b"".join([csvtext.write_rows([table.columns]), *rows])


def _cells(table: table_schema.Table, frame: pd.DataFrame) -> Iterator[tuple[str, ...]]:
    """The cells of ``frame`` as text, row by row."""
    return zip(*([_text(cell) for cell in frame[name]] for name in table.columns), strict=True)


def _text(cell: Cell | pd.Timestamp) -> str:
    if isinstance(cell, str):
        return cell
    if pd.isna(cell):
        return ""
    return to_text(cell.date() if isinstance(cell, pd.Timestamp) else cell)
