"""Tables as people keep them: merged cells, totals, covers, two rows of names, links, errors."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.intake.cell_forms import open_date
from dashboard.intake.limits import Limits
from dashboard.intake.outcome import Imported, rejected_csv
from dashboard.intake.reading import read
from dashboard.intake.recognition import recognise
from dashboard.intake.sheet import Reason, Rejection, Sheet
from dashboard.problems import DataError
from tests.intake.test_build import imported, made_of

LIMITS = Limits()
HEADER = ["Date", "Event", "Place"]
DAY = dt.date(2023, 12, 15)


def workbook(
    rows: Sequence[list[Any]], change: Callable[[openpyxl.Workbook, Worksheet], None] | None = None
) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    if change:
        change(book, page)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def sheet_of(rows: Sequence[list[Any]], change: Any = None) -> Sheet:
    return read(workbook(rows, change), "a.xlsx", LIMITS)


def notes(found: Sheet | Imported) -> str:
    return " ".join(note.words() for note in found.notes)


@pytest.mark.parametrize(
    ("day", "code", "shown"),
    [
        (dt.date(2022, 3, 1), "mmm-yy", "2022-03"),
        (dt.date(2022, 3, 1), "mm/yyyy", "2022-03"),
        (dt.date(2022, 3, 1), '[$-411]ggge"年"m"月"', "2022-03"),
        (dt.date(2022, 1, 1), "yyyy", "2022"),
        (dt.date(2022, 3, 1), "dd/mm/yyyy", "2022-03-01"),
        (dt.date(2022, 3, 1), '[$-411]ggge"年"m"月"d"日"', "2022-03-01"),
        # A day that was typed is known, however the cell shows it.
        (dt.date(2022, 3, 15), "mmm-yy", "2022-03-15"),
    ],
)
def test_a_month_that_excel_keeps_as_its_first_day_stays_a_month(
    day: dt.date, code: str, shown: str
) -> None:
    def change(_: openpyxl.Workbook, page: Worksheet) -> None:
        page["A2"].number_format = code

    assert sheet_of([HEADER, [day, "Fair", "Hue"], [DAY, "x", "y"]], change).rows[0][0] == shown


def test_what_a_cell_shows_as_an_error_is_rejected_and_not_empty() -> None:
    def change(_: openpyxl.Workbook, page: Worksheet) -> None:
        page["A2"] = "#REF!"
        page["A2"].data_type = "e"

    content = workbook([HEADER, [1, "Fair", "Hue"], [DAY, "Talk", "Hue"]], change)
    assert read(content, "a.xlsx", LIMITS).rows[0][0] == "#REF!"
    made = made_of(content, "a.xlsx")
    assert (made.shown, made.left_out) == (1, 1)
    assert (made.rejected[0].row, made.rejected[0].value) == (2, "#REF!")


def test_what_a_cell_links_to_is_a_source() -> None:
    def change(_: openpyxl.Workbook, page: Worksheet) -> None:
        page["B2"].hyperlink = "https://example.org/fair"

    content = workbook([HEADER, [DAY, "Fair", "Hue"], [DAY, "Talk", "Hue"]], change)
    found = read(content, "a.xlsx", LIMITS)
    assert found.header == (*HEADER, "Event (link)")
    assert found.column("Event (link)") == ["https://example.org/fair", ""]
    made = made_of(content, "a.xlsx")
    assert list(made.tables["sources"]["url"]) == ["", "https://example.org/fair"]
    assert made.rejected == ()


def test_a_merged_cell_counts_for_all_its_rows() -> None:
    def change(_: openpyxl.Workbook, page: Worksheet) -> None:
        page.merge_cells("A2:A3")

    found = sheet_of([HEADER, [DAY, "a", "b"], [None, "c", "d"], [None, "e", "f"]], change)
    assert found.column("Date") == ["2023-12-15", "2023-12-15", ""]
    assert "merged with the one above have its value: 1." in notes(found)


def test_a_cover_is_passed_over_and_said() -> None:
    def change(book: openpyxl.Workbook, _: Worksheet) -> None:
        hidden, data = book.create_sheet("Codes"), book.create_sheet("Data")
        hidden.sheet_state = "hidden"
        for page in (hidden, data):
            for row in [HEADER, [DAY, "a", "b"], [DAY, page.title, "d"]]:
                page.append(row)

    found = sheet_of([["About"], ["Prepared by us"], ["See the sheet Data"]], change)
    assert found.column("Event") == ["a", "Data"]
    assert "“Data” was read; the others are: Sheet, Codes" in notes(found)


def test_names_of_columns_may_stand_in_two_rows() -> None:
    rows: list[list[Any]] = [
        ["Time", None, "Event", "Place", None],
        ["Start", "End", "Name", "City", "Country"],
    ]
    found = sheet_of([*rows, [DAY, DAY, "Fair", "Hue", "Vietnam"], [DAY, None, "x", "y", "z"]])
    assert found.header == ("Time Start", "Time End", "Event Name", "Place City", "Place Country")
    assert found.lines == [3, 4]
    assert "1 and 2" in notes(found)
    # A first event is no second row of names, though a column has none.
    text = b"Date,Event,\n2023,Fair,Hue\n2024,Talk,Kobe\n"
    assert read(text, "a.csv", LIMITS).header == ("Date", "Event", "C")
    text = b"Name,City,\nFair,Hue,x\nTalk,Kobe,y\n"
    assert len(read(text, "a.csv", LIMITS).rows) == 2


@pytest.mark.parametrize("first", ["2023-12-14,Forum,Hanoi", "14/12/2023,Forum,Hanoi"])
def test_a_table_without_column_names_keeps_its_first_row(first: str) -> None:
    found = read(f"{first}\n2023-12-15,Fair,Osaka\n".encode(), "a.csv", LIMITS)
    assert found.header == ("A", "B", "C")
    assert [row[1] for row in found.rows] == ["Forum", "Fair"]
    assert "called by their letters" in notes(found)
    years = read(b"Country,2022,2023\nJapan,1,2\n", "a.csv", LIMITS)
    assert years.header == ("Country", "2022", "2023")


def test_signs_that_nobody_sees_stand_in_no_cell() -> None:
    found = read("Date,Event\n\u200e2023\u200f,\ufeffFair\u200b\n".encode(), "a.csv", LIMITS)
    assert found.rows == [["2023", "Fair"]]


ODD = """No,Date,Event,Place,Status,People
1,2023-12-15,Fair,Hue,done,100
2,2027-12-16,Talk,Hue,Đã hủy,50
3,2023-12-17,Total eclipse,Hue,done,1
No,Date,Event,Place,Status,People
Tổng cộng,,,,,151
"""


def test_rows_that_are_no_events_are_left_out_with_their_reason() -> None:
    made = imported(ODD)
    assert list(made.tables["events"]["title_en"]) == ["Fair", "Total eclipse"]
    told = {one.row: one.reason.words() for one in made.rejected if one.is_whole_row}
    assert set(told) == {3, 5, 6}
    assert "cancelled" in told[3]
    assert "repeats the column names" in told[5]
    assert "totals" in told[6]
    assert made.left_out == 3


def test_how_many_events_lack_a_date_or_a_place_is_said() -> None:
    made = imported("Date,Event,Place\n2023,A,Hue\n,B,Hue\n2024,C,\n,D,Hue\n")
    assert "not on the timeline, for they have no date: 2." in notes(made)
    assert "not on the map, for they have no place that is known: 1." in notes(made)
    assert "no date" not in notes(imported("Date,Event\n2023,A\n2024,B\n"))


US_EXCEL = "Date,Event\n2025-03-04,a\n2025-05-06,b\n2025-07-08,c\n25/4/2025,d\n"


def test_days_that_a_program_may_have_exchanged_are_said() -> None:
    assert "exchanged day and month" in notes(imported(US_EXCEL))
    for harmless in ("2025-03-13,e\n", "3/4/2025,e\n"):
        assert "exchanged day and month" not in notes(imported(US_EXCEL + harmless))


def test_points_in_another_country_than_the_row_says() -> None:
    rows = "".join(f"2025-01-0{i},E{i},France,2.3{i},48.{i}\n" for i in range(1, 6))
    header = "date,title,country,latitude,longitude\n"
    assert "exchange the columns latitude and longitude" in notes(imported(header + rows))
    right = "".join(f"2025-01-0{i},E{i},France,48.{i},2.3{i}\n" for i in range(1, 6))
    assert "country" not in notes(imported(header + right))
    stray = "2025-01-06,E6,France,52.5,13.4\n"
    assert "another country than their row says: 1." in notes(imported(header + right + stray))


def test_seasons_of_two_years_are_no_months() -> None:
    made = imported("Season,League\n2009-10,A\n2010-11,B\n2011-12,C\n2012-13,D\n")
    assert list(made.tables["events"]["date_edtf"]) == [
        *("2009/2010", "2010/2011", "2011/2012", "2012/2013")
    ]
    assert made.mapping.date_form == "two-years"


def test_years_with_a_decimal_point_are_years() -> None:
    made = imported("year,event\n2023.0,A\n,B\n2021.0,C\n")
    assert list(made.tables["events"]["date_edtf"]) == ["2023", "", "2021"]


def test_a_column_that_speaks_for_both_orders_waits_for_an_answer() -> None:
    found = read(b"Date,Event\n25/4/2025,A\n4/25/2025,B\n3/4/2025,C\n", "a.csv", LIMITS)
    assert recognise(found).date_order == ""
    assert open_date(found, recognise(found))


TIMELINE = """Year,Month,Day,Display Date,Headline,Text,Media,Type,Group
,,,,All of it,Intro,,title,
2012,8,9,,Start,a,,,Music
2013,,,circa 2013,Later,b,,,Art
2014,,,the Ides,Last,c,,,Art
"""


def test_timelinejs_shows_dates_in_words_that_are_no_dates() -> None:
    made = imported(TIMELINE)
    assert list(made.tables["events"]["date_edtf"]) == ["2012-08-09", "2013", "2014"]
    assert "Display Date: circa 2013" in made.tables["events"]["summary_en"].iloc[1]
    (title,) = made.rejected
    assert (title.row, title.is_whole_row) == (2, True)


def test_lists_are_told_by_what_stands_alone_between_surer_marks() -> None:
    made = imported(
        "Date,Event,Sector\n2023,A,Trade; Culture\n2024,B,Trade\n2025,C,Trade & Culture\n"
    )
    assert set(made.tables["sectors"]["name_en"]) == {"Trade", "Culture"}
    one = imported("Date,Event,Sector\n2023,A,Trade & Culture\n2024,B,Food\n2025,C,Food\n")
    assert set(one.tables["sectors"]["name_en"]) == {"Trade & Culture", "Food"}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.xls", b"<html><table><tr><td>Date</td></tr></table></html>", "a web page"),
        ("a.csv", b"\n<!DOCTYPE html>\n<html>,\n", "a web page"),
        ("a.numbers", b"", "Export it from Numbers"),
        ("a.zip", b"", "Unpack it"),
    ],
)
def test_what_people_take_for_a_table_is_called_by_its_name(
    name: str, content: bytes, message: str
) -> None:
    if not content:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("events.txt", "x")
        content = buffer.getvalue()
    with pytest.raises(DataError, match=message):
        read(content, name, LIMITS)


def test_codes_of_countries_in_sports_are_read_in_a_column_of_countries_alone() -> None:
    made = imported("Date,Name,Country\n1928,A,GER\n1936,B,NED\n1996,C,JAM\n1980,D,URS\n")
    assert set(made.tables["event_locations"]["location_id"]) == {"de", "nl", "jm"}
    # A country that is no more lies in none of today's.
    assert [one.value for one in made.rejected] == ["URS"]
    town = imported("Date,Name,City\n2020,A,Bar\n2021,B,Hue\n2022,C,Osaka\n")
    assert "bb" not in set(town.tables["locations"]["location_id"])


def test_a_column_of_japanese_fiscal_years() -> None:
    years = "年度,事業名\n令和3年度,A\nR4,B\n2022,C\n令和五年度,D\n"
    assert list(imported(years).tables["events"]["date_edtf"]) == [
        *("2021-04/2022-03", "2022-04/2023-03", "2022-04/2023-03", "2023-04/2024-03")
    ]
    months = "年度,月,事業名\n2022,3,A\n2022,4,B\n"
    assert list(imported(months).tables["events"]["date_edtf"]) == ["2023-03", "2022-04"]


def test_what_a_name_lies_in_is_offered_for_it() -> None:
    made = imported(
        'Date,Event,Place\n2023,A,"Nowhere 1, TP. Hồ Chí Minh"\n2024,B,Tỉnh Quảng Nimh\n'
    )
    offered = {one.name: list(one.candidates.values()) for one in made.unresolved}
    assert offered["Nowhere 1, TP. Hồ Chí Minh"][0] == "Ho Chi Minh City, VN"
    assert "Quang Ninh" in offered["Tỉnh Quảng Nimh"][0]


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "Err:502", "#NAME?"])
def test_an_error_of_the_spreadsheet_is_no_name_and_no_category(error: str) -> None:
    made = imported(
        f"Date,Event,Place,Category\n2023-01-02,{error},Hue,{error}\n2023-02-01,Fair,{error},Art\n"
        f"{error},Talk,Hue,Art\n2023-02-03,#1 of all,Hue,Art\n"
    )
    assert (made.shown, made.left_out) == (3, 1)
    assert list(made.tables["events"]["title_en"]) == ["Hue", "Fair", "#1 of all"]
    assert list(made.tables["sectors"]["name_en"]) == ["Art", "Not given"]
    assert made.unresolved == ()
    told = [(one.row, one.column, one.is_whole_row) for one in made.rejected]
    assert told == [
        *((2, "Category", False), (2, "Event", False), (3, "Place", False)),
        (4, "Date", True),
    ]


def test_empty_columns_beside_the_table_are_not_spoken_of() -> None:
    def change(_: openpyxl.Workbook, page: Worksheet) -> None:
        page.move_range("A1:C2", cols=3)

    content = workbook([HEADER, [DAY, "Fair", "Hue"]], change)
    assert "Not used" not in notes(made_of(content, "a.xlsx"))
    assert "Not used: Blank." in notes(imported("Date,Event,Blank\n2023-01-02,Fair,\n"))


def test_several_dates_in_a_cell_are_called_so() -> None:
    made = imported('Date,Event\n2023-01-02,A\n"2023-05-01\n2023-05-03",B\n25/05/2023,C\n')
    (one,) = made.rejected
    assert (one.row, one.reason.words()[:19]) == (3, "Several dates stand")


def test_from_and_to_are_the_beginning_and_the_end() -> None:
    made = imported("Date from,Date to,Event\n2023-05-01,2023-05-03,A\n")
    assert list(made.tables["events"]["date_edtf"]) == ["2023-05-01/2023-05-03"]
    said = imported("Từ,Đến,Sự kiện\n01/05/2023,25/05/2023,A\n")
    assert list(said.tables["events"]["date_edtf"]) == ["2023-05-01/2023-05-25"]


def test_the_list_of_rejections_is_safe_in_every_cell_and_is_read_as_utf_8_by_excel() -> None:
    reason = Reason("{said}", {"said": "=1+1"})
    content = rejected_csv([Rejection(2, "=a", "x; =b", reason)])
    assert content.startswith(codecs.BOM_UTF8)
    assert content.decode().splitlines()[1] == "2,'=a,x; '=b,row,'=1+1"


TALKS = "date,name,place\n2023-01-02,A,Hue\n"


def test_a_quote_that_is_never_closed_takes_its_own_row_alone() -> None:
    made = imported(TALKS + '2023-01-04,"open,Hue\n2023-01-05,D,Hue\n2023-01-06,"E ""x""",Hue\n')
    assert list(made.tables["events"]["title_en"]) == ["A", "D", 'E "x"']
    (one,) = made.rejected
    assert (one.row, one.value, one.is_whole_row) == (3, '2023-01-04,"open,Hue', True)
    one_only = imported(TALKS + '2023-01-04,"open,Hue\n2023-01-06,"E",Hue\n')
    assert list(one_only.tables["events"]["title_en"]) == ["A", "E"]
    last = imported(TALKS + '2023-01-04,"open')
    assert (last.shown, [one.row for one in last.rejected]) == (1, [3])


