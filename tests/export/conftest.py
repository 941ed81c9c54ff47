"""Datasets to export, and how the tests ask for files."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.export.request import Request
from dashboard.language import language
from dashboard.tables import Tables, open_tables

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="session")
def committed() -> Tables:
    return open_tables(DATA)


@pytest.fixture(scope="session")
def every_id(committed: Tables) -> list[str]:
    return list(committed["events"]["event_id"])


@pytest.fixture
def english() -> Request:
    return Request("Tourism or Culture · Nov 2025", language("en"), folder=DATA)
