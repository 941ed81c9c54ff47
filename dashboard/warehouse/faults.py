"""Which rows are not shown, or not shown in full: how many, and what some of them say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import ibis.expr.types as ir

from dashboard.intake.row_events import NOT_FOUND
from dashboard.intake.sheet import Reason
from dashboard.textfiles import excerpt
from dashboard.warehouse.engine import Engine
from dashboard.warehouse.rejected import Rejected
from dashboard.warehouse.relation import END_FAULTS, FAULTS, POINT_FAULTS

_EXAMPLES = 5
_FAULTS = {"fault": FAULTS, "end_fault": END_FAULTS, "point_fault": POINT_FAULTS}


@dataclass(frozen=True, slots=True)
class NotShown:
    """How many rows are not shown, or not shown in full, and why; with what some of them say."""

    reason: Reason
    count: int
    is_left_out: bool
    examples: tuple[str, ...] = ()


def not_shown(
    engine: Engine, rows: ir.Table, rejected: Rejected, unplaced: Mapping[str, int]
) -> tuple[NotShown, ...]:
    """Rows that are left out, or shown without a date, an end or a place; the most first.

    ``rejected`` are lines of files that fit no table, ``unplaced`` counts events by the name of
    a place that is not known: these are told one by one.
    """
    found = [
        NotShown(Reason(reasons[number]), count, column == "fault", said(engine, at))
        for column, reasons in _FAULTS.items()
        for told in [rows if column == "fault" else rows.filter(rows["fault"] == 0)]
        for number, count in fault_counts(engine, told, column).items()
        if number
        for at in [told.filter(told[column] == number)]
    ]
    found += [NotShown(Reason(message), count, True, texts) for message, count, texts in rejected]
    found += [
        NotShown(Reason(NOT_FOUND), count, False, (name,)) for name, count in unplaced.items()
    ]
    return tuple(sorted(found, key=lambda one: -one.count))


def fault_counts(engine: Engine, rows: ir.Table, column: str) -> dict[int, int]:
    """How many of ``rows`` have each number in ``column``, one of those of faults."""
    counts = engine.fetch(rows.group_by(column).aggregate(n=rows.count()))
    return dict(zip(counts[column].to_pylist(), counts["n"].to_pylist(), strict=True))


def said(engine: Engine, rows: ir.Table) -> tuple[str, ...]:
    """Some different cells of dates in ``rows``."""
    texts = rows.filter(rows["said"] != "").select("said").distinct().limit(_EXAMPLES)
    return tuple(str(excerpt(text)) for text in engine.fetch(texts)["said"].to_pylist())
