"""The page on tables whose events stay where they are: ten thousand rows beside ten million.

``python -m tests.bench.warehouse_page FOLDER`` writes the tables of `tests.bench.warehouse` to
FOLDER, unless they are there, and prints what the page takes for each as a Markdown table.
"""

from __future__ import annotations

import argparse
import shutil
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.bench import warehouse
from tests.bench.measures import DRAG_SECONDS, MOVES, VIEWPORT, Samples, cold_browser, main_thread
from tests.browser.conftest import READY
from tests.serving import Server, serving

FEW = 10_000
SEARCHES = ("harbour", "lễ hội", "students exchange")
_SHOWN = (
    ("first", "open the page for the first time until both views are drawn: the table is grouped"),
    ("open", "open the page after that, browser cold, until both views are drawn"),
    ("taken over", "… until plotly.js and deck.gl have taken over"),
    ("repaints", "brush: repaints of the map a second, of 30 possible"),
    ("script", "brush: script per repaint"),
    ("main thread", "brush: main thread per repaint"),
    ("zoom", "zoom from all years to two months until days are shown"),
    ("search", "search until the views show what was found"),
    ("memory", "memory of the server, MB"),
)
# When both views are drawn. From then on the libraries keep the page busy, which cannot be asked.
_NOTE_DRAWN = """new MutationObserver((_, observer) => {
  if (!document.querySelector('[data-linked-view][data-ready="true"]')) return;
  window.drawnAt = performance.now();
  observer.disconnect();
}).observe(document, { childList: true, subtree: true, attributes: true });"""
_AT_REST = "() => document.querySelector('[data-linked-view]').dataset.exact === 'true'"
_VIEW = "document.querySelector('[data-linked-view]').linkedView"
_SWAPPED = """swaps => {
  const { swaps: now, exact, fetching } = document.querySelector('[data-linked-view]').dataset;
  return Number(now ?? 0) > swaps && exact === 'true' && fetching === 'false';
}"""


def measure(folder: Path, rows: int, repeat: int) -> Samples:
    """What the page takes with a table of ``rows`` events."""
    parquet, _, mapping = warehouse.write(folder, rows)
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    assert executable, "apt-get install -y chromium"
    samples = Samples()
    settings = {"LOCALITY_DASHBOARD_MAPPING": str(mapping)}
    with serving(parquet, settings=settings) as server, sync_playwright() as playwright:
        for turn in range(repeat + 1):
            with cold_browser(playwright, executable) as browser:
                page = browser.new_context(viewport=VIEWPORT).new_page()
                drawn, taken_over = _opened(page, server)
                samples.add("open" if turn else "first", drawn)
                if turn:
                    samples.add("taken over", taken_over)
                    _brush(page, samples)
                    _fetch(page, samples, turn)
        samples.add("memory", server.resident_bytes() / 1e6)
    return samples


def _opened(page: Page, server: Server) -> tuple[float, float]:
    """Milliseconds until both views are drawn, and until the libraries draw them."""
    page.add_init_script(_NOTE_DRAWN)
    page.goto(server.url, wait_until="commit")
    page.wait_for_selector(READY, timeout=180_000)
    drawn, taken_over = page.evaluate("[window.drawnAt, performance.now()]")
    return drawn, taken_over


def _brush(page: Page, samples: Samples) -> None:
    """A drag of 60 moves in 2 s over three fifths of the time axis, by the page's own count."""
    page.wait_for_function(_AT_REST)
    box = page.locator(".lv-surface").bounding_box()
    assert box is not None
    left, y = box["x"] + 0.1 * box["width"], box["y"] + box["height"] / 2
    page.mouse.move(left, y)
    before = int(page.evaluate(f"{_VIEW}.root.dataset.repaints"))
    with main_thread(page) as work:
        page.mouse.down()
        begun = time.perf_counter()
        for move in range(1, MOVES + 1):
            page.mouse.move(left + 0.6 * box["width"] * move / MOVES, y)
            ahead = begun + move * DRAG_SECONDS / MOVES - time.perf_counter()
            if ahead > 0:
                time.sleep(ahead)
        seconds = time.perf_counter() - begun
        repaints = int(page.evaluate(f"{_VIEW}.root.dataset.repaints")) - before
    page.mouse.up()
    samples.add("repaints", repaints / seconds)
    samples.add("script", 1000 * work["script"] / max(1, repaints))
    samples.add("main thread", 1000 * work["main thread"] / max(1, repaints))


def _fetch(page: Page, samples: Samples, turn: int) -> None:
    """Zoom to days, and search: what needs other groups than those at hand."""
    page.evaluate(f"{_VIEW}.reset()")
    page.wait_for_function(_AT_REST)
    # A small table has no groups finer than those at hand.
    if page.evaluate(f"{_VIEW}.finer.grain.outside.unit.days > 1"):
        zoom = (
            f"const day = {_VIEW}.timeline.focus[1] - 900 * {turn};"
            f"{_VIEW}.timeline.setFocus(day, day + 60)"
        )
        samples.add("zoom", _until_swapped(page, zoom))
    word = SEARCHES[turn % len(SEARCHES)]
    samples.add("search", _until_swapped(page, f"{_VIEW}.choosing.search({word!r}, true)"))


def _until_swapped(page: Page, act: str) -> float:
    swaps = int(page.evaluate(f"{_VIEW}.root.dataset.swaps ?? 0"))
    begun = page.evaluate(f"{{ {act} }} performance.now()")
    page.wait_for_function(_SWAPPED, arg=swaps, timeout=120_000)
    return float(page.evaluate("performance.now()")) - float(begun)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=warehouse.ROWS)
    parser.add_argument("--repeat", type=int, default=3)
    given = parser.parse_args()
    sizes = (FEW, given.rows)
    results = [measure(given.folder, rows, given.repeat) for rows in sizes]
    print(f"| | {' | '.join(f'{rows:,} rows' for rows in sizes)} |\n| --- | ---: | ---: |")
    for name, label in _SHOWN:
        print(f"| {label} | {' | '.join(_number(one.median(name)) for one in results)} |")


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,.{1 if value < 100 else 0}f}"


if __name__ == "__main__":
    main()
