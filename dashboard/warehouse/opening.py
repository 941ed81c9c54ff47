"""From what ``--data`` and ``--mapping`` say to a `Source`."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.intake.atlas import atlas_with
from dashboard.problems import DataError, Problem
from dashboard.tables import Tables
from dashboard.warehouse.address import Address, address
from dashboard.warehouse.mapping import read_mapping

if TYPE_CHECKING:
    from dashboard.warehouse.source import Source

_INSTALL = 'Install what reads it: pip install "locality-dashboard[{extra}]"'


def today() -> dt.date:
    """The day in UTC."""
    return dt.datetime.now(dt.UTC).date()


def open_source(
    data: str,
    mapping: Path | None,
    known: Tables | None = None,
    *,
    environment: Mapping[str, str] = os.environ,
    clock: Callable[[], dt.date] = today,
) -> Source:
    """The events that ``data`` names (see `address.is_warehouse`), by the mapping in a file.

    ``known`` is a dataset whose own places are known by name; ``environment`` fills in
    ``${NAME}`` in an address. Raises `DataError` for an address, a mapping or a table that
    cannot be used, for a warehouse that does not answer, and where the libraries are missing.
    """
    where = address(data, environment)
    _require(where)
    # These need the libraries.
    from dashboard.warehouse import relation
    from dashboard.warehouse.backends import table_at
    from dashboard.warehouse.source import Source

    told = read_mapping(mapping) if mapping else None
    engine, raw = table_at(where, told)
    if told is None:
        problem = "needs a mapping that says what its columns are"
        remedy = "Write one, and name it with --mapping FILE; see docs/warehouse.md"
        raise DataError([Problem(where.shown, problem, remedy)])
    told.check(engine.name, raw.columns)
    rows = relation.events(raw, told)
    return Source(engine, lambda: rows, told, atlas_with(known), known, today=clock)


def _require(where: Address) -> None:
    """Raise `DataError` with what to install for the table ``where``."""
    extra = "spark" if where.scheme == "pyspark" else "warehouse"
    needed = ("ibis", "pyspark") if extra == "spark" else ("ibis", "duckdb")
    if not all(map(find_spec, needed)):
        problem = "is read by libraries that are not installed"
        raise DataError([Problem(where.shown, problem, _INSTALL.format(extra=extra))])
