"""The order in which events are listed: what began last, what is to come, what has no date."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import numpy.typing as npt

from dashboard.columns import day_number


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
