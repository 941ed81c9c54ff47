"""The page for everyone: axe-core, the keyboard, less motion, and what is read aloud."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewVisit, Serve, Visit
from tests.serving import ROOT

# What each panel shows, by its place in the row of panels.
PANELS = [".ec-list", ".ld-events-table", ".ld-head", ".ld-save", ".ld-documents"]
PAGES = {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 23, 29)"}
WIDTHS = [1440, 360]
# Shadow roots hide the focus from the document.
FOCUSED = """() => {
  let node = document.activeElement;
  while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
  return node;
}"""


@pytest.fixture(scope="module")
def axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def opened(serve: Serve, visit: NewVisit) -> Visit:
    return visit().open(serve(ROOT / "data"))


def settle(page: Page) -> None:
    """Wait until colours have changed and the server has answered."""
    page.wait_for_function("!document.querySelector('[data-stale=\"true\"]')")
    page.wait_for_function("document.getAnimations().every((a) => a.playState !== 'running')")


def look(page: Page, scheme: str, width: int) -> None:
    """Take a theme and a width."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    expect(page.locator(".stApp")).to_have_css("background-color", PAGES[scheme])
    # The linked view hears of a theme after the page, and of a width with its next frame.
    page.wait_for_function(
        """([paper, width]) => {
          const { linkedView } = document.querySelector('[data-linked-view]');
          return JSON.parse(linkedView.themeKey).background === paper
            && document.documentElement.scrollWidth <= width;
        }""",
        arg=[PAGES[scheme], width],
    )
    settle(page)


def violations(page: Page, where: str, *, besides: str = ".none") -> list[str]:
    """What axe-core finds in the page ``besides`` a part, Streamlit's own elements included.

    The page scrolls within an element that is cut off, so that axe-core takes what lies
    below the fold for hidden and passes over it: the window is made as high as the page.
    """
    size = page.viewport_size
    assert size is not None
    height = page.evaluate("document.querySelector('.stMain').scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": height})
    settle(page)
    found: list[dict[str, Any]] = page.evaluate(
        "async (part) => (await axe.run({exclude: [[part]]}, {resultTypes: ['violations'],"
        " preload: false, rules: {'target-size': {enabled: true}}})).violations",
        besides,
    )
    return [
        f"{where}: {rule['id']}: {node['target']}: {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize(
    ("code", "looks"),
    [
        ("en", list(product(PAGES, WIDTHS))),
        # Every language in every theme and at every width; all combinations in one.
        ("vi", list(zip(PAGES, WIDTHS, strict=True))),
        ("ja", list(zip(PAGES, reversed(WIDTHS), strict=True))),
    ],
    ids=["en", "vi", "ja"],
)
def test_axe_finds_nothing(
    serve: Serve, visit: NewVisit, axe: str, code: str, looks: list[tuple[str, int]]
) -> None:
    seen = visit(color_scheme="light").open(f"{serve(ROOT / 'data')}?lang={code}")
    page = seen.page
    page.evaluate(axe)
    expect(page.locator("html")).to_have_attribute("lang", re.compile(f"^{code}"))
    found = []
    # To draw the map anew for a width or a theme takes longest: panels change within.
    for scheme, width in looks:
        look(page, scheme, width)
        for number, content in enumerate(PANELS):
            page.locator(".st-key-panel button").nth(number).click()
            page.wait_for_selector(content)
            settle(page)
            # The linked view is the same above every panel: once is enough.
            known = "[data-linked-view]" if number else ".none"
            found += violations(page, f"{content} {scheme} {width}", besides=known)
    assert found == []


def test_axe_finds_nothing_in_a_narrow_selection(serve: Serve, visit: NewVisit, axe: str) -> None:
    """Values without events, chosen values and open lists have colours of their own."""
    seen = visit(color_scheme="light").open(f"{serve(ROOT / 'data')}?sector=culture&when=2023/2024")
    page = seen.page
    page.evaluate(axe)
    for summary in page.locator(".lv-facet summary").all():
        summary.click()
    # Lists are filled once they have opened, which the browser tells in tasks of their own.
    for listed in page.locator(".lv-facet").all():
        expect(listed.locator("[data-value]").first).to_be_visible()
    assert page.locator(".lv-empty").count() > 0
    found = []
    for scheme in PAGES:
        for width in WIDTHS:
            look(page, scheme, width)
            found += violations(page, f"{scheme} {width}")
    assert found == []


def test_axe_finds_nothing_in_a_story(serve: Serve, visit: NewVisit, axe: str) -> None:
    address = f"{serve(ROOT / 'data')}?story=local-cooperation-forum-2025&step=4&sector=culture"
    seen = visit(color_scheme="light").open(address)
    page = seen.page
    page.evaluate(axe)
    # With the way back, the sources and the list of stories open.
    expect(page.locator(".lv-story-return")).to_be_visible()
    page.locator(".lv-story-current summary").click()
    page.locator(".lv-stories > summary").click()
    found = []
    for scheme in PAGES:
        for width in WIDTHS:
            look(page, scheme, width)
            found += violations(page, f"{scheme} {width}")
    # The list covers the bar, until it is closed.
    page.keyboard.press("Escape")
    page.locator(".lv-story-present").click()
    expect(page.locator(".lv-presenting")).to_be_visible()
    found += violations(page, "presenting")
    assert found == []


