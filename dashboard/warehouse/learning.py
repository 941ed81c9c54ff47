"""What is asked of a warehouse's table once, when it is opened: its distinct cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from dashboard.intake.atlas import Atlas
from dashboard.problems import DataError, Problem
from dashboard.tables import Tables
from dashboard.warehouse.days import UNREADABLE
from dashboard.warehouse.engine import Engine
from dashboard.warehouse.faults import fault_counts, said
from dashboard.warehouse.levels import MOST_PLACES, Level, grid_levels, named_levels, thinned
from dashboard.warehouse.mapping import EventMapping
from dashboard.warehouse.meanings import meanings
from dashboard.warehouse.vocabulary import Vocabulary

# More distinct cells than these are no categories but texts.
MOST_CELLS = 100_000


class TooManyError(DataError):
    """A column has too many different cells for what it is mapped to."""


@dataclass(frozen=True)
class Learning:
    """Learns what the cells of ``rows`` mean, which are as `relation.events` has them."""

    engine: Engine
    rows: ir.Table
    mapping: EventMapping

    def vocabulary(self, atlas: Callable[[], Atlas], known: Tables | None) -> Vocabulary:
        """What each cell stands for; raises `DataError` where the mapping cannot be meant.

        ``atlas()`` is waited for once the cells are known.
        """
        shown = self.rows.filter(self.rows["fault"] == 0)
        # DuckDB takes all processors for one question; elsewhere several are answered at once.
        at_once = 1 if self.engine.estimates_quickly else self.engine.at_once
        with ThreadPoolExecutor(max_workers=at_once) as asking:
            dates = asking.submit(self._check_dates)
            asked = {
                role: asking.submit(self._counted, shown, shown[role], MOST_CELLS, role)
                for role in ("category", "kind", "status")
            }
            # What is wrong with the dates is told before anything else.
            dates.result()
            levels, places = self._levels(shown, asking)
            cells = {role: found.result() for role, found in asked.items()}
        # What the page says of events that say nothing of their status.
        statuses = {"held": 0, "planned": 0} | cells["status"]
        return meanings(
            self.mapping,
            atlas(),
            known,
            # Where a database lies is not for readers of the page.
            name=self.mapping.table or self.engine.name,
            levels=levels,
            places=places,
            categories=cells["category"],
            kinds=cells["kind"],
            statuses={cell: count for cell, count in statuses.items() if cell},
        )

    def _check_dates(self) -> None:
        """Raise `DataError` where most dates are in a shape that is not read here."""
        faults = fault_counts(self.engine, self.rows, "fault")
        if faults.get(UNREADABLE, 0) * 2 > sum(faults.values()):
            texts = said(self.engine, self.rows.filter(self.rows["fault"] == UNREADABLE))
            problem = "most dates are not written as 2025-11-25, 2025-11 or 2025"
            remedy = (
                "Store dates as dates, or make a dataset of it with: python -m dashboard import"
            )
            column = self.mapping.column("date")
            raise DataError(
                [Problem(self.engine.name, problem, remedy, column=column, value=", ".join(texts))]
            )

    def _levels(self, shown: ir.Table, asking: Executor) -> tuple[list[Level], Mapping[str, int]]:
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
        grid = grid_levels(self.mapping, len(named))
        asked = [
            asking.submit(self._counted, shown, level.key(shown), MOST_PLACES, level.name)
            for level in grid
        ]
        found: list[tuple[Level, Mapping[str, int]]] = []
        with suppress(TooManyError):
            for level, answer in zip(grid, asked, strict=True):
                found.append((level, answer.result()))
        for answer in asked:
            answer.cancel()
        if not found:
            return named, places
        kept, places = thinned(found)
        return [*named, *kept], places

    def _counted(self, rows: ir.Table, value: ir.Value, most: int, what: str) -> dict[str, int]:
        keyed = rows.select(cell=value)
        counts = keyed.group_by("cell").aggregate(n=keyed.count())
        found = self.engine.fetch(counts.order_by(ibis.desc("n"), "cell").limit(most + 1))
        if len(found) > most:
            problem = f"has more than {most:,} different cells"
            remedy = "Map another column, or none"
            raise TooManyError([Problem(self.engine.name, problem, remedy, column=what)])
        return dict(zip(found["cell"].to_pylist(), found["n"].to_pylist(), strict=True))
