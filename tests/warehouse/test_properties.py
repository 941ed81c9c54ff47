"""Whatever stands in a file, its groups are those of a plain reading, row by row."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import ibis
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from ibis.backends.duckdb import Backend

from dashboard.columns import OPEN_END, OPEN_START, EventColumns
from dashboard.intake.atlas import Atlas
from dashboard.intake.mapping import mapping_of
from dashboard.selection import Selection
from dashboard.warehouse import grouping, relation
from dashboard.warehouse.engine import Engine
from dashboard.warehouse.mapping import EventMapping
from dashboard.warehouse.opening import open_source
from dashboard.warehouse.resolution import UNITS, Unit
from dashboard.warehouse.source import Source

MAPPING = """
[columns]
date = "start"
end = "end"
title = "name"
category = "tags"
kind = "kind"
[separators]
category = ";"
"""
TODAY = dt.date(2024, 6, 1)
EPOCH = dt.date(1970, 1, 1)
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1))
WRITTEN = st.one_of(
    st.just(""),
    DAYS.map(str),
    DAYS.map(str),
    DAYS.map(lambda day: f" {day} "),
    DAYS.map(lambda day: f"{day}T23:30:00"),
    DAYS.map(lambda day: str(day)[:7]),
    DAYS.map(lambda day: str(day)[:4]),
    st.sampled_from(["0001-01-01", "2024-02-29", "1969-12-29"]),
)
BROKEN = st.sampled_from(
    ["2023-02-29", "2024-13-01", "2024-00", "0000", "9999-12-31", "-0044-03-15", "12024", "soon"]
)
ROWS = st.lists(
    st.tuples(
        st.one_of(WRITTEN, WRITTEN, WRITTEN, BROKEN),
        st.one_of(WRITTEN, WRITTEN, BROKEN),
        st.sampled_from(["art", "art;trade", "trade; art", "Trade", "", "it's", '50%_\\"x"']),
        st.sampled_from(["Fair", "fair ", "", "Visit"]),
    ),
    min_size=1,
    max_size=12,
)


def span(cell: str) -> tuple[dt.date, dt.date] | str | None:
    """First and last day of a cell; None if it is empty, a word for what is wrong with it."""
    text = cell.strip()
    if not text:
        return None
    if re.fullmatch(r"[+-]\d+(-\d\d){0,2}|\d{5,}", text):
        return "year"
    match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T.*)?)?)?", text)
    if not match:
        return "unreadable"
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    if not 1 <= year <= 9998:
        return "year"
    if month == 0 or day == 0:
        return "day"
    try:
        first = dt.date(year, month or 1, day or 1)
    except ValueError:
        return "day"
    last_month = month or 12
    return first, dt.date(year, last_month, day or calendar.monthrange(year, last_month)[1])


def interval(start: str, end: str) -> tuple[dt.date | None, dt.date | None] | None:
    """The interval of a row, open where it has no end; None for a row that is left out."""
    begin, finish = span(start), span(end)
    if isinstance(begin, str):
        return None
    if begin is None:
        return None, finish[1] if isinstance(finish, tuple) else None
    if finish == "year":
        return begin[0], None
    last = finish[1] if isinstance(finish, tuple) else begin[1]
    return (begin[0], last) if begin[0] <= last else None


def unit_of(unit: Unit, day: dt.date) -> tuple[dt.date, dt.date]:
    """The first and last day of the unit that ``day`` lies in."""
    if unit == "day":
        return day, day
    if unit == "week":
        monday = dt.date.fromordinal(day.toordinal() - day.weekday())
        return monday, dt.date.fromordinal(monday.toordinal() + 6)
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    first = (day.month - 1) // months * months + 1
    last = first + months - 1
    return dt.date(day.year, first, 1), dt.date(
        day.year, last, calendar.monthrange(day.year, last)[1]
    )


def expected(rows: list[tuple[str, str, str, str]], unit: Unit) -> Counter[object]:
    found: Counter[object] = Counter()
    for start, end, tags, kind in rows:
        days = interval(start, end)
        if days is None:
            continue
        first, last = days
        if first is None and last is None:
            edges = (int(OPEN_END), int(OPEN_START))
        else:
            edges = (
                (unit_of(unit, first)[0] - EPOCH).days if first else int(OPEN_START),
                (unit_of(unit, last)[1] - EPOCH).days if last else int(OPEN_END),
            )
        names = frozenset(tag.strip().lower() for tag in tags.split(";") if tag.strip())
        state = "planned" if first and first > TODAY else "held"
        found[edges, names or frozenset({"not given"}), kind.strip().lower(), state] += 1
    return found


def grouped(source: Source, columns: EventColumns) -> Counter[object]:
    sectors, kinds = (source.tables[name] for name in ("sectors", "event_kinds"))
    sector = dict(zip(sectors["sector_id"], sectors["name_en"].str.lower(), strict=True))
    kind = dict(zip(kinds["kind_id"], kinds["name_en"].str.lower(), strict=True))
    found: Counter[object] = Counter()
    for row in range(len(columns)):
        ids = {}
        for name in ("sector", "kind", "status"):
            facet = columns.facets[name]
            number = facet.set_of_row[row]
            values = facet.values[facet.offsets[number] : facet.offsets[number + 1]]
            ids[name] = [facet.ids[value] for value in values]
        names = frozenset(sector[one].strip() for one in ids["sector"])
        called = kind[ids["kind"][0]].replace("not given", "")
        edges = int(columns.first[row]), int(columns.last[row])
        found[edges, names, called, ids["status"][0]] += int(columns.weight[row])
    return found


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    running = Engine("rows", ibis.duckdb.connect)
    yield running
    running.close()


def opened(engine: Engine, rows: list[tuple[str, str, str, str]], *, can_try: bool) -> Source:
    """The rows as a table of texts in memory, none of them checked or prepared."""
    texts = [[*row, f"Row {number}"] for number, row in enumerate(rows)]
    table = engine.run(lambda backend: stored(backend, texts))
    mapping = EventMapping(mapping_of(tomllib.loads(MAPPING), "mapping"))
    events = relation.events(table, mapping, can_try=can_try)
    return Source(engine, lambda _: events, mapping, lambda: Atlas([]), today=lambda: TODAY)


def stored(backend: Backend, rows: list[list[str]]) -> ibis.Table:
    names = ("start", "end", "tags", "kind", "name")
    columns = ", ".join(f'"{name}" VARCHAR' for name in names)
    backend.con.execute(f"CREATE OR REPLACE TABLE texts ({columns})")
    backend.con.executemany("INSERT INTO texts VALUES (?, ?, ?, ?, ?)", rows)
    return backend.table("texts")


def is_readable(rows: list[tuple[str, str, str, str]]) -> bool:
    """Whether the table is not refused as a whole, for dates that nobody can read."""
    return sum(span(start) == "unreadable" for start, *_ in rows) * 2 <= len(rows)


@settings(max_examples=6, phases=[Phase.generate])
@given(ROWS.filter(is_readable), st.booleans())
def test_groups_are_those_of_a_plain_reading(
    engine: Engine, rows: list[tuple[str, str, str, str]], can_try: bool
) -> None:
    source = opened(engine, rows, can_try=can_try)
    for unit in UNITS:
        fetched = engine.fetch(grouping.group_counts(source.shown_events(), unit, None))
        columns = grouping.event_columns(source.vocabulary, fetched, unit, 0)
        assert grouped(source, columns) == expected(rows, unit), unit
    left_out = sum(one.count for one in source.not_shown() if one.is_left_out)
    assert left_out + source.groups().count == len(rows)


@settings(max_examples=3, phases=[Phase.generate])
@given(ROWS.filter(is_readable), st.tuples(DAYS, DAYS))
def test_a_window_keeps_every_event_and_is_exact_inside(
    engine: Engine, rows: list[tuple[str, str, str, str]], days: tuple[dt.date, dt.date]
) -> None:
    begin, end = sorted(days)
    window = (begin - EPOCH).days, (end - EPOCH).days
    source = opened(engine, rows, can_try=True)
    with pytest.MonkeyPatch.context() as patch:
        # So few that the whole is coarse.
        most = len(expected(rows, "year"))
        patch.setattr("dashboard.warehouse.kept_groups.MOST_GROUPS", 2 * most + 2)
        groups = source.groups(window)
    assert len(groups.columns) <= 2 * most + 2
    assert groups.count == source.groups().count == sum(expected(rows, "day").values())
    selection = Selection.parse(f"when={begin}/{end}", source.tables)[0]
    exact = source.groups(window, edges=(window[0], window[1] + 1)).columns
    assert exact.weight[exact.within(*window)].sum() == source.count(selection)


def test_hostile_values_are_values(tmp_path: Path) -> None:
    hostile = ["it's", '"quoted"', "50%", "a_b", "back\\slash", "'; DROP TABLE events; --", "{x}"]
    frame = pd.DataFrame(
        {
            "start": ["2024-01-01"] * len(hostile),
            "end": "",
            "name": hostile,
            "tags": hostile,
            "kind": hostile,
        }
    )
    frame.to_parquet(tmp_path / "rows.parquet")
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(MAPPING.replace('";"', '"|"'), encoding="utf-8")
    source = open_source(str(tmp_path / "rows.parquet"), mapping, clock=lambda: TODAY)
    names = dict(
        zip(source.tables["sectors"]["name_en"], source.tables["sectors"]["sector_id"], strict=True)
    )
    for text in hostile:
        by_sector = Selection(choices={"sector": frozenset({names[text]})})
        assert list(source.events(by_sector)["events"]["title_en"]) == [text]
        by_words = Selection(text=f'"{text}"' if '"' not in text else "quoted")
        assert list(source.events(by_words)["events"]["title_en"]) == [text]
    assert source.count(Selection(text="\0")) == 0
    assert source.groups().count == len(hostile)
    source.close()
