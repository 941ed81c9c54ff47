"""Where sources disagree: both stand in the tables, and here they stand side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

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
Figure = Any  # a named tuple of pandas' itertuples over the table figures


def disagreements(tables: Tables) -> pd.DataFrame:
    """The statements that contradict each other, one row each, with `COLUMNS`.

    ``disagreement`` numbers the contradictions from 1; the rows of one number are its
    positions, ``statement`` is each position in words. ``what`` is ``date`` (documents
    that date an event differently; "2014" is only less precise than "2014-12-25", so
    these two agree) or ``figure`` (different numbers, ranges or qualifiers for one
    measure of one subject, be they from one document or several; see `by_subject`).
    """
    groups = [*_dates(tables["event_sources"]), *_figures(tables["figures"])]
    rows = [
        {"disagreement": number, **row}
        for number, group in enumerate(groups, start=1)
        for row in group
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).fillna("")
    return frame.astype(
        {column: "int64" if column == "disagreement" else "str" for column in frame}
    )


def _dates(statements: pd.DataFrame) -> Iterator[list[dict[str, str]]]:
    for event_id, group in statements[statements["stated_edtf"] != ""].groupby("event_id"):
        if dates_differ(group["stated_edtf"]):
            yield [
                {
                    "what": "date",
                    "event_id": str(event_id),
                    "statement": row["stated_edtf"],
                    "source_id": row["source_id"],
                    "locator": row["locator"],
                }
                for _, row in group.sort_values(["stated_edtf", "source_id"]).iterrows()
            ]


def dates_differ(stated: Iterable[str]) -> bool:
    """Whether two of these EDTF dates contradict each other; empty ones state nothing."""
    periods = [dates.parse(text) for text in sorted(set(stated)) if text]
    return not all(agree(one, other) for one, other in combinations(periods, 2))


def agree(one: dates.Period, other: dates.Period) -> bool:
    """Whether two dates are the same, or the less precise one contains the other."""
    if one.precision == other.precision:
        return (one.start, one.end) == (other.start, other.end)
    coarse, fine = sorted((one, other), key=lambda p: dates.PRECISIONS.index(p.precision))[::-1]
    from_start = coarse.start is None or (fine.start is not None and coarse.start <= fine.start)
    to_end = coarse.end is None or (fine.end is not None and fine.end <= coarse.end)
    return from_start and to_end


def by_subject(figures: Iterable[Figure]) -> list[list[Figure]]:
    """``figures`` in groups that speak of the same thing, each from the least to the greatest.

    One subject is one measure of one event, locality or pair. What was expected and what
    was counted later belong together, for a reader wants to see both; a target is no
    statement of what is and is compared with targets alone. Figures of a locality that
    hold for different dates are a series, not one subject; an event's number is one
    number whenever it is told.
    """
    groups: dict[tuple[object, ...], list[Figure]] = {}
    for figure in figures:
        groups.setdefault(_subject(figure), []).append(figure)
    return [sorted(group, key=_from_the_least) for group in groups.values()]


def figures_differ(group: Iterable[Figure]) -> bool:
    """Whether figures of one subject give different numbers, ranges or qualifiers."""
    return len({in_words(figure) for figure in group}) > 1


def _subject(figure: Figure) -> tuple[object, ...]:
    return (
        figure.measure_id,
        figure.event_id,
        figure.location_id,
        figure.counterpart_id,
        figure.sense == "target",
        "" if figure.event_id else figure.as_of_edtf,
    )


def _from_the_least(figure: Figure) -> tuple[object, ...]:
    # A figure in words alone ("many") has no number to be sorted by: it comes last.
    known = pd.notna(figure.value)
    value = figure.value if known else 0.0
    return (not known, value, in_words(figure), figure.sense, figure.source_id, figure.figure_id)


def _figures(figures: pd.DataFrame) -> Iterator[list[dict[str, str]]]:
    groups = by_subject(figures.itertuples(index=False))
    for group in sorted(groups, key=lambda group: tuple(map(str, _subject(group[0])))):
        if figures_differ(group):
            yield [
                {
                    "what": "figure",
                    "event_id": figure.event_id,
                    "location_id": figure.location_id,
                    "counterpart_id": figure.counterpart_id,
                    "measure_id": figure.measure_id,
                    "sense": figure.sense,
                    "statement": in_words(figure),
                    "figure_id": figure.figure_id,
                    "source_id": figure.source_id,
                    "locator": figure.locator,
                }
                for figure in group
            ]


def in_words(figure: Figure) -> str:
    """A figure's number as its source has it: ``nearly 800``, ``about 5 to 7``, ``many``."""
    qualifier = "" if figure.qualifier == "exactly" else str(figure.qualifier)
    numbers = [
        to_text(float(number)) for number in (figure.value, figure.value_upper) if pd.notna(number)
    ]
    return f"{qualifier} {' to '.join(numbers)}".strip()
