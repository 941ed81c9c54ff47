"""A real Chromium on a real server, both on this machine."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from dashboard.columns import EventColumns, event_columns
from dashboard.tables import Tables, open_tables
from tests.serving import ROOT, serving
from tests.synthetic import synthetic_tables, write_tables

DATA = ROOT / "data"
# Both views are drawn, and plotly.js and deck.gl draw them from now on.
READY = '[data-linked-view][data-ready="true"][data-complete="true"]'
# The script of the page has run to its end.
AT_REST = '[data-testid="stApp"][data-test-script-state="notRunning"]'
# From here on, `window.sentToServer` counts what the page tells the server.
COUNT_SENDS = """() => {
  const send = WebSocket.prototype.send;
  window.sentToServer = 0;
  WebSocket.prototype.send = function (...given) {
    window.sentToServer += 1;
    return send.apply(this, given);
  };
}"""
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    # The tabs of a profile that show this machine share a process: see `Profile`.
    "--process-per-site",
]
USUAL: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB"}


@pytest.fixture(scope="session")
def chromium(require_system: Callable[[object, str], None]) -> Iterator[Browser]:
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    require_system(executable, "apt-get install -y chromium")
    # A condition that comes true late on a busy machine is still true.
    expect.set_options(timeout=60_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=CHROMIUM_ARGUMENTS, headless=True
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[..., str]]:
    """``serve(folder)`` gives the address of a server that shows ``folder``; one for each.

    Further arguments by name are variables of its environment.
    """
    running: dict[object, str] = {}
    with ExitStack() as stack:

        def start(folder: Path, script: str = "dashboard/app.py", **settings: str) -> str:
            wanted = folder, script, *sorted(settings.items())
            if wanted not in running:
                running[wanted] = stack.enter_context(serving(folder, script, settings)).url
            return running[wanted]

        yield start


@pytest.fixture(scope="session")
def tables() -> Tables:
    """The committed dataset."""
    return open_tables(DATA)


@pytest.fixture(scope="session")
def columns(tables: Tables) -> EventColumns:
    return event_columns(tables)


@pytest.fixture(scope="session")
def synthetic_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tables(
        synthetic_tables(400, places=24, seed=7), tmp_path_factory.mktemp("data") / "synthetic"
    )


@dataclass
class Visit:
    """A page in Chromium, with what it asked for and complained about."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, url: str) -> Visit:
        self.page.goto(url)
        self.page.wait_for_selector(READY)
        return self

    def rest(self) -> Visit:
        """Wait until the server has said all that it had to say of the page."""
        self.page.wait_for_selector(AT_REST, state="attached")
        return self

    def wait_for(self, condition: str, argument: object = None) -> None:
        """Wait until a JavaScript expression is true, in which ``view`` is the linked view."""
        self.page.wait_for_function(
            "(argument) => { const view = document.querySelector('[data-linked-view]').linkedView;"
            f" return ({condition}); }}",
            arg=argument,
        )

    def wait_for_repaint(self, since: int) -> None:
        """Wait until the map has been repainted with new numbers more than ``since`` times."""
        self.wait_for("Number(view.root.dataset.repaints) > argument", since)

    def view(self, expression: str, argument: object = None) -> Any:
        """The value of a JavaScript expression in which ``view`` is the linked view."""
        return self.page.evaluate(
            "([code, argument]) => new Function('view', 'argument', `return (${code})`)"
            "(document.querySelector('[data-linked-view]').linkedView, argument)",
            [expression, argument],
        )

    def address(self) -> str:
        """Its address as the page has it: Playwright hears of a change some moments later."""
        return str(self.page.evaluate("location.href"))

    def total(self) -> int:
        return int(self.page.locator("[data-linked-view]").get_attribute("data-events") or -1)

    def repaints(self) -> int:
        return int(self.page.locator("[data-linked-view]").get_attribute("data-repaints") or -1)

    def drag_over(self, first: str, last: str, *, release: bool = True, steps: int = 12) -> None:
        """Drag on the timeline from the start of day ``first`` to the end of day ``last``."""
        surface = self.page.locator(".lv-surface")
        # Scrolls to it, and waits until it stays where it is and nothing lies on it.
        surface.hover(trial=True)
        box = surface.bounding_box()
        assert box is not None
        pixels = self.view(
            "argument.map((iso, i) => view.timeline.scale.pixelOf(Date.parse(iso) / 864e5 + i))",
            [first, last],
        )
        y = box["y"] + box["height"] / 2
        self.page.mouse.move(box["x"] + pixels[0], y)
        self.page.mouse.down()
        for step in range(1, steps + 1):
            x = pixels[0] + (pixels[1] - pixels[0]) * step / steps
            self.page.mouse.move(box["x"] + x, y)
        if release:
            self.page.mouse.up()
        else:
            # The view takes the last of these moves with its next frame.
            self.page.evaluate(
                "() => new Promise((seen) => requestAnimationFrame(() => setTimeout(seen)))"
            )

    def point_of(self, place_id: str) -> tuple[float, float]:
        """Where on the screen the map draws a place."""
        box = self.page.locator(".lv-canvas").bounding_box()
        assert box is not None
        x, y = self.view(
            "view.map.pixelOf(view.map.places.find((place) => place.id === argument).position)",
            place_id,
        )
        return box["x"] + x, box["y"] + y


