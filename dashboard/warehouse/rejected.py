"""Lines of text files that fit no table: counted by reason, with some of them, and kept."""

from __future__ import annotations

import duckdb

from dashboard.catalogue import marked

REJECTED = "rejected_lines"
WRONG_LENGTH = marked("The line has more or fewer cells than the header.")
NOT_UTF8 = marked("The line is not UTF-8 text.")
TOO_LONG = marked("The line is too long.")
OPEN_QUOTE = marked("A quotation mark in the line is not closed, or closed twice.")
_COUNTED = """
    SELECT CAST(error_type AS VARCHAR) AS reason, count(DISTINCT (file_id, line)) AS lines,
        list(left(csv_line, 200))[1:5] AS said
    FROM reject_errors GROUP BY ALL
"""
_REASONS = {
    "MISSING COLUMNS": WRONG_LENGTH,
    "TOO MANY COLUMNS": WRONG_LENGTH,
    "INVALID ENCODING": NOT_UTF8,
    "INVALID STATE": OPEN_QUOTE,
    "UNQUOTED VALUE": OPEN_QUOTE,
    "LINE SIZE OVER MAXIMUM": TOO_LONG,
}
Rejected = tuple[tuple[str, int, tuple[str, ...]], ...]


def keep_rejected(connection: duckdb.DuckDBPyConnection) -> None:
    """Put the lines that the last file left aside into a table that stays."""
    # No cell and no name of a user stands in these statements.
    known = connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'reject_errors'"
    ).fetchone()
    found = (
        _COUNTED if known and known[0] else "SELECT '' AS reason, 0 AS lines, [''] AS said LIMIT 0"
    )
    connection.execute(f"CREATE TABLE {REJECTED} AS {found}")


def rejected(connection: duckdb.DuckDBPyConnection) -> Rejected:
    """What is wrong with lines that were left aside, how many there are, and some of them."""
    rows = connection.table(REJECTED).select("reason", "lines", "said").fetchall()
    return tuple(
        (_REASONS.get(reason, WRONG_LENGTH), lines, tuple(map(str, said)))
        for reason, lines, said in rows
    )
