"""Stretches of time and space that a selection may be limited to, as an address writes them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from dashboard import dates
from dashboard.columns import OPEN_END, OPEN_START, day_number
from dashboard.marking import marked
from dashboard.tables import Tables
from dashboard.textfiles import excerpt

# Nobody writes a longer interval; what strangers put into an address is not kept in memory.
_LONGEST_DATE = 60


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval of days, open where an end is ``None``; never both."""

    start: dt.date | None
    end: dt.date | None

    @classmethod
    def parse(cls, text: str) -> Interval:
        """Read an EDTF date or interval; raises `dates.DateError`."""
        if len(text) > _LONGEST_DATE:
            quoted = str(excerpt(text, _LONGEST_DATE))
            raise dates.DateError(quoted, marked("is too long for a date"), marked("Shorten it"))
        period = dates.parse(text)
        return cls(period.start, period.end)

    def __str__(self) -> str:
        if self.start == self.end and self.start:
            return self.start.isoformat()
        ends = (self.start.isoformat() if self.start else "..", self.end)
        return f"{ends[0]}/{ends[1].isoformat() if ends[1] else '..'}"

    def day_numbers(self) -> tuple[int, int]:
        """First and last day since 1970-01-01."""
        return (
            day_number(np.datetime64(self.start)) if self.start else int(OPEN_START),
            day_number(np.datetime64(self.end)) if self.end else int(OPEN_END),
        )


@dataclass(frozen=True, slots=True)
class Area:
    """A bounding box in degrees; ``west`` is greater than ``east`` across the date line."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def parse(cls, text: str) -> Area:
        """Read "west,south,east,north"; raises `ValueError` with what is wrong."""
        try:
            west, south, east, north = (round(float(part), 3) for part in text.split(","))
        except ValueError as error:
            raise ValueError("not four numbers: west,south,east,north") from error
        if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
            raise ValueError("outside the globe, or the south above the north")
        return cls(west, south, east, north)

    def __str__(self) -> str:
        return f"{self.west:g},{self.south:g},{self.east:g},{self.north:g}"

    def places(self, tables: Tables) -> frozenset[str]:
        """The localities whose point lies inside; countries and regions are too wide to tell."""
        frame = tables["locations"]
        lon, inside = frame["lon"], frame["lat"].between(self.south, self.north)
        if self.west <= self.east:
            inside &= lon.between(self.west, self.east)
        else:
            inside &= (lon >= self.west) | (lon <= self.east)
        inside &= ~frame["kind"].isin(("country", "region"))
        return frozenset(frame.loc[inside, "location_id"])
