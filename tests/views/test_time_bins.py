"""Bins of time: whole calendar units, without gaps, over everything asked for."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.views.time_bins import bin_edges

EPOCH = dt.date(1970, 1, 1)
FIRST, LAST = (dt.date.min - EPOCH).days, (dt.date.max - EPOCH).days
MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
LONGEST = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366, "decade": 3653}


def day(value: str) -> int:
    return (dt.date.fromisoformat(value) - EPOCH).days


@given(
    ends=st.tuples(st.integers(FIRST, LAST), st.integers(FIRST, LAST)).map(sorted)
    | st.tuples(st.integers(FIRST, LAST - 4000), st.integers(0, 4000)).map(
        lambda pair: [pair[0], pair[0] + pair[1]]
    ),
    most=st.integers(1, 400),
)
def test_bins_are_calendar_units_that_cover_the_days(ends: list[int], most: int) -> None:
    first, last = ends
    unit, array = bin_edges(first, last, most)
    edges = array.tolist()
    assert edges[0] <= first <= edges[1] - 1
    assert edges[-2] <= last <= edges[-1] - 1
    assert all(one < other for one, other in pairwise(edges))
    if unit == "day":
        assert edges == list(range(first, last + 2))
    elif unit == "week":
        assert all(after - edge == 7 for edge, after in pairwise(edges))
        assert all((edge + 3) % 7 == 0 for edge in edges), "day -3 was a Monday"
    else:
        starts = [EPOCH + dt.timedelta(edge) for edge in edges if FIRST <= edge <= LAST]
        numbers = [start.year * 12 + start.month - 1 for start in starts]
        assert all(start.day == 1 for start in starts)
        assert all(number % MONTHS[unit] == 0 for number in numbers)
        assert all(after - before == MONTHS[unit] for before, after in pairwise(numbers))
        assert len(starts) >= len(edges) - 2
    # One more bin than asked for at either end, and the lengths of months differ.
    if unit != "century":
        assert len(edges) - 1 <= most * 1.04 + 2


@pytest.mark.parametrize(
    ("first", "last", "most", "unit", "edges"),
    [
        ("2025-11-25", "2025-11-26", 2, "day", ["2025-11-25", "2025-11-26", "2025-11-27"]),
        ("2025-11-25", "2025-11-26", 1, "week", ["2025-11-24", "2025-12-01"]),
        # ISO week 1 of 2021 begins on 4 January; 1 January lies in week 53 of 2020.
        ("2021-01-01", "2021-01-04", 2, "week", ["2020-12-28", "2021-01-04", "2021-01-11"]),
        ("1969-12-29", "1970-01-04", 1, "week", ["1969-12-29", "1970-01-05"]),
        ("2024-02-29", "2024-03-01", 1, "week", ["2024-02-26", "2024-03-04"]),
        ("2024-02-10", "2024-03-01", 2, "month", ["2024-02-01", "2024-03-01", "2024-04-01"]),
        ("2025-02-10", "2025-06-01", 2, "quarter", ["2025-01-01", "2025-04-01", "2025-07-01"]),
        ("1899-12-31", "1900-12-31", 2, "year", ["1899-01-01", "1900-01-01", "1901-01-01"]),
        ("1999-12-31", "2010-01-01", 3, "decade", ["1990-01-01", "2000-01-01", "2010-01-01"]),
    ],
)
def test_bins_at_turns_of_the_calendar(
    first: str, last: str, most: int, unit: str, edges: list[str]
) -> None:
    found, array = bin_edges(day(first), day(last), most)
    assert found == unit
    assert array.tolist()[: len(edges)] == [day(edge) for edge in edges]


@pytest.mark.parametrize("most", [1, 3, 12, 120, 160, 5000])
@pytest.mark.parametrize(
    ("first", "last"), [(FIRST, FIRST), (LAST, LAST), (FIRST, FIRST + 400), (LAST - 400, LAST)]
)
def test_the_ends_of_the_calendar_have_bins(first: int, last: int, most: int) -> None:
    _, edges = bin_edges(first, last, most)
    assert edges[0] <= first
    assert last < edges[-1]


def test_all_of_time_is_centuries() -> None:
    unit, edges = bin_edges(FIRST, LAST, 160)
    assert (unit, len(edges)) == ("century", 101)
