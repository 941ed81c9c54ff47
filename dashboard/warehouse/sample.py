"""What the columns of files mean where no mapping says it: recognised from their first rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import ibis
from ibis.backends.duckdb import Backend

from dashboard.intake.atlas import Atlas
from dashboard.intake.mapping import TableMapping
from dashboard.intake.recognition import recognise
from dashboard.intake.sheet import Sheet
from dashboard.problems import DataError, Problem
from dashboard.warehouse.cache_folder import Settings
from dashboard.warehouse.file_rows import file_engine, raw_rows
from dashboard.warehouse.mapping import ROLES, EventMapping

SAMPLE = 2_000
_WRITE = "Write a mapping, and name it with --mapping FILE; see docs/warehouse.md"


def recognised(name: str, files: Sequence[Path], atlas: Atlas, settings: Settings) -> EventMapping:
    """The likeliest mapping of ``files``; raises `DataError` where it cannot be told."""
    sheet = _sheet(name, files, settings)
    found = recognise(sheet, atlas.knows)
    strange = [role for role in found.columns if role not in ROLES]
    if not found.column("date") or found.date_form != "written":
        # A date in several columns, or counted in seconds, is what an import understands.
        said = ", ".join(found.columns[role][0] for role in strange) or ", ".join(sheet.header)
        problem = "no column holds whole dates such as 2025-11-25, 2025-11 or 2025"
        remedy = f"{_WRITE}; or make a dataset of it with: python -m dashboard import"
        raise DataError([Problem(name, problem, remedy, value=said)])
    columns = {role: names for role, names in found.columns.items() if role in ROLES}
    if places := columns.get("place"):
        columns["place"] = tuple(sorted(places, key=lambda one: len(set(sheet.column(one)))))
    separators = dict(found.separators)
    if len(columns.get("place", ())) != 1 or "latitude" in columns:
        separators.pop("place", None)
    told = replace(found, columns=columns, separators=separators)
    return EventMapping(TableMapping(told.columns, separators=separators))


def _sheet(name: str, files: Sequence[Path], settings: Settings) -> Sheet:
    """The first rows of ``files`` as text."""
    engine = file_engine(name, lambda: ibis.duckdb.connect(memory_limit=settings.memory))
    try:
        columns = engine.run(lambda backend: _first_rows(backend, files))
    finally:
        engine.close()
    cells = [["" if cell is None else cell.strip() for cell in one] for one in columns.values()]
    rows = [list(row) for row in zip(*cells, strict=True)]
    if not rows:
        raise DataError([Problem(name, "has no rows", "Name a file with rows")])
    return Sheet(name, tuple(columns), rows, list(range(2, len(rows) + 2)))


def _first_rows(backend: Backend, files: Sequence[Path]) -> dict[str, list[str | None]]:
    raw = raw_rows(backend, files[:1])
    texts = raw.select(**{one: raw[one].cast("string") for one in raw.columns}).limit(SAMPLE)
    columns: dict[str, list[str | None]] = backend.to_pyarrow(texts).to_pydict()
    return columns
