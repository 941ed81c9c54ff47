"""What is served beside the page: views to be framed by others, and who may frame what.

``/embed`` takes the selection as the page's address does, and does without Streamlit: no
session, no WebSocket. Only it may stand in other sites' frames.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from http import HTTPStatus
from urllib.parse import quote, urlencode

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import finer, oembed, offered_files
from dashboard.language import Language, language, negotiate
from dashboard.linked.assets import SHELF, json_asset, libraries
from dashboard.linked.embedded import THEMES, VIEWS, Embedded, host_script
from dashboard.opening import ShownDataset, shown_data
from dashboard.page_style import laid_out
from dashboard.problems import DataError
from dashboard.selection import PARAMETERS, Selection
from dashboard.stories import asked_step, stories
from dashboard.textfiles import excerpt

# Who may frame /embed, and who the page: lists of sources as Content-Security-Policy has them.
EMBED_SETTING = "LOCALITY_DASHBOARD_FRAME_ANCESTORS"
PAGE_SETTING = "LOCALITY_DASHBOARD_PAGE_FRAME_ANCESTORS"
_LOOK = ("map", "focus", "story", "step")
_KNOWN = frozenset({*PARAMETERS, *_LOOK, "event", "view", "theme", "lang"})
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src data: blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'"
)


def routes() -> list[Route]:
    """The routes to be served beside Streamlit's."""
    SHELF.put([host_script()])
    return [
        Route("/embed", embed, name="embed"),
        Route("/embed/card", card, name="embed-card"),
        Route("/oembed", oembed_answer, name="oembed"),
        finer.route(),
        offered_files.route(),
    ]


def embed(request: Request) -> Response:
    """The linked view alone, for a frame."""
    asked = dict(request.query_params)
    spoken = _spoken(request)
    try:
        dataset, _problems = shown_data()
    except DataError:
        text = spoken.gettext("The data cannot be shown yet.")
        return Response(text, 503, media_type="text/plain", headers=_headers())
    selection, notices = Selection.parse(asked, dataset.tables, spoken)
    chosen, wrong = _choices(asked, spoken)
    payload, path = _payload(dataset, spoken, dt.datetime.now(dt.UTC).date())
    story, number, not_told = asked_step(asked, stories(dataset.tables, spoken), spoken)
    step = {"story": story.story_id, "step": str(number)} if story else {"story": "", "step": ""}
    shown = story.title if story else selection.words(dataset.tables, spoken)
    title = f"{spoken.name(dataset.tables.about)}: {shown}"
    event, pointed = asked.get("event", ""), {}
    # A view without its event is a view.
    with suppress(DataError):
        pointed = dataset.pointed(event)
    page = Embedded(
        title,
        spoken,
        payload,
        path,
        {
            "selection": selection.parameters(),
            "event": event if pointed or event in dataset.columns.event_ids else "",
            "pointed": pointed,
            "look": {**{name: asked.get(name, "") for name in _LOOK}, **step},
        },
        (*notices, *wrong, *not_told),
        _discovery(request),
        **chosen,
    )
    return HTMLResponse(page.document(), headers=_headers())


def card(request: Request) -> Response:
    """The card of one event, as HTML."""
    spoken = _spoken(request)
    event = request.query_params.get("event", "")
    try:
        dataset, _problems = shown_data()
        found = dataset.card(event, spoken)
    except DataError:
        found = ""
    if not found:
        text = spoken.gettext("This event is not in the dataset any more.")
        return Response(text, 404, media_type="text/plain", headers=_headers())
    return HTMLResponse(found, headers=_headers())


def oembed_answer(request: Request) -> Response:
    """Answers an oEmbed consumer."""
    try:
        dataset, _problems = shown_data()
        title = _spoken(request).name(dataset.tables.about)
        host = request.headers.get("host", "")
        body, kind = oembed.answer(dict(request.query_params), host, title)
    except oembed.RefusedError as error:
        return Response(str(error), error.status, media_type="text/plain")
    except DataError:
        return Response("there are no data yet", 503, media_type="text/plain")
    return Response(body, media_type=kind, headers={"X-Content-Type-Options": "nosniff"})


def _spoken(request: Request) -> Language:
    accepted = request.headers.get("accept-language")
    return language(negotiate(accepted, request.query_params.get("lang")))


