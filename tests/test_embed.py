"""/embed, /embed/card and /oembed, asked without a socket, and who may frame what."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from dashboard import embed
from dashboard.linked.assets import SHELF, libraries
from dashboard.page_style import page_style
from tests.asgi import Answer, ask

DATA = Path(__file__).parents[1] / "data"


SHELL = "<!DOCTYPE html><html><head><title>page</title></head><body></body></html>"


def site() -> Starlette:
    def page(_request: Request) -> Response:
        return HTMLResponse(SHELL, headers={"ETag": '"streamlit"'})

    def saved(_request: Request) -> Response:
        named = {"Content-Disposition": "attachment; filename=events.html"}
        return HTMLResponse(SHELL, headers=named)

    def data(_request: Request) -> Response:
        return JSONResponse({})

    SHELF.put(libraries().values())
    routes = [
        SHELF.route(),
        *embed.routes(),
        Route("/", page),
        Route("/data", data),
        Route("/saved", saved),
    ]
    return Starlette(routes=routes, middleware=[Middleware(embed.Framing)])


@pytest.fixture(autouse=True)
def dataset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCALITY_DASHBOARD_DATA", str(DATA))
    for name in (embed.EMBED_SETTING, embed.PAGE_SETTING):
        monkeypatch.delenv(name, raising=False)


def get(path: str, **headers: str) -> Answer:
    return ask(site(), path, headers={"host": "dash.example", **headers})


def settings(answer: Answer) -> dict[str, object]:
    found = re.search(r'id="settings">(.*?)</script>', answer.body.decode())
    assert found
    value: dict[str, object] = json.loads(found[1])
    return value


def test_it_opens_at_the_selection_with_everything_at_hand() -> None:
    answer = get("/embed?place=gunma&view=timeline&theme=dark&lang=ja&event=forum-2025")
    assert answer.status == 200
    text = answer.body.decode()
    assert '<html lang="ja" data-theme="dark">' in text
    found = settings(answer)
    assert found["selection"] == {"place": "gunma"}
    assert (found["view"], found["language"]) == ("timeline", "ja")
    links = re.findall(r'(?:href|src)="(linked-assets/[^"]+)"', text)
    assert len(links) == 4
    # Libraries come once the pictures are seen, and a timeline has no outlines.
    assert not any(name in link for link in links for name in ("deck", "plotly", "land"))
    for link in links:
        asset = get(f"/{link}")
        assert asset.status == 200, link
        assert "immutable" in asset.headers["cache-control"]
    assert "em-notice" not in text.partition("</style>")[2]


def test_the_language_is_the_readers() -> None:
    assert settings(get("/embed", **{"accept-language": "vi,en;q=0.5"}))["language"] == "vi"


def test_what_is_unknown_is_said_as_text_and_left_out() -> None:
    evil = quote("<script>alert(1)</script>")
    answer = get(f"/embed?{evil}=1&place=nowhere,gunma&view={evil}&theme=pink&lang=xx&event={evil}")
    body = answer.body.decode().partition("</style>")[2]
    assert body.count('class="em-notice"') == 4
    assert "<script>alert" not in body
    found = settings(answer)
    assert found["selection"] == {"place": "gunma"}
    assert (found["view"], found["event"]) == ("both", "")


def test_only_our_server_is_asked_and_nothing_runs_inline() -> None:
    policy = get("/embed").headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self';" in policy
    assert "unsafe-eval" not in policy


def test_a_card_is_given_for_an_event_of_the_dataset_alone() -> None:
    known = get("/embed/card?event=forum-2025&lang=vi")
    assert known.status == 200
    assert b'data-event="forum-2025"' in known.body
    unknown = get("/embed/card?event=%3Cscript%3E")
    assert unknown.status == 404
    assert b"<script" not in unknown.body
    assert unknown.headers["content-type"].startswith("text/plain")


def test_anybody_may_frame_the_view_and_this_site_alone_the_page() -> None:
    assert "frame-ancestors" not in get("/embed").headers["content-security-policy"]
    page = get("/")
    assert page.headers["content-security-policy"] == "frame-ancestors 'self'"
    assert 'type="application/json+oembed"' in page.headers["link"]
    assert "content-security-policy" not in get("/data").headers


def test_the_page_brings_its_layout_and_a_download_does_not() -> None:
    page = get("/")
    head, style, rest = page.body.decode().partition(f"<style>{page_style()}</style>")
    assert style
    assert head + rest == SHELL
    assert int(page.headers["content-length"]) == len(page.body)
    # Asked whether it has changed, a browser would be told of Streamlit's part alone.
    assert "etag" not in page.headers
    saved = get("/saved")
    assert saved.body.decode() == SHELL
    assert int(saved.headers["content-length"]) == len(SHELL)


def test_settings_restrict_who_may_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(embed.EMBED_SETTING, "https://a.example; script-src *")
    monkeypatch.setenv(embed.PAGE_SETTING, "'self' https://b.example")
    policy = get("/embed").headers["content-security-policy"]
    assert policy.endswith("; frame-ancestors https://a.example script-src *")
    assert get("/").headers["content-security-policy"] == "frame-ancestors 'self' https://b.example"


def test_oembed_leads_from_page_and_view_to_the_view() -> None:
    view = get("/embed?place=gunma")
    path = re.search(r'type="application/json\+oembed" href="([^"]+)"', view.body.decode())
    assert path
    found = get("/" + path[1].replace("&amp;", "&"))
    assert found.headers["content-type"] == "application/json"
    assert "http://dash.example/embed?place=gunma" in json.loads(found.body)["html"]
    assert (
        get("/oembed?url=http://dash.example/&format=xml")
        .headers["content-type"]
        .startswith("text/xml")
    )
    assert get("/oembed?url=http://other.example/").status == 404
    assert get("/oembed?url=http://dash.example/&format=yaml").status == 501


def test_the_page_names_the_libraries_that_it_will_need_and_the_server_has_them() -> None:
    named = re.findall(
        r'<([^>]+)>; rel="preload"; as="script"; fetchpriority="low"', get("/").headers["link"]
    )
    assert len(named) == len(libraries())
    for path in named:
        assert get(f"/{path}").headers["content-type"].startswith("text/javascript")
    assert "link" not in get("/data").headers


def test_without_data_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LOCALITY_DASHBOARD_DATA", str(tmp_path / "none"))
    for path in ("/embed", "/oembed?url=http://dash.example/"):
        assert get(path).status == 503
    assert get("/embed/card?event=forum-2025").status == 404
