"""Texts added to what is kept of large files, folded for searching, while the page is in use."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import duckdb
import duckdb.func
import ibis
import ibis.expr.types as ir
import pyarrow as pa

from dashboard.warehouse.cache_folder import UNFINISHED, delete
from dashboard.warehouse.cells import EVENTS, replacing
from dashboard.warehouse.file_rows import another, quoted
from dashboard.warehouse.folding import FOLDED, folded
from dashboard.warehouse.later import Later
from dashboard.warehouse.rejected import REJECTED

_FOLDING = "folded_text"
_LOG = logging.getLogger(__name__)


class Adding:
    """Makes a database at ``path`` of ``rows`` with texts, in a thread of its own.

    ``first`` is a connection to the database without texts, whose table `EVENTS` is ``events``;
    ``finish`` is called with the path of what is made, and its columns.
    """

    def __init__(
        self,
        first: duckdb.DuckDBPyConnection,
        events: ir.Table,
        rows: ir.Table,
        path: Path,
        finish: Callable[[Path, ibis.Schema], None],
    ) -> None:
        self._cursor = another(first)
        self._events, self._rows, self._finish = events, rows, finish
        self._made = path.with_suffix(f".{secrets.token_hex(8)}{UNFINISHED}")
        self._later = Later(self._add, "add texts")

    def wait(self, seconds: float | None) -> None:
        """Wait until it is done, which begins at once then."""
        self._later.wait(seconds)

    def stop(self) -> None:
        """Give up what is not done, and wait until it is given up."""
        self._later.stop(self._interrupt)

    def _interrupt(self) -> None:
        # It may be done, and its connection closed, just now.
        with suppress(duckdb.Error):
            self._cursor.interrupt()

    def _add(self, is_stopped: Callable[[], bool]) -> None:
        try:
            columns = self._make(is_stopped)
        except duckdb.Error:
            delete(self._made)
            # They are read from the files then, which takes longer; nothing else is lost.
            if not is_stopped():
                _LOG.warning("%s: texts could not be kept", self._made, exc_info=True)
            return
        self._finish(self._made, columns)

    def _make(self, is_stopped: Callable[[], bool]) -> ibis.Schema:
        def fold(texts: pa.ChunkedArray) -> pa.Array:
            if is_stopped():
                raise InterruptedError
            return folded(texts.combine_chunks())

        cursor = self._cursor
        cursor.create_function(
            _FOLDING, fold, ["VARCHAR"], "VARCHAR", type=duckdb.func.PythonUDFType.ARROW
        )
        cursor.execute(f"ATTACH {quoted(self._made)} AS made")
        texts = ", ".join(f"{_FOLDING}({text}) AS {name}" for text, name in FOLDED.items())
        replaced = replacing(cursor, self._events, "made")
        # Around what Ibis has written stand names of our own alone.
        rows = f"({ibis.to_sql(self._rows, dialect='duckdb')})"
        chosen = f"SELECT *{replaced}, {texts}"
        cursor.execute(f"CREATE TABLE made.{EVENTS} AS {chosen} FROM {rows}")
        cursor.execute(f"CREATE TABLE made.{REJECTED} AS FROM {REJECTED}")
        made = ibis.duckdb.from_connection(cursor).table(EVENTS, database="made.main")
        cursor.execute("DETACH made")
        cursor.close()
        return made.schema()
