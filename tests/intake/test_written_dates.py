"""Dates as people write them become EDTF, as precise as they are and no more."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import dates
from dashboard.intake import counted_dates, date_parts, date_phrases
from dashboard.intake.date_parts import DateRefusedError, Order
from dashboard.intake.short_years import column_order
from dashboard.intake.written_dates import are_two_years, read, two_years

DAYS = st.dates(dt.date(1000, 1, 1), dt.date(2200, 12, 31))
ENGLISH = "January February March April May June July August September October November December"
MONTHS = ENGLISH.split()


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("2025-11-25", "2025-11-25"),
        ("2025-11-25T14:30:00Z", "2025-11-25"),
        ("2025/11/25 00:47", "2025-11-25"),
        ("20251125", "2025-11-25"),
        ("2025-11", "2025-11"),
        ("11/2025", "2025-11"),
        ("2025", "2025"),
        ("2025~", "2025~"),
        ("202X", "202X"),
        ("1995/..", "1995/.."),
        ("25/11/2025", "2025-11-25"),
        ("11/25/2025 2:30 PM", "2025-11-25"),
        ("25.11.2025", "2025-11-25"),
        ("2025年11月25日（火）", "2025-11-25"),
        ("２０２５年１１月", "2025-11"),
        ("令和7年11月25日", "2025-11-25"),
        ("令和元年", "2019"),
        ("昭和48年9月21日", "1973-09-21"),
        ("R7.11.25", "2025-11-25"),
        ("2025年度", "2025-04/2026-03"),
        ("2025年2月下旬", "2025-02-21/2025-02-28"),
        ("2025年頃", "2025~"),
        ("ngày 25 tháng 11 năm 2025", "2025-11-25"),
        ("Ngày 3/4/2025", "2025-04-03"),
        ("tháng 11/2025", "2025-11"),
        ("tháng 11 năm 2025", "2025-11"),
        ("quý IV/2025", "2025-10/2025-12"),
        ("năm 2025", "2025"),
        ("khoảng năm 2025", "2025~"),
        ("Q4 2025", "2025-10/2025-12"),
        ("Tuesday, 25 Nov 2025", "2025-11-25"),
        ("Nov. 25th, 2025", "2025-11-25"),
        ("November 2025", "2025-11"),
        ("25 de novembro de 2025", "2025-11-25"),
        ("1er mars 2024", "2024-03-01"),
        ("25–26/11/2025", "2025-11-25/2025-11-26"),
        ("25/11 - 28/11/2025", "2025-11-25/2025-11-28"),
        ("Nov 25–26, 2025", "2025-11-25/2025-11-26"),
        ("28 Nov – 2 Dec 2025", "2025-11-28/2025-12-02"),
        ("2025年11月25日〜26日", "2025-11-25/2025-11-26"),
        ("2025年10月から11月", "2025-10/2025-11"),
        ("từ 25/11/2025 đến 28/11/2025", "2025-11-25/2025-11-28"),
        ("2025-11-25 to 2025-11-26", "2025-11-25/2025-11-26"),
        ("1939–1945", "1939/1945"),
        ("2023-12/2024-01", "2023-12/2024-01"),
        ("11-12/2023", "2023-11/2023-12"),
        ("2009–10", "2009/2010"),
        ("Nov/Dec 2023", "2023-11/2023-12"),
        ("Dec 15 & 16, 2023", "2023-12-15/2023-12-16"),
        ("15, 16/12/2023", "2023-12-15/2023-12-16"),
        ("2023年12月15日（金）・16日（土）", "2023-12-15/2023-12-16"),
        ("15.–20.12.2023", "2023-12-15/2023-12-20"),
        ("spring 2023", "2023-21"),
        ("mùa hè năm 2023", "2023-22"),
        ("2023年秋", "2023-23"),
        ("winter 2023/24", "2023-12/2024-02"),
        ("1990s", "199X"),
        ("thập niên 1990", "199X"),
        ("1990年代", "199X"),
        ("H1 2023", "2023-01/2023-06"),
        ("6 tháng cuối năm 2023", "2023-07/2023-12"),
        ("3Q2023", "2023-07/2023-09"),
        ("令和4年第3四半期", "2022-07/2022-09"),
        ("2022年度第3四半期", "2022-10/2022-12"),
        ("2022年度下期", "2022-10/2023-03"),
        ("since 2019", "2019/.."),
        ("2019 – present", "2019/.."),
        ("từ tháng 3/2022", "2022-03/.."),
        ("2019 đến nay", "2019/.."),
        ("2019年～", "2019/.."),
        ("2019.4～", "2019-04/.."),
        ("2019年以降", "2019/.."),
        ("c 1990", "1990~"),
        ("~1990", "1990~"),
        ("early 2023", "2023"),
        ("cuối tháng 3 năm 2023", "2023-03"),
        ("2023年末", "2023"),
        ("T12/2023", "2023-12"),
        ("15 thg 12, 2023", "2023-12-15"),
        ("ngày 15 - 20 tháng 12 năm 2023", "2023-12-15/2023-12-20"),
        ("ngày mùng 5/3/2023", "2023-03-05"),
        ("8h30 ngày 15/12/2023", "2023-12-15"),
        ("15/12/2023 8h30", "2023-12-15"),
        ("chiều ngày 15/12/2023", "2023-12-15"),
        ("Thứ 6, 15/12/2023", "2023-12-15"),
        ("15/12/2023 10:00 - 12:00", "2023-12-15"),
        ("2023-12-15 23:30:00+00", "2023-12-15"),
        ("R5.4.6 10:00～", "2023-04-06"),
        ("2023-12-15 11:30 PM EST", "2023-12-15"),
        ("20231215T103000Z", "2023-12-15"),
        ("Fri Dec 15 2023 23:30:00 GMT+0900 (Japan Standard Time)", "2023-12-15"),
        ("2023-12-15 (Fri)", "2023-12-15"),
        ("R5/12/15", "2023-12-15"),
        ("令和五年十二月十五日", "2023-12-15"),
        ("平成三十年", "2018"),
        ("2023年(令和5年)12月15日", "2023-12-15"),
        ("\u200f2023-12-17\u200f", "2023-12-17"),
        ("2023‑12‑15", "2023-12-15"),
        ("2023. 12. 15.", "2023-12-15"),
    ],
)
def test_what_people_write_is_read_as_precisely_as_it_says(text: str, edtf: str) -> None:
    assert read(text) == edtf
    dates.parse(edtf)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("soon", date_parts.NO_DATE),
        ("9.63 s", date_parts.NO_DATE),
        ("2009 W. 6th St.", date_parts.NO_DATE),
        ("5", date_parts.NO_DATE),
        ("25/11/25", date_parts.SHORT_YEAR),
        ("25 November", date_parts.NO_YEAR),
        ("31/02/2025", date_parts.NO_SUCH_DAY),
        ("2025-13-01", date_parts.NO_SUCH_DAY),
        ("0000-01-01", date_parts.NO_SUCH_YEAR),
        ("9999-12-31", date_parts.NO_SUCH_YEAR),
        ("-0044", date_parts.NO_SUCH_YEAR),
        ("28/11/2025 - 25/11/2025", date_parts.BACKWARDS),
        ("28/12 – 3/1/2025", date_parts.AMBIGUOUS),
        ("3/4/2025", date_parts.AMBIGUOUS),
        ("45275", date_parts.NUMBER),
        ("202312", date_parts.NUMBER),
        ("2023.1", date_parts.LOST_ZERO),
        ("winter 2023", date_phrases.WINTER),
        ("2023-12/15", date_parts.NO_DATE),
        ("Dec 15 and 20, 2023", date_parts.NO_DATE),
        ("2023年(令和4年)12月15日", date_parts.NO_DATE),
        ("令和0年", date_parts.NO_DATE),
        ("1900s", date_parts.NO_DATE),
        ("before 2020", date_parts.NO_DATE),
        ("tháng Giêng năm 2023", date_parts.NO_DATE),
        ("2023年12月（予定）", date_parts.NO_DATE),
        ("10:00-12:00", date_parts.NO_DATE),
    ],
)
def test_what_is_no_date_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(DateRefusedError) as caught:
        read(text)
    assert caught.value.reason.message == why


@given(DAYS)
def test_a_day_survives_every_way_of_writing_it(day: dt.date) -> None:
    y, m, d = day.year, day.month, day.day
    written: list[tuple[str, Order]] = [
        (day.isoformat(), ""),
        (f"{y}/{m}/{d}", ""),
        (f"{d}/{m}/{y}", "dmy"),
        (f"{d:02}-{m:02}-{y}", "dmy"),
        (f"{m}/{d}/{y}", "mdy"),
        (f"{y}年{m}月{d}日", ""),
        (f"ngày {d} tháng {m} năm {y}", ""),
        (f"{d} {MONTHS[m - 1]} {y}", ""),
        (f"{MONTHS[m - 1][:3]} {d}, {y}", ""),
    ]
    for text, order in written:
        assert read(text, order) == f"{y:04}-{m:02}-{d:02}", text


@given(st.integers(1000, 2200), st.integers(1, 12))
def test_a_month_stays_a_month(year: int, month: int) -> None:
    for text in (
        f"{year}-{month:02}",
        f"{month}/{year}",
        f"{year}年{month}月",
        f"tháng {month}/{year}",
        f"{MONTHS[month - 1]} {year}",
    ):
        assert read(text) == f"{year:04}-{month:02}", text


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader_or_gives_what_is_no_date(text: str) -> None:
    with contextlib.suppress(DateRefusedError):
        dates.parse(read(text, "dmy"))


@given(st.dates(dt.date(1900, 3, 1), dt.date(2200, 1, 1)))
def test_excel_counts_days_from_1900_or_1904(day: dt.date) -> None:
    from_1900 = (day - dt.date(1899, 12, 30)).days
    assert counted_dates.from_serial(str(from_1900), 1900) == day.isoformat()
    if day >= dt.date(1904, 1, 1):
        assert counted_dates.from_serial(str(from_1900 - 1462), 1904) == day.isoformat()


def test_excel_took_1900_for_a_leap_year() -> None:
    assert counted_dates.from_serial("1", 1900) == "1900-01-01"
    assert counted_dates.from_serial("61", 1900) == "1900-03-01"
    with pytest.raises(DateRefusedError):
        counted_dates.from_serial("9999999", 1900)


def test_milliseconds_since_1970_are_days() -> None:
    assert counted_dates.from_unix("1517966773840", 1000) == "2018-02-07"
    assert counted_dates.from_unix("0", 1) == "1970-01-01"


@pytest.mark.parametrize(
    ("cells", "order", "is_settled"),
    [
        (["25/11/2025", "3/4/2025"], "dmy", True),
        (["11/25/2025", "3/4/2025"], "mdy", True),
        (["3/4/2025", "5/6/2025"], "", False),
        (["4/4/2025", "2025-01-01", "2025"], "", True),
        (["25/11/2025", "26/11/2025", "11/25/2025"], "dmy", False),
        (["5-6/3/2025"], "", False),
        (["5-6/3/2025", "15-20/3/2025"], "dmy", True),
    ],
)
def test_a_column_settles_what_a_cell_cannot(
    cells: list[str], order: Order, is_settled: bool
) -> None:
    assert column_order(cells) == (order, is_settled)


@pytest.mark.parametrize(
    ("cells", "are"),
    [
        (["2009-10", "2010-11", "2011-12"], True),
        (["2023-24"], True),
        (["2011/12", "2012/13", "2014"], True),
        (["1999-00"], False),
        (["1998-99", "1999-00"], True),
        (["2009-10"], False),
        (["2009-10", "2009-11", "2010-11"], False),
        (["2023-24", "2023-21"], False),
        (["2025-11-25"], False),
        ([], False),
    ],
)
def test_a_column_of_seasons_is_told_from_one_of_months(cells: list[str], are: bool) -> None:
    assert are_two_years(cells) is are


def test_a_season_is_both_its_years() -> None:
    assert two_years("2009-10") == "2009/2010"
    assert two_years("1999/00") == "1999/2000"
    assert two_years("2009-11") == ""
