"""Host 3: the document that other pages frame; its parts lie at this server's addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from dashboard.language import Language
from dashboard.linked import bundle
from dashboard.linked.assets import Asset
from dashboard.linked.standalone import script_json, stylesheet

VIEWS = ("both", "timeline", "map")
THEMES = ("auto", "light", "dark")
_OUTLINES = ("land", "units", "regions")


@lru_cache
def host_script() -> Asset:
    """Our script for such a document, with all that it imports."""
    return Asset(
        "embed.js", "text/javascript", bundle.compact(bundle.module("embed_host.js")).encode()
    )


@dataclass(frozen=True)
class Embedded:
    """What is framed: ``payload`` of the linked view and the address where it lies.

    ``links`` are the ``link`` elements of the head, as pairs of address and media type;
    ``settings`` go to ``embed_host.js``.
    """

    title: str
    language: Language
    payload: Mapping[str, Any]
    payload_path: str
    settings: Mapping[str, Any]
    notices: Sequence[str] = ()
    links: Sequence[tuple[str, str]] = ()
    view: str = "both"
    theme: str = "auto"

    def document(self) -> str:
        """The whole document."""
        _ = self.language.gettext
        failed = _("The view could not be loaded: {why}. Reload the page.")
        nothing, event = _("No event matches this selection."), _("Event")
        open_page = _("Open the dashboard")
        needs_script = _("The timeline and the map need JavaScript.")
        notices = "".join(f'<p class="em-notice">{escape(text)}</p>' for text in self.notices)
        settings = {
            **self.settings,
            "payload": self.payload_path,
            "view": self.view,
            "language": self.language.code,
        }
        lines = [
            "<!DOCTYPE html>",
            f'<html lang="{self.language.tag}" data-theme="{escape(self.theme)}">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(self.title)}</title>",
            *self._preloads(),
            *(
                f'<link rel="alternate" type="{escape(kind)}" href="{escape(url)}" '
                f'title="{escape(self.title)}">'
                for url, kind in self.links
            ),
            f"<style>{stylesheet()}{_own_css()}</style>",
            f'<script type="module" src="{escape(host_script().path)}"></script>',
            "</head>",
            "<body>",
            notices,
            "<main>",
            f'<div id="linked-view" data-failed="{escape(failed)}"></div>',
            f'<p id="nothing" class="em-nothing" role="status" hidden>{escape(nothing)}</p>',
            '<div id="card" class="em-card" role="dialog" hidden '
            f'aria-label="{escape(event)}"></div>',
            "</main>",
            '<footer class="em-foot"><p id="words"></p>'
            f'<p><a id="page-link" href="./" target="_blank" rel="noopener">'
            f"{escape(open_page)}</a></p></footer>",
            f"<noscript><p>{escape(needs_script)}</p></noscript>",
            f'<script type="application/json" id="settings">{script_json(settings)}</script>',
            "</body>",
            "</html>",
        ]
        return "\n".join(filter(None, lines)) + "\n"

    def _preloads(self) -> list[str]:
        """What is drawn first, asked for at once; the libraries come once it is seen."""
        assets = self.payload["assets"]
        names = ["columns", "events", *(_OUTLINES if self.view != "timeline" else ())]
        fetched = [self.payload_path, *(assets[name] for name in names if name in assets)]
        return [
            f'<link rel="preload" as="fetch" crossorigin="anonymous" href="{escape(url)}">'
            for url in fetched
        ]


@lru_cache
def _own_css() -> str:
    return (Path(__file__).parent / "embed.css").read_text(encoding="utf-8")
