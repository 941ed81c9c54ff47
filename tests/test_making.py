"""Files made beside the page: progress, cancelling, errors, and how many at once."""

from __future__ import annotations

import sys
import threading
import time

import pytest

from dashboard.making import TURN, BusyError, Order, Orders, Workshop
from dashboard.progress import CancelledError, Tell, part, told, unheard

PATIENCE = 20  # seconds, for what takes none


class Steps:
    """Work of four steps that goes on when it is let."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.go_on = threading.Event()
        self.left = threading.Event()

    def __call__(self, tell: Tell) -> bytes:
        try:
            for _ in told("abcd", tell):
                self.begun.set()
                assert self.go_on.wait(PATIENCE)
        finally:
            self.left.set()
        return b"whole"


def finished(order: Order) -> Order:
    assert order.finished.wait(PATIENCE)
    return order


def test_an_order_tells_how_far_it_is_and_keeps_the_file() -> None:
    steps = Steps()
    order = Order("key", "words", steps)
    Workshop().take(order)
    assert steps.begun.wait(PATIENCE)
    assert order.is_begun
    assert not order.is_over
    assert order.share < 1
    steps.go_on.set()
    finished(order)
    assert (order.content, order.share, order.error) == (b"whole", 1.0, None)


def test_a_cancelled_order_ends_at_its_next_step_and_leaves_nothing() -> None:
    steps = Steps()
    order = Order("key", "words", steps)
    Workshop().take(order)
    assert steps.begun.wait(PATIENCE)
    order.cancel()
    steps.go_on.set()
    finished(order)
    assert steps.left.is_set()
    assert order.content is None
    assert order.error is None
    assert order.share < 1


def test_others_get_more_turns_while_a_file_is_made() -> None:
    usual = sys.getswitchinterval()
    workshop, works = Workshop(most_at_once=2), (Steps(), Steps())
    orders = [Order(number, "words", work) for number, work in enumerate(works)]
    for order, work in zip(orders, works, strict=True):
        workshop.take(order)
        assert work.begun.wait(PATIENCE)
    assert usual > TURN
    assert sys.getswitchinterval() == pytest.approx(TURN)
    works[0].go_on.set()
    finished(orders[0])
    assert sys.getswitchinterval() == pytest.approx(TURN)
    works[1].go_on.set()
    finished(orders[1])
    # An order is told to be finished just before it is counted off.
    deadline = time.monotonic() + PATIENCE
    while sys.getswitchinterval() < usual:
        assert time.monotonic() < deadline
        threading.Event().wait(0.01)


def test_an_error_is_kept_for_who_asked_and_the_next_order_is_made() -> None:
    def broken(_: Tell) -> bytes:
        raise ValueError("no such place")

    workshop = Workshop(most_at_once=1)
    order, after = Order("a", "words", broken), Order("b", "words", lambda _: b"next")
    workshop.take(order)
    workshop.take(after)
    assert str(finished(order).error) == "no such place"
    assert finished(after).content == b"next"


def test_no_more_are_made_at_once_and_no_more_wait_than_there_is_room() -> None:
    workshop = Workshop(most_at_once=1, most_waiting=1)
    works = [Steps() for _ in range(3)]
    made, waiting, refused = (Order(i, "words", work) for i, work in enumerate(works))
    for order in (made, waiting, refused):
        workshop.take(order)
    assert works[0].begun.wait(PATIENCE)
    assert not waiting.is_begun
    assert isinstance(refused.error, BusyError)
    assert refused.is_over
    # Taken back before its turn, it is never begun.
    waiting.cancel()
    works[0].go_on.set()
    assert finished(made).content == b"whole"
    finished(waiting)
    assert not works[1].begun.is_set()
    # And there is room again.
    again = Order("again", "words", lambda _: b"again")
    workshop.take(again)
    assert finished(again).content == b"again"


def test_who_orders_anew_or_leaves_takes_back_what_was_ordered() -> None:
    orders = Orders()
    first, second, other = (Order(i, "words", lambda _: b"") for i in range(3))
    orders.put("csv", first)
    orders.put("csv", second)
    orders.put("pptx", other)
    assert first.is_cancelled
    assert orders.get("csv") is second
    second.cancel()
    assert orders.get("csv") is None
    orders.close()
    assert other.is_cancelled
    assert orders.get("pptx") is None


def test_shares_of_parts_add_up_to_the_whole() -> None:
    heard: list[float] = []
    assert list(told(range(1000), part(heard.append, 0.0, 0.5))) == list(range(1000))
    assert list(told([], part(heard.append, 0.5, 1.0))) == []
    assert heard == sorted(heard)
    assert (heard[0], heard[-1]) == (0.0, 1.0)
    assert len(heard) <= 202, "telling is to cost nothing"
    assert list(told("ab", unheard)) == ["a", "b"]


def test_a_listener_can_end_the_work() -> None:
    def enough(share: float) -> None:
        if share >= 0.5:
            raise CancelledError

    items = told("abcd", enough)
    assert [next(items), next(items)] == ["a", "b"]
    with pytest.raises(CancelledError):
        next(items)
