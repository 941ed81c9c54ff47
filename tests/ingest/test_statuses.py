"""What was planned and then held is held, as of the first document that says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_seeds import spoil, write_project

from dashboard.ingest.build import build
from dashboard.ingest.check import check_tables
from dashboard.tables import open_tables

ARTICLE, PAGE = "seeds/sources/article.toml", "seeds/sources/page.toml"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write_project(tmp_path)


def tell(project: Path, event: str, status: str, published: str = "") -> None:
    """Let the page mention ``event`` with ``status``, and say when it was published."""
    mention = f'[[mention]]\nevent = "{event}"\nstatus = "{status}"\nstates_en = "So it says."\n\n'
    spoil(project / PAGE, "[[mention]]", f"{mention}[[mention]]")
    if published:
        line = 'url = "https://example.org/page"'
        spoil(project / PAGE, line, f'{line}\npublished = "{published}"')


def status_of(project: Path, event: str) -> tuple[str, str]:
    build(project / "seeds", project / "geocache", project / "data")
    assert check_tables(project / "data", None) == []
    row = open_tables(project / "data")["events"].set_index("event_id").loc[event]
    return row["status"], row["status_as_of_edtf"]


@pytest.mark.parametrize("later", ["held", "ongoing"])
def test_a_planned_event_comes_about(project: Path, later: str) -> None:
    tell(project, "tour", later, "2025-12-05")
    assert status_of(project, "tour") == (later, "2025-12-05")
    said = open_tables(project / "data")["event_sources"].query("event_id == 'tour'")
    assert dict(zip(said["source_id"], said["stated_status"], strict=True)) == {
        "article": "planned",
        "page": later,
    }


def test_a_document_without_a_date_says_so_without_a_date(project: Path) -> None:
    tell(project, "tour", "held")
    assert status_of(project, "tour") == ("held", "")


def test_the_first_of_several_documents_dates_it_and_held_goes_before_ongoing(
    project: Path,
) -> None:
    tell(project, "tour", "held", "2025-12-05")
    other = (project / PAGE).read_text(encoding="utf-8").partition("[[mention]]")[0]
    for name, status, day in (("early", "ongoing", "01"), ("late", "held", "09")):
        text = other.replace('id = "page"', f'id = "{name}"').replace("12-05", f"12-{day}")
        text += f'[[mention]]\nevent = "tour"\nstatus = "{status}"\nstates_en = "So."\n'
        (project / f"seeds/sources/{name}.toml").write_text(text, encoding="utf-8")
    assert status_of(project, "tour") == ("held", "2025-12-05")


@pytest.mark.parametrize(
    ("event", "later", "stays"), [("tour", "planned", "planned"), ("exchange", "held", "ongoing")]
)
def test_nothing_else_changes_a_status(project: Path, event: str, later: str, stays: str) -> None:
    tell(project, event, later, "2025-12-05")
    assert status_of(project, event) == (stays, "2025-11-19")
