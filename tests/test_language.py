"""Which language a reader gets, and the forms of names and lists in it."""

from __future__ import annotations

import dataclasses
import math
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.catalogue import LOCALES
from dashboard.language import LANGUAGE_NAMES, language, negotiate

ENGLISH, VIETNAMESE, JAPANESE = map(language, ("en", "vi", "ja"))


@pytest.mark.parametrize(
    ("accepted", "wanted", "code"),
    [
        (None, None, "en"),
        ("", "", "en"),
        ("vi-VN", None, "vi"),
        ("ja", "vi", "vi"),
        ("ja", "VI-vn", "vi"),
        ("vi", "fr", "vi"),
        ("vi", "vi;DROP", "vi"),
        ("fr-FR,fr;q=0.9", None, "en"),
        ("fr,ja;q=0.8,vi;q=0.9", None, "vi"),
        ("ja-JP,ja;q=0.9,en-US;q=0.8", None, "ja"),
        ("en;q=0.5, JA_jp ; Q=0.7", None, "ja"),
        ("vi;q=0,ja;q=0.1", None, "ja"),
        ("fr,*;q=0.5", None, "en"),
        ("vi;q=0.1,*;q=0.5", None, "en"),
        ("vi;q=1.2.3,ja;q=0.2", None, "ja"),
        ("vietnamese", None, "en"),
        ("ja,vi", None, "ja"),
    ],
)
def test_negotiation(accepted: str | None, wanted: str | None, code: str) -> None:
    assert negotiate(accepted, wanted) == code


@given(st.one_of(st.none(), st.text()), st.one_of(st.none(), st.text()))
def test_negotiation_never_fails(accepted: str | None, wanted: str | None) -> None:
    assert negotiate(accepted, wanted) in LOCALES


@given(st.sampled_from(sorted(LOCALES)), st.text())
def test_the_address_overrules_the_browser(code: str, accepted: str) -> None:
    assert negotiate(accepted, code) == code


def test_a_language_is_made_once_and_frozen() -> None:
    assert language("vi") is VIETNAMESE
    assert {language(code).tag for code in LOCALES} == {"en-GB", "vi", "ja"}
    assert LANGUAGE_NAMES.keys() == LOCALES.keys()
    with pytest.raises(dataclasses.FrozenInstanceError):
        VIETNAMESE.code = "ja"
    with pytest.raises(KeyError, match="'fr'"):
        language("fr")


GUNMA = {"name_en": "Gunma", "name_vi": "", "name_ja": "群馬県"}


@pytest.mark.parametrize(
    "row",
    [
        GUNMA,
        SimpleNamespace(**GUNMA),
        pd.Series(GUNMA, name="gunma"),
        next(pd.DataFrame([GUNMA]).itertuples()),
        next(pd.DataFrame([GUNMA | {"name_vi": math.nan}]).itertuples(index=False)),
    ],
    ids=["mapping", "object", "series", "row", "row with NaN"],
)
def test_a_name_falls_back_to_english(row: object) -> None:
    assert JAPANESE.name(row) == "群馬県"
    assert VIETNAMESE.name(row) == "Gunma"
    assert VIETNAMESE.name_and_tag(row) == ("Gunma", "en")
    assert JAPANESE.name_and_tag(row) == ("群馬県", "ja")
    assert ENGLISH.name_and_tag(row) == ("Gunma", "en-GB")


def test_an_event_has_a_title_for_a_name() -> None:
    event = SimpleNamespace(title_en="Forum", title_vi="Diễn đàn", title_ja="")
    assert [VIETNAMESE.name(event), JAPANESE.name(event)] == ["Diễn đàn", "Forum"]


NAMELESS = {"location_id": "gunma", "parent_id": "japan", "name_en": "", "name_ja": ""}


@pytest.mark.parametrize(
    "row",
    [NAMELESS, pd.Series(NAMELESS), next(pd.DataFrame([NAMELESS]).itertuples())],
    ids=["mapping", "series", "row"],
)
def test_a_row_that_was_given_no_name_goes_by_its_id(row: object) -> None:
    assert [speaker.name(row) for speaker in (ENGLISH, JAPANESE)] == ["gunma", "gunma"]


