"""Where sources disagree: both stand in the tables, and here they stand side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import pandas as pd

from dashboard import dates
from dashboard.celltypes import to_text
from dashboard.tables import Tables

COLUMNS = (
    "disagreement",
    "what",
    "event_id",
    "location_id",
    "counterpart_id",
    "measure_id",
    "sense",
    "statement",
    "figure_id",
    "source_id",
    "locator",
)
# Two figures are about the same thing when all of these are equal.
_SUBJECT = ["measure_id", "event_id", "location_id", "counterpart_id", "sense"]


def disagreements(tables: Tables) -> pd.DataFrame:
    """The statements that contradict each other, one row each, with `COLUMNS`.

    ``disagreement`` numbers the contradictions from 1; the rows of one number are its
    positions, ``statement`` is each position in words. ``what`` is ``date`` (documents
    that date an event differently; "2014" is only less precise than "2014-12-25", so
    these two agree) or ``figure`` (different numbers, ranges or qualifiers for one
    measure of one subject, be they from one document or several). Figures of a locality
    that hold for different dates are a series, not a disagreement.
    """
    groups = [*_dates(tables["event_sources"]), *_figures(tables["figures"])]
    rows = [
        {"disagreement": number, **row}
        for number, group in enumerate(groups, start=1)
        for row in group
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype(
        {column: "int64" if column == "disagreement" else "str" for column in frame}
    )


def _dates(statements: pd.DataFrame) -> Iterator[list[dict[str, str]]]:
    dated = statements[statements["stated_edtf"] != ""]
    for event_id, group in dated.groupby("event_id"):
        stated = [dates.parse(text) for text in group["stated_edtf"].unique()]
        if not all(agree(one, other) for one, other in combinations(stated, 2)):
            yield [
                _row("date", str(event_id), row["stated_edtf"], row)
                for _, row in group.sort_values(["stated_edtf", "source_id"]).iterrows()
            ]


def agree(one: dates.Period, other: dates.Period) -> bool:
    """Whether two dates are the same, or the less precise one contains the other."""
    if one.precision == other.precision:
        return (one.start, one.end) == (other.start, other.end)
    coarse, fine = sorted((one, other), key=lambda p: dates.PRECISIONS.index(p.precision))[::-1]
    from_start = coarse.start is None or (fine.start is not None and coarse.start <= fine.start)
    to_end = coarse.end is None or (fine.end is not None and fine.end <= coarse.end)
    return from_start and to_end


def _figures(figures: pd.DataFrame) -> Iterator[list[dict[str, str]]]:
    # An event's number is one number whenever it is told; a locality's changes with time.
    subject = [*_SUBJECT, "holds_for"]
    holds_for = figures["as_of_edtf"].where(figures["event_id"] == "", "")
    for _, group in figures.assign(holds_for=holds_for).groupby(subject):
        positions = group.assign(statement=[in_words(row) for _, row in group.iterrows()])
        if positions["statement"].nunique() > 1:
            ordered = positions.sort_values(["value", "statement", "source_id", "figure_id"])
            yield [
                _row("figure", row["event_id"], row["statement"], row, subject)
                for _, row in ordered.iterrows()
            ]


def in_words(figure: pd.Series) -> str:
    """A figure's number as its source has it: ``nearly 800``, ``about 5 to 7``, ``many``."""
    qualifier = "" if figure["qualifier"] == "exactly" else str(figure["qualifier"])
    numbers = [
        to_text(float(figure[column]))
        for column in ("value", "value_upper")
        if pd.notna(figure[column])
    ]
    return f"{qualifier} {' to '.join(numbers)}".strip()


def _row(
    what: str, event_id: str, statement: str, row: pd.Series, subject: Sequence[str] = ()
) -> dict[str, str]:
    return {
        "what": what,
        "event_id": event_id,
        **{
            column: str(row[column]) if column in subject else ""
            for column in ("location_id", "counterpart_id", "measure_id", "sense")
        },
        "statement": statement,
        "figure_id": str(row["figure_id"]) if what == "figure" else "",
        "source_id": str(row["source_id"]),
        "locator": str(row["locator"]),
    }
