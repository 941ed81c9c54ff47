"""The finest grain in whose groups there is room for some events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis.expr.types as ir
import pyarrow as pa

from dashboard.problems import DataError, Problem
from dashboard.warehouse import grouping
from dashboard.warehouse.engine import Engine
from dashboard.warehouse.levels import Level
from dashboard.warehouse.resolution import Unit
from dashboard.warehouse.vocabulary import Vocabulary

# An estimate that is so near to the most there may be, as a share of it, is not relied on.
_DOUBT = 0.15
# So many times as many events as there may be groups are looked at first.
_SOME = 2


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
    ) -> tuple[grouping.Grain, pa.Table | None]:
        """The finest grain by which ``events`` make no more than ``room`` groups.

        Halving what is in question, for every answer takes a look at all events. ``at_least``
        is a grain that is known to fit. Beside the grain come the groups themselves
        (`grouping.group_counts`), where they had to be made to be counted. Raises `DataError`
        where no grain fits.
        """
        has_countries = bool(self.vocabulary.mapping.column("country"))
        grains = grouping.grains(self.vocabulary.levels, units, has_countries=has_countries)
        if at_least:
            grains = [grain for grain in grains if grain[1] >= at_least[1]]
            grains = [*grains[: grains.index(at_least)], at_least]
        if not self.engine.estimates_quickly and self._count(events) <= room:
            # There are no more groups than events.
            return grains[0], None
        low, high = 0, len(grains) - 1
        made: dict[grouping.Grain, pa.Table] = {}

        def fits(grain: grouping.Grain) -> bool:
            if self.engine.estimates_quickly:
                return self._fits_by_estimate(events, grain, room, made)
            return self._number(grouping.number_of_groups(events, *self._keys(grain))) <= room

        while low < high:
            middle = (low + high) // 2
            if fits(grains[middle]):
                high = middle
            else:
                low = middle + 1
        if low == len(grains) - 1 and not at_least and not fits(grains[low]):
            problem = f"has more than {room:,} kinds of events even by year and widest place"
            remedy = "Map columns of categories, kind and place with fewer values"
            raise DataError([Problem(self.engine.name, problem, remedy)])
        return grains[low], made.get(grains[low])

    def _fits_by_estimate(
        self,
        events: ir.Table,
        grain: grouping.Grain,
        room: int,
        made: dict[grouping.Grain, pa.Table],
    ) -> bool:
        """Whether the groups are no more than ``room``; those that are counted go to ``made``."""
        # Where some of the events make too many, all of them do.
        for looked_at in (events.limit(room * _SOME), events):
            roughly = self._number(grouping.about_groups(looked_at, *self._keys(grain)))
            if roughly > room * (1 + _DOUBT):
                return False
        if roughly < room * (1 - _DOUBT):
            return True
        found = self.engine.fetch(grouping.group_counts(events, *self._keys(grain)).limit(room + 1))
        if len(found) > room:
            return False
        made[grain] = found
        return True

    def _count(self, events: ir.Table) -> int:
        return int(self.engine.fetch(events.aggregate(n=events.count()))["n"][0].as_py())

    def _keys(self, grain: grouping.Grain) -> tuple[Unit, Level | None]:
        unit, position = grain
        return unit, self.vocabulary.level(position)

    def _number(self, groups: ir.Table) -> int:
        return int(self.engine.fetch(groups)["groups"][0].as_py())
