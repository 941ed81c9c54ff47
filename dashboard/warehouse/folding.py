"""Words found in a warehouse's texts, with or without diacritics, as `search.fold` finds them.

The texts there are not folded. So the term is unfolded instead: every sign of it becomes the
class of all signs that fold to it, between which marks may stand. That is a regular
expression without backslashes, which every backend reads alike.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from functools import lru_cache

import ibis.expr.types as ir

from dashboard.search import fold

FOLDED = "folded"
TEXTS = ("title", "title_vi", "title_ja", "summary")
# Beyond the planes where letters of living languages lie, nothing is unfolded.
_LAST_SIGN = 0x20000


def own_text_holds(events: ir.Table, term: str) -> ir.BooleanValue:
    """Whether one of an event's own texts holds ``term``, which is folded."""
    if FOLDED in events.columns:
        return events[FOLDED].contains(term)
    pattern = unfolded(term)
    found = events[TEXTS[0]].re_search(pattern)
    for name in TEXTS[1:]:
        found = found | events[name].re_search(pattern)
    return found


def unfolded(term: str) -> str:
    """A regular expression for all texts that fold to ``term``."""
    marks = f"{_class(_marks())}*"
    return "".join(f"{_spellings(sign)}{marks}" for sign in term)


@lru_cache(maxsize=4096)
def _spellings(sign: str) -> str:
    single = _unfolding()
    signs = {*single.get(sign, ()), sign, *sign.upper()[:1]}
    return _class("".join(sorted(signs)))


@lru_cache
def _unfolding() -> dict[str, set[str]]:
    single: dict[str, set[str]] = defaultdict(set)
    for code in range(_LAST_SIGN):
        if 0xD800 <= code < 0xE000:
            continue
        sign = chr(code)
        folded = fold(sign)
        if folded != sign and len(folded) == 1:
            single[folded].add(sign)
    return dict(single)


@lru_cache
def _marks() -> str:
    return "".join(
        chr(code) for code in range(_LAST_SIGN) if unicodedata.category(chr(code)).startswith("M")
    )


def _class(signs: str) -> str:
    """A bracket expression of ``signs``, which are not special in it, as ranges."""
    codes = sorted(set(map(ord, signs)))
    first = "]" if ord("]") in codes else ""
    last = "".join(chr(code) for code in codes if chr(code) in "^-")
    rest = [code for code in codes if chr(code) not in "]^-[\\"]
    if len(codes) == 1 and last == "^":
        return "\\^"
    odd = "".join(chr(code) for code in codes if chr(code) in "[\\")
    return f"[{first}{_ranges(rest)}{odd}{last}]"


def _ranges(codes: list[int]) -> str:
    found: list[list[int]] = []
    for code in codes:
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return "".join(chr(one) if one == other else f"{chr(one)}-{chr(other)}" for one, other in found)
