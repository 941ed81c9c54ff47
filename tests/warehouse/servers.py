"""A private PostgreSQL and a private Spark, for tests that ask real warehouses."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.csv as pa_csv

APT_LINE = "apt-get install -y --no-install-recommends postgresql-15"
JAVA_LINE = "apt-get install -y --no-install-recommends default-jre-headless"
PASSWORD = "s3cret/päss:wörd@1"  # noqa: S105
# East of UTC, where a midnight is still the day before in UTC.
TIME_ZONE = "Asia/Ho_Chi_Minh"
_START = 60  # seconds
_TYPES = {"date32[day]": "date", "int64": "bigint", "double": "double precision"}


@dataclass
class Postgres:
    """A server on a ``port``, which can be stopped and started again."""

    port: int
    start_process: Callable[[], subprocess.Popen[bytes]]
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; returns when it answers."""
        self.process = self.start_process()
        bin_folder = programs()
        assert bin_folder is not None
        port = str(self.port)
        ready = [str(bin_folder / "pg_isready"), "-h", "127.0.0.1", "-p", port, "-t", "1"]
        deadline = time.monotonic() + _START
        # As long as nobody listens, the answer comes at once.
        while subprocess.run(ready, check=False, capture_output=True).returncode:
            assert self.process.poll() is None, "PostgreSQL does not start"
            assert time.monotonic() < deadline, "PostgreSQL does not answer"

    def stop(self) -> None:
        """Stop it fast, without waiting for who is still connected."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user="reader", password=PASSWORD, dbname="postgres"
        )

    def load(self, name: str, table: pa.Table) -> None:
        """Put ``table`` there, all of it at once."""
        columns = ", ".join(
            f'"{field.name}" {_TYPES.get(str(field.type), "text")}' for field in table.schema
        )
        sink = pa.BufferOutputStream()
        pa_csv.write_csv(table, sink)
        with self.connect() as connection, connection.cursor() as cursor:
            cursor.execute(f'CREATE TABLE "{name}" ({columns})')
            with cursor.copy(f'COPY "{name}" FROM STDIN (FORMAT csv, HEADER)') as copy:
                copy.write(sink.getvalue())
            cursor.execute(f'ANALYZE "{name}"')


def programs() -> Path | None:
    """The folder of the newest PostgreSQL server's programs."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return folders[-1].parent if folders else None


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A throw-away server on 127.0.0.1 that asks for `PASSWORD`, in `TIME_ZONE`."""
    folder = Path(tempfile.mkdtemp(prefix="warehouse-postgres-"))
    account: dict[str, Any] = {}
    if os.geteuid() == 0:
        # initdb refuses to run as root.
        entry = pwd.getpwnam("postgres")
        account = {"user": "postgres", "group": entry.pw_gid, "extra_groups": []}
        os.chown(folder, entry.pw_uid, entry.pw_gid)
    secret = folder / "secret"
    secret.write_text(PASSWORD, encoding="utf-8")
    if account:
        os.chown(secret, entry.pw_uid, entry.pw_gid)
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    bin_folder = programs()
    assert bin_folder is not None
    subprocess.run(
        [
            bin_folder / "initdb",
            *("-D", folder / "data", "-U", "reader", "-E", "UTF8", "--locale=C.UTF-8"),
            *("-A", "scram-sha-256", "--pwfile", secret),
        ],
        check=True,
        capture_output=True,
        cwd=folder,
        **account,
    )
    command = [
        str(bin_folder / "postgres"),
        *("-D", str(folder / "data"), "-p", str(port), "-k", str(folder), "-h", "127.0.0.1"),
        *("-c", "fsync=off", "-c", "full_page_writes=off", "-c", f"timezone={TIME_ZONE}"),
        *("-c", "work_mem=256MB"),
    ]

    def start_process() -> subprocess.Popen[bytes]:
        quiet = subprocess.DEVNULL
        return subprocess.Popen(command, cwd=folder, stdout=quiet, stderr=quiet, **account)

    running = Postgres(port, start_process)
    try:
        running.start()
        yield running
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)
