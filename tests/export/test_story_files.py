"""Stories as files, by the command line: the right events, and everything that can be wrong."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from pptx import Presentation

from dashboard.columns import event_columns
from dashboard.language import language
from dashboard.stories import stories, story_mask
from dashboard.subset import tables_of
from dashboard.tables import Tables, open_tables
from tests.export import html_parts
from tests.export.conftest import DATA
from tests.export.test_command import export

STORY = "gunma-and-vietnam"


@pytest.fixture(scope="module")
def tables() -> Tables:
    return open_tables(DATA)


def events_of(tables: Tables, story_id: str) -> list[str]:
    columns = event_columns(tables)
    story = next(s for s in stories(tables, language("en")) if s.story_id == story_id)
    mask = story_mask(story, tables, columns)
    return [event_id for event_id, is_in in zip(columns.event_ids, mask, strict=True) if is_in]


def test_the_html_file_holds_the_story_and_its_events_alone(tmp_path: Path, tables: Tables) -> None:
    path = tmp_path / "story.html"
    done = export("--story", STORY, "-o", path, "--lang", "vi")
    assert done.exit_code == 0, done.output
    document = path.read_text(encoding="utf-8")
    told = next(s for s in stories(tables, language("vi")) if s.story_id == STORY)
    assert f": {told.title}</title>" in document
    parts, settings = html_parts.parts(document), html_parts.settings(document)
    assert set(json.loads(parts["cards"])) == set(events_of(tables, STORY))
    assert settings["selection"] == {"place": "gunma", "when": "2022-08-05"}
    assert settings["event"] == told.steps[0].event
    assert settings["look"]["story"] == STORY
    (story,) = json.loads(parts["payload"])["stories"]
    assert [step["title"] for step in story["steps"]] == [step.title for step in told.steps]
    assert all(step["sources"] for step in story["steps"])


def test_all_adds_the_other_events_and_stories(tmp_path: Path, tables: Tables) -> None:
    path = tmp_path / "story.html"
    assert export("--story", STORY, "--all", "-o", path).exit_code == 0
    document = path.read_text(encoding="utf-8")
    parts = html_parts.parts(document)
    assert len(json.loads(parts["cards"])) == len(tables["events"])
    assert len(json.loads(parts["payload"])["stories"]) == len(tables["stories"])
    assert html_parts.settings(document)["look"]["story"] == STORY


def test_the_presentation_has_a_slide_a_step(tmp_path: Path, tables: Tables) -> None:
    path = tmp_path / "story.pptx"
    done = export("--story", STORY, "-o", path)
    assert done.exit_code == 0, done.output
    titles = [
        slide.shapes.title.text
        for slide in Presentation(io.BytesIO(path.read_bytes())).slides
        if slide.shapes.title is not None
    ]
    told = next(s for s in stories(tables, language("en")) if s.story_id == STORY)
    steps = [step.title for step in told.steps]
    at = titles.index(steps[0])
    assert titles[at : at + len(steps)] == steps


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--story", "nobody", "-o", "x.html"), "there is no story 'nobody'"),
        (("--story", STORY, "-o", "x.csv"), "tells no story"),
        (("--story", STORY, "--select", "place=gunma", "-o", "x.html"), "leave --select out"),
        (("--story", "", "-o", "x.html"), "there is no story ''"),
    ],
)
def test_what_cannot_be_told_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = export(*arguments)
    assert done.exit_code != 0
    assert message in done.output
    assert list(tmp_path.iterdir()) == []


def test_a_story_is_kept_with_all_of_its_events_only(tables: Tables) -> None:
    ids = events_of(tables, STORY)
    kept = tables_of(tables, ids)
    assert list(kept["stories"]["story_id"]) == [STORY]
    assert set(kept["story_step_sources"]["source_id"]) <= set(kept["sources"]["source_id"])
    assert set(kept["story_step_events"]["event_id"]) <= set(ids)
    for name in ("stories", "story_steps", "story_step_events", "story_step_sources"):
        assert tables_of(tables, ids[1:])[name].empty
