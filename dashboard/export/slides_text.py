"""How much room a text takes on a slide, reckoned without any font.

A file is made on servers that have no fonts, and opened where others are installed: Arial
on Windows and Mac, its twin Liberation Sans or the wider Noto Sans elsewhere. The widths
here are those of the widest of these, so what fits here fits there. East Asian signs are
an em wide in every font.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

POINTS_AN_INCH = 72
# Of the size of the type: the distance of lines, set exactly on every slide. Left to
# themselves, lines of Yu Gothic stand 1.7 times their size apart, others 1.2 times.
LINE = 1.25
ELLIPSIS = "…"
# What an emoji is put together with; everything else that is not printable goes.
_JOINERS = "\u200c\u200d"
# Widths in em, of the wider of Arial and Noto Sans.
_WIDTHS = {
    0.24: "'‘’",
    0.28: " !,.:;ijl",
    0.36: "()-I[]`f·“”",
    0.4: "/\\t{}•",
    0.44: '"r',
    0.52: "Jcsvyz",
    0.56: "*?L_kx|–«»",
    0.6: "$+0123456789<=>^ae~",
    0.64: "FTZbdghnopquđơ",
    0.68: "#ABEKPSVXYư",
    0.76: "&CDHNRUĐ",
    0.8: "GOQwƯ",
    0.88: "Ơ",
    0.92: "%M",
    0.96: "Wm",
    1.0: "—…",
    1.04: "@",
}
_ADVANCES = {sign: width for width, signs in _WIDTHS.items() for sign in signs}
_EVERY_OTHER = 0.8
# Bold letters are this much wider.
_BOLD = 1.1
# What programs leave between an East Asian sign and a Latin letter or digit.
_BETWEEN = 0.25
# Signs that stand at no beginning, or at no end, of a line of Japanese.
_NOT_FIRST = " 、。，．・：；？！ー々）］｝〕〉》」』】ぁぃぅぇぉっゃゅょァィゥェォッャュョ),.…"
_NOT_LAST = "（［｛〔〈《「『【("
# No slide holds more; what is longer is not measured to its end.
_LONGEST = 4000


def legal(text: str) -> str:
    """``text`` on one line, without what XML cannot hold or a reader cannot see.

    Control characters, lone surrogates, line ends and marks that turn the direction of
    writing become blanks, and runs of blanks become one.
    """
    visible = (sign if sign.isprintable() or sign in _JOINERS else " " for sign in text)
    return " ".join("".join(visible).split())


@lru_cache(maxsize=8192)
def _advance(sign: str) -> float:
    if unicodedata.combining(sign) or sign in _JOINERS:
        return 0.0
    if _is_wide(sign):
        return 1.0
    # A letter with marks is as wide as without them.
    plain = unicodedata.normalize("NFD", sign)[0]
    return _ADVANCES.get(sign) or _ADVANCES.get(plain, _EVERY_OTHER)


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Inches that ``text`` takes on one line, at most; ``size`` is in points."""
    advance = sum(map(_advance, text)) * (_BOLD if bold else 1.0)
    advance += _BETWEEN * sum(map(_is_border, text, text[1:]))
    return advance * size / POINTS_AN_INCH


def wrapped(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """The lines of ``text`` in a box ``width`` inches wide; at least one.

    Lines break at blanks and, as East Asian writing does, between wide signs; a word that
    is wider than the box breaks anywhere.
    """
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and text_width((line + piece).rstrip(), size, bold=bold) > width:
            lines.append(line)
            line = ""
        line += piece
        while text_width(line.rstrip(), size, bold=bold) > width and len(line) > 1:
            head = _head(line, width, size, bold)
            lines.append(head)
            line = line[len(head) :]
    return [found.rstrip() for found in [*lines, line] if found] or [""]


def cut(text: str, width: float, size: float, most: int, *, bold: bool = False) -> str:
    """``text`` if it fits on ``most`` lines, else its beginning with an ellipsis."""
    text = text[:_LONGEST]
    if len(wrapped(text, width, size, bold=bold)) <= most:
        return text
    fits, too_long = 0, len(text)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        shortened = text[:middle].rstrip() + ELLIPSIS
        if len(wrapped(shortened, width, size, bold=bold)) <= most:
            fits = middle
        else:
            too_long = middle
    return text[:fits].rstrip() + ELLIPSIS


def line_height(size: float) -> float:
    """Inches from one line of type to the next."""
    return size * LINE / POINTS_AN_INCH


def _pieces(text: str) -> list[str]:
    """``text`` in the pieces between which a line may break; blanks end a piece."""
    pieces = [""]
    for sign in text:
        previous = pieces[-1][-1:]
        is_break = previous == " " or (
            bool(previous)
            and (_is_wide(sign) or _is_wide(previous))
            and sign not in _NOT_FIRST
            and previous not in _NOT_LAST
        )
        if is_break:
            pieces.append(sign)
        else:
            pieces[-1] += sign
    return pieces


def _is_border(sign: str, following: str) -> bool:
    return not unicodedata.combining(following) and _is_wide(sign) != _is_wide(following)


@lru_cache(maxsize=8192)
def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in "WF"


def _head(piece: str, width: float, size: float, bold: bool) -> str:
    """The longest beginning of ``piece`` that fits, one sign at least."""
    end = 1
    while end < len(piece) and text_width(piece[: end + 1], size, bold=bold) <= width:
        end += 1
    return piece[:end]
