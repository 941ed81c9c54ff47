"""What lies in a self-contained file, unpacked as a browser would."""

from __future__ import annotations

import base64
import gzip
import json
import re
import struct
from collections.abc import Iterator
from typing import Any

_PART = re.compile(
    r'<script type="application/gzip" data-part="(\w+)"(?: data-size="(\d+)")?>([^<]*)</script>'
)
_SETTINGS = re.compile(r'<script type="application/json" id="settings">([^<]*)</script>')
SCRIPTS = ("host", "plotly", "deck")


def parts(document: str) -> dict[str, bytes]:
    """Every part of a file by its name."""
    return {
        name: gzip.decompress(_unpacked(text, size)) for name, size, text in _PART.findall(document)
    }


def _unpacked(text: str, size: str) -> bytes:
    if not size:
        return base64.b64decode(text)
    digits = text.translate(str.maketrans(".:,", "<>&"))
    return base64.b85decode(digits)[: int(size)]


def settings(document: str) -> dict[str, Any]:
    found = _SETTINGS.findall(document)
    assert len(found) == 1
    value: dict[str, Any] = json.loads(found[0])
    return value


def outlines(document: str) -> dict[str, Any]:
    """The header of the packed outlines."""
    content = parts(document)["outlines"]
    (length,) = struct.unpack_from("<I", content)
    header: dict[str, Any] = json.loads(content[4 : 4 + length])
    return header


def without_parts(document: str) -> str:
    """The document itself, its packed parts left out."""
    return _PART.sub("", document)


def decoded(document: str) -> str:
    """All that a reader could find in a file that is not a script of ours or of a library."""
    packed = [
        content.decode("utf-8", "replace")
        for name, content in parts(document).items()
        if name not in SCRIPTS
    ]
    return "\n".join([without_parts(document), *packed])


def texts(value: Any) -> Iterator[str]:
    """Every text in a JSON value, the keys of its objects too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
