"""The folder in which is kept what was made of large files: its settings, and its room."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from dashboard.problems import DataError, Problem

CACHE = "LOCALITY_DASHBOARD_CACHE"
CACHE_MEGABYTES = "LOCALITY_DASHBOARD_CACHE_MEGABYTES"
MEMORY = "LOCALITY_DASHBOARD_WAREHOUSE_MEMORY"
# The database of some files, the same while it is made, and what goes with it.
ENDING, UNFINISHED = ".duckdb", ".unfinished"
BESIDE = (".json", ".groups")
_MEGABYTES, _DEFAULT_MEMORY = 20_000, "1GB"
_MEMORY = re.compile(r"[0-9]+ ?[KMGT]i?B", re.IGNORECASE)
_DAY = 86_400


@dataclass(frozen=True)
class Settings:
    """Where caches lie, how many bytes they may take, and how much memory DuckDB may use."""

    folder: Path
    bytes: int
    memory: str

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """The settings as they are set; raises `DataError` for what is none."""
        memory = environment.get(MEMORY) or _DEFAULT_MEMORY
        if not _MEMORY.fullmatch(memory):
            problem = "is no amount of memory"
            raise DataError([Problem(MEMORY, problem, "Write for example 2GB", value=memory)])
        megabytes = environment.get(CACHE_MEGABYTES) or str(_MEGABYTES)
        if not (megabytes.isascii() and megabytes.isdigit()):
            problem = "is not a whole number"
            raise DataError(
                [Problem(CACHE_MEGABYTES, problem, "Mend the setting", value=megabytes)]
            )
        home = environment.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
        folder = Path(environment.get(CACHE) or Path(home) / "locality-dashboard")
        return cls(folder, int(megabytes) * 1_000_000, memory)

    def make_room(self, keep: Path) -> None:
        """Make the folder, if it is not there, and prune it; raises `DataError`."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            prune(self, keep=keep)
        except OSError as error:
            problem = f"cannot be written: {error.strerror}"
            remedy = f"Set {CACHE} to another folder"
            raise DataError([Problem(str(self.folder), problem, remedy)]) from error


def prune(settings: Settings, *, keep: Path) -> None:
    """Delete the caches that were used longest ago, as far as they take too much room.

    What was left unfinished by a server that is no more goes after a day; ``keep`` stays.
    """
    found = []
    for path in settings.folder.glob("*"):
        with suppress(OSError):
            found.append((path.stat().st_mtime, path.stat().st_size, path))
    newest = max((time for time, _, _ in found), default=0.0)
    for time, _, path in found:
        if UNFINISHED in path.name and time < newest - _DAY:
            delete(path)
    kept = sorted(((t, size, p) for t, size, p in found if p.suffix == ENDING), reverse=True)
    room = settings.bytes
    for _, size, path in kept:
        room -= size
        if room < 0 and path != keep:
            delete(path)


def touch(path: Path) -> None:
    """Whoever was used last is deleted last."""
    with suppress(OSError):
        os.utime(path)


def delete(path: Path) -> None:
    """Delete a database with all that goes with it, as far as it is there."""
    others = [path.with_suffix(ending) for ending in BESIDE] if path.suffix == ENDING else []
    for one in (path, path.with_name(f"{path.name}.wal"), *others):
        with suppress(OSError):
            one.unlink(missing_ok=True)
