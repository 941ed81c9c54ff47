import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import celltypes, csvtext, schema
from dashboard.disagreements import disagreements
from dashboard.land import OWN_LAND
from dashboard.problems import DataError, Problem
from dashboard.tables import PACKAGE_FILE, About, Credit, open_tables, typed_frame
from tests.timing import least_seconds

COMMITTED = Path(__file__).parents[1] / "data"

# Text a cell may hold: all but NUL, and but half characters that no UTF-8 can write.
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
AWKWARD = st.sampled_from(
    ["", "NA", "nan", "=1+1", "@SUM(A1)", '"', '""', "a\r", "\r", "\n", "a\r\nb", ",", " x ",
     "مرحبا", "\u202eabc", "🇻🇳🤝🇯🇵", "\u2028", "\x85", "\ufeff", "ハロン湾"]
)  # fmt: skip


def empty_dataset(folder: Path) -> Path:
    for table in schema.TABLES:
        (folder / f"{table.name}.csv").write_bytes(csvtext.write(table.columns, []))
    (folder / PACKAGE_FILE).write_text(json.dumps({"title": "Nothing yet"}), encoding="utf-8")
    return folder


def put(folder: Path, name: str, *rows: dict[str, str]) -> None:
    table = schema.table(name)
    cells = [[row.get(column, "") for column in table.columns] for row in rows]
    (folder / f"{name}.csv").write_bytes(csvtext.write(table.columns, cells))


