"""A single event in a warehouse, found again by the id that its page gave it.

An id is made of the cell of a column of ids, of the number of a row in its file, or of an
event's day and a hash of its cells (`pages`). None of these stands in the table as it is, so
few rows that may be meant are fetched, and the one that gets this id is the event.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import ibis.expr.types as ir

from dashboard.intake.place_book import LONGEST_SLUG
from dashboard.tables import Tables
from dashboard.warehouse.folding import unfolded
from dashboard.warehouse.pages import ROW

# So many rows may be meant by one id: those of a day, without a column of ids.
MOST_CANDIDATES = 20_000
_NUMBERED = re.compile(r"row-([0-9]{1,12})")
_HASHED = re.compile(r"event-(?:([0-9]{4}-[0-9]{2}-[0-9]{2})-)?[0-9a-f]{16}")
_AGAIN = re.compile(r"(.+)-[0-9]{1,9}")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# A slug and a number behind it.
_LONGEST = LONGEST_SLUG + 10
_BETWEEN = "[^0-9A-Za-z]"


def candidates(events: ir.Table, event_id: str, *, has_ids: bool) -> Iterator[ir.Table]:
    """Rows of ``events`` that may have this id, the quickest to find first.

    ``has_ids`` says that the table has a column of ids.
    """
    if len(event_id) > _LONGEST or not _SLUG.fullmatch(event_id):
        return
    wanted = [event_id, *(found[1] for found in [_AGAIN.fullmatch(event_id)] if found)]
    for one in wanted:
        if (found := _NUMBERED.fullmatch(one)) and ROW in events.columns:
            yield events.filter(events[ROW] == int(found[1]) - 1)
        if found := _HASHED.fullmatch(one):
            yield from _of_day(events, found[1])
    if has_ids:
        yield events.filter(events["id"].isin(wanted))
        for one in wanted:
            yield events.filter(events["id"].re_search(_written(one)))


def only_event(tables: Tables, event_id: str) -> Tables:
    """``tables`` with one event and what links it; all that it may refer to stays."""
    frames = {
        name: frame[frame["event_id"] == event_id] if "event_id" in frame.columns else frame
        for name, frame in tables.frames.items()
    }
    return Tables(frames, tables.about)


def _of_day(events: ir.Table, day: str | None) -> Iterator[ir.Table]:
    if day is None:
        yield events.filter(events["start"].isnull() & events["finish"].isnull())
        return
    try:
        begun = dt.date.fromisoformat(day)
    except ValueError:
        return
    yield events.filter(events["start"] == begun)
    yield events.filter(events["start"].isnull() & (events["finish"] == begun))


def _written(slug: str) -> str:
    """A regular expression for the cells that become ``slug``."""
    middle = f"{_BETWEEN}+".join(map(unfolded, slug.split("-")))
    return f"^{_BETWEEN}*{middle}" + (f"{_BETWEEN}*$" if len(slug) < LONGEST_SLUG - 1 else "")
