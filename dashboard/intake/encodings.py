"""Which encoding a text file is in, and its text.

Spreadsheets are saved in whatever the writer's computer is set to, and nothing in the
file says so. UTF-8 and byte order marks are certain; what Japanese and Vietnamese systems
write is told by how well the text that comes out is Japanese or Vietnamese; the rest is
left to charset-normalizer. What was found is said, since people can see when it is wrong.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from charset_normalizer import from_bytes

from dashboard.catalogue import marked
from dashboard.intake import tcvn
from dashboard.problems import DataError, Problem

# What a user may choose, by Python's names where it knows them.
ENCODINGS = (
    "utf-8",
    "utf-16",
    "cp932",
    "cp1258",
    tcvn.NAME,
    "euc_jp",
    "iso2022_jp",
    "gb18030",
    "big5",
    "euc_kr",
    "cp1252",
    "cp1250",
    "cp1251",
)
_KNOWN_TO_PYTHON = [one for one in ENCODINGS if one != tcvn.NAME]
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# So much of a file is enough to tell its encoding by.
_SAMPLE = 60_000
_VOWELS = "aăâeêioôơuưy"
_TONES = "\u0300\u0301\u0303\u0309\u0323"
# The letters and signs of Western Europe, which most encodings of one byte know as well.
_WESTERN = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœß¿¡«»ºª°·–—‘’“”…€\xa0")
_NO_TEXT = marked("is not text in {encoding}: {reason}")
_SAY = marked("Say which encoding it is in, or save it as UTF-8")
_NUL = marked("holds a NUL character, so it is no text")
_SAVE = marked("Save the table as CSV in UTF-8, or as XLSX")
# Japanese mail and old systems switch to Japanese letters so, in bytes that are all ASCII.
_SWITCH = b"\x1b$B"
_ZIP, _PDF = b"PK\x03\x04", b"%PDF"


def decode(content: bytes, name: str, encoding: str = "") -> tuple[str, str]:
    """The text of ``content`` and the encoding it is in; ``encoding`` overrides the finding.

    Raises `DataError`, calling the file ``name``, for what is no text, and for an
    ``encoding`` in which it cannot be read.
    """
    chosen = encoding or detected(content)
    try:
        text = tcvn.decode(content) if chosen == tcvn.NAME else content.decode(chosen)
    except (UnicodeDecodeError, LookupError) as error:
        why = {"encoding": chosen, "reason": str(error)}
        raise DataError([Problem(name, _NO_TEXT, _SAY, values=why)]) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise DataError([Problem(name, _NUL, _SAVE, row=line)])
    # Windows-1258 writes tones as letters of their own; everything else here is composed.
    return unicodedata.normalize("NFC", text.removeprefix("\ufeff")), chosen


def detected(content: bytes) -> str:
    """The likeliest encoding of ``content``, one of `ENCODINGS` or so; never fails."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    if wide := _wide(content):
        return wide
    if _SWITCH in content and _is_read(content, "iso2022_jp"):
        return "iso2022_jp"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        if len(content) - error.start > 3 or error.reason != "unexpected end of data":
            return _legacy(_telling(content))
    return "utf-8"


def _is_read(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _wide(content: bytes) -> str:
    """UTF-16 without its mark: every line break then has a NUL on the same side."""
    sample = content[: _SAMPLE * 2]
    if b"\0" not in sample or sample.startswith((_ZIP, _PDF)):
        return ""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = sample[: len(sample) // 2 * 2].decode(encoding, "replace")
        strange = sum(unicodedata.category(sign) in ("Cn", "Co", "Cc") for sign in text)
        strange -= sum(text.count(sign) for sign in "\r\n\t")
        if re.search(r"[\n,;\t]", text) and strange * 50 < len(text):
            return encoding
    return ""


def _telling(content: bytes) -> bytes:
    """The lines of ``content`` that are not plain ASCII, up to a sample's length."""
    found = bytearray()
    for line in content.splitlines(keepends=True):
        if not line.isascii():
            found += line
            if len(found) > _SAMPLE:
                break
    return bytes(found)


def _legacy(sample: bytes) -> str:
    if tcvn.is_certain(sample):
        return tcvn.NAME
    japanese, vietnamese = _japanese(sample), _vietnamese(sample)
    if max(japanese, vietnamese) >= 0.8:
        return "cp932" if japanese >= vietnamese else "cp1258"
    western = [sign for sign in sample.decode("cp1252", "replace").lower() if not sign.isascii()]
    if set(western) <= _WESTERN:
        return "cp1252"
    best = from_bytes(sample, cp_isolation=_KNOWN_TO_PYTHON).best()
    return best.encoding if best is not None else "cp1252"


def _japanese(sample: bytes) -> float:
    """How much of what is not ASCII is common Japanese, read as Shift-JIS: 0 to 1."""
    try:
        text = sample.decode("cp932")
    except UnicodeDecodeError as error:
        # A sample may end inside a letter.
        if error.start < len(sample) - 1:
            return 0.0
        text = sample[: error.start].decode("cp932")
    signs = [sign for sign in text if not sign.isascii()]
    if not signs:
        return 0.0
    return sum(map(_is_common, signs)) / len(signs)


def _is_common(sign: str) -> bool:
    """Kana, punctuation, or one of the 2,965 commoner characters of the Japanese standard.

    Half-width kana is left out: it is what other encodings' letters look like.
    """
    code = sign.encode("cp932")
    return len(code) == 2 and code[0] < 0x98


def _vietnamese(sample: bytes) -> float:
    """How much of what is not ASCII is Vietnamese, read as Windows-1258: 0 to 1.

    A tone is a byte of its own there and stands behind a vowel; read as Western European
    the same byte is a letter that hardly ever does. Text without any tone is left to others.
    """
    text = sample.decode("cp1258", "replace").casefold()
    tones = well_placed = letters = fitting = 0
    before = ""
    for sign in text:
        if sign in _TONES:
            tones += 1
            is_vowel = bool(before) and unicodedata.normalize("NFD", before)[0] in "aeiouy"
            well_placed += is_vowel and (before in _VOWELS)
        elif not sign.isascii() and not sign.isspace():
            letters += 1
            base = unicodedata.normalize("NFD", sign)
            fitting += sign == "đ" or (base[0] in "aeiouy" and sign not in "äëïöüåãõñ")
            fitting += sign in "–—“”‘’…₫°«»"
        before = sign
    if not tones:
        return 0.0
    return (well_placed + fitting) / (tones + letters) if well_placed * 10 >= tones * 9 else 0.0
