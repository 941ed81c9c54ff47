"""Host 2: the linked view as one HTML document that needs nobody.

The document holds what the view is made of in parts, each compressed in a script element
of its own, and two small scripts: one unpacks, one shows. It asks for nothing over the
network, and a security policy in it sees to that: scripts run that have the hash
of one of ours, and nothing may be fetched, framed or sent.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from plotly.offline import get_plotlyjs_version
from pydeck.io.html import CDN_URL as _DECK_CDN

from dashboard.language import Language
from dashboard.linked import bundle
from dashboard.linked.assets import Asset, libraries
from dashboard.linked.standalone_parts import LibraryUrls
from dashboard.progress import Tell, told, unheard

_FOLDER = Path(__file__).parent
# Before anything is drawn: what is for readers without scripts is hidden from the others.
_SCRIPTED = 'document.documentElement.dataset.scripts = "";'
# Digits of base 85 that mean something in HTML, and what stands for them.
_SAFE_DIGITS = str.maketrans("<>&", ".:,")
# zlib's words for gzip, and for the memory from which the length of blocks follows (8 is usual).
_GZIP, _SHORT_BLOCKS = 31, 6


def cdn_libraries() -> LibraryUrls:
    """Where the two libraries lie on their public CDN, with a hash where one is known.

    plotly puts the very file of the wheel on its CDN, and signs it so in its own HTML.
    pydeck's address stands for the newest patch of a release: no hash can hold for it.
    """
    content = libraries()["plotly"].content
    integrity = f"sha256-{base64.b64encode(hashlib.sha256(content).digest()).decode()}"
    url = f"https://cdn.plot.ly/plotly-{get_plotlyjs_version()}.min.js"
    return {"plotly": [{"url": url, "integrity": integrity}], "deck": [_DECK_CDN]}


@dataclass(frozen=True)
class Frame:
    """What stands around the view, and how it is opened.

    ``head`` and ``foot`` are HTML for above and below, ``plain`` what a reader without
    JavaScript gets. ``settings`` go to ``standalone_host.js``. ``theme`` is ``auto``, ``light``
    or ``dark``.
    """

    title: str
    language: Language
    head: str
    foot: str
    plain: str
    settings: Mapping[str, Any]
    theme: str = "auto"
    remote: Sequence[str] = field(default=())


def file_document(frame: Frame, parts: Mapping[str, Asset], tell: Tell = unheard) -> str:
    """One HTML file that holds ``parts``, and the libraries unless ``frame.remote`` is given.

    ``frame.remote`` names the origins of the libraries' CDNs, from which alone scripts may
    then be loaded.
    """
    own = {"host": _host_script(), **({} if frame.remote else libraries())}
    styles = Asset("view.css", "text/css", _view_css().encode())
    boot = bundle.compact((_FOLDER / "standalone_boot.js").read_text(encoding="utf-8"))
    inline = (_SCRIPTED, boot)
    hashes = [
        *(_policy_hash(text.encode()) for text in inline),
        *(_hash_of(asset) for asset in own.values()),
    ]
    settings = {**frame.settings, "urls": {}, "libraries": [] if frame.remote else [*libraries()]}
    packed = {"styles": styles, **own, **parts}
    blocks = [_packed(name, asset) for name, asset in told([*packed.items()], tell)]
    scripts = [_settings(settings), *blocks, f"<script>{boot}</script>"]
    return _page(frame, _policy([*hashes, *frame.remote]), scripts)


def _page(frame: Frame, policy: str, scripts: Iterable[str]) -> str:
    _ = frame.language.gettext
    failed = _(
        "This file could not be shown. It needs a browser of 2023 or later that may run scripts."
    )
    listed = _("Events")
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{frame.language.tag}" data-theme="{escape(frame.theme)}">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>{escape(frame.title)}</title>",
        f"<style>{_frame_css()}</style>",
        f"<script>{_SCRIPTED}</script>",
        "</head>",
        "<body>",
        frame.head,
        f'<div class="sa-plain">{frame.plain}</div>',
        "<main>",
        f'<div id="linked-view" data-failed="{escape(failed)}"></div>',
        f'<section id="events" class="sa-events" aria-label="{escape(listed)}"></section>',
        "</main>",
        frame.foot,
        *scripts,
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


@lru_cache
def stylesheet() -> str:
    """The CSS of a whole document: of the view, the cards, and what is around them."""
    return "\n".join((_view_css(), _frame_css()))


@lru_cache
def _frame_css() -> str:
    return (_FOLDER / "standalone.css").read_text(encoding="utf-8")


@lru_cache
def _view_css() -> str:
    of_cards = (_FOLDER.parent / "views" / "cards.css").read_text(encoding="utf-8")
    return f"{bundle.stylesheet()}\n{of_cards}"


def _settings(settings: Mapping[str, Any]) -> str:
    return f'<script type="application/json" id="settings">{script_json(settings)}</script>'


def script_json(value: Any) -> str:
    """``value`` as JSON that no parser of HTML takes for the end of a script or for markup."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _host_script() -> Asset:
    return Asset(
        "host.js", "text/javascript", bundle.compact(bundle.module("standalone_host.js")).encode()
    )


def _packed(name: str, asset: Asset) -> str:
    """A part of the file: gzip as text, which no parser of HTML takes for more than that.

    Libraries are in base 64, the rest is in base 85, a fifteenth shorter, with its size.
    """
    if asset in libraries().values():
        # The server may have compressed them already.
        text, size = base64.b64encode(asset.compressed).decode(), ""
    else:
        content = _compressed(asset.content)
        size = f' data-size="{len(content)}"'
        text = base64.b85encode(content, pad=True).decode().translate(_SAFE_DIGITS)
    return f'<script type="application/gzip" data-part="{name}"{size}>{text}</script>'


def _compressed(content: bytes) -> bytes:
    """``content`` in gzip, the same bytes every time.

    Short blocks fit our parts better than zlib's usual ones: half a percent, at no cost.
    """
    packing = zlib.compressobj(9, zlib.DEFLATED, _GZIP, _SHORT_BLOCKS)
    return packing.compress(content) + packing.flush()


@lru_cache
def _hash_of(asset: Asset) -> str:
    return _policy_hash(asset.content)


def _policy_hash(content: bytes) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content).digest()).decode()}'"


def _policy(scripts: Iterable[str]) -> str:
    """A Content-Security-Policy under which only ``scripts`` run and nothing is fetched."""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {' '.join(scripts)}",
            # plotly, deck.gl and the cards' sector colours style elements one by one.
            "style-src 'unsafe-inline'",
            "img-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def origins(urls: LibraryUrls) -> list[str]:
    """The origins that ``urls`` lead to, each once."""
    found = [
        entry["url"] if isinstance(entry, Mapping) else str(entry)
        for entries in urls.values()
        for entry in entries
    ]
    return list(dict.fromkeys("{0.scheme}://{0.netloc}".format(urlsplit(url)) for url in found))
