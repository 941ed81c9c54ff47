"""Facets: the ways in which events are sorted, each event having a set of values of each.

Few distinct sets of values occur however many events there are. So a facet keeps every
set once and a number per event, and a choice of values is looked up per set, not per event.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Facet:
    """One facet of N events, with V values that occur in M distinct sets.

    ``set_of_row`` (N) numbers each event's set; set m holds the values (positions in
    ``ids``) ``values[offsets[m]:offsets[m + 1]]``, sorted and distinct.
    """

    name: str
    ids: tuple[str, ...]
    set_of_row: Ints
    offsets: Ints
    values: Ints

    @cached_property
    def set_of_entry(self) -> Ints:
        """The set that each entry of ``values`` belongs to."""
        return np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))

    def hits(self, chosen: frozenset[str]) -> Mask:
        """Which events have at least one of the ids ``chosen`` (N,)."""
        wanted = np.array([value in chosen for value in self.ids], dtype=bool)
        hit = np.zeros(len(self.offsets) - 1, dtype=bool)
        if len(self.values):
            hit[self.set_of_entry[wanted[self.values]]] = True
        result: Mask = hit[self.set_of_row]
        return result

    def count(self, mask: Mask, weight: npt.NDArray[np.uint32]) -> Ints:
        """The weight of the events that pass ``mask``, per value (V,)."""
        per_set = np.bincount(
            self.set_of_row[mask], weights=weight[mask], minlength=len(self.offsets) - 1
        )
        counts = np.bincount(
            self.values, weights=per_set[self.set_of_entry], minlength=len(self.ids)
        )
        return counts.astype(np.int64)

    def has_all(self) -> bool:
        """Whether every event has a value."""
        has_any = np.diff(self.offsets) > 0
        return bool(has_any[self.set_of_row].all())

    def of_rows(self, mask: Mask) -> Facet:
        """The facet of the events that pass ``mask`` alone, with the sets and values these have."""
        sets, set_of_row = np.unique(self.set_of_row[mask], return_inverse=True)
        offsets, values = _packed(
            [self.values[self.offsets[one] : self.offsets[one + 1]] for one in sets.tolist()]
        )
        return Facet(self.name, self.ids, set_of_row.astype(np.int64), offsets, values).used()

    def used(self) -> Facet:
        """The same facet without the values that no event has."""
        kept, values = np.unique(self.values, return_inverse=True)
        ids = tuple(self.ids[position] for position in kept)
        return Facet(self.name, ids, self.set_of_row, self.offsets, values)

    def widened(self, around: Sequence[Sequence[int]]) -> Facet:
        """The same facet, each value v brought along by all of ``around[v]``."""
        sets = [
            sorted({wide for value in self.values[begin:end] for wide in around[value]})
            for begin, end in zip(self.offsets[:-1], self.offsets[1:], strict=True)
        ]
        offsets, values = _packed(sets)
        return Facet(self.name, self.ids, self.set_of_row, offsets, values)


def facet_of_links(
    name: str, ids: Sequence[str], events: int, rows: npt.ArrayLike, values: npt.ArrayLike
) -> Facet:
    """A facet from links: event ``rows[i]`` has the value ``ids[values[i]]``.

    Links may come in any order and more than once.
    """
    size = max(len(ids), 1)
    links = np.asarray(rows, dtype=np.int64) * size + np.asarray(values, dtype=np.int64)
    # Sorting is far quicker here than numpy's own way to what is distinct.
    links = np.sort(links)
    links = links[np.diff(links, prepend=-1) != 0]
    row, value = np.divmod(links, size)
    begin = np.searchsorted(row, np.arange(events + 1))
    width = np.diff(begin)
    # Rows whose sets agree in their first j values share a key; with every further value
    # the rows that have one get new keys. Keys are never used twice.
    key = np.zeros(events, dtype=np.int64)
    next_key = 1
    active = np.flatnonzero(width > 0)
    for j in range(int(width.max(initial=0))):
        active = active[width[active] > j]
        fresh, inverse = np.unique(
            key[active] * size + value[begin[active] + j], return_inverse=True
        )
        key[active] = next_key + inverse
        next_key += len(fresh)
    _, first_row, set_of_row = np.unique(key, return_index=True, return_inverse=True)
    offsets, packed = _packed([value[begin[r] : begin[r + 1]] for r in first_row.tolist()])
    return Facet(name, tuple(ids), set_of_row.astype(np.int64), offsets, packed)


def _packed(sets: Sequence[Sequence[int] | Ints]) -> tuple[Ints, Ints]:
    offsets = np.concatenate([[0], np.cumsum([len(values) for values in sets])]).astype(np.int64)
    flat = [np.asarray(values, dtype=np.int64) for values in sets]
    return offsets, np.concatenate(flat) if flat else np.zeros(0, dtype=np.int64)
