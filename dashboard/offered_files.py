"""Files on offer at an address that only their owner has; each is made when it is fetched.

Streamlit keeps what a button of its own makes for two runs of the page, whoever runs it: where
many look at once, the file is gone before the browser of the one who saves it has asked for it.
"""

from __future__ import annotations

import secrets
import threading
from collections import deque
from collections.abc import Callable
from urllib.parse import quote
from weakref import WeakValueDictionary

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from dashboard.stored_files import Made, StoredFile

PREFIX = "made-files"
# A page on a slow line shows for a while what was on offer before.
_LATEST = 4


class NotMadeError(Exception):
    """A file that cannot be made; its text says why, in the reader's language."""


class OfferedFile:
    """A file that can be fetched for as long as somebody holds this object.

    ``make`` makes it, anew for whoever fetches it; where it cannot, it raises `NotMadeError`.
    """

    def __init__(self, make: Callable[[], Made], name: str, media_type: str) -> None:
        self.make, self.name, self.media_type = make, name, media_type
        token = secrets.token_urlsafe(32)
        # Below the page, wherever that is.
        self.address = f"{PREFIX}/{token}/{quote(name)}"
        with _LOCK:
            _OFFERED[token] = self


_OFFERED: WeakValueDictionary[str, OfferedFile] = WeakValueDictionary()
_LOCK = threading.Lock()


class OfferedFiles:
    """What one visitor is offered: of each kind the latest ones."""

    def __init__(self) -> None:
        self._by_kind: dict[str, deque[tuple[object, OfferedFile]]] = {}

    def offer(
        self, kind: str, key: object, make: Callable[[], Made], name: str, media_type: str
    ) -> OfferedFile:
        """The file of a ``kind``: the one that is on offer already, where ``key`` is the same."""
        latest = self._by_kind.setdefault(kind, deque(maxlen=_LATEST))
        if latest and latest[-1][0] == key and latest[-1][1].name == name:
            return latest[-1][1]
        offered = OfferedFile(make, name, media_type)
        latest.append((key, offered))
        return offered

    def close(self) -> None:
        """Take everything back."""
        self._by_kind.clear()


def route() -> Route:
    """The Starlette route."""
    return Route(f"/{PREFIX}/{{token}}/{{name}}", serve, name=PREFIX)


def serve(request: Request) -> Response:
    """A file on offer; it is saved, never shown."""
    with _LOCK:
        offered = _OFFERED.get(request.path_params["token"])
    if offered is None:
        return Response("Not found", 404, media_type="text/plain")
    try:
        made = offered.make()
    except NotMadeError as error:
        return Response(str(error), 503, media_type="text/plain")
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    media_type = offered.media_type
    if isinstance(made, StoredFile):
        return FileResponse(
            made.path, headers=headers, media_type=media_type, filename=offered.name
        )
    headers["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(offered.name)}"
    return Response(made, headers=headers, media_type=media_type)
