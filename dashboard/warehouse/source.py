"""A table of events in a warehouse, as the page asks of it."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import ibis
import ibis.expr.types as ir

from dashboard.columns import EventColumns
from dashboard.intake.atlas import Atlas
from dashboard.intake.row_events import NOT_FOUND
from dashboard.intake.sheet import Reason
from dashboard.problems import DataError, Problem
from dashboard.selection import Selection
from dashboard.tables import Tables
from dashboard.textfiles import excerpt
from dashboard.warehouse import grouping, predicates
from dashboard.warehouse.engine import Engine
from dashboard.warehouse.exact import Exactly, untold
from dashboard.warehouse.grouping import MOST_GROUPS, Groups
from dashboard.warehouse.levels import MOST_PLACES, Level, grid_levels, named_levels
from dashboard.warehouse.mapping import EventMapping
from dashboard.warehouse.pages import page_columns, page_tables
from dashboard.warehouse.relation import END_FAULTS, FAULTS, POINT_FAULTS, UNREADABLE
from dashboard.warehouse.resolution import PARTS, UNITS, Resolution, Unit, Window, snapped
from dashboard.warehouse.vocabulary import Vocabulary, vocabulary

# More distinct cells than these are no categories but texts.
MOST_CELLS = 100_000
# A million groups take some 80 MB; the page keeps what it sends.
_KEPT = 4
Key = TypeVar("Key")
Value = TypeVar("Value")
_EXAMPLES = 5
# An estimate that is so near to the most there may be, as a share of it, is not relied on.
_DOUBT = 0.15
_FAULTS = {"fault": FAULTS, "end_fault": END_FAULTS, "point_fault": POINT_FAULTS}


@dataclass(frozen=True, slots=True)
class NotShown:
    """How many rows are not shown, or not shown in full, and why; with what some of them say."""

    reason: Reason
    count: int
    is_left_out: bool
    examples: tuple[str, ...] = ()


class Source:
    """Events in a warehouse: `groups` of all of them, `count` and `events` of a selection.

    All methods may be called from any thread, and raise `DataError` where the warehouse
    fails. ``tables`` holds the vocabularies; its tables of events and their links are empty.
    Facets of groups: "source" is the table itself for every event, for the documents that
    rows cite are too many to choose from; "actor" is empty.

    ``is_changed()`` says whether the files behind it have changed since, so that it is to be
    opened anew; ``wait(seconds)`` waits until texts are folded for searching, which goes on
    in the background after large files are opened for the first time; ``close()`` gives all
    back.
    """

    def __init__(
        self,
        engine: Engine,
        rows: Callable[[bool], ir.Table],
        mapping: EventMapping,
        atlas: Atlas,
        known: Tables | None = None,
        *,
        today: Callable[[], dt.date],
        is_changed: Callable[[], bool] = lambda: False,
        close: Callable[[], None] | None = None,
        wait: Callable[[float | None], bool] = lambda _: True,
    ) -> None:
        self.engine, self.mapping, self._rows, self._today = engine, mapping, rows, today
        self.is_changed, self.wait = is_changed, wait
        self.close = close or engine.close
        self._lock = threading.RLock()
        self._whole: OrderedDict[str, tuple[EventColumns, grouping.Grain]] = OrderedDict()
        self._windows: OrderedDict[tuple[str, Window], Groups] = OrderedDict()
        self._vocabulary = self._learn(atlas, known)

    @property
    def tables(self) -> Tables:
        """The vocabularies, the same object as long as the source is open."""
        return self._vocabulary.tables

    def groups(
        self,
        window: Window | None = None,
        text: str = "",
        edges: Collection[int] = (),
        places: frozenset[str] = frozenset(),
    ) -> Groups:
        """All events that hold the words ``text``, in at most `MOST_GROUPS` groups.

        Days of ``window`` (first and last, since 1970-01-01) are widened to the units by which
        events outside are grouped; events in it or reaching into it are grouped as finely as
        there is room for. Every event is in one group, so that weights sum up to ``count``.

        ``edges`` are days on which groups begin anew, ``places`` ids that they tell from others,
        however coarse they are: so they are exact for a selection that nobody has snapped.
        """
        with self._lock, self.engine.held():
            found = self._windowed(window, text)
            if not edges and not places:
                return found
            exactly = Exactly(self.engine, self._holding(text), self._vocabulary, self.untold)
            return exactly.groups(found, edges, places)

    @cached_property
    def untold(self) -> tuple[frozenset[str], ...]:
        """For each level of places, from coarse to fine, the ids that its groups do not tell."""
        return untold(self._vocabulary)

    @property
    def levels(self) -> tuple[str, ...]:
        """The names of the levels of places, from coarse to fine."""
        return tuple(level.name for level in self._vocabulary.levels)

    def _windowed(self, window: Window | None, text: str) -> Groups:
        with self._lock:
            whole, (unit, position) = self._grouped(text)
            if window is not None and not (unit == "day" and position == self._finest):
                window = snapped(unit, window)
                if (text, window) not in self._windows:
                    found = self._refined(whole, (unit, position), window, text)
                    _keep(self._windows, (text, window), found)
                return self._windows[text, window]
            name = self._level_name(position)
            resolution = Resolution(unit, name, None, unit, name)
            return Groups(whole, resolution, int(whole.weight.sum()))

    def count(self, selection: Selection) -> int:
        """How many events pass ``selection``, to the day."""
        with self.engine.held():
            events = self._events(with_texts=bool(selection.text))
            wanted = events.filter(predicates.condition(events, selection, self._vocabulary))
            return self._number(wanted.aggregate(n=wanted.count()))

    def events(
        self,
        selection: Selection,
        order: str = "date",
        descending: bool = True,
        offset: int = 0,
        limit: int = 20,
    ) -> Tables:
        """The tables of ``limit`` events of ``selection`` from number ``offset`` on.

        Their order is that of a column of `views.event_order.HEADINGS` (places and sectors by
        their cells, sources by date), or "newest", that of cards; the rows of the table
        ``events`` stand in it. Beside the vocabularies they hold these events' links and the
        documents that these cite.
        """
        with self.engine.held():
            events = self._events(with_texts=True)
            wanted = events.filter(predicates.condition(events, selection, self._vocabulary))
            page = page_columns(
                wanted, order, descending, offset, limit, self._vocabulary, self._today()
            )
            return page_tables(self._vocabulary, self.engine.fetch(page))

    def not_shown(self) -> tuple[NotShown, ...]:
        """Rows that are left out, or shown without a date, an end or a place: how many, and why.

        The most first, with some of the cells that are at fault. Names of places that are not
        known are told one by one.
        """
        with self.engine.held():
            rows = self._rows(False)
            found = [
                NotShown(Reason(reasons[number]), count, column == "fault", self._said(at))
                for column, reasons in _FAULTS.items()
                for told in [rows if column == "fault" else rows.filter(rows["fault"] == 0)]
                for number, count in self._faults(told, column).items()
                if number
                for at in [told.filter(told[column] == number)]
            ]
        reason = Reason(NOT_FOUND)
        unplaced = self._vocabulary.unplaced.items()
        found += [NotShown(reason, count, False, (name,)) for name, count in unplaced]
        return tuple(sorted(found, key=lambda one: -one.count))

    def _faults(self, rows: ir.Table, column: str) -> dict[int, int]:
        counts = self.engine.fetch(rows.group_by(column).aggregate(n=rows.count()))
        return dict(zip(counts[column].to_pylist(), counts["n"].to_pylist(), strict=True))

    def _said(self, rows: ir.Table) -> tuple[str, ...]:
        said = rows.filter(rows["said"] != "").select("said").distinct().limit(_EXAMPLES)
        return tuple(str(excerpt(text)) for text in self.engine.fetch(said)["said"].to_pylist())

    @property
    def _finest(self) -> int:
        return len(self._vocabulary.levels) - 1

    def _level_name(self, position: int) -> str:
        return self._vocabulary.levels[position].name if self._vocabulary.levels else ""

    def _events(self, *, with_texts: bool = False) -> ir.Table:
        rows = self._rows(with_texts)
        shown = rows.filter(rows["fault"] == 0)
        is_ahead = ibis.coalesce(shown["start"] > self._today(), ibis.literal(False))
        told = shown["status"] != ""
        status = ibis.ifelse(told, shown["status"], ibis.ifelse(is_ahead, "planned", "held"))
        return shown.mutate(status=status)

    def _holding(self, text: str) -> ir.Table:
        events = self._events(with_texts=bool(text))
        if not text:
            return events
        return events.filter(predicates.holding(events, text, self._vocabulary))

    def _grouped(self, text: str) -> tuple[EventColumns, grouping.Grain]:
        if text not in self._whole:
            events = self._holding(text)
            if text:
                # Groups of some events are as coarse as those of all: the page compares them.
                _, (unit, position) = self._grouped("")
            else:
                # The other half is for what someone looks at more closely.
                unit, position = self._finest_grain(events, MOST_GROUPS // 2, UNITS)
            _keep(self._whole, text, (self._fetched(events, unit, position), (unit, position)))
        return self._whole[text]

    def _refined(
        self, whole: EventColumns, grain: grouping.Grain, window: Window, text: str
    ) -> Groups:
        events = self._holding(text)
        inside = events.filter(predicates.overlapping(events, window))
        outside = grouping.kept(whole, ~whole.within(*window))
        room = MOST_GROUPS - len(outside)
        units = (*PARTS[grain[0]], grain[0])
        unit, position = self._finest_grain(inside, room, units, at_least=grain)
        columns = grouping.joined(self._fetched(inside, unit, position), outside)
        resolution = Resolution(
            unit, self._level_name(position), window, grain[0], self._level_name(grain[1])
        )
        return Groups(columns, resolution, int(columns.weight.sum()))

    def _fits(self, events: ir.Table, unit: Unit, level: Level | None, room: int) -> bool:
        """Whether the groups are no more than ``room``; estimated where that leaves no doubt."""
        if self.engine.estimates_quickly:
            roughly = self._number(grouping.about_groups(events, unit, level))
            if abs(roughly - room) > room * _DOUBT:
                return roughly <= room
        return self._number(grouping.number_of_groups(events, unit, level)) <= room

    def _finest_grain(
        self,
        events: ir.Table,
        room: int,
        units: Sequence[Unit],
        at_least: grouping.Grain | None = None,
    ) -> grouping.Grain:
        levels = self._vocabulary.levels
        has_countries = bool(self.mapping.column("country"))
        for unit, position in grouping.grains(levels, units, has_countries=has_countries):
            if at_least and position < at_least[1]:
                continue
            if (unit, position) == at_least:
                return at_least
            level = levels[position] if levels else None
            if self._fits(events, unit, level, room):
                return unit, position
        raise DataError(
            [
                Problem(
                    self.engine.name,
                    f"has more than {room:,} kinds of events even by year and widest place",
                    "Map columns of categories, kind and place with fewer values",
                )
            ]
        )

    def _fetched(self, events: ir.Table, unit: Unit, position: int) -> EventColumns:
        level = self._vocabulary.levels[position] if self._vocabulary.levels else None
        rows = self.engine.fetch(grouping.group_counts(events, unit, level))
        return grouping.event_columns(self._vocabulary, rows, unit, position)

    def _number(self, expression: ir.Table) -> int:
        ((number,),) = (row.values() for row in self.engine.fetch(expression).to_pylist())
        return int(number)

    def _check_dates(self, rows: ir.Table) -> None:
        """Raise `DataError` where most dates are in a shape that is not read here."""
        faults = self._faults(rows, "fault")
        if faults.get(UNREADABLE, 0) * 2 > sum(faults.values()):
            said = self._said(rows.filter(rows["fault"] == UNREADABLE))
            problem = "most dates are not written as 2025-11-25, 2025-11 or 2025"
            remedy = (
                "Store dates as dates, or make a dataset of it with: python -m dashboard import"
            )
            column = self.mapping.column("date")
            raise DataError(
                [Problem(self.engine.name, problem, remedy, column=column, value=", ".join(said))]
            )

    def _learn(self, atlas: Atlas, known: Tables | None) -> Vocabulary:
        rows = self._rows(False)
        self._check_dates(rows)
        shown = rows.filter(rows["fault"] == 0)
        levels, places = self._levels(shown)
        cells = {
            role: self._counted(shown, shown[role], MOST_CELLS, role)
            for role in ("category", "kind", "status")
        }
        # What `_events` says of events that say nothing of their status.
        statuses = {"held": 0, "planned": 0} | cells["status"]
        return vocabulary(
            self.mapping,
            atlas,
            known,
            name=self.engine.name,
            levels=levels,
            places=places,
            categories=cells["category"],
            kinds=cells["kind"],
            statuses={cell: count for cell, count in statuses.items() if cell},
        )

    def _levels(self, shown: ir.Table) -> tuple[list[Level], Mapping[str, int]]:
        chosen: list[Level] = []
        places: Mapping[str, int] = {}
        for level in [
            *named_levels(self.mapping),
            *grid_levels(self.mapping, len(self.mapping.levels)),
        ]:
            try:
                places = self._counted(shown, level.key(shown), MOST_PLACES, level.name)
            except DataError:
                if not chosen:
                    raise
                break
            chosen.append(level)
        return chosen, places

    def _counted(self, rows: ir.Table, value: ir.Value, most: int, what: str) -> dict[str, int]:
        keyed = rows.select(cell=value)
        counts = keyed.group_by("cell").aggregate(n=keyed.count())
        found = self.engine.fetch(counts.order_by(ibis.desc("n"), "cell").limit(most + 1))
        if len(found) > most:
            problem = f"has more than {most:,} different cells"
            remedy = "Map another column, or none"
            raise DataError([Problem(self.engine.name, problem, remedy, column=what)])
        return dict(zip(found["cell"].to_pylist(), found["n"].to_pylist(), strict=True))


def _keep(shelf: OrderedDict[Key, Value], key: Key, value: Value) -> None:
    shelf[key] = value
    while len(shelf) > _KEPT:
        shelf.popitem(last=False)
