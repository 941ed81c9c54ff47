"""Dates in words: as precise as they are, in three languages, whatever the process's locale is."""

from __future__ import annotations

import datetime as dt
import locale
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import dates
from dashboard.language import language

ENGLISH, VIETNAMESE, JAPANESE = map(language, ("en", "vi", "ja"))


@pytest.mark.parametrize(
    ("edtf", "english", "vietnamese", "japanese"),
    [
        ("", "", "", ""),
        ("2025-11-25", "25 Nov 2025", "25 thg 11, 2025", "2025年11月25日"),
        (
            "2025-09-05?",
            "5 Sept 2025 (uncertain)",
            "5 thg 9, 2025 (chưa chắc chắn)",
            "2025年9月5日（不確実）",
        ),
        ("2025-10", "Oct 2025", "tháng 10/2025", "2025年10月"),
        ("2025-10-XX", "Oct 2025", "tháng 10/2025", "2025年10月"),
        ("2025", "2025", "năm 2025", "2025年"),
        ("2025-XX", "2025", "năm 2025", "2025年"),
        ("2025~", "about 2025", "khoảng năm 2025", "2025年頃"),
        (
            "2025%",
            "about 2025 (uncertain)",
            "khoảng năm 2025 (chưa chắc chắn)",
            "2025年頃（不確実）",
        ),
        ("202X", "2020s", "thập niên 2020", "2020年代"),
        ("2025-21", "spring 2025", "mùa xuân 2025", "2025年春"),
        ("2025-24", "winter 2025", "mùa đông 2025", "2025年冬"),
        ("2025-30", "summer 2025", "mùa hè 2025", "2025年夏"),
        ("2025-33", "quarter 1 of 2025", "quý I/2025", "2025年第1四半期"),
        ("2025-39", "third 3 of 2025", "4 tháng cuối năm 2025", "2025年9～12月期"),
        ("2025-41", "half 2 of 2025", "nửa cuối năm 2025", "2025年下半期"),
        ("2025-11-24/2025-11-25", "24–25 Nov 2025", "24–25 thg 11, 2025", "2025年11月24日～25日"),
        ("2025-11-24/2025-11-24", "24 Nov 2025", "24 thg 11, 2025", "2025年11月24日"),
        (
            "2025-10-24/2025-11-25",
            "24 Oct – 25 Nov 2025",
            "24 thg 10 – 25 thg 11, 2025",
            "2025年10月24日～11月25日",
        ),
        (
            "2024-12-30/2025-01-02",
            "30 Dec 2024 – 2 Jan 2025",
            "30 thg 12, 2024 – 2 thg 1, 2025",
            "2024年12月30日～2025年1月2日",
        ),
        (
            "2025-11-24~/2025-11-25",
            "about 24 Nov 2025 – 25 Nov 2025",
            "khoảng 24 thg 11, 2025 – 25 thg 11, 2025",
            "2025年11月24日頃～2025年11月25日",
        ),
        (
            "2025-11-24/2025-11-25?",
            "24 Nov 2025 – 25 Nov 2025 (uncertain)",
            "24 thg 11, 2025 – 25 thg 11, 2025 (chưa chắc chắn)",
            "2025年11月24日～2025年11月25日（不確実）",
        ),
        ("2014-10/2014-12", "Oct–Dec 2014", "tháng 10 – tháng 12/2014", "2014年10月～12月"),
        (
            "2014-10/2015-01",
            "Oct 2014 – Jan 2015",
            "tháng 10/2014 – tháng 1/2015",
            "2014年10月～2015年1月",
        ),
        ("2025/2027", "2025–2027", "năm 2025–2027", "2025年～2027年"),
        ("2025/2025", "2025", "năm 2025", "2025年"),
        (
            "2025/2027-03-01",
            "2025 – 1 Mar 2027",
            "năm 2025 – 1 thg 3, 2027",
            "2025年～2027年3月1日",
        ),
        (
            "1984?/2004-06~",
            "1984 (uncertain) – about Jun 2004",
            "năm 1984 (chưa chắc chắn) – khoảng tháng 6/2004",
            "1984年（不確実）～2004年6月頃",
        ),
        (
            "2025-24/2026-21",
            "winter 2025 – spring 2026",
            "mùa đông 2025 – mùa xuân 2026",
            "2025年冬～2026年春",
        ),
        ("202X/2035", "2020s – 2035", "thập niên 2020 – năm 2035", "2020年代～2035年"),
        (
            "2025-10/..",
            "since Oct 2025 (goes on)",
            "từ tháng 10/2025 (đang tiếp diễn)",
            "2025年10月から（継続中）",
        ),
        (
            "2025-22~/..",
            "since about summer 2025 (goes on)",
            "từ khoảng mùa hè 2025 (đang tiếp diễn)",
            "2025年夏頃から（継続中）",
        ),
        ("2025-10/", "since Oct 2025", "từ tháng 10/2025", "2025年10月以降"),
        ("../2025-10", "until Oct 2025", "đến tháng 10/2025", "2025年10月まで"),
        ("../2025-24", "until winter 2025", "đến mùa đông 2025", "2025年冬まで"),
        ("/2025-10-03", "until 3 Oct 2025", "đến 3 thg 10, 2025", "2025年10月3日まで"),
        ("0005-01-01", "1 Jan 5", "1 thg 1, 5", "5年1月1日"),
        ("9999-12-31", "31 Dec 9999", "31 thg 12, 9999", "9999年12月31日"),
    ],
)
def test_dates(edtf: str, english: str, vietnamese: str, japanese: str) -> None:
    assert ENGLISH.date_words(edtf) == english
    assert VIETNAMESE.date_words(edtf) == vietnamese
    assert JAPANESE.date_words(edtf) == japanese


