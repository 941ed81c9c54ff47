"""What an import has made of a table, and everything that it has not."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from dashboard import csvtext
from dashboard.export.flat import neutral
from dashboard.intake.mapping import TableMapping
from dashboard.intake.place_book import Row
from dashboard.intake.sheet import Reason, Rejection
from dashboard.tables import Tables

_HEADER = ("row", "column", "value", "left_out", "reason")


@dataclass(frozen=True)
class Unresolved:
    """A place's name that was not found, in how many rows, and the places most like it.

    ``candidates`` are references of the atlas, with the words that tell them apart.
    """

    name: str
    count: int
    candidates: Mapping[str, str]


@dataclass(frozen=True)
class Imported:
    """The tables that were made, and all that did not go into them.

    ``notes`` concern the table as a whole, ``rejected`` single rows or cells.
    """

    tables: Tables
    mapping: TableMapping
    rejected: tuple[Rejection, ...]
    notes: tuple[Reason, ...]
    unresolved: tuple[Unresolved, ...]

    @property
    def shown(self) -> int:
        """How many rows became events."""
        return len(self.tables["events"])

    @property
    def left_out(self) -> int:
        """How many rows did not."""
        return len({one.row for one in self.rejected if one.is_whole_row})

    def by_reason(self) -> list[tuple[int, Rejection]]:
        """How often each reason holds for a column, with its first case; the most first."""
        first: dict[tuple[str, str], Rejection] = {}
        counts: Counter[tuple[str, str]] = Counter()
        for one in self.rejected:
            key = one.column, one.reason.message
            first.setdefault(key, one)
            counts[key] += 1
        return [(count, first[key]) for key, count in counts.most_common()]


def rejected_csv(rejected: Iterable[Rejection], gettext: Callable[[str], str] = str) -> bytes:
    """The rejections as CSV: row, column, value, whether row or cell is left out, and why.

    It begins with the byte order mark, without which Excel takes it for an old code page, and
    no cell is taken for a formula.
    """
    return codecs.BOM_UTF8 + csvtext.write(
        _HEADER,
        [
            [
                str(one.row),
                neutral(one.column),
                neutral(one.value),
                "row" if one.is_whole_row else "cell",
                neutral(one.reason.words(gettext)),
            ]
            for one in rejected
        ],
    )


def rejected_rows(rejected: Iterable[Rejection], source_id: str) -> Iterator[Row]:
    """The rejections as rows of the table ``rejected``."""
    numbers: Counter[int] = Counter()
    for one in rejected:
        numbers[one.row] += 1
        said = f"{one.column}: “{one.value}”" if one.column else f"“{one.value}”"
        yield {
            "rejected_id": f"row-{one.row}-{numbers[one.row]}",
            "what_en": said,
            "reason_en": one.reason.words(),
            "source_id": source_id,
            "locator": f"r{max(one.row, 1)}",
        }
