"""TCVN 5712, in which Vietnamese offices wrote before Unicode; with its fonts it is called ABC.

Python has no codec for it. The table is that of TCVN 5712-1:1993 (VN1); what the fonts of
".VnTime" show, TCVN3 (VN3), is the part of it that leaves control characters alone. Read as
Windows-1252 such text looks like "Qu¶ng Ninh", for Quảng Ninh.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

NAME = "tcvn"
_CONTROLS = dict(zip((1, 2, 4, 5, 6, 17, 18, 19, 20, 21, 22, 23), "ÚỤỪỬỮỨỰỲỶỸÝỴ", strict=True))
# From 0xB0 on stand the five tones alone, each behind its vowel.
_FROM_128 = (
    "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ"
    "\xa0ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴ"
    "ẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịò"
    "ỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
_TABLE = "".join(_CONTROLS.get(code, chr(code)) for code in range(128)) + _FROM_128
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_ONSET = r"(?:b|ch?|d|đ|gh?|gi|h|kh?|l|m|ngh?|nh?|ph?|qu|r|s|th?|tr|v|x)?"
_NUCLEUS = (
    "uyêu|iêu|yêu|oai|oao|oay|oeo|uai|uao|uay|uây|uôi|uya|uyê|uyu|ươi|ươu|ai|ao|au|ay|âu|ây|eo"
    "|êu|ia|iê|iu|oa|oă|oe|oi|oo|ôi|ơi|ua|uâ|uê|ui|uô|uơ|uy|ưa|ưi|ươ|ưu|yê|[aăâeêioôơuưy]"
)
_SYLLABLE = re.compile(rf"{_ONSET}(?:{_NUCLEUS})(?:ch?|k|m|ngh?|nh?|n|ng|p|t)?")
_WORD = re.compile(r"[^\W\d_]+")
# Inside a word, what Western European encodings have no letter for.
_TELLING = re.compile(
    rb"[A-Za-z][\xa1-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf]|[\xa1-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf][a-z]"
)
_LEAST_WORDS, _LEAST_SHARE = 3, 0.95


def decode(content: bytes) -> str:
    """The text of ``content``; every byte stands for something."""
    return codecs.charmap_decode(content, "strict", _TABLE)[0]


def encode(text: str) -> bytes:
    """``text``, composed, as bytes; raises `UnicodeEncodeError` for other letters."""
    return codecs.charmap_encode(text, "strict", codecs.charmap_build(_TABLE))[0]


def is_certain(sample: bytes) -> bool:
    """Whether ``sample`` can hardly be anything else.

    Several different words hold signs that no word holds in another encoding, and almost all
    that is not ASCII is, read so, a syllable that Vietnamese may have.
    """
    if len(set(_TELLING.findall(sample))) < _LEAST_WORDS:
        return False
    words = {word for word in _WORD.findall(decode(sample)) if not word.isascii()}
    fitting = sum(map(_is_syllable, words))
    return len(words) >= _LEAST_WORDS and fitting >= _LEAST_SHARE * len(words)


def _is_syllable(word: str) -> bool:
    if not (word.islower() or word.isupper() or word.istitle()):
        return False
    parts = unicodedata.normalize("NFD", word.lower())
    bare = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
    has_one_tone = sum(part in _TONES for part in parts) <= 1
    return has_one_tone and _SYLLABLE.fullmatch(bare) is not None