def test_lines_within_a_cell_are_no_rows() -> None:
    text = '2023-01-04,"first, of two\nand, the other",Hue\n2023-01-05,"one ""word""\nmore",Hue\n'
    made = imported(TALKS + text)
    assert (made.shown, made.rejected) == (3, ())


@pytest.mark.parametrize("allowed", [0, 10_000_000])
def test_a_quote_that_is_open_for_longer_than_a_cell_may_be_takes_its_own_row_alone(
    allowed: int,
) -> None:
    # What the process allows, others may have raised.
    csv.field_size_limit(allowed)
    rows = [f"2024-01-02,Fair {i} of the town,Hue" for i in range(9_000)]
    rows[5] = '2024-01-05,"An open fair,Hue'
    found = read("\n".join(["date,title,place", *rows]).encode(), "a.csv", Limits())
    assert len(found.rows) == 8_999
    assert [(one.row, one.value) for one in found.rejected] == [(7, rows[5])]
    assert "A quote is opened in this line" in found.rejected[0].reason.words()
    with pytest.raises(DataError, match="cell of too many characters"):
        read(b'a,b\n1,"' + b"x" * 200_000, "a.csv", Limits())


def test_quotes_that_open_again_and_again_are_told_in_time() -> None:
    text = TALKS + "".join(f'2023-01-02,"A{n}\n' for n in range(3_001))
    made = imported(text)
    assert made.shown == 1
    assert made.left_out == 3_001