def test_axe_would_find_something(opened: Visit, axe: str) -> None:
    opened.page.evaluate(axe)
    expect(opened.page.locator(".ec").last).to_be_visible()
    opened.page.add_style_tag(content=".ec:last-child h3 { color: #999999 !important }")
    assert "color-contrast" in " ".join(violations(opened.page, "grey"))


def test_tab_reaches_every_control_and_shows_where_it_is(opened: Visit) -> None:
    page = opened.page
    page.locator(".lv-facet summary").first.click()
    expect(page.locator(".lv-facet [data-value]").first).to_be_visible()
    opened.rest()
    wanted = page.evaluate(
        """() => {
          const root = document.querySelector('[data-linked-view]');
          const all = root.querySelectorAll('button, input, select, summary, [tabindex="0"]');
          // The calendar hangs from a field that is out of the order; a button opens it.
          const isReached = (n) => !n.disabled && n.tabIndex >= 0 && n.checkVisibility();
          window.controls = [...all].filter(isReached);
          window.controls[0].focus();
          return window.controls.length;
        }"""
    )
    passed: list[int] = []
    unseen = []
    while not passed or passed[-1] >= 0:
        number, outline, name = page.evaluate(
            f"""() => {{
              const node = ({FOCUSED})();
              const {{ outlineStyle, outlineWidth }} = getComputedStyle(node);
              const at = window.controls.indexOf(node);
              return [at, outlineStyle === 'none' ? 0 : parseFloat(outlineWidth), node.outerHTML];
            }}"""
        )
        passed.append(number)
        if number > 0 and outline < 2:
            unseen.append(name)
        page.keyboard.press("Tab")
    assert passed[:-1] == list(range(wanted))
    assert unseen == []


