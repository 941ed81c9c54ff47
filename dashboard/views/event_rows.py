"""The rows of the tables about some events."""

from __future__ import annotations

import threading
from collections import namedtuple
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from dashboard.tables import Tables

# mypy wants to read the names of the fields.
_row_type: Callable[[str, list[str]], Callable[..., Any]] = namedtuple
Cells = Any  # an array of Arrow, numpy or pandas: take() and tolist()
Row = Any  # a named tuple of pandas' itertuples, one attribute per column


class EventRows:
    """Events, what is linked to them (``links[table][event_id]``) and what that refers to.

    All else of a dataset stays unread: a page shows a few events of very many.
    """

    def __init__(self, tables: Tables, event_ids: Iterable[str]) -> None:
        wanted = set(event_ids)
        self.events = _by_key(tables, "events", wanted)
        parents = {event.part_of_event_id for event in self.events.values()}
        self.parents = _by_key(tables, "events", parents)
        self.links = {
            name: _grouped(_rows(tables, name, "event_id", wanted))
            for name in (
                "event_locations",
                "event_sectors",
                "event_actors",
                "event_sources",
                "figures",
            )
        }
        self.places = self._linked(tables, "locations", "location_id", "event_locations")
        self.sectors = self._linked(tables, "sectors", "sector_id", "event_sectors")
        self.actors = self._linked(tables, "actors", "actor_id", "event_actors")
        self.sources = self._linked(tables, "sources", "source_id", "event_sources", "figures")
        self.measures = self._linked(tables, "measures", "measure_id", "figures")
        self.kinds = _by_key(tables, "event_kinds", {e.kind_id for e in self.events.values()})

    def _linked(self, tables: Tables, table: str, key: str, *links: str) -> dict[str, Row]:
        """The rows of ``table`` that the events refer to through ``links``."""
        groups = (group for name in links for group in self.links[name].values())
        return _by_key(tables, table, {getattr(row, key) for group in groups for row in group})


def is_event(tables: Tables, event_id: str) -> bool:
    """Whether the dataset has an event of this id."""
    return bool(_by_key(tables, "events", {event_id}))


@dataclass(frozen=True, eq=False)
class _Lookup:
    """The rows of a table by the texts of a column: 16 bytes a row, however long these are."""

    key: int
    columns: tuple[Cells, ...]
    make_row: Callable[..., Row]
    hashes: npt.NDArray[np.uint64]
    order: npt.NDArray[np.intp]

    @classmethod
    def of(cls, frame: pd.DataFrame, column: str) -> _Lookup:
        hashes = _hashes(frame[column].to_numpy(dtype=object))
        order = np.argsort(hashes, kind="stable")
        names = [str(name) for name in frame.columns]
        columns = tuple(_cells(frame[name]) for name in names)
        # A row has a column's name for each value, so that it reads as those of pandas do.
        make_row = _row_type("Row", names)
        return cls(names.index(column), columns, make_row, hashes[order], order)

    def rows(self, wanted: set[str]) -> list[Row]:
        """The rows that hold one of the texts, in the order of the table."""
        hashes = np.unique(_hashes(np.array(list(wanted), dtype=object)))
        ends = (np.searchsorted(self.hashes, hashes, side) for side in ("left", "right"))
        found = [self.order[first:last] for first, last in zip(*ends, strict=True)]
        at = np.sort(np.concatenate(found)) if found else np.zeros(0, dtype=np.intp)
        cells = [column.take(at).tolist() for column in self.columns]
        # Two texts may share a hash.
        return [row for row in map(self.make_row, *cells) if row[self.key] in wanted]


def _cells(column: pd.Series) -> Cells:
    """A column to take a few cells from in a tenth of the time that pandas needs for it."""
    if column.dtype == "str":
        texts = pa.array(column)
        return texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    # Whose cells are to be Python's own numbers, and whose pandas' own days.
    is_plain = isinstance(column.dtype, np.dtype) and column.dtype.kind in "biuf"
    return column.to_numpy() if is_plain else column.array


def _hashes(texts: npt.NDArray[np.object_]) -> npt.NDArray[np.uint64]:
    return pd.util.hash_array(texts, categorize=False)


# A look through a column of a million ids, for each of a card's tables, is what a rerun of
# the page would mostly wait for. Forgotten with the tables.
_LOOKUPS: WeakKeyDictionary[Tables, dict[tuple[str, str], _Lookup]] = WeakKeyDictionary()
_LOCK = threading.Lock()


def _rows(tables: Tables, table: str, column: str, values: set[str]) -> list[Row]:
    if not values or tables[table].empty:
        return []
    with _LOCK:
        # Made once: who comes meanwhile waits for it.
        lookups = _LOOKUPS.setdefault(tables, {})
        if (table, column) not in lookups:
            lookups[table, column] = _Lookup.of(tables[table], column)
        lookup = lookups[table, column]
    return lookup.rows(values)


# Whole tables as rows, of those that are small. Forgotten with the tables.
_SMALL: WeakKeyDictionary[Tables, dict[str, dict[str, Row]]] = WeakKeyDictionary()
_SMALL_TABLE = 1_000  # rows


def _by_key(tables: Tables, table: str, ids: set[str]) -> dict[str, Row]:
    """The rows of a table of things that have these ``ids``, its first column."""
    if len(tables[table]) > _SMALL_TABLE:
        column = str(tables[table].columns[0])
        return {row[0]: row for row in _rows(tables, table, column, ids)}
    kept = _SMALL.setdefault(tables, {})
    if table not in kept:
        kept[table] = {row[0]: row for row in tables[table].itertuples(index=False)}
    return {key: row for key, row in kept[table].items() if key in ids}


def _grouped(rows: Iterable[Row]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.event_id, []).append(row)
    return groups
