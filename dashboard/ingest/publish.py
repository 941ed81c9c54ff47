"""Putting new tables in the place of the old ones: all of them, or none.

``data/`` also holds files that are not tables (the basemap's outlines), may be a mount
point or a link, and its parent may be read-only; so the folder as a whole cannot be
swapped. Instead the new files are written and checked in a hidden folder inside it,
flushed to the disk, and only then take their names, one rename each, files that did not
change not at all. A failure on the way puts the old files back. ``datapackage.json``
comes last and holds the hash of every table: should the machine stop between two
renames, ``python -m dashboard check`` sees that tables and package are of two builds,
and the next build mends it.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from dashboard.problems import DataError, Problem
from dashboard.tables import PACKAGE_FILE

_STAGING = ".build-"
LOCK_FILE = ".build.lock"
LOCK_SECONDS = 10


def publish(
    files: Mapping[str, bytes], folder: Path, check: Callable[[Path], Sequence[Problem]]
) -> list[str]:
    """Write ``files`` (content by name, ``datapackage.json`` among them) to ``folder``.

    ``check`` is given the folder in which they were staged; if it finds problems they
    are raised as `DataError` and ``folder`` stays as it was. Tables that the package in
    ``folder`` lists and ``files`` does not hold are removed. Returns the names of the
    files that changed. Raises `OSError` when the folder cannot be written, `DataError`
    when a folder stands where a file should go or another build holds the lock.
    """
    _refuse_folders(files, folder)
    with _existing(folder), _alone(folder), _staging(folder) as staging:
        new, old = staging / "new", staging / "old"
        new.mkdir()
        old.mkdir()
        for name, content in files.items():
            _write(new / name, content)
        problems = check(new)
        if problems:
            raise DataError(problems)
        stale = _stale(folder, files)
        changed = [name for name in files if _differs(folder / name, files[name])]
        for name in (*changed, *stale):
            if (folder / name).exists():
                shutil.copy2(folder / name, old / name)
        # The package describes the tables, so it follows them.
        changed.sort(key=lambda name: name == PACKAGE_FILE)
        _swap(new, old, folder, changed, stale)
    return [*changed, *stale]


def _refuse_folders(files: Mapping[str, bytes], folder: Path) -> None:
    problems = [
        Problem(str(folder / name), "a folder stands where a file should go", "Move it away")
        for name in files
        if (folder / name).is_dir()
    ]
    if folder.exists() and not folder.is_dir():
        problems.append(
            Problem(str(folder), "is a file, not a folder", "Move it away, or use --data")
        )
    if problems:
        raise DataError(problems)


@contextmanager
def _existing(folder: Path) -> Iterator[None]:
    made = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        if made:
            with suppress(OSError):
                folder.rmdir()
        raise


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    lock = FileLock(folder / LOCK_FILE)
    try:
        lock.acquire(timeout=LOCK_SECONDS)
    except Timeout as error:
        raise DataError(
            [Problem(str(folder), "another build is writing here", "Wait until it has ended")]
        ) from error
    try:
        yield
    finally:
        # The lock is still held, so the file is nobody else's; Windows will not delete it.
        with suppress(OSError):
            (folder / LOCK_FILE).unlink()
        lock.release()


@contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    # Whoever holds the lock owns what a build that was killed left behind.
    for left in folder.glob(f"{_STAGING}*/"):
        shutil.rmtree(left)
    staging = Path(tempfile.mkdtemp(prefix=_STAGING, dir=folder))
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _differs(path: Path, content: bytes) -> bool:
    return not path.exists() or path.read_bytes() != content


def _stale(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """Tables of the last build that the new one has not."""
    try:
        package = json.loads((folder / PACKAGE_FILE).read_bytes())
        paths = [resource["path"] for resource in package["resources"]]
    except (OSError, ValueError, TypeError, KeyError):
        # No package, or one that cannot be read: nothing is known to be ours.
        return []
    return [
        path
        for path in paths
        # Only a plain name is a table that a build wrote; never leave the folder.
        if isinstance(path, str)
        and path.endswith(".csv")
        and Path(path).name == path
        and path not in files
        and (folder / path).is_file()
    ]


def _swap(new: Path, old: Path, folder: Path, changed: list[str], stale: list[str]) -> None:
    try:
        for name in changed:
            (new / name).replace(folder / name)
        for name in stale:
            (folder / name).unlink()
    except BaseException:
        for name in (*changed, *stale):
            if (old / name).exists():
                (old / name).replace(folder / name)
            elif not (new / name).exists():
                (folder / name).unlink(missing_ok=True)
        raise
