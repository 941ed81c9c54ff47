"""Work that a server does behind a page that is already in use."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeAlias

# Seconds in which the page is drawn for the first time, which takes all processors.
REST = 6.0
_A_MOMENT = 0.05


# Something that takes long; it is given what tells whether it is still wanted.
Work: TypeAlias = Callable[[Callable[[], bool]], None]


class Later:
    """Does ``work(is_stopped)`` in a thread called ``name``, after ``rest`` or when waited for."""

    def __init__(self, work: Work, name: str, rest: float = REST) -> None:
        self._work, self._rest = work, rest
        self._stopped, self._begun = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def is_stopped(self) -> bool:
        """Whether nobody wants it any more."""
        return self._stopped.is_set()

    def wait(self, seconds: float | None) -> None:
        """Wait until it is done, which begins at once then."""
        self._begun.set()
        self._thread.join(seconds)

    def stop(self, interrupt: Callable[[], None] = lambda: None) -> None:
        """Wait until it has ended; ``interrupt`` is called until then, and again."""
        self._stopped.set()
        while self._thread.is_alive():
            interrupt()
            self.wait(_A_MOMENT)

    def _run(self) -> None:
        self._begun.wait(self._rest)
        if not self.is_stopped():
            self._work(self.is_stopped)
