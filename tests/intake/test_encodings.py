"""Real Vietnamese and Japanese, in the encodings of the systems that write it."""

from __future__ import annotations

import unicodedata

import pytest

from dashboard.intake import tcvn
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


PLAIN_VOWELS = "aăâeêioôơuưy"
LETTERS = [
    unicodedata.normalize("NFC", vowel + tone)
    for vowel in PLAIN_VOWELS + PLAIN_VOWELS.upper()
    for tone in ("", *TONES)
]
LETTERS = [*(letter for letter in LETTERS if not letter.isascii()), "đ", "Đ"]
# As files in TCVN3 look in programs that know nothing of it.
LOOKS = {
    "Qu¶ng Ninh": "Quảng Ninh",
    "M\xadêng Kh\xad¬ng": "Mường Khương",
    "B¸t X¸t": "Bát Xát",
    "§µ N½ng": "Đà Nẵng",
    "CÇn Th¬": "Cần Thơ",
    "HuÕ": "Huế",
    "§¾k L¾k": "Đắk Lắk",
    "B¾c Kh¸nh, NghÖ An": "Bắc Khánh, Nghệ An",
    "Héi nghÞ hîp t¸c ViÖt Nam - NhËt B¶n": "Hội nghị hợp tác Việt Nam - Nhật Bản",
}
MORE_WESTERN = (
    "Élysée, forêt, où, thé, né, dé, là, çà, «Bonjour», 12 °C, 5 £, n° 3, l’été\n" * 3,
    "più, lì, là, però, così, 1ª, 2º\n",
    "El Niño, ¿qué?, ¡sí!, col·lecció, paral·lel, instal·lació, novel·la\n" * 5,
    "Größe, Übung, Ärger, §5, ©Müller, ½ Stück, 3½Meter, 10µm, 5µg, m², Stuhl­kreis\n" * 3,
    "Reykjavík, Þór, Ðað, ævi, Åland\n" * 5,
)


def test_every_vietnamese_letter_survives_tcvn() -> None:
    assert len(set(LETTERS)) == 134
    for letter in LETTERS:
        assert tcvn.decode(tcvn.encode(letter)) == letter
    assert tcvn.decode(bytes(range(32, 127))) == bytes(range(32, 127)).decode()
    assert tcvn.decode(b"\t\n\r") == "\t\n\r"
    # The tones stand alone, too, each behind its vowel.
    assert decode(b"a\xb3\xa9\xb4\xac\xb0", "a.csv", "tcvn")[0] == "áậờ"


@pytest.mark.parametrize(("look", "text"), LOOKS.items())
def test_tcvn_is_read_where_it_is_chosen(look: str, text: str) -> None:
    assert decode(look.encode("cp1252"), "a.csv", "tcvn")[0] == text
    assert tcvn.encode(text) == look.encode("cp1252")


def test_tcvn_is_told_where_it_is_certain() -> None:
    whole = "\n".join(LOOKS)
    assert decode(whole.encode("cp1252"), "a.csv") == ("\n".join(LOOKS.values()), "tcvn")
    assert decode(tcvn.encode(VIETNAMESE[-1]), "a.csv") == (VIETNAMESE[-1], "tcvn")
    # A name alone may be anything.
    assert detected("HuÕ".encode("cp1252")) != "tcvn"


@pytest.mark.parametrize("text", [*WESTERN, *MORE_WESTERN])
def test_western_text_is_not_taken_for_tcvn(text: str) -> None:
    assert detected(text.encode("cp1252")) != "tcvn"


@pytest.mark.parametrize("text", VIETNAMESE)
def test_windows_1258_is_not_taken_for_tcvn(text: str) -> None:
    assert detected(windows_1258(text * 5)) == "cp1258"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Москва, Санкт-Петербург, Казань\n", "cp1251"),
        ("Łódź, Kraków, Gdańsk, świętokrzyskie, źdźbło\n", "cp1250"),
        ("東京都、大阪府、福岡市で会議を開く\n", "euc_jp"),
        ("ｶﾌﾞｼｷｶﾞｲｼｬ 東京\n", "cp932"),
        ("北京市，上海市，广州市\n", "gb18030"),
        ("臺北市，高雄市\n", "big5"),
        ("서울특별시, 부산광역시\n", "euc_kr"),
    ],
)
def test_nothing_else_is_taken_for_tcvn(text: str, encoding: str) -> None:
    for times in (1, 30):
        assert detected((text * times).encode(encoding)) != "tcvn"
