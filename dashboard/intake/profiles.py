"""What stands in a column: which shapes its cells have, and how often."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboard.intake import coordinates, date_parts, written_dates
from dashboard.intake.status_words import is_called_off, status_of

# So many cells of a column tell what it holds.
_SAMPLE = 300
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_YEAR = re.compile(r"(?:1[0-9]|20|21)\d{2}(?:[.,]0)?")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_SECONDS, _MILLISECONDS = re.compile(r"\d{9,10}(?:\.\d+)?"), re.compile(r"\d{12,13}")
_LINK = re.compile(r"https?://\S+")
IsPlace = Callable[[str], bool]


@dataclass(frozen=True)
class Profile:
    """A column: filled and distinct cells, their mean length, and shares (0 to 1) of shapes.

    Shares are of a sample of the filled cells: dates, years, plain numbers, Excel's day
    numbers, counts of seconds or milliseconds, degrees, pairs of these, links, words for a
    status, and names that a gazetteer knows. ``largest`` is the largest number.
    """

    name: str
    count: int
    distinct: int
    length: float
    dates: float
    years: float
    numbers: float
    serials: float
    seconds: float
    milliseconds: float
    degrees: float
    pairs: float
    links: float
    statuses: float
    places: float
    largest: float

    @property
    def is_text(self) -> bool:
        """Whether it is neither numbers nor dates nor links."""
        return max(self.numbers, self.links, self.dates) < 0.5


def profile(name: str, cells: Sequence[str], is_place: IsPlace | None = None) -> Profile:
    """The profile of the column ``name``; without ``is_place`` no cell counts as a place."""
    filled = [cell for cell in cells if cell]
    step = max(1, len(filled) // _SAMPLE)
    sample = filled[::step][:_SAMPLE]

    def share(test: Callable[[str], object]) -> float:
        return sum(bool(test(cell)) for cell in sample) / len(sample) if sample else 0.0

    numbers = [abs(float(cell.replace(",", "."))) for cell in sample if _NUMBER.fullmatch(cell)]
    return Profile(
        name=name,
        count=len(filled),
        distinct=len(set(filled)),
        length=sum(map(len, sample)) / max(len(sample), 1),
        dates=share(_is_date),
        years=share(_YEAR.fullmatch),
        numbers=share(_NUMBER.fullmatch),
        serials=share(_SERIAL.fullmatch),
        seconds=share(_SECONDS.fullmatch),
        milliseconds=share(_MILLISECONDS.fullmatch),
        degrees=share(_is_degrees),
        pairs=share(coordinates.pair),
        links=share(_LINK.match),
        statuses=share(lambda cell: status_of(cell) or is_called_off(cell)),
        places=share(is_place) if is_place else 0.0,
        largest=max(numbers, default=0.0),
    )


def _is_degrees(cell: str) -> bool:
    found = coordinates.degrees(cell)
    return found is not None and abs(found) <= 180


def _is_date(cell: str) -> object:
    for order in date_parts.ORDERS[:2]:
        try:
            written_dates.read(cell, order)
        except date_parts.DateRefusedError as error:
            # A date that no calendar has was meant as one; so was "5 Mar 24".
            is_named = error.reason.message == date_parts.SHORT_YEAR and not _NUMBERS.fullmatch(
                cell
            )
            if error.reason.message in _ALMOST:
                is_dated = any(sign in cell for sign in "/-年月日")
                return is_named or is_dated or _DOTTED.fullmatch(cell)
        else:
            return True
    return False


_ALMOST = (
    date_parts.NO_YEAR,
    date_parts.SHORT_YEAR,
    date_parts.NO_SUCH_DAY,
    date_parts.NO_SUCH_YEAR,
)
# With fewer digits it is rather the number of a version or a chapter.
_NUMBERS = re.compile(r"[\d.\s]+")
_DOTTED = re.compile(r"\d\d\.\d\d\.\d\d")
