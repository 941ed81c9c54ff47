"""Files that take a while are made beside the page: a few at once for all who are served.

An order outlives a rerun of the page, tells how far it is, and can be taken back.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor

from dashboard.progress import CancelledError, Tell
from dashboard.stored_files import Made

# They share one interpreter: more at once would only make each of them, and the page, slower.
MOST_AT_ONCE = 2
MOST_WAITING = 20
# Seconds after which a thread lets another one run, while files are made. The page consists of many
# short steps, each of which would wait so long for what makes a file; Python's own 0.005 makes
# it twice as slow.
TURN = 0.001
Make = Callable[[Tell], Made]


class BusyError(Exception):
    """So many files are being made that this one cannot even wait."""


class Order:
    """One file that somebody asked for; ``words`` say what of, ``key`` tells it from others."""

    def __init__(self, key: object, words: str, make: Make) -> None:
        self.key, self.words = key, words
        self.share = 0.0
        self.content: Made | None = None
        self.error: Exception | None = None
        self.is_begun = False
        self.finished = threading.Event()
        self._make = make
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """End the work at its next step; what there is of the file is dropped."""
        self._cancelled.set()
        self.content = None

    @property
    def is_cancelled(self) -> bool:
        return self._cancelled.is_set()

    @property
    def is_over(self) -> bool:
        return self.finished.is_set()

    def carry_out(self) -> None:
        """Make the file; whatever goes wrong stands in ``error`` afterwards."""
        try:
            self._tell(0.0)
            self.is_begun = True
            content = self._make(self._tell)
            self._tell(1.0)
            self.content = content
        except CancelledError:
            pass
        except Exception as error:
            logging.getLogger(__name__).exception("a file could not be made")
            self.error = error
        finally:
            self.finished.set()

    def _tell(self, share: float) -> None:
        if self.is_cancelled:
            raise CancelledError
        self.share = share


class Workshop:
    """Where orders are carried out, some at once and the others in turn."""

    def __init__(self, most_at_once: int = MOST_AT_ONCE, most_waiting: int = MOST_WAITING) -> None:
        self._workers: Executor = ThreadPoolExecutor(most_at_once, "making")
        self._room = threading.BoundedSemaphore(most_at_once + most_waiting)
        self._usual_turn = sys.getswitchinterval()
        self._counting, self._busy = threading.Lock(), 0

    def take(self, order: Order) -> None:
        """Take an order; where there are too many already, it fails with `BusyError`."""
        if not self._room.acquire(blocking=False):
            order.error = BusyError()
            order.finished.set()
            return
        self._workers.submit(self._carry_out, order).add_done_callback(
            lambda _: self._room.release()
        )

    def _carry_out(self, order: Order) -> None:
        self._count(1)
        try:
            order.carry_out()
        finally:
            self._count(-1)

    def _count(self, more: int) -> None:
        with self._counting:
            self._busy += more
            sys.setswitchinterval(TURN if self._busy else self._usual_turn)


class Orders:
    """The orders of one visitor, one for each kind of file."""

    def __init__(self) -> None:
        self._by_kind: dict[str, Order] = {}

    def get(self, kind: str) -> Order | None:
        """The latest order of a kind that was not taken back."""
        order = self._by_kind.get(kind)
        return None if order is None or order.is_cancelled else order

    def put(self, kind: str, order: Order) -> None:
        """Instead of the one before it, which nobody waits for any more."""
        if before := self._by_kind.get(kind):
            before.cancel()
        self._by_kind[kind] = order

    def close(self) -> None:
        """Take everything back."""
        for order in self._by_kind.values():
            order.cancel()
        self._by_kind.clear()
