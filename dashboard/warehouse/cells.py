"""How the cells of large files are kept: as numbers, each text once.

Few distinct rows of cells (place, category, kind, status) occur however many events there are.
They are found by their columns alone, made into what they mean where each stands but once,
and given to the events as DuckDB's enumerated types. Statements here name tables and columns
of our own alone, and no cell.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import ibis
import ibis.expr.types as ir
from ibis.backends.duckdb import Backend

from dashboard.warehouse import relation
from dashboard.warehouse.mapping import EventMapping
from dashboard.warehouse.stage import Staged, are_few, stage

EVENTS = "events"
_CELLS = "distinct_cells"
_CELL, _KEY = "cell_", "key_of_cells"
_MOST_CELLS = 100_000
_TYPED = ("category", "kind", "status")


def keep_cells(
    backend: Backend, raw: ir.Table, mapping: EventMapping, staged: Path | None = None
) -> None:
    """Make the table `EVENTS` of the rows ``raw`` of files (see `relation.events`).

    What is needed of text files goes to the file ``staged`` first (see `stage`).
    """
    known = {f"{_CELL}{i}": name for i, name in enumerate(relation.cell_columns(mapping))}
    found = stage(backend, raw, mapping, staged) if staged else Staged(raw)
    if found.different is not None:
        rows = relation.days_beside(found.rows, mapping, {_KEY: found.key}, can_try=True)
        _keep_apart(backend, rows, mapping, {_KEY: found.key}, found.different)
        return
    rows = relation.days_beside(found.rows, mapping, known, can_try=True)
    if are_few(backend, rows, list(known)):
        different = (
            rows.select(*known).distinct().rename({name: one for one, name in known.items()})
        )
        _keep_apart(backend, rows, mapping, known, different)
        return
    events = rows.rename({name: cell for cell, name in known.items()})
    columns = rows.drop(*known).columns
    events = events.select(*columns, **relation.cells(events, mapping))
    backend.con.execute(f"CREATE TABLE {EVENTS} AS {_sql(events)}")


def _keep_apart(
    backend: Backend,
    rows: ir.Table,
    mapping: EventMapping,
    keys: dict[str, str],
    different: ir.Table,
) -> None:
    """Make `EVENTS` of ``rows`` with their cells worked out where each stands but once.

    ``different`` has every row of cells once. By the columns ``keys`` rows find theirs, whose
    names there they lead to.
    """
    told = relation.cells(different, mapping)
    kept = {key: different[name] for key, name in keys.items()}
    backend.con.execute(f"CREATE TABLE {_CELLS} AS {_sql(different.select(**kept, **told))}")
    cells = backend.table(_CELLS)
    for name in told:
        if name in _TYPED or name.startswith("place_"):
            _enumerate(backend, cells, name)
    # Cells that are missing are alike, too.
    alike = [rows[one].identical_to(cells[one]) for one in keys]
    days = [rows[name] for name in rows.drop(*keys).columns]
    events = rows.join(cells, alike).select(*days, *(cells[name] for name in told))
    backend.con.execute(f"CREATE TABLE {EVENTS} AS {_sql(events)}")
    backend.con.execute(f"DROP TABLE {_CELLS}")


def _enumerate(backend: Backend, cells: ir.Table, name: str) -> None:
    """Keep the column ``name`` as numbers, which stand in the order of its texts."""
    # A type needs a value, and a table may have no rows.
    if not 0 < backend.to_pyarrow(cells[name].nunique()).as_py() <= _MOST_CELLS:
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
