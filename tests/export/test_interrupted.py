"""Ctrl-C while the command line makes a file: nothing of it is left, and one line says so."""

from __future__ import annotations

import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
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


def is_running(group: int) -> bool:
    """Whether any process of ``group`` is still there."""
    with suppress(ProcessLookupError):
        os.killpg(group, 0)
        return True
    return False


@pytest.fixture
def temporary() -> Iterator[str]:
    """Where programs put temporary files: sockets in it, such as Chromium's, need a short path."""
    with tempfile.TemporaryDirectory(prefix="int") as folder:
        yield folder


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
    temporary: str,
    require_system: Callable[[object, str], None],
    ending: str,
    asked: tuple[str, ...],
    begun: int,
) -> None:
    require_system(shutil.which("chromium"), "apt-get install -y chromium")
    # Who is started in the background of a shell is to ignore it, and so are their children.
    heeding = ["env", "--default-signal=INT"]
    command_line = [*heeding, sys.executable, "-m", "dashboard", "export", *asked]
    folder = str(DATA if asked else large)
    # As on a terminal: it shows a bar, and all in the foreground is interrupted.
    ours, theirs = pty.openpty()
    ran = subprocess.Popen(
        [*command_line, "--data", folder, "-o", str(tmp_path / f"view.{ending}")],
        stderr=theirs,
        stdout=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, "TMPDIR": temporary},
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
    # Lines of the bar hold a share, or what moves the cursor.
    lines = [line for line in said.splitlines() if line.isprintable() and "%" not in line]
    assert list(filter(None, lines)) == ["Interrupted: nothing that was begun is left behind"]
    assert list(tmp_path.iterdir()) == []
    # What it had started ends with it, or some moments later.
    deadline = time.monotonic() + 60
    while running_with(temporary) or is_running(ran.pid):
        assert time.monotonic() < deadline, running_with(temporary)
        threading.Event().wait(0.05)
