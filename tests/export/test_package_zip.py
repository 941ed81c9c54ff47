from __future__ import annotations

import io
import json
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import frictionless

from dashboard.export.package_zip import to_package
from dashboard.export.request import Request
from dashboard.land import outlines
from dashboard.language import language
from dashboard.tables import About, Credit, Tables, open_tables
from dashboard.views.boundaries import load_boundaries
from tests.export.conftest import DATA
from tests.export.small import HOSTILE, titled
from tests.synthetic import synthetic_tables, write_tables


def unzipped(content: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
    return folder


def test_unzipped_it_is_a_valid_data_package(
    committed: Tables, english: Request, tmp_path: Path
) -> None:
    folder = unzipped(to_package(committed, [], english), tmp_path)
    report = frictionless.validate(folder / "datapackage.json")
    assert report.flatten(["title", "message"]) == []
    assert report.valid
    assert len(report.tasks) == len(committed) + 2


def test_a_broken_table_would_be_seen(committed: Tables, english: Request, tmp_path: Path) -> None:
    folder = unzipped(to_package(committed, [], english), tmp_path)
    with (folder / "events.csv").open("a", encoding="utf-8") as file:
        file.write("more\n")
    assert not frictionless.validate(folder / "datapackage.json").valid


def test_tables_and_their_description_are_those_of_the_dataset(
    committed: Tables, english: Request, tmp_path: Path
) -> None:
    folder = unzipped(to_package(committed, [], english), tmp_path)
    for name in committed:
        assert (folder / f"{name}.csv").read_bytes() == (DATA / f"{name}.csv").read_bytes()
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    outlines = package["resources"][len(committed) :]
    del package["resources"][len(committed) :]
    assert package == json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    assert [entry["path"] for entry in outlines] == [
        "boundaries/units.geojson",
        "boundaries/countries.geojson",
    ]


def test_the_dashboard_opens_it(committed: Tables, english: Request, tmp_path: Path) -> None:
    folder = unzipped(to_package(committed, [], english), tmp_path)
    tables = open_tables(folder)
    assert tables.about == committed.about
    assert all(tables[name].equals(committed[name]) for name in committed)
    assert load_boundaries(folder, tables)["units"]["features"]


def test_it_says_what_it_is_and_under_which_terms(
    committed: Tables, english: Request, tmp_path: Path
) -> None:
    folder = unzipped(to_package(committed, ["forum-2025"], english), tmp_path)
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert readme.startswith(f"# {committed.about.title}\n")
    assert f"(then: {english.selection}; events: 1)" in readme
    for name in ("README.md", "LICENSE"):
        text = (folder / name).read_text(encoding="utf-8")
        assert "https://creativecommons.org/licenses/by/4.0/" in text
        assert all(entry.title in text for entry in committed.about.sources)
    assert "Natural Earth" in (folder / "boundaries/README.md").read_text(encoding="utf-8")


def test_the_selection_does_not_change_the_tables(committed: Tables, english: Request) -> None:
    whole = to_package(committed, list(committed["events"]["event_id"]), english)
    part = to_package(committed, ["forum-2025"], english)
    with zipfile.ZipFile(io.BytesIO(whole)) as one, zipfile.ZipFile(io.BytesIO(part)) as other:
        changed = [name for name in one.namelist() if one.read(name) != other.read(name)]
    assert changed == ["README.md"]


def test_the_same_arguments_give_the_same_bytes_and_no_time(
    committed: Tables, english: Request
) -> None:
    content = to_package(committed, [], english)
    assert content == to_package(committed, [], english)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "datapackage.json"


def test_the_land_of_the_world_comes_with_a_dataset_that_has_none(tmp_path: Path) -> None:
    folder = write_tables(synthetic_tables(30), tmp_path / "data")
    shutil.rmtree(folder / "boundaries")
    tables = open_tables(folder)
    assert tables.about.boundaries_credit == "Natural Earth"
    request = Request("Everything", language("en"), folder=folder)
    assert request.outlines(tables)["land"] == outlines()
    there = unzipped(to_package(tables, [], request), tmp_path / "out")
    assert load_boundaries(there, open_tables(there))["land"] == outlines()
    assert not (there / "boundaries" / "units.geojson").exists()
    package = json.loads((there / "datapackage.json").read_text(encoding="utf-8"))
    assert package["resources"][-1]["path"] == "boundaries/countries.geojson"
    assert open_tables(there).about == tables.about


def test_without_outlines_it_has_tables_only(tmp_path: Path) -> None:
    tables = synthetic_tables(30)
    request = Request("Everything", language("en"))
    there = unzipped(to_package(tables, [], request), tmp_path)
    assert not (there / "boundaries").exists()
    again = open_tables(there)
    for name in ("title_en", "start_date", "end_date", "is_uncertain"):
        assert again["events"][name].equals(tables["events"][name])
    assert again["locations"]["lat"].equals(tables["locations"]["lat"])


def test_hostile_texts_come_back_unchanged(tmp_path: Path) -> None:
    # The reader of tables refuses NUL and, being strict, takes every other text.
    texts = [text for text in HOSTILE if "\0" not in text]
    tables = titled(texts)
    request = Request("Everything", language("en"))
    again = open_tables(unzipped(to_package(tables, [], request), tmp_path))
    assert list(again["events"]["title_en"]) == texts


def test_it_says_of_itself_what_the_dataset_said(tmp_path: Path) -> None:
    about = About(
        "mines",
        "Mines",
        "Of the Andes",
        (Credit("CC0", "https://example.org/", "CC0-1.0"),),
        title_ja="鉱山",
        languages=("en", "ja"),
        boundaries_credit="A survey",
    )
    tables = replace(synthetic_tables(5), about=about)
    there = unzipped(to_package(tables, [], Request("Everything", language("en"))), tmp_path)
    assert open_tables(there).about == about
    terms = (there / "LICENSE").read_text(encoding="utf-8")
    assert "Boundaries: A survey" in terms
    # No such file is inside.
    assert "boundaries/README.md" not in terms
