"""Stories on the page: stepping by button and key, the address, looking around in between."""

from __future__ import annotations

from collections.abc import Callable
from itertools import compress
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from dashboard.columns import EventColumns
from dashboard.export.request import Request
from dashboard.export.story_html import story_html
from dashboard.language import language
from dashboard.selection import Selection
from dashboard.stories import Story, stories, story_mask
from dashboard.tables import Tables
from tests.browser.conftest import DATA, NewVisit, Serve, Visit

CURRENT = ".lv-story-current .lv-story-title"


@pytest.fixture(scope="module")
def story(tables: Tables) -> Story:
    return stories(tables, language("en"))[0]


@pytest.fixture
def is_shown(tables: Tables, columns: EventColumns, story: Story) -> Callable[[Visit, int], None]:
    """Asserts that the view shows step ``number`` of ``story``: events, highlight, text."""

    def check(seen: Visit, number: int) -> None:
        step = story.steps[number - 1]
        selection = Selection.parse(step.query, tables)[0]
        expect(seen.page.locator(CURRENT)).to_have_text(step.title)
        expect(seen.page.locator("[data-linked-view]")).to_have_attribute(
            "data-events", str(columns.total(selection.mask(columns, tables)))
        )
        assert seen.view("view.parameters()") == selection.parameters()
        assert seen.view("view.highlight") == step.event
        expect(seen.page.locator(".lv-story-dot[aria-current=step]")).to_have_count(1)
        expect(seen.page.locator(".lv-story-dot").nth(number - 1)).to_have_attribute(
            "aria-current", "step"
        )
        expect(again(seen)).to_be_hidden()

    return check


def again(seen: Visit) -> Locator:
    return seen.page.locator(".lv-story-return")


def open_first(seen: Visit) -> None:
    seen.page.locator(".lv-stories > summary").click()
    seen.page.locator(".lv-story-choice").first.click()


def wait_for_address(seen: Visit, **wanted: str) -> None:
    """Until Python, too, has put what is shown into the address."""
    seen.page.wait_for_function(
        """(wanted) => {
          const asked = new URL(location.href).searchParams;
          return Object.entries(wanted).every(([name, value]) => (asked.get(name) ?? "") === value);
        }""",
        arg=wanted,
    )


def test_a_story_is_opened_stepped_through_and_left(
    serve: Serve, visit: NewVisit, story: Story, is_shown: Callable[[Visit, int], None]
) -> None:
    seen = visit(reduced_motion="reduce").open(serve(DATA))
    bar = seen.page.locator(".lv-story")
    expect(bar).to_be_hidden()
    open_first(seen)
    is_shown(seen, 1)
    # The focus stands on the title: a screen reader reads on from there, and keys step.
    expect(seen.page.locator(CURRENT)).to_be_focused()
    expect(bar).to_contain_text("Step 1 of 10")
    back, following = bar.locator(".lv-story-back"), bar.locator(".lv-story-next")
    expect(back).to_have_attribute("aria-disabled", "true")
    back.click(force=True)
    is_shown(seen, 1)
    following.click()
    is_shown(seen, 2)
    expect(following).to_be_focused()
    seen.page.keyboard.press("ArrowRight")
    is_shown(seen, 3)
    expect(bar.locator("[aria-live]")).to_contain_text(story.steps[2].paragraphs[0])
    # The focus goes along with the text that has it.
    seen.page.locator(CURRENT).focus()
    seen.page.keyboard.press("ArrowLeft")
    is_shown(seen, 2)
    expect(seen.page.locator(CURRENT)).to_be_focused()
    bar.locator(".lv-story-dot").last.click()
    is_shown(seen, len(story.steps))
    expect(following).to_have_attribute("aria-disabled", "true")
    seen.page.keyboard.press("ArrowRight")
    is_shown(seen, len(story.steps))
    # Python has heard of the selection as of any other: the event stands first below.
    last = story.steps[-1]
    expect(seen.page.locator(".ec").first).to_have_attribute("data-event", last.event)
    wait_for_address(seen, story=story.story_id, step=str(len(story.steps)), event=last.event)
    seen.page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    expect(seen.page.locator(".lv-stories > summary")).to_be_focused()
    wait_for_address(seen, story="", step="")
    # What was shown last stays.
    assert seen.view("view.highlight") == last.event


def test_the_address_holds_the_step(
    serve: Serve, visit: NewVisit, story: Story, is_shown: Callable[[Visit, int], None]
) -> None:
    seen = visit().open(f"{serve(DATA)}?story={story.story_id}&step=7")
    is_shown(seen, 7)
    # Who follows an address is not dragged to the bar.
    assert seen.page.evaluate("document.activeElement === document.body")
    first, last = seen.view("view.timeline.focus")
    assert seen.view(
        "argument.map((iso) => Date.parse(iso) / 864e5)", ["2023-01-01", "2025-12-31"]
    ) == [first, last]
    seen.page.locator(".lv-story-next").click()
    is_shown(seen, 8)
    wait_for_address(seen, step="8", place="kansai", event=story.steps[7].event)
    seen.page.reload()
    seen.page.wait_for_selector("[data-ready=true]")
    is_shown(seen, 8)


