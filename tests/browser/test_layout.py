"""What a reader sees stays where it is while the page starts, and when texts are set wider."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DATA, NewVisit, Serve

# Cumulative Layout Shift; up to 0.1 counts as good (web.dev/articles/cls). A page that knows of
# its layout only once Streamlit does comes to 1.
MOST_SHIFT = 0.1
COUNT_SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const { value, hadRecentInput, sources } of list.getEntries())
    if (!hadRecentInput) window.shifts.push([value, sources.map(({ node }) => node?.className)]);
}).observe({ type: "layout-shift", buffered: true });
"""
SIZES = {"phone": (360, 780), "desktop": (1440, 1000)}
# WCAG 2.2, success criterion 1.4.12.
WIDE_TEXT = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; }
* { word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }
"""
# The texts of buttons that stand out of them, or of what they stand in, with how far.
CUT_TEXTS = """(selector) => [...document.querySelectorAll(selector)].flatMap((button) => {
  const range = document.createRange();
  range.selectNodeContents(button.querySelector("p") ?? button);
  const text = range.getBoundingClientRect();
  const beyond = (box) => Math.max(box.top - text.top, text.bottom - box.bottom,
    box.left - text.left, text.right - box.right);
  const boxes = [];
  // What lies below the fold is not cut.
  const all = button.closest(".stElementContainer");
  for (let node = button; node !== all; node = node.parentElement)
    if (node === button || getComputedStyle(node).overflow !== "visible")
      boxes.push(node.getBoundingClientRect());
  const far = Math.max(...boxes.map(beyond));
  return far > 1 ? [`${button.textContent}: ${far}`] : [];
})"""


@pytest.mark.parametrize("size", list(SIZES))
def test_nothing_moves_while_the_page_starts(serve: Serve, visit: NewVisit, size: str) -> None:
    width, height = SIZES[size]
    for lang in ("en", "vi", "ja"):
        seen = visit(is_first=True, viewport={"width": width, "height": height})
        seen.page.add_init_script(COUNT_SHIFTS)
        seen.open(f"{serve(DATA)}?lang={lang}")
        expect(seen.page.locator("article.ec").first).to_be_attached()
        shifts = seen.page.evaluate("window.shifts")
        assert sum(value for value, _ in shifts) < MOST_SHIFT, (lang, shifts)


def test_a_shift_would_be_noticed(serve: Serve, visit: NewVisit) -> None:
    seen = visit(is_first=True)
    seen.page.add_init_script(COUNT_SHIFTS)
    seen.open(serve(DATA))
    before = sum(value for value, _ in seen.page.evaluate("window.shifts"))
    seen.page.add_style_tag(content=".st-key-linked_view { margin-top: 300px !important }")
    seen.page.wait_for_function(
        "(least) => window.shifts.reduce((sum, [value]) => sum + value, 0) > least",
        arg=before + MOST_SHIFT,
    )


@pytest.mark.parametrize("size", list(SIZES))
def test_wide_text_is_not_cut(serve: Serve, visit: NewVisit, size: str) -> None:
    width, height = SIZES[size]
    seen = visit(viewport={"width": width, "height": height}).open(f"{serve(DATA)}?lang=vi")
    page = seen.page
    page.add_style_tag(content=WIDE_TEXT)
    expect(page.locator(".st-key-language button").first).to_have_css("word-spacing", "2.24px")
    buttons = ".st-key-language button, .st-key-panel button, .stButton button, .lv-dates > button"
    assert page.locator(buttons).count() > 10
    assert page.evaluate(CUT_TEXTS, buttons) == []
    page.add_style_tag(content="#root .st-key-language button p { margin-top: -2em !important }")
    assert len(page.evaluate(CUT_TEXTS, buttons)) == 3, "cut texts would be noticed"
    # Dates are written in the form that an empty field shows.
    fields = page.locator(".lv-date").evaluate_all(
        "nodes => nodes.map((node) => node.scrollWidth - node.clientWidth)"
    )
    assert max(fields) <= 1
