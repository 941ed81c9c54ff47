"""How the cells of large files are kept: as numbers, each text once.

Few distinct rows of cells (place, category, kind, status) occur however many events there are.
A file is read once, with all cells of a row in one text; these texts are taken apart where
each stands but once, and the events get DuckDB's enumerated types. Statements here name tables
and columns of our own alone, and no cell.
"""

from __future__ import annotations

import duckdb
import ibis
import ibis.expr.types as ir
from ibis.backends.duckdb import Backend

from dashboard.warehouse.relation import JOINT

EVENTS = "events"
# Joins the cells of a row; no text holds it.
BOUND = "\x1e"
_ROWS, _CELLS, _STAGE = "rows_as_read", "distinct_cells", "cells"
_MOST_ROWS, _MOST_CELLS = 1_000_000, 100_000
_PLACE = "place_"
_OTHERS = ("category", "kind", "status")


def keep_cells(backend: Backend, events: ir.Table) -> None:
    """Make the table `EVENTS` of ``events`` (see `relation.events`) that lie in files."""
    levels = sum(name.startswith(_PLACE) for name in events.columns)
    finest = [f"{_PLACE}{levels - 1}"] if levels else []
    columns = [*finest, *_OTHERS]
    cells = events[columns[0]]
    for name in columns[1:]:
        cells = cells + BOUND + events[name]
    others = [name for name in events.columns if name not in _OTHERS and _PLACE not in name]
    made = ibis.to_sql(events.select(*others, **{_STAGE: cells}), dialect="duckdb")
    connection = backend.con
    connection.execute(f"CREATE TABLE {_ROWS} AS {made}")
    count = f"SELECT approx_count_distinct({_STAGE}) FROM {_ROWS}"  # noqa: S608
    if _number(connection, count) > _MOST_ROWS or not _take_apart(connection, columns, levels):
        # Cells that nearly all differ, or hold what joins them, are kept as they are.
        connection.execute(f"DROP TABLE {_ROWS}")
        connection.execute(f"CREATE TABLE {EVENTS} AS {ibis.to_sql(events, dialect='duckdb')}")
        return
    names = [*(f"{_PLACE}{level}" for level in range(levels)), *_OTHERS]
    typed = []
    for name in names:
        different = f"SELECT count(DISTINCT {name}) FROM {_CELLS}"  # noqa: S608
        if _number(connection, different) <= _MOST_CELLS:
            connection.execute(_type(name, _CELLS))
            typed.append(f"CAST({name} AS {_kind(name)}) AS {name}")
        else:
            typed.append(name)
    connection.execute(
        f"CREATE TABLE {EVENTS} AS "  # noqa: S608
        f"SELECT r.* EXCLUDE ({_STAGE}), c.* EXCLUDE ({_STAGE}) FROM {_ROWS} r JOIN "
        f"(SELECT {_STAGE}, {', '.join(typed)} FROM {_CELLS}) c USING ({_STAGE})"
    )
    connection.execute(f"DROP TABLE {_ROWS}")
    connection.execute(f"DROP TABLE {_CELLS}")


def _take_apart(connection: duckdb.DuckDBPyConnection, columns: list[str], levels: int) -> bool:
    """Make the table of the distinct texts and the cells in them; whether each has all of them."""
    parts = f"string_split({_STAGE}, '{BOUND}')"
    names = ", ".join(f"{parts}[{i}] AS {name}" for i, name in enumerate(columns, start=1))
    path = f"string_split({_PLACE}{levels - 1}, '{JOINT}')"
    wider = "".join(
        f", array_to_string({path}[1:{level + 1}], '{JOINT}') AS {_PLACE}{level}"
        for level in range(levels - 1)
    )
    connection.execute(
        f"CREATE TABLE {_CELLS} AS SELECT *{wider} FROM "  # noqa: S608
        f"(SELECT {_STAGE}, {names} FROM (SELECT DISTINCT {_STAGE} FROM {_ROWS}))"
    )
    odd = f"len({parts}) <> {len(columns)}" + (f" OR len({path}) <> {levels}" if levels else "")
    return not _number(connection, f"SELECT count(*) FROM {_CELLS} WHERE {odd}")  # noqa: S608


def replacing(connection: duckdb.DuckDBPyConnection, database: str) -> str:
    """What is written behind ``*`` to give columns of ``database`` the types of `EVENTS`."""
    described = connection.execute(f"DESCRIBE {EVENTS}").fetchall()
    typed = [name for name, kind, *_ in described if kind.startswith("ENUM")]
    for name in typed:
        connection.execute(_type(name, EVENTS, f"{database}."))
    casts = ", ".join(f"CAST({one} AS {database}.{_kind(one)}) AS {one}" for one in typed)
    return f" REPLACE ({casts})" if casts else ""


def _type(name: str, table: str, database: str = "") -> str:
    """The statement that makes the type whose values are the cells of the column ``name``."""
    values = f"SELECT DISTINCT CAST({name} AS VARCHAR) FROM {table}"  # noqa: S608
    return f"CREATE TYPE {database}{_kind(name)} AS ENUM ({values})"


def _kind(name: str) -> str:
    return f"cells_of_{name}"


def _number(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    ((number,),) = connection.execute(query).fetchall()
    return int(number)
