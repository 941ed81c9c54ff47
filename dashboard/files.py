"""Files that are replaced whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO


def write_atomic(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path`` so that a reader sees the old file or the new one.

    The bytes go to a temporary file in the same folder, are flushed to the disk, and
    take the name by a rename: a crash, a full disk or a kill leaves the old file as it
    was. Raises `OSError` when the folder is missing or unwritable or the disk is full.
    """
    _replaced(path, lambda file: file.write(content))


def copy_atomic(path: Path, source: Path) -> None:
    """Put what ``source`` holds at ``path``, as `write_atomic` does."""
    with source.open("rb") as content:
        _replaced(path, lambda file: shutil.copyfileobj(content, file))


def _replaced(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes files private; a data file is as readable as its neighbours.
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink()
        raise
