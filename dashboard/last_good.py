"""Data as they last were when they could be read, and what keeps newer ones from being shown."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Generic, TypeVar

from dashboard.problems import DataError, Problem

AnyDataset = TypeVar("AnyDataset")
MOMENT = 2.0


class LastGoodOf(ABC, Generic[AnyDataset]):
    """A dataset as it last was when it could be read."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stamp: object = None
        self._dataset: AnyDataset | None = None
        self._problems: tuple[Problem, ...] = ()

    @abstractmethod
    def open(self) -> AnyDataset:
        """Read it anew; raises `problems.DataError`."""

    @abstractmethod
    def stamp(self) -> object:
        """Something that is another one when it should be read anew."""

    def get(self) -> tuple[AnyDataset, tuple[Problem, ...]]:
        """The dataset, and what keeps a newer version of it from being shown.

        Raises `problems.DataError` if there never was a version that could be read.
        """
        with self._lock:
            stamp = self.stamp()
            if self._dataset is None:
                self._dataset, self._stamp = self.open(), stamp
            elif stamp != self._stamp:
                self._renew(stamp)
            return self._dataset, self._problems

    def _renew(self, stamp: object) -> None:
        """Read it anew; those who ask wait for it."""
        try:
            self._dataset, self._problems = self.open(), ()
        except DataError as error:
            self._problems = error.problems
        self._stamp = stamp


class LastGoodBeside(LastGoodOf[AnyDataset]):
    """A dataset that takes long to read: what it was is shown until it has been read anew.

    Whoever is the first to see that it changed waits ``moment`` seconds, in which many are read.
    """

    def __init__(self, moment: float = MOMENT) -> None:
        super().__init__()
        self._moment = moment
        self._renewing: threading.Thread | None = None

    def get(self) -> tuple[AnyDataset, tuple[Problem, ...]]:
        """The dataset, and what keeps a newer version of it from being shown (see `LastGoodOf`)."""
        before = self._renewing
        found = super().get()
        if self._renewing is None or self._renewing is before:
            return found
        self._renewing.join(self._moment)
        return super().get()

    def _renew(self, stamp: object) -> None:
        """Begin to read it anew, unless that goes on already."""
        if self._renewing is None or not self._renewing.is_alive():
            self._renewing = threading.Thread(
                target=self._renew_beside, args=(stamp,), name="renew", daemon=True
            )
            self._renewing.start()

    def _renew_beside(self, stamp: object) -> None:
        dataset = self._dataset
        problems: tuple[Problem, ...] = ()
        try:
            dataset = self.open()
        except DataError as error:
            problems = error.problems
        with self._lock:
            self._dataset, self._problems, self._stamp = dataset, problems, stamp


def file_stamp(path: Path) -> object:
    """Which version of a file is there; none if it is not."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
