"""The sources of a table that is brought in: the file itself, and what its rows cite."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import urlsplit

from dashboard.intake.place_book import Row, slug
from dashboard.textfiles import excerpt

_LINK = re.compile(r"https?://[^\s;|\"<>]+")
_TITLE = 80
# BCP 47's code for a language that nobody has told.
_UNTOLD = "und"


def links_in(text: str) -> list[str]:
    """The web addresses in a cell."""
    return _LINK.findall(text)


class Citations:
    """Gathers ``rows`` of the table ``sources``: first the file, then each document once.

    Whoever reads an event learns in which row of which file it stands; the documents that
    the row names are cited, and said to be unread.
    """

    def __init__(self, file_name: str, title: str, content: bytes) -> None:
        self.file_id = slug(file_name) or "table"
        self.rows: list[Row] = [
            _row(self.file_id, title, file_name)
            | {
                "read_as": "full text",
                "text_sha256": hashlib.sha256(content).hexdigest(),
                "note_en": "The table that was brought in",
            }
        ]
        self._cited: dict[tuple[str, str], str] = {}

    def cite(self, addresses: list[str], name: str) -> list[str]:
        """The ids of the documents at ``addresses``, or of the one that only has a ``name``."""
        found = [(address, name) for address in addresses] or ([("", name)] if name else [])
        return [self._document(address, called) for address, called in found]

    def _document(self, address: str, name: str) -> str:
        key = address, name
        if key not in self._cited:
            source_id = self._cited[key] = f"cited-{len(self._cited) + 1}"
            shown = str(excerpt(address.partition("//")[2], _TITLE))
            self.rows.append(
                _row(source_id, shown or name, name or _host(address))
                | {"url": address, "read_as": "cited", "note_en": "Named by the table; not read"}
            )
        return self._cited[key]


def _row(source_id: str, title: str, publisher: str) -> Row:
    return {
        "source_id": source_id,
        "title_en": title,
        "publisher": publisher,
        "language_read": _UNTOLD,
        "language_original": _UNTOLD,
    }


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or address
    except ValueError:
        return address