def test_looking_around_and_returning(
    serve: Serve, visit: NewVisit, story: Story, is_shown: Callable[[Visit, int], None]
) -> None:
    seen = visit(reduced_motion="reduce").open(f"{serve(DATA)}?story={story.story_id}&step=6")
    is_shown(seen, 6)
    seen.page.locator("[data-sector=tourism]").click()
    expect(again(seen)).to_be_visible()
    wait_for_address(seen, sector="tourism", story=story.story_id, step="6")
    # An address that was sent in between shows what was looked at, and the way back.
    seen.page.reload()
    seen.page.wait_for_selector("[data-ready=true]")
    expect(seen.page.locator(CURRENT)).to_have_text(story.steps[5].title)
    assert seen.view("view.parameters()") == {"sector": "tourism", "place": "gunma"}
    again(seen).click()
    is_shown(seen, 6)
    # Undoing is looking around, too.
    seen.page.get_by_label("Undo").click()
    expect(again(seen)).to_be_visible()
    seen.page.keyboard.press("ArrowRight")
    is_shown(seen, 7)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("story=no-such-story&step=2", "'no-such-story'"),
        ("story=%3Cb%3Ex&step=2", "'<b>x'"),
        ("story=local-cooperation-forum-2025&step=99", "no step '99'"),
        ("story=local-cooperation-forum-2025&step=0", "no step '0'"),
        ("story=local-cooperation-forum-2025&step=two", "no step 'two'"),
    ],
)
def test_what_is_no_story_is_told(
    serve: Serve,
    visit: NewVisit,
    is_shown: Callable[[Visit, int], None],
    query: str,
    message: str,
) -> None:
    seen = visit().open(f"{serve(DATA)}?{query}")
    expect(seen.page.get_by_test_id("stCode")).to_contain_text(message)
    if "forum" in query:
        is_shown(seen, 1)
    else:
        expect(seen.page.locator(".lv-story")).to_be_hidden()
        wait_for_address(seen, story="", step="")


def test_keys_that_others_use_do_not_step(
    serve: Serve, visit: NewVisit, story: Story, is_shown: Callable[[Visit, int], None]
) -> None:
    seen = visit(reduced_motion="reduce").open(f"{serve(DATA)}?story={story.story_id}&step=5")
    is_shown(seen, 5)
    for part in (".lv-find", ".lv-surface", ".lv-canvas canvas", ".lv-pick"):
        seen.page.locator(part).first.focus()
        seen.page.keyboard.press("ArrowRight")
        expect(seen.page.locator(".lv-story-count")).to_have_text("Step 5 of 10")
    seen.page.locator(".lv-story-title").nth(4).focus()
    # These scroll the page, unless the story is presented.
    for key in ("PageDown", "Space", "Shift+ArrowRight", "Control+ArrowRight"):
        seen.page.keyboard.press(key)
    expect(seen.page.locator(".lv-story-count")).to_have_text("Step 5 of 10")


def test_presenting(
    serve: Serve, visit: NewVisit, story: Story, is_shown: Callable[[Visit, int], None]
) -> None:
    seen = visit(reduced_motion="reduce").open(f"{serve(DATA)}?story={story.story_id}&step=1")
    root = seen.page.locator("[data-linked-view]")
    is_shown(seen, 1)
    seen.page.locator(CURRENT).focus()
    seen.page.keyboard.press("f")
    seen.page.wait_for_function("document.fullscreenElement?.matches('.lv-presenting')")
    expect(seen.page.locator(".lv-side")).to_be_hidden()
    for key, number in (("PageDown", 2), ("Space", 3), ("ArrowRight", 4), ("PageUp", 3)):
        seen.page.keyboard.press(key)
        is_shown(seen, number)
    # The whole of the longest step can be read, and the picture is there beside it.
    box, window = seen.page.locator(".lv-map").bounding_box(), seen.page.viewport_size
    assert box is not None
    assert window is not None
    assert box["width"] > 0.5 * window["width"]
    assert box["height"] > 190
    seen.page.evaluate("document.exitFullscreen()")
    expect(root).not_to_have_class("lv lv-presenting")
    # Full screen ends; the story does not.
    is_shown(seen, 3)


def test_a_story_is_told_in_each_language(serve: Serve, visit: NewVisit, tables: Tables) -> None:
    for code in ("vi", "ja"):
        told = stories(tables, language(code))[1]
        seen = visit().open(f"{serve(DATA)}?story={told.story_id}&step=5&lang={code}")
        expect(seen.page.locator(CURRENT)).to_have_text(told.steps[4].title)
        expect(seen.page.locator(".lv-story-current p").first).to_have_text(
            told.steps[4].paragraphs[0]
        )


