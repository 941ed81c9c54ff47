"""The events of one selection, as the panels below the linked view ask for them.

This is how a dataset that is held in memory answers; `grouped_picked` answers in the same
way for one whose events stay in a warehouse.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from dashboard.columns import EventColumns
from dashboard.export.formats import Format
from dashboard.export.request import Request
from dashboard.facets import Mask
from dashboard.language import Language
from dashboard.selection import Selection
from dashboard.stories import Story, story_mask
from dashboard.tables import Tables
from dashboard.views import cards
from dashboard.views.compare import compare
from dashboard.views.event_rows import is_event
from dashboard.views.event_table import page_count, table_html
from dashboard.views.newest import newest_first
from dashboard.views.profile import profile
from dashboard.views.report import report


@dataclass(frozen=True, eq=False)
class Picked:
    """The events of ``selection`` among those of ``tables``, as of ``today``."""

    tables: Tables
    columns: EventColumns
    selection: Selection
    today: dt.date

    @cached_property
    def mask(self) -> Mask:
        """Which events of the dataset are selected (N,)."""
        return self.selection.mask(self.columns, self.tables)

    @cached_property
    def count(self) -> int:
        """How many events are selected."""
        return self.columns.total(self.mask)

    @property
    def total(self) -> int:
        """How many events the dataset has."""
        return len(self.columns)

    @cached_property
    def ids(self) -> list[str]:
        """The selected events, the newest first."""
        return newest_first(self.columns, self.mask, self.today)

    def cards(self, limit: int, highlight: str, language: Language) -> str:
        """The cards of the newest ``limit`` events as HTML.

        ``highlight`` stands first, whether or not the selection holds it.
        """
        ids = newest_first(self.columns, self.mask, self.today, limit)
        if highlight and is_event(self.tables, highlight):
            ids = [highlight, *(event_id for event_id in ids if event_id != highlight)]
        return cards.event_cards(self.tables, ids[:limit], language)

    @property
    def pages(self) -> int:
        """How many pages the table of events has."""
        return page_count(self.count)

    def table(self, sort_by: str, page: int, language: Language, *, descending: bool) -> str:
        """One page of the table of events as HTML."""
        return table_html(self.tables, self.ids, sort_by, descending, page, language=language)

    def profile(self, place: str, language: Language) -> str:
        """What there is to say of a place, whatever is selected, as HTML."""
        return profile(self.tables, place, language, today=self.today)

    def compare(self, one: str, other: str, language: Language) -> str:
        """Two places side by side, whatever is selected, as HTML."""
        return compare(self.tables, one, other, language, today=self.today)

    def why_not(self, form: Format, language: Language) -> str:
        """Why no file of this kind can be made of the selection; empty if it can."""
        if form.needs_events and not self.count:
            return language.gettext("No events pass the filters.")
        return ""

    def file(self, form: Format, request: Request) -> Callable[[], bytes]:
        """What makes the file when it is asked for."""
        return lambda: form.write(self.tables, self.ids, request)

    def story_ids(self, story: Story) -> list[str]:
        """The events of a story's steps, the newest first."""
        return newest_first(self.columns, story_mask(story, self.tables, self.columns), self.today)

    def report(self, language: Language) -> str:
        """What is not shown and why, as HTML."""
        return report(self.tables, language)
