"""Ctrl-C while the command line makes a file: nothing of it is left, and one line says so."""

from __future__ import annotations

import os
import pty
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.export.conftest import DATA
from tests.synthetic import synthetic_tables, write_tables

WHEN = ("--select", "when=2023-01-01/2025-12-31")
STORY = ("--story", "local-cooperation-forum-2025")
COUNTS = re.compile(r"(\d+)%")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of which every file takes seconds."""
    return write_tables(
        synthetic_tables(20_000, places=24, seed=5), tmp_path_factory.mktemp("large") / "data"
    )


def running_with(folder: str) -> list[str]:
    """The programs whose command line names ``folder``, as Chromium's names that of its profile."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            found.append(entry.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
    return [line for line in found if folder in line]


@pytest.mark.parametrize(
    ("ending", "asked", "begun"),
    [
        ("png", WHEN, 0),
        ("gif", WHEN, 30),
        ("webm", WHEN, 30),
        ("pdf", STORY, 20),
        ("pptx", STORY, 5),
        ("html", STORY, 10),
        ("pptx", (), 5),
        ("html", (), 30),
        ("xlsx", (), 75),
        ("jsonld", (), 30),
    ],
)
def test_it_leaves_nothing_behind(
    tmp_path: Path,
    large: Path,
    require_system: Callable[[object, str], None],
    ending: str,
    asked: tuple[str, ...],
    begun: int,
) -> None:
    require_system(shutil.which("chromium"), "apt-get install -y chromium")
    files, temporary = tmp_path / "files", tmp_path / "temporary"
    files.mkdir()
    temporary.mkdir()
    command_line = [sys.executable, "-m", "dashboard", "export", *asked]
    folder = str(DATA if asked else large)
    # As on a terminal: it shows a bar, and all in the foreground is interrupted.
    ours, theirs = pty.openpty()
    ran = subprocess.Popen(
        [*command_line, "--data", folder, "-o", str(files / f"view.{ending}")],
        stderr=theirs,
        stdout=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, "TMPDIR": str(temporary)},
    )
    os.close(theirs)
    said = ""
    while max(map(int, COUNTS.findall(said)), default=-1) < begun:
        said += os.read(ours, 1000).decode()
    os.killpg(ran.pid, signal.SIGINT)
    with suppress(OSError):
        # A terminal without anybody at its other end can no longer be read.
        while more := os.read(ours, 1000):
            said += more.decode()
    ran.communicate(timeout=60)
    os.close(ours)
    assert ran.returncode == 130
    after = said.rpartition("%")[2].splitlines()[1:]
    assert [line for line in after if line.isprintable() and line] == [
        "Interrupted: nothing that was begun is left behind"
    ]
    assert list(files.iterdir()) == []
    assert running_with(str(temporary)) == []
    with pytest.raises(ProcessLookupError):
        os.killpg(ran.pid, 0)
