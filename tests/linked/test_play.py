"""What playback shows, as `play.js` works it out: by whole units, or gliding."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.linked.conftest import Engine

PLAY = """
const said = asked.map(({ focus, chosen, mode, unit }) => {
  const by = UNITS.find(({ name }) => name === unit) ?? null;
  const { part, steps, at } = playback(focus, chosen, mode, by);
  const shares = Array.from({ length: (steps || 50) + 1 }, (_, i) => i / (steps || 50));
  return { part, steps, shown: shares.map(at) };
});
"""
Played = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def played(engine: Engine) -> Played:
    return engine("play.js", PLAY)


def day(text: str) -> int:
    return (dt.date.fromisoformat(text) - dt.date(1970, 1, 1)).days


def texts(interval: list[int]) -> list[str]:
    return [str(dt.date(1970, 1, 1) + dt.timedelta(days=number)) for number in interval]


def asked(mode: str, unit: str, chosen: list[int] | None = None) -> dict[str, Any]:
    focus = [day("2019-03-15"), day("2025-11-22")]
    return {"focus": focus, "chosen": chosen, "mode": mode, "unit": unit}


def test_steps_are_whole_units_cut_where_the_view_ends(played: Played) -> None:
    [grown, moved] = played([asked("cumulative", "year"), asked("window", "year")])
    assert [texts(stretch) for stretch in grown["shown"]] == [
        *(["2019-03-15", f"{year}-12-31"] for year in range(2019, 2025)),
        *([["2019-03-15", "2025-11-22"]] * 2),
    ]
    assert grown["steps"] == 7
    # An eighth of what is in view is next to one year.
    assert texts(moved["shown"][0]) == ["2019-03-15", "2019-12-31"]
    assert texts(moved["shown"][1]) == ["2020-01-01", "2020-12-31"]
    assert texts(moved["shown"][-1]) == ["2025-01-01", "2025-11-22"]


def test_a_chosen_stretch_is_the_window_and_the_start(played: Played) -> None:
    chosen = [day("2021-02-01"), day("2021-06-30")]
    [by_month, gliding] = played([asked("window", "month", chosen), asked("window", "", chosen)])
    assert texts(by_month["shown"][0]) == ["2021-02-01", "2021-06-30"]
    assert texts(by_month["shown"][1]) == ["2021-03-01", "2021-07-31"]
    assert gliding["shown"][0] == chosen
    assert gliding["shown"][-1] == [day("2025-11-22") - (chosen[1] - chosen[0]), day("2025-11-22")]


def test_a_unit_longer_than_the_view_is_one_step(played: Played) -> None:
    focus = [day("2025-11-20"), day("2025-11-26")]
    [one] = played([{"focus": focus, "chosen": None, "mode": "window", "unit": "year"}])
    assert one["steps"] == 1
    assert one["shown"] == [focus, focus]


@settings(max_examples=25, deadline=None)
@given(
    cases=st.lists(
        st.tuples(
            st.integers(-20_000, 30_000),
            st.integers(1, 30_000),
            st.sampled_from(["window", "cumulative"]),
            st.sampled_from(["", "week", "month", "quarter", "year", "decade"]),
        ),
        min_size=20,
        max_size=20,
    )
)
def test_playback_goes_forward_to_the_end_within_the_view(
    played: Played, cases: list[tuple[int, int, str, str]]
) -> None:
    wanted = [
        {"focus": [first, first + days], "chosen": None, "mode": mode, "unit": unit}
        for first, days, mode, unit in cases
    ]
    for one, found in zip(wanted, played(wanted), strict=True):
        first, last = one["focus"]
        stretches = found["shown"]
        assert all(first <= start <= end <= last for start, end in stretches)
        assert stretches[-1][1] == last
        assert all(a[0] <= b[0] and a[1] <= b[1] for a, b in pairwise(stretches))
        assert 0 < found["part"] <= 1
        # Stepwise, nothing is left out between one stretch and the next.
        assert not found["steps"] or all(b[0] <= a[1] + 1 for a, b in pairwise(stretches))
