"""A database that is read again: what is the same is sent to nobody a second time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import numpy as np
import pyarrow as pa
import pytest

from dashboard.columns import EventColumns
from dashboard.facets import Facet
from dashboard.grouped import REFRESH, GroupedDataset, LastGoodTable
from dashboard.language import language
from dashboard.selection import Selection
from dashboard.warehouse.grouping import in_order
from dashboard.wire import pack
from tests.warehouse.servers import PASSWORD, Postgres

TODAY = dt.date(2026, 1, 1)
ROWS = 3_000
MAPPING = """
[columns]
date = "day"
title = "name"
place = ["town"]
category = "topic"
"""


@dataclass
class Turns:
    """A table whose next turn comes when it is told to."""

    table: LastGoodTable
    seconds: float = 0.0

    def again(self) -> GroupedDataset:
        """The dataset after the next turn."""
        self.seconds += 60
        self.table.get()
        assert self.table._renewing is not None
        self.table._renewing.join(60)
        return self.table.get()[0]


@pytest.fixture(autouse=True)
def events(postgres: Postgres) -> Iterator[None]:
    first = dt.date(2020, 1, 1)
    table = pa.table(
        {
            "day": [first + dt.timedelta(n % 700) for n in range(ROWS)],
            "name": [f"Fair {n}" for n in range(ROWS)],
            "town": [("Hanoi", "Osaka", "Huế")[n % 3] for n in range(ROWS)],
            "topic": [("art", "rice")[n % 2] for n in range(ROWS)],
        }
    )
    postgres.load("read_again", table)
    yield
    changed(postgres, "DROP TABLE read_again")


@pytest.fixture
def turns(postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Turns:
    monkeypatch.setenv(REFRESH, "1")
    (tmp_path / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    address = f"postgres://reader:{quote(PASSWORD, safe='')}@127.0.0.1:{postgres.port}/postgres"
    table = LastGoodTable(f"{address}?table=read_again", tmp_path / "mapping.toml", moment=0)
    result = Turns(table)
    monkeypatch.setattr("dashboard.grouped.time.monotonic", lambda: result.seconds)
    return result


def changed(postgres: Postgres, statement: str) -> None:
    with postgres.connect() as connection:
        connection.execute(statement)


def sent(dataset: GroupedDataset) -> tuple[str, str, dict[str, str]]:
    """What decides whether a browser is sent anything, and whether its view is built anew."""
    shown = dataset.shown(language("en"), TODAY)
    return shown.version, shown.text, {name: asset.path for name, asset in shown.assets.items()}


def test_what_is_the_same_is_sent_once(turns: Turns, postgres: Postgres) -> None:
    first, _ = turns.table.get()
    # All rows are written anew, the last first: the table tells them in another order.
    for statement in (
        "CREATE TABLE turned AS SELECT * FROM read_again ORDER BY name DESC",
        "DROP TABLE read_again",
        "ALTER TABLE turned RENAME TO read_again",
    ):
        changed(postgres, statement)
    second = turns.again()
    assert second is not first
    assert sent(second) == sent(first)
    for dataset in (first, second):
        dataset.source.close()


def test_what_has_changed_is_sent(turns: Turns, postgres: Postgres) -> None:
    first, _ = turns.table.get()
    changed(postgres, "UPDATE read_again SET topic = 'rice' WHERE name = 'Fair 0'")
    second = turns.again()
    assert sent(second)[0] != sent(first)[0]
    for dataset in (first, second):
        dataset.source.close()


def test_texts_that_have_changed_are_found_though_groups_are_the_same(
    turns: Turns, postgres: Postgres
) -> None:
    first, _ = turns.table.get()
    assert first.pick(Selection(text="concert"), TODAY).count == 0
    changed(postgres, "UPDATE read_again SET name = 'Concert' WHERE name = 'Fair 7'")
    second = turns.again()
    assert sent(second) == sent(first)
    assert second.pick(Selection(text="concert"), TODAY).count == 1
    for dataset in (first, second):
        dataset.source.close()


def test_groups_have_one_order_however_they_came(turns: Turns) -> None:
    dataset, _ = turns.table.get()
    columns = dataset.columns
    rows = np.random.default_rng(1).permutation(len(columns))
    facets = {
        name: Facet(name, facet.ids, facet.set_of_row[rows], facet.offsets, facet.values)
        for name, facet in columns.facets.items()
    }
    days, weight = (columns.first[rows], columns.last[rows]), columns.weight[rows]
    mixed = EventColumns((), *days, weight, facets, is_grouped=True)
    assert pack(mixed) != pack(columns)
    assert pack(in_order(mixed)) == pack(columns)
    dataset.source.close()
