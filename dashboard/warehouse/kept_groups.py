"""The groups of all events, of searches and of windows: made when first asked for, and kept."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import ibis.expr.types as ir
import pyarrow as pa

from dashboard.columns import EventColumns
from dashboard.remembered import Remembered
from dashboard.warehouse import grouping, predicates
from dashboard.warehouse.engine import Engine
from dashboard.warehouse.exact import Exactly, Near
from dashboard.warehouse.finest_grain import FinestGrain
from dashboard.warehouse.grouping import MOST_GROUPS, Grain, Groups
from dashboard.warehouse.memory import Memory
from dashboard.warehouse.resolution import PARTS, UNITS, Resolution, Unit, Window, snapped
from dashboard.warehouse.row_groups import Bits, RowGroups, row_groups
from dashboard.warehouse.vocabulary import Vocabulary

# A million groups take some 80 MB; the page keeps what it sends.
_KEPT = 4
_ALL = ""


class KeptGroups:
    """Groups of the events that ``holding(text)`` gives for each text, "" for all of them.

    ``memory`` keeps what was found out about all events for the next server, as of ``today``.
    ``marked(text, count)`` tells which of the first ``count`` rows hold a text, where rows are
    numbered.
    """

    def __init__(
        self,
        engine: Engine,
        vocabulary: Vocabulary,
        holding: Callable[[str], ir.Table],
        memory: Memory,
        today: Callable[[], dt.date],
        marked: Callable[[str, int], Bits] | None = None,
    ) -> None:
        self._engine, self._vocabulary, self._holding = engine, vocabulary, holding
        self._memory, self._today, self._marked = memory, today, marked
        # What the groups of all events were made of, until their rows are numbered.
        self._counted: pa.Table | None = None
        self._row_groups: RowGroups | None = None
        self._numbering = threading.Lock()
        self._finest = FinestGrain(engine, vocabulary)
        self._names = [level.name for level in vocabulary.levels]
        self._all: Remembered[tuple[EventColumns, Grain]] = Remembered(1)
        self._found: Remembered[tuple[EventColumns, Grain]] = Remembered(_KEPT)
        self._windows: Remembered[Groups] = Remembered(_KEPT)
        self._nears: Remembered[Near | None] = Remembered(_KEPT)

    def windowed(self, window: Window | None, text: str) -> Groups:
        """Groups of the events that hold ``text``, finer in ``window`` (see `Source.groups`)."""
        whole, (unit, position) = self._grouped(text)
        if window is not None and not (unit == "day" and position == len(self._names) - 1):
            window = snapped(unit, window)
            return self._windows.get(
                (text, window), lambda: self._refined(whole, (unit, position), window, text)
            )
        name = self._level_name(position)
        resolution = Resolution(unit, name, None, unit, name)
        return Groups(whole, resolution, int(whole.weight.sum()))

    def near(self, window: Window | None, sight: frozenset[str]) -> Near | None:
        """How finely the places in ``sight`` can be told.

        What has room for all events has it for some of them, and is found without looking
        into texts again and again.
        """
        return self._nears.get(
            (window, sight),
            lambda: self.exactly(_ALL).nearest(self.windowed(window, _ALL), sight, MOST_GROUPS),
        )

    def exactly(self, text: str) -> Exactly:
        """What makes groups of the events that hold ``text`` exact."""
        vocabulary = self._vocabulary
        return Exactly(self._engine, self._holding(text), vocabulary, vocabulary.untold)

    def _grouped(self, text: str) -> tuple[EventColumns, Grain]:
        if text == _ALL:
            return self._all.get(_ALL, self._group_all)
        # Groups of some events are as coarse as those of all: the page compares them.
        _, grain = self._grouped(_ALL)
        return self._found.get(text, lambda: (self._searched(text, *grain), grain))

    def _group_all(self) -> tuple[EventColumns, Grain]:
        events = self._holding(_ALL)
        grain, made = self._grain_of_all(events)
        unit, position = grain
        # What begins tomorrow is planned until then.
        key = f"{self._today()} {unit} {self._level_name(position)}"
        rows = self._memory.groups(key) if made is None else None
        if rows is None:
            rows = self._rows(events, unit, position) if made is None else made
            self._memory.keep_groups(key, rows)
        columns = grouping.event_columns(self._vocabulary, rows, unit, position)
        if self._marked:
            self._counted = rows
            return columns, grain
        # A database that is read again answers in any order, and what is the same shall be so.
        return grouping.in_order(columns), grain

    def _grain_of_all(self, events: ir.Table) -> tuple[Grain, pa.Table | None]:
        """The grain of all events, which is found once for every state of the data.

        With it come the groups, if they had to be made for it.
        """
        # The other half is for what someone looks at more closely.
        room = MOST_GROUPS // 2
        names = self._names or [""]
        if known := self._memory.grain():
            unit, name, found_for = known
            if unit in UNITS and name in names and found_for == room:
                return (unit, names.index(name) if self._names else -1), None
        (unit, position), made = self._finest.of(events, room, UNITS)
        self._memory.keep_grain((unit, self._level_name(position), room))
        return (unit, position), made

    def _refined(self, whole: EventColumns, grain: Grain, window: Window, text: str) -> Groups:
        events = self._holding(text)
        inside = events.filter(predicates.overlapping(events, window))
        outside = grouping.kept(whole, ~whole.within(*window))
        if text:
            # What is fine enough for all events in the window is so for some of them, and is
            # found without looking into texts again and again.
            (unit, position), made = self._grain_within(window), None
        else:
            # Some are kept for the places that someone looks at more closely.
            room = MOST_GROUPS - MOST_GROUPS // 8 - len(outside)
            units = (*PARTS[grain[0]], grain[0])
            (unit, position), made = self._finest.of(inside, room, units, at_least=grain)
        rows = self._rows(inside, unit, position) if made is None else made
        fine = grouping.event_columns(self._vocabulary, rows, unit, position)
        columns = grouping.joined(fine, outside)
        resolution = Resolution(
            unit, self._level_name(position), window, grain[0], self._level_name(grain[1])
        )
        return Groups(columns, resolution, int(columns.weight.sum()))

    def _grain_within(self, window: Window) -> Grain:
        resolution = self.windowed(window, _ALL).resolution
        return resolution.time, self._names.index(resolution.place) if self._names else -1

    def _level_name(self, position: int) -> str:
        return self._names[position] if self._names else ""

    def number_rows(self, is_stopped: Callable[[], bool]) -> None:
        """Find out in which group of all events each row is; raises `DataError`."""
        with self._numbering:
            groups, (unit, position) = self._grouped(_ALL)
            counted, self._counted = self._counted, None
            if counted is not None:
                grain = unit, self._vocabulary.level(position)
                self._row_groups = row_groups(
                    self._engine, self._holding(_ALL), counted, groups, grain, is_stopped
                )

    def _searched(self, text: str, unit: Unit, position: int) -> EventColumns:
        if self._row_groups and self._marked:
            return self._row_groups.of(self._marked(text, len(self._row_groups.numbers)))
        rows = self._rows(self._holding(text), unit, position)
        return grouping.event_columns(self._vocabulary, rows, unit, position)

    def _rows(self, events: ir.Table, unit: Unit, position: int) -> pa.Table:
        level = self._vocabulary.level(position)
        return self._engine.fetch(grouping.group_counts(events, unit, level))
