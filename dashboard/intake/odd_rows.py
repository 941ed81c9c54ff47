"""Rows of a table that are no events: totals, column names once more, what was called off.

And cells that hold nothing but the error of a formula.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from dashboard.catalogue import marked
from dashboard.intake.mapping import TableMapping
from dashboard.intake.sheet import Reason
from dashboard.intake.status_words import is_called_off
from dashboard.names import fold

TOTALS = marked("This is a row of totals, and no event.")
NAMES_AGAIN = marked("The row repeats the column names.")
CALLED_OFF = marked("The row says that the event was cancelled or put off.")
NUMBER_ALONE = marked("Nothing else stands in this row, so it is a heading or a remark.")
# What TimelineJS calls rows of its spreadsheet that are no events.
_SLIDES = {
    "title": marked("This is the title of the timeline, and no event."),
    "era": marked("This is an era of the timeline, and no event."),
}
FAILED = marked("The cell shows an error of the spreadsheet, so it is read as empty.")
# What Excel, LibreOffice and Google Sheets show where a formula has failed.
_ERROR = re.compile(
    r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|UNKNOWN!"
    r"|CONNECT!|ERROR!|GETTING_DATA)|Err:5\d\d"
)
_WORDS = (
    "total, totals, grand total, sum, subtotal, sub total, tong, tong cong, cong, tong so, "
    "合計, 総計, 小計, 計, 総合計, gesamt, summe, somme, suma"
)
_PARTS = ("year", "month", "day")
_TOTALS = frozenset(fold(word) for word in _WORDS.split(","))
# A total is named at the beginning of its row.
_WITHIN = 3


def why_no_event(
    row: Mapping[str, str], header: Sequence[str], mapping: TableMapping
) -> tuple[str, str, Reason] | None:
    """Column, cell and reason of a ``row`` (cells by column) that is no event; else ``None``."""
    filled = [(name, row[name]) for name in header if row[name]]
    if filled and all(name == cell for name, cell in filled) and len(filled) > 1:
        return "", filled[0][1], Reason(NAMES_AGAIN)
    dates = [column for role in ("date", "year") if (column := mapping.column(role))]
    said = [row[column] for column in dates if row[column]]
    for name, cell in filled[:_WITHIN] if dates else ():
        if fold(cell.rstrip(":").rstrip("：")) in _TOTALS and all(one == cell for one in said):
            return name, cell, Reason(TOTALS)
    status = mapping.column("status")
    if status and is_called_off(row[status]):
        return status, row[status], Reason(CALLED_OFF)
    if {"Headline", "Type"} <= row.keys() and row["Type"].casefold() in _SLIDES:
        return "Type", row["Type"], Reason(_SLIDES[row["Type"].casefold()])
    if len(filled) == 1 and len(header) > 1 and filled[0][0] == mapping.column("id"):
        return *filled[0], Reason(NUMBER_ALONE)
    return None


def failed_cells(row: Mapping[str, str], mapping: TableMapping) -> list[str]:
    """The columns of ``row`` that are used and show an error of the spreadsheet.

    Those with its date are not among them: without a date that can be read it is no event.
    """
    if not any(cell.startswith(("#", "Err:")) for cell in row.values()):
        return []
    dates = ("date", "end", *(f"{end}{part}" for end in ("", "end_") for part in _PARTS))
    used = {name for role, names in mapping.columns.items() if role not in dates for name in names}
    return [name for name, cell in row.items() if name in used and _ERROR.fullmatch(cell)]
