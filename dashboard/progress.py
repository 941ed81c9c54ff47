"""How far the making of a file is, and how whoever asked for it takes that back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

# Called with the share that is done, from 0 to 1; raises `CancelledError` to end the work.
Tell = Callable[[float], None]
T = TypeVar("T")
_STEPS = 200


class CancelledError(Exception):
    """Nobody wants the file any more: what makes it lets this pass, and leaves nothing behind."""


def unheard(_share: float) -> None:
    """A `Tell` for who does not ask."""


def part(tell: Tell, begin: float, end: float) -> Tell:
    """A `Tell` for a piece of work that takes the whole from ``begin`` to ``end``."""
    # Exactly ``begin`` and ``end`` at both ends, so that the next part does not begin before.
    return lambda share: tell(begin * (1 - share) + end * share)


def told(items: Sequence[T], tell: Tell) -> Iterator[T]:
    """``items`` one by one, telling how many of them are done."""
    each = max(1, len(items) // _STEPS)
    for number, item in enumerate(items):
        if number % each == 0:
            tell(number / len(items))
        yield item
    tell(1.0)
