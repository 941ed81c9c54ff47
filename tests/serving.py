"""The page on a server of its own, as a reader's browser finds it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[1]
_START = 120  # seconds


@dataclass(frozen=True)
class Server:
    """A running server: its address, and its process."""

    url: str
    pid: int

    def resident_bytes(self) -> int:
        """How much memory its process holds (Linux)."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        kilobytes = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(kilobytes.split()[1]) * 1024

    def processor_seconds(self) -> float:
        """How long its process has kept a processor busy so far (Linux)."""
        # The name of the process, in brackets, may hold blanks itself.
        fields = (
            Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        )
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(
    folder: Path | str,
    script: str = "dashboard/app.py",
    settings: Mapping[str, str] | None = None,
    log: IO[bytes] | None = None,
) -> Iterator[Server]:
    """``script`` on a free port of the loopback interface, showing the dataset in ``folder``.

    ``settings`` are further variables of its environment; it writes to ``log``. Raises
    `RuntimeError` with what the server wrote if it does not start.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with ExitStack() as stack:
        log = log or stack.enter_context(tempfile.TemporaryFile())
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "streamlit", "run", script),
                *("--server.address", "127.0.0.1", "--server.port", str(port)),
                *("--server.headless", "true", "--server.fileWatcherType", "none"),
            ],
            cwd=ROOT,
            env={**os.environ, **(settings or {}), "LOCALITY_DASHBOARD_DATA": str(folder)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            url = f"http://127.0.0.1:{port}/"
            deadline = time.monotonic() + _START
            while not _answers(f"{url}_stcore/health"):
                try:
                    process.wait(0.1)
                except subprocess.TimeoutExpired:
                    if time.monotonic() < deadline:
                        continue
                log.seek(0)
                raise RuntimeError(f"the server did not start:\n{log.read().decode()}")
            yield Server(url, process.pid)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=1):
            return True
    except (urllib.error.URLError, OSError):
        return False
