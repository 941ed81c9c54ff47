"""Each kind of file gives the same table, with the rows numbered as its own program shows them."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from shutil import which
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboard.intake.limits import Limits
from dashboard.intake.opendocument_marks import marks_in
from dashboard.intake.reading import read, sheets
from dashboard.intake.recognition import recognise
from dashboard.intake.sheet import Sheet, letters
from dashboard.problems import DataError

LIMITS = Limits()
CALC = "apt-get install -y --no-install-recommends libreoffice-calc"
HEADER = ["Date", "Title", "Place"]
ROWS = [["2025-11-25", "Forum, the first", "Hạ Long"], ["2025-11", "日越会議", "Osaka; Kobe"]]
FRAME = pd.DataFrame(ROWS, columns=HEADER)


def workbook(frame: pd.DataFrame = FRAME, **options: Any) -> bytes:
    buffer = io.BytesIO()
    with pd.ExcelWriter(buffer, engine="openpyxl") as writer:
        frame.to_excel(writer, sheet_name="Events", index=False, **options)
    return buffer.getvalue()


def parquet() -> bytes:
    buffer = io.BytesIO()
    FRAME.to_parquet(buffer)
    return buffer.getvalue()


def ods() -> bytes:
    """A sheet as LibreOffice writes it: the rest of the million rows as one empty row."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    rest = '<table:table-cell table:number-columns-repeated="16381"/>'
    rows = "".join(
        "<table:table-row>"
        + "".join(
            '<table:table-cell office:value-type="string">'
            f"<text:p>{cell}</text:p></table:table-cell>"
            for cell in row
        )
        + f"{rest}</table:table-row>"
        for row in [HEADER, *ROWS]
    )
    rows += f'<table:table-row table:number-rows-repeated="1048573">{rest}</table:table-row>'
    body = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="Events">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", body)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.ods", ods()),
        ("a.csv", FRAME.to_csv(index=False).encode()),
        ("a.csv", FRAME.to_csv(index=False, sep=";").encode("utf-8-sig")),
        ("a.tsv", FRAME.to_csv(index=False, sep="\t").encode("utf-16")),
        ("a.txt", FRAME.to_csv(index=False, sep="|").encode()),
        ("a.xlsx", workbook()),
        ("a.parquet", parquet()),
        ("a.json", FRAME.to_json(orient="records", force_ascii=False).encode()),
        ("a.jsonl", FRAME.to_json(orient="records", lines=True, force_ascii=False).encode()),
        ("a.json", json.dumps({"data": FRAME.to_dict("records")}).encode()),
    ],
)
def test_the_same_table_comes_out_of_every_kind_of_file(name: str, content: bytes) -> None:
    sheet = read(content, name, LIMITS)
    assert list(sheet.header) == HEADER
    assert sheet.rows == ROWS


@pytest.mark.parametrize(
    ("name", "content", "lines"),
    [
        ("a.csv", b'a,b\n1,"x\ny"\n\n2,z\n', [2, 5]),
        ("a.xlsx", workbook(startrow=3), [5, 6]),
        ("a.parquet", parquet(), [2, 3]),
        ("a.jsonl", b'{"a":1,"b":2}\n\n{"a":3}\n', [1, 3]),
        ("a.json", b'[{"a":1},{"a":2}]', [1, 2]),
    ],
)
def test_rows_are_numbered_as_people_find_them(name: str, content: bytes, lines: list[int]) -> None:
    assert read(content, name, LIMITS).lines == lines


LINED = [
    '{"a": 1, "b": "x\u2028y"}',
    '{"a": 2, "b": "half a li' + "n" * 200,
    "",
    "[5, 6]",
    '{"a": ' + "9" * 5_000 + "}",
    '{"a": 3}',
    '{"a": 4}',
]


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.json"])
def test_a_broken_line_is_left_out_and_told_and_the_others_are_read(name: str) -> None:
    sheet = read("\r\n".join(LINED).encode(), name, LIMITS)
    assert sheet.header == ("a", "b")
    assert sheet.rows == [["1", "x\u2028y"], ["3", ""], ["4", ""]]
    assert sheet.lines == [1, 6, 7]
    by_row = {one.row: one for one in sheet.rejected}
    assert sorted(by_row) == [2, 4, 5]
    assert by_row[2].value.startswith('{"a": 2, "b": "half a li')
    assert len(by_row[2].value) == 80
    assert "(character 15)" in by_row[2].reason.words()
    assert by_row[4].value == "[5, 6]"
    assert "4300 digits" in by_row[5].reason.words()


