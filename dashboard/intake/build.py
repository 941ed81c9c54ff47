"""A sheet and a mapping, made into the tables of a dataset; nothing of it vanishes.

Each row becomes an event, or a rejection that says why not. Each event has its row in the
file as its source, beside the documents that the row links to.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from dashboard import csvtext, schema, table_schema
from dashboard.catalogue import marked
from dashboard.intake.atlas import Atlas, Place
from dashboard.intake.categories import Categories
from dashboard.intake.cell_forms import short_year
from dashboard.intake.citations import Citations
from dashboard.intake.credit import credits_for
from dashboard.intake.event_dates import DateCellError, Dated, date_of
from dashboard.intake.given_points import given_points
from dashboard.intake.mapping import TableMapping
from dashboard.intake.odd_rows import FAILED, failed_cells, why_no_event
from dashboard.intake.outcome import Imported, Unresolved, rejected_rows
from dashboard.intake.place_book import PlaceBook, Row, slug
from dashboard.intake.reading import without_markup
from dashboard.intake.row_events import RowEvents
from dashboard.intake.second_look import doubts
from dashboard.intake.separators import split
from dashboard.intake.sheet import Reason, Rejection, Sheet, letters
from dashboard.land import CREDIT
from dashboard.tables import About, Tables, typed_frame
from dashboard.textfiles import excerpt

NO_DATES = marked("No column holds dates, so no event is on the timeline.")
NO_PLACES = marked("No column holds places, so no event is on the map.")
HOMONYMS = marked(
    "Several places bear these names; the one in the country of most others ({country}) was "
    "taken: {names}."
)
UNDATED = marked("Shown but not on the timeline, for they have no date: {n}.")
UNPLACED = marked("Shown but not on the map, for they have no place that is known: {n}.")
_PLACED_BY = ("place", "coordinates", "latitude", "country")
SHORT_YEARS = marked("Years of two digits were read as {first} to {last}.")
UNUSED = marked("Not used: {columns}.")
_ROWS_BETWEEN_CHECKS = 1000
# Looking for names that are nearly right takes a hundredth of a second for each.
_MOST_CANDIDATES = 200
_LISTED, _QUOTED = 25, 200


def make(
    sheet: Sheet,
    mapping: TableMapping,
    atlas: Atlas,
    *,
    file_name: str,
    content: bytes,
    today: dt.date,
    known: Tables | None = None,
    progress: Callable[[float], None] = lambda _: None,
) -> Imported:
    """The tables of ``sheet`` by ``mapping``.

    ``known`` is the dataset whose places ``atlas`` knows; after ``today`` an event without a
    status is planned. ``progress`` is told the share that is done, 0 to 1, and may raise to
    stop. Raises `DataError` for a mapping that does not fit the sheet.
    """
    mapping.check(file_name, sheet.header)
    rejected = list(sheet.rejected)
    notes = list(sheet.notes)

    def tell(line: int, column: str, value: str, reason: Reason, *, whole: bool = False) -> None:
        said = str(excerpt(value, _QUOTED))
        rejected.append(Rejection(line, column, said, reason, whole))

    points, faults, told = given_points(sheet, mapping)
    rejected += faults
    notes += told
    book = PlaceBook(atlas, known, mapping.places)
    book.prepare(list(points.values()))
    book.settle(_names_of_places(sheet, mapping))
    title = mapping.title or _titled(file_name)
    citations = Citations(file_name, title, content)
    # TimelineJS and StoryMapJS let people write HTML.
    clean = without_markup if "Headline" in sheet.header else str
    events = RowEvents(mapping, book, citations, points, today, clean=clean, tell=tell)
    wanted: list[tuple[int, Row, Dated, list[str]]] = []
    for line, texts in zip(sheet.lines, sheet.rows, strict=True):
        row = dict(zip(sheet.header, texts, strict=True))
        if strange := why_no_event(row, sheet.header, mapping):
            tell(line, *strange, whole=True)
            continue
        for failed in failed_cells(row, mapping):
            tell(line, failed, row[failed], Reason(FAILED))
            row[failed] = ""
        try:
            dated = date_of(row, mapping)
        except DateCellError as error:
            tell(line, error.column, error.value, error.reason, whole=True)
            continue
        if dated.reason:
            tell(line, dated.column, dated.value, dated.reason)
        wanted.append((line, row, dated, events.values(row, "category")))
    column = " + ".join(mapping.columns.get("category", ()))
    categories = Categories([values for *_, values in wanted], column)
    for number, (line, row, dated, values) in enumerate(wanted):
        if number % _ROWS_BETWEEN_CHECKS == 0:
            progress(number / len(wanted))
        events.add(line, row, dated, values, categories)
    notes += [*categories.notes, *doubts(sheet, mapping, book, points)]
    notes += [*_notes(sheet, mapping, book), *_gaps(events.rows, mapping)]
    rejected.sort(key=lambda one: (one.row, one.column))
    rows = {
        **events.rows,
        "event_kinds": events.kinds(),
        "sectors": categories.rows,
        "locations": list(book.rows.values()),
        "location_names": _other_names(book),
        "sources": citations.rows,
        "rejected": list(rejected_rows(rejected, citations.file_id)),
    }
    frames = {
        table.name: typed_frame(table, _grid(table, rows.get(table.name, ())), table.name)
        for table in schema.TABLES
    }
    name, description = slug(title) or "table", f"Made from {file_name}"
    sources = tuple(credits_for(book.rows.values(), known))
    about = About(name, title, description, sources=sources, boundaries_credit=CREDIT)
    return Imported(
        Tables(frames, about), mapping, tuple(rejected), tuple(notes), _unresolved(book)
    )


def _names_of_places(sheet: Sheet, mapping: TableMapping) -> Iterator[str]:
    marks = mapping.separators.get("place", "")
    for column in mapping.columns.get("place", ()):
        for cell in dict.fromkeys(sheet.column(column)):
            yield from split(cell, marks)


def _notes(sheet: Sheet, mapping: TableMapping, book: PlaceBook) -> Iterator[Reason]:
    if told := book.by_country:
        codes = ", ".join(dict.fromkeys(told.values()))
        yield Reason(HOMONYMS, {"country": codes, "names": _listed(list(told))})
    if (first := mapping.two_digit_years) and short_year(sheet, mapping):
        yield Reason(SHORT_YEARS, {"first": f"{first}", "last": f"{first + 99}"})
    if not mapping.column("date") and not mapping.column("year"):
        yield Reason(NO_DATES)
    if not any(map(mapping.column, _PLACED_BY)):
        yield Reason(NO_PLACES)
    used = {name for names in mapping.columns.values() for name in names}
    # A column that holds nothing, not even a name, is beside the table.
    beside = {letters(i) for i, name in enumerate(sheet.header) if not any(sheet.column(name))}
    if unused := [name for name in sheet.header if name not in used | beside]:
        yield Reason(UNUSED, {"columns": _listed(unused)})


def _gaps(rows: Mapping[str, Sequence[Row]], mapping: TableMapping) -> Iterator[Reason]:
    """How many events lack a date or a place, where the table has columns for these."""
    undated = sum(not row["date_edtf"] for row in rows["events"])
    if undated and (mapping.column("date") or mapping.column("year")):
        yield Reason(UNDATED, {"n": undated})
    placed = {row["event_id"] for row in rows["event_locations"]}
    unplaced = len(rows["events"]) - len(placed)
    if unplaced and any(map(mapping.column, _PLACED_BY)):
        yield Reason(UNPLACED, {"n": unplaced})


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_LISTED]) + (" …" if len(names) > _LISTED else "")


def _other_names(book: PlaceBook) -> list[Row]:
    """The further names of the places that were taken from the open dataset."""
    if book.tables is None:
        return []
    frame = book.tables["location_names"]
    return [
        {str(column): str(cell) for column, cell in row.items()}
        for row in frame[frame["location_id"].isin(list(book.rows))].to_dict("records")
    ]


def _unresolved(book: PlaceBook) -> tuple[Unresolved, ...]:
    """The names that were not found, the most frequent first; each once, as it is chosen once."""
    counts: Counter[str] = Counter()
    countries: dict[str, list[str]] = {}
    for (name, country), count in book.unresolved.items():
        counts[name] += count
        countries.setdefault(name, []).append(country)
    return tuple(
        Unresolved(
            name,
            count,
            _told_apart(
                book.atlas,
                [one for country in countries[name] for one in book.atlas.nearest(name, country)],
            )
            if number < _MOST_CANDIDATES
            else {},
        )
        for number, (name, count) in enumerate(counts.most_common())
    )


def _told_apart(atlas: Atlas, places: Sequence[Place]) -> dict[str, str]:
    """The words for each of ``places`` by its reference; with its degrees where they are shared.

    A city and the prefecture around it bear the same name, and have the same words.
    """
    words = {one.ref: (one, atlas.described(one)) for one in places}
    shared = Counter(said for _, said in words.values())
    return {
        ref: f"{said} ({one.lat:.2f}, {one.lon:.2f})" if shared[said] > 1 else said
        for ref, (one, said) in words.items()
    }


def _grid(table: table_schema.Table, rows: Sequence[Row]) -> csvtext.Grid:
    cells = [[row.get(column, "") for column in table.columns] for row in rows]
    return csvtext.Grid(table.columns, cells, list(range(2, len(cells) + 2)))


def _titled(file_name: str) -> str:
    stem = file_name.rsplit(".", 1)[0]
    words = " ".join(re.split(r"[\s_-]+", stem)).strip()
    return words[:1].upper() + words[1:] if words else file_name
