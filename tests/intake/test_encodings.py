"""Real Vietnamese and Japanese, in the encodings of the systems that write it."""

from __future__ import annotations

import unicodedata

import pytest

from dashboard.intake.encodings import decode, detected
from dashboard.problems import DataError

VIETNAMESE = (
    "Huế",
    "Cần Thơ",
    "Đà Nẵng, Quảng Ninh",
    "Ngày,Tiêu đề,Địa điểm\n25/11/2025,Diễn đàn hợp tác địa phương Việt Nam - Nhật Bản,Hà Nội\n",
)
JAPANESE = (
    "東京",
    "福岡市",
    "会議,大阪府",
    "日付,題名,場所\n2025年11月25日,日越地方協力会議,クアンニン省\n",
)
WESTERN = ("São Paulo, Brasília, ação", "Nîmes, forêt, Évian, où", "Così, però, più, lì", "Zürich")
TONES = "\u0300\u0301\u0303\u0309\u0323"


def windows_1258(text: str) -> bytes:
    """``text`` as Windows writes Vietnamese: the tone as a letter behind its vowel."""
    coded = b""
    for letter in text:
        try:
            coded += letter.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            base = "".join(part for part in parts if part not in TONES)
            tone = "".join(part for part in parts if part in TONES)
            coded += unicodedata.normalize("NFC", base).encode("cp1258") + tone.encode("cp1258")
    return coded


@pytest.mark.parametrize("text", VIETNAMESE)
def test_windows_1258_is_told_by_where_its_tones_stand(text: str) -> None:
    assert decode(windows_1258(text), "a.csv") == (text, "cp1258")


@pytest.mark.parametrize("text", JAPANESE)
def test_shift_jis_is_told_by_its_common_characters(text: str) -> None:
    assert decode(text.encode("cp932"), "a.csv") == (text, "cp932")


@pytest.mark.parametrize("text", WESTERN)
def test_western_text_is_neither(text: str) -> None:
    assert decode(text.encode("cp1252"), "a.csv") == (text, "cp1252")


@pytest.mark.parametrize("text", [VIETNAMESE[-1], JAPANESE[-1], "a,b\n1,2\n"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_unicode_in_every_form(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.csv")[0] == text


def test_the_user_may_know_better() -> None:
    content = "Zażółć".encode("cp1250")
    assert decode(content, "a.csv", "cp1250")[0] == "Zażółć"
    with pytest.raises(DataError, match="is not text in utf-8"):
        decode(content, "a.csv", "utf-8")


def test_a_nul_character_is_no_text() -> None:
    with pytest.raises(DataError, match=r"row 2.*NUL character"):
        decode(b"a,b\n1,\x00\xff\xfe\n" + b"x,y\n" * 200, "a.csv", "cp1252")


def test_a_letter_cut_in_two_at_the_end_is_still_utf_8() -> None:
    assert detected("Đà Nẵng 東".encode()[:-1]) == "utf-8"


def test_japanese_that_switches_letters_in_plain_ascii() -> None:
    content = "日付,行事\n2023-01-02,開会式\n".encode("iso2022_jp")
    assert decode(content, "a.csv") == ("日付,行事\n2023-01-02,開会式\n", "iso2022_jp")
    # The same bytes in text that is something else.
    assert detected("é \x1b$B".encode()) == "utf-8"
