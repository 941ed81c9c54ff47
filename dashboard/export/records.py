"""Everything the tables say about one event, joined once for all formats.

The tables hold each fact in one place; a file to take away must stand alone. Nothing is
merged here: two sources that disagree stay two statements, each with its document.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard import closed_lists
from dashboard.export.precision import readable

Row = Any  # a named tuple of pandas' itertuples, one attribute per column


@dataclass(frozen=True, slots=True)
class EventPlace:
    """A place of an event: a row of ``locations`` and the rows that tie it to the event.

    ``lies_in`` holds the ids of the city, province and so on that it is a part of.
    """

    place: Row
    links: tuple[Row, ...]
    lies_in: frozenset[str]

    @property
    def roles(self) -> tuple[str, ...]:
        """The distinct roles, in the order of `closed_lists.LOCATION_ROLES`."""
        found = {link.role for link in self.links}
        return tuple(role for role in closed_lists.LOCATION_ROLES if role in found)

    @property
    def named_as(self) -> tuple[str, ...]:
        """The names that sources give it where they differ from ours."""
        return tuple(dict.fromkeys(link.named_as for link in self.links if link.named_as))


@dataclass(frozen=True, slots=True)
class EventActor:
    """An actor of an event, with the distinct roles in the order of `closed_lists.ACTOR_ROLES`."""

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
    """One event with all that hangs on it.

    Sectors are in the order of legends; of places, venues come first, and finer ones.
    """

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
