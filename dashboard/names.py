"""Names made comparable: how a place's name is matched without its marks and titles."""

from __future__ import annotations

import re
import unicodedata

# What a name says about its own kind, in the three languages: "Osaka Prefecture",
# "tỉnh Quảng Ninh", "大阪市". Written folded; see `fold`.
_TITLES: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(r"(?P<name>.+) prefecture"), ("prefecture",)),
    (re.compile(r"(?P<name>.+) province"), ("province",)),
    (re.compile(r"(?P<name>.+) (city|town|village)"), ("city",)),
    (re.compile(r"tinh (?P<name>.+)"), ("province", "prefecture")),
    (re.compile(r"(thanh pho|tp|thi xa) (?P<name>.+)"), ("city",)),
    (re.compile(r"(?P<name>.+) (ken|fu)"), ("prefecture",)),
    (re.compile(r"(?P<name>.+) shi"), ("city",)),
    (re.compile(r"(?P<name>[^ -~]+)[県府]"), ("prefecture",)),
    (re.compile(r"(?P<name>[^ -~]{2,})都"), ("prefecture",)),
    (re.compile(r"(?P<name>[^ -~]+)省"), ("province",)),
    (re.compile(r"(?P<name>[^ -~]+)[市町村]"), ("city",)),
)
_SIGNS = str.maketrans(dict.fromkeys("-–.'’`,_", " "))


def fold(name: str) -> str:
    """``name`` without case, diacritics, hyphens and full stops: ``Quảng-Ninh`` → ``quang ninh``.

    Two names that fold alike may still differ ("Yên Vinh", "Yên Vĩnh"): compare the
    names themselves where the query has diacritics. Japanese and Chinese characters
    stay; the marks of voiced kana do too, since they make another sound.
    """
    if name.isascii():
        # Most are, and have nothing to decompose.
        return _parted(name.lower())
    # Decomposing may bring capitals to light, and lower case may decompose further.
    letters = unicodedata.normalize("NFKD", name).casefold()
    letters = unicodedata.normalize("NFKD", letters).replace("đ", "d")
    kept = (c for c in letters if not unicodedata.combining(c) or c in "\u3099\u309a")
    return _parted(unicodedata.normalize("NFC", "".join(kept)))


def has_marks(name: str) -> bool:
    """Whether ``name`` carries diacritics, so that they tell it from its homonyms."""
    return fold(name) != _parted(name.casefold())


def _parted(name: str) -> str:
    """``name`` with single blanks for hyphens, full stops and other signs inside names."""
    return " ".join(name.translate(_SIGNS).split())


def untitled(name: str) -> tuple[str, tuple[str, ...]] | None:
    """``name`` folded, without its title, and the kinds that the title stands for.

    None if it has no title.
    """
    folded = fold(name)
    for pattern, kinds in _TITLES:
        if match := pattern.fullmatch(folded):
            return match["name"], kinds
    return None
