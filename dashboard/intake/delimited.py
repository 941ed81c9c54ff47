"""CSV, TSV and their relatives: text in rows, with the delimiter that the text itself shows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from dashboard.catalogue import marked
from dashboard.intake.encodings import decode
from dashboard.intake.limits import Limits, Stopwatch
from dashboard.intake.sheet import Reason, Sheet, shaped
from dashboard.problems import DataError, Problem

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
_READ_AS = marked("Read as {encoding}, with the {delimiter} between cells.")
_ENCODING_NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp932": "Shift-JIS",
    "cp1258": "Windows-1258",
    "cp1252": "Windows-1252",
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
    read_as = _ENCODING_NAMES.get(found, found)
    said = {"encoding": read_as, "delimiter": Reason(DELIMITERS[delimiter])}
    return shaped(
        name,
        _rows(text, name, delimiter, limits),
        limits,
        header_row=header_row,
        notes=[Reason(_READ_AS, said)],
    )


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


def _rows(text: str, name: str, delimiter: str, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    # The standard reader's own limit on a cell is of the whole process.
    csv.field_size_limit(max(csv.field_size_limit(), limits.cell + 1))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    watch = Stopwatch(limits, name)
    begins, count = 1, 0
    try:
        for row in reader:
            count += 1
            limits.check_shape(name, count - 2, 0)
            if count % _EVERY == 0:
                watch.check()
            if len(row) > limits.columns and len(row) - row.count("") > limits.columns:
                limits.check_shape(name, 0, len(row))
            yield begins, row
            begins = reader.line_num + 1
    except csv.Error as error:
        if "field larger" in str(error):
            raise limits.refuse(name, "cell", limits.cell + 1, begins) from error
        problem = Problem(name, _NO_CSV, _CLOSE, row=begins, values={"reason": str(error)})
        raise DataError([problem]) from error
