"""The command line makes all of the tables or none, always the same, and never a traceback."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from frictionless import Package
from small_seeds import contents, spoil, write_project

from dashboard.__main__ import run as command_line
from dashboard.dates import DateError
from dashboard.ingest.build import build
from dashboard.ingest.check import check_tables
from dashboard.ingest.publish import LOCK_FILE, publish
from dashboard.ingest.rows import period_cells
from dashboard.problems import DataError, Problem
from dashboard.tables import open_tables

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
Spoiler = Callable[[Path], object]


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dashboard", *arguments],
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = write_project(tmp_path_factory.mktemp("sound"))
    rebuild(project)
    return project


@pytest.fixture
def project(sound: Path, tmp_path: Path) -> Path:
    """A project of one's own that was built, to be spoiled."""
    return Path(shutil.copytree(sound, tmp_path / "project"))


def rebuild(project: Path) -> None:
    build(project / "seeds", project / "geocache", project / "data")


def test_the_committed_tables_are_those_of_the_committed_seeds(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data" / "boundaries", tmp_path / "boundaries")
    build(ROOT / "seeds", ROOT / "geocache", tmp_path)
    made, committed = contents(tmp_path), contents(ROOT / "data")
    assert made.keys() == committed.keys()
    assert [name for name in made if made[name] != committed[name]] == []


def test_the_reference_validator_passes_the_committed_package() -> None:
    report = Package(str(ROOT / "data" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])
    assert report.stats["tasks"] == 20


def test_a_rebuild_changes_nothing(project: Path) -> None:
    before = contents(project / "data")
    done = run("build", folder=project)
    assert done.returncode == 0, done.stderr
    assert "changed: nothing" in done.stdout
    assert contents(project / "data") == before


def test_hash_seed_and_time_zone_do_not_show_in_the_bytes(project: Path) -> None:
    before = contents(project / "data")
    for seed, zone in (("1", "Asia/Tokyo"), ("2", "America/Los_Angeles")):
        shutil.rmtree(project / "data")
        write_project(project)
        done = subprocess.run(
            [sys.executable, "-m", "dashboard", "build"],
            cwd=project,
            env={**ENVIRONMENT, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert contents(project / "data") == before


def test_what_the_rows_say(project: Path) -> None:
    tables = open_tables(project / "data")
    statements = tables["event_sources"].set_index(["event_id", "source_id"])
    assert statements.loc[("feast", "article"), "locator"] == "p3 p7"
    assert statements.loc[("feast", "page"), "locator"] == "excerpt"
    assert statements.loc[("feast", "page"), "stated_edtf"] == "2025-11-24/2025-11-25"
    places = tables["event_locations"].set_index(["event_id", "location_id", "source_id"])
    assert places.loc[("feast", "gunma", "article"), "locator"] == "p5"
    assert places.loc[("feast", "ha-long", "article"), "locator"] == "p3 p7"
    # The figure has no paragraphs of its own: those of its event hold.
    figures = tables["figures"].set_index("figure_id")
    assert figures.loc["feast-delegates", "locator"] == "p3 p7"
    assert figures.loc["feast-delegates", "as_of_edtf"] == "2025-11-19"
    sectors = tables["sectors"].set_index("sector_id")
    assert sectors.loc["culture", "position"] == 1
    assert sectors.loc["tourism", "position"] == 2
    assert list(tables["location_names"]["name"]) == ["NA"]


@pytest.mark.parametrize(
    ("date", "status", "as_of", "start", "end", "precision"),
    [
        ("2025-10", "held", "2025-11-19", "2025-10-01", "2025-10-31", "month"),
        ("", "ongoing", "2025-11-19", "2025-11-19", "2025-11-19", "attested"),
        ("", "recurring", "2025-09", "2025-09-01", "2025-09-30", "attested"),
        ("", "ongoing", "", "None", "None", ""),
        ("", "held", "2025-11-19", "None", "None", ""),
        ("", "planned", "2025-11-19", "None", "None", ""),
        ("", "proposed", "2025-11-19", "None", "None", ""),
        ("1995/..", "ongoing", "2025-11-19", "1995-01-01", "None", "year"),
    ],
)
def test_when_an_event_is_drawn(
    date: str, status: str, as_of: str, start: str, end: str, precision: str
) -> None:
    cells = period_cells(date, status, as_of)
    assert (str(cells["start_date"]), str(cells["end_date"])) == (start, end)
    assert cells["date_precision"] == precision


def test_a_date_that_is_none_is_refused() -> None:
    with pytest.raises(DateError):
        period_cells("soon", "planned", "2025")


def test_what_is_not_a_table_stays_and_old_tables_go(project: Path) -> None:
    data = project / "data"
    (data / "notes.csv").write_text("mine", encoding="utf-8")
    (data / "old.csv").write_text("theirs", encoding="utf-8")
    outside = project / "outside.csv"
    outside.write_text("not in data", encoding="utf-8")
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    package["resources"] += [{"path": "old.csv"}, {"path": "../outside.csv"}]
    (data / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    rebuild(project)
    assert not (data / "old.csv").exists()
    assert (data / "notes.csv").exists()
    assert (data / "boundaries" / "units.geojson").exists()
    assert outside.exists()


def text_at(name: str, old: str, new: str) -> Spoiler:
    return lambda project: spoil(project / name, old, new)


def bytes_at(name: str, content: bytes) -> Spoiler:
    return lambda project: (project / name).write_bytes(content)


def folder_at(name: str) -> Spoiler:
    def make(project: Path) -> None:
        (project / name).unlink()
        (project / name).mkdir()

    return make


def removed(name: str) -> Spoiler:
    return lambda project: shutil.rmtree(project / name)


@pytest.mark.parametrize(
    ("spoiler", "said"),
    [
        (text_at("seeds/sources/article.toml", "[[event]]", "[[event"), "is not TOML"),
        (text_at("seeds/sources/article.toml", "2025-11-25", "soon"), "'soon' is not an EDTF date"),
        (text_at("seeds/sources/article.toml", '"mayor"', '"nobody"'), "(found 'nobody')"),
        (text_at("seeds/sources/article.toml", '"tour"', '"feast"'), "the same event"),
        (text_at("seeds/vocabulary/places.toml", 'id = "jp"', 'id = "vn"'), "the same place"),
        (text_at("geocache/hand_placed.toml", "lat = 20.95", "lat = 25.0"),
         "Ha Long lies 356 km outside Quang Ninh"),
        (text_at("geocache/hand_placed.toml", 'place = "ha-long"', 'place = "elsewhere"'),
         "elsewhere"),
        (text_at("geocache/hand_placed.toml", "lat = 20.95", "lat = 95"), "less than or equal"),
        (text_at("seeds/vocabulary/places.toml", 'kind = "city"', 'kind = "country"'),
         "a country cannot lie in a province"),
        (text_at("seeds/sources/article.toml", 'sectors = ["culture"]', ""),
         "the event has no sector"),
        (text_at("seeds/dataset.toml", "[[licence]]", "[[license]]"), "licence"),
        (bytes_at("seeds/sources/page.toml", "à".encode("latin-1")), "is not UTF-8"),
        (bytes_at("seeds/sources/page.toml", "[source]".encode("utf-16")), "is UTF-16"),
        (bytes_at("seeds/vocabulary/lists.toml", b"\xef\xbb\xbf"), "byte order mark"),
        (bytes_at("data/boundaries/units.geojson", b"{"), "no GeoJSON"),
        (bytes_at("geocache/hand_placed.toml", b"\xff"), "cannot be read"),
        (folder_at("seeds/sources/page.toml"), "it is a folder"),
        (folder_at("data/events.csv"), "a folder stands where a file should go"),
        (removed("seeds"), "there is no such folder"),
        (removed("seeds/vocabulary"), "there is no such folder"),
        (removed("geocache"), "no coordinates"),
    ],
)  # fmt: skip
def test_bad_input_leaves_the_last_good_tables(
    project: Path,
    spoiler: Spoiler,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    spoiler(project)
    before = contents(project / "data")
    monkeypatch.chdir(project)
    monkeypatch.setattr("sys.argv", ["dashboard", "build"])
    # The whole command line, in this process: whatever else it raised would fail the test.
    with pytest.raises(SystemExit) as ended:
        command_line()
    told = capsys.readouterr().err
    assert ended.value.code in (1, 2)
    assert said in told
    assert "nothing was changed" in told
    assert contents(project / "data") == before


def test_bad_input_is_no_traceback(project: Path) -> None:
    spoil(project / "seeds/sources/article.toml", "[[event]]", "[[event")
    done = run("build", folder=project)
    assert done.returncode == 1
    assert done.stderr.startswith("seeds/sources/article.toml, row 13: is not TOML")
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_file_where_the_folder_should_be(project: Path) -> None:
    (project / "plain").write_text("a file", encoding="utf-8")
    done = run("build", "--data", "plain", folder=project)
    assert done.returncode == 1
    assert "is a file, not a folder" in done.stderr
    done = run("build", "--data", "plain/below", folder=project)
    assert done.returncode == 2
    assert "plain" in done.stderr
    assert "Traceback" not in done.stderr
    assert (project / "plain").read_text(encoding="utf-8") == "a file"


@pytest.mark.skipif(os.name != "posix", reason="file permissions bind otherwise on this system")
def test_an_unwritable_folder(project: Path) -> None:
    spoil(project / "seeds/sources/article.toml", "They feasted.", "They feasted long.")
    project.chmod(0o755)
    (project / "data").chmod(0o555)
    before = contents(project / "data")
    # File permissions do not bind the superuser, so its tests run this as nobody.
    code = (
        "import os, sys\n"
        "import dashboard.ingest.build\n"
        "from dashboard.__main__ import run\n"
        "if os.getuid() == 0:\n"
        "    os.setgroups([])\n"
        "    os.setgid(65534)\n"
        "    os.setuid(65534)\n"
        "sys.argv = ['dashboard', 'build']\n"
        "run()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=project,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    (project / "data").chmod(0o755)
    assert done.returncode == 2, done.stderr
    assert "Permission denied" in done.stderr
    assert "data" in done.stderr
    assert "Traceback" not in done.stderr
    assert contents(project / "data") == before


def test_a_failure_between_two_renames_puts_the_old_files_back(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(project / "data")
    spoil(project / "seeds/sources/article.toml", "They feasted.", "They feasted long.")
    rename = Path.replace
    renamed: list[str] = []

    def fail_at_the_package(self: Path, target: Path) -> Path:
        if self.parent.name == "new":
            renamed.append(self.name)
            if self.name == "datapackage.json":
                raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", fail_at_the_package)
    with pytest.raises(OSError, match="No space left"):
        rebuild(project)
    # Others had their new names already: only so is there anything to put back.
    assert renamed == ["events.csv", "event_sources.csv", "datapackage.json"]
    assert contents(project / "data") == before


def test_a_killed_build_is_swept_up_and_seen_by_the_check(project: Path) -> None:
    left = project / "data" / ".build-killed" / "new"
    left.mkdir(parents=True)
    events = project / "data" / "events.csv"
    # Killed between two renames: a table of the new build, the package of the old.
    spoil(events, "They feasted.", "They feasted long.")
    (problem,) = check_tables(project / "data", project / "data/boundaries")
    assert str(problem).startswith("events.csv: is not the file that datapackage.json describes")
    rebuild(project)
    assert not left.exists()
    assert check_tables(project / "data", project / "data/boundaries") == []


def test_a_failed_check_leaves_no_new_folder(tmp_path: Path) -> None:
    write_project(tmp_path)
    spoil(tmp_path / "geocache/hand_placed.toml", "lat = 20.95", "lat = 95")
    with pytest.raises(DataError):
        build(tmp_path / "seeds", tmp_path / "geocache", tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_only_one_build_writes_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.ingest.publish.LOCK_SECONDS", 0)
    (tmp_path / "a.csv").write_bytes(b"old")

    def another(_: Path) -> list[Problem]:
        with pytest.raises(DataError, match="another build is writing"):
            publish({"a.csv": b"third"}, tmp_path, lambda _: [])
        return []

    assert publish({"a.csv": b"new"}, tmp_path, another) == ["a.csv"]
    assert contents(tmp_path) == {"a.csv": b"new"}
    assert not (tmp_path / LOCK_FILE).exists()


def test_a_missing_library_is_named_with_its_remedy(project: Path) -> None:
    code = (
        "import sys\n"
        "sys.modules['pydantic'] = None\n"
        "sys.argv = ['dashboard', *sys.argv[1:]]\n"
        "from dashboard.__main__ import run\n"
        "run()"
    )
    for arguments, status in ((["build", "--data", "x"], 1), (["--help"], 0)):
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            cwd=project,
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            check=False,
        )
        said = re.sub(r"\s+", " ", done.stdout + done.stderr)
        assert done.returncode == status
        assert "pydantic" in said
        assert "Traceback" not in said
    assert not (project / "x").exists()
