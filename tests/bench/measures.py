"""What is measured: one visit in a cold browser does everything once and times it."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import pairwise

from playwright.sync_api import Browser, Page, Playwright, ViewportSize
from playwright.sync_api import TimeoutError as BrowserTimeoutError

from tests.bench.dataset import SECTORS
from tests.bench.pages import Changes, Driven, NotShownError, Place
from tests.browser.conftest import CHROMIUM_ARGUMENTS
from tests.serving import ROOT, Server

MOVES = 60
DRAG_SECONDS = 2.0
PLAY_SECONDS = 3.0
VIEWPORT = ViewportSize(width=1280, height=900)
# What the page imports before it can show anything, and the bare package.
IMPORTS = (
    "dashboard",
    "dashboard.dataset, dashboard.linked.component, dashboard.selection, dashboard.views.cards",
)


@dataclass
class Samples:
    """Measured values by name; milliseconds unless the name says otherwise."""

    values: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def add(self, name: str, value: float) -> None:
        self.values[name].append(round(value, 2))

    def median(self, name: str) -> float | None:
        values = self.values.get(name)
        return statistics.median(values) if values else None

    def p95(self, name: str) -> float | None:
        """The 95th percentile, by linear interpolation."""
        values = sorted(self.values.get(name, ()))
        if not values:
            return None
        at = 0.95 * (len(values) - 1)
        low = int(at)
        high = min(low + 1, len(values) - 1)
        return values[low] + (values[high] - values[low]) * (at - low)


@contextmanager
def cold_browser(playwright: Playwright, executable: str) -> Iterator[Browser]:
    """A Chromium with nothing in its caches."""
    browser = playwright.chromium.launch(
        executable_path=executable, args=CHROMIUM_ARGUMENTS, headless=True
    )
    try:
        yield browser
    finally:
        browser.close()


def visit(
    browser: Browser,
    kind: type[Driven],
    server: Server,
    samples: Samples,
    *,
    turn: int,
    places: Sequence[Place],
) -> None:
    """Open the page, click a sector and a place, brush and play; each adds to ``samples``.

    ``turn`` chooses which sector and which of ``places``, so that no answer can be kept.
    """
    context = browser.new_context(viewport=VIEWPORT, locale="en-GB")
    try:
        driven = kind(context.new_page())
        opened = driven.open(server.url)
        _waits(samples, "open", opened, driven.opening)
        samples.add("open: at rest", opened.last())
        with _tolerated(samples, "sector"):
            clicked = driven.click_sector(turn % SECTORS)
            _waits(samples, "sector", clicked, ("timeline", "map"))
            driven.click_sector(turn % SECTORS)
        with _tolerated(samples, "place"):
            place = places[turn % len(places)]
            _waits(samples, "place", driven.click_place(place), ("timeline", "sectors"))
            driven.click_place(place)
        with _tolerated(samples, "brush"):
            _brush(driven, samples, turn)
        with _tolerated(samples, "play"):
            _play(driven, samples)
    finally:
        context.close()


@contextmanager
def _tolerated(samples: Samples, name: str) -> Iterator[None]:
    """Count what a page did not do in time, and go on: that is a result too."""
    try:
        yield
    except (NotShownError, BrowserTimeoutError) as error:
        samples.add(f"{name}: given up (times)", 1)
        print(error, file=sys.stderr)


def _waits(samples: Samples, name: str, changes: Changes, kinds: Sequence[str]) -> None:
    """Until the last of ``kinds`` changed for the first time, and until that was on screen."""
    samples.add(name, max(changes.first(kind) for kind in kinds))
    samples.add(f"{name}: on screen", max(changes.first(kind, on_screen=True) for kind in kinds))


def _brush(driven: Driven, samples: Samples, turn: int) -> None:
    """A drag of 60 moves in 2 s over three fifths of the time axis.

    Moves finer than a bar could snap to the same edge twice, and would change nothing.
    """
    box = driven.box(driven.axis)
    y = box["y"] + box["height"] / 2
    left = box["x"] + box["width"] * (0.1 + 0.05 * (turn % 5))
    step = box["width"] * 0.6 / MOVES
    mouse = driven.page.mouse
    own = driven.repaints()
    mouse.move(left, y)
    with main_thread(driven.page) as work:
        mouse.down()
        begins = time.perf_counter()
        for move in range(1, MOVES + 1):
            mouse.move(left + step * move, y)
            ahead = begins + move * DRAG_SECONDS / MOVES - time.perf_counter()
            if ahead > 0:
                time.sleep(ahead)
    held = driven.now()
    pressed = driven.hand("pointerdown")
    mouse.up()
    released = driven.hand("pointerup")
    seconds = (released - pressed) / 1000
    after = driven.settled(released)
    while_held = driven.settled(pressed).times("map", until=held)
    samples.add("brush: map repaints per second", len(while_held) / seconds)
    samples.add("brush: settled after release", after.last())
    gaps = [later - one for one, later in pairwise(while_held)]
    if gaps:
        samples.add("brush: longest gap between repaints", max(gaps))
    # Without a repaint while the hand moves, the work is for the one after release.
    for name, seconds_spent in work.items():
        samples.add(f"brush: {name} per repaint", 1000 * seconds_spent / max(1, len(while_held)))
    if own is not None:
        counted = (driven.repaints() or 0) - own
        # What a page says of itself is held against what was seen from outside.
        samples.add("brush: repaints by its own count", counted)
        samples.add("brush: repaints seen", len(while_held) + len(after.times("map")))


@contextmanager
def main_thread(page: Page) -> Iterator[dict[str, float]]:
    """Seconds that the page's main thread spends inside the block: in all, and in scripts."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def read() -> dict[str, float]:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return {metric["name"]: float(metric["value"]) for metric in metrics}

    names = {"main thread": "TaskDuration", "script": "ScriptDuration"}
    before = read()
    spent: dict[str, float] = {}
    try:
        yield spent
    finally:
        after = read()
        spent.update({name: after[key] - before[key] for name, key in names.items()})
        session.detach()


def _play(driven: Driven, samples: Samples) -> None:
    """Repaints while time plays by itself, on pages that can."""
    button = driven.play_button()
    if button is None:
        return
    button.click()
    begins = driven.now()
    driven.page.wait_for_timeout(PLAY_SECONDS * 1000)
    ends = driven.now()
    button.click()
    played = driven.settled(begins).times("map", until=ends)
    samples.add("play: map repaints per second", len(played) / (ends - begins) * 1000)


def viewers(browser: Browser, kind: type[Driven], server: Server, extra: int) -> float:
    """Megabytes that the server grows by for each of ``extra`` further viewers.

    The first two are not counted: they fill what all share.
    """
    with ExitStack() as stack:

        def another() -> None:
            context = stack.enter_context(browser.new_context(viewport=VIEWPORT))
            kind(context.new_page()).open(server.url)

        for _ in range(2):
            another()
        before = server.resident_bytes()
        for _ in range(extra):
            another()
        return (server.resident_bytes() - before) / extra / 1e6


def import_times(repeat: int) -> Samples:
    """Milliseconds that a fresh interpreter takes to import what `IMPORTS` names."""
    samples = Samples()
    for modules in IMPORTS:
        code = (
            "import time; begins = time.perf_counter()\n"
            f"import {modules}\nprint(time.perf_counter() - begins)"
        )
        for _ in range(repeat):
            done = subprocess.run(
                [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
            )
            samples.add(f"import {modules}", float(done.stdout) * 1000)
    return samples
