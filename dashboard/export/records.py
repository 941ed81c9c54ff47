"""Everything the tables say about one event, joined once for all formats.

The tables hold each fact in one place; a file to take away must stand alone. Nothing is
merged here: two sources that disagree stay two statements, each with its document.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dashboard import dates, schema
from dashboard.disagreements import disagreements
from dashboard.tables import Tables

Row = Any  # a named tuple of pandas' itertuples, one attribute per column


@dataclass(frozen=True, slots=True)
class EventPlace:
    """A place of an event: a row of ``locations`` and the rows that tie it to the event."""

    place: Row
    links: tuple[Row, ...]

    @property
    def roles(self) -> tuple[str, ...]:
        """The distinct roles, in the order of `schema.LOCATION_ROLES`."""
        found = {link.role for link in self.links}
        return tuple(role for role in schema.LOCATION_ROLES if role in found)

    @property
    def named_as(self) -> tuple[str, ...]:
        """The names that sources give it where they differ from ours."""
        return tuple(dict.fromkeys(link.named_as for link in self.links if link.named_as))


@dataclass(frozen=True, slots=True)
class EventActor:
    """An actor of an event, with the distinct roles in the order of `schema.ACTOR_ROLES`."""

    actor: Row
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number about an event: its row, its measure, its document, and whom it is about."""

    figure: Row
    measure: Row
    source: Row
    place: Row | None
    counterpart: Row | None


@dataclass(frozen=True, slots=True)
class Statement:
    """What one document says of an event, a row of ``event_sources``, and the document."""

    stated: Row
    source: Row


@dataclass(frozen=True, slots=True)
class Position:
    """One side of a disagreement, which ``number`` tells from others of the event.

    ``statement`` is the date that the document gives (EDTF), or the number in English
    words; ``figure`` is that number, ``None`` if the disagreement is about the date.
    """

    number: int
    statement: str
    figure: Figure | None
    source: Row
    locator: str


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One event with all that hangs on it; sectors in the order of legends, venues first."""

    event: Row
    kind: Row
    sectors: tuple[Row, ...]
    places: tuple[EventPlace, ...]
    actors: tuple[EventActor, ...]
    figures: tuple[Figure, ...]
    statements: tuple[Statement, ...]
    positions: tuple[Position, ...]
    part_of: Row | None

    @property
    def start(self) -> dt.date | None:
        """First day of the closed interval that the event stands for."""
        return day_of(self.event.start_date)

    @property
    def end(self) -> dt.date | None:
        """Last day of the closed interval that the event stands for."""
        return day_of(self.event.end_date)

    @property
    def exact_days(self) -> tuple[dt.date, dt.date] | None:
        """First and last day where the source gives both; ``None`` for anything coarser.

        "About the 5th" is not the 5th, and an interval without an end has no last day.
        """
        exact = self.event.date_precision == "day" and not self.event.is_approximate
        if not exact or self.start is None or self.end is None:
            return None
        return self.start, self.end


def event_records(tables: Tables, event_ids: Sequence[str]) -> list[EventRecord]:
    """The records of ``event_ids``, in this order; raises `KeyError` for an unknown id."""
    return _Joined(tables, event_ids).records(event_ids)


def day_of(cell: Any) -> dt.date | None:
    """A cell of a date column as a day; ``None`` where it is empty."""
    return None if pd.isna(cell) else cell.date()


def last_published(sources: Iterable[Row]) -> dt.date:
    """The latest day on which one of ``sources`` (rows of that table) can have appeared.

    It dates files and entries, so that the same tables give the same bytes. A month or
    year counts with its first day. 1970-01-01 if no source has a date.
    """
    found = (readable(row.published_edtf) for row in sources)
    days = [period.start for period in found if period and period.start]
    return max(days, default=dt.date(1970, 1, 1))


def readable(edtf: str) -> dates.Period | None:
    """The period of ``edtf``; ``None`` if it is empty or no EDTF.

    The page opens datasets whose dates nobody checked. Such a date is handed on as text.
    """
    try:
        return dates.parse(edtf) if edtf else None
    except dates.DateError:
        return None


class _Joined:
    """The rows about some events, grouped by event, and the closed lists by id."""

    def __init__(self, tables: Tables, event_ids: Iterable[str]) -> None:
        wanted = set(event_ids)
        self.events = _by_key(tables["events"])
        self.kinds = _by_key(tables["event_kinds"])
        self.sectors = _by_key(tables["sectors"])
        self.places = _by_key(tables["locations"])
        self.actors = _by_key(tables["actors"])
        self.measures = _by_key(tables["measures"])
        self.sources = _by_key(tables["sources"])
        self.of_event = {
            name: _grouped(tables[name], wanted)
            for name in (
                "event_locations",
                "event_sectors",
                "event_actors",
                "event_sources",
                "figures",
            )
        }
        self.figures = {
            row.figure_id: self.figure(row)
            for rows in self.of_event["figures"].values()
            for row in rows
        }
        self.disagreements = _grouped(disagreements(_only(tables, wanted)), wanted)

    def records(self, event_ids: Sequence[str]) -> list[EventRecord]:
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
        places = [EventPlace(self.places[key], tuple(found)) for key, found in links.items()]
        return tuple(sorted(places, key=lambda p: schema.LOCATION_ROLES.index(p.roles[0])))

    def event_actors(self, rows: Iterable[Row]) -> tuple[EventActor, ...]:
        roles: dict[str, set[str]] = {}
        for row in rows:
            roles.setdefault(row.actor_id, set()).add(row.role)
        return tuple(
            EventActor(self.actors[key], tuple(r for r in schema.ACTOR_ROLES if r in found))
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


def _only(tables: Tables, wanted: set[str]) -> Tables:
    """``tables`` with the statements about some events only, and with readable dates."""
    stated = tables["event_sources"]
    is_readable = np.array([readable(text) is not None for text in stated["stated_edtf"]], bool)
    figures = tables["figures"]
    frames = {
        **tables.frames,
        "event_sources": stated[stated["event_id"].isin(wanted) & is_readable],
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
