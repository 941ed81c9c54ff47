"""The rows of the tables about some events."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from dashboard.tables import Tables

Row = Any  # a named tuple of pandas' itertuples, one attribute per column


class EventRows:
    """Events, what is linked to them (``links[table][event_id]``) and what that refers to.

    All else of a dataset stays unread: a page shows a few events of very many.
    """

    def __init__(self, tables: Tables, event_ids: Iterable[str]) -> None:
        wanted = set(event_ids)
        self.events = _by_key(tables["events"], wanted)
        parents = {event.part_of_event_id for event in self.events.values()}
        self.parents = _by_key(tables["events"], parents)
        self.links = {
            name: _grouped(_rows(tables[name], "event_id", wanted))
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
        self.kinds = _by_key(tables["event_kinds"], {e.kind_id for e in self.events.values()})

    def _linked(self, tables: Tables, table: str, key: str, *links: str) -> dict[str, Row]:
        """The rows of ``table`` that the events refer to through ``links``."""
        groups = (group for name in links for group in self.links[name].values())
        return _by_key(tables[table], {getattr(row, key) for group in groups for row in group})


def _rows(frame: pd.DataFrame, column: str, values: set[str]) -> list[Row]:
    return list(frame[frame[column].isin(values)].itertuples(index=False))


def _by_key(frame: pd.DataFrame, ids: set[str]) -> dict[str, Row]:
    """The rows of a table of things that have these ``ids``, its first column."""
    return {row[0]: row for row in _rows(frame, frame.columns[0], ids)}


def _grouped(rows: Iterable[Row]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.event_id, []).append(row)
    return groups
