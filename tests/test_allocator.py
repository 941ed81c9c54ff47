"""Large arrays leave the server's memory when they are done with."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.serving import ROOT

# How many bytes stand in blocks of their own, after a larger block has come and gone.
_COUNTS = """
import ctypes, sys
import numpy as np
from dashboard.allocator import give_back_large_blocks

class Info(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in (
        "arena", "ordblks", "smblks", "hblks", "hblkhd",
        "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost")]

mallinfo = ctypes.CDLL(None).mallinfo2
mallinfo.restype = Info
if sys.argv[1] == "told":
    assert give_back_large_blocks()
np.ones(8_000_000, dtype=bool)
before = mallinfo().hblkhd
kept = [np.ones(1_000_000, dtype=bool) for _ in range(5)]
print(mallinfo().hblkhd - before)
"""


HAS_GLIBC = sys.platform == "linux" and hasattr(ctypes.CDLL(None), "mallinfo2")


@pytest.mark.skipif(not HAS_GLIBC, reason="only glibc can be told")
@pytest.mark.parametrize(("how", "fits"), [("told", int.__ge__), ("left alone", int.__lt__)])
def test_large_arrays_stand_in_blocks_of_their_own(
    how: str, fits: Callable[[int, int], bool]
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _COUNTS, how], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert fits(int(done.stdout), 5_000_000)
