"""The tables of a dataset, defined once.

Everything that must agree about the tables reads this module: the writer, the
reader, the validator and ``data/datapackage.json``.

The tables are in third normal form: every fact stands in one place, and a fact
that a document states carries the document (``source_id``) and the place in it
(``locator``: ``p7`` is the seventh non-blank line of the text as read, ``excerpt``
an excerpt that was read without its page, ``r12`` the twelfth row of a table).
"""

from __future__ import annotations

from dashboard.schema_events import EVENTS
from dashboard.schema_stories import STORIES
from dashboard.schema_vocabulary import VOCABULARY
from dashboard.table_schema import Table

TABLES: tuple[Table, ...] = (*VOCABULARY, *EVENTS, *STORIES)


def table(name: str) -> Table:
    """The table called ``name``; ``KeyError`` if there is none."""
    for candidate in TABLES:
        if candidate.name == name:
            return candidate
    raise KeyError(name)
