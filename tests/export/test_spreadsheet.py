from __future__ import annotations

import datetime as dt
import io
import subprocess
from collections.abc import Callable
from pathlib import Path
from shutil import which

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.catalogue import LOCALES
from dashboard.export import flat
from dashboard.export.flat import to_csv
from dashboard.export.request import Request
from dashboard.export.spreadsheet import to_xlsx
from dashboard.export.workbook import LONGEST_TEXT, excel_text
from dashboard.language import language
from dashboard.tables import Tables
from tests.export.small import HOSTILE, dated, ids, titled, with_url

CALC = "apt-get install -y --no-install-recommends libreoffice-calc"
COLUMN = {column.name: number for number, column in enumerate(flat.COLUMNS, start=1)}


def read(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def texts(sheet: Worksheet, name: str) -> list[object]:
    return [sheet.cell(row, COLUMN[name]).value for row in range(2, sheet.max_row + 1)]


def test_the_committed_events_figures_sources_and_credits(
    committed: Tables, every_id: list[str], english: Request
) -> None:
    book = read(to_xlsx(committed, every_id, english))
    assert book.sheetnames == ["Events", "Figures", "Sources", "Credits"]
    assert texts(book["Events"], "event_id") == every_id
    assert texts(book["Events"], "title_ja") == list(committed["events"]["title_ja"])
    assert book["Figures"].max_row - 1 == (committed["figures"]["event_id"] != "").sum()
    assert book["Sources"].max_row - 1 == len(committed["event_sources"])
    lines = [" ".join(filter(None, row)) for row in book["Credits"].values]
    for wanted in (committed.about.title, english.selection, "/licenses/by/4.0/", "GeoNames"):
        assert any(wanted in line for line in lines)
    assert book.properties.title == committed.about.title


def test_every_sheet_has_a_header_that_stays_filters_widths_and_wrapped_text(
    committed: Tables, english: Request
) -> None:
    for sheet in read(to_xlsx(committed, ["forum-2025"], english)):
        assert sheet.freeze_panes[1:] == "2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert all(column.width >= 10 for column in sheet.column_dimensions.values())
        assert sheet["A2"].alignment.wrap_text


def test_only_days_are_dates(english: Request) -> None:
    edtf = ["2025-11-24/2025-11-25", "2025-10", "2025~", "2025-11-05~", "2013?", "", "1873-09-21"]
    edtf += ["2025-11-05/..", "2025-10/..", "2025-11-05?"]
    tables = dated(edtf)
    sheet = read(to_xlsx(tables, ids(tables), english))["Events"]
    day = dt.datetime
    assert texts(sheet, "start_date") == [
        day(2025, 11, 24),
        "2025-10",
        "2025~",
        "2025-11-05~",
        "2013?",
        None,
        "1873-09-21",
        "2025-11-05",
        "2025-10",
        day(2025, 11, 5),
    ]
    assert texts(sheet, "end_date")[0] == day(2025, 11, 25)
    assert texts(sheet, "end_date")[7:9] == [None, None]
    assert texts(sheet, "date_edtf") == [text or None for text in edtf]


def test_hostile_texts_stay_the_texts_that_they_are(english: Request) -> None:
    tables = titled(HOSTILE)
    sheet = read(to_xlsx(tables, ids(tables), english))["Events"]
    for number, text in enumerate(HOSTILE, start=2):
        cell = sheet.cell(number, COLUMN["title_en"])
        assert cell.data_type == "s"
        assert cell.hyperlink is None
        # openpyxl reads back all of the format's escapes but those of control characters.
        expected = "".join(
            f"_x{ord(sign):04X}_" if sign < " " and sign not in "\t\n" else sign for sign in text
        )
        assert cell.value == expected.replace("\ufffe", "\ufffd")


@pytest.mark.parametrize(
    ("url", "is_link"),
    [
        ("https://example.org/a?b=c&d=é#f", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("internal:Credits!A1", False),
        ('https://example.org/\u0000"onclick', False),
        ("https://", False),
        ("https://[bad", False),
        ("https://example.org/" + "a" * 2_100, False),
    ],
)
def test_only_web_addresses_are_links(english: Request, url: str, is_link: bool) -> None:
    tables = with_url(dated(["2025"]), url)
    book = read(to_xlsx(tables, ids(tables), english))
    links = [cell.hyperlink for row in book["Sources"].rows for cell in row if cell.hyperlink]
    assert [link.target for link in links] == ([url.partition("#")[0]] if is_link else [])


def test_a_text_beyond_the_limit_is_cut_where_a_reader_sees_it(english: Request) -> None:
    tables = titled(["a" * (LONGEST_TEXT + 1), "b" * LONGEST_TEXT])
    cut, whole = texts(read(to_xlsx(tables, ids(tables), english))["Events"], "title_en")
    assert isinstance(cut, str)
    assert len(cut) == LONGEST_TEXT
    assert cut.endswith(" […]")
    assert whole == "b" * LONGEST_TEXT
    assert excel_text("short") == "short"


def test_an_empty_selection_still_says_what_it_is(committed: Tables, english: Request) -> None:
    book = read(to_xlsx(committed, [], english))
    assert [sheet.max_row for sheet in book][:3] == [1, 1, 1]
    assert book["Credits"].max_row > 5


@pytest.mark.parametrize("code", LOCALES)
def test_it_can_be_made_in_every_language(committed: Tables, code: str) -> None:
    book = read(to_xlsx(committed, ["forum-2025"], Request("–", language(code))))
    assert len(book.sheetnames) == 4


def test_libreoffice_opens_workbook_and_csv_and_runs_no_formula(
    tmp_path: Path,
    english: Request,
    require_system: Callable[[object, str], None],
) -> None:
    require_system(which("soffice"), CALC)
    tables = titled(HOSTILE)
    for name, write in (("a.xlsx", to_xlsx), ("b.csv", to_csv)):
        (tmp_path / name).write_bytes(write(tables, ids(tables), english))
    # Commas alone first; then also semicolons, as where these separate lists.
    for target, separators in (("comma", "44"), ("both", "44/59")):
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation=file://{tmp_path}/profile",
                "--headless",
                f"--infilter=Text - txt - csv (StarCalc):{separators},34,76,1",
                "--convert-to",
                "xlsx:Calc MS Excel 2007 XML",
                "--outdir",
                str(tmp_path / target),
                str(tmp_path / "b.csv"),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "ods",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "a.xlsx"),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    assert (tmp_path / "a.ods").stat().st_size > 5_000
    for target in ("comma", "both"):
        sheet = openpyxl.load_workbook(tmp_path / target / "b.xlsx").active
        cells = [cell for row in sheet.rows for cell in row]
        assert len(cells) > len(HOSTILE) * len(flat.COLUMNS)
        assert [cell.value for cell in cells if cell.data_type == "f"] == []
    sheet = openpyxl.load_workbook(tmp_path / "comma" / "b.xlsx").active
    assert any("クアンニン" in str(value) for value in texts(sheet, "title_en"))


def test_the_same_events_give_the_same_bytes(committed: Tables, english: Request) -> None:
    assert to_xlsx(committed, ["forum-2025"], english) == to_xlsx(
        committed, ["forum-2025"], english
    )
