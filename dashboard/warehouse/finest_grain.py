"""The finest grain in whose groups there is room for some events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis.expr.types as ir

from dashboard.problems import DataError, Problem
from dashboard.warehouse import grouping
from dashboard.warehouse.engine import Engine
from dashboard.warehouse.resolution import Unit
from dashboard.warehouse.vocabulary import Vocabulary

# An estimate that is so near to the most there may be, as a share of it, is not relied on.
_DOUBT = 0.15


@dataclass(frozen=True)
class FinestGrain:
    """Looks for it among the units of time and the levels of a ``vocabulary``."""

    engine: Engine
    vocabulary: Vocabulary

    def of(
        self,
        events: ir.Table,
        room: int,
        units: Sequence[Unit],
        at_least: grouping.Grain | None = None,
    ) -> grouping.Grain:
        """The finest grain by which ``events`` make no more than ``room`` groups.

        Halving what is in question, for every answer takes a look at all events. ``at_least``
        is a grain that is known to fit. Raises `DataError` where none does.
        """
        has_countries = bool(self.vocabulary.mapping.column("country"))
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

    def _fits(self, events: ir.Table, unit: Unit, position: int, room: int) -> bool:
        """Whether the groups are no more than ``room``; estimated where that leaves no doubt."""
        level = self.vocabulary.level(position)
        if self.engine.estimates_quickly:
            roughly = self._number(grouping.about_groups(events, unit, level))
            if abs(roughly - room) > room * _DOUBT:
                return roughly <= room
        return self._number(grouping.number_of_groups(events, unit, level)) <= room

    def _number(self, groups: ir.Table) -> int:
        return int(self.engine.fetch(groups)["groups"][0].as_py())
