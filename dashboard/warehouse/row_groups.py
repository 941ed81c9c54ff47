"""In which group of all events each row of large files is: some rows are then grouped at once.

A search finds rows; what it shows are the groups of all events with as many events as were
found of each. That takes a number per row and no query.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import ibis
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from dashboard.columns import EventColumns
from dashboard.warehouse import grouping
from dashboard.warehouse.engine import Engine
from dashboard.warehouse.levels import Level
from dashboard.warehouse.pages import ROW
from dashboard.warehouse.resolution import Unit

Bits = npt.NDArray[np.uint8]
_NUMBER = "number_of_group"
_ROWS_AT_ONCE = 500_000


@dataclass(frozen=True, eq=False)
class RowGroups:
    """``numbers`` (R,): the position in ``groups`` of each row's; beyond them for none."""

    groups: EventColumns
    numbers: npt.NDArray[np.uint32]

    def of(self, bits: Bits) -> EventColumns:
        """The groups of the rows that ``bits`` marks (see `marked_rows`)."""
        rows = np.unpackbits(bits, count=len(self.numbers)).view(bool)
        size = len(self.groups)
        weight = np.bincount(self.numbers[rows], minlength=size)[:size].astype(np.uint32)
        found = grouping.kept(self.groups, weight > 0)
        return replace(found, weight=weight[weight > 0])


def marked_rows(rows: npt.NDArray[np.uint32], count: int) -> Bits:
    """A bit for each of ``count`` rows, set for those with the numbers ``rows``."""
    marks = np.zeros(count, dtype=bool)
    marks[rows] = True
    return np.packbits(marks)


def row_groups(
    engine: Engine,
    events: ir.Table,
    counted: pa.Table,
    groups: EventColumns,
    grain: tuple[Unit, Level | None],
    is_stopped: Callable[[], bool],
) -> RowGroups | None:
    """The groups of all ``events``, which are numbered, at ``grain``.

    ``counted`` are the rows of `grouping.group_counts` that ``groups`` were made of. None where
    it is stopped, or where these are not the groups of ``events``: those of another day.
    """
    keys = grouping.keys(events, *grain)
    keyed = events.select(events[ROW], **{name: _as_text(key) for name, key in keys.items()})
    numbered = counted.select(list(keys)).append_column(_NUMBER, pa.array(range(len(counted))))
    known = ibis.memtable(_plain(numbered))
    alike = [keyed[name].identical_to(known[name]) for name in keys]
    told = keyed.join(known, alike).select(keyed[ROW], known[_NUMBER])
    size = engine.fetch(events.aggregate(last=events[ROW].max()))["last"][0].as_py()
    numbers = np.full(0 if size is None else size + 1, len(counted), dtype=np.uint32)
    for batch in engine.stream(told, _ROWS_AT_ONCE, apart=True):
        if is_stopped():
            return None
        numbers[batch[ROW].to_numpy()] = batch[_NUMBER].to_numpy()
    counts = np.bincount(numbers, minlength=len(groups))[: len(groups)]
    return RowGroups(groups, numbers) if np.array_equal(counts, groups.weight) else None


def _as_text(key: ir.Value) -> ir.Value:
    """Cells are kept as numbers, but other cells may be named by groups alone."""
    return key.cast("string") if key.type().is_string() else key


def _plain(table: pa.Table) -> pa.Table:
    """``table`` with texts as such, which may be kept as numbers."""
    fields = [
        pa.field(field.name, field.type.value_type) if pa.types.is_dictionary(field.type) else field
        for field in table.schema
    ]
    return table.cast(pa.schema(fields))
