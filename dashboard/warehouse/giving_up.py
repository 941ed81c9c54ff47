"""Giving up what nobody waits for any more: who typed on needs no answer to half a word."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import TYPE_CHECKING

from dashboard.remembered import GivenUpError

if TYPE_CHECKING:
    from ibis.backends.sql import SQLBackend


class Asking:
    """One question, until it is answered or given up; from then on it asks no warehouse."""

    def __init__(self) -> None:
        self.is_given_up = False
        self._lock = threading.Lock()
        self._running: SQLBackend | None = None

    def give_up(self) -> None:
        """Interrupt what runs for it, and let nothing more begin."""
        with self._lock:
            self.is_given_up = True
            if self._running is not None:
                _interrupt(self._running)

    @contextmanager
    def interrupting(self, backend: SQLBackend) -> Iterator[None]:
        """``backend`` works for it meanwhile; raises `GivenUpError` where it is given up."""
        with self._lock:
            if self.is_given_up:
                raise GivenUpError
            self._running = backend
        try:
            yield
        finally:
            with self._lock:
                self._running = None


_CURRENT: ContextVar[Asking | None] = ContextVar("asking", default=None)


def current() -> Asking:
    """The question for which this thread works; one that nobody gives up, if none was told."""
    return _CURRENT.get() or Asking()


@contextmanager
def working_for(asking: Asking) -> Iterator[None]:
    """All that this thread asks a warehouse meanwhile is for ``asking``."""
    token = _CURRENT.set(asking)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def _interrupt(backend: SQLBackend) -> None:
    # DuckDB calls it one thing and psycopg another; the others finish what they do.
    connection = getattr(backend, "con", None)
    interrupt = getattr(connection, "interrupt", None) or getattr(connection, "cancel", None)
    if interrupt is not None:
        # It may be done just now.
        with suppress(Exception):
            interrupt()
