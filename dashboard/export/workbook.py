"""Sheets of an Excel workbook that show every text of the data as it is.

Texts are written as strings, whatever they look like: none becomes a formula, a number
or a link by itself.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dashboard.language import Language
from dashboard.progress import Tell, unheard

Cell = str | float | bool | dt.date | None

# Excel's limits: characters in a cell, links in a sheet, the first day that its calendar
# and everybody else's agree on.
LONGEST_TEXT = 32_767
MOST_LINKS = 65_530
LONGEST_LINK = 2_079
FIRST_DAY = dt.date(1900, 3, 1)
_CUT = " […]"
_ROWS_A_STEP = 200
# Characters that XML cannot hold, and that Excel therefore calls damage.
_NOT_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: heading (a message), width in characters, whether it holds links."""

    label: str
    width: int
    is_link: bool = False


@contextmanager
def written(target: IO[bytes]) -> Iterator[xlsxwriter.Workbook]:
    """A workbook that is in ``target`` afterwards, unless the work on it was given up."""
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    try:
        yield book
        book.close()
    except BaseException:
        # Else the library would finish what nobody wants.
        book.fileclosed = True
        raise


def _telling(sheet: Any, on_row: Callable[[], None]) -> None:
    """Have ``sheet`` call ``on_row`` for each of its rows, when the workbook is closed and
    writes them: a third of all the time, for which the library has no public place.
    """
    write_row = sheet._write_row

    def told(*given: object, **named: object) -> None:
        on_row()
        write_row(*given, **named)

    sheet._write_row = told


class Sheets:
    """The sheets of a workbook under construction; ``tell`` hears how far its writing is."""

    def __init__(self, book: xlsxwriter.Workbook, language: Language, tell: Tell = unheard) -> None:
        self.book = book
        self.language = language
        self.tell = tell
        self.rows, self.rows_written = 0, 0
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

    def add(
        self, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], frozen: int = 0
    ) -> None:
        """A sheet of ``rows``; its header and first ``frozen`` columns stay in sight."""
        sheet: Worksheet = self.book.add_worksheet(self.language.gettext(name)[:31])
        _telling(sheet, self._on_row)
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
        self.rows += last + 1
        sheet.freeze_panes(1, frozen)
        sheet.autofilter(0, 0, last, len(columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.repeat_rows(0)

    def _on_row(self) -> None:
        if self.rows_written % _ROWS_A_STEP == 0:
            self.tell(self.rows_written / self.rows)
        self.rows_written += 1

    def write(self, sheet: Worksheet, row: int, column: int, cell: Cell) -> None:
        """One cell by its type; a text stays a text, cut where Excel would drop it."""
        if cell is None or cell == "":
            return
        if isinstance(cell, bool):
            sheet.write_boolean(row, column, cell, self.body)
        elif isinstance(cell, dt.date):
            sheet.write_datetime(row, column, cell, self.day)
        elif isinstance(cell, str):
            sheet.write_string(row, column, excel_text(cell), self.body)
        elif cell == cell:
            sheet.write_number(row, column, cell, self.body)


def excel_text(text: str) -> str:
    """``text`` as a cell can hold it: legal in XML, and cut, visibly, at Excel's limit."""
    whole = _NOT_XML.sub("\ufffd", text)
    return whole if len(whole) <= LONGEST_TEXT else whole[: LONGEST_TEXT - len(_CUT)] + _CUT
