"""Selections: their grammar, what they let pass, and their words."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from urllib.parse import parse_qsl

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.columns import event_columns
from dashboard.extents import Area, Interval
from dashboard.language import language
from dashboard.selection import FILTERS, Selection
from dashboard.tables import Tables
from tests.synthetic import synthetic_tables
from tests.timing import least_seconds

TABLES = synthetic_tables(200, places=12, sectors=12, years=6, seed=3)
COLUMNS = event_columns(TABLES)
EPOCH = dt.date(1970, 1, 1)
ENGLISH = language("en")

DAYS = st.one_of(st.dates(), st.dates(dt.date(2014, 6, 1), dt.date(2021, 6, 1)))
INTERVALS = st.one_of(
    st.tuples(DAYS, DAYS).map(sorted).map(lambda ends: Interval(*ends)),
    DAYS.map(lambda day: Interval(day, None)),
    DAYS.map(lambda day: Interval(None, day)),
)
CHOICES = st.fixed_dictionaries(
    {},
    optional={
        choice.name: st.frozensets(st.sampled_from(sorted(known)), max_size=4)
        for choice in FILTERS
        if (known := choice.known(TABLES, ENGLISH))
    },
)
DEGREES = st.integers(-180_000, 180_000).map(lambda n: n / 1000)
AREAS = st.builds(
    lambda west, east, lats: Area(west, min(lats) / 2, east, max(lats) / 2),
    DEGREES,
    DEGREES,
    st.tuples(st.integers(-180, 180), st.integers(-180, 180)),
)
WORDS = st.sampled_from(["", "event 1", "sector", '"unit 3"', "Đà Nẵng & 100%", "a+b=c?#/"])
SELECTIONS = st.builds(Selection, st.none() | INTERVALS, CHOICES, WORDS, st.none() | AREAS)


@given(SELECTIONS)
def test_a_selection_survives_its_address(selection: Selection) -> None:
    query = selection.query()
    for address in (query, f"?{query}", selection.parameters(), dict(parse_qsl(query))):
        found, notices = Selection.parse(address, TABLES)
        assert found == selection
        assert hash(found) == hash(selection)
        assert (found.query(), notices) == (query, ())
    assert (query == "") == (selection == Selection())


@given(SELECTIONS, SELECTIONS)
def test_selections_are_equal_when_they_let_the_same_pass(one: Selection, other: Selection) -> None:
    def parts(selection: Selection) -> object:
        chosen = {k: v for k, v in selection.choices.items() if v}
        return selection.when, chosen, selection.text, selection.area

    assert (one == other) == (parts(one) == parts(other))
    assert one != one.query()


def test_the_order_of_ids_and_parameters_does_not_matter() -> None:
    texts = (
        "sector=sector-2,sector-10&place=aa-1&when=2015-01-01/2015-12-31",
        "?when=2015&place=aa-1,,aa-1&sector=sector-10,sector-2&utm_source=x",
    )
    found = {Selection.parse(text, TABLES) for text in texts}
    assert len(found) == 1
    query = "when=2015-01-01/2015-12-31&sector=sector-10,sector-2&place=aa-1"
    assert found.pop()[0].query() == query


@given(SELECTIONS, st.data())
def test_widening_a_filter_never_loses_an_event(selection: Selection, data: st.DataObject) -> None:
    passing = selection.mask(COLUMNS, TABLES)
    for name in ("when", "q", "area", *selection.choices):
        emptied = selection.without(name)
        assert (emptied.mask(COLUMNS, TABLES) >= passing).all()
        assert emptied.without(name) == emptied
    for choice in FILTERS:
        if chosen := selection.choices.get(choice.name):
            more = chosen | {data.draw(st.sampled_from(sorted(choice.known(TABLES, ENGLISH))))}
            wider = replace(selection, choices={**selection.choices, choice.name: more})
            assert (wider.mask(COLUMNS, TABLES) >= passing).all()
    if selection.when:
        day = data.draw(DAYS)
        start, end = selection.when.start, selection.when.end
        for when in (
            Interval(start and min(start, day), end and max(end, day)),
            *([Interval(None, end)] if end else []),
            *([Interval(start, None)] if start else []),
        ):
            assert (replace(selection, when=when).mask(COLUMNS, TABLES) >= passing).all()


@given(SELECTIONS)
def test_filters_combine_by_and_their_values_by_or(selection: Selection) -> None:
    expected = np.ones(len(COLUMNS), dtype=bool)
    if selection.when:
        expected &= Selection(selection.when).mask(COLUMNS, TABLES)
    if selection.text:
        expected &= Selection(text=selection.text).mask(COLUMNS, TABLES)
    if selection.area:
        expected &= Selection(area=selection.area).mask(COLUMNS, TABLES)
    for name, chosen in selection.choices.items():
        each = [Selection(None, {name: frozenset({one})}).mask(COLUMNS, TABLES) for one in chosen]
        expected &= np.logical_or.reduce(each) if each else True
    assert (selection.mask(COLUMNS, TABLES) == expected).all()


def one_event(start: str, end: str) -> Tables:
    tables = synthetic_tables(1, odd=False)
    events = tables["events"].copy()
    for column, day in (("start_date", start), ("end_date", end)):
        events[column] = np.array([day], dtype="datetime64[s]")
    return replace(tables, frames={**tables.frames, "events": events})


@pytest.mark.parametrize(
    ("start", "end", "when", "passes"),
    [
        ("2025-11-24", "2025-11-25", "2025-11-25", True),
        ("2025-11-24", "2025-11-25", "2025-11-25/2025-12", True),
        ("2025-11-24", "2025-11-25", "2025-11-26/..", False),
        ("2025-11-24", "2025-11-25", "2025-10/2025-11-24", True),
        ("2025-11-24", "2025-11-25", "../2025-11-23", False),
        ("2025-11-01", "2025-11-30", "2025-11-15", True),
        ("2025-11-01", "NaT", "2099", True),
        ("2025-11-01", "NaT", "2025-10", False),
        ("NaT", "2025-11-01", "0001", True),
        ("NaT", "2025-11-01", "../2025-11-01", True),
        ("NaT", "2025-11-01", "2025-11-01/..", True),
        ("NaT", "2025-11-01", "2025-11-02/..", False),
        ("NaT", "NaT", "0001/..", False),
        ("NaT", "NaT", "../9999", False),
        ("NaT", "NaT", "", True),
        ("9999-12-31", "9999-12-31", "9999-12-31", True),
        ("0001-01-01", "0001-01-01", "0001-01-01", True),
    ],
)
def test_both_boundary_days_count(start: str, end: str, when: str, passes: bool) -> None:
    selection, notices = Selection.parse({"when": when}, TABLES)
    assert notices == ()
    tables = one_event(start, end)
    assert selection.mask(event_columns(tables), tables).tolist() == [passes]


# With lone surrogates, which st.text() leaves out. An address itself has none once decoded.
ANY_TEXT = st.text(st.characters())


@given(
    st.dictionaries(st.sampled_from(["when", "sector", "place", "area", "q", "x"]), ANY_TEXT)
    | st.text()
)
def test_any_text_is_read_or_left_out_with_a_notice(parameters: dict[str, str] | str) -> None:
    selection, notices = Selection.parse(parameters, TABLES)
    assert Selection.parse(selection.query(), TABLES) == (selection, ())
    if isinstance(parameters, dict):
        broken = [
            name
            for name in ("when", "sector", "place", "area")
            if parameters.get(name, "").strip(",") and name not in selection.parameters()
        ]
        assert len(notices) >= len(broken)
        if parameters.keys() <= {"x"}:
            assert (selection, notices) == (Selection(), ())
    for notice in notices:
        assert notice.encode(), "a lone surrogate cannot be sent to a browser"


_EDTF_LIKE = st.lists(
    st.sampled_from([*"0123456789-/.~?%XuyTZ[]{},", "2025", "..", "-11", "2025-22", "1950S2"]),
    max_size=8,
).map("".join)


@given(_EDTF_LIKE)
def test_what_looks_like_a_date_is_one_or_is_left_out(text: str) -> None:
    selection, notices = Selection.parse({"when": text}, TABLES)
    assert (selection.when is None) == (len(notices) == 1 or not text)


@pytest.mark.parametrize(
    ("parameters", "notices"),
    [
        ("place=atlantis", ["place='atlantis' in the address is not in this dataset"]),
        ("place=atlantis,mu,aa-1", ["place='atlantis' and 'mu' in the address are not"]),
        ("sector=a,b,c,d,e", ["sector='a', 'b', 'c' and 2 more in the address"]),
        ("when=tomorrow", ["'tomorrow' is not an EDTF date"]),
        ("when=2025/2024", ["'2025/2024' ends before it starts. Swap"]),
        ("when=../..", ["neither a start nor an end"]),
        ("when=../%3F~&place=x&sector=y", ["'../?~' is not", "sector='y'", "place='x'"]),
        ("area=1,2,3", ["'1,2,3' in the address was left out"]),
        ("area=nan,0,1,1", ["'nan,0,1,1' in the address"]),
        ("area=0,10,1,5", ["'0,10,1,5' in the address"]),
        ("q=" + "x" * 101, ["cut to 100 characters"]),
        ("utm_source=mail&embed=true&&==&%", []),
    ],
)
def test_notices_say_what_was_left_out(parameters: str, notices: list[str]) -> None:
    found = Selection.parse(parameters, TABLES)[1]
    assert len(found) == len(notices)
    for text, expected in zip(found, notices, strict=True):
        assert expected in text


def test_half_a_surrogate_pair_is_left_out() -> None:
    selection, notices = Selection.parse({"q": "a\ud800b", "place": "\udfff"}, TABLES)
    assert selection.query() == "q=a%3Fb"
    assert [notice.isprintable() for notice in notices] == [True]


def test_a_long_address_costs_little_and_gives_short_notices() -> None:
    long = {"when": "[" + "1," * 50_000, "place": "," + "x" * 50_000, "sector": "y," * 50_000}
    assert least_seconds(lambda: Selection.parse(long, TABLES)) < 1
    _, notices = Selection.parse(long, TABLES)
    assert [len(notice) < 200 for notice in notices] == [True, True, True]


def test_words_are_sectors_dates_and_places_in_the_order_of_legends() -> None:
    def words(text: str) -> str:
        return Selection.parse(text, TABLES)[0].words(TABLES)

    assert words("") == "Everything"
    # By position: the table itself sorts sector-10 before sector-2.
    assert words("sector=sector-10,sector-2") == "Sector 2 or Sector 10"
    assert words("place=aa-1,bb-0&when=2015-11&sector=sector-1") == (
        "Sector 1 · Nov 2015 · Unit 0 or Unit 1"
    )
    assert words("when=2015&place=aa") == "2015 · Aland"
    emptied = Selection(Interval.parse("2015"), {"place": frozenset(), "sector": frozenset()})
    assert emptied.words(TABLES) == "2015"


def said(when: Interval) -> str:
    return ENGLISH.interval_words(when.start, when.end)


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("2025-11-25", "25 Nov 2025"),
        ("2025-11", "Nov 2025"),
        ("2025", "2025"),
        ("2023/2025", "2023–2025"),
        ("2024-02", "Feb 2024"),
        ("2023-02-01/2023-02-28", "Feb 2023"),
        ("2024-02-01/2024-02-28", "1–28 Feb 2024"),
        ("2023-11/2025-02", "Nov 2023 – Feb 2025"),
        ("2019-05-04/..", "since 4 May 2019"),
        ("../2019-05-04", "until 4 May 2019"),
        ("9999-12-31", "31 Dec 9999"),
        ("9999", "9999"),
        ("0001", "1"),
    ],
)
def test_words_of_an_interval(when: str, words: str) -> None:
    assert said(Interval.parse(when)) == words


@given(INTERVALS)
def test_the_words_of_an_interval_are_exact(when: Interval) -> None:
    words = said(when)
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"]
    for day in filter(None, (when.start, when.end)):
        assert str(day.year) in words
        if not (when.start and when.end):
            assert words.endswith(f"{day.day} {months[day.month - 1]} {day.year}")


@given(INTERVALS)
def test_day_numbers_are_days_since_1970(when: Interval) -> None:
    first, last = when.day_numbers()
    assert first == (-(2**31) if when.start is None else (when.start - EPOCH).days)
    assert last == (2**31 - 1 if when.end is None else (when.end - EPOCH).days)
