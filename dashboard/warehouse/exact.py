"""Groups made exact for a selection: parted where it begins and ends, and told from its places.

Only what lies in the units and places concerned is grouped anew; all other groups stay.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

import ibis
import ibis.expr.types as ir
import numpy as np

from dashboard.columns import EventColumns
from dashboard.facets import Facet, Ints, Mask
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

    def groups(self, found: Groups, edges: Collection[int], places: frozenset[str]) -> Groups:
        """``found``, parted at ``edges`` and told from ``places``.

        Raises `DataError` where that makes too many groups.
        """
        parted = [(_unit_at(found.resolution, day), day) for day in sorted(set(edges))]
        parted = [(unit, day) for unit, day in parted if not is_edge(unit, day)]
        stretches = [snapped(unit, (day, day)) for unit, day in parted]
        again = np.zeros(len(found.columns), dtype=bool)
        fetched: list[EventColumns] = []
        for side in self._sides(found):
            hidden = places & self.untold[side.position] if self.untold else frozenset()
            rows, condition = self._concerned(found.columns, side, stretches, hidden)
            again |= rows
            fetched += self._fetched(side, condition, hidden, [day for _, day in parted])
        columns = kept(found.columns, ~again)
        for part in fetched:
            columns = joined(columns, part)
        return Groups(columns, found.resolution, found.count)

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
        hidden: frozenset[str],
    ) -> tuple[Mask, ir.BooleanValue]:
        """The groups of ``side`` that must be asked for again, and the events in these."""
        rows = np.zeros(len(columns), dtype=bool)
        condition: ir.BooleanValue = ibis.literal(False)
        for stretch in stretches:
            rows |= columns.within(*stretch)
            condition = condition | predicates.overlapping(self.events, stretch)
        if hidden:
            dimension = self.vocabulary.places[side.position]
            level = self.vocabulary.levels[side.position]
            finest = self.vocabulary.places[-1]
            hit = finest.hits(hidden)
            around = {prefix(level, str(key)) for key in picked(finest.cells, hit)}
            cells = dimension.cells.to_pylist()
            is_around = np.array([key in around for key in cells], dtype=bool)
            is_around |= dimension.hits(hidden)
            # Several cells may stand for the same places; their groups look alike.
            own = dimension.facet.set_of_row[:-1]
            sets = np.unique(own[is_around])
            is_alike = np.isin(own, sets)
            rows |= _with_ids(columns.facets["place"], dimension.facet, sets)
            condition = condition | predicates.is_in(level.key(self.events), dimension, is_alike)
        return rows & side.rows, condition & side.condition

    def _fetched(
        self, side: _Side, condition: ir.BooleanValue, hidden: frozenset[str], edges: Edges
    ) -> Iterator[EventColumns]:
        events = self.events.filter(condition)
        if not hidden:
            yield self._grouped(events, side.unit, side.position, edges)
            return
        finest = len(self.vocabulary.levels) - 1
        dimension = self.vocabulary.places[finest]
        key = self.vocabulary.levels[finest].key(events)
        is_hidden = predicates.is_in(key, dimension, dimension.hits(hidden))
        yield self._grouped(events.filter(is_hidden), side.unit, finest, edges)
        yield self._grouped(events.filter(~is_hidden), side.unit, side.position, edges)

    def _grouped(self, events: ir.Table, unit: Unit, position: int, edges: Edges) -> EventColumns:
        level = self.vocabulary.levels[position] if self.vocabulary.levels else None
        counted = number_of_groups(events, unit, level, edges)
        if self.engine.fetch(counted)["groups"][0].as_py() > MOST_GROUPS:
            problem = "has too many different events at these places to count them apart"
            raise DataError([Problem(self.engine.name, problem, "Choose fewer places")])
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
