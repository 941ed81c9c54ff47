"""What a cell says of a date, and why a cell is no date that can be shown."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from typing import Literal, NamedTuple

from dashboard import dates
from dashboard.catalogue import marked
from dashboard.intake.sheet import Reason

Order = Literal["dmy", "mdy", "ymd", ""]
ORDERS: tuple[Order, ...] = ("dmy", "mdy", "ymd")
# Beyond these a year stands for "never" or "unknown" in somebody's database.
FIRST_YEAR, LAST_YEAR = 1, 9998

NO_DATE = marked("This is no date that can be read; write for example 2025-11-25, 2025-11 or 2025.")
NO_YEAR = marked("The year is missing, or has only two digits: write it with four.")
SHORT_YEAR = marked(
    "The year has only two digits: write it with four, or choose under “Years of two digits” which "
    "hundred years such years stand for."
)
NO_SUCH_DAY = marked("There is no such day or month.")
NO_SUCH_YEAR = marked("The year lies outside 1 to 9998, where a year stands for no real date.")
BACKWARDS = marked("It ends before it begins.")
AMBIGUOUS = marked("Day and month cannot be told apart: say which comes first in this column.")
UNORDERED = marked(
    "Day, month and year cannot be told apart: say in which order they stand in this column."
)
NUMBER = marked(
    "This is a bare number. If it counts days as Excel does, give its cell the format of a date."
)
LOST_ZERO = marked(
    "A spreadsheet writes January and October both so: write for example 2023-01 or 2023-10."
)


class DateRefusedError(ValueError):
    """A cell that cannot be read as a date, with the `Reason`."""

    def __init__(self, message: str) -> None:
        self.reason = Reason(message)
        super().__init__(message)


class Manner(NamedTuple):
    """What a column settles for all its cells.

    ``order`` is that of dates such as 3/4/2025, ``first_year`` the first of the hundred years
    that years of two digits stand for. Empty and 0 settle nothing.
    """

    order: Order = ""
    first_year: int = 0


@dataclass(frozen=True, slots=True)
class Parts:
    """What a cell says of a date: year, month and day, each ``None`` where it says nothing."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def edtf(self) -> str:
        """This date in EDTF; raises `DateRefusedError` for one that no calendar has."""
        if self.year is None:
            raise DateRefusedError(NO_YEAR)
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise DateRefusedError(NO_SUCH_YEAR)
        if self.month is None:
            if self.day is not None:
                raise DateRefusedError(NO_DATE)
            return f"{self.year:04}"
        if not 1 <= self.month <= 12:
            raise DateRefusedError(NO_SUCH_DAY)
        if self.day is None:
            return f"{self.year:04}-{self.month:02}"
        if not 1 <= self.day <= monthrange(self.year, self.month)[1]:
            raise DateRefusedError(NO_SUCH_DAY)
        return f"{self.year:04}-{self.month:02}-{self.day:02}"

    def completed(self, other: Parts) -> Parts:
        """This end of a range with what only the ``other`` end says: "25–26 November 2025"."""
        month = self.month if self.month is not None or self.day is None else other.month
        return Parts(other.year if self.year is None else self.year, month, self.day)


def joined(first: str, last: str) -> str:
    """The interval from one EDTF date to another; raises `DateRefusedError` if it runs back."""
    if first == last:
        return first
    # An end that is an interval itself gives its outer side.
    both = f"{first.split('/')[0]}/{last.split('/')[-1]}"
    try:
        dates.parse(both)
    except dates.DateError as error:
        raise DateRefusedError(BACKWARDS) from error
    return both
