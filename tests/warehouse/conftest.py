"""What tests of warehouses share: a cache of their own, and real servers to ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.warehouse import servers
from tests.warehouse.servers import Postgres


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for caches, empty for each test."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("LOCALITY_DASHBOARD_CACHE", str(folder))
    return folder


@pytest.fixture(scope="session")
def postgres(require_system: Callable[[object, str], None]) -> Iterator[Postgres]:
    """A PostgreSQL server of this run alone."""
    require_system(servers.programs(), servers.APT_LINE)
    with servers.postgres() as running:
        yield running
