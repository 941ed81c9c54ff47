"""What is kept of dear answers, and who makes them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from dashboard.remembered import Remembered


def test_an_answer_is_made_once() -> None:
    made: list[str] = []
    answers: Remembered[str] = Remembered(2)
    for _ in range(3):
        assert answers.get("a", lambda: made.append("a") or "A") == "A"
    assert made == ["a"]


def test_those_asked_for_longest_ago_are_forgotten() -> None:
    made: list[str] = []
    answers: Remembered[str] = Remembered(10, len)

    def ask(key: str) -> None:
        answers.get(key, lambda: made.append(key) or key * 4)

    for key in "abacb":
        ask(key)
    # "b" went when "c" came: "a" had been asked for since.
    assert made == ["a", "b", "c", "b"]
    assert len(answers) == 2


def test_an_answer_larger_than_all_room_is_kept_alone() -> None:
    answers: Remembered[str] = Remembered(3, len)
    assert answers.get("a", lambda: "long answer") == "long answer"
    assert answers.get("a", lambda: "another") == "long answer"
    answers.get("b", lambda: "b")
    assert answers.get("a", lambda: "another") == "another"


def test_a_failure_is_told_and_not_kept() -> None:
    answers: Remembered[str] = Remembered(3)

    def fail() -> str:
        raise ValueError("no answer")

    with pytest.raises(ValueError, match="no answer"):
        answers.get("a", fail)
    assert answers.get("a", lambda: "A") == "A"


def test_who_asks_the_same_meanwhile_waits_for_the_answer() -> None:
    answers: Remembered[object] = Remembered(3)
    askers, may_answer = 4, Event()
    barrier, made = Barrier(askers + 1), []

    def make() -> object:
        made.append(1)
        assert may_answer.wait(30)
        return object()

    def ask(_: int) -> object:
        barrier.wait(30)
        return answers.get("a", make)

    with ThreadPoolExecutor(askers) as pool:
        asked = [pool.submit(ask, number) for number in range(askers)]
        barrier.wait(30)
        may_answer.set()
        assert len({id(one.result(30)) for one in asked}) == 1
    assert len(made) == 1
