"""Renew the README's picture of a slide: ``python -m tests.export.slide_picture``."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import pypdfium2

from dashboard.export.request import Request
from dashboard.export.slides_story import story_pptx
from dashboard.language import language
from dashboard.stories import stories
from dashboard.tables import open_tables
from tests.export.conftest import DATA
from tests.export.rendered import documents

TARGET = DATA.parent / ".github" / "slide.png"
STEP = "forum-2025-since-1973"
_WIDTH = 1360  # pixels


def main() -> None:
    """Draw one step of the story of the forum, as LibreOffice shows it, into `TARGET`."""
    tables, spoken = open_tables(DATA), language("en")
    story = next(
        story for story in stories(tables, spoken) if STEP in {step.step_id for step in story.steps}
    )
    number = [step.step_id for step in story.steps].index(STEP) + 1
    request = Request("", spoken, folder=DATA, made=date(2026, 11, 22))
    with tempfile.TemporaryDirectory() as folder:
        content = story_pptx(tables, story, request)
        path = documents({"story": content}, Path(folder))["story"]
        page = pypdfium2.PdfDocument(path)[number]
        image = page.render(scale=_WIDTH / page.get_width()).to_pil().convert("RGB")
    TARGET.parent.mkdir(exist_ok=True)
    image.quantize(256).save(TARGET, optimize=True)


if __name__ == "__main__":
    main()
