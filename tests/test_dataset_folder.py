"""Which dataset the page shows: the command line's, the environment's, or the one beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.dataset import dataset_folder


def test_the_command_line_comes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOCALITY_DASHBOARD_DATA", raising=False)
    beside = dataset_folder([])
    assert beside.name == "data"
    monkeypatch.setenv("LOCALITY_DASHBOARD_DATA", "/one")
    assert dataset_folder([]) == Path("/one")
    assert dataset_folder(["--data", "/other"]) == Path("/other")
    assert dataset_folder(["--data=/other", "--more"]) == Path("/other")
    monkeypatch.setattr("sys.argv", ["app.py", "--data", "/third"])
    assert dataset_folder() == Path("/third")
