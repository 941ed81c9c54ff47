"""Stories as they are told: the committed ones, and what an address may ask of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.columns import event_columns
from dashboard.dates import parse
from dashboard.language import LANGUAGE_NAMES, language
from dashboard.linked.story_views import story_views
from dashboard.selection import Selection
from dashboard.stories import asked_step, stories
from dashboard.tables import Tables, open_tables
from tests.export.small import HOSTILE, with_cells
from tests.synthetic import synthetic_tables

ENGLISH = language("en")


@pytest.fixture(scope="module")
def tables() -> Tables:
    return open_tables(Path(__file__).parents[1] / "data")


def test_every_step_shows_something_and_is_told_in_every_language(tables: Tables) -> None:
    columns = event_columns(tables)
    told = {code: stories(tables, language(code)) for code in LANGUAGE_NAMES}
    for number, story in enumerate(told["en"]):
        assert story.steps
        for i, step in enumerate(story.steps):
            selection, notices = Selection.parse(step.query, tables)
            assert notices == ()
            assert selection.query() == step.query
            assert selection.mask(columns, tables).any()
            assert step.sources
            parse(step.look["focus"])
            texts = {code: told[code][number].steps[i] for code in told}
            assert len({step.title for step in texts.values()}) == len(texts)
            assert len({step.text for step in texts.values()}) == len(texts)
            # What one language says in a paragraph, the others do not leave out.
            assert len({len(step.paragraphs) for step in texts.values()}) == 1


def test_a_dataset_without_stories_has_none() -> None:
    bare = synthetic_tables(10)
    assert stories(bare, ENGLISH) == ()
    assert story_views(bare, ENGLISH) == []
    assert asked_step({}, (), ENGLISH) == (None, 0, ())


def test_what_an_address_asks_for(tables: Tables) -> None:
    told = stories(tables, ENGLISH)
    second = told[1]
    asked = {"story": second.story_id, "step": "2"}
    assert asked_step(asked, told, ENGLISH) == (second, 2, ())
    assert asked_step({"story": second.story_id}, told, ENGLISH) == (second, 1, ())
    # A step of no story is nobody's.
    assert asked_step({"step": "2"}, told, ENGLISH) == (None, 0, ())
    for wrong in ("0", "-1", "6", "1.0", "²", "x" * 5000):
        story, number, notices = asked_step(asked | {"step": wrong}, told, ENGLISH)
        assert (story, number) == (second, 1)
        assert len(notices[0]) < 200
    story, number, notices = asked_step({"story": "<b>"}, told, ENGLISH)
    assert (story, number) == (None, 0)
    assert "'<b>'" in notices[0]


def test_a_focus_that_is_none_is_left_out(tables: Tables) -> None:
    broken = with_cells(tables, "story_steps", focus_edtf="soon", selection="place=nowhere")
    for story in stories(broken, ENGLISH):
        assert {step.query for step in story.steps} == {""}
        assert all("focus" not in step.look for step in story.steps)


@pytest.mark.parametrize("text", HOSTILE)
def test_views_are_plain_values(tables: Tables, text: str) -> None:
    hostile = with_cells(tables, "story_steps", title_en=text, text_en=text)
    for story in story_views(hostile, ENGLISH):
        assert {step["title"] for step in story["steps"]} == {text}
        assert all("\n\n".join(step["paragraphs"]) == text for step in story["steps"])
        assert all(isinstance(step["selection"], dict) for step in story["steps"])
