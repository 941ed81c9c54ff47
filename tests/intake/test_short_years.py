"""Years of two digits are settled by the user and the column, and never guessed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.intake import date_parts
from dashboard.intake.build import SHORT_YEARS, make
from dashboard.intake.cell_forms import open_date, open_year
from dashboard.intake.date_parts import ORDERS, DateRefusedError, Order
from dashboard.intake.gazetteers import atlas_with
from dashboard.intake.limits import Limits
from dashboard.intake.mapping import TableMapping, mapping_of, read_mapping
from dashboard.intake.reading import read as read_table
from dashboard.intake.recognition import recognise
from dashboard.intake.short_years import FIRST_YEARS, NONE_OF_THEM, column_order, full_year
from dashboard.intake.written_dates import read
from dashboard.problems import DataError

WINDOWS = st.sampled_from(FIRST_YEARS)


def days_from(first: int) -> st.SearchStrategy[dt.date]:
    return st.dates(dt.date(first, 1, 1), dt.date(first + 99, 12, 31))


def written(day: dt.date, order: Order, sign: str, *, padded: bool) -> str:
    width = 2 if padded else 1
    parts = {"y": f"{day.year % 100:02}", "m": f"{day.month:0{width}}", "d": f"{day.day:0{width}}"}
    return sign.join(parts[one] for one in order)


@pytest.mark.parametrize(
    ("first", "said", "year"),
    [
        (1930, "29", 2029),
        (1930, "30", 1930),
        (1930, "00", 2000),
        (1930, "99", 1999),
        (1950, "49", 2049),
        (1950, "50", 1950),
        (1969, "68", 2068),
        (1969, "69", 1969),
        (2000, "00", 2000),
        (2000, "99", 2099),
        (1900, "00", 1900),
        (1900, "99", 1999),
    ],
)
def test_the_hundred_years_begin_where_they_are_said_to(first: int, said: str, year: int) -> None:
    assert full_year(said, first) == year
    assert read(f"25/11/{said}", "dmy", first) == f"{year}-11-25"


@given(st.integers(1, 9899), st.integers(0, 99))
def test_every_two_digits_are_one_year_of_the_hundred(first: int, short: int) -> None:
    year = full_year(f"{short:02}", first)
    assert first <= year <= first + 99
    assert year % 100 == short


@given(st.data(), WINDOWS, st.sampled_from(ORDERS), st.sampled_from("/.-"), st.booleans())
def test_a_column_is_read_as_it_was_written_or_asked_about(
    data: st.DataObject, first: int, order: Order, sign: str, padded: bool
) -> None:
    days = data.draw(st.lists(days_from(first), min_size=1, max_size=6))
    cells = [written(day, order, sign, padded=padded) for day in days]
    found, is_settled = column_order(cells)
    if is_settled:
        assert [read(cell, found, first) for cell in cells] == [day.isoformat() for day in days]
    # Who is asked says the order.
    assert [read(cell, order, first) for cell in cells] == [day.isoformat() for day in days]
    for cell in cells:
        with pytest.raises(DateRefusedError) as caught:
            read(cell, order)
        assert caught.value.reason.message == date_parts.SHORT_YEAR


@given(st.data(), WINDOWS)
def test_a_day_of_a_short_year_survives_the_ways_of_writing_it(
    data: st.DataObject, first: int
) -> None:
    day = data.draw(days_from(first))
    short, d, m = f"{day.year % 100:02}", day.day, day.month
    for text in (
        f"{d}-{day:%b}-{short}",
        f"{day:%d %B} '{short}",
        f"{day:%B} {d}, {short}",
        f"{day:%b} {d} ’{short}",
        f"{short}年{m}月{d}日",
        f"'{short}年{m}月{d}日",
        f"ngày {d} tháng {m} năm {short}",
        f"ngày {d}/{m}/{short}",
        f"{d} de {('janeiro', 'março')[m > 1]} de {short}"
        if m in (1, 3)
        else f"{d}{day:%b}{short}",
    ):
        assert read(text, "", first) == day.isoformat(), text
        with pytest.raises(DateRefusedError) as caught:
            read(text)
        assert caught.value.reason.message == date_parts.SHORT_YEAR, text


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("Mar-24", "2024-03"),
        ("Mar '24", "2024-03"),
        ("24年3月", "2024-03"),
        ("99年", "1999"),
        ("24年度", "2024-04/2025-03"),
        ("năm 99", "1999"),
        ("tháng 3 năm 24", "2024-03"),
        ("Q3/24", "2024-07/2024-09"),
        ("quý IV/24", "2024-10/2024-12"),
        ("1H24", "2024-01/2024-06"),
        ("25/12/99 2:30 PM", "1999-12-25"),
        ("28/12/99 – 31/1/00", "1999-12-28/2000-01-31"),
        ("10-12 Mar 24", "2024-03-10/2024-03-12"),
        ("99-Mar-05", "1999-03-05"),
        ("since 25/3/99", "1999-03-25/.."),
    ],
)
def test_what_else_has_years_of_two_digits(text: str, edtf: str) -> None:
    assert read(text, "", 1930) == edtf


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("R6.3.5", "2024-03-05"),
        ("令和6年", "2024"),
        ("平成24年3月5日", "2012-03-05"),
        ("H24.3.5", "2012-03-05"),
        ("2009-10", "2009-10"),
        ("Nov 25–26, 2025", "2025-11-25/2025-11-26"),
        ("15, 16/12/2023", "2023-12-15/2023-12-16"),
    ],
)
@pytest.mark.parametrize("first", [0, *FIRST_YEARS])
def test_eras_and_days_are_no_years_of_two_digits(text: str, edtf: str, first: int) -> None:
    assert read(text, "", first) == edtf


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("3/4/24", date_parts.AMBIGUOUS),
        ("03/04/24", date_parts.UNORDERED),
        ("12-34-56", date_parts.NO_SUCH_DAY),
        ("30/02/99", date_parts.NO_SUCH_DAY),
        ("3/4/5", date_parts.NO_YEAR),
        ("6年3月5日", date_parts.NO_YEAR),
        ("Nov 25", date_parts.NO_YEAR),
        ("Mar 10-12", date_parts.NO_YEAR),
        ("10-12 Mar", date_parts.NO_YEAR),
        ("24", date_parts.NO_DATE),
    ],
)
def test_what_is_still_no_date_when_the_years_are_settled(text: str, why: str) -> None:
    with pytest.raises(DateRefusedError) as caught:
        read(text, "", 1930)
    assert caught.value.reason.message == why


@pytest.mark.parametrize(
    ("cells", "order", "is_settled"),
    [
        (["3/4/24", "12/31/24"], "mdy", True),
        (["3/4/24", "25/12/24"], "dmy", True),
        (["03/04/24", "25/12/24"], "", False),
        (["03/04/24", "25/12/99"], "dmy", True),
        (["24-03-05", "24-11-30"], "", False),
        (["24-03-05", "32-11-30"], "ymd", True),
        (["05-03-24", "05-03-32"], "", False),
        (["05-13-24", "05-03-24"], "mdy", True),
        (["05/03/24", "25/11/2025"], "dmy", True),
        (["05-03-24", "25/11/2025"], "", False),
        (["5/5/24", "05/05/24"], "dmy", True),
        (["99-Mar-05", "12-Mar-06"], "ymd", True),
        (["05-Mar-24", "12-Mar-06"], "", True),
        (["25/12/99", "12/25/99"], "dmy", False),
        (["R5/12/15", "H 24.3.15"], "", True),
        (["2024-03-05 10:20", "2024"], "", True),
    ],
)
def test_a_column_tells_which_number_is_the_year(
    cells: list[str], order: Order, is_settled: bool
) -> None:
    assert column_order(cells) == (order, is_settled)


CSV = "Date,Event\n3/4/24,Fair\n12/31/29,Talk\n1/2/30,Walk\n2/3/2025,Fête\n"


def dates_of(mapping: TableMapping, text: str = CSV) -> tuple[list[str], list[str]]:
    """The dates of the events that ``text`` becomes, and why its other rows are left out."""
    sheet = read_table(text.encode(), "a.csv", Limits())
    made = make(
        sheet,
        mapping,
        atlas_with(None),
        file_name="a.csv",
        content=text.encode(),
        today=dt.date(2025, 1, 1),
    )
    return list(made.tables["events"]["date_edtf"]), [one.reason.message for one in made.rejected]


def test_a_table_is_asked_about_its_years_and_then_about_its_order() -> None:
    sheet = read_table(b"Date,Event\n05-03-24,A\n06-04-24,B\n", "a.csv", Limits())
    mapping = recognise(sheet)
    assert mapping.columns["date"] == ("Date",)
    assert open_year(sheet, mapping) == ("Date", "05-03-24")
    assert open_date(sheet, mapping) is None, "the dates are left out as long as no year is said"
    settled = replace(mapping, two_digit_years=1930)
    assert open_year(sheet, settled) is None
    assert open_date(sheet, settled) == ("Date", "05-03-24")
    assert open_date(sheet, replace(settled, date_order="ymd")) is None
    left_out = replace(mapping, two_digit_years=NONE_OF_THEM)
    assert open_year(sheet, left_out) is None
    assert open_date(sheet, left_out) is None


@pytest.mark.parametrize(
    ("cells", "is_date"),
    [
        (["3/4/24", "5/4/24"], True),
        (["24-03-05", "24-03-06"], True),
        (["5 Mar 24", "Mar 5, 24"], True),
        (["Mar-24", "Apr-24"], True),
        (["24年3月", "24年4月5日"], True),
        (["25.11.24", "26.11.24"], True),
        # Versions and chapters, hours, and numbers.
        (["1.2.10", "1.2.11"], False),
        (["10:20", "11:30"], False),
        (["24", "25"], False),
    ],
)
def test_a_column_of_such_dates_is_taken_for_one(cells: list[str], is_date: bool) -> None:
    text = "x,Event\n" + "".join(f'"{cell}",E{i}\n' for i, cell in enumerate(cells))
    sheet = read_table(text.encode(), "a.csv", Limits())
    assert (recognise(sheet).column("date") == "x") is is_date


def test_unless_they_are_settled_the_rows_are_listed() -> None:
    sheet = read_table(CSV.encode(), "a.csv", Limits())
    mapping = recognise(sheet)
    assert mapping.date_order == "mdy"
    for years in (None, NONE_OF_THEM):
        found = dates_of(replace(mapping, two_digit_years=years))
        assert found == (["2025-02-03"], [date_parts.SHORT_YEAR] * 3)
    assert dates_of(replace(mapping, two_digit_years=1930)) == (
        ["2024-03-04", "2029-12-31", "1930-01-02", "2025-02-03"],
        [],
    )


def test_years_in_columns_of_their_own_are_settled_alike() -> None:
    text = "Year,Month,Event\n24,3,A\n5.0,,B\n2025,1,C\n0,2,D\n-5,1,E\n"
    sheet = read_table(text.encode(), "a.csv", Limits())
    mapping = TableMapping({"year": ("Year",), "month": ("Month",), "title": ("Event",)})
    assert open_year(sheet, mapping) == ("Year", "24")
    assert dates_of(mapping, text)[0] == ["2025-01"]
    settled = replace(mapping, two_digit_years=1950)
    assert dates_of(settled, text) == (
        ["2024-03", "2005", "2025-01", "2000-02"],
        [date_parts.NO_SUCH_YEAR],
    )


def test_what_was_taken_is_stated_only_where_it_was() -> None:
    for text, is_stated in ((CSV, True), ("Date,Event\n2025-01-02,A\n", False)):
        sheet = read_table(text.encode(), "a.csv", Limits())
        made = make(
            sheet,
            replace(recognise(sheet), two_digit_years=1969),
            atlas_with(None),
            file_name="a.csv",
            content=text.encode(),
            today=dt.date(2025, 1, 1),
        )
        told = [note.words() for note in made.notes if note.message == SHORT_YEARS]
        assert told == ["Years of two digits were read as 1969 to 2068."] * is_stated


def test_the_choice_survives_the_file_of_the_mapping(tmp_path: Path) -> None:
    path = tmp_path / "mapping.json"
    for years in (None, NONE_OF_THEM, 1, 1930, 9899):
        mapping = TableMapping({"title": ("a",)}, two_digit_years=years)
        path.write_bytes(mapping.to_json())
        assert read_mapping(path) == mapping
    # As an earlier version wrote it.
    path.write_text('{"columns": {"date": ["Date"]}, "date_form": "written"}', encoding="utf-8")
    assert read_mapping(path) == TableMapping({"date": ("Date",)})


@pytest.mark.parametrize("wrong", [-1, 9900, "1930", 19.5, True, [1930]])
def test_a_wrong_choice_in_a_mapping_is_an_error(wrong: object) -> None:
    with pytest.raises(DataError, match="two_digit_years") as caught:
        mapping_of({"two_digit_years": wrong}, "mapping.json")
    assert repr(wrong) in str(caught.value)
    assert "such as 1930" in str(caught.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"date_order": "dym"}, ("date_order", "'dym'", "dmy, mdy or ymd")),
        ({"date_form": "roman"}, ("date_form", "'roman'", "written, two-years")),
        ({"header_row": 0}, ("header_row", "0", "the first being 1")),
        ({"colums": {}}, ("'colums'", "columns, date_order")),
        ({"columns": {"title": 3}}, ("columns.title", "3", "in quotes")),
        ({"columns": []}, ("columns", "[]", "a text for each key")),
        ({"places": {"a": 1}}, ("places.a", "1", "in quotes")),
        ({"sheet": 2}, ("sheet", "2", "a text in quotes")),
        (["date"], ("['date']", "one that the import has written")),
    ],
)
def test_what_is_wrong_in_a_mapping_is_named(content: object, said: tuple[str, ...]) -> None:
    with pytest.raises(DataError) as caught:
        mapping_of(content, "mapping.json")
    assert all(one in str(caught.value) for one in said), str(caught.value)


def test_all_that_is_wrong_in_a_mapping_is_told_at_once() -> None:
    with pytest.raises(DataError) as caught:
        mapping_of({"date_order": "dym", "title": 1}, "mapping.json")
    assert len(caught.value.problems) == 2