def test_files_of_a_story_are_offered(serve: Serve, visit: NewVisit, story: Story) -> None:
    seen = visit().open(serve(DATA))
    seen.page.locator(".st-key-panel button").nth(3).click()
    links = seen.page.locator(".ld-save")
    # Slides take a while: they are made first, and then saved.
    orders = seen.page.get_by_test_id("stButton").get_by_role("button")
    orders.filter(has_text="PowerPoint").filter(has_text=story.title).click()
    for label, start, ending in (
        ("HTML file", b"<!DOCTYPE", ".html"),
        ("PowerPoint", b"PK", ".pptx"),
    ):
        with seen.page.expect_download() as started:
            links.filter(has_text=label).filter(has_text=story.title).click()
        assert started.value.suggested_filename == f"{story.story_id}{ending}"
        assert Path(started.value.path()).read_bytes().startswith(start)


def test_less_motion(serve: Serve, visit: NewVisit, story: Story) -> None:
    for motion in ("reduce", "no-preference"):
        seen = visit(reduced_motion=motion).open(f"{serve(DATA)}?story={story.story_id}&step=1")
        seen.view(
            "(() => { const { timeline } = view; const set = timeline.setFocus;"
            " window.focused = []; timeline.setFocus = (...days) => {"
            " window.focused.push(days); set.apply(timeline, days); }; })()"
        )
        seen.page.locator(".lv-story-dot").nth(8).click()
        # The last step but one begins in 1973.
        day = seen.page.evaluate("Date.parse('1973-01-01') / 864e5")
        seen.page.wait_for_function(
            "(day) => Math.round(window.focused.at(-1)?.[0]) === day", arg=day
        )
        moves = seen.page.evaluate("window.focused.length")
        assert (moves == 1) == (motion == "reduce")


def test_it_is_presented_from_a_file_without_a_network(
    visit: NewVisit,
    tables: Tables,
    columns: EventColumns,
    story: Story,
    is_shown: Callable[[Visit, int], None],
    tmp_path: Path,
) -> None:
    ids = list(compress(columns.event_ids, story_mask(story, tables, columns)))
    path = tmp_path / "story.html"
    request = Request("", language("en"), folder=DATA)
    path.write_bytes(story_html(tables, story, ids, request))
    seen = visit(offline=True, reduced_motion="reduce").open(path.as_uri())
    is_shown(seen, 1)
    cards = seen.page.locator("#events article")
    expect(cards.first).to_have_attribute("data-event", story.steps[0].event)
    seen.page.locator(CURRENT).focus()
    seen.page.keyboard.press("f")
    seen.page.wait_for_function("document.fullscreenElement?.matches('.lv-presenting')")
    for number in range(2, len(story.steps) + 1):
        seen.page.keyboard.press("PageDown")
        is_shown(seen, number)
    # What follows the selection in this host: the cards below.
    seen.page.evaluate("document.exitFullscreen()")
    expect(seen.page.locator(".lv-presenting")).to_have_count(0)
    expect(cards.first).to_have_attribute("data-event", story.steps[-1].event)
    seen.page.keyboard.press("Escape")
    expect(seen.page.locator(".lv-story")).to_be_hidden()
    assert [url for url in seen.requests if not url.startswith(("file:", "blob:", "data:"))] == []


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_no_place_of_a_step_lies_under_the_buttons_of_the_map(
    serve: Serve, visit: NewVisit, tables: Tables, width: int, height: int
) -> None:
    seen = visit(reduced_motion="reduce", viewport={"width": width, "height": height})
    base = serve(DATA)
    for story in stories(tables, language("en")):
        seen.open(f"{base}?story={story.story_id}&step=1")
        for number, step in enumerate(story.steps, start=1):
            if number > 1:
                seen.page.locator(".lv-story-next").click()
            seen.wait_for("view.root.dataset.storyStep === argument", f"{story.story_id}/{number}")
            # Where its author says how the map lies, this may be at one place of many.
            if "map" in step.look:
                continue
            corners, buttons, (across, down) = seen.view(
                """(() => {
                  const { map } = view;
                  const [west, south, east, north] = view.controls.stories.placeBounds();
                  const { top } = map.canvas.getBoundingClientRect();
                  const all = [...map.tools.group.children, ...map.tools.zooms.children];
                  const boxes = all.map((one) => one.getBoundingClientRect());
                  return [
                    [[west, north], [east, south]].map((corner) => map.pixelOf(corner)),
                    boxes.map((box) => [box.top - top, box.bottom - top]),
                    map.size(),
                  ];
                })()"""
            )
            (left, top), (right, bottom) = corners
            assert 0 < left < right < across, step.step_id
            assert 0 < top < bottom < down, step.step_id
            assert len(buttons) > 4
            assert all(low < top or high > bottom for high, low in buttons), step.step_id
