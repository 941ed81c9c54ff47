"""The route by which a view asks for other groups: what it answers, and to whom it does not."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from ibis.backends.duckdb import Backend
from starlette.applications import Starlette
from starlette.requests import Request

from dashboard import finer
from dashboard.grouped import GroupedDataset, open_grouped
from dashboard.linked.assets import Asset
from dashboard.linked.groups import GROUPS_PREFIX, Wanted
from tests.asgi import ask, run

# Minutes of work, were it not interrupted.
ENDLESS = "SELECT count(*) FROM range(1000000000000) t(n) WHERE n % 3 = 1"


@pytest.fixture
def dataset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[GroupedDataset]:
    monkeypatch.setenv("LOCALITY_DASHBOARD_CACHE", str(tmp_path / "cache"))
    frame = pd.DataFrame({"day": pd.date_range("2025-01-01", periods=90).date, "name": "Fair"})
    frame.to_parquet(tmp_path / "rows.parquet")
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('[columns]\ndate = "day"\ntitle = "name"\n', encoding="utf-8")
    opened = open_grouped(str(tmp_path / "rows.parquet"), mapping)
    monkeypatch.setattr(finer, "shown_data", lambda: (opened, ()))
    yield opened
    opened.source.close()


@pytest.mark.parametrize(
    ("query", "status"), [("q=fair", 200), ("window=20200,20210", 200), ("window=9", 400)]
)
def test_groups_are_answered(dataset: GroupedDataset, query: str, status: int) -> None:
    app = Starlette(routes=[finer.route()])
    assert ask(app, f"/{GROUPS_PREFIX}/{dataset.version}?{query}").status == status
    assert ask(app, f"/{GROUPS_PREFIX}/of-other-data?q=fair").status == 404


def test_who_is_gone_is_not_waited_for(
    dataset: GroupedDataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = threading.Event()

    def work(backend: Backend) -> Asset:
        begun.set()
        backend.con.execute(ENDLESS).fetchall()
        return dataset.assets["columns"]

    def endless(_: GroupedDataset, wanted: Wanted) -> Asset:
        del wanted
        return dataset.source.engine.run(work)

    monkeypatch.setattr(GroupedDataset, "finer", endless)

    async def receive() -> dict[str, str]:
        await asyncio.to_thread(begun.wait, 20)
        return {"type": "http.disconnect"}

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "query_string": b"q=fair",
        "headers": [],
        "path_params": {"version": dataset.version},
    }
    answer = run(asyncio.wait_for(finer.groups(Request(scope, receive)), 30))
    assert answer.status_code == 503
    # The warehouse is free for others.
    monkeypatch.undo()
    assert dataset.source.groups(None, "fair").count == 90
