"""Broken and hostile files: each is refused with one message that says where and what to do."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboard.intake.limits import Limits, Stopwatch
from dashboard.intake.reading import read, read_path
from dashboard.language import language
from dashboard.problems import DataError
from dashboard.tables import open_tables
from tests.synthetic import synthetic_tables, write_tables

LIMITS = Limits()
SHEET = b'<worksheet><dimension ref="A1"/><sheetData>%s</sheetData></worksheet>'


def workbook(sheet: bytes, **more: bytes) -> bytes:
    """A workbook whose one sheet is ``sheet``, as XML."""
    buffer = io.BytesIO()
    pd.DataFrame({"a": ["x"], "b": ["y"]}).to_excel(buffer, index=False)
    made = io.BytesIO()
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, sheet if name.endswith("sheet1.xml") else old.read(name))
        for name, content in more.items():
            new.writestr(name, content)
    return made.getvalue()


def ods(rows: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", f"<office:document-content>{rows}")
    return buffer.getvalue()


def locked_ods() -> bytes:
    """What LibreOffice writes with a password: the content is no XML, and the manifest has keys."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", bytes(range(256)))
        archive.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
    return buffer.getvalue()


def large_dictionary() -> bytes:
    """A Parquet file of a few kilobytes whose every row holds a megabyte."""
    values = pa.DictionaryArray.from_arrays(pa.array([0] * 10_000, pa.int32()), ["x" * 90_000])
    buffer = io.BytesIO()
    pq.write_table(pa.table({"a": values}), buffer, compression="zstd")
    return buffer.getvalue()


CORPUS = {
    "empty": ("a.csv", b"", "is empty"),
    "blanks": ("a.csv", b" \n\n ", "is empty"),
    "header only": ("a.csv", b"Date,Title\n", "no rows"),
    "picture": ("a.csv", b"\x89PNG\r\n\x1a\n\x00\x00", "another kind of file"),
    "program": ("a.csv", b"\x7fELF\x02\x01\x01\x00", "another kind of file"),
    "nul": ("a.csv", b"a,b\n1,x\x00y\n" + b"c,d\n" * 99, "NUL character"),
    "open quote": ("a.csv", b'a,b\n1,"' + b"x" * 200_000, "cell of too many characters"),
    "columns": ("a.csv", b",".join(b"c%d" % i for i in range(10_000)) + b"\n1,2\n", "10,000"),
    "broken zip": ("a.xlsx", b"PK\x03\x04" + b"x" * 100, "broken archive"),
    "broken xls": ("a.xls", b"\xd0\xcf\x11\xe0" + b"x" * 100, "no workbook"),
    "locked xlsx": (
        "a.xlsx",
        b"\xd0\xcf\x11\xe0" + b"x" * 100 + "EncryptedPackage".encode("utf-16-le") + b"x" * 100,
        "locked with a password",
    ),
    "locked ods": ("a.ods", locked_ods(), "locked with a password"),
    "zip bomb": ("a.xlsx", workbook(SHEET % b"", bomb=bytes(400_000_000)), "unpacks to"),
    "last cell": (
        "a.xlsx",
        workbook(SHEET % b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "too many columns",
    ),
    "repeated cells": (
        "a.ods",
        ods(
            '<table:table-row table:number-rows-repeated="900000"><table:table-cell '
            'table:number-columns-repeated="16000" office:value="1"><text:p/></table:table-cell>'
            "</table:table-row>"
        ),
        "too many columns",
    ),
    "no parquet": ("a.parquet", b"PAR1" + b"x" * 50 + b"PAR1", "no Parquet file"),
    "large dictionary": ("a.parquet", large_dictionary(), "unpacks to"),
    "broken json": ("a.json", b'{"a": [1,\n2', "row 2.*is not JSON"),
    "deep json": ("a.json", b"[" * 100_000, "is not JSON"),
    "no list": ("a.json", b'{"a": 1}', "no list of entries"),
    "no json lines": (
        "a.jsonl",
        b'{"a":1}\n{"a":\n{"b"\n',
        "row 2.*is not JSON Lines: 2 of its 3 lines",
    ),
    "two documents": ("a.json", b'{"a":\n1}\n{"a":\n2}', "row 1.*is not JSON Lines: 4 of its 4"),
    "endless number": ("a.json", b'[{"a": ' + b"9" * 5_000 + b"}]", "is not JSON"),
}


@pytest.mark.parametrize(("name", "content", "message"), CORPUS.values(), ids=CORPUS)
def test_what_is_no_table_is_refused_with_one_message(
    name: str, content: bytes, message: str
) -> None:
    with pytest.raises(DataError, match=f"(?s){message}") as caught:
        read(content, name, LIMITS)
    (problem,) = caught.value.problems
    assert problem.file == name
    assert problem.remedy


@pytest.mark.parametrize("case", CORPUS)
@pytest.mark.parametrize("code", ["vi", "ja"])
def test_who_hands_it_in_is_told_in_their_language(case: str, code: str) -> None:
    name, content, _ = CORPUS[case]
    spoken = language(code)
    with pytest.raises(DataError) as caught:
        read(content, name, LIMITS)
    (problem,) = caught.value.problems
    assert spoken.gettext(problem.message) != problem.message
    assert spoken.gettext(problem.remedy) != problem.remedy
    told = problem.words(spoken.gettext, spoken.number)
    assert told.startswith(name)
    assert not re.search(r"\{[a-z]+\}", told)
    if problem.row is not None:
        assert f"row {problem.row}" not in told
        assert str(problem.row) in told


def test_numbers_are_written_as_the_language_writes_them() -> None:
    with pytest.raises(DataError) as caught:
        Limits(rows=10_000).check_shape("a.csv", 12_345, 2)
    (problem,) = caught.value.problems
    assert "12,345, and the limit is 10,000" in str(problem)
    vietnamese = language("vi")
    told = problem.words(vietnamese.gettext, vietnamese.number)
    assert "12.345" in told
    assert "10.000" in told


def test_what_is_over_a_limit_by_little_is_seen_to_be_over_it() -> None:
    with pytest.raises(DataError, match="51, and the limit is 50"):
        LIMITS.check_size("a.csv", 50_000_001)
    LIMITS.check_size("a.csv", 50_000_000)


@pytest.mark.parametrize(("code", "words"), [("en", "comma"), ("vi", "dấu phẩy"), ("ja", "カンマ")])
def test_what_was_done_to_read_it_is_said_in_their_language(code: str, words: str) -> None:
    (note,) = read(b"Date,Title\n2025-01-01,Fair\n", "a.csv", LIMITS).notes
    assert words in note.words(language(code).gettext)


def test_too_many_rows() -> None:
    limits = Limits(rows=10)
    assert len(read(b"a,b\n" + b"1,2\n" * 10, "a.csv", limits).rows) == 10
    with pytest.raises(DataError, match=r"limit is 10.*LOCALITY_DASHBOARD_IMPORT_ROWS"):
        read(b"a,b\n" + b"1,2\n" * 11, "a.csv", limits)
    entries = json.dumps([{"a": i} for i in range(11)]).encode()
    with pytest.raises(DataError, match="too many rows: 11"):
        read(entries, "a.json", limits)


def test_a_field_of_a_gigabyte_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.write(b'a,b\n1,"')
        # A hole in the file: it takes no space, and would take a gigabyte to read.
        file.truncate(1_000_000_000)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("it was read"))
    with pytest.raises(DataError, match=r"1,000, and the limit is 50.*IMPORT_MEGABYTES"):
        read_path(huge, LIMITS)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", workbook(SHEET % (b'<c t="e" ' * 20_000))),
        ("a.xlsx", workbook(SHEET % (b'<row r="1"><c t="e" r="A1"><f>' * 20_000))),
        ("a.ods", ods("<table:table-row><table:table-cell " * 20_000)),
    ],
    ids=["cells", "errors", "rows"],
)
def test_what_opens_and_never_closes_takes_no_longer_for_it(name: str, content: bytes) -> None:
    begin = time.process_time()
    with pytest.raises(DataError, match=r"cannot be read|no workbook|no rows|no column names"):
        read(content, name, LIMITS)
    assert time.process_time() - begin < 5


