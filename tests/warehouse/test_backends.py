"""The same million events in DuckDB, PostgreSQL and Spark make the same groups."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboard.selection import Selection
from dashboard.warehouse import grouping, predicates
from dashboard.warehouse.opening import open_source
from dashboard.warehouse.resolution import Window
from dashboard.warehouse.source import Source
from tests.bench.warehouse import MAPPING, batches
from tests.warehouse import servers
from tests.warehouse.servers import PASSWORD, Postgres

ROWS = 1_000_000
MOST = 60_000
TODAY = dt.date(2026, 1, 1)
# All events by week; those of a month by the other units.
EVERYTHING = (-100_000, 100_000)
MONTH = (11_323, 11_353)
GRAINS = [
    ("week", 0, EVERYTHING),
    ("day", 2, MONTH),
    ("month", 1, MONTH),
    ("quarter", 2, MONTH),
    ("year", 1, MONTH),
]
QUERIES = [
    "when=2020-01-06/2020-02-29&sector=trade",
    "place=jp&status=ongoing",
    "q=le hoi&when=2001",
    "kind=visit&area=100,8,110,24",
]


@pytest.fixture(scope="module")
def table() -> pa.Table:
    return pa.Table.from_batches(batches(ROWS, 3))


@pytest.fixture(scope="module")
def mapping(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mapping") / "mapping.toml"
    path.write_text(f'table = "events"\n{MAPPING}', encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def parquet(table: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rows") / "events.parquet"
    pq.write_table(table, path)
    return path


@pytest.fixture(scope="module")
def duckdb_source(
    parquet: Path, mapping: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Source]:
    """The same table in a DuckDB database, asked where it is, as the others are."""
    path = tmp_path_factory.mktemp("duckdb") / "rows.duckdb"
    backend = ibis.duckdb.connect(path)
    backend.create_table("events", backend.read_parquet(parquet))
    backend.disconnect()
    source = open_source(f"duckdb://{path}?table=events", mapping, clock=lambda: TODAY)
    yield source
    source.close()


@pytest.fixture(scope="module")
def postgres_source(postgres: Postgres, table: pa.Table, mapping: Path) -> Iterator[Source]:
    postgres.load("events", table)
    url = f"postgres://reader:${{PG_PASSWORD}}@127.0.0.1:{postgres.port}/postgres"
    environment = {"PG_PASSWORD": PASSWORD}
    source = open_source(url, mapping, environment=environment, clock=lambda: TODAY)
    yield source
    source.close()


@pytest.fixture(scope="module")
def spark_source(
    parquet: Path,
    mapping: Path,
    tmp_path_factory: pytest.TempPathFactory,
    require_system: Callable[[object, str], None],
) -> Iterator[Source]:
    require_system(shutil.which("java"), servers.JAVA_LINE)
    home = tmp_path_factory.mktemp("spark")
    settings = f"spark.master=local[2]&spark.sql.warehouse.dir={quote(str(home), safe='')}"
    url = f"pyspark://?files={quote(str(parquet), safe='')}&{settings}"
    source = open_source(url, mapping, clock=lambda: TODAY)
    yield source
    source.close()


def groups_of(source: Source, unit: grouping.Unit, position: int, window: Window) -> pa.Table:
    """The groups of the events in ``window`` as they come over the wire, in one order."""
    level, events = source.grouped_levels[position], source.shown_events()
    events = events.filter(predicates.overlapping(events, window))
    rows = source.engine.fetch(grouping.group_counts(events, unit, level))
    columns = ["first", "last", "place", "category", "kind", "status", "events"]
    types = [pa.int64(), pa.int64(), *[pa.string()] * 4, pa.int64()]
    return (
        rows.select(columns)
        .cast(pa.schema(list(zip(columns, types, strict=True))))
        .combine_chunks()
        .sort_by([(name, "ascending") for name in columns])
    )


@pytest.mark.parametrize("name", ["postgres_source", "spark_source"])
def test_every_backend_makes_the_same_groups(
    duckdb_source: Source, name: str, request: pytest.FixtureRequest
) -> None:
    other: Source = request.getfixturevalue(name)
    for unit, position, window in GRAINS:
        expected = groups_of(duckdb_source, unit, position, window)
        found = groups_of(other, unit, position, window)
        assert len(found) > (1_000 if window == MONTH else 50_000)
        assert found.equals(expected), (unit, position)


@pytest.mark.parametrize("name", ["postgres_source", "spark_source"])
def test_every_backend_counts_the_same(
    duckdb_source: Source, name: str, request: pytest.FixtureRequest
) -> None:
    other: Source = request.getfixturevalue(name)
    for query in QUERIES:
        selection, notices = Selection.parse(query, other.tables)
        assert notices == ()
        assert other.count(selection) == duckdb_source.count(selection) > 0, query


@pytest.mark.parametrize("name", ["postgres_source", "spark_source"])
def test_only_groups_cross_the_wire(
    name: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    source: Source = request.getfixturevalue(name)
    # Few, for they take their time over the wire; half of them are for closer looks.
    monkeypatch.setattr("dashboard.warehouse.kept_groups.MOST_GROUPS", 2 * MOST)
    before = source.engine.fetched
    groups = source.groups()
    assert groups.count > 990_000
    assert len(groups.columns) <= MOST
    # The groups themselves, and a few counts of how many there would be.
    assert len(groups.columns) <= source.engine.fetched - before < len(groups.columns) + 100


def test_weeks_begin_on_monday_whatever_the_time_zone_of_the_server(
    postgres: Postgres, tmp_path: Path
) -> None:
    day = dt.date(2024, 1, 1)
    rows = pa.table({"day": pa.array([day + dt.timedelta(n) for n in range(14)], pa.date32())})
    postgres.load("fortnight", rows)
    with postgres.connect() as connection:
        connection.execute("CREATE TABLE moments (at timestamptz)")
        # Still New Year's Eve in UTC, and already New Year where the server stands.
        connection.execute("INSERT INTO moments VALUES ('2023-12-31 23:30:00+00')")
        zone = connection.execute("SHOW timezone").fetchone()
    assert zone == (servers.TIME_ZONE,)
    found = {}
    for name, column in (("fortnight", "day"), ("moments", "at")):
        mapping = tmp_path / f"{name}.toml"
        mapping.write_text(f'table = "{name}"\n[columns]\ndate = "{column}"\n', encoding="utf-8")
        url = f"postgres://reader:{quote(PASSWORD, safe='')}@127.0.0.1:{postgres.port}/postgres"
        source = open_source(url, mapping, clock=lambda: TODAY)
        rows = source.engine.fetch(grouping.group_counts(source.shown_events(), "week", None))
        columns = grouping.event_columns(source.vocabulary, rows, "week", 0)
        found[name] = sorted(zip(columns.first, columns.last, columns.weight, strict=True))
        source.close()
    monday = (day - dt.date(1970, 1, 1)).days
    assert found["fortnight"] == [(monday, monday + 6, 7), (monday + 7, monday + 13, 7)]
    assert found["moments"] == [(monday - 7, monday - 1, 1)]
