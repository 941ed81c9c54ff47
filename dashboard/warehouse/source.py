"""A table of events in a warehouse, as the page asks of it."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import ibis
import ibis.expr.types as ir
import pyarrow.compute as pc

from dashboard.columns import EventColumns
from dashboard.intake.atlas import Atlas
from dashboard.intake.row_events import NOT_FOUND
from dashboard.intake.sheet import Reason
from dashboard.problems import DataError, Problem
from dashboard.selection import Selection
from dashboard.tables import Tables
from dashboard.textfiles import excerpt
from dashboard.warehouse import grouping, predicates
from dashboard.warehouse.days import UNREADABLE
from dashboard.warehouse.engine import Engine
from dashboard.warehouse.exact import Exactly, Near
from dashboard.warehouse.grouping import MOST_GROUPS, Groups
from dashboard.warehouse.levels import MOST_PLACES, Level, grid_levels, named_levels
from dashboard.warehouse.mapping import EventMapping
from dashboard.warehouse.one_event import MOST_CANDIDATES, candidates, only_event
from dashboard.warehouse.pages import ROW, numbered_rows, page_columns, page_tables, shown_rows
from dashboard.warehouse.relation import END_FAULTS, FAULTS, POINT_FAULTS
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


Remembered = tuple[Unit, str, int]


@dataclass(frozen=True)
class Memory:
    """Where the grain of all events is kept from one opening to the next.

    It is the unit, the name of the level, and for how many groups it was found.
    """

    read: Callable[[], Remembered | None]
    write: Callable[[Remembered], None]


# Messages, numbers of lines and some of these, as `rejected.rejected` has them.
Rejected = tuple[tuple[str, int, tuple[str, ...]], ...]
NO_MEMORY = Memory(lambda: None, lambda _: None)


class TooManyError(DataError):
    """A column has too many different cells for what it is mapped to."""


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
        memory: Memory = NO_MEMORY,
        rejected: Callable[[], Rejected] = tuple,
    ) -> None:
        self.engine, self.mapping, self._rows, self._today = engine, mapping, rows, today
        self.is_changed, self.wait = is_changed, wait
        self.close, self._memory = close or engine.close, memory
        self._rejected = rejected
        self._lock = threading.RLock()
        self._whole: OrderedDict[str, tuple[EventColumns, grouping.Grain]] = OrderedDict()
        self._windows: OrderedDict[tuple[str, Window], Groups] = OrderedDict()
        self._nears: OrderedDict[tuple[Window | None, frozenset[str]], Near | None] = OrderedDict()
        self.vocabulary = self._learn(atlas, known)

    @property
    def tables(self) -> Tables:
        """The vocabularies, the same object as long as the source is open."""
        return self.vocabulary.tables

    def groups(
        self,
        window: Window | None = None,
        text: str = "",
        edges: Collection[int] = (),
        places: frozenset[str] = frozenset(),
        sight: frozenset[str] = frozenset(),
    ) -> Groups:
        """All events that hold the words ``text``, in at most `MOST_GROUPS` groups.

        Days of ``window`` (first and last, since 1970-01-01) are widened to the units by which
        events outside are grouped; events in it or reaching into it are grouped as finely as
        there is room for. Every event is in one group, so that weights sum up to ``count``.

        ``edges`` are days on which groups begin anew, ``places`` ids that they tell from others,
        however coarse they are: so they are exact for a selection that nobody has snapped. The
        places in ``sight`` are told as finely as there is room for.
        """
        with self._lock, self.engine.held():
            found = self._windowed(window, text)
            if not edges and not places and not sight:
                return found
            near = self._near(window, sight) if sight else None
            return self._exactly(text).groups(found, edges, places, near)

    def _exactly(self, text: str) -> Exactly:
        return Exactly(self.engine, self._holding(text), self.vocabulary, self.untold)

    def _near(self, window: Window | None, sight: frozenset[str]) -> Near | None:
        """How finely the places in ``sight`` can be told.

        What has room for all events has it for some of them, and is found without looking
        into texts again and again.
        """
        key = window, sight
        if key not in self._nears:
            found = self._exactly("").nearest(self._windowed(window, ""), sight, MOST_GROUPS)
            _keep(self._nears, key, found)
        return self._nears[key]

    @property
    def untold(self) -> tuple[frozenset[str], ...]:
        """For each level of places, from coarse to fine, the ids that its groups do not tell."""
        return self.vocabulary.untold

    @property
    def grouped_levels(self) -> tuple[Level, ...]:
        """The levels of places, from coarse to fine."""
        return self.vocabulary.levels

    @property
    def levels(self) -> tuple[str, ...]:
        """The names of the levels of places, from coarse to fine."""
        return tuple(level.name for level in self.vocabulary.levels)

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
            events = self.shown_events(with_texts=bool(selection.text))
            wanted = events.filter(predicates.condition(events, selection, self.vocabulary))
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
            events = self.shown_events(with_texts=True)
            wanted = events.filter(predicates.condition(events, selection, self.vocabulary))
            page = page_columns(
                wanted, order, descending, offset, limit, self.vocabulary, self._today()
            )
            rows = self.engine.fetch(page)
            if ROW in events.columns:
                numbers = rows[ROW].to_pylist()
                found = self.engine.fetch(numbered_rows(events, numbers, self.vocabulary))
                rows = found.take(pc.index_in(rows[ROW], value_set=found[ROW]))
            return page_tables(self.vocabulary, rows)

    def each(self, selection: Selection, rows_at_once: int) -> Iterator[Tables]:
        """The tables of all events of ``selection``, so many at once, in the table's own order.

        Where it can, it uses a connection of its own, so that nobody waits for who takes all.
        """
        # Spark has one connection; and texts that are still in files are known to one alone.
        apart = self.wait(None) and self.engine.can_part
        events = self.shown_events(with_texts=True)
        wanted = events.filter(predicates.condition(events, selection, self.vocabulary))
        shown = shown_rows(wanted, self.vocabulary)
        for rows in self.engine.stream(shown, rows_at_once, apart=apart):
            yield page_tables(self.vocabulary, rows)

    def event(self, event_id: str) -> Tables | None:
        """The tables of the event with this id, as pages give it; None if there is none."""
        has_ids = bool(self.mapping.column("id"))
        with self.engine.held():
            events = self.shown_events(with_texts=True)
            for rows in candidates(events, event_id, has_ids=has_ids):
                shown = shown_rows(rows, self.vocabulary).limit(MOST_CANDIDATES)
                tables = page_tables(self.vocabulary, self.engine.fetch(shown))
                if (tables["events"]["event_id"] == event_id).any():
                    return only_event(tables, event_id)
        return None

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
        found += [
            NotShown(Reason(message), count, True, said)
            for message, count, said in self._rejected()
        ]
        reason = Reason(NOT_FOUND)
        unplaced = self.vocabulary.unplaced.items()
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
        return len(self.vocabulary.levels) - 1

    def _level_name(self, position: int) -> str:
        return self.vocabulary.levels[position].name if self.vocabulary.levels else ""

    def shown_events(self, *, with_texts: bool = False) -> ir.Table:
        """The rows that are shown, as `relation.events` has them, each with its status."""
        rows = self._rows(with_texts)
        shown = rows.filter(rows["fault"] == 0)
        is_ahead = ibis.coalesce(shown["start"] > self._today(), ibis.literal(False))
        told = shown["status"] != ""
        status = ibis.ifelse(told, shown["status"], ibis.ifelse(is_ahead, "planned", "held"))
        return shown.mutate(status=status)

    def _holding(self, text: str) -> ir.Table:
        events = self.shown_events(with_texts=bool(text))
        if not text:
            return events
        return events.filter(predicates.holding(events, text, self.vocabulary))

    def _grouped(self, text: str) -> tuple[EventColumns, grouping.Grain]:
        if text not in self._whole:
            events = self._holding(text)
            if text:
                # Groups of some events are as coarse as those of all: the page compares them.
                _, (unit, position) = self._grouped("")
            else:
                unit, position = self._remembered(events)
            _keep(self._whole, text, (self._fetched(events, unit, position), (unit, position)))
        return self._whole[text]

    def _remembered(self, events: ir.Table) -> grouping.Grain:
        """The grain of all events, which is found once for every state of the data."""
        # The other half is for what someone looks at more closely.
        room = MOST_GROUPS // 2
        names = list(self.levels) or [""]
        if known := self._memory.read():
            unit, name, found_for = known
            if unit in UNITS and name in names and found_for == room:
                return unit, names.index(name) if self.levels else -1
        unit, position = self._finest_grain(events, room, UNITS)
        self._memory.write((unit, self._level_name(position), room))
        return unit, position

    def _refined(
        self, whole: EventColumns, grain: grouping.Grain, window: Window, text: str
    ) -> Groups:
        events = self._holding(text)
        inside = events.filter(predicates.overlapping(events, window))
        outside = grouping.kept(whole, ~whole.within(*window))
        if text:
            # What is fine enough for all events in the window is so for some of them, and is
            # found without looking into texts again and again.
            unit, position = self._grain_within(window)
        else:
            # Some are kept for the places that someone looks at more closely.
            room = MOST_GROUPS - MOST_GROUPS // 8 - len(outside)
            units = (*PARTS[grain[0]], grain[0])
            unit, position = self._finest_grain(inside, room, units, at_least=grain)
        columns = grouping.joined(self._fetched(inside, unit, position), outside)
        resolution = Resolution(
            unit, self._level_name(position), window, grain[0], self._level_name(grain[1])
        )
        return Groups(columns, resolution, int(columns.weight.sum()))

    def _grain_within(self, window: Window) -> grouping.Grain:
        resolution = self._windowed(window, "").resolution
        names = self.levels
        return resolution.time, names.index(resolution.place) if names else -1

    def _fits(self, events: ir.Table, unit: Unit, position: int, room: int) -> bool:
        """Whether the groups are no more than ``room``; estimated where that leaves no doubt."""
        level = self.vocabulary.levels[position] if self.vocabulary.levels else None
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
        """The finest grain in whose groups there is ``room`` for ``events``.

        Halving what is in question, for every answer takes a look at all events. ``at_least``
        is a grain that is known to fit.
        """
        has_countries = bool(self.mapping.column("country"))
        grains = grouping.grains(self.vocabulary.levels, units, has_countries=has_countries)
        if at_least:
            grains = [grain for grain in grains if grain[1] >= at_least[1]]
            grains = [*grains[: grains.index(at_least)], at_least]
        low, high = 0, len(grains) - 1
        while low < high:
            middle = (low + high) // 2
            if self._fits(events, *grains[middle], room):
                high = middle
            else:
                low = middle + 1
        if low == len(grains) - 1 and not at_least and not self._fits(events, *grains[low], room):
            problem = f"has more than {room:,} kinds of events even by year and widest place"
            remedy = "Map columns of categories, kind and place with fewer values"
            raise DataError([Problem(self.engine.name, problem, remedy)])
        return grains[low]

    def _fetched(self, events: ir.Table, unit: Unit, position: int) -> EventColumns:
        level = self.vocabulary.levels[position] if self.vocabulary.levels else None
        rows = self.engine.fetch(grouping.group_counts(events, unit, level))
        return grouping.event_columns(self.vocabulary, rows, unit, position)

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
        """The levels with no more places than a map can show, and the keys of the finest."""
        named = named_levels(self.mapping)
        places: Mapping[str, int] = {}
        for count in range(len(named), 0, -1):
            level = named[count - 1]
            try:
                places = self._counted(shown, level.key(shown), MOST_PLACES, level.name)
            except TooManyError:
                if count == 1:
                    raise
                continue
            named = named[:count]
            break
        if len(named) < len(self.mapping.levels):
            return named, places
        chosen = named
        for level in grid_levels(self.mapping, len(named)):
            try:
                places = self._counted(shown, level.key(shown), MOST_PLACES, level.name)
            except TooManyError:
                break
            chosen = [*chosen, level]
        return chosen, places

    def _counted(self, rows: ir.Table, value: ir.Value, most: int, what: str) -> dict[str, int]:
        keyed = rows.select(cell=value)
        counts = keyed.group_by("cell").aggregate(n=keyed.count())
        found = self.engine.fetch(counts.order_by(ibis.desc("n"), "cell").limit(most + 1))
        if len(found) > most:
            problem = f"has more than {most:,} different cells"
            remedy = "Map another column, or none"
            raise TooManyError([Problem(self.engine.name, problem, remedy, column=what)])
        return dict(zip(found["cell"].to_pylist(), found["n"].to_pylist(), strict=True))


def _keep(shelf: OrderedDict[Key, Value], key: Key, value: Value) -> None:
    shelf[key] = value
    while len(shelf) > _KEPT:
        shelf.popitem(last=False)