def test_a_folder_and_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is a folder"):
        read_path(tmp_path, LIMITS)
    with pytest.raises(DataError, match="no such file"):
        read_path(tmp_path / "none.csv", LIMITS)


def test_a_dataset_folder_may_not_point_out_of_itself(tmp_path: Path) -> None:
    folder = write_tables(synthetic_tables(3), tmp_path / "data")
    secret = tmp_path / "secret.csv"
    (folder / "events.csv").rename(secret)
    (folder / "events.csv").symlink_to(secret)
    with pytest.raises(DataError, match=r"events\.csv: is a link that leads out"):
        open_tables(folder)
    # A link inside the folder, as deployments make them, is fine.
    (folder / "events.csv").unlink()
    secret.rename(folder / "kept.csv")
    (folder / "events.csv").symlink_to("kept.csv")
    assert len(open_tables(folder)["events"]) == 3


def test_limits_are_settings_and_name_themselves() -> None:
    limits = Limits.from_environment({"LOCALITY_DASHBOARD_IMPORT_COLUMNS": "2"})
    assert limits.columns == 2
    assert limits.rows == LIMITS.rows
    with pytest.raises(DataError, match=r"LOCALITY_DASHBOARD_IMPORT_COLUMNS"):
        read(b"a,b,c\n1,2,3\n", "a.csv", limits)
    with pytest.raises(DataError, match="not a whole number"):
        Limits.from_environment({"LOCALITY_DASHBOARD_IMPORT_ROWS": "many"})


def test_time_is_limited_too() -> None:
    now = iter([0.0, 59.0, 61.0])
    watch = Stopwatch(LIMITS, "a.csv", lambda: next(now))
    watch.check()
    with pytest.raises(DataError, match=r"takes too many seconds.*IMPORT_SECONDS"):
        watch.check()
