"""The documentation's slides of reveal.js, in reveal.js, in Chromium."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from importlib.metadata import files
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import FrameLocator, expect

from dashboard.export.command import command
from tests.browser.conftest import DATA, READY, Visit
from tests.browser.test_embed import other_site
from tests.test_docs import blocks

# A Sphinx theme that brings reveal.js along.
PACKAGE = "sphinx-revealjs"
# Without the tutorial: its arrow moves for 100 seconds, and `shown` waits for what moves.
DECK = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Deck</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="reveal.css">
<link rel="stylesheet" href="theme/white.css"></head>
<body><div class="reveal"><div class="slides">
<section><h2>Where we stand</h2></section>
{slides}
<section><h2>What comes next</h2></section>
</div></div>
<script src="reveal.js"></script>
<script>Reveal.initialize({{ hash: true, controlsTutorial: false }})</script>
</body></html>
"""


def reveal(folder: Path) -> None:
    """Put what reveal.js needs into ``folder``."""
    script = next(file for file in files(PACKAGE) or () if str(file).endswith("dist/reveal.js"))
    shutil.copytree(Path(str(script.locate())).parent, folder, dirs_exist_ok=True)


@pytest.fixture
def deck(tmp_path: Path, serve: Callable[[Path], str]) -> Path:
    """The slides that docs/embedding.md prints, word for word but for the server's address."""
    reveal(tmp_path)
    slides = "".join(blocks("html"))
    framed = re.search(r'<iframe src="(\w+\.html)"', slides)
    assert framed
    (line,) = (line for line in "".join(blocks("sh")).splitlines() if line.endswith(framed[1]))
    query = re.search(r'--select "([^"]+)"', line)
    assert query
    path = tmp_path / framed[1]
    done = CliRunner().invoke(command, ["--select", query[1], "-o", str(path)])
    assert done.exit_code == 0, done.output
    slides = slides.replace("https://dashboard.example.org/", serve(DATA))
    (tmp_path / "deck.html").write_text(DECK.format(slides=slides), "utf-8")
    return tmp_path


def test_the_slides_of_the_documentation_show_the_view_and_step_on(
    visit: Callable[..., Visit], deck: Path
) -> None:
    it = visit(viewport={"width": 1280, "height": 720})
    page = it.page

    def shown(number: int) -> None:
        expect(page.locator("section").nth(number)).to_have_class(re.compile(r"\bpresent\b"))
        # It has come to where it is to stand: else a click would miss it.
        page.wait_for_function(
            "() => document.getAnimations().every((one) => one.playState !== 'running')"
        )

    def stepped_from(frame: FrameLocator, number: int) -> None:
        """Keys step the slides, wherever in the frame the last click was."""
        for place in (".lv-canvas", ".lv-surface"):
            box = frame.locator(place).bounding_box()
            assert box
            page.mouse.click(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.6)
            page.keyboard.press("PageDown")
            shown(number + 1)
            page.keyboard.press("ArrowLeft")
            shown(number)

    with other_site(deck) as site:
        page.goto(f"{site}deck.html")
        shown(0)
        page.keyboard.press("ArrowRight")
        shown(1)
        kept = page.frame_locator("section:nth-of-type(2) iframe")
        expect(kept.locator(READY)).to_be_visible()
        expect(kept.locator(".ec-heading")).to_contain_text("Gunma")
        stepped_from(kept, 1)
        page.keyboard.press("ArrowRight")
        shown(2)
        served = page.frame_locator("section:nth-of-type(3) iframe")
        expect(served.locator(READY)).to_be_visible()
        expect(served.locator("#words")).to_contain_text("Tourism")
        page.screenshot(path=deck / "slide.png")
        stepped_from(served, 2)
