"""Spoiled tables: each defect is told with file, row, column, value and remedy."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from shapely import Point
from small_seeds import spoil, write_project

from dashboard.datapackage import to_json
from dashboard.disagreements import COLUMNS, disagreements
from dashboard.ingest.build import build
from dashboard.ingest.check import check_tables, command
from dashboard.ingest.containment import COAST_KM, kilometres_outside, read_outlines
from dashboard.problems import DataError, Problem
from dashboard.tables import open_tables

COMMITTED = Path(__file__).parents[2] / "data"
EDITED = "is not the file that datapackage.json describes"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = write_project(tmp_path_factory.mktemp("sound"))
    build(project / "seeds", project / "geocache", project / "data")
    return project


@pytest.fixture
def data(sound: Path, tmp_path: Path) -> Path:
    """The folder ``data/`` of a project of one's own, to be spoiled."""
    return Path(shutil.copytree(sound, tmp_path / "project")) / "data"


def found(data: Path) -> list[Problem]:
    """The problems of ``data``, but for the one that any change of a file brings."""
    problems = check_tables(data, data / "boundaries")
    assert all(problem.remedy for problem in problems)
    return [problem for problem in problems if not problem.message.startswith(EDITED)]


def check(data: Path) -> Result:
    return CliRunner().invoke(command, ["--data", str(data)])


def test_sound_tables(data: Path) -> None:
    assert check_tables(data, data / "boundaries") == []
    assert check(data).exit_code == 0


def test_the_committed_tables_are_sound() -> None:
    assert check_tables(COMMITTED, COMMITTED / "boundaries") == []


