"""The order of names in the reader's language, without the locale of the process."""

from __future__ import annotations

import unicodedata

# Vietnamese orders ă, â, đ, ê, ô, ơ and ư as letters of their own, after a, d, e, o and u …
_LETTER_MARKS = {"\N{COMBINING BREVE}": 1, "\N{COMBINING CIRCUMFLEX ACCENT}": 2}
_HORN = "\N{COMBINING HORN}"
# … and the tones only where the letters are equal.
_TONES = {
    "\N{COMBINING GRAVE ACCENT}": 1,
    "\N{COMBINING HOOK ABOVE}": 2,
    "\N{COMBINING TILDE}": 3,
    "\N{COMBINING ACUTE ACCENT}": 4,
    "\N{COMBINING DOT BELOW}": 5,
}
_HIRAGANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}

SortKey = tuple[tuple[object, ...], ...]


def sort_key(code: str, text: str) -> SortKey:
    """A key that puts names in the order of the language ``code``.

    English sorts as if no letter had a mark. Japanese sorts kana alike, then kanji by
    code point: their readings are not in the data. Equal keys mean equal texts.
    """
    if code == "vi":
        letters, tones = _vietnamese(text)
    elif code == "ja":
        folded = unicodedata.normalize("NFKC", text).casefold().translate(_HIRAGANA)
        letters, tones = tuple(folded), ()
    else:
        decomposed = unicodedata.normalize("NFKD", text.replace("đ", "d").replace("Đ", "D"))
        plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
        letters, tones = tuple(plain.casefold()), ()
    return letters, tones, (text,)


def _vietnamese(text: str) -> tuple[tuple[object, ...], tuple[object, ...]]:
    letters: list[tuple[str, int]] = []
    tones: list[int] = []
    for sign in unicodedata.normalize("NFD", text.casefold()):
        if sign in _TONES and tones:
            tones[-1] = _TONES[sign]
        elif sign in _LETTER_MARKS and letters:
            letters[-1] = (letters[-1][0], _LETTER_MARKS[sign])
        elif sign == _HORN and letters:
            letters[-1] = (letters[-1][0], 3)
        else:
            letters.append(("d", 1) if sign == "đ" else (sign, 0))
            tones.append(0)
    return tuple(letters), tuple(tones)
