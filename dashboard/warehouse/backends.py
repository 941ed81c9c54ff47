"""Connections to each kind of warehouse, and the table in it that holds the events."""

from __future__ import annotations

from pathlib import Path

import ibis
import ibis.expr.types as ir
from ibis.backends.sql import SQLBackend

from dashboard.problems import DataError, Problem
from dashboard.warehouse.address import PARQUET, Address
from dashboard.warehouse.engine import Engine
from dashboard.warehouse.mapping import EventMapping


def table_at(where: Address, mapping: EventMapping | None) -> tuple[Engine, ir.Table]:
    """The connection to the table ``where``, and the table as it is there."""
    if where.files:
        engine = Engine(where.shown, ibis.duckdb.connect)
        return engine, engine.run(lambda backend: _files(backend, where.files))
    name = where.table or (mapping.table if mapping else "")
    if not name:
        remedy = 'Add ?table=NAME to the address, or table = "NAME" to the mapping'
        raise DataError([Problem(where.shown, "no table is named", remedy)])
    engine = Engine(where.shown, lambda: ibis.connect(where.url), where.secrets)
    return engine, engine.run(lambda backend: _table(backend, name))


def _files(backend: SQLBackend, files: str) -> ir.Table:
    path = Path(files)
    if path.is_dir():
        return backend.read_parquet(str(path / f"*{PARQUET}"))
    if files.lower().endswith(PARQUET):
        return backend.read_parquet(files)
    return backend.read_csv(files, all_varchar=True)


def _table(backend: SQLBackend, name: str) -> ir.Table:
    *database, table = name.split(".")
    where = tuple(database) if len(database) > 1 else "".join(database) or None
    return backend.table(table, database=where)