def problems(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(DataError) as caught:
        open_tables(folder)
    return caught.value.problems


KIND = {"kind_id": "festival", "name_en": "Festival", "covers_en": "Festivals"}
EVENT = {
    "event_id": "feast",
    "title_en": "NA",
    "summary_en": "nan",
    "kind_id": "festival",
    "date_edtf": "2025-11",
    "start_date": "2025-11-01",
    "end_date": "2025-11-30",
    "date_precision": "month",
    "is_approximate": "false",
    "is_uncertain": "true",
    "status": "held",
}


@given(st.lists(st.lists(TEXT | AWKWARD, min_size=3, max_size=3)))
def test_any_text_survives_writing_and_reading(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    path.write_bytes(csvtext.write(("a", "b", "c"), rows))
    assert csvtext.read(path, "t.csv").rows == rows


@given(st.lists(TEXT | AWKWARD))
def test_a_table_of_one_column_survives_too(
    tmp_path_factory: pytest.TempPathFactory, cells: list[str]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    path.write_bytes(csvtext.write(("only",), [[cell] for cell in cells]))
    assert csvtext.read(path, "t.csv").rows == [[cell] for cell in cells]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_survives_without_an_exponent(number: float) -> None:
    text = celltypes.to_text(number)
    assert "e" not in text.lower()
    assert celltypes.FORMS["number"].accepts(text)
    assert float(text) == number


@pytest.mark.parametrize(
    ("value", "text"),
    [(800.0, "800"), (107.08, "107.08"), (-0.0, "0"), (1e21, "1" + "0" * 21), (1e-7, "0.0000001"),
     (100, "100"), (True, "true"), (None, ""), ("NA", "NA")],
)  # fmt: skip
def test_cells_are_written_plainly(value: celltypes.Cell, text: str) -> None:
    assert celltypes.to_text(value) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_not_written_as_one(value: float) -> None:
    with pytest.raises(ValueError, match="no number"):
        celltypes.to_text(value)


def test_types_and_text_that_looks_like_nothing(tmp_path: Path) -> None:
    folder = empty_dataset(tmp_path)
    put(folder, "event_kinds", KIND)
    undated = dict.fromkeys(("date_edtf", "start_date", "end_date", "date_precision"), "")
    put(folder, "events", EVENT, {**EVENT, "event_id": "open", **undated})
    events = open_tables(folder)["events"]
    assert list(events["title_en"]) == ["NA", "NA"]
    assert list(events["title_vi"]) == ["", ""]
    assert events["start_date"].dtype == np.dtype("datetime64[s]")
    assert events["start_date"][0] == pd.Timestamp("2025-11-01")
    assert pd.isna(events["start_date"][1])
    assert events["is_uncertain"].dtype == bool
    assert list(events.columns) == list(schema.table("events").columns)
    assert isinstance(events["title_en"].dtype, pd.StringDtype)


def test_an_empty_table_has_its_types_all_the_same(tmp_path: Path) -> None:
    tables = open_tables(empty_dataset(tmp_path))
    assert set(tables) == {table.name for table in schema.TABLES}
    assert tables["events"]["start_date"].dtype == np.dtype("datetime64[s]")
    assert tables["figures"]["value"].dtype == np.dtype("float64")
    assert tables["sectors"]["position"].dtype == np.dtype("int64")
    assert tables["events"]["is_uncertain"].dtype == bool
    assert tables.about.title == "Nothing yet"


def test_columns_may_stand_in_another_order_and_with_others(tmp_path: Path) -> None:
    folder = empty_dataset(tmp_path)
    (folder / "event_kinds.csv").write_text(
        "note,covers_en,name_ja,name_vi,name_en,kind_id\nx,Covers,,,Name,id\n", encoding="utf-8"
    )
    kinds = open_tables(folder)["event_kinds"]
    assert kinds.iloc[0].to_dict() == {
        "kind_id": "id", "name_en": "Name", "name_vi": "", "name_ja": "", "covers_en": "Covers",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("start_date", "2025-02-30", "is not a day"),
        ("start_date", "2025-11", "is not a day"),
        ("start_date", "2025-W48-1", "is not a day"),
        ("end_date", "٢٠٢٥-١١-٢٥", "is not a day"),
        ("is_uncertain", "yes", "is not true or false"),
        ("is_uncertain", "", "is not true or false"),
    ],
)
def test_a_cell_that_cannot_be_read(tmp_path: Path, column: str, value: str, message: str) -> None:
    folder = empty_dataset(tmp_path)
    put(folder, "event_kinds", KIND)
    put(folder, "events", {**EVENT, "event_id": "two\nlines"}, {**EVENT, column: value})
    (found,) = problems(folder)
    # The first row takes two lines, so the second begins on line 4 of the file.
    assert (found.file, found.row, found.column, found.value) == ("events.csv", 4, column, value)
    assert message in str(found)
    assert found.remedy


PLACE = {
    "location_id": "here",
    "kind": "city",
    "country_code": "AQ",
    "name_en": "Here",
    "lat": "-90",
    "lon": "180",
    "precision": "city",
    "placed_by": "hand",
}


@pytest.mark.parametrize(("column", "value"), [("lat", "90.01"), ("lat", "-123"), ("lon", "500")])
def test_a_point_beside_the_globe(tmp_path: Path, column: str, value: str) -> None:
    folder = empty_dataset(tmp_path)
    put(folder, "locations", PLACE)
    assert open_tables(folder)["locations"]["lat"][0] == -90
    put(folder, "locations", PLACE | {column: value})
    (found,) = problems(folder)
    assert (found.file, found.row, found.column, found.value) == ("locations.csv", 2, column, value)
    most = 90 if column == "lat" else 180
    assert f"is not a number from -{most} to {most}" in str(found)


STATEMENT = {
    "event_id": "feast",
    "source_id": "paper",
    "locator": "p2",
    "stated_status": "held",
    "states_en": "It was held.",
}
SOURCE = {
    "source_id": "paper",
    "title_en": "A paper",
    "publisher": "A publisher",
    "language_read": "en",
    "language_original": "en",
    "read_as": "full text",
}


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        ("25/11/2025", "is not an EDTF date"),
        ("2025-13", "is not an EDTF date"),
        ("2025-12/2025-11", "ends before it starts"),
        ("20XX", "a timeline cannot place"),
    ],
)
def test_a_date_that_a_source_states_is_edtf(tmp_path: Path, stated: str, message: str) -> None:
    folder = empty_dataset(tmp_path)
    put(folder, "event_kinds", KIND)
    put(folder, "events", EVENT)
    put(folder, "sources", SOURCE)
    put(folder, "event_sources", {**STATEMENT, "stated_edtf": stated})
    (found,) = problems(folder)
    assert (found.file, found.row, found.column, found.value) == (
        "event_sources.csv", 2, "stated_edtf", stated,
    )  # fmt: skip
    assert message in str(found)
    assert found.remedy
    for sound in ("", "2025~", "2025-10/.."):
        put(folder, "event_sources", {**STATEMENT, "stated_edtf": sound})
        assert disagreements(open_tables(folder)).empty


@pytest.mark.parametrize("value", ["nan", "inf", "1_000", "1,5", "0x10", "1e999", " 1", "١"])
def test_numbers_are_digits_and_nothing_else(tmp_path: Path, value: str) -> None:
    table = schema.table("figures")
    row = dict.fromkeys(table.columns, "1") | {"value": value}
    path = tmp_path / "figures.csv"
    path.write_bytes(csvtext.write(table.columns, [list(row.values())]))
    with pytest.raises(DataError, match="is not a number"):
        typed_frame(table, csvtext.read(path, "figures.csv"), "figures.csv")


def test_keys_that_stand_twice_or_lead_nowhere(tmp_path: Path) -> None:
    folder = empty_dataset(tmp_path)
    put(folder, "event_kinds", KIND, KIND)
    put(folder, "events", EVENT, {**EVENT, "event_id": "b", "kind_id": "fest"})
    twice, nowhere = problems(folder)
    assert (twice.file, twice.row, twice.value) == ("event_kinds.csv", 3, "festival")
    assert (nowhere.file, nowhere.row, nowhere.column, nowhere.value) == (
        "events.csv", 3, "kind_id", "fest",
    )  # fmt: skip


HEADER = ",".join(schema.table("event_kinds").columns).encode() + b"\n"


