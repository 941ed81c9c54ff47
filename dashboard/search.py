"""Finding events by words in any of the languages, with or without diacritics."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.facets import Mask
from dashboard.tables import Tables

LONGEST_SEARCH = 100


class _Bare(dict[int, str | None]):
    """For `str.translate`: leaves out marks (accents, voicing); looked up once a character."""

    def __missing__(self, code: int) -> str | None:
        sign = chr(code)
        self[code] = None if unicodedata.category(sign).startswith("M") else sign
        return self[code]


# A đ has no mark to lose.
_BARE = _Bare({ord("đ"): "d"})


def fold(text: str) -> str:
    """``text`` without case, width or diacritics: "Quảng Ninh" and "quang ninh" are one.

    The browser folds the same way (``linked/search.js``). Japanese loses its voicing
    marks too, on both sides alike.
    """
    lower = text.lower()
    return lower if lower.isascii() else unicodedata.normalize("NFKD", lower).translate(_BARE)


# What is searched beside an event's own columns: the table that links events to it, the
# column that names it there, and the names it goes by (table, columns).
_OWN = ("title_en", "title_vi", "title_ja", "summary_en")
_NAMES = {
    ("event_locations", "location_id"): ("locations", ("name_en", "name_vi", "name_ja")),
    ("event_actors", "actor_id"): ("actors", ("name_en", "name_vi", "name_ja", "office_en")),
    ("event_sources", "source_id"): ("sources", ("publisher",)),
}


@dataclass(frozen=True, eq=False)
class _Linked:
    """Texts that many events share: link i says that event ``row[i]`` has ``texts[text[i]]``."""

    texts: tuple[str, ...]
    row: npt.NDArray[np.intp]
    text: npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class TextIndex:
    """What can be found of N events, folded.

    Titles in all languages, the summary, and the names of its places (former and
    alternative ones too, and as the sources write them), its actors and its sources.
    ``own`` (N) is kept apart from what many events share: that is looked through once.
    """

    own: pa.StringArray
    linked: tuple[_Linked, ...]

    def find(self, search: str) -> Mask:
        """Which events hold every term of ``search`` (N,)."""
        result = np.ones(len(self.own), dtype=bool)
        for term in terms(search):
            hit = pc.match_substring(self.own, term).to_numpy(zero_copy_only=False)
            for linked in self.linked:
                has_term = np.array([term in text for text in linked.texts], dtype=bool)
                hit[linked.row[has_term[linked.text]]] = True
            result &= hit
        return result

    def texts(self) -> list[str]:
        """All that can be found of each event, each text on a line of its own (N)."""
        found: list[list[str]] = [[text] for text in self.own.to_pylist()]
        for linked in self.linked:
            for row, text in zip(linked.row.tolist(), linked.text.tolist(), strict=True):
                found[row].append(linked.texts[text])
        return ["\n".join(dict.fromkeys(filter(None, texts))) for texts in found]


# Forgotten with the tables: a session's own must not outlive it.
_INDEXES: WeakKeyDictionary[Tables, TextIndex] = WeakKeyDictionary()


def text_index(tables: Tables) -> TextIndex:
    """The index of a dataset's events, in the order of the events table; made once."""
    index = _INDEXES.get(tables)
    if index is None:
        index = _INDEXES[tables] = _index(tables)
    return index


def _index(tables: Tables) -> TextIndex:
    events = tables["events"]
    own = pa.array(map(_folded, _columns(events, _OWN)), pa.string(), size=len(events))
    known = pd.Index(events["event_id"])
    linked = []
    for (table, key), (named, columns) in _NAMES.items():
        links = tables[table]
        row = known.get_indexer(links["event_id"])
        position, ids = pd.factorize(links[key])
        names = _names(tables, named, columns)
        linked.append(_Linked(tuple(_folded(names[thing]) for thing in ids), row, position))
        if "named_as" in links:
            position, written = pd.factorize(links["named_as"].fillna(""))
            linked.append(_Linked(tuple(map(fold, written)), row, position))
    return TextIndex(own, tuple(linked))


def _names(tables: Tables, table: str, columns: Sequence[str]) -> dict[str, list[str]]:
    frame = tables[table]
    ids = frame[frame.columns[0]].tolist()
    names = dict(zip(ids, map(list, _columns(frame, columns)), strict=True))
    if table == "locations":
        for place_id, name in _columns(tables["location_names"], ("location_id", "name")):
            names[place_id].append(name)
    return names


def _columns(frame: pd.DataFrame, columns: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(frame[column].fillna("").tolist() for column in columns), strict=True)


def _folded(texts: Iterable[str]) -> str:
    # On lines of their own: a search never matches across two.
    return fold("\n".join(dict.fromkeys(filter(None, texts))))


def terms(search: str) -> list[str]:
    """The folded words of ``search``; what stands in quotes is one."""
    found = re.findall(r'"([^"]+)"|([^\s"]+)', fold(search))
    return [" ".join((phrase or word).split()) for phrase, word in found]
