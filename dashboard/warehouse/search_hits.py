"""What a search has found in files: looked for once, then grouped, counted and paged.

Which rows these are is a bit for each row. What else is asked about them needs their days and
cells, which are then set aside in memory.
"""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Sequence

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
from ibis.backends.duckdb import Backend

from dashboard.remembered import Remembered
from dashboard.warehouse.engine import Engine
from dashboard.warehouse.file_rows import ASIDE
from dashboard.warehouse.pages import ROW
from dashboard.warehouse.row_groups import Bits, marked_rows

# Some thirty bytes each; those of the last search stay, however many they are.
_MOST_EVENTS = 5_000_000
_MOST_MARKS = 32_000_000
# Where more rows than this share of all are found, looking for them again is quicker than
# finding each by its number.
_MANY = 0.25
_WITHIN = f"{ASIDE}.main"
_FOUND = "found_rows"
_NARROW = (
    *("start", "finish", "start_precision"),
    *("category", "kind", "status", "lat", "lon", ROW),
)


class Hits:
    """The events that hold a text, as a table of their own without texts."""

    def __init__(self, table: ir.Table, count: int) -> None:
        self.table, self._count = table, count

    def __len__(self) -> int:
        return self._count


class SearchHits:
    """Keeps the `Hits` of the latest searches in files that ``engine`` reads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._hits: Remembered[Hits] = Remembered(_MOST_EVENTS, len)
        self._marks: Remembered[Bits] = Remembered(_MOST_MARKS, len)
        self._numbers = itertools.count()
        self._unused: list[str] = []
        # How many rows there are, once somebody has asked for marks.
        self._count = 0

    def marked(self, text: str, found: ir.Table, count: int) -> Bits:
        """Which of ``count`` rows are ``found`` for ``text`` (see `row_groups.marked_rows`)."""
        self._count = count
        return self._marks.get(text, lambda: self._looked_for(found))

    def of(self, text: str, rows: ir.Table, found: ir.Table) -> Hits:
        """Those of ``rows`` that are ``found`` for ``text``; to be held as long as asked about."""
        key = self._engine.generation, text
        return self._hits.get(key, lambda: self._set_aside(text, rows, found))

    def _looked_for(self, found: ir.Table) -> Bits:
        return marked_rows(self._engine.fetch(found.select(ROW))[ROW].to_numpy(), self._count)

    def _set_aside(self, text: str, rows: ir.Table, found: ir.Table) -> Hits:
        if self._count:
            marks = np.unpackbits(self.marked(text, found, self._count), count=self._count)
            numbers = np.flatnonzero(marks)
            if len(numbers) <= _MANY * self._count:
                return self._kept(rows, pa.table({ROW: numbers}))
        return self._kept(found)

    def _kept(self, events: ir.Table, numbers: pa.Table | None = None) -> Hits:
        """A table of ``events``, or of those with the ``numbers``."""
        name = f"hits_{next(self._numbers)}"
        columns = [one for one in events.columns if one in _NARROW or one.startswith("place_")]
        narrow = events.select(*columns)
        query = f"FROM ({ibis.to_sql(narrow, dialect='duckdb')})"
        if numbers is not None:
            query += f" WHERE {ROW} IN (FROM {_FOUND})"
        statements = f"{self._dropped()}CREATE TABLE {_WITHIN}.{name} AS {query}"

        def keep(backend: Backend) -> int:
            if numbers is not None:
                backend.con.register(_FOUND, numbers)
            ((count,),) = backend.con.execute(statements).fetchall()
            if numbers is not None:
                backend.con.unregister(_FOUND)
            return int(count)

        hits = Hits(
            ibis.table(narrow.schema(), name=name, catalog=ASIDE, database="main"),
            self._engine.run(keep),
        )
        weakref.finalize(hits, self._unused.append, name)
        return hits

    def _dropped(self) -> str:
        """What gives back the room of those whom nobody asks about any more."""
        unused: Sequence[str] = [self._unused.pop() for _ in range(len(self._unused))]
        return "".join(f"DROP TABLE IF EXISTS {_WITHIN}.{one}; " for one in unused)
