"""Answers that are dear to make, kept for whoever asks the same again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class GivenUpError(Exception):
    """Whoever made an answer stopped, for nobody waited for it any more."""


def _one(_: object) -> int:
    return 1


class Remembered(Generic[Answer]):
    """The answers that were asked for last, by key; many threads may ask.

    Together they measure no more than ``most`` by ``size`` (one each, if not given); the last
    one is kept however large it is. Who asks what somebody else is just making waits for it,
    and makes it where that one gave it up. A failure is not kept.
    """

    def __init__(self, most: int, size: Callable[[Answer], int] = _one) -> None:
        self._most, self._size = most, size
        self._lock = threading.Lock()
        self._answers: OrderedDict[Hashable, Future[Answer]] = OrderedDict()
        self._sizes: dict[Hashable, int] = {}

    def get(self, key: Hashable, make: Callable[[], Answer]) -> Answer:
        """The answer for ``key``, made by ``make`` if it is not kept."""
        while True:
            with self._lock:
                future = self._answers.get(key)
                is_mine = future is None
                if future is None:
                    future = self._answers[key] = Future()
                self._answers.move_to_end(key)
            if is_mine:
                self._make(key, future, make)
            try:
                return future.result()
            except GivenUpError:
                continue

    def _make(self, key: Hashable, future: Future[Answer], make: Callable[[], Answer]) -> None:
        try:
            answer = make()
        except BaseException as error:
            with self._lock:
                self._answers.pop(key, None)
            future.set_exception(error)
            raise
        future.set_result(answer)
        with self._lock:
            if key in self._answers:
                self._sizes[key] = self._size(answer)
            while sum(self._sizes.values()) > self._most and len(self._sizes) > 1:
                # Those that are being made have no size yet and stay.
                oldest = next(known for known in self._answers if known in self._sizes)
                del self._answers[oldest], self._sizes[oldest]

    def __len__(self) -> int:
        with self._lock:
            return len(self._answers)
