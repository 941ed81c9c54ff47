"""Slides as LibreOffice draws them: every part is there, and no text leaves its frame."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from datetime import date
from shutil import which
from typing import Any

import pytest
from pptx import Presentation
from pptx.util import Pt

from dashboard.catalogue import LOCALES
from dashboard.export.request import Request
from dashboard.export.slides import to_pptx
from dashboard.export.slides_frame import EMU_AN_INCH
from dashboard.export.slides_selected import selected
from dashboard.export.slides_story import story_pptx
from dashboard.language import language
from dashboard.stories import stories
from dashboard.tables import Tables
from tests.export.conftest import DATA
from tests.export.rendered import Page, colors, drawn, overflowing, squeezed
from tests.export.small import HOSTILE, ids, titled
from tests.export.test_slides import asked

IMPRESS = (
    "apt-get install -y --no-install-recommends libreoffice-impress fonts-noto-core fonts-noto-cjk"
)
QUERY = "when=2023-01-01/2025-12-31&sector=culture,tourism,diplomacy"
LONG = "Chương trình hợp tác địa phương – 地方間協力フォーラム – Localities in cooperation. " * 40
Drawn = tuple[dict[str, bytes], dict[str, list[Page]]]


@pytest.fixture(scope="module")
def office(
    committed: Tables,
    tmp_path_factory: pytest.TempPathFactory,
    require_system: Callable[[object, str], None],
) -> Drawn:
    """Decks in every language, one of hostile and one of endless texts, drawn in one run."""
    require_system(which("soffice"), IMPRESS)
    files = {}
    for code in LOCALES:
        chosen, request = asked(committed, QUERY, code)
        files[code] = to_pptx(committed, chosen, request)
        files[f"whole-{code}"] = to_pptx(committed, *asked(committed, "", code))
        story = stories(committed, language(code))[0]
        telling = Request("", language(code), folder=DATA, made=date(2026, 11, 22))
        files[f"story-{code}"] = story_pptx(committed, story, telling)
    for name, texts in (("hostile", HOSTILE), ("long", [LONG, LONG[:200], "X" * 500])):
        tables = titled(texts)
        files[name] = to_pptx(tables, ids(tables), Request(texts[0], language("en")))
    files["broken"] = broken(files["en"])
    return files, drawn(files, tmp_path_factory.mktemp("slides"))


def broken(content: bytes) -> bytes:
    """The deck with a title, a remark and a cell that are too long for their frames."""
    file = Presentation(io.BytesIO(content))
    title = file.slides[1].shapes.title
    title.text_frame.text = LONG[:200]
    remark = next(shape for shape in file.slides[2].shapes if shape.has_text_frame)
    remark.text_frame.paragraphs[0].runs[0].font.size = Pt(60)
    table = next(shape for shape in file.slides[3].shapes if shape.has_table).table
    table.cell(1, 0).text_frame.paragraphs[0].runs[0].text = LONG
    raw = io.BytesIO()
    file.save(raw)
    return raw.getvalue()


def slides(content: bytes) -> list[Any]:
    return list(Presentation(io.BytesIO(content)).slides)


def colored(page: Page, shape: Any) -> Counter[tuple[int, ...]]:
    """The pixels of a page within a shape."""
    scale = page.image.width / 13.333 / EMU_AN_INCH
    left, top = shape.left * scale, shape.top * scale
    right, bottom = left + shape.width * scale, top + shape.height * scale
    return colors(page.image.crop((int(left), int(top), int(right), int(bottom))))


@pytest.mark.parametrize("kind", ["{}", "whole-{}", "story-{}"])
@pytest.mark.parametrize("code", LOCALES)
def test_every_text_of_every_slide_is_drawn_within_its_frame(
    office: Drawn, code: str, kind: str
) -> None:
    files, pages = office
    name = kind.format(code)
    made = slides(files[name])
    assert len(made) == len(pages[name]) > 8
    for slide, page in zip(made, pages[name], strict=True):
        for shape in slide.shapes:
            texts = [shape.text_frame.text] if shape.has_text_frame else []
            if shape.has_table:
                texts = [cell.text for row in shape.table.rows for cell in row.cells]
            for text in texts:
                for word in text.split():
                    assert squeezed(word) in page.text or word == "‹#›", (slide.slide_id, word)
        assert overflowing(slide, page) == [], (name, slide.shapes.title.text_frame.text)


@pytest.mark.parametrize("name", ["hostile", "long"])
def test_texts_of_strangers_stay_within_their_frames(office: Drawn, name: str) -> None:
    files, pages = office
    for slide, page in zip(slides(files[name]), pages[name], strict=True):
        assert overflowing(slide, page) == []
    shown = "".join(page.text for page in pages[name])
    assert ("<script>alert(1)</script>" in shown) == (name == "hostile")
    # What is too long is cut, and says so (here as three dots: texts are compared in one form).
    assert "..." in shown or name == "hostile"


def test_what_overflows_is_seen(office: Drawn) -> None:
    files, pages = office
    found = [
        bool(overflowing(slide, page))
        for slide, page in zip(slides(files["broken"]), pages["broken"], strict=True)
    ]
    assert found[1:4] == [True, True, True]
    assert not found[0]
    assert not any(found[4:])


@pytest.mark.parametrize("code", LOCALES)
def test_chart_and_map_are_drawn_in_the_sectors_colours(
    office: Drawn, committed: Tables, code: str
) -> None:
    files, pages = office
    made = slides(files[code])
    groups = selected(committed, *asked(committed, QUERY, code)).groups
    wanted = [tuple(bytes.fromhex(group.color[1:])) for group in groups]
    assert len(wanted) == 3
    chart = next(shape for shape in made[1].shapes if shape.has_chart)
    seen = colored(pages[code][1], chart)
    assert all(seen[color] > 100 for color in wanted)
    assert seen[31, 41, 51] > 20, "the line of totals"
    picture = next(shape for shape in made[2].shapes if shape.shape_type == 13)
    seen = colored(pages[code][2], picture)
    assert all(seen[color] > 10 for color in wanted)
    # Land and sea.
    assert seen[247, 247, 245] > 1000
    assert seen[233, 239, 245] > 1000


def test_a_story_has_a_slide_for_each_step_with_its_view(office: Drawn, committed: Tables) -> None:
    files, pages = office
    story = stories(committed, language("vi"))[0]
    made = slides(files["story-vi"])
    titles = [slide.shapes.title.text_frame.text for slide in made]
    assert titles[0] == story.title
    assert titles[1 : len(story.steps) + 1] == [step.title for step in story.steps]
    for step, slide, page in zip(story.steps, made[1:], pages["story-vi"][1:], strict=False):
        assert squeezed(step.paragraphs[0]) in page.text
        assert any(shape.has_chart or shape.shape_type == 13 for shape in slide.shapes)
        notes = slide.notes_slide.notes_text_frame.text
        assert all(key in notes for key in step.sources)
