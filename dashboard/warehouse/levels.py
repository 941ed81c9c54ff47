"""How fine places can be told apart: by the names of levels, and within these by a grid.

The key of a place is one text: its names from the coarsest level down, joined, and with
coordinates the cell of a grid in which the point lies. Keys of a coarser level are what keys
of a finer one begin with, so that groups can be made coarser without asking again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from dashboard.warehouse.mapping import EventMapping
from dashboard.warehouse.relation import JOINT

# Points are counted in thousandths of a degree; a grid's cells measure so many of them.
PER_DEGREE = 1000
STEPS = (10_000, 1_000, 100, 10, 1)
# More places than these no map shows and no browser wants to be told.
MOST_PLACES = 20_000
_BETWEEN = ":"


@dataclass(frozen=True, slots=True)
class Level:
    """One way to tell places apart: by their first ``names`` names, and by cells of ``steps``.

    ``steps`` are the sizes of the cells within one another, in thousandths of a degree, from
    coarse to fine; a key has a part for each.
    """

    name: str
    names: int
    steps: tuple[int, ...] = ()

    def key(self, events: ir.Table) -> ir.StringValue:
        """The key of each event's place."""
        key = events[f"place_{self.names - 1}"] if self.names else ibis.literal("")
        for step in self.steps:
            row, column = (
                ((degrees + offset) * PER_DEGREE).floor().cast("int64") // step
                for degrees, offset in ((events["lat"], 90), (events["lon"], 180))
            )
            cell = row.cast("string") + _BETWEEN + column.cast("string")
            key = key + JOINT + ibis.coalesce(cell, "")
        return key

    def parts(self, key: str) -> tuple[list[str], list[tuple[int, int]]]:
        """The names in a ``key``, and the cells that it gives; none where there is no point."""
        texts = [text.strip() for text in key.split(JOINT)]
        names = texts[: self.names]
        cells = [text.split(_BETWEEN) for text in texts[-len(self.steps) :] if self.steps and text]
        return names, [(int(row), int(column)) for row, column in cells]


def cell_middle(cell: tuple[int, int], step: int) -> tuple[float, float]:
    """Latitude and longitude of the middle of a grid's cell."""
    row, column = cell
    lat = min((row + 0.5) * step / PER_DEGREE - 90, 90)
    return lat, min((column + 0.5) * step / PER_DEGREE - 180, 180)


def named_levels(mapping: EventMapping) -> list[Level]:
    """The levels that the table names, from coarse to fine."""
    return [Level(name, number) for number, name in enumerate(mapping.levels, start=1)]


def grid_levels(mapping: EventMapping, names: int) -> list[Level]:
    """The levels of cells within the first ``names`` names, from coarse to fine."""
    if not mapping.has_points:
        return []
    return [
        Level(f"{step / PER_DEGREE:g}°", names, STEPS[: position + 1])
        for position, step in enumerate(STEPS)
    ]


def thinned(found: Sequence[tuple[Level, Mapping[str, int]]]) -> tuple[list[Level], dict[str, int]]:
    """The levels of a grid that are worth having, and the keys of the finest.

    ``found`` are levels from coarse to fine, each with its keys. All cells of all levels are
    places; where they are too many, those levels are left out that tell more than half as many
    apart as the next.
    """
    levels, counts = [level for level, _ in found], [len(keys) for _, keys in found]
    finest, keys = found[-1]
    worth = list(finest.steps)
    if sum(counts) > MOST_PLACES:
        worth = [
            level.steps[-1]
            for level, count, next_count in zip(levels, counts, counts[1:], strict=False)
            if count * 2 <= next_count
        ]
        worth.append(finest.steps[-1])
    before = max(finest.names, 1)
    places = [*range(before), *(before + finest.steps.index(step) for step in worth)]

    def thinner(key: str) -> str:
        parts = key.split(JOINT)
        return JOINT.join(parts[place] for place in places)

    kept = [
        Level(level.name, level.names, tuple(step for step in worth if step in level.steps))
        for level in levels
        if level.steps[-1] in worth
    ]
    return kept, {thinner(key): count for key, count in keys.items()}


def prefix(level: Level, key: str) -> str:
    """The key at ``level`` of a place whose key at a finer level is ``key``."""
    count = max(level.names, 1 if level.steps else 0) + len(level.steps)
    return JOINT.join(key.split(JOINT)[:count])
