"""Numbers and figures in words: every digit kept, in the reader's way of writing them."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import closed_lists
from dashboard.language import language
from dashboard.tables import open_tables

NONE = math.nan
ENGLISH, VIETNAMESE, JAPANESE = map(language, ("en", "vi", "ja"))
DATA = Path(__file__).parents[1] / "data"


@pytest.mark.parametrize(
    ("value", "upper", "qualifier", "unit", "english", "vietnamese", "japanese"),
    [
        (
            110,
            NONE,
            "more than",
            "agreements",
            "more than 110 agreements",
            "hơn 110 thỏa thuận",
            "110件超",
        ),
        (1, NONE, "exactly", "companies", "1 company", "1 doanh nghiệp", "1社"),
        (1, 2, "exactly", "years", "1–2 years", "1–2 năm", "1～2年"),
        (0.5, NONE, "about", "years", "about 0.5 years", "khoảng 0,5 năm", "約0.5年"),
        (1200, NONE, "exactly", "booths", "1,200 booths", "1.200 gian hàng", "1,200ブース"),
        (800, NONE, "nearly", "people", "nearly 800 people", "gần 800 người", "800人近く"),
        (
            50,
            NONE,
            "at least",
            "organisations",
            "at least 50 organisations",
            "ít nhất 50 tổ chức",
            "少なくとも50団体",
        ),
        (
            NONE,
            NONE,
            "hundreds of",
            "companies",
            "hundreds of companies",
            "hàng trăm doanh nghiệp",
            "数百の企業",
        ),
        (NONE, NONE, "many", "projects", "many projects", "nhiều dự án", "多くの事業"),
        (NONE, NONE, "many", "percent", "many percent", "nhiều phần trăm", "多くのパーセント"),
        (5, 7, "about", "days", "about 5–7 days", "khoảng 5–7 days", "約5～7 days"),
        (NONE, 7, "up to", "months", "up to 7 months", "tối đa 7 tháng", "最大7か月"),
        (20.95, NONE, "exactly", "percent", "20.95%", "20,95%", "20.95%"),
        (5, 7.5, "nearly", "percent", "nearly 5–7.5%", "gần 5–7,5%", "5～7.5%近く"),
        (
            2e10,
            NONE,
            "about",
            "US dollars",
            "about 20 billion US dollars",
            "khoảng 20 tỷ USD",
            "約200億米ドル",
        ),
        (
            3.1e9,
            NONE,
            "exactly",
            "US dollars",
            "3.1 billion US dollars",
            "3,1 tỷ USD",
            "31億米ドル",
        ),
        (
            5e10,
            NONE,
            "more than",
            "US dollars a year",
            "more than 50 billion US dollars a year",
            "hơn 50 tỷ USD mỗi năm",
            "年間500億米ドル超",
        ),
        (
            247e6,
            NONE,
            "exactly",
            "US dollars",
            "247 million US dollars",
            "247 triệu USD",
            "2億4,700万米ドル",
        ),
        (
            3.5e12,
            NONE,
            "exactly",
            "US dollars",
            "3,500 billion US dollars",
            "3.500 tỷ USD",
            "3兆5,000億米ドル",
        ),
        (12e6, NONE, "exactly", "people", "12 million people", "12 triệu người", "1,200万人"),
        (
            16000,
            NONE,
            "about",
            "people",
            "about 16,000 people",
            "khoảng 16.000 người",
            "約1万6,000人",
        ),
        (9000, NONE, "exactly", "people", "9,000 people", "9.000 người", "9,000人"),
        (25118, NONE, "exactly", "people", "25,118 people", "25.118 người", "25,118人"),
        (1_250_000, NONE, "exactly", "people", "1,250,000 people", "1.250.000 người", "125万人"),
        (
            1_234_567.25,
            NONE,
            "exactly",
            "yen",
            "1,234,567.25 yen",
            "1.234.567,25 yen",
            "1,234,567.25 yen",
        ),
        (
            1_234_567e9,
            NONE,
            "exactly",
            "dong",
            "1,234,567 billion dong",
            "1.234.567 tỷ dong",
            "1,234兆5,670億 dong",
        ),
        (0, NONE, "exactly", "cases", "0 cases", "0 cases", "0 cases"),
        (-3.5e6, NONE, "exactly", "people", "-3.5 million people", "-3,5 triệu người", "-350万人"),
        (1, NONE, "exactly", "times a year", "1 time a year", "1 lần mỗi năm", "年1回"),
        (2, NONE, "exactly", "rank", "rank 2", "thứ 2", "第2位"),
        (2, NONE, "exactly", "ordinal number", "no. 2", "lần thứ 2", "第2回"),
    ],
)
def test_figures(
    value: float,
    upper: float,
    qualifier: str,
    unit: str,
    english: str,
    vietnamese: str,
    japanese: str,
) -> None:
    assert ENGLISH.number_words(value, upper, qualifier, unit) == english
    assert VIETNAMESE.number_words(value, upper, qualifier, unit) == vietnamese
    assert JAPANESE.number_words(value, upper, qualifier, unit) == japanese


_SIZES = {"million": 10**6, "billion": 10**9, "triệu": 10**6, "tỷ": 10**9}
_MYRIADS = {"兆": 10**12, "億": 10**8, "万": 10**4, "": 1}


@given(st.one_of(st.integers(-(10**15), 10**15), st.decimals(0, 10**9, places=4)).map(float))
def test_no_digit_is_rounded_away(value: float) -> None:
    for speaker in (ENGLISH, VIETNAMESE):
        words = speaker.number_words(value, NONE, "exactly", "things").split()
        if speaker is VIETNAMESE:
            words[0] = words[0].translate(str.maketrans(",.", ".,"))
        size = _SIZES.get(words[1], 1)
        assert float(words[0].replace(",", "")) * size == pytest.approx(value, rel=1e-15)
    words = JAPANESE.number_words(value, NONE, "exactly", "things").split()
    parts = re.findall("([0-9.,]+)(兆|億|万|)", words[0])
    total = sum(float(digits.replace(",", "")) * _MYRIADS[size] for digits, size in parts)
    assert math.copysign(total, -1 if words[0].startswith("-") else 1) == pytest.approx(
        value, rel=1e-15
    )


@pytest.mark.parametrize(
    ("value", "english", "vietnamese"),
    [(1234.5, "1,234.5", "1.234,5"), (1e6, "1,000,000", "1.000.000"), (-0.0, "0", "0")],
)
def test_plain_numbers(value: float, english: str, vietnamese: str) -> None:
    assert ENGLISH.number(value) == english
    assert VIETNAMESE.number(value) == vietnamese


def test_every_qualifier_and_every_unit_of_the_data_is_translated() -> None:
    units = sorted(set(open_tables(DATA)["measures"]["unit"]))
    assert len(units) > 20
    for speaker in (VIETNAMESE, JAPANESE):
        for unit in units:
            assert speaker.number_words(3, NONE, "exactly", unit).split(" ", 1)[-1] != unit
            assert unit not in speaker.number_words(NONE, NONE, "many", unit)
        for qualifier in set(closed_lists.QUALIFIERS) - {"exactly"}:
            assert qualifier not in speaker.number_words(3, NONE, qualifier, "people")
