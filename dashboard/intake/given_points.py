"""The coordinates that a table gives, and which of them are no points on the globe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dashboard.catalogue import marked
from dashboard.intake import coordinates
from dashboard.intake.geometries import MIDDLES
from dashboard.intake.mapping import TableMapping
from dashboard.intake.sheet import Reason, Rejection, Sheet
from dashboard.textfiles import excerpt

SWAPPED = marked(
    "Most points lie off the globe or in another country, and fit when latitude and longitude "
    "are exchanged: exchange the columns {latitude} and {longitude}."
)
Point = tuple[float, float]


def given_points(
    sheet: Sheet, mapping: TableMapping
) -> tuple[dict[int, Point], list[Rejection], list[Reason]]:
    """Latitude and longitude by line, the cells that are none, and what holds for the table.

    Coordinates that look exchanged throughout are said to be; they are never exchanged
    without the user's word.
    """
    found: dict[int, Point] = {}
    rejected: list[Rejection] = []
    given: list[Point] = []
    middles = 0
    for line, column, text, point, message, is_middle in _cells(sheet, mapping):
        if point is not None:
            given.append(point)
        if message or point is None:
            said = str(excerpt(text))
            rejected.append(Rejection(line, column, said, Reason(message), is_whole_row=False))
        else:
            found[line] = point
            middles += is_middle
    notes = [Reason(MIDDLES, {"n": middles})] if middles else []
    if coordinates.look_swapped(given):
        both = mapping.column("coordinates")
        named = {role: mapping.column(role) or both for role in ("latitude", "longitude")}
        notes.append(Reason(SWAPPED, named))
    return found, rejected, notes


def _cells(
    sheet: Sheet, mapping: TableMapping
) -> Iterator[tuple[int, str, str, Point | None, str, bool]]:
    """Line, column, text, point, fault, and whether it is a middle, of rows with coordinates."""
    columns = [mapping.column(role) for role in ("latitude", "longitude")]
    both = mapping.column("coordinates")
    if not all(columns):
        columns = [both] if both else []
    for line, texts in zip(sheet.lines, sheet.rows, strict=True):
        row: Mapping[str, str] = dict(zip(sheet.header, texts, strict=True))
        cells = [row[column] for column in columns]
        if not any(cells):
            continue
        yield line, ", ".join(columns), ", ".join(cells), *_point(cells)


def _point(cells: list[str]) -> tuple[Point | None, str, bool]:
    if not all(cells):
        return None, coordinates.NO_PAIR, False
    if len(cells) == 1:
        found = coordinates.located(cells[0])
    else:
        lat, lon = map(coordinates.degrees, cells)
        found = None if lat is None or lon is None else (lat, lon, False)
    if found is None:
        return None, coordinates.no_degrees(cells), False
    return found[:2], coordinates.fault(*found[:2]), found[2]
