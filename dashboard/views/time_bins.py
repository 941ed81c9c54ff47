"""Bins of a time axis: the finest calendar unit that a width has room for.

The browser bins the same way while the user zooms (``linked/calendar.js``); a test
compares the two.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import numpy.typing as npt

_EPOCH = dt.date(1970, 1, 1)
_UNITS: tuple[tuple[str, float, int], ...] = (  # name, usual days, months
    ("day", 1, 0),
    ("week", 7, 0),
    ("month", 30.4, 1),
    ("quarter", 91.3, 3),
    ("year", 365.25, 12),
    ("decade", 3652.5, 120),
    ("century", 36525, 1200),
)


def bin_edges(first: int, last: int, most: int) -> tuple[str, npt.NDArray[np.int64]]:
    """Unit and edges of at most about ``most`` bins that cover days ``first`` to ``last``.

    Days are numbered since 1970-01-01. Edge i is the first day of bin i; the last edge
    is the first day after the last bin. Weeks begin on Monday (ISO 8601).
    """
    name, _, months = next(
        (unit for unit in _UNITS if (last - first + 1) / unit[1] <= most), _UNITS[-1]
    )
    if not months:
        step = 1 if name == "day" else 7
        start = first if step == 1 else first - (first + 3) % 7
        return name, np.arange(start, last + step + 1, step, dtype=np.int64)
    day = _EPOCH + dt.timedelta(days=first)
    month = (day.year * 12 + day.month - 1) // months * months
    edges = [_month_start(month)]
    while edges[-1] <= last:
        month += months
        edges.append(_month_start(month))
    return name, np.array(edges, dtype=np.int64)


def _month_start(month: int) -> int:
    year, index = divmod(month, 12)
    start = np.datetime64(f"{year:04d}-{index + 1:02d}-01")
    return int((start - np.datetime64("1970-01-01")).astype(int))