def test_brush_follows_the_keys(opened: Visit) -> None:
    page, surface = opened.page, opened.page.locator(".lv-surface")
    everything = opened.total()
    expect(surface).to_have_attribute("aria-valuetext", "The whole time")
    surface.focus()
    page.keyboard.press("ArrowRight")
    first = opened.view("[...view.model.interval]")
    assert opened.total() < everything
    page.keyboard.down("ArrowRight")
    moved = opened.view("[...view.model.interval]")
    assert moved[0] == first[1] + 1
    # As with the hand: the server hears of it when the key is let go.
    page.keyboard.up("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    longer = opened.view("[...view.model.interval]")
    assert longer[0] == moved[0]
    assert longer[1] > moved[1]
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Shift+ArrowLeft")
    assert opened.view("[...view.model.interval]") == moved, "one bin is the least"
    page.wait_for_url(lambda url: "when=" in url)
    day = "new Date(argument * 864e5).getUTCFullYear().toString()"
    spoken = surface.get_attribute("aria-valuetext") or ""
    assert opened.view(day, moved[0]) in spoken
    page.keyboard.press("Escape")
    assert opened.view("view.model.interval") is None
    assert opened.total() == everything


def test_brush_stays_within_the_span_and_in_view(opened: Visit) -> None:
    surface = opened.page.locator(".lv-surface")
    surface.focus()
    opened.view("view.timeline.setFocus(view.timeline.extent[1] - 20, view.timeline.extent[1] - 6)")
    opened.page.wait_for_function(
        "document.querySelector('[data-linked-view]').linkedView.timeline.unit.name === 'day'"
    )
    # Seven days to the edge of the window, six more to the end, and some against it.
    for _ in range(18):
        opened.page.keyboard.press("ArrowRight")
    first, last = opened.view("[...view.model.interval]")
    from_, to = opened.view("[...view.timeline.focus]")
    assert from_ <= first <= last <= to
    assert last == opened.view("view.timeline.extent[1]")


def test_live_region_waits_for_the_hand(opened: Visit) -> None:
    opened.page.evaluate(
        """() => {
          window.said = [];
          const region = document.querySelector('.lv-spoken[aria-live]');
          new MutationObserver(() => window.said.push(region.textContent))
            .observe(region, { childList: true, characterData: true, subtree: true });
        }"""
    )
    opened.drag_over("2018-03-01", "2023-09-30", release=False)
    assert opened.page.evaluate("window.said") == []
    opened.page.mouse.up()
    opened.page.wait_for_function("window.said.length > 0")
    assert opened.page.evaluate("window.said.at(-1)").startswith(f"{opened.total()} of ")


def test_pictures_say_what_they_show(opened: Visit) -> None:
    opened.page.locator('[data-sector="sport"]').click()
    total = opened.total()
    label = opened.page.locator(".lv-timeline").get_attribute("aria-label") or ""
    assert f"{total} of {opened.view('view.payload.eventCount')} events" in label
    places = opened.view(
        "view.map.places.filter((p) => view.map.counts[p.index])"
        ".sort((a, b) => view.map.counts[b.index] - view.map.counts[a.index])"
        ".slice(0, 1).map((p) => [p.name, view.map.counts[p.index]])[0]"
    )
    summary = opened.page.locator(".lv-map p.lv-spoken").inner_text()
    assert "{}: {} event".format(*places) in summary
    # The picture takes the focus, since the arrow keys move it: it must say what it is.
    expect(opened.page.locator(".lv-canvas canvas")).to_have_attribute("aria-label", summary)


def test_every_place_of_the_map_can_be_chosen_by_keyboard(opened: Visit) -> None:
    page = opened.page
    listed = page.locator('.lv-facet:has([aria-label="Place"])')
    listed.locator("summary").focus()
    page.keyboard.press("Enter")
    # A list is filled once it has opened, which the browser tells in a task of its own.
    values = listed.locator("[data-value]")
    expect(values.first).to_be_visible()
    at_first = values.count()
    listed.locator(".lv-more").focus()
    page.keyboard.press("Enter")
    expect(values).not_to_have_count(at_first)
    offered = values.evaluate_all("all => all.map((n) => n.dataset.value)")
    drawn = opened.view("view.map.places.filter((p) => view.map.counts[p.index]).map((p) => p.id)")
    assert set(drawn) <= set(offered)
    listed.locator('[data-value="gunma"]').focus()
    page.keyboard.press("Space")
    assert opened.view("view.parameters().place") == "gunma"
    # The list puts what is chosen first; the focus goes with it.
    assert page.evaluate(f"({FOCUSED})().dataset.value") == "gunma"
    page.wait_for_url(lambda url: "place=gunma" in url)


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_playback_honours_reduced_motion_and_escape(
    serve: Serve, visit: NewVisit, motion: Any
) -> None:
    seen = visit(reduced_motion=motion).open(serve(ROOT / "data"))
    page = seen.page
    seen.view(
        "(window.steps = [], window.step = view.player.onStep,"
        " view.player.onStep = (interval) => { window.steps.push("
        "[view.player.played.part * view.player.share, performance.now() - view.player.begun]);"
        " window.step(interval); })"
    )
    play = page.locator(".lv-play")
    play.focus()
    page.keyboard.press("Enter")
    expect(play).to_have_attribute("aria-label", "Pause")
    page.wait_for_function("window.steps.length >= 3")
    # Which second of the way, 20 seconds long, each step shows, and when, in milliseconds.
    steps: list[list[float]] = page.evaluate("window.steps.slice(0, 3)")
    seconds = [share * 20 for share, _ in steps]
    whole = [round(second) for second in seconds]
    if motion == "reduce":
        assert seconds == pytest.approx(whole)
        assert whole == sorted(set(whole))
        assert all(at >= 1000 * second for second, (_, at) in zip(whole, steps, strict=True))
    else:
        assert seconds != pytest.approx(whole)
    page.keyboard.press("Escape")
    expect(play).to_have_attribute("aria-label", "Play")
    assert not seen.view("view.player.isPlaying")
    page.wait_for_url(lambda url: "when=" in url)


@pytest.mark.parametrize("scheme", list(PAGES))
def test_edges_of_fields_and_brush_stand_out(serve: Serve, visit: NewVisit, scheme: Any) -> None:
    seen = visit(color_scheme=scheme).open(serve(ROOT / "data"))
    seen.drag_over("2018-03-01", "2023-09-30")
    ratios: dict[str, float] = seen.page.evaluate(
        """(page) => {
          const context = document.createElement('canvas').getContext('2d');
          const light = (color) => {
            context.fillStyle = color;
            context.fillRect(0, 0, 1, 1);
            const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map((v) => v / 255)
              .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
            return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
          };
          const ratio = (a, b) => Math.max(a, b) / Math.min(a, b);
          const root = document.querySelector('[data-linked-view]');
          const edge = (name) => getComputedStyle(root.querySelector(name)).borderLeftColor;
          const view = root.linkedView;
          const overview = view.timeline.plot.chart.data.at(-1).fillcolor;
          const colors = {
            find: edge('.lv-find'), date: edge('.lv-date'), pick: edge('.lv-pick'),
            brush: edge('.lv-brush'), window: edge('.lv-window'), overview,
          };
          return Object.fromEntries(
            Object.entries(colors).map(([name, color]) => [name, ratio(light(color), light(page))]),
          );
        }""",
        PAGES[scheme],
    )
    assert {name: ratio for name, ratio in ratios.items() if ratio < 3} == {}


def test_forced_colours_leave_the_map_and_the_sectors_theirs(serve: Serve, visit: NewVisit) -> None:
    seen = visit(forced_colors="active").open(serve(ROOT / "data"))
    colors = json.loads(seen.view("view.themeKey"))
    assert len({colors[name] for name in ("text", "background", "land", "accent")}) == 4
    swatches = seen.page.eval_on_selector_all(
        ".lv-swatch", "nodes => nodes.map((node) => getComputedStyle(node).backgroundColor)"
    )
    assert len(set(swatches)) == len(swatches) > 1
    sector = seen.page.locator('[data-sector="tourism"]')
    sector.click()
    expect(sector).to_have_css("outline-width", "3px")
