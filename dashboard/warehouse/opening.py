"""From what ``--data`` and ``--mapping`` say to a `Source`."""

from __future__ import annotations

import codecs
import datetime as dt
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.intake.gazetteers import atlas_with
from dashboard.problems import DataError, Problem
from dashboard.tables import Tables
from dashboard.warehouse.address import PARQUET, TEXTS, Address, address, listed
from dashboard.warehouse.mapping import EventMapping, read_mapping

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

    Without a mapping the columns of files are recognised. ``known`` is a dataset whose own
    places are known by name; ``environment`` holds the settings and fills in ``${NAME}`` in an
    address. Raises `DataError` for an address, a mapping or a table that cannot be used, for a
    warehouse that does not answer, and where the libraries are missing.
    """
    where = address(data, environment)
    _require(where)
    told = read_mapping(mapping) if mapping else None
    if where.files:
        return _open_files(where, told, known, environment, clock)
    # This needs the libraries.
    from dashboard.warehouse.backends import open_table
    from dashboard.warehouse.source import Source

    if told is None:
        problem = "needs a mapping that says what its columns are"
        remedy = "Write one, and name it with --mapping FILE; see docs/warehouse.md"
        raise DataError([Problem(where.shown, problem, remedy)])
    opened = open_table(where, told)
    table = where.table or told.table
    told = _titled(replace(told, table=table), table.rpartition(".")[2])
    try:
        # Read while the warehouse is asked.
        with ThreadPoolExecutor(max_workers=1) as beside:
            atlas = beside.submit(atlas_with, known)
            return Source(opened.engine, opened.rows, told, atlas.result, known, today=clock)
    except BaseException:
        opened.engine.close()
        raise


def _open_files(
    where: Address,
    told: EventMapping | None,
    known: Tables | None,
    environment: Mapping[str, str],
    clock: Callable[[], dt.date],
) -> Source:
    # These need the libraries.
    from dashboard.warehouse.cache_folder import Settings
    from dashboard.warehouse.prepared import prepare
    from dashboard.warehouse.sample import recognised
    from dashboard.warehouse.search_hits import SearchHits
    from dashboard.warehouse.source import Source

    files = files_of(where.files)
    _check_encoding(files)
    settings = Settings.from_environment(environment)
    # Read beside the files, which does not need it.
    with ThreadPoolExecutor(max_workers=1) as beside:
        atlas = beside.submit(atlas_with, known)
        mapping = told or recognised(where.shown, files, atlas.result(), settings)
        mapping = _titled(replace(mapping, table=""), _stem(where.files))
        prepared = prepare(where.shown, files, mapping, settings)
    try:
        source = Source(
            prepared.engine,
            prepared.rows,
            mapping,
            atlas.result,
            known,
            today=clock,
            is_changed=prepared.is_changed,
            close=prepared.close,
            wait=prepared.wait,
            memory=prepared.memory,
            rejected=lambda: prepared.rejected,
            hits=SearchHits(prepared.engine),
        )
    except BaseException:
        prepared.close()
        raise
    prepared.add_texts(source.number_rows)
    return source


def _titled(mapping: EventMapping, name: str) -> EventMapping:
    """``mapping`` with a title; one without gets it from the ``name`` of the table or file.

    The address would tell readers of the page where the server finds its data.
    """
    words = " ".join(name.replace("_", " ").replace("-", " ").split()) or "Events"
    title = mapping.title or words[:1].upper() + words[1:]
    return replace(mapping, title=title)


def _stem(files: str) -> str:
    """The name of a file or folder without its endings; of a pattern, that of its folder."""
    named = (part for part in reversed(Path(files).parts) if "*" not in part)
    return next(named, "").partition(".")[0]


def files_of(named: str) -> list[Path]:
    """The files that a path, a folder or a pattern names, in order; raises `DataError`."""
    found = listed(named)
    if not found or not all(one.is_file() for one in found):
        problem, remedy = "there is no such file", "Mend the path"
        raise DataError([Problem(named, problem, remedy)])
    kinds = {one.name.lower().endswith(PARQUET) for one in found}
    strange = [one for one in found if not one.name.lower().endswith((*TEXTS, PARQUET))]
    if strange or len(kinds) > 1:
        problem = "is neither a CSV nor a Parquet file, or there are both"
        remedy = f"Name files that end in {PARQUET}, or in one of {', '.join(TEXTS)}"
        raise DataError([Problem(named, problem, remedy)])
    return found


def _check_encoding(files: Sequence[Path]) -> None:
    """Raise `DataError` for a text in UTF-16, which DuckDB would take for one strange column."""
    for file in files:
        begin = b""
        # What cannot be read is told by what reads it.
        with suppress(OSError), file.open("rb") as opened:
            begin = opened.read(2)
        if begin in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            problem = "is UTF-16, not UTF-8"
            remedy = "Save it as UTF-8, or make a dataset of it with: python -m dashboard import"
            raise DataError([Problem(file.name, problem, remedy)])


def _require(where: Address) -> None:
    """Raise `DataError` with what to install for the table ``where``."""
    extra = "spark" if where.scheme == "pyspark" else "warehouse"
    needed = ("ibis", "pyspark") if extra == "spark" else ("ibis", "duckdb")
    if not all(map(find_spec, needed)):
        problem = "is read by libraries that are not installed"
        raise DataError([Problem(where.shown, problem, _INSTALL.format(extra=extra))])
