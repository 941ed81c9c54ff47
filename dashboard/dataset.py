"""The dataset that the page shows: opened once, opened again when its files change."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from dashboard.columns import EventColumns, event_columns
from dashboard.linked.assets import SHELF, boundary_assets, library_urls
from dashboard.linked.payload import linked_payload, version_of
from dashboard.problems import DataError, Problem
from dashboard.tables import PACKAGE_FILE, Tables, open_tables
from dashboard.views.boundaries import load_boundaries


@dataclass(frozen=True, eq=False)
class Dataset:
    """Everything about a dataset that does not depend on the viewer; shared by all of them."""

    tables: Tables
    columns: EventColumns
    arrow: pa.Table
    payload: Mapping[str, Any]
    version: str


def dataset_folder() -> Path:
    """The folder that ``LOCALITY_DASHBOARD_DATA`` names, else ``data/`` beside the package."""
    named = os.environ.get("LOCALITY_DASHBOARD_DATA", "")
    return Path(named) if named else Path(__file__).resolve().parent.parent / "data"


def open_dataset(folder: Path) -> Dataset:
    """Open the dataset in ``folder``; raises `problems.DataError` with what is wrong."""
    tables = open_tables(folder)
    columns = event_columns(tables)
    boundaries = boundary_assets(load_boundaries(folder, tables))
    SHELF.put(boundaries.values())
    payload = linked_payload(
        tables,
        columns,
        boundary_urls={name: asset.path for name, asset in boundaries.items()},
        library_urls=library_urls(),
    )
    return Dataset(tables, columns, columns.arrow(), payload, version_of(columns, payload))


class LastGood:
    """The dataset in a folder, as it last was when it could be read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._stamp: object = None
        self._dataset: Dataset | None = None
        self._problems: tuple[Problem, ...] = ()

    def get(self) -> tuple[Dataset, tuple[Problem, ...]]:
        """The dataset, and what keeps a newer version of it from being shown.

        Looks for a change of ``datapackage.json``, which a build writes last. Raises
        `problems.DataError` if there never was a version that could be read.
        """
        with self._lock:
            stamp = self._changed()
            if stamp != self._stamp or self._dataset is None:
                try:
                    self._dataset, self._problems = open_dataset(self._folder), ()
                except DataError as error:
                    self._problems = error.problems
                    if self._dataset is None:
                        raise
                self._stamp = stamp
            return self._dataset, self._problems

    def _changed(self) -> object:
        try:
            status = (self._folder / PACKAGE_FILE).stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size, status.st_ino
