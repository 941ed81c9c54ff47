"""The order in which events are listed: what began last, what is to come, what has no date."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from typing import Any

import numpy as np
import numpy.typing as npt

from dashboard.columns import EventColumns, day_number
from dashboard.facets import Mask

# So few rows are sorted sooner than looked for in the order of all.
_FEW = 16_384


def places_in_line(
    first: npt.NDArray[Any], is_dated: npt.NDArray[np.bool_], today: dt.date
) -> npt.NDArray[np.int64]:
    """For each of N events a number that sorts it: the latest begun first, then what is still
    to come, the nearest first, then the undated, all alike.

    ``first`` (N,) is the first day of each, counted from 1970-01-01; that of an undated one is
    not looked at.
    """
    days = np.where(is_dated, first, 0).astype(np.int64)
    is_coming = days > day_number(np.datetime64(today))
    group = np.where(is_dated, np.where(is_coming, 1, 0), 2)
    return (group << 33) + np.select([group == 0, group == 1], [-days, days], 0)


def newest_first(
    columns: EventColumns, mask: Mask, today: dt.date, limit: int | None = None
) -> list[str]:
    """Ids of the events that pass ``mask``: the latest begun first, then what is still to
    come, then the undated; the first ``limit`` of them.
    """
    few = limit is None or np.count_nonzero(mask) <= max(limit, _FEW)
    rows = np.zeros(0, dtype=np.intp) if few else _latest_begun(columns, mask, today, limit or 0)
    if limit is None or len(rows) < limit:
        rows = _ranked(columns, np.flatnonzero(mask), today, limit)
    return [columns.event_ids[row] for row in rows.tolist()]


def _latest_begun(
    columns: EventColumns, mask: Mask, today: dt.date, limit: int
) -> npt.NDArray[np.intp]:
    """The first ``limit`` selected rows of those that have begun, or all, if they are fewer.

    To sort a million rows for twenty cards would be what a viewer mostly waits for.
    """
    order, last_day = columns.latest_first, day_number(np.datetime64(today))
    # Those still to come stand first.
    begin = bisect_left(order, -last_day, key=lambda row: -int(columns.first[row]))
    found: list[npt.NDArray[np.intp]] = []
    size = _FEW
    while begin < len(order) and sum(map(len, found)) < limit:
        block = order[begin : begin + size]
        found.append(block[mask[block]].astype(np.intp))
        begin, size = begin + size, 2 * size
    return np.concatenate([np.zeros(0, dtype=np.intp), *found])[:limit]


def _ranked(
    columns: EventColumns, rows: npt.NDArray[np.intp], today: dt.date, limit: int | None
) -> npt.NDArray[np.intp]:
    """The first ``limit`` of ``rows``, sorted as `newest_first` does."""
    place = places_in_line(columns.first[rows], columns.dated[rows], today)
    # One number per event: its place in line, then the order of the table.
    rank = place * max(len(columns), 1) + rows
    if limit is not None and limit < len(rows):
        front = np.argpartition(rank, limit)[:limit]
        rows, rank = rows[front], rank[front]
    return rows[np.argsort(rank)]
