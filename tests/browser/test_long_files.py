"""Files that take a while, on the page: progress, cancelling, reruns and two visitors."""

from __future__ import annotations

import csv
import io
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from dashboard.making import MOST_AT_ONCE
from tests.browser.conftest import DATA, Visit
from tests.synthetic import synthetic_tables, write_tables

Serve = Callable[..., str]
NewVisit = Callable[..., Visit]
EVENTS = 12_000


@pytest.fixture(scope="module")
def server(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> str:
    tables = synthetic_tables(EVENTS, places=24, seed=5)
    return serve(write_tables(tables, tmp_path_factory.mktemp("long") / "data"))


@pytest.fixture
def seen(visit: NewVisit, server: str) -> Visit:
    return downloads(visit().open(server))


def downloads(seen: Visit) -> Visit:
    seen.page.locator(".st-key-panel button").nth(3).click()
    expect(button(seen, "order", "csv")).to_be_enabled()
    return seen


def button(seen: Visit, does: str, kind: str) -> Locator:
    place = seen.page.locator(f".st-key-{does}-{kind}")
    return place.get_by_role("button").or_(place.get_by_role("link"))


def ids_in(content: bytes) -> set[str]:
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return {row["event_id"] for row in rows}


def saved(seen: Visit, kind: str) -> bytes:
    with seen.page.expect_download() as started:
        button(seen, "made", kind).click()
    return Path(started.value.path()).read_bytes()


def test_a_long_file_tells_how_far_it_is_and_holds_what_it_was_ordered_of(seen: Visit) -> None:
    bar = seen.page.get_by_role("progressbar")
    # Whoever looks only now and then may miss it.
    seen.page.evaluate(
        """() => {
          window.bars = [];
          const note = () => {
            const bar = document.querySelector("[role=progressbar]");
            if (bar?.checkVisibility()) window.bars.push(bar.closest(".stProgress").textContent);
          };
          const all = { childList: true, subtree: true, characterData: true };
          new MutationObserver(note).observe(document.body, all);
        }"""
    )
    button(seen, "order", "csv").click()
    seen.page.wait_for_function(
        "() => window.bars.some((text) => text.includes('CSV table is being made'))"
    )
    # What is chosen meanwhile reruns the page, and is none of the file's business.
    seen.page.locator("[data-sector]").first.click()
    expect(seen.page.locator(".ec-heading strong")).not_to_have_text("Everything")
    content = saved(seen, "csv")
    assert len(ids_in(content)) == EVENTS
    expect(bar).to_have_count(0)
    expect(seen.page.get_by_text("Made of what was shown before: Everything")).to_be_visible()
    # A short file of the new selection is still one click.
    with seen.page.expect_download() as started:
        button(seen, "save", "csv").click()
    assert 0 < len(ids_in(Path(started.value.path()).read_bytes())) < EVENTS


def test_a_cancelled_file_is_gone_and_can_be_ordered_again(seen: Visit) -> None:
    button(seen, "order", "xlsx").click()
    button(seen, "cancel", "xlsx").click()
    expect(button(seen, "order", "xlsx")).to_be_enabled()
    expect(button(seen, "made", "xlsx")).to_have_count(0)
    button(seen, "order", "csv").click()
    assert len(ids_in(saved(seen, "csv"))) == EVENTS
    expect(button(seen, "made", "xlsx")).to_have_count(0)


def test_another_visitor_neither_sees_it_nor_waits_for_it(
    seen: Visit, visit: NewVisit, server: str
) -> None:
    button(seen, "order", "xlsx").click()
    other = downloads(visit().open(server))
    expect(other.page.get_by_role("progressbar")).to_have_count(0)
    button(other, "order", "csv").click()
    assert len(ids_in(saved(other, "csv"))) == EVENTS
    assert saved(seen, "xlsx").startswith(b"PK")


SERVER = """
import streamlit as st
from dashboard.embed import routes
from dashboard.linked.assets import SHELF, libraries

SHELF.put(libraries().values())
app = st.App("page.py", routes=[SHELF.route(), *routes()])
"""
# The page; who asks for it in the address has as many files made as can be at once, without end.
ENDLESS = """
import runpy
import threading
from pathlib import Path
import streamlit as st
from dashboard.downloads import orders, workshop
from dashboard.making import MOST_AT_ONCE, Order

def endless(ended, tell):
    try:
        while True:
            sum(range(1000))
            tell(0.5)
    finally:
        Path(ended).touch()

def begin(ended):
    order = Order(ended, "words", lambda tell: endless(ended, tell))
    orders().put(ended, order)
    workshop().take(order)
    return order

if "endless" in st.query_params:
    begun = [begin(f"{ended}-{{number}}") for number in range(MOST_AT_ONCE)]
    while not all(order.is_begun for order in begun):
        threading.Event().wait(0.01)
    st.text("begun")
else:
    runpy.run_path("dashboard/page.py")
"""


def test_a_page_opens_while_files_are_made_until_who_ordered_them_leaves(
    visit: NewVisit, serve: Serve, tmp_path: Path
) -> None:
    (tmp_path / "page.py").write_text(ENDLESS.format(ended=tmp_path / "ended"), "utf-8")
    (tmp_path / "app.py").write_text(SERVER, "utf-8")
    server = serve(DATA, str(tmp_path / "app.py"))
    page = visit().page
    page.goto(f"{server}?endless=yes")
    expect(page.get_by_text("begun")).to_be_visible()
    other = visit().open(server)
    other.page.locator("[data-sector]").first.click()
    expect(other.page.locator(".ec-heading strong")).not_to_have_text("Everything")
    others = [tmp_path / f"ended-{number}" for number in range(MOST_AT_ONCE)]
    assert not any(file.exists() for file in others)
    page.close()
    wait_until(lambda: all(file.exists() for file in others))


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        threading.Event().wait(0.05)
