"""How a ``datapackage.json`` describes one of our tables.

The file follows the Frictionless Data Package (https://specs.frictionlessdata.io/). A
build writes it, and a download writes it anew from the tables that are open.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from dashboard import schema


def resource(table: schema.Table, content: bytes) -> dict[str, object]:
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
