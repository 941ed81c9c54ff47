"""The page on tables whose events stay where they are: ten thousand rows beside ten million.

``python -m tests.bench.warehouse_page FOLDER`` writes the tables of `tests.bench.warehouse` to
FOLDER, unless they are there, and prints what the page takes for each as a Markdown table.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench import warehouse
from tests.bench.measures import VIEWPORT, Samples, cold_browser, visit
from tests.bench.pages import Dashboard, Place
from tests.serving import Server, serving

FEW = 10_000
SEARCHES = ("harbour", "lễ hội", "students exchange")
_SHOWN = (
    ("first", "open the page for the first time: the table is grouped"),
    ("open", "open the page after that, browser cold, until both views are drawn"),
    ("sector", "click a sector until map and timeline have followed"),
    ("brush: map repaints per second", "brush: repaints of the map a second, of 30 possible"),
    ("brush: script per repaint", "brush: script per repaint"),
    ("brush: settled after release", "brush: settled after release"),
    ("zoom", "zoom from all years to two months until days are shown"),
    ("search", "search until the views show what was found"),
    ("memory", "memory of the server, MB"),
)
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
    samples, first = Samples(), Samples()
    settings = {"LOCALITY_DASHBOARD_MAPPING": str(mapping)}
    with serving(parquet, settings=settings) as server, sync_playwright() as playwright:
        with cold_browser(playwright, executable) as browser:
            page = browser.new_context(viewport=VIEWPORT).new_page()
            first.add("open", Dashboard(page).open(server.url).last())
            places = _most_visited(page)
        samples.add("first", first.values["open"][0])
        for turn in range(repeat):
            with cold_browser(playwright, executable) as browser:
                visit(browser, Dashboard, server, samples, turn=turn, places=places)
                _fetch(browser, server, samples, turn)
        samples.add("memory", server.resident_bytes() / 1e6)
    return samples


def _most_visited(page: Page) -> list[Place]:
    found = page.evaluate(
        f"{_VIEW}.payload.specs.map.deck.layers.find(({{ id }}) => id === 'places').data"
        ".filter(({ level }) => level === 'unit').sort((a, b) => b.count - a.count).slice(0, 3)"
    )
    return [Place(one["id"], *one["position"]) for one in found]


def _fetch(browser: Browser, server: Server, samples: Samples, turn: int) -> None:
    """Zoom to days, and search: what needs other groups than those at hand."""
    page = browser.new_context(viewport=VIEWPORT).new_page()
    Dashboard(page).open(server.url)
    zoom = (
        f"const [first, last] = {_VIEW}.timeline.focus; const day = last - 900 * {turn + 1};"
        f"{_VIEW}.timeline.setFocus(day, day + 60)"
    )
    # A small table has no groups finer than those at hand.
    if page.evaluate(f"{_VIEW}.finer.grain.outside.unit.days > 1"):
        samples.add("zoom", _until_swapped(page, zoom))
    fill = f"{_VIEW}.choosing.search({SEARCHES[turn % len(SEARCHES)]!r}, true)"
    samples.add("search", _until_swapped(page, fill))


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
