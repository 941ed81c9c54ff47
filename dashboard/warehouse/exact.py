"""Groups made exact for a selection: parted where it begins and ends, and told from its places.

Places that someone looks at closely are told apart, too. Only what lies in the units and places
concerned is grouped anew; all other groups stay.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import ibis
import ibis.expr.types as ir
import numpy as np

from dashboard.columns import EventColumns
from dashboard.facets import Facet, Ints, Mask
from dashboard.marking import marked
from dashboard.problems import DataError, Problem
from dashboard.warehouse import predicates
from dashboard.warehouse.dimension import picked
from dashboard.warehouse.engine import Engine
from dashboard.warehouse.grouping import (
    MOST_GROUPS,
    Edges,
    Groups,
    event_columns,
    group_counts,
    joined,
    kept,
    number_of_groups,
)
from dashboard.warehouse.levels import prefix
from dashboard.warehouse.resolution import Resolution, Unit, Window, is_edge, snapped
from dashboard.warehouse.vocabulary import Vocabulary

# At a level of places, the ids that its groups tell from others.
_Told = tuple[int, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Near:
    """The ``places`` that are looked at closely, and the level whose groups tell them."""

    places: frozenset[str]
    position: int


@dataclass(frozen=True, eq=False)
class _Side:
    """The groups inside of the window or outside: which they are, and how coarse."""

    rows: Mask
    condition: ir.BooleanValue
    unit: Unit
    position: int


@dataclass(frozen=True, eq=False)
class Exactly:
    """Asks again for some of the groups of ``events``; ``untold`` is that of the vocabulary."""

    engine: Engine
    events: ir.Table
    vocabulary: Vocabulary
    untold: tuple[frozenset[str], ...]

    def groups(
        self,
        found: Groups,
        edges: Collection[int],
        places: frozenset[str],
        near: Near | None = None,
    ) -> Groups:
        """``found``, parted at ``edges`` and told from ``places``, and from those ``near``.

        Raises `DataError` where that makes too many groups.
        """
        parted = [(_unit_at(found.resolution, day), day) for day in sorted(set(edges))]
        parted = [(unit, day) for unit, day in parted if not is_edge(unit, day)]
        stretches = [snapped(unit, (day, day)) for unit, day in parted]
        again = np.zeros(len(found.columns), dtype=bool)
        fetched: list[EventColumns] = []
        for side in self._sides(found):
            told = self._told(side, places, near)
            rows, condition = self._concerned(found.columns, side, stretches, told)
            again |= rows
            fetched += self._fetched(side, condition, told, [day for _, day in parted])
        columns = kept(found.columns, ~again)
        for part in fetched:
            columns = joined(columns, part)
        resolution = found.resolution
        if near:
            name = self.vocabulary.levels[near.position].name
            resolution = replace(resolution, sight_place=name)
        return Groups(columns, resolution, found.count)

    def nearest(self, found: Groups, places: frozenset[str], most: int) -> Near | None:
        """The finest level that tells ``places`` apart in no more than ``most`` groups in all.

        None if no level tells more of them than ``found`` does, or none of these has room.
        """
        sides = list(self._sides(found))
        coarsest = min(side.position for side in sides)
        for position in range(len(self.vocabulary.levels) - 1, coarsest, -1):
            near = Near(places, position)
            number = len(found.columns)
            all_told = [self._told(side, frozenset(), near) for side in sides]
            if not any(all_told):
                return None
            for side, told in zip(sides, all_told, strict=True):
                rows, condition = self._concerned(found.columns, side, (), told)
                events = self.events.filter(condition)
                parts = self._parted(events, side, told)
                number += sum(self._number(part, side.unit, at, ()) for part, at in parts)
                number -= int(rows.sum())
            if number <= most:
                return near
        return None

    def _told(self, side: _Side, places: frozenset[str], near: Near | None) -> list[_Told]:
        """What the groups of ``side`` do not tell and are to tell, and by which levels."""
        if not self.untold:
            return []
        told = [(len(self.untold) - 1, places & self.untold[side.position])]
        if near:
            coarse, fine = (
                frozenset().union(*self.untold[at:]) for at in (side.position, near.position)
            )
            told.append((near.position, near.places & coarse - fine))
        return [(position, ids) for position, ids in told if ids]

    def _sides(self, found: Groups) -> Iterator[_Side]:
        resolution = found.resolution
        names = [level.name for level in self.vocabulary.levels]
        inner, outer = (
            names.index(name) if names else 0
            for name in (resolution.place, resolution.outside_place)
        )
        everything = ibis.literal(True)
        if resolution.window is None:
            yield _Side(np.ones(len(found.columns), dtype=bool), everything, resolution.time, inner)
            return
        inside = predicates.overlapping(self.events, resolution.window)
        rows = found.columns.within(*resolution.window)
        yield _Side(rows, inside, resolution.time, inner)
        yield _Side(~rows, ~inside, resolution.outside_time, outer)

    def _concerned(
        self,
        columns: EventColumns,
        side: _Side,
        stretches: Collection[Window],
        told: Collection[_Told],
    ) -> tuple[Mask, ir.BooleanValue]:
        """The groups of ``side`` that must be asked for again, and the events in these."""
        rows = np.zeros(len(columns), dtype=bool)
        condition: ir.BooleanValue = ibis.literal(False)
        for stretch in stretches:
            rows |= columns.within(*stretch)
            condition = condition | predicates.overlapping(self.events, stretch)
        for position, ids in told:
            dimension = self.vocabulary.places[side.position]
            level = self.vocabulary.levels[side.position]
            finer = self.vocabulary.places[position]
            hit = finer.hits(ids)
            around = {prefix(level, str(key)) for key in picked(finer.cells, hit)}
            cells = dimension.cells.to_pylist()
            is_around = np.array([key in around for key in cells], dtype=bool)
            is_around |= dimension.hits(ids)
            # Several cells may stand for the same places; their groups look alike.
            own = dimension.facet.set_of_row[:-1]
            sets = np.unique(own[is_around])
            is_alike = np.isin(own, sets)
            rows |= _with_ids(columns.facets["place"], dimension.facet, sets)
            condition = condition | predicates.is_in(level.key(self.events), dimension, is_alike)
        return rows & side.rows, condition & side.condition

    def _fetched(
        self, side: _Side, condition: ir.BooleanValue, told: Collection[_Told], edges: Edges
    ) -> Iterator[EventColumns]:
        for events, position in self._parted(self.events.filter(condition), side, told):
            yield self._grouped(events, side.unit, position, edges)

    def _parted(
        self, events: ir.Table, side: _Side, told: Collection[_Told]
    ) -> Iterator[tuple[ir.Table, int]]:
        """Those of ``events`` that each level is to tell, and the others by that of ``side``."""
        for position, ids in told:
            dimension = self.vocabulary.places[position]
            key = self.vocabulary.levels[position].key(events)
            is_told = predicates.is_in(key, dimension, dimension.hits(ids))
            yield events.filter(is_told), position
            events = events.filter(~is_told)
        yield events, side.position

    def _number(self, events: ir.Table, unit: Unit, position: int, edges: Edges) -> int:
        level = self.vocabulary.levels[position] if self.vocabulary.levels else None
        counted = number_of_groups(events, unit, level, edges)
        return int(self.engine.fetch(counted)["groups"][0].as_py())

    def _grouped(self, events: ir.Table, unit: Unit, position: int, edges: Edges) -> EventColumns:
        level = self.vocabulary.levels[position] if self.vocabulary.levels else None
        if self._number(events, unit, position, edges) > MOST_GROUPS:
            problem = marked("has too many different events at these places to count them apart")
            raise DataError([Problem(self.engine.name, problem, marked("Choose fewer places"))])
        rows = self.engine.fetch(group_counts(events, unit, level, edges))
        return event_columns(self.vocabulary, rows, unit, position, edges)


def _unit_at(resolution: Resolution, day: int) -> Unit:
    """The unit that the groups on both sides of the night before ``day`` have."""
    window = resolution.window
    is_inside = window is None or window[0] < day <= window[1]
    return resolution.time if is_inside else resolution.outside_time


def _with_ids(columns_facet: Facet, facet: Facet, sets: Ints) -> Mask:
    """Which rows have exactly the ids that one of the ``sets`` of another facet holds."""
    wanted = {tuple(facet.values[facet.offsets[one] : facet.offsets[one + 1]]) for one in sets}
    offsets, values = columns_facet.offsets, columns_facet.values
    is_wanted = [tuple(values[begin:end]) in wanted for begin, end in pairwise(offsets)]
    mask: Mask = np.array(is_wanted, dtype=bool)[columns_facet.set_of_row]
    return mask
