"""Words that are spelt much like another: shared pairs of letters, then edit distance."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

# Of the words that share the most pairs of letters, this many are compared.
_COMPARED = 60
PairIndex = Mapping[str, Sequence[str]]


def by_pair(words: Iterable[str]) -> PairIndex:
    """The ``words`` by the pairs of neighbouring letters in them."""
    found: dict[str, list[str]] = defaultdict(list)
    for word in words:
        for pair in _pairs(word):
            found[pair].append(word)
    return found


def near_spellings(wanted: str, indexes: Iterable[PairIndex]) -> list[str]:
    """Words of ``indexes`` that differ from ``wanted`` in a third of its letters at most.

    The nearest come first.
    """
    shared: Counter[str] = Counter()
    pairs = sorted(_pairs(wanted))
    for index in indexes:
        for pair in pairs:
            shared.update(index.get(pair, ()))
    most = max(1, len(wanted) // 3)
    near = [
        (distance, -count, word)
        for word, count in shared.most_common(_COMPARED)
        if (distance := edit_distance(wanted, word, most)) <= most
    ]
    return [word for _, _, word in sorted(near)]


def _pairs(text: str) -> set[str]:
    padded = f"^{text}$"
    return {padded[i : i + 2] for i in range(len(padded) - 1)}


def edit_distance(one: str, other: str, most: int) -> int:
    """How many letters must be changed, added or taken away (Levenshtein), up to ``most`` + 1."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        before, row = row, [i]
        for j, b in enumerate(other, start=1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b)))
        if min(row) > most:
            return most + 1
    return row[-1]
