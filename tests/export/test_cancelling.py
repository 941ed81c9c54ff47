"""Whoever takes back the order of a large file does not wait for its end."""

from __future__ import annotations

import gc
import threading
import time
from itertools import pairwise

import pytest

from dashboard.export.formats import FORMATS, Format
from dashboard.export.request import Request
from dashboard.language import language
from dashboard.making import Order, Workshop
from dashboard.progress import CancelledError, Tell
from dashboard.tables import Tables
from tests.synthetic import synthetic_tables

EVENTS = 8_000
# Of all the work on a file, no more than this share is done without asking whether to go on.
LONGEST_STEP = 0.25
BY_ID = pytest.mark.parametrize("form", FORMATS, ids=lambda form: str(form.format_id))


@pytest.fixture(scope="module")
def large() -> Tables:
    return synthetic_tables(EVENTS, places=24, seed=5)


def write(form: Format, tables: Tables, tell: Tell) -> bytes:
    request = Request("Everything", language("en"), tell=tell)
    return form.write(tables, list(tables["events"]["event_id"]), request)


@BY_ID
def test_it_asks_all_the_time_and_tells_a_growing_share(form: Format, large: Tables) -> None:
    shares: list[float] = []
    times: list[float] = []

    def tell(share: float) -> None:
        shares.append(share)
        times.append(time.thread_time())

    # What a long run of tests has left to be collected is none of the file's work.
    gc.collect()
    gc.freeze()
    tell(0.0)
    write(form, large, tell)
    tell(1.0)
    gc.unfreeze()
    assert shares == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)
    longest = max(after - before for before, after in pairwise(times))
    assert longest < LONGEST_STEP * (times[-1] - times[0]) + 0.1


@BY_ID
@pytest.mark.parametrize("at", [0.0, 0.4, 0.85])
def test_it_ends_where_it_is_told_to(form: Format, large: Tables, at: float) -> None:
    heard: list[float] = []

    def tell(share: float) -> None:
        heard.append(share)
        if share >= at:
            raise CancelledError

    with pytest.raises(CancelledError):
        write(form, large, tell)
    # And asks nobody again, as it would if it went on to tidy up a half-made file.
    assert [share >= at for share in heard] == [False] * (len(heard) - 1) + [True]


def test_an_order_that_is_taken_back_late_ends_soon(large: Tables) -> None:
    xlsx = next(form for form in FORMATS if form.format_id == "xlsx")
    is_late = threading.Event()

    def make(tell: Tell) -> bytes:
        def told(share: float) -> None:
            if share > 0.75:
                is_late.set()
            tell(share)

        return write(xlsx, large, told)

    order = Order("key", "words", make)
    Workshop().take(order)
    assert is_late.wait(120)
    order.cancel()
    assert order.finished.wait(60)
    assert order.content is None
    assert order.error is None
    assert order.share < 1
