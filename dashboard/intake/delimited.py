"""CSV, TSV and their relatives: text in rows, with the delimiter that the text itself shows."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import replace

from dashboard.catalogue import marked
from dashboard.intake import tcvn
from dashboard.intake.encodings import decode
from dashboard.intake.limits import Limits, Stopwatch
from dashboard.intake.sheet import Reason, Rejection, Sheet, shaped
from dashboard.problems import DataError, Problem
from dashboard.textfiles import excerpt

DELIMITERS = {
    ",": marked("comma"),
    ";": marked("semicolon"),
    "\t": marked("tab"),
    "|": marked("bar"),
}
# So much of a file shows how it is written.
_SAMPLE = 30_000
_SAMPLE_ROWS = 40
_EVERY = 2_000
_NO_CSV, _CLOSE = marked("is not CSV: {reason}"), marked("Close the quote")
_OPEN = marked(
    "A quote is opened in this line and not closed in time: close it, or double it if it is meant "
    "as a quote."
)
# Nobody writes this; behind the last line it shows whether a quote is still open there.
_END = "\ue000\uf8ff"
_READ_AS = marked("Read as {encoding}, with the {delimiter} between cells.")
ENCODING_NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp932": "Shift-JIS",
    "cp1258": "Windows-1258",
    "cp1252": "Windows-1252",
    tcvn.NAME: "TCVN3 (ABC)",
    "euc_jp": "EUC-JP",
    "iso2022_jp": "ISO-2022-JP",
}


def read(
    content: bytes,
    name: str,
    limits: Limits,
    *,
    encoding: str = "",
    header_row: int | None = None,
) -> Sheet:
    """The table in ``content``; rows are numbered by the line on which they begin.

    Raises `DataError` for what is no text or over a limit. Nothing is evaluated: a cell
    ``=1+1`` is these four characters.
    """
    text, found = decode(content, name, encoding)
    delimiter = sniffed(text, name)
    read_as = ENCODING_NAMES.get(found, found)
    said = {"encoding": read_as, "delimiter": Reason(DELIMITERS[delimiter])}
    rejected: list[Rejection] = []
    sheet = shaped(
        name,
        _rows(text, name, delimiter, limits, rejected),
        limits,
        header_row=header_row,
        notes=[Reason(_READ_AS, said)],
    )
    return replace(sheet, rejected=(*rejected, *sheet.rejected))


def sniffed(text: str, name: str) -> str:
    """The delimiter that cuts the first rows of ``text`` most evenly into several cells."""
    if name.lower().endswith((".tsv", ".tab")):
        return "\t"
    sample = text[:_SAMPLE]
    best, most = ",", 0.0
    for delimiter in DELIMITERS:
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        try:
            widths = [len(row) for row, _ in zip(reader, range(_SAMPLE_ROWS), strict=False) if row]
        except csv.Error:
            continue
        # The last row of a sample may be cut.
        widths = widths[:-1] if len(widths) > 2 and len(text) > len(sample) else widths
        if not widths:
            continue
        usual = max(set(widths), key=widths.count)
        evenness = widths.count(usual) / len(widths)
        if usual > 1 and evenness * (1 + min(usual, 20) / 100) > most:
            best, most = delimiter, evenness * (1 + min(usual, 20) / 100)
    return best


def _rows(
    text: str, name: str, delimiter: str, limits: Limits, rejected: list[Rejection]
) -> Iterator[tuple[int, list[str]]]:
    """The rows with the lines on which they begin.

    A quote that is not closed takes rows that follow into its cell: the line that opens it is
    rejected, and the reading goes on behind this line.
    """
    lines = io.StringIO(text, newline="").readlines()
    watch = Stopwatch(limits, name)
    first, width, count, is_over = 0, 0, 0, False
    while not is_over:
        rest = itertools.chain((lines[i] for i in range(first, len(lines))), [_END])
        for begins, end, row in _parsed(rest, name, delimiter, limits, first + 1):
            is_over = row == [_END]
            if is_over:
                break
            its_lines = lines[begins - 1 : end]
            is_long = row is None or any(len(cell) > limits.cell for cell in row)
            if is_long and not _has_rows(its_lines[1:], delimiter, width):
                raise limits.refuse(name, "cell", limits.cell + 1, begins)
            if row is None or (end > begins and _has_swallowed(row, its_lines, delimiter, width)):
                watch.check()
                said = str(excerpt(lines[begins - 1].strip()))
                rejected.append(Rejection(begins, "", said, Reason(_OPEN)))
                first = begins
                break
            count += 1
            limits.check_shape(name, count - 2, 0)
            if count % _EVERY == 0:
                watch.check()
            width = width or len(row)
            yield begins, row


def _parsed(
    lines: Iterable[str], name: str, delimiter: str, limits: Limits, begins: int
) -> Iterator[tuple[int, int, list[str] | None]]:
    """The rows of ``lines``, whose first has the number ``begins``, with first and last line.

    None, and none after it, for a row with a cell over the limit, as far as it was read.
    """
    # The standard reader's own limit on a cell is of the whole process.
    csv.field_size_limit(max(csv.field_size_limit(), limits.cell + 1))
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    before = begins - 1
    try:
        for row in reader:
            end = before + reader.line_num
            if len(row) > limits.columns and len(row) - row.count("") > limits.columns:
                limits.check_shape(name, 0, len(row))
            yield begins, end, row
            begins = end + 1
    except csv.Error as error:
        if "field larger" in str(error):
            yield begins, before + reader.line_num, None
            return
        problem = Problem(name, _NO_CSV, _CLOSE, row=begins, values={"reason": str(error)})
        raise DataError([problem]) from error


def _has_swallowed(row: list[str], lines: list[str], delimiter: str, width: int) -> bool:
    """Whether a row of several ``lines`` holds others, because a quote is not closed in time.

    The end of the file is in it then, or one of its cells has a line with as many cells as the
    table, or its quote ends in the midst of a cell.
    """
    if _END in row[-1]:
        return True
    inner = (line for cell in row if "\n" in cell or "\r" in cell for line in cell.splitlines()[1:])
    if _has_rows(inner, delimiter, width):
        return True
    try:
        list(csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True))
    except csv.Error:
        return True
    return False


def _has_rows(lines: Iterable[str], delimiter: str, width: int) -> bool:
    """Whether one of ``lines`` has as many cells as the table, and these are more than two."""
    return width > 2 and any(line.count(delimiter) == width - 1 for line in lines)
