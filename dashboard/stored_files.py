"""Files that are too large for memory: made on the disk.

A file is deleted when its owner gives it up, and all of them when the server ends.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO


class StoredFile:
    """A file on the disk until it is deleted, or nobody holds this object any more."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = path.stat().st_size

    def __len__(self) -> int:
        return self.size

    def __del__(self) -> None:
        self.delete()

    def delete(self) -> None:
        """Give it up."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)


# The content of a file itself, or where it lies if it is too large for memory.
Made = bytes | StoredFile


def stored(write: Callable[[IO[bytes]], object]) -> StoredFile:
    """What ``write`` puts into a file; where it fails, nothing stays behind."""
    with tempfile.NamedTemporaryFile(dir=_folder().name, delete=False) as file:
        path = Path(file.name)
        try:
            write(file)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    return StoredFile(path)


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Made with the first file; deleted at the interpreter's end."""
    return tempfile.TemporaryDirectory(prefix="made-files-")