@pytest.mark.parametrize("text", ["yesterday", "2025-13-01", "../..", "2025/2024", "../?~"])
def test_what_is_no_date_is_refused(text: str) -> None:
    for speaker in (ENGLISH, VIETNAMESE, JAPANESE):
        with pytest.raises(dates.DateError):
            speaker.date_words(text)


_SIDE = st.tuples(
    st.one_of(
        st.dates(dt.date(1000, 1, 1)).map(str),
        st.dates(dt.date(1000, 1, 1)).map("{:%Y-%m}".format),
        st.integers(1000, 9999).map(str),
        st.tuples(st.integers(1000, 9999), st.integers(21, 41)).map("{0[0]}-{0[1]}".format),
        st.sampled_from(["", "..", "202X", "2025-XX", "2025-10-XX"]),
    ),
    st.sampled_from(["", "~", "?", "%"]),
).map("".join)


@given(st.one_of(_SIDE, st.tuples(_SIDE, _SIDE).map("/".join)))
def test_every_date_that_has_a_place_on_the_timeline_has_words(text: str) -> None:
    try:
        period = dates.parse(text)
    except dates.DateError:
        return
    for speaker in (ENGLISH, VIETNAMESE, JAPANESE):
        words = speaker.date_words(text)
        for day in (period.start, period.end):
            # A decade has the first of its years in its words: "2020s".
            years = {str(day.year), str(day.year // 10 * 10)} if day else set()
            assert day is None or years & set(re.findall("[0-9]+", words))
        about, uncertain = (
            speaker.gettext(message).format(date="").strip()
            for message in ("about {date}", "{date} (uncertain)")
        )
        assert (about in words, uncertain in words) == (
            period.is_approximate,
            period.is_uncertain,
        )
        assert "{" not in words


@pytest.mark.parametrize(
    ("first", "last", "english", "japanese"),
    [
        ("2025-11-01", "2025-11-30", "Nov 2025", "2025年11月"),
        ("2024-02-01", "2024-02-29", "Feb 2024", "2024年2月"),
        ("2023-02-01", "2024-02-28", "1 Feb 2023 – 28 Feb 2024", "2023年2月1日～2024年2月28日"),
        ("2023-01-01", "2025-12-31", "2023–2025", "2023年～2025年"),
        ("2025-01-01", "2025-12-31", "2025", "2025年"),
        ("2024-11-01", "2025-01-31", "Nov 2024 – Jan 2025", "2024年11月～2025年1月"),
        ("2025-11-25", "2025-11-25", "25 Nov 2025", "2025年11月25日"),
        ("2025-11-24", "2025-11-25", "24–25 Nov 2025", "2025年11月24日～25日"),
        ("2019-05-04", "", "since 4 May 2019", "2019年5月4日以降"),
        ("", "2019-05-04", "until 4 May 2019", "2019年5月4日まで"),
        ("0005-01-01", "0005-12-31", "5", "5年"),
    ],
)
def test_intervals_of_days(first: str, last: str, english: str, japanese: str) -> None:
    ends = [dt.date.fromisoformat(day) if day else None for day in (first, last)]
    assert ENGLISH.interval_words(*ends) == english
    assert JAPANESE.interval_words(*ends) == japanese


def test_an_interval_without_ends_is_refused() -> None:
    with pytest.raises(dates.DateError):
        ENGLISH.interval_words(None, None)


def test_the_locale_of_the_process_has_no_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "fr")
    monkeypatch.setenv("LC_ALL", "C")
    before = locale.setlocale(locale.LC_ALL)
    try:
        locale.setlocale(locale.LC_ALL, "")
        assert ENGLISH.date_words("1999-09-08") == "8 Sept 1999"
        assert VIETNAMESE.month_words(dt.date(1999, 9, 8)) == "tháng 9/1999"
        assert JAPANESE.day_words(dt.date(1999, 9, 8)) == "1999年9月8日"
    finally:
        locale.setlocale(locale.LC_ALL, before)