@pytest.mark.parametrize(
    ("file", "old", "new", "row", "column", "value", "message"),
    [
        # the schema: types, constraints, keys
        ("events.csv", ",held,", ",done,", 3, "status", "done", "not a word of this column's list"),
        ("events.csv", "feast,\"", "Feast!,\"", 3, "event_id", "Feast!", "required form"),
        ("events.csv", "They feasted.", "", 3, "summary_en", None, "is empty"),
        ("events.csv", ",day,false,", ",day,perhaps,", 3, "is_approximate", "perhaps",
         "true or false"),
        ("events.csv", "25,2025-11-25,2025", "25,2025-02-30,2025", 3, "start_date", "2025-02-30",
         "is not a day"),
        ("locations.csv", ",20.95,", ",120.95,", 3, "lat", "120.95",
         "is not a number from -90 to 90"),
        ("locations.csv", ",20.95,", ",north,", 3, "lat", "north", "is not a number"),
        ("locations.csv", ",20.95,", ",nan,", 3, "lat", "nan", "is not a number"),
        ("event_sectors.csv", "feast,tourism", "feast,cooking", 5, "sector_id", "cooking",
         "no row of sectors.csv"),
        ("events.csv", "ongoing,2025-11-19,feast", "ongoing,2025-11-19,fast", 2,
         "part_of_event_id", "fast", "no row of events.csv"),
        ("event_sectors.csv", "feast,culture,page", "feast,culture,article", 4,
         "event_id, sector_id, source_id", "feast culture article",
         "the same key stands in row 3"),
        ("sources.csv", "https://example.org/page", "javascript:alert(1)", 3, "url",
         "javascript:alert(1)", "required form"),
        ("sources.csv", "https://example.org/page", "https:///page", 3, "url", "https:///page",
         "no web address"),
        ("sectors.csv", "#aa0000", "red", 2, "color", "red", "is not a colour"),
        ("sectors.csv", "#aa0000", "#00aa00", 3, "color", "#00aa00", "cannot be told apart"),
        ("figures.csv", "p3 p7", "page 3", 2, "locator", "page 3", "required form"),
        # dates
        ("events.csv", ",2025-11-25,2025", ",25-11-2025,2025", 3, "date_edtf",
         "25-11-2025", "is not an EDTF date"),
        ("events.csv", "25,2025-11-25,2025", "25,2025-11-24,2025", 3, "start_date", "2025-11-24",
         "does not follow"),
        ("events.csv", ",day,", ",month,", 3, "date_precision", "month", "does not follow"),
        ("events.csv", ",day,false,false", ",day,true,false", 3, "is_approximate", "true",
         "does not follow"),
        ("partnerships.csv", ",2014,", ",2014-13,", 2, "since_edtf", "2014-13",
         "is not an EDTF date"),
        # events without what makes them findable
        ("event_sources.csv", "tour,article,p9,,planned,A tour is planned.\n", "", 4, "event_id",
         "tour", "has no source"),
        ("event_locations.csv", "tour,jp,venue,,article,p9\n", "", 4, "event_id", "tour",
         "has no place"),
        ("event_sectors.csv", "tour,tourism,article,p9\n", "", 4, "event_id", "tour",
         "has no sector"),
        # trees
        ("events.csv", "held,2025-11-19,\n", "held,2025-11-19,exchange\n", 2, "part_of_event_id",
         "feast", "lies in itself"),
        ("locations.csv", "gunma,jp,prefecture", "gunma,,prefecture", 2, "parent_id", "gunma",
         "what it lies in"),
        ("locations.csv", "ha-long,quang-ninh,city", "ha-long,quang-ninh,province", 3, "parent_id",
         "quang-ninh", "a province cannot lie in a province"),
        ("locations.csv", "ha-long,quang-ninh,city,VN", "ha-long,quang-ninh,city,JP", 3,
         "country_code", "JP", "which is in VN"),
        ("location_members.csv", "kanto,gunma", "kanto,jp", 2, "member_id", "jp",
         "cannot be a member"),
        ("location_members.csv", "kanto,gunma\n", "", 5, "location_id", "kanto", "no footprint"),
        ("partnerships.csv", ",,gunma,,", ",,quang-ninh,,", 2, "location_b_id", "quang-ninh",
         "the same locality"),
        # places
        ("locations.csv", ",20.95,107.08,", ",17.1,107.08,", 3, "lat, lon", "17.1, 107.08",
         "389 km outside Quang Ninh"),
        ("locations.csv", ",16,107,,,,,", ",16,107,102,8,106,24,", 7, "lat, lon", "16, 107",
         "outside its own bounding box"),
        ("locations.csv", ",16,107,,,,,", ",16,107,110,8,102,24,", 7, "lat, lon", "16, 107",
         "inside out"),
        ("locations.csv", ",16,107,,,,,", ",16,107,102,8,107.1,24,", 6, "lat, lon", "21.2, 107.3",
         "outside the bounding box of Vietnam"),
    ],
)  # fmt: skip
def test_a_defect_is_told_with_its_place(
    data: Path,
    file: str,
    old: str,
    new: str,
    row: int,
    column: str,
    value: object,
    message: str,
) -> None:
    spoil(data / file, old, new)
    problems = found(data)
    # What a missing row leaves bare is told where it is bare.
    at = {"event_sources.csv": "events.csv", "event_locations.csv": "events.csv"}
    at |= {"event_sectors.csv": "events.csv", "location_members.csv": "locations.csv"}
    where = file if new or file not in at else at[file]
    told = [
        p.said
        for p in problems
        if (p.file, p.row, p.column, p.value) == (where, row, column, value)
    ]
    assert any(message in one for one in told), "\n".join(map(str, problems))


def test_rows_are_counted_in_lines_of_the_file(data: Path) -> None:
    spoil(data / "events.csv", "They go on exchanging.", '"They go\non exchanging."')
    spoil(data / "events.csv", ",planned,", ",dreamt,")
    assert [(p.row, p.value) for p in found(data) if p.column == "status"] == [(5, "dreamt")]


