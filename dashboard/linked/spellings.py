"""What else the values of a filter are called, so that words typed in any language find them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dashboard.language import LANGUAGE_NAMES
from dashboard.tables import Tables

# The facets whose values go by names that people type, and the tables that hold these.
NAMED = {"place": "locations", "sector": "sectors", "kind": "event_kinds"}


def other_names(tables: Tables, facet: str) -> dict[str, dict[str, list[str]]]:
    """Per value of ``facet``, its names in all languages (``also``) and former ones (``former``).

    Values without any are absent: a list that is empty would be sent to every browser.
    """
    found: dict[str, dict[str, list[str]]] = {}
    for key, kind, name in _names(tables, NAMED[facet]):
        names = found.setdefault(key, {}).setdefault(kind, [])
        if name not in names:
            names.append(name)
    return found


def _names(tables: Tables, table: str) -> Iterator[tuple[str, str, str]]:
    frame = tables[table]
    for column in (f"name_{code}" for code in LANGUAGE_NAMES):
        if column in frame:
            named = frame[frame[column].fillna("").ne("")]
            for key, name in zip(named[frame.columns[0]], named[column], strict=True):
                yield key, "also", name
    if table == "locations":
        rows: Any = tables["location_names"].itertuples(index=False, name=None)
        for key, name, _, kind, *_ in rows:
            yield key, "former" if kind == "former" else "also", name
