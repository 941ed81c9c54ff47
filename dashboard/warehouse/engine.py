"""The one door to a warehouse: expressions go in, small Arrow tables come out.

What a driver says may hold the address with its password, so nothing of it is passed on
before every secret is taken out.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import TypeVar

import ibis
import pyarrow as pa
from ibis.backends.sql import SQLBackend

from dashboard.marking import marked
from dashboard.problems import DataError, Problem
from dashboard.textfiles import excerpt

# A step that others use is worked out once, not written out where it is used.
ibis.options.sql.fuse_selects = False
Result = TypeVar("Result")
_HIDDEN = "…"
_LONGEST = 300
_PASSWORD = re.compile(r"(://[^:/@\s]*):[^@\s]+@")
_SET_UTC = "SET TIME ZONE 'UTC'"


@dataclass(eq=False)
class Engine:
    """A connection that many threads may use, one after the other.

    ``name`` is what messages call the data; ``secrets`` are texts that no message may hold.
    ``connect`` opens the connection, again when it was lost. ``problem`` and ``remedy`` say
    what a failure means. ``fetched`` counts the rows that have come over the wire.
    """

    name: str
    connect: Callable[[], SQLBackend] = field(repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    problem: str = marked("the warehouse does not answer: {why}")
    remedy: str = marked("See that it runs and that address, credentials and mapping are right")
    fetched: int = 0
    _backend: SQLBackend | None = field(default=None, repr=False)
    # What is over once a stream has ended.
    _streams: list[threading.Event] = field(default_factory=list, repr=False)
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def fetch(self, expression: ibis.Table) -> pa.Table:
        """The rows of ``expression``; raises `DataError` where the warehouse fails."""
        result = self.run(lambda backend: backend.to_pyarrow(expression))
        self.fetched += len(result)
        return result

    def stream(
        self, expression: ibis.Table, rows_at_once: int, *, apart: bool
    ) -> Iterator[pa.Table]:
        """The rows of ``expression``, so many at once; raises `DataError` as `fetch` does.

        ``apart``: over a connection of its own, so that others use this one meanwhile.
        """
        own = replace(self, _backend=None, _lock=threading.RLock()) if apart else self
        with self._streaming() if apart else self.held():
            try:
                batches = own.run(
                    lambda backend: backend.to_pyarrow_batches(expression, chunk_size=rows_at_once)
                )
                while (batch := own.run(lambda _: next(batches, None))) is not None:
                    yield pa.Table.from_batches([batch])
            finally:
                if apart:
                    own.close()

    @contextmanager
    def _streaming(self) -> Iterator[None]:
        """Nobody changes what the connection leads to meanwhile."""
        with self._lock:
            self._streams.append(threading.Event())
            over = self._streams[-1]
        try:
            yield
        finally:
            over.set()
            with self._lock:
                self._streams.remove(over)

    def run(self, work: Callable[[SQLBackend], Result]) -> Result:
        """What ``work`` makes of the connection; raises `DataError` where it fails.

        A connection that was lost since it was last used is opened again.
        """
        with self._lock:
            was_open = self._backend is not None
            try:
                return self._try(work)
            except DataError:
                raise
            # Every driver has exceptions of its own, and any may quote the address.
            except Exception as error:
                is_lost = was_open and self._is_lost()
                self._drop()
                if not is_lost:
                    raise self._told(error) from None
            return self.run(work)

    def _try(self, work: Callable[[SQLBackend], Result]) -> Result:
        if self._backend is None:
            self._backend = self._connected()
        return work(self._backend)

    def _is_lost(self) -> bool:
        try:
            if self._backend is not None:
                self._backend.raw_sql("SELECT 1")
        except Exception:  # Every driver has exceptions of its own.
            return True
        return False

    def answers(self) -> bool:
        """Whether the warehouse answers now."""
        try:
            self.run(lambda backend: backend.raw_sql("SELECT 1"))
        except DataError:
            return False
        return True

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else uses or changes the connection meanwhile."""
        with self._lock:
            yield

    @property
    def estimates_quickly(self) -> bool:
        """Whether the warehouse estimates numbers of distinct rows faster than it counts them."""
        return bool(self.run(lambda backend: backend.name == "duckdb"))

    @property
    def can_part(self) -> bool:
        """Whether a second connection can be closed without the first."""
        return bool(self.run(lambda backend: backend.name != "pyspark"))

    def close(self) -> None:
        """Give the connection back."""
        with self._lock:
            self._drop()

    def change_over(self, change: Callable[[], None]) -> None:
        """Let go of the connection while ``change`` is made; the next query opens it again."""
        while True:
            with self._lock:
                if not self._streams:
                    self._drop()
                    change()
                    return
                over = self._streams[0]
            over.wait()

    def _connected(self) -> SQLBackend:
        backend = self.connect()
        if backend.name != "bigquery":
            backend.raw_sql(_SET_UTC)
        return backend

    def _drop(self) -> None:
        backend, self._backend = self._backend, None
        if backend is not None:
            with suppress(Exception):
                backend.disconnect()

    def _told(self, error: Exception) -> DataError:
        said = self.hidden(" ".join(str(error).split())) or type(error).__name__
        return DataError(
            [
                Problem(
                    self.name,
                    self.problem,
                    self.remedy,
                    values={"why": str(excerpt(said, _LONGEST))},
                )
            ]
        )

    def hidden(self, text: str) -> str:
        """``text`` without the secrets."""
        for secret in sorted(filter(None, self.secrets), key=len, reverse=True):
            text = text.replace(secret, _HIDDEN)
        return _PASSWORD.sub(rf"\1:{_HIDDEN}@", text)
