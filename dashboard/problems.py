"""What is wrong with somebody's data, said so that they can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One defect: where it is, the value found, what is wrong and what to do.

    ``row`` counts lines of the file from 1, the header being line 1; for TOML it is
    the path of the entry (``event[3].places[0]``).
    """

    file: str
    message: str
    remedy: str
    row: int | str | None = None
    column: str = ""
    value: object = None

    def __str__(self) -> str:
        where = [self.file]
        if self.row is not None:
            where.append(f"row {self.row}" if isinstance(self.row, int) else self.row)
        if self.column:
            where.append(f"column {self.column}")
        found = "" if self.value is None else f" (found {self.value!r})"
        return f"{', '.join(where)}: {self.message}{found}. {self.remedy}"


class DataError(Exception):
    """Data that cannot be used, with every `Problem` found, not just the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))