def test_half_of_the_lines_may_be_broken_and_no_more() -> None:
    sheet = read(b'{"a":1}\n{"a":\n', "a.jsonl", LIMITS)
    assert (sheet.rows, [one.row for one in sheet.rejected]) == ([["1"]], [2])
    with pytest.raises(DataError, match="2 of its 3 lines"):
        read(b'{"a":1}\n{"a":\n{', "a.jsonl", LIMITS)
    with pytest.raises(DataError, match="too many rows"):
        read(b'{"a":1}\n' * 3 + b"{\n" * 3, "a.jsonl", Limits(rows=5))


def test_titles_above_the_header_are_passed_over_and_said() -> None:
    sheet = read(b"Events of 2025,,\n,,\nDate,Title,Place\n2025,A,B\n2026,C,D\n", "a.csv", LIMITS)
    assert list(sheet.header) == HEADER
    assert sheet.lines == [4, 5]
    assert "row 3" in sheet.notes[-1].words()
    chosen = read(b"Date,Title,Place\nx,y,z\n2025,A,B\n", "a.csv", LIMITS, header_row=2)
    assert chosen.header == ("x", "y", "z")


def test_ragged_rows_lose_nothing_without_a_word() -> None:
    sheet = read(b"a,b,c\n1,2\n1,2,3,4\n1,2,3,,\n", "a.csv", LIMITS)
    assert sheet.rows == [["1", "2", ""], ["1", "2", "3"]]
    (rejection,) = sheet.rejected
    assert (rejection.row, rejection.value) == (3, "4")
    assert "4 cells" in rejection.reason.words()
    assert any("read as empty: 1." in note.words() for note in sheet.notes)


def test_columns_without_a_name_or_with_the_same_one() -> None:
    sheet = read(b"a,,a\n1,2,3\n4,5,6\n", "a.csv", LIMITS)
    assert sheet.header == ("a", "B", "a (2)")
    assert [letters(i) for i in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_dates_and_numbers_of_a_workbook_are_plain_text() -> None:
    frame = pd.DataFrame(
        {
            "day": [dt.datetime(2025, 11, 25), dt.datetime(2025, 11, 26, 9, 30)],  # noqa: DTZ001 - Excel has no time zones
            "count": [3.0, 2.5],
        }
    )
    sheet = read(workbook(frame), "a.xlsx", LIMITS)
    assert sheet.rows == [["2025-11-25", "3"], ["2025-11-26 09:30:00", "2.5"]]


def test_a_workbook_of_the_old_format_gives_the_same_table(
    tmp_path: Path, require_system: Callable[[object, str], None]
) -> None:
    require_system(which("soffice"), CALC)
    frame = FRAME.assign(
        day=pd.to_datetime(["2025-11-25T00:00", "2025-11-26T09:30"]),
        count=[3.0, 2.5],
        sum=["=1+1", "x"],
    )
    (tmp_path / "a.xlsx").write_bytes(workbook(frame))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "xls:MS Excel 97", "a.xlsx"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=120,
    )
    content = (tmp_path / "a.xls").read_bytes()
    assert content.startswith(b"\xd0\xcf\x11\xe0"), "the old format, and none of today's"
    assert sheets(content, "a.xls", LIMITS) == ("Events",)
    sheet = read(content, "a.xls", LIMITS)
    assert list(sheet.header) == [*HEADER, "day", "count", "sum"]
    assert sheet.rows == [
        [*ROWS[0], "2025-11-25", "3", "2"],
        [*ROWS[1], "2025-11-26 09:30:00", "2.5", "x"],
    ]
    assert sheet.lines == [2, 3]
    with pytest.raises(DataError, match="too many rows: 2"):
        read(content, "a.xls", Limits(rows=1))


def test_a_workbook_lists_its_sheets_and_the_likeliest_is_read_and_said() -> None:
    buffer = io.BytesIO()
    with pd.ExcelWriter(buffer, engine="openpyxl") as writer:
        pd.DataFrame().to_excel(writer, sheet_name="Cover", index=False)
        FRAME.to_excel(writer, sheet_name="Data", index=False)
        FRAME.head(1).to_excel(writer, sheet_name="More", index=False)
    content = buffer.getvalue()
    assert sheets(content, "a.xlsx", LIMITS) == ("Data", "Cover", "More")
    likeliest = read(content, "a.xlsx", LIMITS)
    assert len(likeliest.rows) == 2
    assert "“Data” was read; the others are: Cover, More" in likeliest.notes[0].words()
    assert len(read(content, "a.xlsx", LIMITS, sheet="More").rows) == 1


