"""The records of events, joined from the tables that the facts stand in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from dashboard import closed_lists
from dashboard.disagreements import disagreements
from dashboard.export.records import (
    EventActor,
    EventPlace,
    EventRecord,
    Figure,
    Position,
    Row,
    Statement,
)
from dashboard.progress import Tell, part, told, unheard
from dashboard.tables import Tables


def event_records(
    tables: Tables, event_ids: Sequence[str], tell: Tell = unheard
) -> list[EventRecord]:
    """The records of ``event_ids``, in this order; raises `KeyError` for an unknown id."""
    joined = _Joined(tables, event_ids, part(tell, 0.0, 0.5))
    return joined.records(told(event_ids, part(tell, 0.5, 1.0)))


# The tables that say something of events.
_OF_EVENTS = ("event_locations", "event_sectors", "event_actors", "event_sources", "figures")


class _Joined:
    """The rows about some events, grouped by event, and the closed lists by id."""

    def __init__(self, tables: Tables, event_ids: Iterable[str], tell: Tell) -> None:
        wanted = set(event_ids)
        self.events = _by_key(tables["events"])
        self.kinds = _by_key(tables["event_kinds"])
        self.sectors = _by_key(tables["sectors"])
        self.places = _by_key(tables["locations"])
        self.actors = _by_key(tables["actors"])
        self.measures = _by_key(tables["measures"])
        self.sources = _by_key(tables["sources"])
        self.of_event = {
            name: _grouped(tables[name], wanted) for name in told(_OF_EVENTS, part(tell, 0.0, 0.7))
        }
        self.figures = {
            row.figure_id: self.figure(row)
            for rows in self.of_event["figures"].values()
            for row in rows
        }
        tell(0.8)
        self.disagreements = _grouped(disagreements(_only(tables, wanted)), wanted)

    def records(self, event_ids: Iterable[str]) -> list[EventRecord]:
        return [self.record(self.events[event_id]) for event_id in event_ids]

    def record(self, event: Row) -> EventRecord:
        def rows(table: str) -> list[Row]:
            return self.of_event[table].get(event.event_id, [])

        sectors = {row.sector_id: self.sectors[row.sector_id] for row in rows("event_sectors")}
        return EventRecord(
            event,
            self.kinds[event.kind_id],
            tuple(sorted(sectors.values(), key=lambda row: (row.position, row.sector_id))),
            self.event_places(rows("event_locations")),
            self.event_actors(rows("event_actors")),
            tuple(self.figures[row.figure_id] for row in rows("figures")),
            tuple(Statement(row, self.sources[row.source_id]) for row in rows("event_sources")),
            tuple(map(self.position, self.disagreements.get(event.event_id, []))),
            self.events.get(event.part_of_event_id),
        )

    def event_places(self, rows: Iterable[Row]) -> tuple[EventPlace, ...]:
        links: dict[str, list[Row]] = {}
        for row in rows:
            links.setdefault(row.location_id, []).append(row)
        places = [
            EventPlace(self.places[key], tuple(found), self.ancestors(key))
            for key, found in links.items()
        ]
        return tuple(sorted(places, key=_venues_then_finer))

    def ancestors(self, location_id: str) -> frozenset[str]:
        found: set[str] = set()
        # A dataset that nobody checked may hold a circle.
        while (location_id := self.places[location_id].parent_id) and location_id not in found:
            found.add(location_id)
        return frozenset(found)

    def event_actors(self, rows: Iterable[Row]) -> tuple[EventActor, ...]:
        roles: dict[str, set[str]] = {}
        for row in rows:
            roles.setdefault(row.actor_id, set()).add(row.role)
        return tuple(
            EventActor(self.actors[key], tuple(r for r in closed_lists.ACTOR_ROLES if r in found))
            for key, found in roles.items()
        )

    def figure(self, row: Row) -> Figure:
        return Figure(
            row,
            self.measures[row.measure_id],
            self.sources[row.source_id],
            self.places.get(row.location_id),
            self.places.get(row.counterpart_id),
        )

    def position(self, row: Row) -> Position:
        return Position(
            row.disagreement,
            row.statement,
            self.figures.get(row.figure_id),
            self.sources[row.source_id],
            row.locator,
        )


def _venues_then_finer(entry: EventPlace) -> tuple[int, int]:
    role = closed_lists.LOCATION_ROLES.index(entry.roles[0])
    return role, -closed_lists.LOCATION_KINDS.index(entry.place.kind)


def _only(tables: Tables, wanted: set[str]) -> Tables:
    """``tables`` with the statements about some events only."""
    stated = tables["event_sources"]
    figures = tables["figures"]
    frames = {
        **tables.frames,
        "event_sources": stated[stated["event_id"].isin(wanted)],
        "figures": figures[figures["event_id"].isin(wanted)],
    }
    return Tables(frames, tables.about)


def _by_key(frame: pd.DataFrame) -> dict[str, Row]:
    """Rows by their first column, the primary key of a table of things."""
    return {row[0]: row for row in frame.itertuples(index=False)}


def _grouped(frame: pd.DataFrame, event_ids: set[str]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in frame[frame["event_id"].isin(event_ids)].itertuples(index=False):
        groups.setdefault(str(row.event_id), []).append(row)
    return groups
