"""Where the marks of events stand: as by a look at all of their neighbours, at any number."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.columns import OPEN_END, OPEN_START
from tests.linked.conftest import Engine

LANES = """
const said = asked.map((spans) => {
  const lane = new Lane();
  return spans.map(([begin, end]) => lane.take(begin, end));
});
"""
MARKS = """
const said = asked.map(({ first, last, width, height, day }) => {
  const marks = new Marks(null, { first, last });
  marks.layout(first.map((_, row) => row), (date) => date * day, width, height);
  return { placed: marks.placed, overflow: [...marks.overflow.values()] };
});
"""
Said = Callable[[list[Any]], list[Any]]
# Halves and thirds of pixels, so that marks meet, and some of no whole number.
SPANS = st.tuples(st.integers(0, 240), st.integers(1, 60)).map(
    lambda one: (one[0] / 3, one[0] / 3 + one[1] / 2)
)


@pytest.fixture(scope="module")
def lanes(engine: Engine) -> Said:
    return engine("lane.js", LANES)


@pytest.fixture(scope="module")
def laid_out(engine: Engine) -> Said:
    return engine("marks.js", MARKS)


def plainly(spans: list[tuple[float, float]]) -> list[bool]:
    """Which have room, by a look at all that stand there; each keeps a pixel to its right."""
    taken: list[tuple[float, float]] = []
    found = []
    for begin, end in spans:
        found.append(all(end <= other or begin >= last for other, last in taken))
        if found[-1]:
            taken.append((begin, end + 1))
    return found


@settings(max_examples=20)
@given(st.lists(st.lists(SPANS, max_size=60), min_size=20, max_size=40))
def test_a_lane_takes_what_finds_room_there(lanes: Said, asked: list[Any]) -> None:
    assert lanes(asked) == [plainly(spans) for spans in asked]


@pytest.mark.parametrize("height", [0, 7, 70, 400])
def test_no_mark_stands_on_another_and_none_is_lost(laid_out: Said, height: int) -> None:
    count, days, width = 10_000, 9_000, 1_000
    first = [row * row * 7919 % days for row in range(count)]
    last = [day + (0, 0, 0, 3, 30, 400)[row % 6] for row, day in enumerate(first)]
    first[5], first[11] = int(OPEN_START), int(OPEN_START)
    last[7], last[11] = int(OPEN_END), int(OPEN_END)
    asked = {"first": first, "last": last, "width": width, "height": height, "day": width / days}
    (said,) = laid_out([asked])
    rows = [mark["row"] for mark in said["placed"]]
    assert rows
    assert len(rows) == len(set(rows)) == count - sum(said["overflow"])
    by_lane: dict[int, list[tuple[float, float]]] = {}
    for mark in said["placed"]:
        assert 0 <= mark["x0"] < mark["x1"] <= width + 0.01
        by_lane.setdefault(mark["lane"], []).append((mark["x0"], mark["x1"]))
    assert len(by_lane) <= max(1, height // 7)
    for spans in by_lane.values():
        assert all(one[1] <= other[0] for one, other in pairwise(sorted(spans)))
