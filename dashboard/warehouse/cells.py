"""How the cells of large files are kept: as numbers, each text once.

Few distinct rows of cells (place, category, kind, status) occur however many events there are.
They are found by their columns alone, made into what they mean where each stands but once,
and given to the events as DuckDB's enumerated types. Statements here name tables and columns
of our own alone, and no cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import ibis
import ibis.expr.types as ir
from ibis.backends.duckdb import Backend

from dashboard.warehouse import relation
from dashboard.warehouse.mapping import EventMapping

EVENTS = "events"
_CELLS = "distinct_cells"
_CELL = "cell_"
# Of so many of the first rows no more than half may have cells of their own.
_FIRST_ROWS = 200_000
_MOST_CELLS = 100_000
_TYPED = ("category", "kind", "status")


def keep_cells(
    backend: Backend, raw: ir.Table, mapping: EventMapping, stage: Path | None = None
) -> None:
    """Make the table `EVENTS` of the rows ``raw`` of files (see `relation.events`).

    Text files are read but once: what is needed of them goes to the Parquet file ``stage``,
    which is made in less time than a table and, as any Parquet file, gives single columns
    at little cost.
    """
    known = {f"{_CELL}{i}": name for i, name in enumerate(relation.cell_columns(mapping))}
    rows = relation.days_beside(raw, mapping, known, can_try=True)
    if stage:
        backend.to_parquet(rows, stage, compression="uncompressed")
        rows = backend.read_parquet(stage)
    if _are_few(backend, rows, list(known)):
        _keep_apart(backend, rows, mapping, known)
    else:
        events = rows.rename({name: cell for cell, name in known.items()})
        columns = rows.drop(*known).columns
        events = events.select(*columns, **relation.cells(events, mapping))
        backend.con.execute(f"CREATE TABLE {EVENTS} AS {_sql(events)}")


def _are_few(backend: Backend, rows: ir.Table, cells: Sequence[str]) -> bool:
    """Whether the cells of most rows are those of other rows, too."""
    if not cells:
        return False
    first = rows.select(*cells).limit(_FIRST_ROWS)
    counts = first.aggregate(rows=first.count(), different=first.nunique())
    ((count, different),) = (row.values() for row in backend.to_pyarrow(counts).to_pylist())
    return bool(different * 2 <= count)


def _keep_apart(
    backend: Backend, rows: ir.Table, mapping: EventMapping, known: dict[str, str]
) -> None:
    """Make `EVENTS` of ``rows`` with their cells worked out where each stands but once."""
    different = rows.select(*known).distinct()
    named = different.rename({name: cell for cell, name in known.items()})
    told = relation.cells(named, mapping)
    kept = {cell: named[name] for cell, name in known.items()}
    backend.con.execute(f"CREATE TABLE {_CELLS} AS {_sql(named.select(**kept, **told))}")
    cells = backend.table(_CELLS)
    for name in told:
        if name in _TYPED or name.startswith("place_"):
            _enumerate(backend, cells, name)
    # Cells that are missing are alike, too.
    alike = [rows[one].identical_to(cells[one]) for one in known]
    days = [rows[name] for name in rows.drop(*known).columns]
    events = rows.join(cells, alike).select(*days, *(cells[name] for name in told))
    backend.con.execute(f"CREATE TABLE {EVENTS} AS {_sql(events)}")
    backend.con.execute(f"DROP TABLE {_CELLS}")


def _enumerate(backend: Backend, cells: ir.Table, name: str) -> None:
    """Keep the column ``name`` as numbers, which stand in the order of its texts."""
    if backend.to_pyarrow(cells[name].nunique()).as_py() > _MOST_CELLS:
        return
    _make_type(backend.con, name, cells)
    backend.con.execute(f"ALTER TABLE {_CELLS} ALTER COLUMN {name} TYPE {_kind(name)}")


def replacing(connection: duckdb.DuckDBPyConnection, events: ir.Table, database: str) -> str:
    """What is written behind ``*`` to give columns of ``database`` the types of ``events``.

    ``events`` is the table `EVENTS` of ``connection``.
    """
    described = connection.execute(f"DESCRIBE {EVENTS}").fetchall()
    typed = [name for name, kind, *_ in described if kind.startswith("ENUM")]
    for name in typed:
        _make_type(connection, name, events, f"{database}.")
    casts = ", ".join(f"CAST({one} AS {database}.{_kind(one)}) AS {one}" for one in typed)
    return f" REPLACE ({casts})" if casts else ""


def _make_type(
    connection: duckdb.DuckDBPyConnection, name: str, table: ir.Table, database: str = ""
) -> None:
    """Make the type whose values are the cells of the column ``name`` of ``table``."""
    texts = table.select(cell=table[name].cast("string")).distinct().order_by("cell")
    connection.execute(f"CREATE TYPE {database}{_kind(name)} AS ENUM ({_sql(texts)})")


def _kind(name: str) -> str:
    return f"cells_of_{name}"


def _sql(table: ir.Table) -> str:
    return str(ibis.to_sql(table, dialect="duckdb"))