def rows_of(sheet: Sheet) -> list[dict[str, str]]:
    return [dict(zip(sheet.header, row, strict=True)) for row in sheet.rows]


def geojson(geometry: object, **properties: object) -> bytes:
    feature = {"type": "Feature", "geometry": geometry, "properties": properties}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def test_geojson_gives_points_and_says_where_it_took_the_middle() -> None:
    point = read(geojson({"type": "Point", "coordinates": [105.85, 21.03]}, name="A"), "a", LIMITS)
    assert rows_of(point) == [{"latitude": "21.03", "longitude": "105.85", "name": "A"}]
    assert point.notes == ()
    square = [[0, 0], [4, 0], [4, 2], [0, 2], [0, 0]]
    area = read(geojson({"type": "Polygon", "coordinates": [square]}, name="B"), "a", LIMITS)
    assert rows_of(area)[0]["latitude"] == "1"
    assert rows_of(area)[0]["longitude"] == "2"
    assert "the middle is taken" in area.notes[0].words()
    nowhere = read(geojson(None, name="C"), "a.geojson", LIMITS)
    assert rows_of(nowhere) == [{"name": "C"}]


def test_the_groups_of_timelinejs_are_its_categories() -> None:
    header = "Year,Month,Day,Headline,Text,Media,Type,Group\n"
    rows = "2012,8,9,Start,a,,,Music\n2013,,,Year,b,,,Art\n2014,,,Era,c,,era,Art\n"
    mapping = recognise(read((header + rows).encode(), "t.csv", LIMITS))
    assert mapping.columns["category"] == ("Group",)


def test_timelinejs_storymapjs_and_timemap() -> None:
    timeline = {
        "title": {"text": {"headline": "All"}},
        "events": [
            {
                "start_date": {"year": "2025", "month": "11"},
                "end_date": {"year": 2026},
                "text": {"headline": "<b>Forum</b>", "text": "First"},
                "media": {"url": "https://example.org/a.jpg", "credit": "Example"},
                "group": "Talks",
            }
        ],
    }
    (row,) = rows_of(read(json.dumps(timeline).encode(), "t.json", LIMITS))
    assert (row["Year"], row["Month"], row["Day"], row["End Year"]) == ("2025", "11", "", "2026")
    assert (row["Headline"], row["Group"]) == ("<b>Forum</b>", "Talks")
    story = {
        "storymap": {
            "slides": [
                {"type": "overview", "text": {"headline": "Start"}},
                {
                    "location": {"lat": 21.0, "lon": 105.8, "name": "Hanoi"},
                    "text": {"headline": "Hanoi", "text": "-"},
                    "date": "2025",
                },
            ]
        }
    }
    rows = rows_of(read(json.dumps(story).encode(), "s.json", LIMITS))
    assert rows[1]["latitude"] == "21"
    assert rows[1]["Place"] == "Hanoi"
    timemap = [
        {
            "start": "1465",
            "point": {"lat": 43.7, "lon": 11.2},
            "title": "A",
            "options": {"theme": "red"},
        }
    ]
    (item,) = rows_of(read(json.dumps(timemap).encode(), "m.json", LIMITS))
    assert (item["latitude"], item["longitude"], item["theme"]) == ("43.7", "11.2", "red")


def test_formulas_are_never_run(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["Title", "Sum"])
    page.append(["A", "=1+1"])
    book.save(tmp_path / "a.xlsx")
    # No program has computed it, so there is no value beside the formula.
    sheet = read((tmp_path / "a.xlsx").read_bytes(), "a.xlsx", LIMITS)
    assert sheet.rows == [["A", ""]]
    text = read(b"Title,x\n=cmd|' /C calc'!A0,1\n", "a.csv", LIMITS)
    assert text.rows[0][0] == "=cmd|' /C calc'!A0"


