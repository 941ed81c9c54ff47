"""Dates as people type them into the header of the view."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from tests.linked.conftest import Engine

READ = "const said = asked.map(([text, isDayFirst]) => typedDays(text, isDayFirst));"
Ends = tuple[str, str] | None
DAY, MONTH, YEAR = (
    ("2025-11-05", "2025-11-05"),
    ("2024-02-01", "2024-02-29"),
    ("1973-01-01", "1973-12-31"),
)
CASES: dict[tuple[str, bool], Ends] = {
    ("2025-11-05", False): DAY,
    (" 2025/11/5 ", False): DAY,
    ("2025.11.05", False): DAY,
    ("2025年11月5日", False): DAY,
    ("２０２５－１１－０５", False): DAY,
    ("5/11/2025", True): DAY,
    ("05-11-2025", True): DAY,
    ("2024-02", False): MONTH,
    ("2024年2月", False): MONTH,
    ("2/2024", True): MONTH,
    ("1973", False): YEAR,
    ("1973年", False): YEAR,
    # In English, this may be the 5th of November as well as the 11th of May.
    ("5/11/2025", False): None,
    ("2025-02-29", False): None,
    ("2025-13", False): None,
    ("2025-00-10", False): None,
    ("31/4/2025", True): None,
    ("25", False): None,
    ("20251105", False): None,
    ("tomorrow", True): None,
    ("", False): None,
}


@pytest.fixture
def read(engine: Engine) -> Callable[[list[tuple[str, bool]]], list[Ends]]:
    said = engine("typed_date.js", READ)

    def written(days: list[int]) -> Ends:
        first, last = (str(dt.date(1970, 1, 1) + dt.timedelta(day)) for day in days)
        return first, last

    return lambda texts: [days and written(days) for days in said(texts)]


def test_dates_are_read_in_the_order_of_the_language(
    read: Callable[[list[tuple[str, bool]]], list[Ends]],
) -> None:
    assert dict(zip(CASES, read([*CASES]), strict=True)) == CASES


def test_every_day_is_read_back(
    read: Callable[[list[tuple[str, bool]]], list[Ends]],
) -> None:
    days = [dt.date(1970, 1, 1) + dt.timedelta(97 * step) for step in range(200)]
    assert read([(str(day), False) for day in days]) == [(str(day), str(day)) for day in days]
    assert read([(f"{day:%d/%m/%Y}", True) for day in days]) == [
        (str(day), str(day)) for day in days
    ]
