"""The distinct cells of a column, and the set of ids that each of them stands for.

Cells are split and looked up once each, however many events have them; a group then only
holds the number of its cell.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.facets import Facet, Ints, Mask, facet_of_links


@dataclass(frozen=True, eq=False)
class Dimension:
    """C distinct cells; cell c has the values of set ``set_of_cell[c]`` of ``facet``.

    ``facet`` has one row per cell and a last one for cells that were not there when the
    vocabulary was made.
    """

    cells: pa.Array
    facet: Facet

    def numbers(self, column: pa.ChunkedArray) -> Ints:
        """The number of each cell of ``column``; C for one that is not known."""
        if pa.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        encoded = column.combine_chunks().dictionary_encode()
        values = encoded.dictionary.cast(self.cells.type)
        found = pc.fill_null(pc.index_in(values, value_set=self.cells), len(self.cells))
        of_value = found.to_numpy(zero_copy_only=False).astype(np.int64)
        codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        numbers: Ints = np.append(of_value, len(self.cells))[codes]
        return numbers

    def grouped(self, numbers: Ints) -> Facet:
        """The facet of groups whose cells have these ``numbers``."""
        facet = self.facet
        sets = facet.set_of_row[numbers]
        return Facet(facet.name, facet.ids, sets, facet.offsets, facet.values)

    def hits(self, chosen: frozenset[str]) -> Mask:
        """Which cells have one of the ids ``chosen`` (C,)."""
        hits: Mask = self.facet.hits(chosen)[: len(self.cells)]
        return hits


def dimension(
    name: str, cells: pa.Array, ids: Sequence[str], sets: Sequence[Sequence[str]]
) -> Dimension:
    """The dimension in which ``cells[c]`` stands for the ids ``sets[c]``."""
    return Dimension(cells, facet_of_sets(name, ids, [*sets, ()]))


def facet_of_sets(name: str, ids: Sequence[str], sets: Sequence[Sequence[str]]) -> Facet:
    """The facet in which row r has the ids ``sets[r]``; ids that are not known are left out."""
    position = {value: number for number, value in enumerate(ids)}
    rows = [row for row, values in enumerate(sets) for value in values if value in position]
    values = [position[value] for values in sets for value in values if value in position]
    return facet_of_links(name, ids, len(sets), rows, values)


def mapped(dimension_: Dimension, change: Callable[[Facet], Facet]) -> Dimension:
    """``dimension_`` with its facet changed, cell by cell."""
    return Dimension(dimension_.cells, change(dimension_.facet))


def picked(cells: pa.Array, mask: npt.NDArray[np.bool_]) -> list[object]:
    """The cells that ``mask`` marks."""
    found: list[object] = cells.filter(pa.array(mask)).to_pylist()
    return found
