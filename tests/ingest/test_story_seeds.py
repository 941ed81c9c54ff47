"""Stories as seeds: what is read, what is refused, and what becomes of it in the tables."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from small_seeds import spoil, write_project

from dashboard.ingest.build import build
from dashboard.ingest.check import check_tables
from dashboard.language import language
from dashboard.problems import DataError, Problem
from dashboard.stories import stories
from dashboard.tables import open_tables

STORY = "seeds/stories/how-they-feasted.toml"
NAMES = ("stories", "story_steps", "story_step_events", "story_step_sources")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write_project(tmp_path)


def rebuild(project: Path) -> None:
    build(project / "seeds", project / "geocache", project / "data")


def refused(project: Path) -> tuple[Problem, ...]:
    with pytest.raises(DataError) as caught:
        rebuild(project)
    return caught.value.problems


def test_a_story_comes_out_as_it_went_in(project: Path) -> None:
    rebuild(project)
    tables = open_tables(project / "data")
    assert check_tables(project / "data", None) == []
    (story,) = stories(tables, language("en"))
    assert (story.story_id, story.title) == ("how-they-feasted", "How they feasted")
    first, second = story.steps
    # Lines of the file flow together; an empty line begins a paragraph.
    assert first.paragraphs == (
        "They feasted in Ha Long.",
        "The page gives two days, the article one.",
    )
    # Dates become days, which is what the browser reads.
    assert first.query == "when=2025-11-01/2025-11-30&place=ha-long"
    assert first.look == {"map": "107.08,20.95,7.5", "focus": "2025-10-01/2025-12-31"}
    assert (first.event, first.events, first.sources) == ("feast", ("feast",), ("article", "page"))
    assert (second.look, second.event) == ({}, "")


def test_what_is_not_translated_is_told_in_english(project: Path) -> None:
    rebuild(project)
    (story,) = stories(open_tables(project / "data"), language("ja"))
    assert (story.title, story.intro) == ("宴の話", "A feast and what came of it.")
    assert [step.title for step in story.steps] == ["The feast", "その後"]
    # Where a line of the file ends, Latin words are kept apart, and Japanese ones are not.
    assert story.steps[1].text == "交流は続く。それはAlpha Betaの話。"


def test_a_dataset_may_have_no_stories(project: Path) -> None:
    shutil.rmtree(project / "seeds" / "stories")
    rebuild(project)
    tables = open_tables(project / "data")
    assert stories(tables, language("en")) == ()
    assert all(tables[name].empty for name in NAMES)


def test_stories_stand_in_the_order_of_their_positions(project: Path) -> None:
    text = (project / STORY).read_text(encoding="utf-8")
    for number, story_id in ((3, "a-last"), (2, "z-second")):
        other = text.replace("how-they-feasted", story_id).replace(
            "position = 1", f"position = {number}"
        )
        for step in ("the-feast", "what-goes-on"):
            other = other.replace(f'id = "{step}"', f'id = "{step}-{number}"')
        (project / "seeds" / "stories" / f"{story_id}.toml").write_text(other, encoding="utf-8")
    rebuild(project)
    told = stories(open_tables(project / "data"), language("en"))
    assert [story.story_id for story in told] == ["how-they-feasted", "z-second", "a-last"]
    assert [len(story.steps) for story in told] == [2, 2, 2]


@pytest.mark.parametrize(
    ("old", "new", "row", "column", "message"),
    [
        ('event = "feast"', 'event = "feist"', "step[0] (the-feast)", "event", "no event"),
        ('["feast"]', '["feast", "feast"]', "step[0] (the-feast)", "events", "named twice"),
        ('["exchange"]', '["no-such"]', "step[1] (what-goes-on)", "events", "no event"),
        ('"page"]', '"pages"]', "step[0] (the-feast)", "sources", "no source"),
        ('["article"]', "[]", "step[1] (what-goes-on)", "sources", "list is empty"),
        ('"2025-10/2025-12"', '"autumn"', "step[0] (the-feast)", "focus", "not an EDTF"),
        ('"107.08,20.95,7.5"', '"Ha Long"', "step[0] (the-feast)", "map", "form"),
        ('id = "what-goes-on"', 'id = "the-feast"', "step[1] (the-feast)", "id", "same step"),
        ('id = "how-they-feasted"', 'id = "another"', "story", "id", "the file is named"),
        ("position = 1", "position = 0", "story", "position", "too small"),
        (
            'title_en = "The feast"',
            'titel_en = "x"',
            "step[0] (the-feast)",
            "titel_en",
            "not known",
        ),
        (
            'text_en = "They go on',
            'text_en = """\n\n""" #',
            "step[1] (what-goes-on)",
            "text_en",
            "",
        ),
    ],
)
def test_a_misspelt_story_is_refused(
    project: Path, old: str, new: str, row: str, column: str, message: str
) -> None:
    spoil(project / STORY, old, new)
    found = [p for p in refused(project) if (p.row, p.column) == (row, column)]
    assert found, refused(project)
    assert message in found[0].message
    assert found[0].file == STORY
    assert found[0].remedy


@pytest.mark.parametrize(
    ("old", "new", "table", "message"),
    [
        ('"place=vn"', '"place=vietnam"', "story_steps", "'vietnam'"),
        ('"place=vn"', '"palce=vn"', "story_steps", "'palce' is no filter"),
        ('"place=vn"', '"area=100,0,120,30"', "story_steps", "'area' is no filter"),
        ('"place=vn"', '"vn"', "story_steps", "no selection"),
        ('"place=vn"', '"when=soon"', "story_steps", "dates"),
        ('"place=vn"', '"when=1950"', "story_steps", "matches no event"),
        ('"when=2025-11&place=ha-long"', '"place=jp"', "", ""),
        ('event = "feast"\nevents', 'event = "tour"\nevents', "story_steps", "points out"),
        ('["article"]', '["page"]', "story_step_events", "states this event"),
    ],
)
def test_a_step_that_could_not_be_followed_is_refused(
    project: Path, old: str, new: str, table: str, message: str
) -> None:
    spoil(project / STORY, old, new)
    if not table:
        return rebuild(project)
    found = [p for p in refused(project) if p.file == f"{table}.csv"]
    assert any(message in problem.message for problem in found), refused(project)
    assert all(problem.remedy for problem in found)
    return None


def test_tables_put_out_of_order_by_hand_are_seen(project: Path) -> None:
    rebuild(project)
    data = project / "data"
    spoil(data / "story_steps.csv", ",2,What goes on", ",1,What goes on")
    stories_file = data / "stories.csv"
    row = stories_file.read_text(encoding="utf-8").splitlines()[1]
    with stories_file.open("a", encoding="utf-8") as file:
        file.write(row.replace("how-they-feasted", "z-without-steps") + "\n")
    messages = [problem.message for problem in check_tables(data, None)]
    assert messages.count("the same position is taken") == 2
    assert "the story has no steps" in messages


def test_an_older_folder_without_the_tables_is_sound(project: Path) -> None:
    rebuild(project)
    data = project / "data"
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    package["resources"] = [r for r in package["resources"] if r["name"] not in NAMES]
    (data / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    for name in NAMES:
        (data / f"{name}.csv").unlink()
    assert check_tables(data, None) == []
    tables = open_tables(data)
    assert stories(tables, language("en")) == ()
    assert tables["stories"]["position"].dtype == "int64"


def test_a_table_that_is_described_and_not_there_is_missing(project: Path) -> None:
    rebuild(project)
    (project / "data" / "story_steps.csv").unlink()
    assert [str(p.file) for p in check_tables(project / "data", None)] == ["story_steps.csv"]
