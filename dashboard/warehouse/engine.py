"""The one door to a warehouse: expressions go in, small Arrow tables come out.

What a driver says may hold the address with its password, so nothing of it is passed on
before every secret is taken out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

import ibis
import pyarrow as pa
from ibis.backends.sql import SQLBackend

from dashboard.marking import marked
from dashboard.problems import DataError, Problem
from dashboard.remembered import GivenUpError
from dashboard.textfiles import excerpt
from dashboard.warehouse.connections import Connections, Open
from dashboard.warehouse.giving_up import current

# A step that others use is worked out once, not written out where it is used.
ibis.options.sql.fuse_selects = False
Result = TypeVar("Result")
_HIDDEN = "…"
_LONGEST = 300
_PASSWORD = re.compile(r"(://[^:/@\s]*):[^@\s]+@")


@dataclass(eq=False)
class Engine:
    """A warehouse that many threads may ask, some of them at once.

    ``name`` is what messages call the data; ``secrets`` are texts that no message may hold.
    ``connect`` opens a connection, again when it was lost, and ``beside`` makes another of
    one that is open, where that is cheaper; no more than ``at_once`` are open. ``problem``
    and ``remedy`` say what a failure means. ``fetched`` counts the rows that have come over
    the wire.
    """

    name: str
    connect: Open = field(repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    problem: str = marked("the warehouse does not answer: {why}")
    remedy: str = marked("See that it runs and that address, credentials and mapping are right")
    at_once: int = 1
    beside: Callable[[SQLBackend], SQLBackend] | None = field(default=None, repr=False)
    fetched: int = 0

    def __post_init__(self) -> None:
        self._connections = Connections(self.connect, self.beside, self.at_once)

    def fetch(self, expression: ibis.Table) -> pa.Table:
        """The rows of ``expression``; raises `DataError` where the warehouse fails."""
        result = self.run(lambda backend: backend.to_pyarrow(expression))
        self.fetched += len(result)
        return result

    def stream(
        self, expression: ibis.Table, rows_at_once: int, *, apart: bool
    ) -> Iterator[pa.Table]:
        """The rows of ``expression``, so many at once; raises `DataError` as `fetch` does.

        ``apart``: over a connection of its own, so that others have all theirs meanwhile.
        """
        with self._telling(), self._connections.apart() if apart else self._one() as backend:
            batches = backend.to_pyarrow_batches(expression, chunk_size=rows_at_once)
            while (batch := next(batches, None)) is not None:
                yield pa.Table.from_batches([batch])

    @contextmanager
    def _one(self) -> Iterator[SQLBackend]:
        with self._connections.lent() as lent:
            yield lent.backend

    def run(self, work: Callable[[SQLBackend], Result]) -> Result:
        """What ``work`` makes of a connection; raises `DataError` where it fails.

        A connection that was lost since it was last used is opened again. Raises
        `GivenUpError` where nobody waits for the answer any more (see `giving_up`).
        """
        asking = current()
        with self._telling(), self._connections.lent() as lent:
            try:
                with asking.interrupting(lent.backend):
                    return work(lent.backend)
            except Exception:
                if asking.is_given_up:
                    raise GivenUpError from None
                if lent.is_fresh or not _is_lost(lent.backend):
                    raise
                self._connections.drop()
        return self.run(work)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """What fails is told as a `DataError`, without secrets."""
        try:
            yield
        except (DataError, GivenUpError):
            raise
        # Ibis passes on what each of its two dozen drivers raises, and these have no exception
        # in common; any of them may quote the address.
        except Exception as error:
            self._connections.drop()
            raise self._told(error) from None

    def answers(self) -> bool:
        """Whether the warehouse answers now."""
        try:
            self.run(lambda backend: backend.raw_sql("SELECT 1"))
        except DataError:
            return False
        return True

    @property
    def generation(self) -> int:
        """Another number whenever what connections hold of their own is lost."""
        return self._connections.generation

    def held(self) -> AbstractContextManager[None]:
        """Nobody changes what is connected to meanwhile; others may ask it."""
        return self._connections.held()

    @property
    def estimates_quickly(self) -> bool:
        """Whether the warehouse estimates numbers of distinct rows faster than it counts them."""
        return bool(self.run(lambda backend: backend.name == "duckdb"))

    @property
    def can_part(self) -> bool:
        """Whether one connection can be closed without the others."""
        return bool(self.run(lambda backend: backend.name != "pyspark"))

    def close(self) -> None:
        """Give all connections back."""
        self._connections.drop()

    def change_over(self, change: Callable[[], None]) -> None:
        """Let go of all connections while ``change`` is made; the next query opens them again."""
        self._connections.change_over(change)

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


def _is_lost(backend: SQLBackend) -> bool:
    try:
        backend.raw_sql("SELECT 1")
    except Exception:  # Every driver has exceptions of its own.
        return True
    return False
