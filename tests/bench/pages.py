"""How to drive the two pages: where their sectors, places and time axis are on the screen."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import FloatRect, Page

PROBE = (Path(__file__).parent / "probe.js").read_text(encoding="utf-8")
QUIET = 400  # ms without a change, after which a page counts as at rest
OPENING = 180_000  # ms until a page that does not open is given up; a cold server reads its data
PATIENCE = 20_000  # ms until a click that does nothing is given up
_TILE = 512  # pixels of deck.gl's world at zoom 0


@dataclass(frozen=True)
class Place:
    """A place to click on, in degrees."""

    place_id: str
    lon: float
    lat: float


@dataclass(frozen=True)
class Changes:
    """What changed on a page since ``since``: (kind, at, shown) each, in ms of the page's clock."""

    since: float
    noted: tuple[tuple[str, float, float], ...]

    def first(self, kind: str, *, on_screen: bool = False) -> float:
        """Milliseconds until the first change of ``kind``; until its frame, with ``on_screen``."""
        return next(
            (shown if on_screen else at) - self.since
            for noted, at, shown in self.noted
            if noted == kind
        )

    def last(self) -> float:
        """Milliseconds until the last change of all; 0 if there was none."""
        return max((at - self.since for _, at, _ in self.noted), default=0.0)

    def times(self, kind: str, until: float = math.inf) -> list[float]:
        return [at for noted, at, _ in self.noted if noted == kind and at <= until]


class NotShownError(Exception):
    """A page did not show in time what it was to show."""


class Driven:
    """A page under the hand. Subclasses know where things are on it."""

    name: str
    axis: str  # what the hand drags on, as a selector
    opening: tuple[str, ...] = ("timeline", "map")

    def __init__(self, page: Page) -> None:
        self.page = page
        page.add_init_script(PROBE)

    def open(self, url: str) -> Changes:
        """Go to ``url`` and wait for rest; times count from the start of the navigation."""
        self.page.goto(url, wait_until="commit")
        return self.settled(0.0, *self.opening, patience=OPENING)

    def now(self) -> float:
        return float(self.page.evaluate("bench.now()"))

    def hand(self, event: str) -> float:
        """When the page last saw ``pointerdown`` or ``pointerup``."""
        return float(self.page.evaluate("event => bench.hand[event]", event))

    def settled(self, since: float, *kinds: str, patience: int = PATIENCE) -> Changes:
        """Everything that changed since ``since``, once ``kinds`` did and the page rests.

        Raises `NotShownError` after ``patience`` ms.
        """
        noted = self.page.evaluate(
            "options => bench.settled(options)",
            {"since": since, "kinds": kinds, "quiet": QUIET, "patience": patience},
        )
        if noted is None:
            raise NotShownError(f"the {self.name} page did not show {kinds} in {patience} ms")
        return Changes(since, tuple((n["kind"], n["at"], n["shown"]) for n in noted))

    def click_sector(self, position: int) -> Changes:
        self.sector(position).click()
        return self.settled(self.hand("pointerup"), "timeline", "map")

    def click_place(self, place: Place) -> Changes:
        self.page.mouse.click(*self.point_of(place))
        return self.settled(self.hand("pointerup"), "timeline", "sectors")

    def box(self, selector: str) -> FloatRect:
        box = self.page.locator(selector).first.bounding_box()
        assert box is not None
        return box

    def repaints(self) -> int | None:
        """The page's own count of repaints, if it keeps one."""
        return None

    def play_button(self) -> Any:
        """The button that starts and stops playing, if there is one."""
        return None

    def sector(self, position: int) -> Any:
        raise NotImplementedError

    def point_of(self, place: Place) -> tuple[float, float]:
        raise NotImplementedError


class Dashboard(Driven):
    """This project's page."""

    name = "dashboard"
    axis = ".lv-surface"
    opening = ("timeline", "map", "ready")

    def sector(self, position: int) -> Any:
        return self.page.locator("[data-sector]").nth(position)

    def point_of(self, place: Place) -> tuple[float, float]:
        # The map fits itself to its window: only it knows where a place is.
        x, y = self.page.evaluate(
            "position => document.querySelector('[data-linked-view]').linkedView"
            ".map.pixelOf(position)",
            [place.lon, place.lat],
        )
        box = self.box(".lv-canvas")
        return box["x"] + x, box["y"] + y

    def repaints(self) -> int | None:
        return int(self.page.locator("[data-linked-view]").get_attribute("data-repaints") or 0)

    def play_button(self) -> Any:
        button = self.page.locator(".lv-play")
        return button.first if button.count() else None


class Plain(Driven):
    """Streamlit's own charts; the view of its map is fixed in ``plain_page.py``."""

    name = "plain"
    axis = ".js-plotly-plot .nsewdrag"
    longitude, latitude, zoom = 122.0, 27.5, 2.5

    def sector(self, position: int) -> Any:
        return self.page.locator("[data-testid='stButtonGroup'] button").nth(position)

    def point_of(self, place: Place) -> tuple[float, float]:
        box = self.box("[data-testid='stDeckGlJsonChart'] canvas")
        size = _TILE * 2**self.zoom
        across = (place.lon - self.longitude) / 360 * size
        up = (_mercator(place.lat) - _mercator(self.latitude)) / (2 * math.pi) * size
        return box["x"] + box["width"] / 2 + across, box["y"] + box["height"] / 2 - up


def _mercator(latitude: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))


PAGES: tuple[type[Driven], ...] = (Dashboard, Plain)
