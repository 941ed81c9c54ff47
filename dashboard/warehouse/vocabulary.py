"""What the cells of a warehouse's table mean, for all who ask about its events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from dashboard import csvtext, schema
from dashboard.facets import Facet
from dashboard.intake.categories import Categories
from dashboard.intake.place_book import Row
from dashboard.intake.status_words import status_of
from dashboard.tables import About, Tables, typed_frame
from dashboard.warehouse.dimension import Dimension
from dashboard.warehouse.levels import Level, prefix
from dashboard.warehouse.mapping import EventMapping

Counts = Mapping[str, int]


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The tables without events, and what each cell stands for.

    ``places`` and ``pairs`` hold a dimension per level, from coarse to fine; ``locations``
    gives per key of the finest level the locations that are meant, with the names by which the
    table calls them; ``unplaced`` counts the events of each name that no gazetteer knows.
    """

    tables: Tables
    mapping: EventMapping
    categories: Categories
    levels: tuple[Level, ...]
    places: tuple[Dimension, ...]
    pairs: tuple[Dimension, ...]
    sectors: Dimension
    kinds: Dimension
    statuses: Dimension
    locations: Mapping[str, Sequence[tuple[str, str]]]
    unplaced: Counts
    source_id: str
    kind_ids: Mapping[str, str]
    names: Sequence[str]

    @cached_property
    def untold(self) -> tuple[frozenset[str], ...]:
        """For each level of places, from coarse to fine, the ids that its keys do not tell."""
        return _untold(self.levels, self.places)

    def level(self, position: int) -> Level | None:
        """The level at ``position``; none where events have no places."""
        return self.levels[position] if self.levels else None

    def keys_named(self, term: str) -> npt.NDArray[np.bool_]:
        """Which keys of the finest level have a place one of whose names holds ``term``."""
        return np.array([term in names for names in self.names], dtype=bool)


def status(cell: str) -> str:
    """The status that ``cell`` names; an unknown one counts as held, as in an import."""
    return status_of(cell) or "held"


def tables_of_rows(rows: Mapping[str, Sequence[Row]], about: About) -> Tables:
    """Complete tables of ``rows``; a table that is not among them is empty."""
    frames = {}
    for table in schema.TABLES:
        cells = [
            [row.get(column, "") for column in table.columns] for row in rows.get(table.name, ())
        ]
        grid = csvtext.Grid(table.columns, cells, list(range(2, len(cells) + 2)))
        frames[table.name] = typed_frame(table, grid, table.name)
    return Tables(frames, about)


def _untold(levels: Sequence[Level], places: Sequence[Dimension]) -> tuple[frozenset[str], ...]:
    """For each level of places, from coarse to fine, the ids that its groups do not tell.

    These are the ids of places that some events lie in by the finest level and not by this
    one, or the other way round.
    """
    if not places:
        return ()
    finest = places[-1]
    own = _ids_of_cells(finest.facet)
    result = []
    for level, places_there in zip(levels, places, strict=True):
        ids = _ids_of_cells(places_there.facet)
        number = {key: i for i, key in enumerate(places_there.cells.to_pylist())}
        differing: set[str] = set()
        for cell, key in enumerate(finest.cells.to_pylist()):
            differing |= own[cell] ^ ids[number[prefix(level, key)]]
        result.append(frozenset(differing))
    return tuple(result)


def _ids_of_cells(facet: Facet) -> list[frozenset[str]]:
    sets = [
        frozenset(facet.ids[value] for value in facet.values[begin:end].tolist())
        for begin, end in pairwise(facet.offsets)
    ]
    return [sets[number] for number in facet.set_of_row.tolist()]