def test_an_edited_table_is_told_once(data: Path) -> None:
    spoil(data / "events.csv", "They feasted.", "They feasted long.")
    (problem,) = check_tables(data, data / "boundaries")
    assert problem.file == "events.csv"
    assert problem.message.startswith(EDITED)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"event_id\n", "differs|missing"),
        (b'event_id,"title', "is not CSV"),
        ("event_id,é\n".encode("latin-1"), "is not UTF-8"),
        ("event_id".encode("utf-16"), "UTF-16"),
        (b"\xef\xbb\xbfevent_id\n", "byte order mark"),
        (b"event_id,a\nx\0,y\n", "NUL"),
        (b"event_id,a\nx,y,z\n", "3 cells where the header has 2"),
        (b"", "no header"),
    ],
)
def test_files_that_cannot_be_read_as_tables(data: Path, content: bytes, message: str) -> None:
    (data / "events.csv").write_bytes(content)
    result = check(data)
    assert result.exit_code == 1
    assert any(part in result.output for part in message.split("|"))
    assert "events.csv" in result.output


def test_a_missing_table_and_a_folder_in_its_place(data: Path) -> None:
    (data / "events.csv").unlink()
    assert "events.csv: there is no such file" in check(data).output
    (data / "events.csv").mkdir()
    assert "it is a folder" in check(data).output


@pytest.mark.parametrize("text", ["", "[]", "{", '{"title": 1}', "\ufeff{}"])
def test_without_a_readable_package_there_is_nothing_to_check(data: Path, text: str) -> None:
    (data / "datapackage.json").write_text(text, encoding="utf-8")
    result = check(data)
    assert result.exit_code == 2
    assert "datapackage.json" in result.output
    assert check(data.parent / "nowhere").exit_code == 2


def change_package(data: Path, change: dict[str, object]) -> None:
    path = data / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    package["resources"][0].update(change)
    path.write_bytes(to_json(package))


@pytest.mark.parametrize(
    "change",
    [
        {"path": "https://example.org/sources.csv"},
        {"path": "../sources.csv"},
        {"schema": {"fields": []}},
        {"encoding": "latin-1"},
        {"name": "others"},
        {"name": "events"},
        {"name": ["sources"]},
        {"hash": 3},
        {"bytes": "many"},
    ],
)
def test_a_package_out_of_step_with_the_schema(data: Path, change: dict[str, object]) -> None:
    change_package(data, change)
    assert {problem.file for problem in found(data)} == {"datapackage.json"}


def test_other_resources_are_left_alone(data: Path) -> None:
    path = data / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    # None of these may be opened: the validator would ask the network for two of them.
    package["profile"] = "https://127.0.0.1:1/profile.json"
    package["resources"] += [{"path": "x.csv"}, {"name": "far", "path": "https://127.0.0.1:1/x"}]
    package["resources"][0]["extrapaths"] = ["/etc/hostname"]
    path.write_bytes(to_json(package))
    assert found(data) == []


def test_more_sectors_than_the_views_hold(data: Path) -> None:
    with (data / "sectors.csv").open("a", encoding="utf-8", newline="") as file:
        file.writelines(f"s{i},S{i},,,{i},f,#0000{i:02},C\n" for i in range(10, 41))
    assert any("33 sectors" in problem.message for problem in found(data))


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"features": [{}]}',
        '{"features": [{"properties": {"location_id": "x"}, "geometry": null}]}',
        '{"features": [{"properties": {"location_id": "x"}, "geometry": {"type": "Blob"}}]}',
    ],
)
def test_outlines_that_cannot_be_read(data: Path, text: str) -> None:
    (data / "boundaries" / "units.geojson").write_text(text, encoding="utf-8")
    problems = found(data)
    assert {problem.file for problem in problems} == {"boundaries/units.geojson"}
    (data / "boundaries" / "units.geojson").unlink()
    assert "no such file" in found(data)[0].message


