"""Groups, counts and pages of events out of a file, against a plain reading of the same rows."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from dashboard.selection import Selection
from dashboard.warehouse.opening import open_source
from dashboard.warehouse.source import Source

MAPPING = """
title = "Festivals"
[columns]
date = "start"
end = "end"
title = "name"
place = ["province"]
category = "tags"
[separators]
category = ";"
"""
TODAY = dt.date(2026, 1, 1)


@pytest.fixture
def source(tmp_path: Path) -> Source:
    frame = pd.DataFrame(
        {
            "start": pd.to_datetime(["2025-01-31", "2025-02-03", "2025-02-03", "2027-01-01"]),
            "end": pd.to_datetime(["2025-02-02", None, "2025-02-01", None]),
            "name": ["Lễ hội hoa", "Trade fair", "Backwards", "Next year"],
            "province": ["Hanoi", "Osaka", "Osaka", "Nowhere at all"],
            "tags": ["culture;tourism", "trade", "trade", ""],
        }
    )
    frame.to_parquet(tmp_path / "festivals.parquet")
    (tmp_path / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    return open_source(
        str(tmp_path / "festivals.parquet"), tmp_path / "mapping.toml", clock=lambda: TODAY
    )


def chosen(source: Source, query: str) -> Selection:
    selection, notices = Selection.parse(query, source.tables)
    assert notices == ()
    return selection


def test_every_shown_event_is_in_one_group(source: Source) -> None:
    groups = source.groups()
    assert (groups.count, groups.columns.weight.sum(), groups.resolution.time) == (3, 3, "day")
    assert len(source.tables["events"]) == 0


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 3),
        ("when=2025-02-02", 1),
        ("when=2025-02-03/..", 2),
        ("sector=tourism", 1),
        ("place=jp", 1),
        ("place=vn,jp", 2),
        ("status=planned", 1),
        ("q=le hoi", 1),
        ("q=osaka", 1),
        ("q=nothing such", 0),
    ],
)
def test_a_selection_is_counted(source: Source, query: str, count: int) -> None:
    selection = chosen(source, query)
    assert source.count(selection) == count
    assert len(source.events(selection)["events"]) == count


def test_rows_that_cannot_be_shown_are_told(source: Source) -> None:
    (left_out,) = (one for one in source.not_shown() if one.is_left_out)
    assert (left_out.count, left_out.examples) == (1, ("2025-02-03 – 2025-02-01",))
