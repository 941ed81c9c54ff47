"""What is needed of text files, in a Parquet file: text files are read but once.

It is made in less time than a table and, as any Parquet file, gives single columns at little
cost. Most dates are whole days, which are kept as such; only others are kept as they are
written. Rows of cells (see `cells`) that the first rows have, too, are told by a hash alone. It
has 64 bits: that two of a million different ones have the same is a chance of 1 in 30 million.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import ibis
import ibis.expr.types as ir
from ibis.backends.duckdb import Backend

from dashboard.warehouse import relation
from dashboard.warehouse.days import whole_day
from dashboard.warehouse.mapping import EventMapping

_FIRST = "first_cells"
# Of so many of the first rows no more than half may have cells of their own.
_FIRST_ROWS = 200_000
_DAY, _OTHER, _COLUMN, _HASH, _IS_NEW = "day_", "other_", "column_", "hash", "is_new"
_ROWS = "rows_of_cells"


@dataclass(frozen=True)
class Staged:
    """``rows`` with the columns that days and cells are made of, by their names.

    A column of dates all of whose cells are whole days holds dates there, and text otherwise.
    Where cells are few, ``different`` has every row of them once, with its ``key``, and
    ``rows`` have this key instead of cells.
    """

    rows: ir.Table
    different: ir.Table | None = None
    key: str = ""


def are_few(backend: Backend, rows: ir.Table, cells: Sequence[str]) -> bool:
    """Whether the cells of most of the first rows are those of others of them, too."""
    if not cells:
        return False
    first = rows.select(*cells).limit(_FIRST_ROWS)
    counts = first.aggregate(rows=first.count(), different=first.nunique())
    ((count, different),) = (row.values() for row in backend.to_pyarrow(counts).to_pylist())
    return bool(different * 2 <= count)


def stage(backend: Backend, raw: ir.Table, mapping: EventMapping, path: Path) -> Staged:
    """Read what is needed of ``raw``, and keep it in the file at ``path``."""
    dates = list(dict.fromkeys([*mapping.all("date"), *mapping.all("end")]))
    points = [mapping.column(role) for role in ("latitude", "longitude") if mapping.has_points]
    cells = relation.cell_columns(mapping)
    others = [name for name in dict.fromkeys([*points, *cells]) if name not in dates]
    renamed = {f"{_OTHER}{i}": raw[name] for i, name in enumerate(dates)}
    renamed |= {f"{_COLUMN}{i}": raw[name] for i, name in enumerate(others)}
    days = {f"{_DAY}{i}": whole_day(relation.text_of(raw, name)) for i, name in enumerate(dates)}
    rows = raw.select(**days, **renamed)
    rows = rows.mutate(
        **{
            f"{_OTHER}{i}": ibis.ifelse(rows[f"{_DAY}{i}"].isnull(), rows[f"{_OTHER}{i}"], None)
            for i in range(len(dates))
        }
    )
    # Cells that are needed for themselves, too, stay.
    columns = [f"{_COLUMN}{i}" for i in range(len(others))] if others == cells else []
    hashed = _hashed(backend, rows, columns) if columns else None
    has_hashes = hashed is not None
    rows = rows if hashed is None else hashed
    backend.to_parquet(rows, path, compression="uncompressed")
    kept = backend.read_parquet(path)
    found = _dates(backend, kept, dates)
    if not has_hashes:
        found |= {name: kept[f"{_COLUMN}{i}"] for i, name in enumerate(others)}
        return Staged(kept.select(**found))
    names = dict(zip(cells, columns, strict=True))
    # A name that none of the file's own columns has.
    key = f"{max(raw.columns, key=len)}_"
    new = kept.filter(kept[_IS_NEW]).select(_HASH, *columns).distinct()
    different = backend.table(_FIRST).drop(_ROWS).union(new)
    return Staged(
        kept.select(**found, **{key: kept[_HASH]}),
        different.rename({key: _HASH, **names}),
        key,
    )


def _hashed(backend: Backend, rows: ir.Table, columns: Sequence[str]) -> ir.Table | None:
    """``rows`` with a hash of their ``columns``, which stay only where it is new.

    Those of the first rows are not: they are kept in the table `_FIRST`. None where most of
    the first rows have cells of their own.
    """
    cells = ibis.struct({name: rows[name] for name in columns})
    hash_of = ibis.udf.scalar.builtin(_hash, name="hash", signature=((cells.type(),), "uint64"))
    rows = rows.mutate(**{_HASH: hash_of(cells)})
    first = rows.limit(_FIRST_ROWS).group_by([_HASH, *columns]).aggregate(**{_ROWS: ibis._.count()})
    sql = ibis.to_sql(first, dialect="duckdb")
    backend.con.execute(f"CREATE TEMPORARY TABLE {_FIRST} AS {sql}")
    first = backend.table(_FIRST)
    if not _has_twice(backend, first[_ROWS]):
        return None
    # Not by an outer join, which would put rows with a partner before those without.
    rows = rows.mutate(**{_IS_NEW: ~rows[_HASH].isin(backend.table(_FIRST)[_HASH])})
    return rows.mutate(**{name: ibis.ifelse(rows[_IS_NEW], rows[name], None) for name in columns})


def _has_twice(backend: Backend, counts: ir.IntegerColumn) -> bool:
    """Whether rows are at least twice as many as their different cells, each with its count."""
    numbers = counts.as_table().aggregate(rows=counts.sum(), different=counts.count())
    ((rows, different),) = (row.values() for row in backend.to_pyarrow(numbers).to_pylist())
    return bool(different * 2 <= (rows or 0))


def _hash(cells: object) -> int:
    """DuckDB's own."""
    raise NotImplementedError


def _dates(backend: Backend, kept: ir.Table, names: Sequence[str]) -> dict[str, ir.Value]:
    """The columns of dates: as dates where all are whole days, as texts otherwise."""
    if not names:
        return {}
    days = [kept[f"{_DAY}{i}"] for i in range(len(names))]
    others = [kept[f"{_OTHER}{i}"] for i in range(len(names))]
    counts = backend.to_pyarrow(kept.aggregate(**{one.get_name(): one.count() for one in others}))
    is_text = [counts[one.get_name()][0].as_py() > 0 for one in others]
    return {
        name: other.coalesce(day.cast("string")) if texts else day
        for name, day, other, texts in zip(names, days, others, is_text, strict=True)
    }
