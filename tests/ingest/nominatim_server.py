"""A real Nominatim on 127.0.0.1 over a small extract of our own making.

Built once from Debian's PostgreSQL and osm2pgsql and from Nominatim's packages on PyPI,
then kept under a hash of the extract and the versions, in ``NOMINATIM_TEST_CACHE`` or
``~/.cache/locality-dashboard-tests``. Nominatim is GPL-3: it only ever runs as a process
of its own.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import filelock
from tiny_osm import extract

APT_LINE = (
    "apt-get install -y --no-install-recommends postgresql-15 postgresql-15-postgis-3 osm2pgsql "
    "libsqlite3-mod-spatialite python3-icu python3-venv"
)
PACKAGES = (
    "nominatim-db==5.3.3",
    "nominatim-api==5.3.3",
    "falcon==4.4.0",
    "uvicorn==0.54.0",
    "aiosqlite==0.22.1",
    "psycopg-binary==3.3.9",
)
# Debian's own Python: its SQLite loads extensions, and it sees Debian's PyICU.
PYTHON = Path("/usr/bin/python3")
# The test run's own packages must not leak into Nominatim's environment.
ENVIRON = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}


def postgres_programs() -> Path | None:
    """The folder of the newest PostgreSQL server's programs."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return folders[-1].parent if folders else None


def is_possible() -> bool:
    """Whether this system has the parts that `APT_LINE` installs."""
    has_modules = (
        PYTHON.exists()
        and subprocess.run(
            [PYTHON, "-c", "import icu, venv, ensurepip"],
            check=False,
            capture_output=True,
            env=ENVIRON,
        ).returncode
        == 0
    )
    has_postgis = any(Path("/usr/share/postgresql").glob("*/extension/postgis.control"))
    has_spatialite = any(Path("/usr/lib").glob("*/mod_spatialite.so"))
    return bool(
        has_modules
        and has_postgis
        and has_spatialite
        and postgres_programs()
        and shutil.which("osm2pgsql")
    )


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def run(command: Sequence[str | Path], **options: Any) -> None:
    """Run a program; its output becomes the message if it fails."""
    done = subprocess.run(
        command, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options
    )
    if done.returncode:
        raise RuntimeError(f"{command} failed:\n{done.stdout[-4000:]}")


@contextmanager
def postgres() -> Iterator[int]:
    """A throw-away PostgreSQL on 127.0.0.1; yields its port."""
    programs = postgres_programs()
    assert programs is not None
    # initdb refuses to run as root.
    as_user: dict[str, Any] = {}
    folder = Path(tempfile.mkdtemp(prefix="nominatim-postgres-"))
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        as_user = {"user": "postgres", "group": account.pw_gid, "extra_groups": []}
        os.chown(folder, account.pw_uid, account.pw_gid)
    as_user["cwd"] = folder
    data, port = folder / "data", free_port()
    server = None
    try:
        run(
            [
                programs / "initdb",
                *("-D", data, "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust"),
            ],
            **as_user,
        )
        with (folder / "log").open("w") as log:
            server = subprocess.Popen(
                [
                    programs / "postgres",
                    *("-D", data, "-p", str(port), "-k", folder, "-h", "127.0.0.1"),
                    *("-c", "fsync=off", "-c", "full_page_writes=off"),
                ],
                stdout=log,
                stderr=log,
                **as_user,
            )
        wait_until(
            lambda: (
                subprocess.run(
                    [programs / "pg_isready", "-h", "127.0.0.1", "-p", str(port)],
                    check=False,
                    capture_output=True,
                ).returncode
                == 0
            ),
            "PostgreSQL",
        )
        yield port
    finally:
        if server is not None:
            server.terminate()
            server.wait(30)
        shutil.rmtree(folder)


def wait_until(condition: Callable[[], bool], what: str, seconds: float = 60.0) -> None:
    """Ask ``condition`` until it holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not start in {seconds:.0f} seconds")
        time.sleep(0.05)


def build(cache: Path) -> tuple[Path, Path]:
    """The Python environment and the SQLite database, made if they are not in ``cache``."""
    cache.mkdir(parents=True, exist_ok=True)
    versions = hashlib.sha256(" ".join(PACKAGES).encode()).hexdigest()[:12]
    osm = extract()
    content = hashlib.sha256(f"{versions} {osm}".encode()).hexdigest()[:12]
    environment, database = cache / f"venv-{versions}", cache / f"places-{content}.sqlite"
    with filelock.FileLock(cache / "lock"):
        if not (environment / "complete").exists():
            shutil.rmtree(environment, ignore_errors=True)
            run([PYTHON, "-m", "venv", "--system-site-packages", environment], env=ENVIRON)
            run([environment / "bin" / "pip", "install", "--quiet", *PACKAGES], env=ENVIRON)
            (environment / "complete").touch()
        if not database.exists():
            with postgres() as port, tempfile.TemporaryDirectory() as folder:
                _import(environment, Path(folder), port, osm)
                shutil.move(Path(folder) / "places.sqlite", database)
    return environment, database


def _import(environment: Path, folder: Path, port: int, osm: str) -> None:
    programs = postgres_programs()
    assert programs is not None
    psql = [programs / "psql", "-h", "127.0.0.1", "-p", str(port), "-U", "postgres", "-q", "-c"]
    # Without this role the import leaves half a database.
    run([*psql, 'create role "www-data" login'])
    (folder / "tiny.osm").write_text(osm, encoding="utf-8")
    project = folder / "project"
    project.mkdir()
    dsn = f"pgsql:dbname=nominatim;host=127.0.0.1;port={port};user=postgres"
    environ = {**ENVIRON, "NOMINATIM_DATABASE_DSN": dsn}
    settings: dict[str, Any] = {"cwd": project, "env": environ}
    nominatim = environment / "bin" / "nominatim"
    run(
        [
            *(nominatim, "import", "--offline", "-j", "2", "--no-updates"),
            *("--osm-file", folder / "tiny.osm"),
        ],
        **settings,
    )
    # The grid of the world's countries is most of the database, and the search does
    # not need it.
    run([*psql[:-1], "-d", "nominatim", "-c", "delete from country_osm_grid"])
    run([nominatim, "convert", "-o", folder / "places.sqlite"], **settings)


@contextmanager
def nominatim() -> Iterator[str]:
    """The URL of a running Nominatim; it is stopped at the end."""
    cache = os.environ.get("NOMINATIM_TEST_CACHE")
    environment, database = build(
        Path(cache) if cache else Path.home() / ".cache" / "locality-dashboard-tests"
    )
    port = free_port()
    with tempfile.TemporaryDirectory() as project, (Path(project) / "log").open("w") as log:
        server = subprocess.Popen(
            [
                environment / "bin" / "uvicorn",
                *("--factory", "nominatim_api.server.falcon.server:run_wsgi"),
                *("--host", "127.0.0.1", "--port", str(port)),
            ],
            cwd=project,
            env={**ENVIRON, "NOMINATIM_DATABASE_DSN": f"sqlite:dbname={database}"},
            stdout=log,
            stderr=log,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until(lambda: _is_ready(url, server, Path(project) / "log"), "Nominatim")
            yield url
        finally:
            server.terminate()
            server.wait(30)


def _is_ready(url: str, server: subprocess.Popen[bytes], log: Path) -> bool:
    if server.poll() is not None:
        raise RuntimeError(f"Nominatim ended: {log.read_text()[-4000:]}")
    try:
        with urllib.request.urlopen(f"{url}/status", timeout=5) as reply:
            return bool(reply.read() == b"OK")
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
