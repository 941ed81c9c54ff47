from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pptx import Presentation

from dashboard.__main__ import main
from dashboard.export.request import Request
from dashboard.export.slides_story import story_pptx
from dashboard.language import language
from dashboard.problems import DataError
from dashboard.stories import Step, Story, stories
from dashboard.tables import Tables
from tests.export.conftest import DATA
from tests.export.small import HOSTILE

ENGLISH = Request("", language("en"), "https://example.org/app")


def titles(content: bytes) -> list[str]:
    return [slide.shapes.title.text_frame.text for slide in slides(content)]


def slides(content: bytes) -> list[Any]:
    return list(Presentation(io.BytesIO(content)).slides)


def story(*steps: Step) -> Story:
    return Story("a-story", "A story", "What it tells.", steps)


def test_each_step_has_a_slide_with_its_own_selection(committed: Tables) -> None:
    told = story(
        Step("one", "Gunma", "About Gunma.", "place=gunma"),
        Step("two", "Hokkaido", "About Hokkaido.\n\nAnd more.", "place=hokkaido"),
    )
    found = slides(story_pptx(committed, told, ENGLISH))
    for slide, step in zip(found[1:3], told.steps, strict=True):
        assert slide.shapes.title.text_frame.text == step.title
        notes = slide.notes_slide.notes_text_frame.text
        assert f"https://example.org/app?{step.query}" in notes
        assert all(paragraph in notes for paragraph in step.paragraphs)
    texts = [shape.text_frame.text for shape in found[2].shapes if shape.has_text_frame]
    assert "About Hokkaido.\nAnd more." in texts


def test_a_step_that_matches_nothing_is_told_without_a_view(committed: Tables) -> None:
    nothing = Step("none", "Before all", "There was nothing.", "when=1801")
    something = Step("some", "Gunma", "About Gunma.", "place=gunma")
    found = slides(story_pptx(committed, story(nothing, something), ENGLISH))
    assert not any(shape.has_chart or shape.shape_type == 13 for shape in found[1].shapes)
    assert any(shape.shape_type == 13 for shape in found[2].shapes)
    with pytest.raises(DataError, match=r"matches no event.*'a-story'"):
        story_pptx(committed, story(nothing), ENGLISH)


def test_a_text_that_is_too_long_is_whole_in_the_notes(committed: Tables) -> None:
    text = "Localities met and agreed. " * 200 + "The end."
    told = story(Step("long", HOSTILE[-3], text, "place=gunma"))
    slide = slides(story_pptx(committed, told, ENGLISH))[1]
    shown = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    assert any(words.startswith("Localities met") and words.endswith("…") for words in shown)
    assert slide.notes_slide.notes_text_frame.text.startswith(text.strip())


def test_progress_grows_to_one_and_the_bytes_are_the_same(committed: Tables) -> None:
    told = stories(committed, language("en"))[1]
    seen: list[float] = []
    content = story_pptx(committed, told, replace(ENGLISH, tell=seen.append))
    assert content == story_pptx(committed, told, ENGLISH)
    assert seen == sorted(seen)
    assert len(seen) == len(told.steps) + 1
    assert seen[-1] == 1.0


def test_the_command_line_tells_a_story_in_slides(tmp_path: Path, committed: Tables) -> None:
    told = stories(committed, language("ja"))[0]
    path = tmp_path / "story.pptx"
    asking = ["export", "--data", str(DATA), "--lang", "ja", "-o", str(path), "--story"]
    result = CliRunner().invoke(main, [*asking, told.story_id])
    assert result.exit_code == 0, result.output
    assert titles(path.read_bytes())[:2] == [told.title, told.steps[0].title]
