"""Finding events by words in any of the languages, with or without diacritics."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from weakref import WeakKeyDictionary

import numpy as np

from dashboard.facets import Mask
from dashboard.tables import Tables

LONGEST_SEARCH = 100


def fold(text: str) -> str:
    """``text`` without case, width or diacritics: "Quảng Ninh" and "quang ninh" are one.

    The browser folds the same way (``linked/search.js``). Japanese loses its voicing
    marks too, on both sides alike.
    """
    decomposed = unicodedata.normalize("NFKD", text.lower())
    bare = "".join(c for c in decomposed if not unicodedata.category(c).startswith("M"))
    return bare.replace("đ", "d")


# Forgotten with the tables: a session's own must not outlive it.
_FOUND: WeakKeyDictionary[Tables, tuple[str, ...]] = WeakKeyDictionary()


def event_texts(tables: Tables) -> tuple[str, ...]:
    """What can be found of each event, folded, in the order of the events table.

    Titles in all languages, the summary, and the names of its places (former and
    alternative ones too, and as the sources write them), its actors and its sources.
    Made once for each dataset.
    """
    found = _FOUND.get(tables)
    if found is None:
        found = _FOUND[tables] = _event_texts(tables)
    return found


def _event_texts(tables: Tables) -> tuple[str, ...]:
    names = _texts(tables, "locations", ("name_en", "name_vi", "name_ja"))
    for place_id, name in _columns(tables, "location_names", "location_id", "name"):
        names[place_id].append(name)
    actors = _texts(tables, "actors", ("name_en", "name_vi", "name_ja", "office_en"))
    sources = _texts(tables, "sources", ("publisher",))
    found = _texts(tables, "events", ("title_en", "title_vi", "title_ja", "summary_en"))
    for event_id, place_id, named_as in _columns(
        tables, "event_locations", "event_id", "location_id", "named_as"
    ):
        found[event_id] += [*names[place_id], named_as]
    for event_id, actor_id in _columns(tables, "event_actors", "event_id", "actor_id"):
        found[event_id] += actors[actor_id]
    for event_id, source_id in _columns(tables, "event_sources", "event_id", "source_id"):
        found[event_id] += sources[source_id]
    # Each text once, each on a line of its own: a search never matches across two.
    return tuple(fold("\n".join(dict.fromkeys(filter(None, texts)))) for texts in found.values())


def _columns(tables: Tables, table: str, *columns: str) -> Iterator[tuple[str, ...]]:
    frame = tables[table]
    return zip(*(frame[column].tolist() for column in columns), strict=True)


def _texts(tables: Tables, table: str, columns: Sequence[str]) -> dict[str, list[str]]:
    """The texts in ``columns`` of each row, by its id, which is the first column."""
    key = str(tables[table].columns[0])
    return {row[0]: list(row[1:]) for row in _columns(tables, table, key, *columns)}


def terms(search: str) -> list[str]:
    """The folded words of ``search``; what stands in quotes is one."""
    found = re.findall(r'"([^"]+)"|([^\s"]+)', fold(search))
    return [" ".join((phrase or word).split()) for phrase, word in found]


def matches(texts: Sequence[str], search: str) -> Mask:
    """Which texts hold every term of ``search`` (N,)."""
    wanted = terms(search)
    return np.array([all(term in text for term in wanted) for text in texts], dtype=bool)
