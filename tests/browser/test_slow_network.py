"""What the server says may come piece by piece: the page shows each as it comes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from dashboard.files import write_atomic
from dashboard.tables import PACKAGE_FILE
from tests.browser.conftest import Visit
from tests.browser.test_own_table import choose, give
from tests.synthetic import synthetic_tables, write_tables

# Streamlit tells the page of each element with a message of its own. Each waits here for its
# turn, so that the browser draws what it has between any two.
PIECE_BY_PIECE = """() => {
  const pause = 40;
  let turn = 0;
  const inTurn = (heard) => (event) => {
    const now = performance.now();
    turn = Math.max(turn + pause, now);
    setTimeout(() => heard(event), turn - now);
  };
  const { prototype } = WebSocket;
  const listen = prototype.addEventListener;
  prototype.addEventListener = function (type, heard, ...rest) {
    return listen.call(this, type, type === 'message' ? inTurn(heard) : heard, ...rest);
  };
  const { set } = Object.getOwnPropertyDescriptor(prototype, 'onmessage');
  Object.defineProperty(prototype, 'onmessage', {
    set(heard) { set.call(this, heard && inTurn(heard)); },
  });
}"""


def slowed(visit: Callable[..., Visit], url: str) -> Visit:
    new = visit()
    new.page.add_init_script(f"({PIECE_BY_PIECE})()")
    return new.open(url)


def mark(page: Page, selector: str) -> None:
    """Remember an element, so as to tell whether it is still the same one later."""
    page.evaluate("(asked) => { window.marked = document.querySelector(asked); }", selector)


def is_same(page: Page, selector: str) -> bool:
    return bool(page.evaluate("(one) => document.querySelector(one) === window.marked", selector))


def test_what_is_open_stays_open_after_a_table_has_come(
    serve: Callable[..., str], visit: Callable[..., Visit], synthetic_folder: Path
) -> None:
    seen = slowed(visit, serve(synthetic_folder))
    page = seen.page
    rows = "".join(f"2024-01-{n + 1:02d},Talk {n},Quux{n:02d}\n" for n in range(14))
    give(page, "a.csv", f"date,event,place\n{rows}".encode())
    page.get_by_role("button", name="Show this table").click()
    page.wait_for_selector('[data-linked-view][data-events="14"][data-ready="true"]')
    seen.rest()
    page.get_by_role("button", name="Places that were not found").click()
    mark(page, '[data-testid="stPopoverBody"]')
    choose(page, "Names", "13–14 of 14")
    expect(page.get_by_role("combobox", name="Quux13")).to_be_visible()
    assert is_same(page, '[data-testid="stPopoverBody"]')


def test_the_view_stays_where_a_problem_is_told_above_it(
    serve: Callable[..., str], visit: Callable[..., Visit], tmp_path: Path
) -> None:
    folder = write_tables(synthetic_tables(60, places=10, seed=3), tmp_path / "data")
    seen = slowed(visit, serve(folder))
    page = seen.page
    sector = page.locator("[data-sector]").first
    view = "[data-linked-view]"
    mark(page, view)
    package = folder / PACKAGE_FILE
    sound = package.read_bytes()
    write_atomic(package, b"{")
    sector.click()
    told = page.get_by_text("this is its last good state")
    expect(told).to_be_visible()
    seen.rest()
    assert is_same(page, view)
    expect(sector).to_have_attribute("aria-pressed", "true")
    write_atomic(package, sound)
    sector.click()
    expect(told).to_have_count(0)
    seen.rest()
    assert is_same(page, view)
