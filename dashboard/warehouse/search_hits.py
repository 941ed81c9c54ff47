"""What a search has found, set aside in memory: looked for once, then grouped, counted, paged."""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from dashboard.remembered import Remembered
from dashboard.warehouse.engine import Engine
from dashboard.warehouse.file_rows import ASIDE

# Some thirty bytes each; those of the last search stay, however many they are.
_MOST_EVENTS = 5_000_000
_WITHIN = f"{ASIDE}.main"
_NARROW = (
    *("start", "finish", "start_precision"),
    *("category", "kind", "status", "lat", "lon", "row"),
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
        self._numbers = itertools.count()
        self._unused: list[str] = []

    def of(self, text: str, found: ir.Table) -> Hits:
        """The events ``found`` for ``text``; to be held as long as they are asked about."""
        key = self._engine.generation, text
        return self._hits.get(key, lambda: self._set_aside(found))

    def _set_aside(self, found: ir.Table) -> Hits:
        name = f"hits_{next(self._numbers)}"
        columns = [one for one in found.columns if one in _NARROW or one.startswith("place_")]
        narrow = found.select(*columns)
        query = ibis.to_sql(narrow, dialect="duckdb")
        begin = f"{self._dropped()}CREATE TABLE {_WITHIN}.{name} AS "
        ((count,),) = self._engine.run(
            lambda backend: backend.con.execute(begin + query).fetchall()
        )
        hits = Hits(ibis.table(narrow.schema(), name=name, catalog=ASIDE, database="main"), count)
        weakref.finalize(hits, self._unused.append, name)
        return hits

    def _dropped(self) -> str:
        """What gives back the room of those whom nobody asks about any more."""
        unused: Sequence[str] = [self._unused.pop() for _ in range(len(self._unused))]
        return "".join(f"DROP TABLE IF EXISTS {_WITHIN}.{one}; " for one in unused)
