"""Playback: the interval moves by itself, without a word to the server, until it is told."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from dashboard.columns import EventColumns
from dashboard.selection import Selection
from dashboard.tables import Tables
from tests.browser.conftest import COUNT_SENDS, DATA, NewVisit, Serve, Visit

MOVED = """([index, old]) => {
  const { interval } = document.querySelector('[data-linked-view]').linkedView.model;
  return interval && interval[index] > old;
}"""


def assert_reference_total(seen: Visit, tables: Tables, columns: EventColumns) -> None:
    """The number of events is the reference's under the page's own selection."""
    selection, notices = Selection.parse(seen.view("view.parameters()"), tables)
    assert notices == ()
    assert seen.total() == columns.total(selection.mask(columns, tables))


def test_playback(serve: Serve, visit: NewVisit, tables: Tables, columns: EventColumns) -> None:
    opened = visit().open(serve(DATA))
    page = opened.page
    opened.rest()
    page.evaluate(COUNT_SENDS)
    first, last = opened.view("view.timeline.focus")
    before = opened.repaints()
    page.get_by_label("Play", exact=True).click()
    page.wait_for_function(MOVED, arg=[0, first + 5])
    opened.wait_for_repaint(before + 3)
    assert page.evaluate("window.sentToServer") == 0
    page.get_by_label("Pause", exact=True).click()
    expect(page.get_by_label("Play", exact=True)).to_be_visible()
    held = opened.view("view.model.interval")
    assert first < held[0] <= held[1] <= last
    page.wait_for_url(re.compile("when="))
    assert page.evaluate("window.sentToServer") > 0
    assert opened.view("view.model.interval") == held
    assert_reference_total(opened, tables, columns)
    expect(page.locator(".ec-heading")).to_contain_text(f"{opened.total()} of {len(columns)}")
    # A hand on the timeline takes over.
    page.get_by_label("Play", exact=True).click()
    page.wait_for_function(MOVED, arg=[0, held[0]])
    opened.drag_over("2024-01-01", "2024-12-31")
    assert not opened.view("view.player.isPlaying")
    expect(page.get_by_label("Play", exact=True)).to_be_visible()
    assert opened.view("view.parameters()") == {"when": "2024-01-01/2024-12-31"}
    # From the start on, to the end.
    opened.view("view.reset()")
    page.get_by_label("What playback shows").select_option("cumulative")
    page.get_by_label("Speed of playback").select_option("fast")
    page.get_by_label("Play", exact=True).click()
    page.wait_for_function(MOVED, arg=[1, first + 5])
    assert opened.view("view.model.interval[0]") == first
    expect(page.get_by_label("Play", exact=True)).to_be_visible(timeout=60_000)
    assert opened.view("view.model.interval") == [first, last]
    assert_reference_total(opened, tables, columns)


def test_playback_without_motion(serve: Serve, visit: NewVisit) -> None:
    seen = visit(reduced_motion="reduce").open(serve(DATA))
    first, last = seen.view("view.timeline.focus")
    seen.page.get_by_label("Speed of playback").select_option("fast")
    seen.page.get_by_label("Play", exact=True).click()
    seen.page.wait_for_function(MOVED, arg=[0, first])
    # One step, of a second's worth, instead of a glide.
    assert seen.view("view.model.interval[0]") - first >= (last - first) / 8 - 1
    seen.page.keyboard.press("Escape")
    assert not seen.view("view.player.isPlaying")


def test_playback_step_by_step(serve: Serve, visit: NewVisit) -> None:
    seen = visit().open(serve(DATA))
    page = seen.page
    page.get_by_label("Step of playback").select_option(label="By years")
    forth = page.get_by_label("One step on", exact=True)
    back = page.get_by_label("One step back", exact=True)
    seen.drag_over("2022-01-01", "2022-12-31")
    for button, year in ((forth, 2023), (forth, 2024), (back, 2023)):
        button.click()
        assert seen.view("view.parameters()") == {"when": f"{year}-01-01/{year}-12-31"}
    # From within a year, the way back leads to its beginning, and the way on to the next.
    for button, year in ((back, 2023), (forth, 2024)):
        seen.view("view.reset()")
        seen.drag_over("2023-04-01", "2024-03-31")
        button.click()
        assert seen.view("view.parameters()") == {"when": f"{year}-01-01/{year}-12-31"}
    page.get_by_label("Speed of playback").select_option("fast")
    page.get_by_label("Play", exact=True).click()
    page.wait_for_function(MOVED, arg=[1, seen.view("view.model.interval[1]")])
    # Whatever is shown while it plays is a whole year.
    held = seen.view("[view.model.interval[0], view.model.interval[1] + 1]")
    assert (
        seen.view("argument.map((day) => new Date(day * 864e5).toISOString().slice(4, 10))", held)
        == ["-01-01"] * 2
    )
    page.keyboard.press("Escape")
    # Without a step of its own, it is that of the bars in view.
    page.get_by_label("Step of playback").select_option(label="Gliding")
    seen.view("view.reset()")
    forth.click()
    edges = seen.view("[view.timeline.edges[0], view.model.interval]")
    assert edges[1][0] >= edges[0]
