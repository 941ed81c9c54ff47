"""How much a table may ask of the machine that reads it.

A stranger's file is read in the memory of a server that others use too. Every limit is a
setting in the environment, and whoever runs into one reads which.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

from dashboard.catalogue import marked
from dashboard.problems import DataError, Problem

PREFIX = "LOCALITY_DASHBOARD_IMPORT_"
_MEGABYTE = 1_000_000
# What is said of a file that is over a limit, by the limit's name.
_OVER = {
    "megabytes": marked("has too many megabytes: {found}, and the limit is {most}"),
    "unpacked_megabytes": marked("unpacks to too many megabytes: {found}, and the limit is {most}"),
    "rows": marked("has too many rows: {found}, and the limit is {most}"),
    "columns": marked("has too many columns: {found}, and the limit is {most}"),
    "cell": marked("has a cell of too many characters: {found}, and the limit is {most}"),
    "seconds": marked("takes too many seconds: {found}, and the limit is {most}"),
}
_LIFT = marked("Split or shorten it, or set {setting}")


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is read: of a file, of what it unpacks to, of one table, one cell, and time.

    Each is set by the environment variable `PREFIX` and its name in capitals, such as
    ``LOCALITY_DASHBOARD_IMPORT_ROWS``. ``cell`` counts characters; ``columns`` and ``rows``
    those of one sheet.
    """

    megabytes: int = 50
    unpacked_megabytes: int = 300
    rows: int = 200_000
    columns: int = 500
    cell: int = 100_000
    seconds: int = 60

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Limits:
        """The limits as set; raises `DataError` for a setting that is no whole number."""
        found = {}
        for field in fields(cls):
            name = PREFIX + field.name.upper()
            text = environment.get(name, "")
            if text and not (text.isascii() and text.isdigit() and int(text) > 0):
                raise DataError(
                    [Problem(name, "is not a whole number above 0", "Mend the setting", value=text)]
                )
            if text:
                found[field.name] = int(text)
        return cls(**found)

    @property
    def bytes(self) -> int:
        """The size of the largest file that is read."""
        return self.megabytes * _MEGABYTE

    @property
    def unpacked_bytes(self) -> int:
        """How much text a packed file may hold."""
        return self.unpacked_megabytes * _MEGABYTE

    def refuse(self, name: str, setting: str, found: float, row: int | None = None) -> DataError:
        """The error that says which limit the file ``name`` is over, and how to lift it."""
        values = {
            # Rounded up, what is over the limit is so in whole numbers, too.
            "found": math.ceil(found),
            "most": getattr(self, setting),
            "setting": PREFIX + setting.upper(),
        }
        return DataError([Problem(name, _OVER[setting], _LIFT, row=row, values=values)])

    def check_size(self, name: str, size: int) -> None:
        """Raise `DataError` for a file of ``size`` bytes that is too large to be read."""
        if size > self.bytes:
            raise self.refuse(name, "megabytes", size / _MEGABYTE)

    def check_unpacked(self, name: str, size: int) -> None:
        """Raise `DataError` where ``size`` bytes unpacked so far are too many."""
        if size > self.unpacked_bytes:
            raise self.refuse(name, "unpacked_megabytes", size / _MEGABYTE)

    def check_shape(self, name: str, rows: int, columns: int) -> None:
        """Raise `DataError` for a sheet with too many rows or columns."""
        if columns > self.columns:
            raise self.refuse(name, "columns", columns)
        if rows > self.rows:
            raise self.refuse(name, "rows", rows)

    def check_cell(self, name: str, length: int, row: int | None) -> None:
        """Raise `DataError` for a cell of too many characters."""
        if length > self.cell:
            raise self.refuse(name, "cell", length, row)


class Stopwatch:
    """Stops the work on one file when it takes too long; ``clock`` gives seconds."""

    def __init__(
        self, limits: Limits, name: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limits, self._name, self._clock = limits, name, clock
        self._begin = clock()

    def check(self) -> None:
        """Raise `DataError` once the time is over."""
        passed = self._clock() - self._begin
        if passed > self._limits.seconds:
            raise self._limits.refuse(self._name, "seconds", passed)
