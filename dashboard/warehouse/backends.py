"""Connections to each kind of warehouse, and the table in it that holds the events."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import ibis
import ibis.expr.types as ir
from ibis.backends.sql import SQLBackend

from dashboard.problems import DataError, Problem
from dashboard.warehouse import relation
from dashboard.warehouse.address import Address
from dashboard.warehouse.engine import Engine
from dashboard.warehouse.mapping import EventMapping

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
    if not name:
        remedy = 'Add ?table=NAME to the address, or table = "NAME" to the mapping'
        raise DataError([Problem(where.shown, "no table is named", remedy)])
    engine = Engine(where.shown, lambda: connect(where), where.secrets)
    engine.run(lambda backend: backend.name)
    raw = engine.run(lambda backend: _table(backend, name, where.shown)).unbind()
    mapping.check(where.shown, raw.columns)
    rows = relation.events(raw, mapping)
    return Opened(engine, lambda _: rows)


def connect(where: Address) -> SQLBackend:
    """A connection to the backend at the address; it is closed by whoever asked for it."""
    if where.scheme == "duckdb":
        path = unquote(urlsplit(where.url).path)
        if path and not Path(path).is_file():
            raise DataError([Problem(where.shown, "there is no such database", "Mend the path")])
        options = dict(parse_qsl(urlsplit(where.url).query))
        return ibis.duckdb.connect(path, read_only=True, **options)
    if where.scheme == "pyspark":
        return ibis.pyspark.connect(_spark(dict(parse_qsl(urlsplit(where.url).query))))
    backend: SQLBackend = ibis.connect(where.url)
    return backend


def _spark(options: dict[str, str]) -> object:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("locality-dashboard")
    for key, value in {**_SPARK, **options}.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def _table(backend: SQLBackend, name: str, shown: str) -> ir.Table:
    *database, table = name.split(".")
    where = tuple(database) if len(database) > 1 else "".join(database) or None
    with _missing(shown, name):
        return backend.table(table, database=where)


@contextmanager
def _missing(shown: str, name: str) -> Iterator[None]:
    try:
        yield
    except ibis.common.exceptions.TableNotFound:
        problem, remedy = "there is no such table", "Mend its name, with its schema if it has one"
        raise DataError([Problem(shown, problem, remedy, column="table", value=name)]) from None
