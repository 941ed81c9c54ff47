"""The events of one selection where they stay in a warehouse: pages of them, and what groups tell.

It answers as `picked.Picked` does. What was asked lately is kept for all viewers, so that a
rerun of the page that changes nothing asks the warehouse nothing.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import IO, Any

from dashboard.catalogue import marked
from dashboard.export.flat import csv_header, csv_rows
from dashboard.export.formats import Format
from dashboard.export.grouped_html import grouped_html
from dashboard.export.request import Request
from dashboard.language import Language
from dashboard.progress import unheard
from dashboard.remembered import Remembered
from dashboard.selection import Selection
from dashboard.stored_files import Made, stored
from dashboard.stories import Story
from dashboard.tables import Tables
from dashboard.views import cards
from dashboard.views.event_order import HEADINGS
from dashboard.views.event_table import ROWS_A_PAGE, page_count, page_html
from dashboard.views.grouped_places import grouped_compare, grouped_profile
from dashboard.views.left_out_rows import left_out_report
from dashboard.views.profile import EVENTS_LISTED
from dashboard.warehouse.grouping import Groups
from dashboard.warehouse.source import Source

MOST_EVENTS_SETTING = "LOCALITY_DASHBOARD_MOST_EXPORTED"
MOST_EVENTS = 100_000
MOST_ROWS_SETTING = "LOCALITY_DASHBOARD_MOST_CSV_ROWS"
MOST_ROWS = 2_000_000
# A CSV file of more events than other files may hold is written in parts of so many.
_AT_ONCE = 2_000
_TOO_MANY = marked(
    "{count} events are more than the {most} that a file may hold here. Choose fewer, or raise "
    "{setting} on the server."
)
_STAYS = marked("The dataset lies in a warehouse and stays there; the other files hold its events.")


def most_events(environment: Mapping[str, str] = os.environ) -> int:
    """How many events of a warehouse a file may hold: a setting of the server."""
    text = environment.get(MOST_EVENTS_SETTING, "")
    return int(text) if text.isdecimal() else MOST_EVENTS


def most_rows(environment: Mapping[str, str] = os.environ) -> int:
    """How many events a CSV file may hold, which no memory has to hold at once."""
    text = environment.get(MOST_ROWS_SETTING, "")
    return max(int(text) if text.isdecimal() else MOST_ROWS, most_events(environment))


def event_of(source: Source, event_id: str, answers: Remembered[Any]) -> Tables | None:
    """The tables of one event of ``source``, if there is one with this id; asked for once."""
    if not event_id:
        return None
    found: Tables | None = answers.get(("event", event_id), lambda: source.event(event_id))
    return found


@dataclass(frozen=True, eq=False)
class GroupedPicked:
    """The events of ``selection`` in ``source``, which has ``total``, as of ``today``.

    ``groups_for`` gives groups that are exact for a selection's days, words and places.
    """

    source: Source
    total: int
    groups_for: Callable[[Selection], Groups]
    answers: Remembered[Any] = field(repr=False)
    selection: Selection
    today: dt.date

    @cached_property
    def count(self) -> int:
        """How many events are selected, to the day."""
        if self.selection == Selection():
            return self.total
        query = self.selection.query()
        found: int = self.answers.get(("count", query), lambda: self.source.count(self.selection))
        return found

    @property
    def pages(self) -> int:
        """How many pages the table of events has."""
        return page_count(self.count)

    def cards(self, limit: int, highlight: str, language: Language) -> str:
        """The cards of the newest ``limit`` events as HTML.

        ``highlight`` stands first, whether or not the selection holds it.
        """
        tables = self._events(self.selection, "newest", limit=limit)
        ids = list(tables["events"]["event_id"])
        pointed = event_of(self.source, highlight, self.answers)
        if pointed is None:
            return cards.event_cards(tables, ids, language)
        others = [event_id for event_id in ids if event_id != highlight][: limit - 1]
        return cards.event_cards(pointed, [highlight], language) + cards.event_cards(
            tables, others, language
        )

    def table(self, sort_by: str, page: int, language: Language, *, descending: bool) -> str:
        """One page of the table of events as HTML, sorted where they are."""
        sort_by = sort_by if sort_by in HEADINGS else "date"
        page = min(max(page, 1), self.pages)
        begin = (page - 1) * ROWS_A_PAGE
        tables = self._events(
            self.selection, sort_by, descending=descending, offset=begin, limit=ROWS_A_PAGE
        )
        shown = list(tables["events"]["event_id"])
        return page_html(tables, shown, self.count, sort_by, descending, page, language=language)

    def profile(self, place: str, language: Language) -> str:
        """What groups and the newest events tell of a place, whatever is selected, as HTML."""
        at_place = Selection(choices={"place": frozenset({place})})
        groups = self.groups_for(at_place)
        return grouped_profile(
            self._events(at_place, "newest", limit=EVENTS_LISTED), groups, place, language
        )

    def compare(self, one: str, other: str, language: Language) -> str:
        """What groups tell of two places side by side, whatever is selected, as HTML."""
        groups = self.groups_for(Selection(choices={"place": frozenset({one, other})}))
        return grouped_compare(self.source.tables, groups, one, other, language)

    def why_not(self, form: Format, language: Language) -> str:
        """Why no file of this kind can be made of the selection; empty if it can."""
        if form.is_whole:
            return language.gettext(_STAYS)
        if form.needs_events and not self.count:
            return language.gettext("No events pass the filters.")
        is_table = form.format_id == "csv"
        most = most_rows() if is_table else most_events()
        if form.format_id == "html" or self.count <= most:
            return ""
        return language.gettext(_TOO_MANY).format(
            count=language.number(self.count),
            most=language.number(most),
            setting=MOST_ROWS_SETTING if is_table else MOST_EVENTS_SETTING,
        )

    def file(self, form: Format, request: Request) -> Callable[[], Made]:
        """What makes the file when it is asked for."""
        if form.format_id == "html":
            return lambda: grouped_html(
                self.source.tables,
                self.groups_for(self.selection),
                self.source.levels,
                self.selection,
                request,
            )
        if form.format_id == "csv" and self.count > max(most_events(), form.quick_up_to):
            return lambda: stored(partial(self.write_csv, request))
        return lambda: self._written(form, request)

    def write_csv(self, request: Request, file: IO[bytes]) -> None:
        """Write the events as CSV, part by part, in the order in which the table holds them."""
        file.write(csv_header())
        done = 0
        for tables in self.source.each(self.selection, _AT_ONCE):
            ids = list(tables["events"]["event_id"])
            # The parts come quickly one after the other: each tells of itself as a whole.
            request.tell(min(done / max(self.count, 1), 1.0))
            file.write(csv_rows(tables, ids, replace(request, tell=unheard)))
            done += len(ids)

    def _written(self, form: Format, request: Request) -> bytes:
        tables = self.source.events(self.selection, "newest", True, 0, self.count)
        return form.write(tables, list(tables["events"]["event_id"]), request)

    def story_ids(self, story: Story) -> list[str]:
        """No events: a table in a warehouse has no stories."""
        del story
        return []

    def report(self, language: Language) -> str:
        """Which rows are not shown and why, as HTML."""
        left_out = self.answers.get("not shown", self.source.not_shown)
        return left_out_report(self.source.tables, left_out, self.total, language)

    def _events(
        self,
        selection: Selection,
        order: str,
        *,
        limit: int,
        descending: bool = True,
        offset: int = 0,
    ) -> Tables:
        key = "events", selection.query(), order, descending, offset, limit
        found: Tables = self.answers.get(
            key, lambda: self.source.events(selection, order, descending, offset, limit)
        )
        return found