def test_cells_that_hold_nothing_but_a_colour_are_under_no_limit() -> None:
    def coloured(_: openpyxl.Workbook, page: Worksheet) -> None:
        page.cell(1_048_576, 16_384).number_format = "0"

    assert sheet_of([HEADER, [DAY, "A", "Hue"]], coloured).rows == [["2023-12-15", "A", "Hue"]]

    def filled(_: openpyxl.Workbook, page: Worksheet) -> None:
        page.cell(1_048_576, 1).value = "x"

    with pytest.raises(DataError, match="too many rows: 1,048,575"):
        sheet_of([HEADER, [DAY, "A", "Hue"]], filled)


@pytest.mark.parametrize(
    "tag",
    [
        b"""<c r="XFD1048576" x="/>"><v>1</v></c>""",
        b"""<c x=' r="XFD1048576"/>' r="XFD1048576"><v>1</v></c>""",
        b"""<c r="XFD1048576"><v>1</v></c>""",
    ],
)
def test_a_cell_that_only_looks_empty_is_under_the_limit(tag: bytes) -> None:
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook([HEADER, [DAY, "A", "Hue"]]))) as given,
        zipfile.ZipFile(content, "w") as made,
    ):
        for name in given.namelist():
            row = b'<row r="1048576">%s</row></sheetData>' % tag
            made.writestr(name, given.read(name).replace(b"</sheetData>", row))
    with pytest.raises(DataError, match="too many columns: 16,384"):
        read(content.getvalue(), "a.xlsx", LIMITS)


def test_a_number_alone_and_an_era_are_no_events() -> None:
    made = imported("id,date,name\n1,2023-01-02,A\n(1 row),,\n,2023-02,\n")
    assert (made.shown, [(one.row, one.value) for one in made.rejected]) == (2, [(3, "(1 row)")])
    era = imported(f"{TIMELINE}1990,,,,An age,,,era,\n")
    assert [one.row for one in era.rejected] == [2, 6]
