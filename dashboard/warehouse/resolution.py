"""How fine groups are, and how units of time become days.

Units are counted in whole numbers from 1970, so that no time zone can shift them on the way:
days and weeks (which begin on Monday) since the epoch, months, quarters and years of the
calendar.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Unit = Literal["day", "week", "month", "quarter", "year"]
# From the finest to the coarsest.
UNITS: tuple[Unit, ...] = ("day", "week", "month", "quarter", "year")
# The units that every unit consists of. A week may belong to two months.
PARTS: dict[Unit, tuple[Unit, ...]] = {
    "day": (),
    "week": ("day",),
    "month": ("day",),
    "quarter": ("day", "month"),
    "year": ("day", "month", "quarter"),
}
Days = npt.NDArray[np.int64]
Window = tuple[int, int]
# 1970-01-01 was a Thursday.
_MONDAY = 3
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Resolution:
    """How fine groups are.

    ``time`` and ``place`` hold for all groups, or with a ``window`` (first and last day since
    1970-01-01, both in it) for the events that lie in it or reach into it; those outside are
    grouped by ``outside_time`` and ``outside_place``. ``place`` is the name of a level: that
    of its column, the size of a grid's cells ("0.1°"), or "" where events have no places.
    Places that someone looks at closely are told by ``sight_place``, unless that is "".
    """

    time: Unit
    place: str
    window: Window | None
    outside_time: Unit
    outside_place: str
    sight_place: str = ""


def unit_of_day(unit: Unit, days: Days) -> Days:
    """The number of the unit that each day lies in."""
    if unit == "day":
        return days
    if unit == "week":
        return (days + _MONDAY) // 7
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months // _MONTHS[unit]


def first_days(unit: Unit, numbers: Days) -> Days:
    """The first day of each unit."""
    if unit == "day":
        return numbers
    if unit == "week":
        return numbers * 7 - _MONDAY
    months = (numbers * _MONTHS[unit]).astype("datetime64[M]")
    return months.astype("datetime64[D]").astype(np.int64)


def last_days(unit: Unit, numbers: Days) -> Days:
    """The last day of each unit."""
    return first_days(unit, numbers + 1) - 1


def is_edge(unit: Unit, day: int) -> bool:
    """Whether a unit begins on ``day``."""
    number = unit_of_day(unit, np.array([day], dtype=np.int64))
    return int(first_days(unit, number)[0]) == day


def snapped(unit: Unit, window: Window) -> Window:
    """``window`` widened to whole units."""
    first, last = unit_of_day(unit, np.array(window, dtype=np.int64))
    edges: list[tuple[Callable[[Unit, Days], Days], int]] = [(first_days, first), (last_days, last)]
    begin, end = (int(edge(unit, np.array([number]))[0]) for edge, number in edges)
    return begin, end
