"""Single events of a warehouse, found again by the ids that cards show."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pytest

from dashboard.selection import Selection
from dashboard.warehouse.opening import open_source
from dashboard.warehouse.source import Source
from tests.warehouse.servers import PASSWORD, Postgres

IDS = ["Ngày Hội/3", "a1", "A 1", "", "đ" * 40 + "-x" * 30, "row-2", "a-1"]
MAPPING = """
table = "rows"
[columns]
date = "day"
title = "name"
place = ["town"]
{ids}
"""


def frame() -> pd.DataFrame:
    days = ["2025-01-31", "2025-02-03", "2025-02-03", None, "2025-02-03", "2026", "2025-02-03"]
    # The last two rows of a day are alike but for their ids.
    names = ["One", "Two", "Three", "Four", "Alike", "Six", "Alike"]
    return pd.DataFrame({"day": days, "name": names, "town": "Hanoi", "id": IDS})


def mapping(folder: Path, *, has_ids: bool) -> Path:
    path = folder / "mapping.toml"
    path.write_text(MAPPING.format(ids='id = "id"' if has_ids else ""), encoding="utf-8")
    return path


@pytest.fixture(params=["file", "database", "postgres"])
def opened(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[bool], Source]:
    if request.param == "file":
        data = str(tmp_path / "rows.parquet")
        frame().to_parquet(data)
    elif request.param == "database":
        rows = frame()
        assert len(rows)
        with duckdb.connect(str(tmp_path / "rows.duckdb")) as connection:
            connection.register("given", rows)
            connection.execute("CREATE TABLE rows AS SELECT * FROM given")
        data = f"duckdb:///{tmp_path}/rows.duckdb?table=rows"
    else:
        running: Postgres = request.getfixturevalue("postgres")
        name = f"rows_{request.node.name.encode().hex()[-40:]}"
        running.load(name, pa.Table.from_pandas(frame()))
        monkeypatch.setenv("PG_PASSWORD", PASSWORD)
        data = f"postgres://reader:${{PG_PASSWORD}}@127.0.0.1:{running.port}/postgres?table={name}"
    return lambda has_ids: open_source(data, mapping(tmp_path, has_ids=has_ids))


@pytest.mark.parametrize("has_ids", [True, False])
def test_every_event_that_a_page_shows_is_found_by_its_id(
    opened: Callable[[bool], Source], has_ids: bool
) -> None:
    source = opened(has_ids)
    shown = source.events(Selection(), limit=100)["events"]
    assert len(shown) == len(IDS)
    assert shown["event_id"].is_unique
    rows: Any = shown.itertuples()
    for event in rows:
        found = source.event(event.event_id)
        assert found is not None, event.event_id
        (title,) = found["events"]["title_en"]
        # Two rows are called "A 1" and "a-1": which of them gets the plain id is chance.
        if not event.event_id.startswith("a-1"):
            assert title == event.title_en
        assert list(found["event_locations"]["event_id"]) == [event.event_id]
    source.close()


@pytest.mark.parametrize(
    "event_id",
    [
        "no-such-event",
        "row-0",
        "row-999",
        "row-99999999999999",
        "event-0000000000000000",
        "event-2025-02-31-0000000000000000",
        "event-2025-02-03-0000000000000000",
        "",
        "-",
        "%",
        "[",
        "a1' OR 1=1 --",
        "x" * 2000,
        "a\0b",
    ],
)
def test_an_id_that_no_event_has_finds_none(
    opened: Callable[[bool], Source], event_id: str
) -> None:
    assert opened(True).event(event_id) is None


def test_an_event_keeps_its_id_whatever_page_it_is_on(opened: Callable[[bool], Source]) -> None:
    source = opened(False)
    when, _ = Selection.parse("when=2026", source.tables)
    everything = source.events(Selection(), limit=100)["events"]
    (only,) = source.events(when, limit=1)["events"]["event_id"]
    assert only in set(everything["event_id"])
