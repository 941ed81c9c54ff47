"""What the command ``export`` makes of a table that stays in its warehouse."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import click

from dashboard.export.batch import Asked
from dashboard.export.formats import PICTURES, Format
from dashboard.export.grouped_html import grouped_html
from dashboard.export.request import Request
from dashboard.grouped import GroupedDataset, open_grouped
from dashboard.language import Language
from dashboard.problems import DataError
from dashboard.selection import Selection
from dashboard.stored_files import Made
from dashboard.tables import Tables


def open_warehouse(data: str, mapping: Path | None) -> GroupedDataset:
    """The table that ``--data`` names; raises `ClickException` with what is wrong."""
    try:
        return open_grouped(data, mapping)
    except DataError as error:
        raise click.ClickException(str(error)) from None


@dataclass(frozen=True)
class WarehouseWork:
    """What all files of one command have in common."""

    form: Format
    dataset: GroupedDataset
    spoken: Language
    address: str
    options: Mapping[str, str]
    everything: bool

    @property
    def tables(self) -> Tables:
        """The vocabularies."""
        return self.dataset.tables

    def request(self, asked: Asked) -> tuple[int, Request, Callable[[Request], Made]]:
        """How many events one file is of, its request, and what makes it.

        Raises `ClickException` where there can be no such file.
        """
        taken = Selection() if self.everything else asked.selection
        picked = self.dataset.pick(taken, dt.datetime.now(dt.UTC).date())
        words = taken.words(self.tables, self.spoken)
        if not picked.total and not self.form.is_whole:
            raise click.ClickException("the table has no events: nothing was written")
        if why := self._why_not(taken):
            which = f" of {asked.suffix}" if asked.suffix else ""
            raise click.ClickException(f"the selection{which} {words!r}: {why} Nothing was written")
        request = Request(
            words,
            self.spoken,
            self.address,
            None,
            taken.parameters(),
            picked.today,
            self.options,
            asked.look,
            self.dataset.boundaries,
            total=picked.total,
            count=picked.count,
        )
        return picked.count, request, self._content

    def _why_not(self, taken: Selection) -> str:
        picked = self.dataset.pick(taken, dt.datetime.now(dt.UTC).date())
        if not picked.count and not self.form.is_whole:
            return self.spoken.gettext("No events pass the filters.")
        return "" if self.form in PICTURES else picked.why_not(self.form, self.spoken)

    def _content(self, request: Request) -> Made:
        selection, _ = Selection.parse(request.parameters, self.tables)
        if self.form in PICTURES:
            return self._picture(selection, request)
        return self.dataset.pick(selection, request.made or dt.date.min).file(self.form, request)()

    def _picture(self, selection: Selection, request: Request) -> bytes:
        # What drives the browser is an extra that not everyone has installed.
        from dashboard.export.pictures import Drawn, draw

        groups, levels = self.dataset.exact(selection), self.dataset.source.levels
        # The groups are those of the words, and cannot find them again.
        drawn = Selection(text=selection.text)
        parameters = selection.without("q").parameters()

        def document(plain: Request) -> bytes:
            return grouped_html(self.tables, groups, levels, drawn, plain)

        key = self.dataset, selection.query()
        return draw(
            self.form.format_id,
            Drawn(key, document, list(self.tables["sectors"]["color"])),
            replace(request, parameters=parameters),
        )
