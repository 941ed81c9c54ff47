"""What the server shows: a dataset's folder, or a table whose events stay where they are."""

from __future__ import annotations

import threading
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from dashboard.dataset import LastGood, dataset_folder
from dashboard.last_good import LastGoodOf
from dashboard.warehouse.address import is_warehouse, mapping_path, option

if TYPE_CHECKING:
    from dashboard.dataset import Dataset
    from dashboard.grouped import GroupedDataset
    from dashboard.problems import Problem

# What pages and panels take: both kinds of dataset have the same surface.
ShownDataset: TypeAlias = "Dataset | GroupedDataset"
# Who comes first opens the data for all; to import what opens them takes its time, too.
_FIRST = threading.Lock()


def shown_data() -> tuple[ShownDataset, tuple[Problem, ...]]:
    """What ``--data`` and ``--mapping`` name, or the environment, for everybody on this server.

    With it comes what keeps a newer version from being shown. Raises `problems.DataError`
    if there never was a version that could be read.
    """
    data, mapping = option("data", "LOCALITY_DASHBOARD_DATA"), mapping_path()
    with _FIRST:
        shown = _warehouse(data, mapping) if is_warehouse(data) else _folder(str(dataset_folder()))
    return shown.get()


@lru_cache(maxsize=1)
def _folder(folder: str) -> LastGood:
    return LastGood(Path(folder))


@lru_cache(maxsize=1)
def _warehouse(data: str, mapping: Path | None) -> LastGoodOf[Any]:
    # What asks a warehouse is an extra that not everyone has installed.
    from dashboard.grouped import LastGoodTable

    return LastGoodTable(data, mapping)