MARKED_STYLES = (
    '<number:date-style style:name="M"><number:month/><number:text>-</number:text><number:year/>'
    '</number:date-style><style:style style:name="m" style:family="table-cell" '
    'style:data-style-name="M"/>'
)
MONTH = '<table:table-cell office:value-type="date" office:date-value="2022-{:02}-01"{}><text:p/>'
MONTH += "</table:table-cell>"
FAILED = (
    '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value=""'
    "{}><text:p>#DIV/0!</text:p></table:table-cell>"
)
LINKED = (
    '<table:table-cell office:value-type="string"><text:p><text:a xlink:href="{}">A</text:a>'
    "</text:p></table:table-cell>"
)
CALC_SPACES = {
    "number": "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}


def marked_ods(*rows: str, in_styles: bool = False) -> bytes:
    """The sheet of `ods` with ``rows`` below its own, and a style "m" that shows months."""
    spaces = "".join(f' xmlns:{short}="{name}"' for short, name in CALC_SPACES.items())
    styles = f"<office:automatic-styles>{MARKED_STYLES}</office:automatic-styles>"
    begin = "<office:document-content"
    more = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(ods())) as plain, zipfile.ZipFile(buffer, "w") as archive:
        body = plain.read("content.xml").decode().replace(begin, begin + spaces, 1)
        body = body.replace("<office:body>", ("" if in_styles else styles) + "<office:body>", 1)
        end = '<table:table-row table:number-rows-repeated="1048573">'
        assert end in body
        archive.writestr("mimetype", plain.read("mimetype"))
        archive.writestr("content.xml", body.replace(end, more + end, 1))
        if in_styles:
            root = re.search("<office:document-content[^>]*>", body)
            assert root is not None
            head = root[0].replace("document-content", "document-styles")
            archive.writestr("styles.xml", f"{head}{styles}</office:document-styles>")
        archive.writestr("META-INF/manifest.xml", plain.read("META-INF/manifest.xml"))
    return buffer.getvalue()


@pytest.mark.parametrize("in_styles", [False, True])
def test_ods_shows_months_errors_and_links(*, in_styles: bool) -> None:
    styled, said = ' table:style-name="m"', ' calcext:value-type="error"'
    content = marked_ods(
        MONTH.format(2, styled) + LINKED.format("https://example.org/a") + FAILED.format(said),
        MONTH.format(3, "") + LINKED.format("javascript:alert(1)") + FAILED.format(""),
        in_styles=in_styles,
    )
    sheet = read(content, "a.ods", LIMITS)
    assert list(sheet.header) == [*HEADER, "Title (link)"]
    assert sheet.rows[-2:] == [
        ["2022-02", "A", "#DIV/0!", "https://example.org/a"],
        ["2022-03-01", "A", "#DIV/0!", ""],
    ]
    assert [row[:3] for row in sheet.rows[:-2]] == ROWS


def test_marks_that_come_again_a_million_times_take_no_time() -> None:
    again = ' table:number-columns-repeated="400" table:style-name="m"'
    rows = [MONTH.format(1, again)] * 2_000
    assert len(marks_in(marked_ods(*rows), "Events").shown) == 200_000


@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.jsonl", "a.json"])
def test_json_is_json_whatever_the_file_is_called(name: str) -> None:
    lines = b'{"a": 1, "b": "x, y"}\n{"a": 2, "b": "z"}\n'
    listed = b'[{"a": 1, "b": "x, y"},\n {"a": 2, "b": "z"}]'
    for content in (lines, listed):
        found = read(content, name, LIMITS)
        assert (found.header, found.rows) == (("a", "b"), [["1", "x, y"], ["2", "z"]])


def test_a_table_whose_first_name_is_in_braces_is_no_json() -> None:
    assert read(b"{a},[b]\n1,2\n", "a.csv", LIMITS).header == ("{a}", "[b]")


@pytest.mark.parametrize("kind", [pa.timestamp("us"), pa.timestamp("us", "UTC"), pa.date32()])
def test_days_that_no_calendar_holds_stay_in_their_rows(kind: pa.DataType) -> None:
    days = pa.array([10**17 if pa.types.is_timestamp(kind) else 10**7, 0], kind)
    buffer = io.BytesIO()
    pq.write_table(pa.table({"date": days, "title": ["far", "near"]}), buffer)
    far, near = read(buffer.getvalue(), "a.parquet", LIMITS).rows
    assert (near[0][:10], near[1]) == ("1970-01-01", "near")
    assert far[0]
    assert far[1] == "far"
