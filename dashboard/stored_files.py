"""Files that are too large for memory: made on the disk, and served from there.

Whoever has a file's address may fetch it, and nobody can guess one. A file is deleted when
its owner gives it up, and all of them when the server ends.
"""

from __future__ import annotations

import secrets
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO
from weakref import WeakValueDictionary

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

PREFIX = "made-files"


class StoredFile:
    """A file on the disk until it is deleted, or nobody holds this object any more."""

    def __init__(self, path: Path, media_type: str) -> None:
        self.path, self.media_type = path, media_type
        self.token = secrets.token_urlsafe(32)
        self.size = path.stat().st_size

    def __len__(self) -> int:
        return self.size

    def __del__(self) -> None:
        self.delete()

    def delete(self) -> None:
        """Give it up."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)

    def address(self, name: str) -> str:
        """Where it is served, below the page, under a ``name``."""
        with _LOCK:
            _SERVED[self.token] = self
        return f"{PREFIX}/{self.token}/{name}"


# The content of a file itself, or where it lies if it is too large for memory.
Made = bytes | StoredFile
_SERVED: WeakValueDictionary[str, StoredFile] = WeakValueDictionary()
_LOCK = threading.Lock()


def stored(write: Callable[[IO[bytes]], object], media_type: str) -> StoredFile:
    """What ``write`` puts into a file; where it fails, nothing stays behind."""
    with tempfile.NamedTemporaryFile(dir=_folder().name, delete=False) as file:
        path = Path(file.name)
        try:
            write(file)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    return StoredFile(path, media_type)


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Made with the first file; deleted at the interpreter's end."""
    return tempfile.TemporaryDirectory(prefix="made-files-")


def route() -> Route:
    """The Starlette route."""
    return Route(f"/{PREFIX}/{{token}}/{{name}}", serve, name=PREFIX)


def serve(request: Request) -> Response:
    """A file that somebody's order has made; it is saved, never shown."""
    with _LOCK:
        found = _SERVED.get(request.path_params["token"])
    if found is None or not found.path.is_file():
        return Response("Not found", 404, media_type="text/plain")
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    name = request.path_params["name"]
    return FileResponse(found.path, headers=headers, media_type=found.media_type, filename=name)
