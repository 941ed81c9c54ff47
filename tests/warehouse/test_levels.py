"""Which cells of a grid are places of their own, where there are many."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from dashboard.warehouse import levels
from dashboard.warehouse.levels import STEPS, Level, prefix, thinned
from dashboard.warehouse.relation import JOINT

NAMES = {0: "", 1: "Japan", 2: f"Japan{JOINT}Osaka"}


def found(names: int, points: int) -> list[tuple[Level, Counter[str]]]:
    """The keys of ``points`` points at each level of a grid, and one that has none."""
    rng = np.random.default_rng(5)
    rows, columns = (rng.integers(0, 15_000, points).tolist() for _ in range(2))
    result = []
    for position in range(len(STEPS)):
        steps = STEPS[: position + 1]
        keys = Counter(
            JOINT.join([NAMES[names], *(f"{row // step}:{column // step}" for step in steps)])
            for row, column in zip(rows, columns, strict=True)
        )
        keys[JOINT.join([NAMES[names], *("" for _ in steps)])] += 1
        result.append((Level(f"{steps[-1]}", names, steps), keys))
    return result


@pytest.mark.parametrize("names", [0, 1, 2])
def test_levels_that_tell_little_are_left_out_where_places_are_many(
    names: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(levels, "MOST_PLACES", 1_000)
    every = found(names, 900)
    kept, keys = thinned(every)
    assert [level.steps[-1] for level in kept] == [10_000, 1_000, 1]
    assert kept[-1].steps == (10_000, 1_000, 1)
    assert sum(keys.values()) == 901
    for level in kept:
        (before,) = [known for one, known in every if one.name == level.name]
        told = Counter[str]()
        for key, count in keys.items():
            told[prefix(level, key)] += count
        assert sorted(told.values()) == sorted(before.values())
        cells = {key: level.parts(key) for key in told}
        assert all(part[0] == NAMES[names].split(JOINT)[:names] for part in cells.values())
        finest = {part[1][-1] for part in cells.values() if part[1]}
        assert len(finest) == len(before) - 1


def test_few_places_have_all_levels() -> None:
    every = found(0, 900)
    kept, keys = thinned(every)
    assert kept == [level for level, _ in every]
    assert keys == every[-1][1]
