"""How a server gives memory back.

Every change of a selection runs in a thread of its own, and at a million events makes arrays
of megabytes for a moment. glibc begins to keep such blocks after the first of them, in a
heap for each of several threads, and a server that many look at grows for hours.
"""

from __future__ import annotations

import ctypes
import sys

_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8  # malloc.h
_LARGE = 256 * 1024  # bytes
_HEAPS = 2


def give_back_large_blocks() -> bool:
    """From now on, large blocks go back to the system as soon as they are free.

    Returns whether the allocator can be told so: glibc's can, on Linux.
    """
    if sys.platform != "linux":
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    return bool(mallopt(_M_MMAP_THRESHOLD, _LARGE) and mallopt(_M_ARENA_MAX, _HEAPS))
