"""Events as columns of numbers: what the views count, in Python and in the browser.

A view that follows the hand cannot walk through tables of text. Here every event is
four numbers (first day, last day, sectors, weight) and a list of places, so that one
pass over the rows answers any question the linked view asks. The same arrays go to the
browser as Arrow columns; `counts` here is the reference that the browser must equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from dashboard.tables import Tables

EPOCH = np.datetime64("1970-01-01", "D")
# Open ends of an interval: before and after every day that a calendar can write.
OPEN_START = np.int32(-(2**31))
OPEN_END = np.int32(2**31 - 1)
MAX_SECTORS = 32

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class EventColumns:
    """N events over S sectors and P places.

    ``first`` and ``last`` (N, int32) are days since 1970-01-01, both counted;
    ``first > last`` marks an undated event, which lies in no interval. ``sectors``
    (N, uint32) has bit i set for ``sector_ids[i]``. The places of event n, each with
    every place it lies in, are ``place_index[place_offsets[n]:place_offsets[n + 1]]``,
    positions in ``place_ids``, sorted and distinct. ``weight`` (N, uint32) is how many
    events a row stands for.
    """

    event_ids: tuple[str, ...]
    sector_ids: tuple[str, ...]
    place_ids: tuple[str, ...]
    first: npt.NDArray[np.int32]
    last: npt.NDArray[np.int32]
    sectors: npt.NDArray[np.uint32]
    place_offsets: npt.NDArray[np.int32]
    place_index: npt.NDArray[np.uint32]
    weight: npt.NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.first)

    @cached_property
    def dated(self) -> Mask:
        """Which events have a place on the timeline (N,)."""
        return self.first <= self.last

    @cached_property
    def row_of_place_entry(self) -> npt.NDArray[np.int64]:
        """The event that each entry of ``place_index`` belongs to."""
        return np.repeat(np.arange(len(self)), np.diff(self.place_offsets))

    def at_places(self, place_ids: frozenset[str]) -> Mask:
        """Which events have at least one of ``place_ids`` (N,)."""
        wanted = np.isin(np.array(self.place_ids, dtype=object), list(place_ids))
        mask = np.zeros(len(self), dtype=bool)
        mask[self.row_of_place_entry[wanted[self.place_index]]] = True
        return mask

    def in_sectors(self, sector_ids: frozenset[str]) -> Mask:
        """Which events have at least one of ``sector_ids`` (N,)."""
        bits = sum(1 << i for i, sector in enumerate(self.sector_ids) if sector in sector_ids)
        present: Mask = (self.sectors & np.uint32(bits)) != 0
        return present

    def within(self, first: int, last: int) -> Mask:
        """Which dated events overlap the closed interval of days (N,)."""
        overlaps: Mask = self.dated & (self.first <= last) & (self.last >= first)
        return overlaps

    def count_places(self, mask: Mask) -> npt.NDArray[np.int64]:
        """Events that pass ``mask``, per place (P,)."""
        rows = self.row_of_place_entry
        passing = mask[rows]
        return np.bincount(
            self.place_index[passing],
            weights=self.weight[rows[passing]],
            minlength=len(self.place_ids),
        ).astype(np.int64)

    def count_sectors(self, mask: Mask) -> npt.NDArray[np.int64]:
        """Events that pass ``mask``, per sector (S,)."""
        passing = self.sectors[mask]
        weight = self.weight[mask].astype(np.int64)
        return np.array(
            [
                int(weight[(passing >> np.uint32(i)) & 1 == 1].sum())
                for i in range(len(self.sector_ids))
            ],
            dtype=np.int64,
        )

    def arrow(self) -> pa.Table:
        """The columns as the browser receives them, one row per event."""
        places = pa.ListArray.from_arrays(
            pa.array(self.place_offsets), pa.array(self.place_index, type=pa.uint32())
        )
        return pa.table(
            {
                "first": self.first,
                "last": self.last,
                "sectors": self.sectors,
                "weight": self.weight,
                "places": places,
            }
        )


def event_columns(tables: Tables) -> EventColumns:
    """The columns of a dataset, events in the order of the events table.

    An event counts at each of its places and at every place these lie in: Ha Long is
    Quang Ninh is Vietnam; a prefecture also counts for the regions it is a member of.
    """
    events = tables["events"]
    sector_ids = tuple(tables["sectors"].sort_values("position")["sector_id"])
    if len(sector_ids) > MAX_SECTORS:
        raise ValueError(f"{len(sector_ids)} sectors; the views hold at most {MAX_SECTORS}")
    links = tables["event_sectors"]
    sectors = np.zeros(len(events), dtype=np.uint32)
    bits = np.uint32(1) << _positions(links["sector_id"], sector_ids).astype(np.uint32)
    np.bitwise_or.at(sectors, _positions(links["event_id"], events["event_id"]), bits)
    place_ids, place_offsets, place_index = _places(tables)
    first, last = _days(events)
    return EventColumns(
        event_ids=tuple(events["event_id"]),
        sector_ids=sector_ids,
        place_ids=place_ids,
        first=first,
        last=last,
        sectors=sectors,
        place_offsets=place_offsets,
        place_index=place_index,
        weight=np.ones(len(events), dtype=np.uint32),
    )


def _positions(ids: pd.Series, known: Iterable[str]) -> npt.NDArray[np.intp]:
    return pd.Index(known).get_indexer(pd.Index(ids))


def _places(
    tables: Tables,
) -> tuple[tuple[str, ...], npt.NDArray[np.int32], npt.NDArray[np.uint32]]:
    """``place_ids``, ``place_offsets`` and ``place_index`` of `EventColumns`."""
    location_ids = tables["locations"]["location_id"]
    number = {place_id: i for i, place_id in enumerate(location_ids)}
    containing = containing_places(tables)
    around = [sorted(number[outer] for outer in containing[place]) for place in location_ids]
    width = np.array([len(outer) for outer in around], dtype=np.int64)
    begin = np.cumsum(width) - width
    outer = np.array([place for places in around for place in places], dtype=np.int64)

    links = tables["event_locations"]
    place = _positions(links["location_id"], location_ids)
    repeats = width[place]
    row = np.repeat(_positions(links["event_id"], tables["events"]["event_id"]), repeats)
    # The nth repeat of a link takes the nth place around its own.
    nth = np.arange(len(row)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    # One number per pair of event and place sorts both and drops what is named twice.
    pairs = np.unique(row * len(location_ids) + outer[np.repeat(begin[place], repeats) + nth])
    row, found = np.divmod(pairs, max(len(location_ids), 1))
    used, index = np.unique(found, return_inverse=True)
    offsets = np.searchsorted(row, np.arange(len(tables["events"]) + 1))
    return (
        tuple(location_ids.iloc[used]),
        offsets.astype(np.int32),
        index.astype(np.uint32),
    )


def containing_places(tables: Tables) -> Mapping[str, frozenset[str]]:
    """For each place: itself, its ancestors, and the regions any of these belong to."""
    locations = tables["locations"]
    parent = dict(zip(locations["location_id"], locations["parent_id"], strict=True))
    regions: dict[str, set[str]] = {}
    members = tables["location_members"]
    for region_id, member_id in zip(members["region_id"], members["member_id"], strict=True):
        regions.setdefault(member_id, set()).add(region_id)
    containing: dict[str, frozenset[str]] = {}
    for place_id in parent:
        found: set[str] = set()
        waiting = [place_id]
        while waiting:
            place = waiting.pop()
            if place and place not in found:
                found.add(place)
                waiting.extend([parent.get(place, ""), *regions.get(place, ())])
        containing[place_id] = frozenset(found)
    return containing


def day_number(value: np.datetime64) -> int:
    """Days since 1970-01-01 of a date."""
    return int((value.astype("datetime64[D]") - EPOCH).astype(int))


def _days(events: pd.DataFrame) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    def numbers(column: str, missing: np.int32) -> npt.NDArray[np.int32]:
        values = events[column]
        days = values.to_numpy(dtype="datetime64[D]")
        known = values.notna().to_numpy()
        result = np.full(len(values), missing, dtype=np.int32)
        result[known] = (days[known] - EPOCH).astype(np.int32)
        return result

    first = numbers("start_date", OPEN_START)
    last = numbers("end_date", OPEN_END)
    # An event with neither end is undated; an empty interval holds it back.
    undated = (first == OPEN_START) & (last == OPEN_END)
    first[undated], last[undated] = OPEN_END, OPEN_START
    return first, last