@lru_cache(maxsize=6)
def _payload(
    dataset: ShownDataset, spoken: Language, today: dt.date
) -> tuple[Mapping[str, object], str]:
    shown = dataset.shown(spoken, today)
    asset = json_asset("payload.json", shown.payload)
    SHELF.put([asset])
    return shown.payload, asset.path


def _choices(asked: Mapping[str, str], spoken: Language) -> tuple[dict[str, str], list[str]]:
    """View and theme, and what to say of parameters that mean nothing here."""
    _ = spoken.gettext
    chosen, wrong = {}, []
    for name, known in (("view", VIEWS), ("theme", THEMES)):
        value = asked.get(name, known[0])
        chosen[name] = value if value in known else known[0]
        if value not in known:
            message = _("{name}={value} in the address is none of {known} and was left out.")
            wrong.append(
                message.format(name=name, value=repr(excerpt(value)), known=", ".join(known))
            )
    for name in asked.keys() - _KNOWN:
        message = _("{name} in the address means nothing here and was left out.")
        wrong.append(message.format(name=repr(excerpt(name))))
    return chosen, wrong


def _discovery(request: Request) -> list[tuple[str, str]]:
    """Where oEmbed answers for this very address."""
    query = urlencode({"url": str(request.url)})
    return [
        (f"oembed?{query}&format=json", "application/json+oembed"),
        (f"oembed?{query}&format=xml", "text/xml+oembed"),
    ]


def _headers() -> dict[str, str]:
    allowed = os.environ.get(EMBED_SETTING, "").strip() or "*"
    # Said of everybody, the rule would still refuse files and apps that frame a page.
    framing = "" if allowed == "*" else f"; frame-ancestors {_one_rule(allowed)}"
    return {
        "Content-Security-Policy": _POLICY + framing,
        "Cache-Control": "no-cache",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Vary": "Accept-Language",
    }


def _one_rule(setting: str) -> str:
    """A setting as one rule: it may not begin another one."""
    return " ".join(setting.replace(";", " ").replace(",", " ").split())


class Framing:
    """Middleware for the page, which says nothing of frames: only this site may frame it.

    Its headers also say where its oEmbed is, and which libraries it will need; and its HTML
    has our layout (`page_style`).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        allowed = _one_rule(os.environ.get(PAGE_SETTING, "")) or "'self'"
        self.policy = f"frame-ancestors {allowed}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass ``scope`` on, with our header on the HTML that comes back."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        begun: list[Message] = []

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start" and self._is_page(message):
                self._announce(scope, MutableHeaders(scope=message))
                # How long the page is, its first part says.
                begun.append(message)
                return
            if begun:
                await send(_with_layout(begun.pop(), message))
            await send(message)

        await self.app(scope, receive, answer)

    def _is_page(self, start: Message) -> bool:
        headers = MutableHeaders(scope=start)
        is_html = headers.get("content-type", "").startswith("text/html")
        return is_html and "content-security-policy" not in headers

    def _announce(self, scope: Scope, headers: MutableHeaders) -> None:
        headers["Content-Security-Policy"] = self.policy
        # The libraries are fetched while Streamlit starts, not once it has; but the views are
        # drawn without them, and all else comes first.
        early = [
            f'<{asset.path}>; rel="preload"; as="script"; fetchpriority="low"'
            for asset in libraries().values()
        ]
        headers.append("Link", ", ".join([_oembed_link(scope), *early]))


def _with_layout(start: Message, body: Message) -> Message:
    """``start`` as it is once the first part of the page's ``body`` has our layout."""
    headers = MutableHeaders(scope=start)
    html = body.get("body", b"")
    # Downloads are nobody's page, and in what is compressed no head is to be found.
    others = {"content-encoding", "content-disposition"}
    if start["status"] != HTTPStatus.OK or not html or others & {*headers.keys()}:
        return start
    body["body"] = laid_out(html)
    if "content-length" in headers:
        grown = int(headers["content-length"]) + len(body["body"]) - len(html)
        headers["content-length"] = str(grown)
    # They tell of Streamlit's page alone, which stays the same when our layout changes.
    for name in ("etag", "last-modified"):
        del headers[name]
    return start


def _oembed_link(scope: Scope) -> str:
    url = quote(str(Request(scope).url), safe="")
    return f'<oembed?url={url}>; rel="alternate"; type="application/json+oembed"'
