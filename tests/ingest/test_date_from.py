"""A date that another document gives dates an event, and is not put into this one's mouth."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from pydantic import ValidationError
from small_seeds import spoil, write_project

from dashboard.ingest.build import build
from dashboard.ingest.dossiers import EventEntry, MentionEntry
from dashboard.ingest.rows import stated_date
from dashboard.ingest.seeds import read_seeds
from dashboard.problems import DataError, Problem
from dashboard.tables import open_tables

ROOT = Path(__file__).parents[2]
ARTICLE = "sources/article.toml"
DATE = 'date = "2025-11-25"'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write_project(tmp_path)


def statements(project: Path, event_id: str) -> pd.DataFrame:
    build(project / "seeds", project / "geocache", project / "data")
    stated = open_tables(project / "data")["event_sources"]
    return stated[stated["event_id"] == event_id].set_index("source_id")


def problems(seeds: Path) -> tuple[Problem, ...]:
    with pytest.raises(DataError) as caught:
        read_seeds(seeds)
    return caught.value.problems


def test_a_borrowed_date_dates_the_event_and_is_stated_by_its_giver_alone(project: Path) -> None:
    spoil(project / "seeds" / ARTICLE, DATE, f'{DATE}\ndate_from = "page"')
    stated = statements(project, "feast")["stated_edtf"]
    assert dict(stated) == {"article": "", "page": "2025-11-24/2025-11-25"}
    events = open_tables(project / "data")["events"].set_index("event_id")
    assert events.loc["feast", "date_edtf"] == "2025-11-25"
    assert events.loc["feast", "date_precision"] == "day"


def test_a_date_of_its_own_is_stated(project: Path) -> None:
    assert statements(project, "feast").loc["article", "stated_edtf"] == "2025-11-25"


@pytest.mark.parametrize(
    ("giver", "message"),
    [("pagge", "no source with this id"), ("article", "names the document itself")],
)
def test_the_giver_is_another_document_that_exists(project: Path, giver: str, message: str) -> None:
    seeds = project / "seeds"
    spoil(seeds / ARTICLE, DATE, f'{DATE}\ndate_from = "{giver}"')
    [problem] = problems(seeds)
    assert message in problem.message
    assert (problem.row, problem.column, problem.value) == ("event[0] (feast)", "date_from", giver)
    assert problem.remedy


def test_a_giver_whose_file_was_refused_is_not_called_unknown(project: Path) -> None:
    seeds = project / "seeds"
    spoil(seeds / ARTICLE, DATE, f'{DATE}\ndate_from = "page"')
    spoil(seeds / "sources/page.toml", 'status = "held"', 'status = "over"')
    assert {problem.column for problem in problems(seeds)} == {"status"}


def test_where_there_is_no_date_none_can_come_from_elsewhere() -> None:
    raw = {"id": "a", "title_en": "A", "summary_en": "A.", "kind": "visit", "status": "held"}
    with pytest.raises(ValidationError, match="there is no date"):
        EventEntry.model_validate({**raw, "date_from": "page"})
    assert EventEntry.model_validate({**raw, "date": "2025"}).date_from is None


def test_a_mention_never_borrows() -> None:
    raw = {"event": "a", "states_en": "A.", "status": "held", "date": "2025"}
    assert stated_date(MentionEntry.model_validate(raw)) == "2025"
    with pytest.raises(ValidationError, match="date_from"):
        MentionEntry.model_validate({**raw, "date_from": "page"})


def test_the_government_news_does_not_date_the_reception_that_it_tells_of() -> None:
    seeds = read_seeds(ROOT / "seeds")
    told = {dossier.source.id: dossier for dossier in seeds.dossiers}["baochinhphu-2025-11-25"]
    entries: list[EventEntry | MentionEntry] = [*told.event, *told.mention]
    assert {stated_date(entry) for entry in entries} == {
        None,
        "2025-04",
        "2025-10",
        "2025-11",
    }
    assert sum(event.date_from == "vietnamplus-2025-11-25" for event in told.event) == 6


def test_who_borrows_a_date_says_so_in_a_note() -> None:
    seeds = read_seeds(ROOT / "seeds")
    borrowers = [event for dossier in seeds.dossiers for event in dossier.event if event.date_from]
    assert all(event.date_note_en for event in borrowers)
