"""One row per event with everything about it: the table behind CSV, XLSX and GeoJSON.

Columns keep their names in every language, so that a script outlives a change of the
interface; the names of places, sectors and so on are in the reader's language, and ids
stand beside them. What an event has several of is a tuple of texts, which each format
joins as its readers expect.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard import csvtext
from dashboard.catalogue import marked
from dashboard.celltypes import to_text
from dashboard.export import phrases
from dashboard.export.joined import event_records
from dashboard.export.records import EventRecord
from dashboard.export.request import Request, credits_on_a_line
from dashboard.language import Language
from dashboard.progress import Tell, part, told, unheard
from dashboard.tables import Tables
from dashboard.views import detail_words

Value = str | bool | tuple[str, ...]
FlatRow = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its stable name, its heading (a message), its width in characters."""

    name: str
    label: str
    width: int


COLUMNS = (
    Column("event_id", marked("Id"), 18),
    Column("title", marked("Title"), 44),
    Column("date", marked("Date"), 18),
    Column("date_edtf", marked("Date (EDTF)"), 14),
    Column("start_date", marked("First day"), 12),
    Column("end_date", marked("Last day"), 12),
    Column("date_precision", marked("Precision of the date"), 14),
    Column("is_approximate", marked("Approximate"), 12),
    Column("is_uncertain", marked("Uncertain"), 12),
    Column("date_note", marked("Note on the date"), 30),
    Column("status", marked("Status"), 12),
    Column("status_as_of", marked("Status as of (EDTF)"), 14),
    Column("kind", marked("Kind"), 16),
    Column("kind_id", marked("Kind (id)"), 14),
    Column("sectors", marked("Sectors"), 28),
    Column("sector_ids", marked("Sectors (ids)"), 18),
    Column("places", marked("Places"), 36),
    Column("place_ids", marked("Places (ids)"), 18),
    Column("actors", marked("Actors"), 40),
    Column("summary", marked("Summary"), 60),
    Column("figures", marked("Figures"), 44),
    Column("sources", marked("Sources"), 60),
    Column("statements", marked("What each source says"), 60),
    Column("disagreements", marked("Where sources disagree"), 50),
    Column("part_of", marked("Part of (id)"), 18),
    Column("title_en", marked("Title in English"), 36),
    Column("title_vi", marked("Title in Vietnamese"), 36),
    Column("title_ja", marked("Title in Japanese"), 36),
)
# The same in every row of a CSV file, which has no other place for them.
IMPRINT_COLUMNS = ("dataset", "selection", "licence", "credits")

# The byte order mark: without it Excel reads UTF-8 as the old code page of its language.
_MARK = b"\xef\xbb\xbf"
# What a spreadsheet takes for a formula, in the width of either script. A cell also begins
# behind a semicolon or tab where the reader's list separator is not the comma.
_FORMULA = re.compile("(?P<before>^|[;\t\r\n])(?P<blank>[ \u00a0\u3000]*)(?=[=+\\-@＝＋－＠\t\r])")


def flat_rows(
    tables: Tables, event_ids: Sequence[str], language: Language, tell: Tell = unheard
) -> list[FlatRow]:
    """A row per event, in this order, with the keys of `COLUMNS`."""
    records = event_records(tables, event_ids, part(tell, 0.0, 0.5))
    return [flat_row(record, language) for record in told(records, part(tell, 0.5, 1.0))]


def flat_row(record: EventRecord, language: Language) -> FlatRow:
    """One event, dates as text: days as in the tables, the rest as in the sources."""
    event = record.event
    return {
        "event_id": event.event_id,
        "title": language.name(event),
        "date": detail_words.event_date(event, language),
        "date_edtf": event.date_edtf,
        "start_date": to_text(record.start),
        "end_date": to_text(record.end),
        "date_precision": event.date_precision,
        "is_approximate": bool(event.is_approximate),
        "is_uncertain": bool(event.is_uncertain),
        "date_note": event.date_note_en,
        "status": event.status,
        "status_as_of": event.status_as_of_edtf,
        "kind": language.name(record.kind),
        "kind_id": event.kind_id,
        "sectors": tuple(map(language.name, record.sectors)),
        "sector_ids": tuple(sector.sector_id for sector in record.sectors),
        "places": tuple(phrases.place(place, language) for place in record.places),
        "place_ids": tuple(place.place.location_id for place in record.places),
        "actors": tuple(phrases.actor(actor, language) for actor in record.actors),
        "summary": event.summary_en,
        "figures": tuple(phrases.figure(figure, language) for figure in record.figures),
        "sources": tuple(
            phrases.cited_document(statement, language) for statement in record.statements
        ),
        "statements": tuple(phrases.statement(entry, language) for entry in record.statements),
        "disagreements": phrases.disagreements(record.positions, language),
        "part_of": event.part_of_event_id,
        "title_en": event.title_en,
        "title_vi": event.title_vi,
        "title_ja": event.title_ja,
    }


def to_csv(tables: Tables, event_ids: Sequence[str], request: Request) -> bytes:
    """The selected events as CSV: UTF-8, comma, double quotes, line feeds.

    It begins with a byte order mark. The file is what desk officers double-click, and
    without the mark Excel shows Vietnamese and Japanese as gibberish; pandas, R, DuckDB,
    LibreOffice and QGIS pass over it. Who wants bare UTF-8 for a pipeline has the tables of
    the data package.

    CSV has no place for comments that every reader leaves alone, so that title, selection,
    licence and credits are columns, the same in every row.

    No cell runs as a formula: one that begins like one gets an apostrophe in front, also
    behind a semicolon, a tab or a line break, where a cell begins for programs that
    separate by these. The other formats hold such texts unchanged.
    """
    return csv_header() + csv_rows(tables, event_ids, request)


def csv_header() -> bytes:
    """What a CSV file begins with."""
    return _MARK + csvtext.write_rows([[*(c.name for c in COLUMNS), *IMPRINT_COLUMNS]])


def csv_rows(tables: Tables, event_ids: Sequence[str], request: Request) -> bytes:
    """The lines of some events, for what comes in parts."""
    imprint = (
        tables.about.title,
        request.selection,
        credits_on_a_line(tables.about.licences),
        credits_on_a_line(tables.about.sources),
    )
    flat = flat_rows(tables, event_ids, request.language, part(request.tell, 0.0, 0.6))
    rows = (
        [as_text(row[column.name]) for column in COLUMNS] + list(imprint)
        for row in told(flat, part(request.tell, 0.6, 1.0))
    )
    return csvtext.write_rows(list(map(neutral, row)) for row in rows)


def as_text(value: Value, joint: str = "; ") -> str:
    """A value as one text; several are joined."""
    if isinstance(value, tuple):
        return joint.join(value)
    return to_text(value)


def neutral(text: str) -> str:
    """``text`` so that no spreadsheet program takes it, or a part of it, for a formula."""
    return _FORMULA.sub(r"\g<before>\g<blank>'", text)
