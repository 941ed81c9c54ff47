"""A table of events in a warehouse, as the page asks of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial

import ibis
import ibis.expr.types as ir
import pyarrow.compute as pc

from dashboard.intake.atlas import Atlas
from dashboard.problems import DataError
from dashboard.selection import Selection
from dashboard.tables import Tables
from dashboard.warehouse import predicates
from dashboard.warehouse.engine import Engine
from dashboard.warehouse.faults import NotShown, not_shown
from dashboard.warehouse.grouping import Groups
from dashboard.warehouse.kept_groups import KeptGroups
from dashboard.warehouse.learning import Learning
from dashboard.warehouse.levels import Level
from dashboard.warehouse.mapping import EventMapping
from dashboard.warehouse.memory import NO_MEMORY, Memory
from dashboard.warehouse.one_event import MOST_CANDIDATES, candidates, only_event
from dashboard.warehouse.pages import ROW, numbered_rows, page_columns, page_tables, shown_rows
from dashboard.warehouse.rejected import Rejected
from dashboard.warehouse.resolution import Window
from dashboard.warehouse.row_groups import Bits
from dashboard.warehouse.search_hits import SearchHits

# By what only rows with texts can be sorted.
_TEXT_ORDER = "title"


class Source:
    """Events in a warehouse: `groups` of all of them, `count` and `events` of a selection.

    All methods may be called from any thread, and raise `DataError` where the warehouse
    fails. ``tables`` holds the vocabularies; its tables of events and their links are empty.
    Facets of groups: "source" is the table itself for every event, for the documents that
    rows cite are too many to choose from; "actor" is empty.

    ``rows(with_texts)`` are the events as `relation.events` has them. ``is_changed()`` says
    whether what lies behind them has changed since, so that it is to be opened anew;
    ``wait(seconds)`` waits until texts are folded for searching, which goes on in the
    background after large files are opened for the first time; ``close()`` gives all back.
    ``hits`` keeps what is found in files; elsewhere the warehouse looks again.
    """

    def __init__(
        self,
        engine: Engine,
        rows: Callable[[bool], ir.Table],
        mapping: EventMapping,
        atlas: Callable[[], Atlas],
        known: Tables | None = None,
        *,
        today: Callable[[], dt.date],
        is_changed: Callable[[], bool] = lambda: False,
        close: Callable[[], None] | None = None,
        wait: Callable[[float | None], bool] = lambda _: True,
        memory: Memory = NO_MEMORY,
        rejected: Callable[[], Rejected] = tuple,
        hits: SearchHits | None = None,
    ) -> None:
        self.engine, self.mapping, self._rows, self._today = engine, mapping, rows, today
        self.is_changed, self.wait, self.close = is_changed, wait, close or engine.close
        self._rejected, self._hits = rejected, hits
        self.vocabulary = Learning(engine, rows(False), mapping).vocabulary(atlas, known)
        marked = partial(self._marked, hits) if hits else None
        self._groups = KeptGroups(engine, self.vocabulary, self._holding, memory, today, marked)

    @property
    def tables(self) -> Tables:
        """The vocabularies, the same object as long as the source is open."""
        return self.vocabulary.tables

    @property
    def untold(self) -> tuple[frozenset[str], ...]:
        """For each level of places, from coarse to fine, the ids that its groups do not tell."""
        return self.vocabulary.untold

    @property
    def grouped_levels(self) -> tuple[Level, ...]:
        """The levels of places, from coarse to fine."""
        return self.vocabulary.levels

    @property
    def levels(self) -> tuple[str, ...]:
        """The names of the levels of places, from coarse to fine."""
        return tuple(level.name for level in self.vocabulary.levels)

    def groups(
        self,
        window: Window | None = None,
        text: str = "",
        edges: Collection[int] = (),
        places: frozenset[str] = frozenset(),
        sight: frozenset[str] = frozenset(),
    ) -> Groups:
        """All events that hold the words ``text``, in at most `MOST_GROUPS` groups.

        Days of ``window`` (first and last, since 1970-01-01) are widened to the units by which
        events outside are grouped; events in it or reaching into it are grouped as finely as
        there is room for. Every event is in one group, so that weights sum up to ``count``.

        ``edges`` are days on which groups begin anew, ``places`` ids that they tell from others,
        however coarse they are: so they are exact for a selection that nobody has snapped. The
        places in ``sight`` are told as finely as there is room for.
        """
        with self.engine.held():
            found = self._groups.windowed(window, text)
            if not edges and not places and not sight:
                return found
            near = self._groups.near(window, sight) if sight else None
            return self._groups.exactly(text).groups(found, edges, places, near)

    def number_rows(self, is_stopped: Callable[[], bool] = lambda: False) -> None:
        """Find out in which group each row of files is, so that searches are grouped at once.

        For the time when texts are kept; until it is done, and where it fails, searches take
        longer.
        """
        with suppress(DataError):
            self._groups.number_rows(is_stopped)

    def count(self, selection: Selection) -> int:
        """How many events pass ``selection``, to the day."""
        with self.engine.held():
            wanted = self._passing(self._holding(selection.text), selection)
            return int(self.engine.fetch(wanted.aggregate(n=wanted.count()))["n"][0].as_py())

    def events(
        self,
        selection: Selection,
        order: str = "date",
        descending: bool = True,
        offset: int = 0,
        limit: int = 20,
    ) -> Tables:
        """The tables of ``limit`` events of ``selection`` from number ``offset`` on.

        Their order is that of a column of `views.event_order.HEADINGS` (places and sectors by
        their cells, sources by date), or "newest", that of cards; the rows of the table
        ``events`` stand in it. Beside the vocabularies they hold these events' links and the
        documents that these cite.
        """
        with self.engine.held():
            events = self.shown_events(with_texts=True)
            looked_at = events
            if selection.text:
                is_narrow = order != _TEXT_ORDER
                looked_at = (
                    self._holding(selection.text)
                    if is_narrow
                    else self._filtered(events, selection.text)
                )
            wanted = self._passing(looked_at, selection)
            page = page_columns(
                wanted, order, descending, offset, limit, self.vocabulary, self._today()
            )
            rows = self.engine.fetch(page)
            if ROW in events.columns:
                numbers = rows[ROW].to_pylist()
                found = self.engine.fetch(numbered_rows(events, numbers, self.vocabulary))
                rows = found.take(pc.index_in(rows[ROW], value_set=found[ROW]))
            return page_tables(self.vocabulary, rows)

    def each(self, selection: Selection, rows_at_once: int) -> Iterator[Tables]:
        """The tables of all events of ``selection``, so many at once, in the table's own order.

        Where it can, it uses a connection of its own, so that nobody waits for who takes all.
        """
        # Texts that are still in files take longer than waiting for them.
        apart = self.wait(None) and self.engine.can_part
        events = self.shown_events(with_texts=True)
        wanted = events.filter(predicates.condition(events, selection, self.vocabulary))
        shown = shown_rows(wanted, self.vocabulary)
        for rows in self.engine.stream(shown, rows_at_once, apart=apart):
            yield page_tables(self.vocabulary, rows)

    def event(self, event_id: str) -> Tables | None:
        """The tables of the event with this id, as pages give it; None if there is none."""
        has_ids = bool(self.mapping.column("id"))
        with self.engine.held():
            events = self.shown_events(with_texts=True)
            for rows in candidates(events, event_id, has_ids=has_ids):
                shown = shown_rows(rows, self.vocabulary).limit(MOST_CANDIDATES)
                tables = page_tables(self.vocabulary, self.engine.fetch(shown))
                if (tables["events"]["event_id"] == event_id).any():
                    return only_event(tables, event_id)
        return None

    def not_shown(self) -> tuple[NotShown, ...]:
        """Rows that are left out, or shown without a date, an end or a place: how many, and why.

        The most first, with some of the cells that are at fault. Names of places that are not
        known are told one by one.
        """
        with self.engine.held():
            rows, unplaced = self._rows(False), self.vocabulary.unplaced
            return not_shown(self.engine, rows, self._rejected(), unplaced)

    def shown_events(self, *, with_texts: bool = False) -> ir.Table:
        """The rows that are shown, as `relation.events` has them, each with its status."""
        rows = self._rows(with_texts)
        return self._with_status(rows.filter(rows["fault"] == 0))

    def _with_status(self, shown: ir.Table) -> ir.Table:
        is_ahead = ibis.coalesce(shown["start"] > self._today(), ibis.literal(False))
        told = shown["status"] != ""
        status = ibis.ifelse(told, shown["status"], ibis.ifelse(is_ahead, "planned", "held"))
        return shown.mutate(status=status)

    def _passing(self, events: ir.Table, selection: Selection) -> ir.Table:
        """Those of ``events``, which hold its words, that pass the rest of ``selection``."""
        rest = replace(selection, text="")
        return events.filter(predicates.condition(events, rest, self.vocabulary))

    def _filtered(self, rows: ir.Table, text: str) -> ir.Table:
        return rows.filter(predicates.holding(rows, text, self.vocabulary))

    def _holding(self, text: str) -> ir.Table:
        """The events that hold ``text``, as `shown_events`; their texts may be left out."""
        if not text:
            return self.shown_events()
        if self._hits is None:
            return self._filtered(self.shown_events(with_texts=True), text)
        rows = self._sound_rows()
        holds = predicates.holding(rows, text, self.vocabulary)
        return self._with_status(self._hits.of(text, rows, holds).table)

    def _marked(self, hits: SearchHits, text: str, count: int) -> Bits:
        """Which of the first ``count`` rows hold ``text``, where rows are numbered."""
        rows = self._sound_rows()
        return hits.marked(text, rows, predicates.holding(rows, text, self.vocabulary), count)

    def _sound_rows(self) -> ir.Table:
        rows = self._rows(True)
        return rows.filter(rows["fault"] == 0)
