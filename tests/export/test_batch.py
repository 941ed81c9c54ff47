"""Many files from one command: lists of queries with names, and the steps of a story."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dashboard.export.batch import numbered
from dashboard.export.command import command
from dashboard.problems import DataError
from tests.export.conftest import DATA


def export(*arguments: object) -> Result:
    return CliRunner().invoke(command, ["--data", str(DATA), *map(str, arguments)])


def listed(folder: Path, text: str) -> Path:
    path = folder / "queries.txt"
    path.write_text(text, encoding="utf-8")
    return path


def written(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.suffix != ".txt")


def test_a_line_a_file_with_its_name_or_number(tmp_path: Path) -> None:
    lines = ["# for Monday", "", "gunma: place=gunma", "?sector=culture&when=2025"]
    path = listed(tmp_path, "\n".join([*lines, "quảng-ninh: place=quang-ninh"]))
    done = export("--select-file", path, "-o", tmp_path / "events.csv")
    assert done.exit_code == 0, done.output
    assert written(tmp_path) == ["events-2.csv", "events-gunma.csv", "events-quảng-ninh.csv"]
    gunma = (tmp_path / "events-gunma.csv").read_text(encoding="utf-8-sig")
    export("--select", "place=gunma", "-o", tmp_path / "alone.csv")
    assert gunma == (tmp_path / "alone.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("gunma", "row 2: is no query (found 'gunma')"),
        ("a b: place=gunma", "row 2"),
        ("one: place=gunma", "row 2: names a file a second time (found 'one')"),
        ("two: place=nowhere", "row 2"),
        ("two: sektor=culture", "row 2: 'sektor' is no filter"),
        ("two: when=soon", "row 2: "),
        ("../two: place=gunma", "row 2"),
    ],
)
def test_a_line_that_is_wrong_is_named_and_nothing_is_written(
    tmp_path: Path, line: str, said: str
) -> None:
    path = listed(tmp_path, f"one: place=gunma\n{line}\n")
    done = export("--select-file", path, "-o", tmp_path / "events.csv")
    assert isinstance(done.exception, DataError)
    assert said in str(done.exception)
    assert written(tmp_path) == []


@pytest.mark.parametrize(
    ("text", "said"), [("# nothing\n", "holds no query"), ("\ufeffone: place=gunma", "byte order")]
)
def test_a_list_without_queries_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = listed(tmp_path, text)
    done = export("--select-file", path, "-o", tmp_path / "events.csv")
    assert said in str(done.exception)
    done = export("--select-file", tmp_path / "none.txt", "-o", tmp_path / "events.csv")
    assert "there is no such file" in str(done.exception)


def test_one_that_matches_nothing_keeps_all_from_being_written(tmp_path: Path) -> None:
    path = listed(tmp_path, "one: place=gunma\nnone: q=zzzz\n")
    done = export("--select-file", path, "-o", tmp_path / "events.csv")
    assert done.exit_code != 0
    assert "no event matches the selection of none" in done.stderr
    assert written(tmp_path) == []


@pytest.mark.parametrize(
    "others", [("--select", "place=gunma"), ("--story", "gunma-and-vietnam", "--format", "png")]
)
def test_selections_come_from_one_place_only(tmp_path: Path, others: tuple[str, ...]) -> None:
    path = listed(tmp_path, "one: place=gunma\n")
    done = export("--select-file", path, "-o", tmp_path / "events.csv", *others)
    assert done.exit_code == 2
    assert "--select" in done.stderr


def test_a_story_in_a_table_is_refused(tmp_path: Path) -> None:
    done = export("--story", "gunma-and-vietnam", "-o", tmp_path / "story.csv")
    assert "choose one of html, pptx, png, svg, pdf, gif, webm" in done.stderr


def test_numbers_sort_as_they_are_told() -> None:
    names = [numbered(number, 12) for number in range(1, 13)]
    assert names == sorted(names)
    assert (names[0], numbered(3, 9)) == ("01", "3")
