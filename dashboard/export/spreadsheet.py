"""The selected events as an Excel workbook: Events, Figures, Sources, Credits.

Every text of the data is written as a string, whatever it looks like: nothing in it
becomes a formula, a number or a link. Only the addresses of sources are links, and only
if they are plain http(s) ones. A date is a real date where its source gives the day;
everything else stays the EDTF text, because Excel would turn ``2025-11`` into a day.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dashboard.catalogue import marked
from dashboard.export import flat, phrases
from dashboard.export.precision import ends
from dashboard.export.records import (
    EventRecord,
    Figure,
    Statement,
    event_records,
    last_published,
)
from dashboard.export.request import Request, imprint, web_address
from dashboard.export.terms import term
from dashboard.language import Language
from dashboard.tables import Tables
from dashboard.views import detail_words

Cell = str | float | bool | dt.date | None

# Excel's limits: characters in a cell, links in a sheet, the first day that its calendar
# and everybody else's agree on.
LONGEST_TEXT = 32_767
MOST_LINKS = 65_530
LONGEST_LINK = 2_079
FIRST_DAY = dt.date(1900, 3, 1)
_CUT = " […]"
# Characters that XML cannot hold, and that Excel therefore calls damage.
_NOT_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of a sheet: heading (a message), width in characters, whether it holds links."""

    label: str
    width: int
    is_link: bool = False


_FIGURES = (
    _Column(marked("Event"), 44),
    _Column(marked("Measure"), 34),
    _Column(marked("Figure"), 24),
    _Column(marked("Value"), 14),
    _Column(marked("Upper value"), 14),
    _Column(marked("Unit"), 14),
    _Column(marked("Qualifier"), 12),
    _Column(marked("Sense"), 12),
    _Column(marked("As of (EDTF)"), 14),
    _Column(marked("Place"), 20),
    _Column(marked("Other side"), 20),
    _Column(marked("What it counts"), 50),
    _Column(marked("Publisher"), 28),
    _Column(marked("Where in the source"), 20),
    _Column(marked("Address"), 40, True),
    _Column(marked("Event (id)"), 18),
)
_SOURCES = (
    _Column(marked("Event"), 44),
    _Column(marked("Source"), 50),
    _Column(marked("Publisher"), 28),
    _Column(marked("Published (EDTF)"), 14),
    _Column(marked("Where in the source"), 20),
    _Column(marked("Date it gives (EDTF)"), 16),
    _Column(marked("Status it gives"), 14),
    _Column(marked("What it says"), 60),
    _Column(marked("Language read"), 12),
    _Column(marked("Original language"), 12),
    _Column(marked("Read as"), 12),
    _Column(marked("Note"), 40),
    _Column(marked("Address"), 40, True),
    _Column(marked("Event (id)"), 18),
)
_CREDITS = (
    _Column(marked("About this file"), 18),
    _Column("", 90),
    _Column(marked("Address"), 50, True),
)


def to_xlsx(tables: Tables, event_ids: Sequence[str], request: Request) -> bytes:
    """The workbook; headings and terms in the request's language, widths fit to print.

    The same arguments give the same bytes: the workbook's date is that of the last source.
    """
    language = request.language
    records = event_records(tables, event_ids)
    sources = [entry.source for record in records for entry in record.statements]
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.set_properties(
            {
                "title": _text(tables.about.title)[:255],
                "subject": _text(request.selection)[:255],
                "comments": "\n".join(map(str, imprint(tables, event_ids, request))),
                "created": dt.datetime.combine(last_published(sources), dt.time(), dt.UTC),
            }
        )
        sheets = _Sheets(book, language)
        sheets.add(
            marked("Events"),
            [_Column(column.label, column.width) for column in flat.COLUMNS],
            (_event_cells(record, language) for record in records),
        )
        sheets.add(
            marked("Figures"),
            _FIGURES,
            (_figure_cells(r, f, language) for r in records for f in r.figures),
        )
        sheets.add(
            marked("Sources"),
            _SOURCES,
            (_source_cells(r, s, language) for r in records for s in r.statements),
        )
        sheets.add(
            marked("Credits"),
            _CREDITS,
            ([entry.label, entry.text, entry.url] for entry in imprint(tables, event_ids, request)),
        )
    return content.getvalue()


class _Sheets:
    """The sheets of a workbook under construction."""

    def __init__(self, book: xlsxwriter.Workbook, language: Language) -> None:
        self.book = book
        self.language = language
        top = {"text_wrap": True, "valign": "top"}
        self.body: Format = book.add_format(top)
        self.day: Format = book.add_format({**top, "num_format": "yyyy-mm-dd", "align": "left"})
        self.link: Format = book.add_format({**top, "font_color": "#0b57d0", "underline": 1})
        self.head: Format = book.add_format(
            {
                "bold": True,
                "text_wrap": True,
                "valign": "vcenter",
                "bg_color": "#e8edf3",
                "bottom": 1,
            }
        )

    def add(self, name: str, columns: Sequence[_Column], rows: Iterable[Sequence[Cell]]) -> None:
        """A sheet of ``rows`` below a header that stays in sight."""
        sheet: Worksheet = self.book.add_worksheet(self.language.gettext(name)[:31])
        for number, column in enumerate(columns):
            sheet.set_column(number, number, column.width)
            sheet.write_string(0, number, self.language.gettext(column.label), self.head)
        last = 0
        links = 0
        for last, row in enumerate(rows, start=1):
            for number, cell in enumerate(row):
                is_link = columns[number].is_link and links < MOST_LINKS
                if is_link and isinstance(cell, str) and 0 < len(cell) <= LONGEST_LINK:
                    sheet.write_url(last, number, cell, self.link, cell)
                    links += 1
                else:
                    self.write(sheet, last, number, cell)
        sheet.freeze_panes(1, 2 if len(columns) > len(_CREDITS) else 0)
        sheet.autofilter(0, 0, last, len(columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)

    def write(self, sheet: Worksheet, row: int, column: int, cell: Cell) -> None:
        """One cell by its type; a text stays a text, cut where Excel would drop it."""
        if cell is None or cell == "":
            return
        if isinstance(cell, bool):
            sheet.write_boolean(row, column, cell, self.body)
        elif isinstance(cell, dt.date):
            sheet.write_datetime(row, column, cell, self.day)
        elif isinstance(cell, str):
            sheet.write_string(row, column, _text(cell), self.body)
        elif cell == cell:
            sheet.write_number(row, column, cell, self.body)


def _text(text: str) -> str:
    whole = _NOT_XML.sub("\ufffd", text)
    return whole if len(whole) <= LONGEST_TEXT else whole[: LONGEST_TEXT - len(_CUT)] + _CUT


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
        special[column.name] if column.name in special else _cell(row[column.name])
        for column in flat.COLUMNS
    ]


def _cell(value: flat.Value) -> Cell:
    if isinstance(value, tuple):
        joint = "\n" if any(" " in text for text in value) else ", "
        return joint.join(value)
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
        detail_words.locator(row.locator, language),
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
        detail_words.locator(entry.stated.locator, language),
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
