"""Routes that serve what the linked view needs: the two libraries and the boundaries.

plotly.js and deck.gl come out of the plotly and pydeck wheels, so page and server are
always of one version and no network is needed. Each address holds a hash of its content:
browsers keep it for a year and ask again when it changes. Bodies are compressed once.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

import plotly
import pydeck
from plotly.offline import get_plotlyjs_version
from pydeck.io.html import CDN_URL as _DECK_CDN
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

PREFIX = "linked-assets"
_FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """A file to be served: its name, type and bytes.

    With a ``secret`` only who was told the address finds it, even who has the same content,
    and no cache keeps it; neither what does not last (``lasts``) as long as its address.
    ``effort`` goes into making it smaller, from 1 to 9: little for what is made for one
    question, as compressing would take longer than the answer itself.
    """

    name: str
    media_type: str
    content: bytes
    secret: str = field(default="", repr=False)
    effort: int = 6
    lasts: bool = True

    @cached_property
    def path(self) -> str:
        """Its address relative to the page."""
        return f"{PREFIX}/{self.key}"

    @cached_property
    def key(self) -> str:
        """A hash of its content and secret, and its name."""
        digest = hashlib.sha256(self.content + self.secret.encode()).hexdigest()
        return f"{digest[: 40 if self.secret else 16]}/{self.name}"

    @cached_property
    def compressed(self) -> bytes:
        """The content in gzip, the same bytes every time."""
        return gzip.compress(self.content, compresslevel=self.effort, mtime=0)

    def respond(self, request: Request) -> Response:
        """The asset, compressed for clients that accept it."""
        headers = {
            "Cache-Control": _FOREVER if self.lasts and not self.secret else "private, no-store",
            "Vary": "Accept-Encoding",
            "X-Content-Type-Options": "nosniff",
        }
        body = self.content
        if _accepts_gzip(request.headers.get("accept-encoding", "")):
            body = self.compressed
            headers["Content-Encoding"] = "gzip"
        return Response(body, media_type=self.media_type, headers=headers)


def _accepts_gzip(header: str) -> bool:
    for entry in "".join(header.lower().split()).split(","):
        coding, _, quality = entry.partition(";q=")
        if coding == "gzip":
            # A quality of 0 says "by no means"; none at all is the best.
            return not quality or quality.strip("0.") != ""
    return False


@lru_cache
def libraries() -> Mapping[str, Asset]:
    """plotly.js and deck.gl, as the installed wheels ship them."""
    plotly_js = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    deck_js = Path(pydeck.__file__).parent / "nbextension" / "static" / "index.js"
    return {
        "plotly": Asset("plotly.min.js", "text/javascript", plotly_js.read_bytes()),
        "deck": Asset("deck.js", "text/javascript", deck_js.read_bytes()),
    }


def library_urls() -> dict[str, list[str]]:
    """Where the browser finds each library: this server first, then its public CDN."""
    cdn = {
        "plotly": f"https://cdn.plot.ly/plotly-{get_plotlyjs_version()}.min.js",
        "deck": _DECK_CDN,
    }
    return {name: [asset.path, cdn[name]] for name, asset in libraries().items()}


def json_asset(name: str, value: Any) -> Asset:
    """``value`` as JSON; GeoJSON by the ending of its name."""
    kind = "application/geo+json" if name.endswith(".geojson") else "application/json"
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Asset(name, kind, text.encode())


class Shelf:
    """The assets that the server hands out, by address; filled as datasets are opened."""

    def __init__(self) -> None:
        self._assets: dict[str, Asset] = {}
        self._lent: WeakValueDictionary[str, Asset] = WeakValueDictionary()

    def put(self, assets: Iterable[Asset]) -> None:
        """Offer ``assets`` from now on, beside those already offered."""
        self._assets.update({asset.key: asset for asset in assets})

    def lend(self, assets: Iterable[Asset]) -> None:
        """Offer ``assets`` for as long as somebody else holds them, such as a session."""
        for asset in assets:
            self._lent[asset.key] = asset

    def find(self, key: str) -> Asset | None:
        """The asset at an address, by `Asset.key`."""
        return self._assets.get(key) or self._lent.get(key)

    def route(self) -> Route:
        """The Starlette route that serves what is on the shelf."""

        def serve(request: Request) -> Response:
            asset = self.find(request.url.path.partition(f"/{PREFIX}/")[2])
            return asset.respond(request) if asset else Response("Not found", 404)

        return Route(f"/{PREFIX}/{{digest}}/{{name}}", serve, name=PREFIX)


SHELF = Shelf()
