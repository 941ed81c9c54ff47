"""Text from data is text: markup, scripts and odd addresses are shown and never run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.synthetic import synthetic_tables, write_tables

MARKUP = " ".join(
    (
        "<img src=x onerror='window.ran=1'><b>bold</b>",
        "</script><script>window.ran=1</script>",
        "{{window.ran=1}} ${window.ran=1} :red[red] $x^2$ [link](javascript:window.ran=1)",
        "' onmouseover='window.ran=1' \" onfocus=\"window.ran=1\" autofocus tabindex=0 ",
    )
)
ADDRESS = "javascript:window.ran=1"


@pytest.mark.parametrize("text", [MARKUP, ADDRESS], ids=["markup", "address"])
def test_hostile_text_is_shown_and_never_runs(
    serve: Callable[..., str], visit: Callable[..., Visit], tmp_path: Path, text: str
) -> None:
    folder = write_tables(
        synthetic_tables(12, places=6, sectors=3, texts=text, story=True), tmp_path / "data"
    )
    seen = visit().open(serve(folder))
    # Move over everything that could come alive.
    x, y = seen.point_of("aa-1")
    seen.page.mouse.move(x, y)
    seen.page.locator("[data-sector]").first.hover()
    seen.page.locator(".lv-country").first.hover()
    seen.page.locator(".ec").first.hover()
    seen.page.locator(".lv-stories > summary").click()
    seen.page.locator(".lv-story-choice").click()
    expect(seen.page.locator(".lv-story-current h2")).to_contain_text(text.strip())
    seen.page.locator(".lv-story-current summary").click()
    seen.page.locator(".lv-story-current li").first.hover()
    seen.page.locator(".lv-story-dot").first.hover()
    seen.page.keyboard.press("Escape")
    seen.drag_over("2016-01-01", "2019-12-31")
    expect(seen.page.locator(".ec h3").first).to_contain_text(text.strip())
    shown = seen.page.get_by_role("heading", level=1).inner_text()
    assert shown == " ".join(f"Synthetic events{text}".split())
    assert seen.page.evaluate("window.ran") is None
    assert seen.page.locator(".ec img, .lv img, .ec script, .lv script, .ec b").count() == 0
    seen.page.locator(".st-key-panel button").nth(3).click()
    label = seen.page.locator(".ld-save").filter(has_text="A story").first
    assert label.inner_text() == " ".join(f"HTML file – A story{text}".split())
    links = seen.page.eval_on_selector_all("a", "nodes => nodes.map((n) => n.protocol)")
    assert set(links) <= {"http:", "https:"}
