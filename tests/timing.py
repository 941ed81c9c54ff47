"""What work costs a processor, whatever else the machine and a long run of tests are at."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable


def least_seconds(work: Callable[[], object], times: int = 3) -> float:
    """The least processor time that ``work`` took of this thread, of so many ``times``.

    Other programs make it no longer; and what a long run of tests has left to be looked through
    for garbage is none of the work's.
    """
    gc.collect()
    gc.freeze()
    try:
        return min(_seconds(work) for _ in range(times))
    finally:
        gc.unfreeze()


def _seconds(work: Callable[[], object]) -> float:
    begun = time.thread_time()
    work()
    return time.thread_time() - begun