def test_the_tolerance_at_the_coast(data: Path) -> None:
    # The square of Quang Ninh ends at 20.6° N; a degree of latitude is 111.2 km.
    for kilometres, fine in ((COAST_KM - 0.5, True), (COAST_KM + 0.5, False)):
        build(data.parent / "seeds", data.parent / "geocache", data)
        spoil(data / "locations.csv", ",20.95,", f",{20.6 - kilometres / 111.195:.5f},")
        assert (found(data) == []) is fine


def test_distances_shrink_with_the_parallels(data: Path) -> None:
    outlines = read_outlines(data / "boundaries")
    assert kilometres_outside(Point(139.0, 36.5), outlines["gunma"]) == 0
    assert kilometres_outside(Point(138.3, 36.5), outlines["gunma"]) == pytest.approx(8.94, 0.01)
    assert kilometres_outside(Point(139.0, 35.9), outlines["gunma"]) == pytest.approx(11.12, 0.01)


def test_problems_and_summary_are_lines(data: Path) -> None:
    spoil(data / "locations.csv", ",20.95,", ",120.95,")
    spoil(data / "events.csv", "They feasted.", "They feasted long.")
    result = check(data)
    lines = result.output.splitlines()
    assert result.exit_code == 1
    assert (
        "locations.csv, row 3, column lat: is not a number from -90 to 90 (found '120.95'). "
        "Write a number from -90 to 90" in lines
    )
    assert lines[-1] == f"{data}: {len(lines) - 1} problems in 2 files"


def test_disagreements_of_the_committed_tables() -> None:
    frame = disagreements(open_tables(COMMITTED))
    assert tuple(frame.columns) == COLUMNS
    forum = frame[frame["event_id"] == "forum-2025"]
    dates = forum[forum["what"] == "date"]
    assert {"2025-11-25", "2025-11-24/2025-11-25"} <= set(dates["statement"])
    assert not set(dates["source_id"]) & {"baochinhphu-2025-11-25", "vietnamplus-2025-11-25"}
    localities = forum[forum["measure_id"] == "japanese-localities"]
    assert {("expected", "15"), ("reported", "16"), ("expected", "18")} == set(
        zip(localities["sense"], localities["statement"], strict=True)
    )
    assert localities["disagreement"].nunique() == 1
    vietnamese = forum[forum["measure_id"] == "vietnamese-localities"]
    assert {("reported", "31"), ("expected", "34")} == set(
        zip(vietnamese["sense"], vietnamese["statement"], strict=True)
    )
    assert (frame["source_id"] != "").all()
    assert (frame["locator"] != "").all()


def test_what_disagrees_and_what_does_not(data: Path) -> None:
    project = data.parent
    frame = disagreements(open_tables(data))
    assert [(row.what, row.statement) for row in frame.itertuples()] == [
        ("date", "2025-11-24/2025-11-25"),
        ("date", "2025-11-25"),
        ("figure", "750.5"),
        ("figure", "nearly 800"),
    ]
    # A coarser date that contains the finer one, and an equal number, are no contradiction.
    page = project / "seeds/sources/page.toml"
    spoil(page, "2025-11-24/2025-11-25", "2025-11")
    spoil(page, "value = 750.5", 'value = 800\nqualifier = "nearly"')
    build(project / "seeds", project / "geocache", data)
    assert disagreements(open_tables(data)).empty
    # A target does not say what is.
    spoil(page, "value = 800", 'value = 900\nsense = "target"')
    build(project / "seeds", project / "geocache", data)
    assert disagreements(open_tables(data)).empty
    # What was expected stands beside what was counted.
    spoil(page, 'sense = "target"', 'sense = "expected"')
    build(project / "seeds", project / "geocache", data)
    frame = disagreements(open_tables(data))
    assert [(row.sense, row.statement) for row in frame.itertuples()] == [
        ("reported", "nearly 800"),
        ("expected", "nearly 900"),
    ]


def test_an_unreadable_folder_is_an_error_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such folder"):
        check_tables(tmp_path / "nowhere", tmp_path)
