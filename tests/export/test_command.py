"""``python -m dashboard export``: every format, and everything that can be wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dashboard.export.command import command
from dashboard.export.formats import FORMATS
from tests.export import html_parts
from tests.export.conftest import DATA
from tests.synthetic import synthetic_tables, write_tables


def export(*arguments: object) -> Result:
    return CliRunner().invoke(command, ["--data", str(DATA), *map(str, arguments)])


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.format_id)
def test_every_format_is_written_by_its_ending(tmp_path: Path, form: object) -> None:
    path = tmp_path / f"view{form.ending}"
    done = export("--select", "place=gunma", "-o", path)
    assert done.exit_code == 0, done.output
    assert path.stat().st_size > 1000
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_the_selection_and_the_options_are_taken(tmp_path: Path) -> None:
    path = tmp_path / "view.html"
    query = "?place=gunma&event=gunma-day-ha-noi&map=106,20,6&lang=vi"
    done = export("--select", query, "-o", path, "--theme", "dark", "--lang", "ja")
    assert done.exit_code == 0, done.output
    assert done.stderr == ""
    document = path.read_text(encoding="utf-8")
    assert 'lang="ja" data-theme="dark"' in document
    settings = html_parts.settings(document)
    assert settings["selection"] == {"place": "gunma"}
    assert settings["look"]["map"] == "106,20,6"


@pytest.mark.parametrize("more", [[], ["--all"], ["--select", "q=forum"]])
def test_a_dataset_without_events_is_told_from_a_selection_without(
    tmp_path: Path, more: list[str]
) -> None:
    folder = write_tables(synthetic_tables(0), tmp_path / "data")
    path = tmp_path / "view.html"
    done = CliRunner().invoke(command, ["--data", str(folder), "-o", str(path), *more])
    assert done.exit_code != 0
    assert "the dataset has no events: nothing was written" in done.stderr
    assert not path.exists()


def test_all_puts_every_event_in(tmp_path: Path) -> None:
    path = tmp_path / "view.html"
    assert export("--select", "place=gunma", "--all", "-o", path).exit_code == 0
    document = path.read_text(encoding="utf-8")
    assert html_parts.settings(document)["selection"] == {"place": "gunma"}
    rows = (DATA / "events.csv").read_text(encoding="utf-8").count("\n") - 1
    assert len(json.loads(html_parts.parts(document)["cards"])) == rows


def test_what_is_unknown_is_said_and_left_out(tmp_path: Path) -> None:
    path = tmp_path / "view.csv"
    done = export("--select", "place=gunma,nowhere&sektor=culture", "-o", path)
    assert done.exit_code == 0
    assert "nowhere" in done.stderr
    assert "'sektor' is no filter" in done.stderr
    assert path.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--select", "q=zzzz", "-o", "{}/view.html"], "no event matches"),
        (["--select", "q=zzzz", "-o", "{}/view.csv"], "no event matches"),
        (["-o", "{}/missing/view.csv"], "there is no folder"),
        (["-o", "{}/view.csv", "--theme", "dark"], "has no --theme"),
        (["-o", "{}/view.html", "--theme", "pink"], "pink"),
        (["-o", "{}/view.doc"], "which format?"),
        ([], "which format?"),
        (["--format", "csv", "-o", "{}"], "is a directory"),
        (["-o", "{}/view.html", "--lang", "xx"], "xx"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    tmp_path: Path, arguments: list[str], said: str
) -> None:
    done = export(*(argument.format(tmp_path) for argument in arguments))
    assert done.exit_code != 0
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_path_that_cannot_be_written_is_said() -> None:
    done = export("-o", "/proc/view.csv")
    assert done.exit_code != 0
    assert "/proc/view.csv cannot be written" in done.stderr


def test_without_a_name_the_file_is_called_as_the_dataset(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert export("--format", "geojson", "--select", "place=gunma").exit_code == 0
    name = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))["name"]
    assert [path.name for path in tmp_path.iterdir()] == [f"{name}.geojson"]
