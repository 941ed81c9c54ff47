"""What a table says of itself that no single row shows: said to the user, and never mended."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from dashboard.catalogue import marked
from dashboard.intake.given_points import SWAPPED, Point
from dashboard.intake.mapping import TableMapping
from dashboard.intake.place_book import PlaceBook
from dashboard.intake.sheet import Reason, Sheet
from dashboard.intake.world import countries_at

EXCHANGED = marked(
    "The column {column} holds dates such as {text} as text, and others such as {date} that a "
    "program has understood: all of these have a day up to 12, so it may have exchanged day "
    "and month in them."
)
ELSEWHERE = marked("Points that lie in another country than their row says: {n}.")
_WRITTEN = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-]\d{4}\b.*")
_UNDERSTOOD = re.compile(r"\d{4}-\d{2}-(\d{2})\b.*")
# Fewer days up to 12 are chance.
_ENOUGH = 3


def doubts(
    sheet: Sheet, mapping: TableMapping, book: PlaceBook, points: Mapping[int, Point]
) -> Iterator[Reason]:
    """What is strange about the dates and points of ``sheet``."""
    for role in ("date", "end"):
        if column := mapping.column(role):
            yield from _exchanged(column, sheet.column(column))
    if column := mapping.column("country"):
        yield from _elsewhere(sheet, column, mapping, book, points)


def _exchanged(column: str, cells: list[str]) -> Iterator[Reason]:
    """A program set to another country reads 3/4 wrongly, and leaves 25/4 as text."""
    texts = [(match, cell) for cell in cells if (match := _WRITTEN.fullmatch(cell))]
    days = {cell: int(match[1]) for cell in cells if (match := _UNDERSTOOD.fullmatch(cell))}
    is_left_over = all(max(int(match[1]), int(match[2])) > 12 for match, _ in texts)
    if texts and is_left_over and len(days) >= _ENOUGH and max(days.values()) <= 12:
        yield Reason(EXCHANGED, {"column": column, "text": texts[0][1], "date": next(iter(days))})


def _elsewhere(
    sheet: Sheet, column: str, mapping: TableMapping, book: PlaceBook, points: Mapping[int, Point]
) -> Iterator[Reason]:
    said = {
        line: code
        for line, name in zip(sheet.lines, sheet.column(column), strict=True)
        if line in points and (code := book.country(name))
    }
    lands = dict(zip(said, countries_at([points[line] for line in said]), strict=True))
    wrong = [line for line, code in said.items() if lands[line] != code]
    if not wrong:
        return
    turned = [(points[line][1], points[line][0]) for line in wrong]
    fitting = sum(
        land == said[line] for land, line in zip(countries_at(turned), wrong, strict=True)
    )
    if fitting * 10 >= len(said) * 6:
        both = mapping.column("coordinates")
        names = {role: mapping.column(role) or both for role in ("latitude", "longitude")}
        yield Reason(SWAPPED, names)
    elif strays := [line for line in wrong if lands[line]]:
        yield Reason(ELSEWHERE, {"n": len(strays)})
