"""Events as columns of numbers: what the views count, in Python and in the browser.

A view that follows the hand cannot walk through tables of text. Here every event is
a first and a last day, a weight, and a number per facet (`dashboard.facets`); one pass
over the rows answers any question the linked view asks. The browser gets the same
arrays (`dashboard.wire`); what is counted here is the reference that it must equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dashboard import closed_lists
from dashboard.facets import Facet, Mask, facet_of_links
from dashboard.places import PAIR_MARK, containing_places, locality_pairs
from dashboard.tables import Tables

EPOCH = np.datetime64("1970-01-01", "D")
# Open ends of an interval: before and after every day that a calendar can write.
OPEN_START = np.int32(-(2**31))
OPEN_END = np.int32(2**31 - 1)


@dataclass(frozen=True, eq=False)
class EventColumns:
    """N events, by day and by facet.

    ``first`` and ``last`` (N, int32) are days since 1970-01-01, both counted;
    ``first > last`` marks an undated event, which lies in no interval. ``weight``
    (N, uint32) is how many events a row stands for. Where rows stand for groups of events
    (``is_grouped``), they have no ids: ``event_ids`` is then empty.
    """

    event_ids: tuple[str, ...]
    first: npt.NDArray[np.int32]
    last: npt.NDArray[np.int32]
    weight: npt.NDArray[np.uint32]
    facets: Mapping[str, Facet]
    is_grouped: bool = False

    def __len__(self) -> int:
        return len(self.first)

    @cached_property
    def dated(self) -> Mask:
        """Which events have a place on the timeline (N,)."""
        return self.first <= self.last

    def within(self, first: int, last: int) -> Mask:
        """Which dated events overlap the closed interval of days (N,)."""
        overlaps: Mask = self.dated & (self.first <= last) & (self.last >= first)
        return overlaps

    def count(self, facet: str, mask: Mask) -> npt.NDArray[np.int64]:
        """The events that pass ``mask``, per value of ``facet``, by weight."""
        return self.facets[facet].count(mask, self.weight)

    def total(self, mask: Mask) -> int:
        """How many events pass ``mask``, by weight."""
        if not self.is_weighted:
            return int(np.count_nonzero(mask))
        return int(self.weight[mask].sum(dtype=np.int64))

    @cached_property
    def is_weighted(self) -> bool:
        """Whether any row stands for more or less than one event."""
        return bool((self.weight != 1).any())

    @cached_property
    def latest_first(self) -> npt.NDArray[np.int32]:
        """The dated rows, those that begin last first; the same day keeps the order of the rows."""
        rows = np.flatnonzero(self.dated)
        order = np.argsort(-self.first[rows].astype(np.int64), kind="stable")
        return rows[order].astype(np.int32)


def event_columns(tables: Tables) -> EventColumns:
    """The columns of a dataset, events in the order of the events table.

    An event counts at each of its places and at every place these lie in: Ha Long is
    Quang Ninh is Vietnam; a prefecture also counts for the regions it is a member of.
    """
    events = tables["events"]
    first, last = _days(events)
    facets = [
        _linked(tables, "sector", "event_sectors", _by_position(tables)),
        _places(tables),
        _own(events, "kind", "kind_id", tables["event_kinds"]["kind_id"]).used(),
        _own(events, "status", "status", closed_lists.EVENT_STATUSES).used(),
        _linked(tables, "actor", "event_actors", tables["actors"]["actor_id"]).used(),
        _linked(tables, "source", "event_sources", tables["sources"]["source_id"]).used(),
        _pairs(tables),
    ]
    return EventColumns(
        event_ids=tuple(pa.array(events["event_id"], pa.large_string()).to_pylist()),
        first=first,
        last=last,
        weight=np.ones(len(events), dtype=np.uint32),
        facets={facet.name: facet for facet in facets},
    )


def _by_position(tables: Tables) -> pd.Series:
    return tables["sectors"].sort_values("position")["sector_id"]


def _linked(tables: Tables, name: str, links: str, ids: Iterable[str]) -> Facet:
    known = tuple(ids)
    frame, events = tables[links], tables["events"]["event_id"]
    return facet_of_links(
        name,
        known,
        len(events),
        _positions(frame["event_id"], events),
        _positions(frame[f"{'location' if name == 'place' else name}_id"], known),
    )


def _places(tables: Tables) -> Facet:
    ids = tuple(tables["locations"]["location_id"])
    number = {place_id: i for i, place_id in enumerate(ids)}
    containing = containing_places(tables)
    around = [[number[outer] for outer in containing[place_id]] for place_id in ids]
    return _linked(tables, "place", "event_locations", ids).widened(around).used()


def _own(events: pd.DataFrame, name: str, column: str, ids: Iterable[str]) -> Facet:
    known = tuple(ids)
    rows = np.arange(len(events))
    return facet_of_links(name, known, len(events), rows, _positions(events[column], known))


def _pairs(tables: Tables) -> Facet:
    event_ids, pairs = locality_pairs(tables)
    named = [PAIR_MARK.join(pair) for pair in pairs]
    ids = tuple(sorted(set(named)))
    events = tables["events"]["event_id"]
    rows = _positions(pd.Series(event_ids, dtype=str), events)
    return facet_of_links(
        "pair", ids, len(events), rows, _positions(pd.Series(named, dtype=str), ids)
    )


def _positions(ids: pd.Series, known: Iterable[str]) -> npt.NDArray[np.intp]:
    # Arrow looks a million texts up in a third of the time that pandas takes.
    known = known if isinstance(known, pd.Series) else pa.array(known, pa.large_string())
    found = pc.index_in(pa.array(ids, pa.large_string()), pa.array(known, pa.large_string()))
    if isinstance(found, pa.ChunkedArray):
        found = found.combine_chunks()
    positions: npt.NDArray[np.intp] = found.fill_null(-1).to_numpy().astype(np.intp)
    return positions


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
