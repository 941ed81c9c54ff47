"""A selection as a condition on the rows of a warehouse.

Chosen ids become the cells that stand for them, and words become patterns; all of these are
values that Ibis binds or escapes, never pieces of a query's text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import ibis
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt

from dashboard.columns import OPEN_END, OPEN_START
from dashboard.search import terms
from dashboard.selection import Selection
from dashboard.warehouse.days import EPOCH
from dashboard.warehouse.dimension import Dimension, picked
from dashboard.warehouse.folding import own_text_holds
from dashboard.warehouse.resolution import Window
from dashboard.warehouse.vocabulary import Vocabulary

Condition: TypeAlias = ir.BooleanValue


def condition(events: ir.Table, selection: Selection, vocabulary: Vocabulary) -> Condition:
    """What a row of ``events`` must fulfil to pass every filter of ``selection``."""
    found: list[Condition] = []
    if selection.when is not None:
        found.append(overlapping(events, selection.when.day_numbers()))
    place = vocabulary.levels[-1].key(events) if vocabulary.levels else ibis.literal("")
    columns: dict[str, tuple[ir.Value, Dimension | None]] = {
        "sector": (events["category"], vocabulary.sectors),
        "kind": (events["kind"], vocabulary.kinds),
        "status": (events["status"], vocabulary.statuses),
        "pair": (place, _last(vocabulary.pairs)),
    }
    for name, chosen in selection.choices.items():
        if name == "place":
            found.append(at_places(events, chosen, vocabulary))
        elif name in columns:
            value, dimension = columns[name]
            found.append(_is_among(value, dimension, chosen))
        elif name == "source":
            found.append(ibis.literal(vocabulary.source_id in chosen))
        else:
            found.append(ibis.literal(False))
    if selection.area is not None:
        found.append(at_places(events, selection.area.places(vocabulary.tables), vocabulary))
    if selection.text:
        found.append(holding(events, selection.text, vocabulary))
    return ibis.and_(*found)


def at_places(events: ir.Table, chosen: frozenset[str], vocabulary: Vocabulary) -> Condition:
    """Whether an event lies in one of the places ``chosen``, told by the widest level that can."""
    for level, dimension, untold in zip(
        vocabulary.levels, vocabulary.places, vocabulary.untold, strict=True
    ):
        if not chosen & untold:
            return is_in(level.key(events), dimension, dimension.hits(chosen))
    return ibis.literal(False)


def overlapping(events: ir.Table, window: Window) -> Condition:
    """Whether an event overlaps the closed interval of days; an undated one never does."""
    first, last = window
    start, finish = events["start"], events["finish"]
    found = [start.notnull() | finish.notnull()]
    if last < OPEN_END:
        found.append(ibis.coalesce(start <= _day(last), ibis.literal(True)))
    if first > OPEN_START:
        found.append(ibis.coalesce(finish >= _day(first), ibis.literal(True)))
    return ibis.and_(*found)


def holding(events: ir.Table, text: str, vocabulary: Vocabulary) -> Condition:
    """Whether an event's own texts, or names of its places, hold every term of ``text``."""
    return ibis.and_(*(_holds(events, term, vocabulary) for term in terms(text)))


def _holds(events: ir.Table, term: str, vocabulary: Vocabulary) -> Condition:
    own = own_text_holds(events, term)
    keys = vocabulary.keys_named(term)
    if not keys.any():
        return own
    return own | is_in(vocabulary.levels[-1].key(events), vocabulary.places[-1], keys)


def _is_among(value: ir.Value, dimension: Dimension | None, chosen: frozenset[str]) -> Condition:
    if dimension is None:
        return ibis.literal(False)
    return is_in(value, dimension, dimension.hits(chosen))


def is_in(value: ir.Value, dimension: Dimension, hits: npt.NDArray[np.bool_]) -> Condition:
    """Whether ``value`` is one of the cells of ``dimension`` that ``hits`` marks."""
    # The shorter list of the two; cells that came later count among neither.
    if hits.all():
        return ibis.literal(True)
    if hits.sum() * 2 > len(hits):
        return ~value.isin(picked(dimension.cells, ~hits))
    cells = picked(dimension.cells, hits)
    return value.isin(cells) if cells else ibis.literal(False)


def _last(dimensions: Sequence[Dimension]) -> Dimension | None:
    return dimensions[-1] if dimensions else None


def _day(number: int) -> ir.DateScalar:
    days = min(max(number, _FIRST), _LAST)
    return ibis.literal((np.datetime64(EPOCH, "D") + days).astype(object))


_FIRST, _LAST = (
    int((np.datetime64(day, "D") - np.datetime64(EPOCH, "D")).astype(int))
    for day in ("0001-01-01", "9999-12-31")
)
