"""Bad seeds: each defect is told once, with its place and a remedy, and all at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_seeds import spoil, write_project

from dashboard.ingest.seeds import read_seeds, read_vocabulary
from dashboard.problems import DataError, Problem

ARTICLE = "sources/article.toml"
PLACES = "vocabulary/places.toml"


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    return write_project(tmp_path) / "seeds"


def problems(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(DataError) as caught:
        read_seeds(folder)
    assert all(problem.message and problem.remedy for problem in caught.value.problems)
    return caught.value.problems


def test_sound_seeds_are_read_in_order(seeds: Path) -> None:
    read = read_seeds(seeds)
    assert [dossier.source.id for dossier in read.dossiers] == ["article", "page"]
    assert [sector.id for sector in read.vocabulary.sector] == ["culture", "tourism"]
    assert read.dataset.title == "A small dataset"
    assert read_vocabulary(seeds) == read.vocabulary


@pytest.mark.parametrize(
    ("file", "old", "new", "row", "column", "value", "message"),
    [
        # TOML and shape
        (ARTICLE, 'kind = "festival"', "kind = festival", 17, "", None, "is not TOML"),
        (ARTICLE, 'title_en = "An article"', 'title_en = "An', 4, "", None, "is not TOML"),
        (ARTICLE, "[[figure]]", "[figure", 49, "", None, "is not TOML"),
        (ARTICLE, 'summary_en = "They feasted."', "", "event[0] (feast)", "summary_en", None,
         "key is missing"),
        (ARTICLE, "summary_en", "sumary_en", "event[0] (feast)", "summary_en", None,
         "key is missing"),
        (ARTICLE, 'date = "2025-11-25"', "date = 2025-11-25", "event[0] (feast)", "date",
         "2025-11-25", "must be text"),
        (ARTICLE, "paragraphs = [7, 3]", "paragraphs = [0]", "event[0].paragraphs[0] (feast)", "",
         0, "is too small"),
        (ARTICLE, '"tourism", {', '"Tourism!", {', "event[0].sectors[0] (feast)", "", "Tourism!",
         "is no id"),
        (ARTICLE, 'id = "culture", p', 'id = "culture", x', "event[0].sectors[1] (feast)",
         "xaragraphs", None, "not known here"),
        (ARTICLE, 'role = "venue"', 'role = "guest"', "event[0].places[0] (feast)", "role", "guest",
         "is none of"),
        (ARTICLE, "https://", "javascript://", "source", "url",
         "javascript://example.org/article", "no web address"),
        (ARTICLE, "value = 800", 'value = "800 people"', "figure[0] (feast-delegates)", "value",
         "800 people", "valid number"),
        # dates
        (ARTICLE, "2025-11-25", "25-11-2025", "event[0] (feast)", "date", "25-11-2025",
         "is not an EDTF date"),
        (ARTICLE, "2025-11-25", "2025-11-25/2025-11-24", "event[0] (feast)", "date",
         "2025-11-25/2025-11-24", "ends before it starts"),
        # ids
        (ARTICLE, 'kind = "festival"', 'kind = "festivals"', "event[0] (feast)", "kind",
         "festivals", "no kind with this id"),
        (ARTICLE, '{ id = "ha-long"', '{ id = "halong"', "event[0].places[0] (feast)", "id",
         "halong", "no place with this id"),
        (ARTICLE, '"mayor"', '"major"', "event[0].actors[0] (feast)", "id", "major",
         "no actor with this id"),
        (ARTICLE, 'measure = "delegates"', 'measure = "booths"', "figure[0] (feast-delegates)",
         "measure", "booths", "no measure with this id"),
        (ARTICLE, 'part_of = "feast"', 'part_of = "fast"', "event[1] (exchange)", "part_of", "fast",
         "no event with this id"),
        ("sources/page.toml", 'event = "feast"', 'event = "fest"', "mention[0] (fest)", "event",
         "fest", "no event with this id"),
        (ARTICLE, 'id = "tour"', 'id = "feast"', "event[2] (feast)", "id", "feast", "stands in"),
        (ARTICLE, 'id = "article"', 'id = "other"', "source", "id", "other", "file is named"),
        ("sources/page.toml", "page-delegates", "feast-delegates", "figure[0] (feast-delegates)",
         "id", "feast-delegates", "stands in seeds/sources/article.toml"),
        (PLACES, 'id = "ha-long"', 'id = "gunma"', "place[4] (gunma)", "id", "gunma",
         "the same place"),
        (ARTICLE, '{ id = "gunma", role = "party", paragraphs = [5] }',
         '{ id = "ha-long", role = "venue" }', "event[0].places[1] (feast)", "id", "ha-long",
         "named twice"),
        # trees and regions
        (PLACES, 'parent = "vn"', 'parent = "ha-long"', "place[2] (quang-ninh)", "parent", None,
         "lies in itself"),
        (PLACES, 'parent = "vn"', 'parent = "vietnam"', "place[2] (quang-ninh)", "parent",
         "vietnam", "no place with this id"),
        (PLACES, 'members = ["gunma"]', "", "place[5] (kanto)", "members", None, "has none"),
        (PLACES, 'members = ["gunma"]', 'members = ["kanto"]', "place[5] (kanto)", "members", None,
         "its own member"),
        (ARTICLE, 'part_of = "feast"', 'part_of = "exchange"', "event[1] (exchange)", "part_of",
         None, "lies in itself"),
        # statements without a place in the text
        (ARTICLE, "paragraphs = [2]", "", "rejected[0] (quote)", "paragraphs", None,
         "where in the text"),
        (ARTICLE, "paragraphs = [8]", "", "event[1] (exchange)", "paragraphs", None,
         "where in the text"),
        (ARTICLE, "text_sha256 =", "note_en =", "source", "text_sha256", None, "by its hash"),
        ("sources/page.toml", 'b = "gunma"', 'b = "quang-ninh"',
         "partnership[0] (gunma-quang-ninh)", "b", "quang-ninh", "same place"),
    ],
)  # fmt: skip
def test_a_defect_is_told_with_its_place(
    seeds: Path,
    file: str,
    old: str,
    new: str,
    row: int | str,
    column: str,
    value: object,
    message: str,
) -> None:
    spoil(seeds / file, old, new)
    found = problems(seeds)
    told = [(problem.file, problem.row, problem.column, problem.value) for problem in found]
    assert (f"seeds/{file}", row, column, value) in told
    assert message in found[told.index((f"seeds/{file}", row, column, value))].said


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("title = 'Hạ Long'".encode("utf-16"), "UTF-16"),
        ("title = 'Hà'".encode("latin-1"), "is not UTF-8"),
        (b"\xef\xbb\xbf[source]", "byte order mark"),
        (b"[source]\nid = 'a\0'", "NUL"),
        (b"a = " + b"[" * 100_000, "nested too deeply"),
    ],
)
def test_text_that_cannot_be_read(seeds: Path, content: bytes, message: str) -> None:
    (seeds / ARTICLE).write_bytes(content)
    (found,) = problems(seeds)
    assert found.file == f"seeds/{ARTICLE}"
    assert message in found.said


def test_all_files_are_told_of_at_once_and_nothing_that_follows_from_it(seeds: Path) -> None:
    spoil(seeds / ARTICLE, 'status = "held"', 'status = "done"')
    spoil(seeds / PLACES, 'kind = "city"', 'kind = "town"')
    # The events and places in the refused files are not reported as unknown.
    assert {(problem.file, problem.column) for problem in problems(seeds)} == {
        (f"seeds/{ARTICLE}", "status"),
        (f"seeds/{PLACES}", "kind"),
    }


def test_a_close_id_is_offered(seeds: Path) -> None:
    spoil(seeds / ARTICLE, '{ id = "ha-long"', '{ id = "halong"')
    assert "'ha-long'" in problems(seeds)[0].remedy


def test_missing_and_empty_folders(seeds: Path, tmp_path: Path) -> None:
    assert "no such folder" in problems(tmp_path / "nowhere")[0].message
    for path in (seeds / "sources").iterdir():
        path.unlink()
    assert "holds no .toml file" in problems(seeds)[0].message
    (seeds / "sources").rmdir()
    assert "no such folder" in problems(seeds)[0].message


def test_a_folder_named_like_a_file_and_a_file_of_another_kind(seeds: Path) -> None:
    (seeds / "sources" / "dir.toml").mkdir()
    (seeds / "sources" / "notes.tml").write_text("", encoding="utf-8")
    (seeds / "sources" / "README.md").write_text("", encoding="utf-8")
    assert {problem.file: problem.said for problem in problems(seeds)} == {
        "seeds/sources/dir.toml": "cannot be read: it is a folder, not a file",
        "seeds/sources/notes.tml": "is no .toml file and would be ignored",
    }