@pytest.mark.parametrize(
    ("content", "row", "message"),
    [
        (b"", 1, "no header"),
        (b"kind_id,name_en\nx,y\n", 1, "column is missing"),
        (HEADER + b"a,b,,,c\na,b\n", 3, "2 cells where the header has 5"),
        (HEADER + b"a,b,,,c,d\n", 2, "6 cells where the header has 5"),
        (HEADER + b"a,b,,,c\n\n", 3, "the line is empty"),
        (HEADER + b'a,"b,,,c\nd,e,,,f\n', 2, "is not CSV"),
        (HEADER + b'a,"b"x,,,c\n', 2, "is not CSV"),
        (HEADER + b"a,b\0,,,c\n", 2, "NUL"),
        (HEADER + b"a,b,,,c\nd,H\xe1 Long,,,e\n", 3, "is not UTF-8"),
        ((HEADER + b"a,b,,,c\n").decode().encode("utf-16"), 1, "UTF-16"),
        (b"\xef\xbb\xbf" + HEADER, 1, "byte order mark"),
        (HEADER.replace(b"name_vi", b"name_en"), 1, "named twice"),
    ],
)
def test_files_that_are_no_table(tmp_path: Path, content: bytes, row: int, message: str) -> None:
    folder = empty_dataset(tmp_path)
    (folder / "event_kinds.csv").write_bytes(content)
    found = problems(folder)
    assert {problem.file for problem in found} == {"event_kinds.csv"}
    assert found[0].row == row
    assert message in str(found[0])
    assert found[0].remedy


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    folder = empty_dataset(tmp_path)
    (folder / "events.csv").unlink()
    (folder / "figures.csv").unlink()
    (folder / "figures.csv").mkdir()
    (folder / PACKAGE_FILE).write_text('{"title": 3}', encoding="utf-8")
    files = {problem.file: str(problem) for problem in problems(folder)}
    assert set(files) == {"events.csv", "figures.csv", PACKAGE_FILE}
    assert "a folder, not a file" in files["figures.csv"]


@pytest.mark.parametrize(
    "text", ["", "[]", "{", "null", "[" * 100_000, '{"title": null}', '{"title": " "}']
)
def test_a_package_that_says_nothing(tmp_path: Path, text: str) -> None:
    folder = empty_dataset(tmp_path)
    (folder / PACKAGE_FILE).write_text(text, encoding="utf-8")
    assert [problem.file for problem in problems(folder)] == [PACKAGE_FILE]


def test_what_other_tools_write_as_null_is_no_text(tmp_path: Path) -> None:
    folder = empty_dataset(tmp_path)
    keys = ("name", "title_vi", "title_ja", "description", "languages", "boundaries_credit")
    package = {
        "title": "Mines",
        **dict.fromkeys(keys),
        "licenses": [{"title": "CC0", "path": None}],
    }
    (folder / PACKAGE_FILE).write_text(json.dumps(package), encoding="utf-8")
    (folder / "boundaries").mkdir()
    (folder / OWN_LAND).write_text("{}", encoding="utf-8")
    about = open_tables(folder).about
    assert about == About("", "Mines", "", (Credit("CC0"),))


def test_languages_that_are_no_list_are_told(tmp_path: Path) -> None:
    folder = empty_dataset(tmp_path)
    text = '{"title": "Mines", "languages": "en"}'
    (folder / PACKAGE_FILE).write_text(text, encoding="utf-8")
    (found,) = problems(folder)
    assert (found.file, found.column, found.value) == (PACKAGE_FILE, "languages", "en")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    (found,) = problems(tmp_path / "nowhere")
    assert "nowhere" in found.file
    assert "python -m dashboard build" in found.remedy


def test_a_file_is_no_folder_and_can_be_imported(tmp_path: Path) -> None:
    table = tmp_path / "events.xlsx"
    table.write_bytes(b"PK")
    (found,) = problems(table)
    assert (found.file, found.message) == (str(table), "is a file, not a dataset's folder")
    assert "python -m dashboard import" in found.remedy


def test_a_folder_of_something_else_is_one_problem(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    (found,) = problems(tmp_path)
    assert "none of the tables" in found.message
    assert "python -m dashboard import" in found.remedy


def test_a_link_to_itself_is_a_problem_of_its_file(tmp_path: Path) -> None:
    folder = empty_dataset(tmp_path)
    (folder / "events.csv").unlink()
    (folder / "events.csv").symlink_to("events.csv")
    assert [problem.file for problem in problems(folder)] == ["events.csv"]


def test_the_committed_tables_open_quickly() -> None:
    tables = open_tables(COMMITTED)  # imports and the disk's cache are not what is measured
    assert least_seconds(lambda: open_tables(COMMITTED)) < 0.3
    assert len(tables["events"]) > 50
    assert tables.about.licences
    assert tables.about.licences[0].name == "CC-BY-4.0"


def test_reading_tables_needs_no_ingest_library() -> None:
    code = (
        "import sys, dashboard.tables\n"
        "heavy = {'pydantic', 'geopy', 'shapely', 'frictionless', 'streamlit', 'click'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
