"""The pages that are measured: this project's, and the plain ones beside it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from tests.serving import Server
from tests.serving import serving as serving_script

SCRIPTS = {
    "dashboard": "dashboard/app.py",
    "plain": "tests/bench/plain_page.py",
    "floor": "tests/bench/floor_page.py",
}


def serving(name: str, folder: Path) -> AbstractContextManager[Server]:
    """The page called ``name`` in `SCRIPTS`, showing the dataset in ``folder``."""
    return serving_script(folder, SCRIPTS[name])
