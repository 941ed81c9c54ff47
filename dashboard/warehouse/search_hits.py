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
# A word that is in more than this share of all rows is looked for again and again.
_MANY = 0.25
# What is in most of the first so many rows is taken to be in most of all.
_FIRST_ROWS = 100_000
_WITHIN = f"{ASIDE}.main"
_FOUND, _HOLDS = "found_rows", "holds_text"
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

    def marked(self, text: str, rows: ir.Table, holds: ir.BooleanValue, count: int) -> Bits:
        """Which of ``count`` rows hold ``text`` (see `row_groups.marked_rows`).

        These are those of ``rows`` for which ``holds`` is true; what is marked beside ``rows``
        means nothing.
        """
        self._count = count
        return self._marks.get(text, lambda: self._looked_for(rows, holds))

    def of(self, text: str, rows: ir.Table, holds: ir.BooleanValue) -> Hits:
        """Those of ``rows`` that hold ``text``; to be held as long as asked about."""
        key = self._engine.generation, text
        return self._hits.get(key, lambda: self._set_aside(text, rows, holds))

    def _looked_for(self, rows: ir.Table, holds: ir.BooleanValue) -> Bits:
        told = rows.select(rows[ROW].cast("uint32").name(ROW), holds.name(_HOLDS))
        first = told.limit(_FIRST_ROWS)
        counts = first.aggregate(rows=first.count(), found=first[_HOLDS].sum())
        (known,) = self._engine.fetch(counts).to_pylist()
        # Fewer numbers take less time.
        is_usual = (known["found"] or 0) * 2 > known["rows"]
        wanted = told.filter(~told[_HOLDS] if is_usual else told[_HOLDS])
        numbers = self._engine.fetch(wanted.select(ROW))
        marks = marked_rows(numbers[ROW].to_numpy(), self._count)
        return ~marks if is_usual else marks

    def _set_aside(self, text: str, rows: ir.Table, holds: ir.BooleanValue) -> Hits:
        if not self._count:
            return self._kept(rows.filter(holds))
        marks = np.unpackbits(self.marked(text, rows, holds, self._count), count=self._count)
        numbers = np.flatnonzero(marks)
        if len(numbers) <= _MANY * self._count:
            return self._kept(rows, pa.table({ROW: numbers}))
        # Half a table is looked through again as quickly as it is set aside, and takes no room.
        return Hits(rows.filter(holds), 0)

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
