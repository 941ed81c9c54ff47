import datetime as dt
import itertools

import pytest
from edtf import Interval, parse_edtf
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.dates import DateError, Period, parse

DAYS = st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("2025-11-25", "2025-11-25", "2025-11-25", "day"),
        ("2025-10", "2025-10-01", "2025-10-31", "month"),
        ("2024-02", "2024-02-01", "2024-02-29", "month"),
        ("2030", "2030-01-01", "2030-12-31", "year"),
        ("202X", "2020-01-01", "2029-12-31", "decade"),
        ("2025-11-24/2025-11-25", "2025-11-24", "2025-11-25", "day"),
        ("2024/2025-03", "2024-01-01", "2025-03-31", "year"),
        ("2025-05-XX", "2025-05-01", "2025-05-31", "month"),
    ],
)
def test_a_date_covers_just_the_days_it_names(
    text: str, start: str, end: str, precision: str
) -> None:
    assert parse(text) == Period(day(start), day(end), precision)


def test_open_intervals_have_one_bound() -> None:
    assert parse("1995/..") == Period(day("1995-01-01"), None, "year")
    assert parse("../1995-03").start is None
    assert parse("../1995-03").end == day("1995-03-31")


@pytest.mark.parametrize(
    ("text", "approximate", "uncertain"),
    [("2025~", True, False), ("2025?", False, True), ("2025%", True, True), ("2025", False, False)],
)
def test_doubt_is_a_flag_and_moves_no_bound(text: str, approximate: bool, uncertain: bool) -> None:
    period = parse(text)
    assert (period.is_approximate, period.is_uncertain) == (approximate, uncertain)
    assert (period.start, period.end) == (day("2025-01-01"), day("2025-12-31"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "25 November 2025",
        "2025-13",
        "2025-02-30",
        "2025-11-25/2025-11-24",
        "../..",
        "20XX",
        "Y170000002",
        "2025-11-25T10:00:00",
        "2024/2025-XX",
        "[2024, 2025]",
    ],
)
def test_what_no_timeline_can_place_is_refused_with_its_value(text: str) -> None:
    with pytest.raises(DateError) as caught:
        parse(text)
    assert repr(text) in str(caught.value)


@given(DAYS)
def test_widening_the_precision_contains_the_day(date: dt.date) -> None:
    texts = [
        date.isoformat(),
        date.isoformat()[:7],
        date.isoformat()[:4],
        f"{date.year:04}"[:3] + "X",
    ]
    if date.year < 10:  # the decade 000X begins before the first year
        texts.pop()
    periods = [parse(text) for text in texts]
    assert periods[0].start == periods[0].end == date
    for finer, coarser in itertools.pairwise(periods):
        assert coarser.start is not None
        assert coarser.end is not None
        assert finer.start is not None
        assert finer.end is not None
        assert coarser.start <= finer.start <= finer.end <= coarser.end


@given(DAYS, DAYS)
def test_an_interval_comes_back_as_its_two_days(one: dt.date, other: dt.date) -> None:
    start, end = sorted((one, other))
    period = parse(f"{start.isoformat()}/{end.isoformat()}")
    assert (period.start, period.end, period.precision) == (start, end, "day")
    if start < end:
        with pytest.raises(DateError, match="swap"):
            parse(f"{end.isoformat()}/{start.isoformat()}")


_NUMBERS = st.tuples(st.integers(0, 9999), st.integers(1, 22), st.integers(1, 31))
_SIDES = st.tuples(_NUMBERS, st.sampled_from([4, 7, 10])).map(
    lambda drawn: "{:04}-{:02}-{:02}".format(*drawn[0])[: drawn[1]]
)


@settings(max_examples=60)
@given(st.one_of(_SIDES, st.tuples(_SIDES, _SIDES).map("/".join)))
def test_plain_dates_mean_what_the_standard_says(text: str) -> None:
    try:
        period = parse(text)
    except DateError:
        return
    standard = parse_edtf(text)
    sides = (
        (standard.lower, standard.upper) if isinstance(standard, Interval) else (standard, standard)
    )
    assert period.start == dt.date(*sides[0].lower_strict()[:3])
    assert period.end == dt.date(*sides[1].upper_strict()[:3])


def test_plain_dates_are_read_without_the_grammar(monkeypatch: pytest.MonkeyPatch) -> None:
    # The grammar takes milliseconds for each of perhaps thousands of dates.
    monkeypatch.delattr("dashboard.dates.parse_edtf")
    parse.cache_clear()
    for text in ("2025-11-25", "2025-11", "2025", "2025-11/2026-01-31"):
        assert parse(text).start
    with pytest.raises(NameError):
        parse("2025-11?")
    parse.cache_clear()
