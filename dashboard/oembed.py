"""oEmbed (https://oembed.com): what to put into a page that links to this dashboard."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

WIDTH, HEIGHT = 960, 620
_LEAST = 200
_AGE = 3600  # seconds that a consumer may keep an answer


class RefusedError(Exception):
    """A request that has no answer: ``status`` is oEmbed's code for why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True)
class Frame:
    """An embeddable view: its address, and its size in pixels."""

    url: str
    title: str
    width: int = WIDTH
    height: int = HEIGHT

    def html(self) -> str:
        """The code to put into a page."""
        return (
            f'<iframe src="{escape(self.url)}" title="{escape(self.title)}" '
            f'width="{self.width}" height="{self.height}" loading="lazy" '
            'style="border: 0; max-width: 100%" allowfullscreen></iframe>'
        )


def embed_url(url: str, host: str) -> str:
    """The address of ``/embed`` for a view of the dashboard at ``host`` (with its port).

    Raises `RefusedError` (404) for an address of another site, or of something else here.
    """
    try:
        parts = urlsplit(url)
        is_ours = parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower()
    except ValueError:
        is_ours = False
    if not is_ours:
        raise RefusedError(404, "the url is not one of this dashboard")
    folder, _, name = parts.path.rpartition("/")
    if name not in ("", "embed"):
        raise RefusedError(404, "there is no view at this url")
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{parts.netloc}{folder}/embed{query}"


def answer(parameters: Mapping[str, str], host: str, title: str) -> tuple[str, str]:
    """The body and media type for a request with ``parameters`` (``url``, ``format``, …).

    Raises `RefusedError`: 404 for an address that is not ours, 501 for another format.
    """
    kind = parameters.get("format", "json")
    if kind not in ("json", "xml"):
        raise RefusedError(501, "the formats are json and xml")
    url = embed_url(parameters.get("url", ""), host)
    frame = Frame(
        url,
        title,
        _at_most(WIDTH, parameters.get("maxwidth", "")),
        _at_most(HEIGHT, parameters.get("maxheight", "")),
    )
    found: dict[str, Any] = {
        "type": "rich",
        "version": "1.0",
        "title": title,
        "provider_name": title,
        "provider_url": url.partition("?")[0].removesuffix("embed"),
        "cache_age": _AGE,
        "width": frame.width,
        "height": frame.height,
        "html": frame.html(),
    }
    if kind == "xml":
        return _xml(found), "text/xml"
    return _json(found), "application/json"


def _at_most(usual: int, asked: str) -> int:
    # Whoever has less room than can show anything gets the least that does.
    return max(_LEAST, min(usual, int(asked))) if asked.isdecimal() and len(asked) < 9 else usual


def _json(found: Mapping[str, Any]) -> str:
    return json.dumps(found, ensure_ascii=False)


def _xml(found: Mapping[str, Any]) -> str:
    root = ElementTree.Element("oembed")
    for name, value in found.items():
        # XML has no place for control characters, not even escaped.
        text = "".join(sign for sign in str(value) if sign.isprintable())
        ElementTree.SubElement(root, name).text = text
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n{body}'
