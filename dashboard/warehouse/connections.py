"""Connections to one warehouse: lent to one thread each, and opened again when they are lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from ibis.backends.sql import SQLBackend

Open = Callable[[], SQLBackend]
_SET_UTC = "SET TIME ZONE 'UTC'"


@dataclass(frozen=True)
class Lent:
    """A connection, and whether it was opened just now."""

    backend: SQLBackend
    is_fresh: bool


class Connections:
    """No more than ``at_once`` connections, opened as they are needed.

    ``connect`` opens one; ``beside``, if given, makes the others of the first. The first is
    kept to that end, and lent as any other.
    """

    def __init__(
        self, connect: Open, beside: Callable[[SQLBackend], SQLBackend] | None, at_once: int
    ) -> None:
        self._connect, self._beside = connect, beside
        self._places = threading.BoundedSemaphore(at_once)
        self._opening = threading.Lock()
        self._first: SQLBackend | None = None
        self._idle: list[SQLBackend] = []
        self._changed = threading.Condition()
        self._holding = threading.local()
        self._holders = 0
        self._is_changing = False
        self.generation = 0

    @contextmanager
    def lent(self) -> Iterator[Lent]:
        """A connection that nobody else uses meanwhile; waits until one is free."""
        with self.held(), self._places:
            generation, lent = self._taken()
            try:
                yield lent
            except BaseException:
                _disconnect(lent.backend)
                raise
            with self._opening:
                is_good = generation == self.generation
                if is_good:
                    self._idle.append(lent.backend)
            if not is_good:
                _disconnect(lent.backend)

    @contextmanager
    def apart(self) -> Iterator[SQLBackend]:
        """One more connection, for whoever takes long, in whichever threads."""
        with self._counted():
            backend = self._opened()
            try:
                yield backend
            finally:
                _disconnect(backend)

    @contextmanager
    def held(self) -> Iterator[None]:
        """What is connected to is not changed over meanwhile. A thread may hold it repeatedly."""
        if getattr(self._holding, "is_mine", False):
            yield
            return
        with self._counted():
            self._holding.is_mine = True
            try:
                yield
            finally:
                self._holding.is_mine = False

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._changed:
            self._changed.wait_for(lambda: not self._is_changing)
            self._holders += 1
        try:
            yield
        finally:
            with self._changed:
                self._holders -= 1
                self._changed.notify_all()

    def change_over(self, change: Callable[[], None]) -> None:
        """Make ``change`` when nobody holds a connection; the next one is opened after it.

        Not to be called by a thread that holds one itself.
        """
        with self._changed:
            self._changed.wait_for(lambda: not self._is_changing)
            # From now on nobody new comes in.
            self._is_changing = True
            self._changed.wait_for(lambda: not self._holders)
        try:
            self.drop()
            change()
        finally:
            with self._changed:
                self._is_changing = False
                self._changed.notify_all()

    def drop(self) -> None:
        """Close what is open; a connection that is lent goes when it is given back."""
        with self._opening:
            self.generation += 1
            first, self._first = self._first, None
            idle, self._idle = self._idle, []
        for backend in (*idle, first):
            if backend is not None:
                _disconnect(backend)

    def _taken(self) -> tuple[int, Lent]:
        with self._opening:
            if self._idle:
                return self.generation, Lent(self._idle.pop(), is_fresh=False)
        backend = self._opened()
        return self.generation, Lent(backend, is_fresh=True)

    def _opened(self) -> SQLBackend:
        with self._opening:
            if self._first is not None and self._beside:
                return self._beside(self._first)
            backend = self._connect()
            if backend.name != "bigquery":
                backend.raw_sql(_SET_UTC)
            if not self._beside:
                return backend
            self._first = backend
            return self._beside(backend)


def _disconnect(backend: SQLBackend) -> None:
    # It may be closed already, or lost: every driver says that in words of its own.
    with suppress(Exception):
        backend.disconnect()
