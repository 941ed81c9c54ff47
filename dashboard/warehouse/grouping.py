"""Events grouped where they are, as fine as a browser can hold."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from dashboard.columns import OPEN_END, OPEN_START, EventColumns
from dashboard.facets import Facet, Ints, facet_of_links
from dashboard.warehouse.days import day_number, unit_number
from dashboard.warehouse.dimension import Dimension
from dashboard.warehouse.levels import Level
from dashboard.warehouse.resolution import UNITS, Resolution, Unit, first_days, last_days
from dashboard.warehouse.vocabulary import Vocabulary

MOST_GROUPS_SETTING = "LOCALITY_DASHBOARD_MOST_GROUPS"
# What browsers count quickly, unless the server sets less.
MOST_GROUPS = min(1_000_000, int(os.environ.get(MOST_GROUPS_SETTING) or 1_000_000))
_WIDER = 2
Grain = tuple[Unit, int]
# Days, in order, on which groups begin anew.
Edges = Sequence[int]


@dataclass(frozen=True, eq=False)
class Groups:
    """Groups of identical events: as columns, how fine they are, and how many events in all."""

    columns: EventColumns
    resolution: Resolution
    count: int


def keys(
    events: ir.Table, unit: Unit, level: Level | None, edges: Edges = ()
) -> dict[str, ir.Value]:
    """By what events are grouped; ``edges`` part the units that they lie in.

    One number tells both: the unit of a day, and the part of it, counted from nought.
    """
    first, last = (
        unit_number(unit, events[day]) * (len(edges) + 1) + _part(events[day], edges)
        for day in ("start", "finish")
    )
    return {
        "first": first,
        "last": last,
        "place": level.key(events) if level else ibis.literal(""),
        "category": events["category"],
        "kind": events["kind"],
        "status": events["status"],
    }


def _part(day: ir.DateValue, edges: Edges) -> ir.IntegerValue:
    part: ir.IntegerValue = ibis.literal(0, "int64")
    for edge in edges:
        part = part + (day_number(day) >= edge).cast("int64")
    return part


def group_counts(events: ir.Table, unit: Unit, level: Level | None, edges: Edges = ()) -> ir.Table:
    """One row per group: its keys, and in ``events`` how many there are."""
    keyed = events.select(**keys(events, unit, level, edges))
    return keyed.group_by(list(keyed.columns)).aggregate(events=keyed.count())


def number_of_groups(
    events: ir.Table, unit: Unit, level: Level | None, edges: Edges = ()
) -> ir.Table:
    """One row with the number of groups."""
    groups = events.select(**keys(events, unit, level, edges)).distinct()
    return groups.aggregate(groups=groups.count())


def about_groups(events: ir.Table, unit: Unit, level: Level | None) -> ir.Table:
    """One row with the number of groups to within some per cent."""
    keyed = events.select(**keys(events, unit, level))
    key = ibis.struct({name: keyed[name] for name in keyed.columns})
    return keyed.aggregate(groups=key.approx_nunique())


def grains(
    levels: Sequence[Level], units: Sequence[Unit] = UNITS, *, has_countries: bool = False
) -> list[Grain]:
    """Pairs of unit and position of a level, from fine to coarse in both alike.

    A step to a wider place takes more away than one to a longer time, and several steps in one
    of the two take more away than single ones in both: weeks and provinces come before months
    and cities, and both before days and countries. A map of whole countries shows nothing:
    where ``has_countries`` says that these are the first level, it comes last, in whatever
    units.
    """
    finest, alone = len(levels) - 1, has_countries and len(levels) > 1
    steps = [(time, place) for time in range(len(units)) for place in range(max(len(levels), 1))]
    steps.sort(
        key=lambda step: (alone and step[1] == finest, step[0] ** 2 + (_WIDER * step[1]) ** 2)
    )
    return [(units[time], finest - place) for time, place in steps]


def event_columns(
    vocabulary: Vocabulary, rows: pa.Table, unit: Unit, position: int, edges: Edges = ()
) -> EventColumns:
    """The rows of `group_counts` as columns; ``position`` is that of the level."""
    (begin, begin_part), (end, end_part) = (
        _numbers(rows[name], len(edges) + 1) for name in ("first", "last")
    )
    # A unit that is parted begins again on the edge, and ends on the day before it.
    after, before = np.array([OPEN_START, *edges]), np.array([*edges, OPEN_END], dtype=np.int64)
    starts = np.maximum(first_days(unit, begin), after[begin_part])
    ends = np.minimum(last_days(unit, end), before[end_part] - 1)
    first = _known(rows["first"], starts, int(OPEN_START))
    last = _known(rows["last"], ends, int(OPEN_END))
    undated = (first == OPEN_START) & (last == OPEN_END)
    first[undated], last[undated] = OPEN_END, OPEN_START
    size = len(rows)
    facets = {
        "sector": _facet(vocabulary.sectors, rows["category"]),
        "kind": _facet(vocabulary.kinds, rows["kind"]),
        "status": _facet(vocabulary.statuses, rows["status"]),
        "actor": same("actor", (), size),
        "source": same("source", (vocabulary.source_id,), size),
    }
    if vocabulary.levels:
        numbers = vocabulary.places[position].numbers(rows["place"])
        facets["place"] = vocabulary.places[position].grouped(numbers)
        facets["pair"] = vocabulary.pairs[position].grouped(numbers)
    else:
        facets |= {name: same(name, (), size) for name in ("place", "pair")}
    weight = rows["events"].to_numpy().astype(np.uint32)
    return EventColumns((), first, last, weight, facets, is_grouped=True)


def joined(one: EventColumns, other: EventColumns) -> EventColumns:
    """The rows of both, whose facets have the same ids."""
    return EventColumns(
        (),
        np.concatenate([one.first, other.first]),
        np.concatenate([one.last, other.last]),
        np.concatenate([one.weight, other.weight]),
        {name: _joined(facet, other.facets[name]) for name, facet in one.facets.items()},
        is_grouped=True,
    )


def kept(columns: EventColumns, mask: npt.NDArray[np.bool_]) -> EventColumns:
    """The rows that ``mask`` marks."""
    facets = {
        name: Facet(name, facet.ids, facet.set_of_row[mask], facet.offsets, facet.values)
        for name, facet in columns.facets.items()
    }
    days = columns.first[mask], columns.last[mask]
    return EventColumns((), *days, columns.weight[mask], facets, is_grouped=True)


def in_order(columns: EventColumns) -> EventColumns:
    """The same groups in an order that they alone decide, whatever order they came in."""
    sets = (facet.set_of_row for facet in columns.facets.values())
    keys: tuple[npt.NDArray[np.integer], ...] = (*sets, columns.last, columns.first)
    order = np.lexsort((columns.weight, *keys))
    facets = {
        name: Facet(name, facet.ids, facet.set_of_row[order], facet.offsets, facet.values)
        for name, facet in columns.facets.items()
    }
    days = columns.first[order], columns.last[order]
    return EventColumns((), *days, columns.weight[order], facets, is_grouped=True)


def same(name: str, ids: tuple[str, ...], size: int) -> Facet:
    """A facet of ``size`` rows that all have all of ``ids``."""
    found = facet_of_links(name, ids, 1, [0] * len(ids), range(len(ids)))
    return Facet(name, ids, np.zeros(size, dtype=np.int64), found.offsets, found.values)


def _joined(one: Facet, other: Facet) -> Facet:
    if one.offsets is other.offsets and one.values is other.values:
        sets = np.concatenate([one.set_of_row, other.set_of_row])
        return Facet(one.name, one.ids, sets, one.offsets, one.values)
    sets = np.concatenate([one.set_of_row, other.set_of_row + len(one.offsets) - 1])
    offsets = np.concatenate([one.offsets, other.offsets[1:] + one.offsets[-1]])
    return Facet(one.name, one.ids, sets, offsets, np.concatenate([one.values, other.values]))


def _facet(dimension: Dimension, column: pa.ChunkedArray) -> Facet:
    return dimension.grouped(dimension.numbers(column))


def _numbers(column: pa.ChunkedArray, parts: int) -> tuple[Ints, Ints]:
    """The numbers of units, and in which of its unit's ``parts`` each day lies."""
    numbers: Ints = column.fill_null(0).to_numpy().astype(np.int64)
    return numbers // parts, numbers % parts


def _known(column: pa.ChunkedArray, days: Ints, missing: int) -> npt.NDArray[np.int32]:
    return np.where(column.is_valid().to_numpy(), days, missing).astype(np.int32)
