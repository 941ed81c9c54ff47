"""Connections to each kind of warehouse, and the table in it that holds the events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import ibis
import ibis.expr.operations as operations
import ibis.expr.types as ir
from ibis.backends.sql import SQLBackend

from dashboard.problems import DataError, Problem
from dashboard.warehouse import relation
from dashboard.warehouse.address import PARQUET, Address
from dashboard.warehouse.engine import Engine
from dashboard.warehouse.file_rows import quoted
from dashboard.warehouse.mapping import EventMapping

# The parameter of an address for files that Spark reads, instead of a table that it knows.
FILES = "files"
# What DuckDB calls databases of its own.
_RESERVED = ("memory", "system", "temp")
_POSTGRES = ("postgres", "postgresql")
_SECONDS = 10
# Connections that one of our servers takes of theirs; others are asked one thing at a time.
_AT_ONCE = dict.fromkeys(_POSTGRES, 3)
_SPARK = {
    # Without a cluster to be named by the address: this machine, heard by itself alone.
    "spark.master": "local[*]",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "8",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.log.level": "ERROR",
}


@dataclass(frozen=True)
class Opened:
    """A table of a warehouse: its connection, and its rows as `relation.events` has them."""

    engine: Engine
    rows: Callable[[bool], ir.Table]


def open_table(where: Address, mapping: EventMapping) -> Opened:
    """The table that ``where`` (or ``mapping``) names; raises `DataError` where it is not there."""
    name = where.table or mapping.table
    if not name and FILES not in options_of(where):
        remedy = 'Add ?table=NAME to the address, or table = "NAME" to the mapping'
        raise DataError([Problem(where.shown, "no table is named", remedy)])
    at_once = _AT_ONCE.get(where.scheme, 1)
    engine = Engine(where.shown, lambda: connect(where), where.secrets, at_once=at_once)
    try:
        raw = engine.run(lambda backend: _table(backend, where, name)).unbind()
        mapping.check(where.shown, raw.columns)
        can_try = engine.run(lambda backend: backend.has_operation(operations.TryCast))
    except BaseException:
        engine.close()
        raise
    rows = relation.events(raw, mapping, can_try=can_try)
    return Opened(engine, lambda _: rows)


def options_of(where: Address) -> dict[str, str]:
    """The parameters of the address."""
    return dict(parse_qsl(urlsplit(where.url).query))


def connect(where: Address) -> SQLBackend:
    """A connection to the backend at the address; it is closed by whoever asked for it."""
    options = options_of(where)
    if where.scheme == "duckdb":
        return _attached(where, Path(unquote(urlsplit(where.url).path)), options)
    if where.scheme == "pyspark":
        options.pop(FILES, None)
        return ibis.pyspark.connect(_spark(options))
    # Nobody waits for minutes to hear that a server is gone.
    has_patience = where.scheme not in _POSTGRES or "connect_timeout" in options
    patience = {} if has_patience else {"connect_timeout": _SECONDS}
    backend: SQLBackend = ibis.connect(where.url, **patience)
    return backend


def _attached(where: Address, path: Path, options: dict[str, str]) -> SQLBackend:
    """A connection in which statements mean the DuckDB database at ``path``, called as its file."""
    if not path.is_file():
        raise DataError([Problem(where.shown, "there is no such database", "Mend the path")])
    # Who connects to a file directly gets what was there when it was first opened, as long as
    # anybody in this process has it open.
    backend: SQLBackend = ibis.duckdb.connect(**options)
    name = "data" if path.stem in _RESERVED else path.stem
    quoted_name = '"' + name.replace('"', '""') + '"'
    backend.con.execute(f"ATTACH {quoted(path)} AS {quoted_name} (READ_ONLY)")
    backend.con.execute(f"USE {quoted_name}")
    return backend


def _spark(options: dict[str, str]) -> object:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("locality-dashboard")
    for key, value in {**_SPARK, **options}.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def _table(backend: SQLBackend, where: Address, name: str) -> ir.Table:
    if files := options_of(where).get(FILES):
        read = backend.read_parquet if files.endswith(PARQUET) else backend.read_csv
        return read(files, table_name="locality_dashboard_events")
    *database, table = name.split(".")
    schema = tuple(database) if len(database) > 1 else "".join(database) or None
    try:
        return backend.table(table, database=schema)
    except ibis.common.exceptions.TableNotFound:
        problem, remedy = "there is no such table", "Mend its name, with its schema if it has one"
        raise DataError(
            [Problem(where.shown, problem, remedy, column="table", value=name)]
        ) from None