def test_a_row_without_a_name_is_an_error() -> None:
    with pytest.raises(KeyError, match="name_en"):
        JAPANESE.name({"publisher": "VNA"})


@pytest.mark.parametrize(
    ("count", "english", "vietnamese", "japanese"),
    [(1, "1 person", "1 người", "1人"), (2, "2 people", "2 người", "2人")],
)
def test_plurals(count: int, english: str, vietnamese: str, japanese: str) -> None:
    for speaker, words in ((ENGLISH, english), (VIETNAMESE, vietnamese), (JAPANESE, japanese)):
        forms = speaker.plural_forms("{n} person", "{n} people")
        assert speaker.ngettext("{n} person", "{n} people", count).format(n=count) == words
        assert forms["one" if count == 1 else "other"].format(n=count) == words


def test_a_message_without_translation_stays_english_and_an_empty_one_empty() -> None:
    assert JAPANESE.gettext("no such message") == "no such message"
    assert JAPANESE.gettext("") == ""


def test_lists() -> None:
    assert ENGLISH.join(["A", "B", "C"]) == "A, B and C"
    assert VIETNAMESE.join(["A", "B", "C"]) == "A, B và C"
    assert JAPANESE.join(["A", "B", "C"]) == "A、B、C"
    assert [s.either(["A", "B"]) for s in (ENGLISH, VIETNAMESE, JAPANESE)] == [
        "A or B",
        "A hoặc B",
        "AまたはB",
    ]
    assert ENGLISH.join([]) == ""
    assert ENGLISH.either(iter(["A"])) == "A"


def test_sorting() -> None:
    provinces = ["Đà Nẵng", "Điện Biên", "Cần Thơ", "Cao Bằng", "Đắk Lắk", "Dĩ An", "Hưng", "Huế"]
    assert sorted(provinces, key=VIETNAMESE.sort_key) == [
        "Cao Bằng",
        "Cần Thơ",
        "Dĩ An",
        "Đà Nẵng",
        "Đắk Lắk",
        "Điện Biên",
        "Huế",
        "Hưng",
    ]
    tones = ["mạ", "má", "mã", "mả", "mà", "ma", "măng", "mẻ"]
    assert sorted(tones, key=VIETNAMESE.sort_key) == [
        *("ma", "mà", "mả", "mã", "má", "mạ", "măng", "mẻ")
    ]
    assert sorted(["Zürich", "Ōita", "Osaka", "Đà Nẵng"], key=ENGLISH.sort_key) == [
        *("Đà Nẵng", "Ōita", "Osaka", "Zürich")
    ]
    assert sorted(["日本", "ハノイ", "はな", "ＡＢ", "AC"], key=JAPANESE.sort_key) == [
        *("ＡＢ", "AC", "はな", "ハノイ", "日本")
    ]


@given(st.lists(st.text(), unique=True))
def test_only_equal_texts_sort_as_equal(texts: list[str]) -> None:
    backwards = texts[::-1]
    for speaker in (ENGLISH, VIETNAMESE, JAPANESE):
        assert len(set(map(speaker.sort_key, texts))) == len(texts)
        assert sorted(texts, key=speaker.sort_key) == sorted(backwards, key=speaker.sort_key)


def test_plotly_gets_the_names_of_months_and_days() -> None:
    english, vietnamese, japanese = (
        speaker.plotly_locale()["format"] for speaker in (ENGLISH, VIETNAMESE, JAPANESE)
    )
    assert english["days"][0] == "Sunday"
    assert (vietnamese["days"][0], vietnamese["shortMonths"][10]) == ("Chủ Nhật", "thg 11")
    assert (japanese["days"][0], japanese["months"][10]) == ("日曜日", "11月")
    assert vietnamese["decimal"] == ","
    for forms in (english, vietnamese, japanese):
        assert [len(forms[key]) for key in ("days", "shortDays", "months", "shortMonths")] == [
            *(7, 7, 12, 12)
        ]
