"""Which roles the cells of a column would fit, whatever its name is."""

from __future__ import annotations

from collections.abc import Callable

from dashboard.intake.profiles import Profile

# More values than this are no categories.
MOST_CATEGORIES = 40
Fits = Callable[[Profile], object]


def is_all(share: str) -> Fits:
    """Whether nine of ten cells are what ``share`` of a profile counts, such as ``links``."""
    return lambda column: getattr(column, share) >= 0.9


def _up_to(most: float) -> Fits:
    return lambda column: column.numbers >= 0.8 and column.largest <= most


def _is_written(column: Profile) -> bool:
    return column.dates >= 0.5 or column.milliseconds >= 0.5


def _fits_date(column: Profile) -> bool:
    return (
        _is_written(column)
        or column.seconds >= 0.8
        or (column.serials >= 0.8 and 15_000 <= column.largest < 80_000)
    )


def fits_place(column: Profile) -> bool:
    """Whether the cells may be names of places."""
    return column.is_text and column.distinct > 0


def fits_category(column: Profile) -> bool:
    """Whether the cells may be categories: texts, few of them, that come again."""
    is_repeated = column.distinct < column.count or column.count < 10
    return (
        column.is_text
        and is_repeated
        and column.distinct <= max(MOST_CATEGORIES, column.count // 4)
    )


def _fits_angle(column: Profile) -> bool:
    # Metres under this name are taken for it too, for their cells are told why they are none.
    return max(column.degrees, column.numbers) >= 0.6


def _is_phrase(column: Profile) -> bool:
    return column.is_text


# In the order in which they are asked for; what is left is found by what stands in it.
FITS: dict[str, Fits] = {
    "latitude": _fits_angle,
    "longitude": _fits_angle,
    "coordinates": lambda column: column.pairs >= 0.8,
    "end_year": lambda column: column.years >= 0.5,
    "end_month": lambda column: column.length <= 12,
    "end_day": _up_to(31),
    "end": _is_written,
    "date": _fits_date,
    "year": lambda column: max(column.years, column.dates) >= 0.5,
    "month": lambda column: column.length <= 12 and column.distinct <= 60,
    "day": _up_to(31),
    "source_link": lambda column: column.links >= 0.5,
    "id": lambda column: column.distinct * 10 >= column.count * 8 and column.length <= 60,
    "title_vi": _is_phrase,
    "title_ja": _is_phrase,
    "title": _is_phrase,
    "country": lambda column: column.numbers < 0.5,
    "source_name": _is_phrase,
    "kind": fits_category,
    "status": lambda column: column.statuses >= 0.5,
}
