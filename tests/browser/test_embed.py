"""/embed in the frames of another site, in Chromium."""

from __future__ import annotations

import functools
import http.server
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

import pytest
from playwright.sync_api import expect

from dashboard.tables import open_tables
from tests.browser.conftest import DATA, READY, Visit
from tests.synthetic import synthetic_tables, write_tables


@pytest.fixture(scope="module")
def server(serve: Callable[[Path], str]) -> str:
    return serve(DATA)


@contextmanager
def other_site(folder: Path) -> Iterator[str]:
    """Another origin on this machine, which hands out what lies in ``folder``."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as site:
        thread = threading.Thread(target=site.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{site.server_address[1]}/"
        site.shutdown()
        thread.join()


def embedded(visit: Callable[..., Visit], url: str, **context: object) -> Visit:
    return visit(**context).open(url)


def test_another_site_may_frame_the_view_and_not_the_page(
    visit: Callable[..., Visit], server: str, tmp_path: Path
) -> None:
    frames = "".join(
        f'<iframe id="{name}" src="{escape(server + path)}" width="900" height="500"></iframe>'
        for name, path in (("view", "embed?place=gunma"), ("page", ""))
    )
    (tmp_path / "slide.html").write_text(f"<!DOCTYPE html><title>s</title>{frames}", "utf-8")
    it = visit()
    with other_site(tmp_path) as site:
        it.page.goto(f"{site}slide.html")
        view = it.page.frame_locator("#view")
        expect(view.locator(READY)).to_be_visible()
        expect(view.locator("#words")).to_contain_text("Gunma 23 of 243 events")
        expect(it.page.frame_locator("#page").locator("#root")).to_have_count(0)
    assert any("frame-ancestors" in text for text in it.complaints)
    it.complaints.clear()


@pytest.mark.parametrize(
    ("query", "has_map", "has_timeline"),
    [("", True, True), ("&view=map", True, False), ("&view=timeline", False, True)],
)
def test_it_shows_what_is_asked_for(
    visit: Callable[..., Visit], server: str, query: str, has_map: bool, has_timeline: bool
) -> None:
    it = embedded(visit, f"{server}embed?place=gunma{query}")
    expect(it.page.locator(".lv-map")).to_have_count(int(has_map))
    expect(it.page.locator(".lv-timeline")).to_have_count(int(has_timeline))
    expect(it.page.locator(".lv-side")).to_be_hidden()
    assert it.total() == 23
    assert not any("_stcore" in url for url in it.requests), "Streamlit was started"
    assert any("deck.js" in url for url in it.requests) == has_map
    assert any("plotly" in url for url in it.requests) == has_timeline


def test_a_library_that_does_not_come_is_said(visit: Callable[..., Visit], server: str) -> None:
    it = visit()
    it.page.route("**/deck.js", lambda route: route.abort())
    it.page.route("https://**", lambda route: route.abort())
    it.page.goto(f"{server}embed")
    expect(it.page.get_by_role("alert")).to_contain_text("deck.js")
    # The timeline was there before, and stays.
    expect(it.page.locator(".lv-timeline")).to_be_visible()
    it.complaints.clear()
    it.requests.clear()


def test_it_stays_linked_and_shows_the_clicked_event(
    visit: Callable[..., Visit], server: str
) -> None:
    it = embedded(visit, f"{server}embed?lang=ja", viewport={"width": 960, "height": 540})
    before = it.repaints()
    it.drag_over("2024-01-01", "2024-12-31")
    it.wait_for_repaint(before)
    expect(it.page.locator("#words")).to_contain_text("2024")
    event = it.view("view.details.ids[[...view.model.selected()][0]]")
    it.view("view.choosing.pick(argument)", event)
    card = it.page.locator("#card")
    expect(card.locator("article")).to_have_attribute("data-event", event)
    card.get_by_role("button").press("Escape")
    expect(card).to_be_hidden()
    assert it.view("view.highlight") == ""


def test_a_selection_that_matches_nothing_says_so(visit: Callable[..., Visit], server: str) -> None:
    it = embedded(visit, f"{server}embed?q=zzzz&colour=pink")
    expect(it.page.get_by_text("No event matches this selection.")).to_be_visible()
    expect(it.page.get_by_text("'colour' in the address means nothing here")).to_be_visible()
    it.view("view.reset()")
    expect(it.page.get_by_text("No event matches this selection.")).to_be_hidden()


def test_it_points_to_the_page_at_the_same_selection(
    visit: Callable[..., Visit], server: str
) -> None:
    it = embedded(visit, f"{server}embed?place=gunma")
    link = it.page.get_by_role("link", name="Open the dashboard")
    expect(link).to_have_attribute("href", "./?place=gunma&lang=en")


def test_hostile_text_stays_text(
    visit: Callable[..., Visit], serve: Callable[[Path], str], tmp_path: Path
) -> None:
    evil = "</script><img src=x onerror='window.evil = 1'>\u2028"
    folder = write_tables(synthetic_tables(30, seed=5, texts=evil), tmp_path / "evil")
    assert len(open_tables(folder)["events"]) == 30
    it = embedded(visit, f"{serve(folder)}embed?event=event-3&q=img&lang=en")
    expect(it.page.locator("#card h3")).to_contain_text("onerror")
    assert it.page.evaluate("window.evil") is None


def test_the_page_gives_the_code_for_it(visit: Callable[..., Visit], server: str) -> None:
    it = embedded(visit, f"{server}?place=gunma")
    it.page.get_by_role("radio", name="Downloads").click()
    it.page.get_by_text("Put this view into another page").click()
    code = it.page.get_by_test_id("stCode").first
    expect(code).to_contain_text(f"{server}embed?place=gunma")
    expect(code).to_contain_text("<iframe")
    link = it.page.get_by_test_id("stCode").nth(1).inner_text().strip()
    assert embedded(visit, link).total() == 23


def test_the_code_for_a_story_holds_its_step_or_what_the_step_shows(
    visit: Callable[..., Visit], server: str
) -> None:
    it = embedded(visit, f"{server}?story=local-cooperation-forum-2025&step=3")
    shown = it.total()
    it.page.get_by_role("radio", name="Downloads").click()
    it.page.get_by_text("Put this view into another page").click()
    code, link, oembed = (it.page.get_by_test_id("stCode").nth(number) for number in range(3))
    switch = it.page.get_by_role("switch", name="With the text of the story").or_(
        it.page.get_by_role("checkbox", name="With the text of the story")
    )
    expect(switch).to_be_checked()
    told = "story=local-cooperation-forum-2025&step=3"
    expect(code).to_contain_text(escape(told))
    expect(link).to_contain_text(told)
    expect(oembed).to_contain_text("story%3Dlocal-cooperation-forum-2025%26step%3D3")
    with_story = embedded(visit, link.inner_text().strip())
    expect(with_story.page.locator(".lv-story")).to_be_visible()
    assert with_story.total() == shown
    it.page.get_by_text("With the text of the story").click()
    expect(switch).not_to_be_checked()
    for text in (code, link, oembed):
        expect(text).not_to_contain_text("story")
    alone = embedded(visit, link.inner_text().strip())
    expect(alone.page.locator(".lv-story")).to_be_hidden()
    assert alone.total() == shown


def test_the_page_honours_streamlits_own_embed_mode(
    visit: Callable[..., Visit], server: str
) -> None:
    it = embedded(visit, f"{server}?embed=true&place=gunma")
    expect(it.page.get_by_role("heading", level=1)).to_be_visible()
    expect(it.page.get_by_test_id("stToolbar")).to_have_count(0)
    assert it.view("view.parameters()") == {"place": "gunma"}
    it.page.locator('[data-sector="tourism"]').click()
    expect(it.page.locator(".ec-heading")).to_contain_text("Tourism")
    assert "embed=true" in it.address(), "what others put into the address stays there"


def test_a_story_is_stepped_through_in_a_frame(visit: Callable[..., Visit], server: str) -> None:
    size = {"width": 480, "height": 420}
    told = "embed?story=local-cooperation-forum-2025&step=2"
    it = embedded(visit, f"{server}{told}", viewport=size)
    bar = it.page.locator(".lv-story")
    expect(bar).to_contain_text("Step 2 of 10")
    second = it.view("view.stories.step.selection")
    assert it.view("view.parameters()") == second
    # A small frame keeps the buttons in sight, without a way to lose the story.
    following = bar.get_by_role("button", name="Next")
    expect(following).to_be_in_viewport(ratio=1)
    following.click()
    expect(bar).to_contain_text("Step 3 of 10")
    assert it.view("view.parameters()") != second
    it.page.keyboard.press("ArrowRight")
    expect(bar).to_contain_text("Step 4 of 10")
    it.page.keyboard.press("Escape")
    expect(bar).to_contain_text("Step 4 of 10")
    expect(bar.locator(".lv-story-leave")).to_be_hidden()
    expect(it.page.locator("#card")).to_be_hidden()
    link = it.page.get_by_role("link", name="Open the dashboard")
    expect(link).to_have_attribute("href", re.compile("story=local-cooperation-forum-2025&step=4"))


def test_a_story_that_is_not_there_is_said(visit: Callable[..., Visit], server: str) -> None:
    it = embedded(visit, f"{server}embed?story=none&place=gunma")
    expect(it.page.locator(".em-notice")).to_contain_text("The story 'none'")
    expect(it.page.locator(".lv-story")).to_be_hidden()
    assert it.total() == 23
