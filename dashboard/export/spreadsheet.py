"""The selected events as an Excel workbook: Events, Figures, Sources, Credits.

Every text of the data is written as a string, whatever it looks like: nothing in it
becomes a formula, a number or a link. Only the addresses of sources are links, and only
if they are plain http(s) ones. A date is a real date where its source gives the day;
everything else stays the EDTF text, because Excel would turn ``2025-11`` into a day.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence

from dashboard.catalogue import marked
from dashboard.export import flat, phrases
from dashboard.export.joined import event_records
from dashboard.export.precision import ends
from dashboard.export.records import EventRecord, Figure, Statement, last_published
from dashboard.export.request import Request, imprint, web_address
from dashboard.export.terms import term
from dashboard.export.workbook import FIRST_DAY, Cell, Column, Sheets, excel_text, written
from dashboard.language import Language
from dashboard.progress import part, told
from dashboard.tables import Tables
from dashboard.views import detail_words
from dashboard.views.words import locator_words

_FIGURES = (
    Column(marked("Event"), 44),
    Column(marked("Measure"), 34),
    Column(marked("Figure"), 24),
    Column(marked("Value"), 14),
    Column(marked("Upper value"), 14),
    Column(marked("Unit"), 14),
    Column(marked("Qualifier"), 12),
    Column(marked("Sense"), 12),
    Column(marked("As of (EDTF)"), 14),
    Column(marked("Place"), 20),
    Column(marked("Other side"), 20),
    Column(marked("What it counts"), 50),
    Column(marked("Publisher"), 28),
    Column(marked("Where in the source"), 20),
    Column(marked("Address"), 40, True),
    Column(marked("Event (id)"), 18),
)
_SOURCES = (
    Column(marked("Event"), 44),
    Column(marked("Source"), 50),
    Column(marked("Publisher"), 28),
    Column(marked("Published (EDTF)"), 14),
    Column(marked("Where in the source"), 20),
    Column(marked("Date it gives (EDTF)"), 16),
    Column(marked("Status it gives"), 14),
    Column(marked("What it says"), 60),
    Column(marked("Language read"), 12),
    Column(marked("Original language"), 12),
    Column(marked("Read as"), 12),
    Column(marked("Note"), 40),
    Column(marked("Address"), 40, True),
    Column(marked("Event (id)"), 18),
)
_CREDITS = (
    Column(marked("About this file"), 18),
    Column("", 90),
    Column(marked("Address"), 50, True),
)


def to_xlsx(tables: Tables, event_ids: Sequence[str], request: Request) -> bytes:
    """The workbook; headings, names and terms are in the request's language.

    The same arguments give the same bytes: the workbook's date is that of the last source.
    """
    language = request.language
    records = event_records(tables, event_ids, part(request.tell, 0.0, 0.3))
    sources = [entry.source for record in records for entry in record.statements]
    content = io.BytesIO()
    with written(content) as book:
        book.set_properties(
            {
                "title": excel_text(tables.about.title)[:255],
                "subject": excel_text(request.selection)[:255],
                "comments": "\n".join(map(str, imprint(tables, event_ids, request))),
                "created": dt.datetime.combine(last_published(sources), dt.time(), dt.UTC),
            }
        )
        sheets = Sheets(book, language, part(request.tell, 0.7, 1.0))
        sheets.add(
            marked("Events"),
            [Column(column.label, column.width) for column in flat.COLUMNS],
            (_event_cells(r, language) for r in told(records, part(request.tell, 0.3, 0.6))),
            frozen=2,
        )
        sheets.add(
            marked("Figures"),
            _FIGURES,
            (_figure_cells(r, f, language) for r in records for f in r.figures),
            frozen=1,
        )
        sheets.add(
            marked("Sources"),
            _SOURCES,
            (
                _source_cells(r, s, language)
                for r in told(records, part(request.tell, 0.6, 0.7))
                for s in r.statements
            ),
            frozen=1,
        )
        sheets.add(
            marked("Credits"),
            _CREDITS,
            ([entry.label, entry.text, entry.url] for entry in imprint(tables, event_ids, request)),
        )
    return content.getvalue()


def _event_cells(record: EventRecord, language: Language) -> list[Cell]:
    row = flat.flat_row(record, language)
    first, last = _days_or_texts(record)
    special: dict[str, Cell] = {
        "start_date": first,
        "end_date": last,
        "status": detail_words.status(record.event.status, language),
        "date_precision": term(record.event.date_precision, language),
    }
    return [
        special[column.name] if column.name in special else _cell(column, row[column.name])
        for column in flat.COLUMNS
    ]


def _cell(column: flat.Column, value: flat.Value) -> Cell:
    if isinstance(value, tuple):
        # Texts of several words get lines of their own; ids are looked up, not read.
        return (", " if column.name.endswith("_ids") else "\n").join(value)
    return value


def _days_or_texts(record: EventRecord) -> tuple[Cell, Cell]:
    days = record.exact_days
    if days and days[0] >= FIRST_DAY:
        return days
    return ends(record.event.date_edtf)


def _figure_cells(record: EventRecord, entry: Figure, language: Language) -> list[Cell]:
    row = entry.figure
    return [
        language.name(record.event),
        language.name(entry.measure),
        phrases.quantity(entry, language),
        row.value,
        row.value_upper,
        entry.measure.unit,
        row.qualifier,
        detail_words.sense(row.sense, language),
        row.as_of_edtf,
        language.name(entry.place) if entry.place else "",
        language.name(entry.counterpart) if entry.counterpart else "",
        row.note_en,
        entry.source.publisher,
        locator_words(row.locator, language),
        web_address(entry.source.url),
        record.event.event_id,
    ]


def _source_cells(record: EventRecord, entry: Statement, language: Language) -> list[Cell]:
    source = entry.source
    return [
        language.name(record.event),
        source.title_en,
        source.publisher,
        source.published_edtf,
        locator_words(entry.stated.locator, language),
        entry.stated.stated_edtf,
        detail_words.status(entry.stated.stated_status, language),
        entry.stated.states_en,
        source.language_read,
        source.language_original,
        term(source.read_as, language),
        source.note_en,
        web_address(source.url),
        record.event.event_id,
    ]
