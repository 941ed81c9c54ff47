"""Large files as DuckDB reads them: what is connected to, and the rows as they stand there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import ibis
import ibis.expr.types as ir
from ibis.backends.duckdb import Backend
from ibis.backends.sql import SQLBackend

from dashboard.marking import marked
from dashboard.problems import DataError, Problem
from dashboard.warehouse.address import PARQUET
from dashboard.warehouse.cache_folder import Settings
from dashboard.warehouse.connections import Open
from dashboard.warehouse.engine import Engine

# Paths, sizes, and times of change in nanoseconds.
Stamp = tuple[tuple[str, int, int], ...]
# The names of what is kept of files, and of the memory beside it, in statements.
KEPT, ASIDE = "kept", "memory"
_RAW = "rows_of_files"
# A query takes all processors that it can use; more of them at once only share these.
_AT_ONCE = 3


def stamp(files: Sequence[Path]) -> Stamp:
    """By what a change of ``files`` is seen; raises `DataError` where one is not there."""
    try:
        found = [(file, file.stat()) for file in files]
    except OSError as error:
        problem = f"cannot be read: {error.strerror}"
        raise DataError([Problem(str(error.filename), problem, "Put it back")]) from error
    return tuple((str(file.resolve()), one.st_size, one.st_mtime_ns) for file, one in found)


def is_columnar(files: Sequence[Path]) -> bool:
    """Whether ``files`` are Parquet; text files otherwise."""
    return files[0].name.lower().endswith(PARQUET)


def raw_rows(backend: Backend, files: Sequence[Path]) -> ir.Table:
    """The rows of ``files`` as they stand there; those of text files all as text.

    They are a view of the database, which all connections to it know.
    """
    paths = f"[{', '.join(map(quoted, files))}]"
    read = f"read_parquet({paths})"
    if not is_columnar(files):
        # Lines that do not fit are kept aside and counted.
        read = f"read_csv({paths}, all_varchar = true, header = true, store_rejects = true)"
    backend.con.execute(f"CREATE VIEW {_RAW} AS FROM {read}")
    return backend.table(_RAW)


def quoted(path: Path) -> str:
    """``path`` as a text in a statement."""
    return "'" + str(path).replace("'", "''") + "'"


def connect(settings: Settings, path: Path, *, read_only: bool) -> Backend:
    """A connection in which statements mean the database at ``path``, called `KEPT`.

    Beside it they find `ASIDE`, tables in memory that go with the last connection.
    """
    backend: Backend = ibis.duckdb.connect(
        memory_limit=settings.memory,
        temp_directory=str(settings.folder / "spilled"),
        # Nothing is loaded from the network.
        autoinstall_known_extensions=False,
    )
    backend.con.execute(f"ATTACH {quoted(path)} AS {KEPT}{' (READ_ONLY)' if read_only else ''}")
    backend.con.execute(f"USE {KEPT}")
    return backend


def another(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """A further connection to the same database."""
    cursor = connection.cursor()
    cursor.execute(f"USE {KEPT}")
    return cursor


def beside(backend: SQLBackend) -> Backend:
    """`another` for Ibis."""
    return ibis.duckdb.from_connection(another(backend.con))


def file_engine(
    name: str, connect: Open, beside: Callable[[SQLBackend], SQLBackend] | None = None
) -> Engine:
    """What asks files called ``name``; several times at once, if it may connect ``beside``."""
    problem = marked("cannot be read: {why}")
    remedy = marked(
        "See that the file is whole, that texts are UTF-8, and that there is room on the disk"
    )
    at_once = _AT_ONCE if beside else 1
    return Engine(name, connect, problem=problem, remedy=remedy, at_once=at_once, beside=beside)
