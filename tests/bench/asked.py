"""What the viewers of a load test choose, and the count that is the right answer to it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from tests.bench.dataset import FIRST_DAY, LAST_DAY, PLACES, SECTORS, Draw

_DAYS = int((LAST_DAY - FIRST_DAY).astype(int)) + 1


@dataclass(frozen=True)
class Asked:
    """Positions of sectors and of a place, and a first and a last day since `FIRST_DAY`."""

    sectors: frozenset[int] = frozenset()
    place: int | None = None
    days: tuple[int, int] | None = None

    def changed(self, rng: np.random.Generator) -> Asked:
        """This with one of its three parts made another, as a hand does it."""
        part = rng.integers(3)
        if part == 0:
            several = rng.choice(SECTORS, size=rng.integers(4), replace=False)
            return replace(self, sectors=frozenset(several.tolist()))
        if part == 1:
            place = int(rng.integers(-PLACES // 3, PLACES))
            return replace(self, place=place if place >= 0 else None)
        first, last = sorted(rng.integers(_DAYS, size=2).tolist())
        return replace(self, days=(first, last))


@dataclass(frozen=True)
class Question:
    """What is chosen, and how many events it leaves."""

    asked: Asked = Asked()
    count: int = -1


class Counts:
    """How many events of a draw anything `Asked` leaves, from sums made once."""

    def __init__(self, draw: Draw) -> None:
        day = (draw.day - FIRST_DAY).astype(np.int64)
        cell = (draw.sector * PLACES + draw.place) * _DAYS + day
        per_day = np.bincount(cell, minlength=SECTORS * PLACES * _DAYS)
        until = per_day.reshape(SECTORS, PLACES, _DAYS).cumsum(axis=2, dtype=np.int32)
        # (S, P, D + 1): the events before a day.
        self._before: npt.NDArray[np.int32] = np.pad(until, ((0, 0), (0, 0), (1, 0)))

    def of(self, asked: Asked) -> int:
        first, last = asked.days or (0, _DAYS - 1)
        inside = self._before[:, :, last + 1] - self._before[:, :, first]
        if asked.sectors:
            inside = inside[sorted(asked.sectors)]
        if asked.place is not None:
            inside = inside[:, asked.place]
        return int(inside.sum())

    def another(self, before: Question, rng: np.random.Generator) -> Question:
        """A change after which the page says another number than before."""
        while (count := self.of(asked := before.asked.changed(rng))) == before.count:
            pass
        return Question(asked, count)