class Profile:
    """A browser profile for one visit after another, which is emptied in between.

    A tab that stays keeps the process that draws the pages, and in it the programs as they were
    compiled: to open the page takes half the time that it takes in a profile of its own.
    """

    def __init__(self, browser: Browser) -> None:
        self.is_lent = False
        self._context = browser.new_context(**USUAL)
        self._stays = self._context.new_page()
        self._stays.route("**", lambda route: route.fulfill(body="", content_type="text/html"))
        self._stays.goto("http://127.0.0.1/")
        self._tools = self._context.new_cdp_session(self._stays)
        self._origins: set[str] = set()
        self._context.on("request", lambda asked: self._origins.add(_origin(asked.url)))

    @contextmanager
    def lent(self) -> Iterator[BrowserContext]:
        """The profile for a while, in which nobody else has it."""
        self.is_lent = True
        yield self._context
        for page in self._context.pages:
            if page != self._stays:
                page.close()
        self._context.clear_cookies()
        while self._origins:
            whole = {"origin": self._origins.pop(), "storageTypes": "all"}
            self._tools.send("Storage.clearDataForOrigin", whole)
        self.is_lent = False


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


Serve = Callable[..., str]
NewVisit = Callable[..., Visit]


@pytest.fixture(scope="session")
def profile(chromium: Browser) -> Profile:
    return Profile(chromium)


@pytest.fixture
def visit(chromium: Browser, profile: Profile) -> Iterator[Callable[..., Visit]]:
    """``visit(**context)`` comes as somebody of whom this machine's browser knows nothing.

    ``is_first`` is for tests in which it counts that nothing is in the browser's cache yet, nor
    compiled. When the test is over, no page may have asked another machine for anything, nor
    have logged an error, nor show one; a test that expects complaints empties the list.
    """
    visits: list[Visit] = []
    with ExitStack() as stack:

        def start(*, is_first: bool = False, **options: Any) -> Visit:
            if is_first or options or profile.is_lent:
                context = stack.enter_context(chromium.new_context(**USUAL | options))
            else:
                context = stack.enter_context(profile.lent())
            context.set_default_timeout(120_000)
            new = Visit(context.new_page())

            def heard(message: ConsoleMessage) -> None:
                if message.type == "error":
                    new.complaints.append(message.text)

            new.page.on("request", lambda request: new.requests.append(request.url))
            new.page.on("console", heard)
            new.page.on("pageerror", lambda error: new.complaints.append(str(error)))
            visits.append(new)
            return new

        yield start
        for one in visits:
            if not one.page.is_closed() and one.page.get_by_test_id("stException").count():
                one.complaints.append("The page has run into an error.")
    for one in visits:
        hosts = {urlsplit(url).hostname for url in one.requests if url.startswith("http")}
        assert hosts <= {"127.0.0.1"}, f"requests left the machine: {hosts}"
        assert one.complaints == []
