"""What a search finds is grouped by the groups of its rows, as if they were grouped anew."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.columns import EventColumns
from dashboard.selection import Selection
from dashboard.warehouse.kept_groups import KeptGroups
from dashboard.warehouse.memory import NO_MEMORY
from dashboard.warehouse.opening import open_source
from dashboard.warehouse.source import Source

MAPPING = """
[columns]
date = "day"
end = "end"
title = "name"
description = "about"
place = ["town"]
category = "topic"
"""
TITLES = (
    "Lễ hội hoa",
    "LE HOI",
    "交流会",
    "Ångström fair",
    "fair, a concert",
    "",
    "ﬁnal 12",
    "Đà 1",
)
TOWNS = ("Hanoi", "Osaka", "", "Nowhere at all")
# Some rows are not shown: their date is none, or they end before they begin.
DAYS = ("2001-02-03", "2025-12-31", "2026-01-02", "", "soon", "2026-01-01")
ENDS = ("", "2026-02-01", "")
ROWS = 840
TODAY = dt.date(2026, 1, 1)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("rows")
    frame = pd.DataFrame(
        {
            "day": [DAYS[n % 6] for n in range(ROWS)],
            "end": [ENDS[n // 6 % 3] for n in range(ROWS)],
            "name": [f"{TITLES[n % 8]} {n if n % 5 else ''}" for n in range(ROWS)],
            "about": [TITLES[n // 8 % 8] for n in range(ROWS)],
            "town": [TOWNS[n // 7 % 4] for n in range(ROWS)],
            "topic": [("art", "rice", "")[n // 4 % 3] for n in range(ROWS)],
        }
    )
    frame.to_parquet(folder / "rows.parquet")
    (folder / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    return folder / "rows.parquet", folder / "mapping.toml"


@pytest.fixture(scope="module")
def source(files: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Source]:
    cache = {"LOCALITY_DASHBOARD_CACHE": str(tmp_path_factory.mktemp("cache"))}
    found = open_source(str(files[0]), files[1], environment=cache, clock=lambda: TODAY)
    assert found.wait(60)
    yield found
    found.close()


def groups_of(source: Source, today: Callable[[], dt.date]) -> KeptGroups:
    """Groups of the events of ``source`` whose rows nobody has numbered behind the page."""
    events, marked = source._holding, source._groups._marked
    return KeptGroups(source.engine, source.vocabulary, events, NO_MEMORY, today, marked)


@pytest.fixture(scope="module")
def both(source: Source) -> tuple[KeptGroups, KeptGroups]:
    """The same events, looked for plainly, and with their rows numbered."""
    plain, numbered = (groups_of(source, lambda: TODAY) for _ in range(2))
    numbered.number_rows(lambda: False)
    assert numbered._row_groups is not None
    return plain, numbered


def told(columns: EventColumns) -> Counter[tuple[object, ...]]:
    """How many events there are with the same days and ids."""
    sets = {
        name: [
            tuple(sorted(facet.ids[one] for one in facet.values[begin:end]))
            for begin, end in zip(facet.offsets[:-1], facet.offsets[1:], strict=True)
        ]
        for name, facet in columns.facets.items()
    }
    found: Counter[tuple[object, ...]] = Counter()
    for row in range(len(columns)):
        ids = tuple(
            (name, sets[name][facet.set_of_row[row]]) for name, facet in columns.facets.items()
        )
        found[columns.first[row], columns.last[row], ids] += int(columns.weight[row])
    return found


words = st.sampled_from(
    [
        *("le hoi", "Lễ", "hoa", "交流", "会", "angstrom", "fair con", '"fair, a"', "fi", "ﬁ", "đ"),
        *("d", "osaka", "Hà Nội", "1", "12", "a", "o", "xyz", "%", "_", "'", "\\", "\0"),
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.lists(words, min_size=1, max_size=3).map(" ".join), st.text(max_size=4)))
def test_numbered_rows_are_grouped_as_rows_are(
    source: Source, both: tuple[KeptGroups, KeptGroups], text: str
) -> None:
    plain, numbered = (groups.windowed(None, text) for groups in both)
    assert told(numbered.columns) == told(plain.columns)
    assert numbered.resolution == plain.resolution
    assert numbered.count == plain.count == source.count(Selection(text=text))


def test_groups_of_another_day_number_no_rows(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    groups = groups_of(source, lambda: TODAY)
    groups.windowed(None, "")
    # What is planned on one day is held on another: it is in another group then.
    monkeypatch.setattr(source, "_today", lambda: TODAY + dt.timedelta(1))
    groups.number_rows(lambda: False)
    assert groups._row_groups is None
    assert groups.windowed(None, "hoa").count == source.count(Selection(text="hoa")) > 0


def test_who_is_stopped_numbers_no_rows(source: Source) -> None:
    groups = groups_of(source, lambda: TODAY)
    groups.number_rows(lambda: True)
    assert groups._row_groups is None
    assert groups.windowed(None, "hoa").count > 0
