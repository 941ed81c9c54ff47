"""Words found in a warehouse's texts, with or without diacritics, as `search.fold` finds them.

Where we keep the texts ourselves they are folded beforehand. Elsewhere the term is unfolded
instead: each of its signs becomes the class of all signs that fold to it, between which marks
may stand. That is a regular expression of brackets alone, which all backends read alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.search import fold

# The texts that are searched, and the columns that hold them folded. These stand apart: where
# a text is that of many events, DuckDB looks into it once for all of them.
FOLDED = {text: f"folded_{text}" for text in ("title", "title_vi", "title_ja", "summary")}
# Beyond the planes where letters of living languages lie, nothing is unfolded.
_LAST_SIGN = 0x20000
# Lower case in Greek depends on where a sigma stands, which only Python minds.
_SIGMA = "Σ"
# What means something between brackets.
_SPECIAL = frozenset("]^-[\\")


def folded(texts: pa.Array) -> pa.Array:
    """`search.fold` of each of ``texts``, by Arrow; of those that are repeated, once."""
    known = texts.dictionary_encode()
    if len(known.dictionary) * 2 > len(texts):
        return _folded(texts)
    return _folded(known.dictionary).take(known.indices)


def _folded(texts: pa.Array) -> pa.Array:
    plain = pc.replace_substring_regex(
        pc.utf8_normalize(pc.utf8_lower(texts), form="NFKD"), pattern=r"\p{M}+", replacement=""
    )
    plain = pc.replace_substring(plain, pattern="đ", replacement="d")
    has_sigma = pc.match_substring(texts, _SIGMA)
    if not pc.any(has_sigma).as_py():
        return plain
    by_python = [fold(text) for text in texts.filter(has_sigma).to_pylist()]
    return pc.replace_with_mask(plain, has_sigma, pa.array(by_python, pa.string()))


def own_text_holds(events: ir.Table, term: str) -> ir.BooleanValue:
    """Whether one of an event's own texts holds ``term``, which is folded."""
    if "\0" in term:
        # No warehouse's text holds it, and no query may.
        return ibis.literal(False)
    if are_folded(events.columns):
        return ibis.or_(*(events[name].contains(term) for name in FOLDED.values()))
    pattern = unfolded(term)
    return ibis.or_(*(events[name].re_search(pattern) for name in FOLDED))


def are_folded(columns: Iterable[str]) -> bool:
    """Whether a table with these ``columns`` has its texts folded, too."""
    return set(FOLDED.values()) <= set(columns)


@lru_cache(maxsize=256)
def unfolded(term: str) -> str:
    """A regular expression for all texts that fold to ``term``."""
    marks = f"{bracket(_marks())}*"
    single, longer = _unfolding()
    result, at = "", 0
    while at < len(term):
        # One sign may fold to several: "fi" is also a ligature.
        spelled = bracket({term[at], *single.get(term[at], ())})
        whole = [
            f"{bracket(longer[part])}{_skipped(term[at:], part, marks)}"
            for part in _beginnings(term[at:])
            if part in longer
        ]
        rest = unfolded(term[at + 1 :]) if whole else ""
        if whole:
            return result + f"({spelled}{marks}{rest}|{'|'.join(whole)})"
        result, at = result + spelled + marks, at + 1
    return result


def _skipped(text: str, part: str, marks: str) -> str:
    return f"{marks}{unfolded(text[len(part) :])}"


def _beginnings(text: str) -> list[str]:
    return [text[:length] for length in range(2, min(_longest(), len(text)) + 1)]


@lru_cache
def _longest() -> int:
    return max(map(len, _unfolding()[1]))


@lru_cache
def _unfolding() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """The signs that fold to one sign, and those that fold to several, by what they fold to."""
    single: dict[str, set[str]] = defaultdict(set)
    longer: dict[str, set[str]] = defaultdict(set)
    for code in range(_LAST_SIGN):
        if 0xD800 <= code < 0xE000:
            continue
        sign = chr(code)
        plain = fold(sign)
        if plain != sign and plain:
            (single if len(plain) == 1 else longer)[plain].add(sign)
    return dict(single), dict(longer)


@lru_cache
def _marks() -> frozenset[str]:
    """The signs that fold to nothing."""
    signs = (chr(code) for code in range(_LAST_SIGN) if not 0xD800 <= code < 0xE000)
    return frozenset(sign for sign in signs if not fold(sign))


def bracket(signs: frozenset[str] | set[str]) -> str:
    """A bracket expression of ``signs``, as ranges."""
    special = sorted(signs & _SPECIAL)
    escaped = "".join(f"\\{sign}" for sign in special)
    return f"[{_ranges(sorted(map(ord, signs - _SPECIAL)))}{escaped}]"


def _ranges(codes: list[int]) -> str:
    found: list[list[int]] = []
    for code in codes:
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return "".join(chr(one) if one == other else f"{chr(one)}-{chr(other)}" for one, other in found)
