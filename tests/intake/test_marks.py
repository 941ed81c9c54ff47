"""What workbooks say beside their values is the same in XLSX, ODS and XLS."""

from __future__ import annotations

import datetime as dt
import io
import random
import struct
import subprocess
import time
import zipfile
from collections.abc import Callable
from shutil import which

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.intake.binary_marks import marks_of
from dashboard.intake.limits import Limits
from dashboard.intake.opendocument_marks import marks_in
from dashboard.intake.reading import read
from tests.intake.test_build import made_of
from tests.intake.test_odd_tables import DAY, HEADER, notes, workbook

LIMITS = Limits()
CALC = "apt-get install -y libreoffice-calc"


def telling(_: openpyxl.Workbook, page: Worksheet) -> None:
    """A month, an error, a link, two hidden rows and a hidden column."""
    page.title = "Sự kiện"
    page["A2"].number_format = "mmm-yy"
    page["B3"] = "=1/0"
    page["B4"].hyperlink = "https://example.org/fair?a=1"
    page.row_dimensions[4].hidden = page.row_dimensions[5].hidden = True
    page.column_dimensions["C"].hidden = True


ROWS = [[dt.date(2022, 3, 1), "Fair", "Hue"], *([DAY, f"Talk {i}", "Hue"] for i in range(90))]


@pytest.fixture(scope="module")
def calc(
    tmp_path_factory: pytest.TempPathFactory, require_system: Callable[[object, str], None]
) -> Callable[[str], bytes]:
    """``calc(ending)`` is the telling workbook as LibreOffice writes it, with values computed."""
    require_system(which("soffice"), CALC)
    folder = tmp_path_factory.mktemp("calc")
    (folder / "given.xlsx").write_bytes(workbook([HEADER, *ROWS], telling))

    def convert(ending: str) -> bytes:
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", ending, "--outdir", ending]
        subprocess.run(
            [*command, "given.xlsx"], cwd=folder, check=True, capture_output=True, timeout=120
        )
        return (folder / ending / f"given.{ending}").read_bytes()

    return convert


@pytest.mark.parametrize("ending", ["xls", "ods", "xlsx"])
def test_what_is_said_beside_the_values(calc: Callable[[str], bytes], ending: str) -> None:
    content = calc(ending)
    found = marks_in(content, "Sự kiện")
    assert found.shown[2, 0] == 7
    assert found.errors == {(3, 1): "#DIV/0!"}
    assert found.links == {(4, 1): "https://example.org/fair?a=1"}
    assert {4, 5} <= found.hidden_rows
    assert not {1, 2, 3, 6, 92} & found.hidden_rows
    assert (2 in found.hidden_columns, 1 in found.hidden_columns) == (True, False)
    made = made_of(content, f"a.{ending}")
    assert made.shown == 91
    assert made.tables["events"]["date_edtf"].iloc[0] == "2022-03"
    assert [(one.row, one.value) for one in made.rejected] == [(3, "#DIV/0!")]
    assert "hides, by hand or by a filter, are read like the others: 2 (the first is row 4)" in (
        notes(made)
    )
    assert "Columns that the spreadsheet hides are read like the others: Place." in notes(made)


def test_a_sheet_that_hides_nothing_is_not_said_to() -> None:
    assert "hides" not in notes(read(workbook([HEADER, *ROWS]), "a.xlsx", LIMITS))


def test_formulas_that_nothing_has_computed_are_counted() -> None:
    def change(_: openpyxl.Workbook, page: Worksheet) -> None:
        page["B2"], page["B3"] = "=1+1", '=HYPERLINK("https://example.org","A")'

    said = notes(read(workbook([HEADER, *ROWS[:3]], change), "a.xlsx", LIMITS))
    assert "Formulas beside which no value is saved are read as empty: 2." in said


def test_a_broken_file_of_the_old_format_has_no_marks_and_raises_nothing(
    calc: Callable[[str], bytes],
) -> None:
    content = bytearray(calc("xls"))
    chance = random.Random(7)
    for _ in range(300):
        broken = bytearray(content)
        for _ in range(chance.choice((1, 5, 200))):
            # The head and the directory more often than the cells.
            end = chance.choice((80, 600, len(broken)))
            broken[chance.randrange(8, end)] = chance.choice((0, 1, 255, chance.randrange(256)))
        begin = time.monotonic()
        marks_of(bytes(broken), "Sự kiện")
        assert time.monotonic() - begin < 5
    for length in range(8, 1_000, 13):
        marks_of(bytes(content[:length]), "Sự kiện")


def test_a_container_whose_sectors_lead_in_a_ring_takes_no_time(
    calc: Callable[[str], bytes],
) -> None:
    content = bytearray(calc("xls"))
    # Without end are the sectors that name sectors, and the first of these comes after itself.
    struct.pack_into("<I", content, 44, 0xFFFFFFFF)
    struct.pack_into("<I", content, 68, 0)
    content[512:1024] = bytes(512)
    begin = time.monotonic()
    marks_of(bytes(content), "Sự kiện")
    assert time.monotonic() - begin < 5


def test_columns_that_are_hidden_again_and_again_take_no_time() -> None:
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook([HEADER, *ROWS]))) as given,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in given.namelist():
            again = b"<cols>%s</cols><sheetData>" % (
                b'<col min="1" max="99999" hidden="1"/>' * 100_000
            )
            made.writestr(name, given.read(name).replace(b"<sheetData>", again))
    begin = time.monotonic()
    assert len(marks_in(content.getvalue(), "Sheet").hidden_columns) == 16_384
    assert time.monotonic() - begin < 10
