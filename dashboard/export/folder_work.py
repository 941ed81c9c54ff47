"""What the command ``export`` makes of a dataset's folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

import click

from dashboard.columns import EventColumns, event_columns
from dashboard.export.batch import Asked
from dashboard.export.formats import Format
from dashboard.export.request import Request
from dashboard.language import Language
from dashboard.selection import Selection
from dashboard.stored_files import Made
from dashboard.stories import Story, story_mask
from dashboard.tables import Tables
from dashboard.views.newest import newest_first


@dataclass(frozen=True)
class FolderWork:
    """What all files of one command have in common."""

    form: Format
    tables: Tables
    spoken: Language
    folder: Path
    address: str
    options: Mapping[str, str]
    everything: bool
    story: Story | None = None

    @cached_property
    def columns(self) -> EventColumns:
        return event_columns(self.tables)

    def request(self, asked: Asked) -> tuple[int, Request, Callable[[Request], Made]]:
        """How many events one file is of, its request, and what makes it.

        Raises `ClickException` without any event.
        """
        tables, spoken = self.tables, self.spoken
        is_all = self.everything or self.form.is_whole
        taken = Selection() if is_all else asked.selection
        today = dt.datetime.now(dt.UTC).date()
        mask = taken.mask(self.columns, tables)
        if self.story is not None and self.form.write_story and not self.everything:
            mask = story_mask(self.story, tables, self.columns)
        ids = newest_first(self.columns, mask, today)
        if not ids and not self.form.is_whole:
            if not len(self.columns):
                raise click.ClickException("the dataset has no events: nothing was written")
            which = f" of {asked.suffix}" if asked.suffix else ""
            raise click.ClickException(
                f"no event matches the selection{which} {taken.words(tables, spoken)!r}: nothing "
                "was written. Choose a wider one"
            )
        request = Request(
            taken.words(tables, spoken),
            spoken,
            self.address,
            self.folder,
            asked.selection.parameters(),
            today,
            self.options,
            asked.look,
        )
        return len(ids), request, partial(self._content, ids)

    def _content(self, ids: Sequence[str], request: Request) -> bytes:
        form, story = self.form, self.story
        if story is not None and form.write_story is not None:
            return form.write_story(self.tables, story, ids, request)
        return form.write(self.tables, ids, request)
