"""Event cards as HTML: what, when, where, how much, and who says so.

Every text of the data goes through `html.escape`, and only http(s) addresses become
links: what a source or a spreadsheet holds is shown as it is and never runs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pandas as pd

from dashboard.columns import EventColumns, Mask, day_number
from dashboard.disagreements import by_subject, dates_differ, figures_differ
from dashboard.tables import Tables
from dashboard.views.words import (
    date_words,
    is_date,
    locator_words,
    lower_first,
    number_words,
)

Row = Any  # a named tuple of pandas' itertuples, one attribute per column
_STATUS_WORDS = {
    "held": "Held",
    "ongoing": "Going on",
    "recurring": "Recurring",
    "planned": "Planned",
    "proposed": "Proposed",
}


def stylesheet() -> str:
    """The cards' CSS in a style element."""
    return f"<style>{(Path(__file__).parent / 'cards.css').read_text(encoding='utf-8')}</style>"


def heading(words: str, count: int, total: int) -> str:
    """The selection in words, and how many events it leaves."""
    return (
        f'<p class="ec-heading"><strong>{escape(words)}</strong> '
        f"<span>{count:,} of {total:,} events</span></p>"
    )


def newest_first(columns: EventColumns, mask: Mask, today: dt.date) -> list[str]:
    """Ids of the events that pass ``mask``: the latest begun first, then what is still to
    come, then the undated.
    """
    rows = np.flatnonzero(mask)
    first = columns.first[rows].astype(np.int64)
    is_coming = first > day_number(np.datetime64(today))
    group = np.where(columns.dated[rows], np.where(is_coming, 1, 0), 2)
    # Ties, and the undated, stay in the order of the table.
    within = np.select([group == 0, group == 1], [-first, first], 0)
    return [columns.event_ids[row] for row in rows[np.lexsort((within, group))]]


def event_cards(tables: Tables, event_ids: Sequence[str]) -> str:
    """The cards of ``event_ids``, in this order."""
    book = _Book(tables, event_ids)
    return f'<div class="ec-list">{"".join(book.card(event_id) for event_id in event_ids)}</div>'


def link(url: str, text: str) -> str:
    """``text`` as a link to ``url``, or as mere text if that is no web address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return escape(text)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return escape(text)
    target = escape(url, quote=True)
    return f'<a href="{target}" target="_blank" rel="noopener noreferrer">{escape(text)}</a>'


class _Book:
    """The rows about some events, grouped by event."""

    def __init__(self, tables: Tables, event_ids: Iterable[str]) -> None:
        wanted = set(event_ids)
        self.events = _by_key(tables["events"], wanted)
        parents = {event.part_of_event_id for event in self.events.values()}
        self.parents = _by_key(tables["events"], parents)
        self.links = {
            name: _grouped(_rows(tables[name], "event_id", wanted))
            for name in (
                "event_locations",
                "event_sectors",
                "event_actors",
                "event_sources",
                "figures",
            )
        }
        self.places = self._linked(tables, "locations", "location_id", "event_locations")
        self.sectors = self._linked(tables, "sectors", "sector_id", "event_sectors")
        self.actors = self._linked(tables, "actors", "actor_id", "event_actors")
        self.sources = self._linked(tables, "sources", "source_id", "event_sources", "figures")
        self.measures = self._linked(tables, "measures", "measure_id", "figures")
        self.kinds = _by_key(tables["event_kinds"], {e.kind_id for e in self.events.values()})

    def _linked(self, tables: Tables, table: str, key: str, *links: str) -> dict[str, Row]:
        """The rows of ``table`` that the events refer to through ``links``."""
        groups = (group for name in links for group in self.links[name].values())
        return _by_key(tables[table], {getattr(row, key) for group in groups for row in group})

    def card(self, event_id: str) -> str:
        event = self.events[event_id]
        parts = [
            f'<p class="ec-when">{self.when(event)}</p>',
            f"<h3>{escape(event.title_en)}</h3>",
            f'<p class="ec-meta">{escape(self.kinds[event.kind_id].name_en)} · {self.status(event)}'
            + (
                f" · part of {escape(self.parents[event.part_of_event_id].title_en)}"
                if event.part_of_event_id
                else ""
            )
            + "</p>",
            f"<p>{escape(event.summary_en)}</p>",
            self.sector_chips(event_id),
            _row("Places", self.place_list(event_id)),
            _row("Who", self.actor_list(event_id)),
            self.figure_list(event_id),
            self.source_list(event),
        ]
        return f'<article class="ec" data-event="{escape(event_id)}">{"".join(parts)}</article>'

    def when(self, event: Row) -> str:
        words = date_words(event.date_edtf)
        if not words and event.date_precision == "attested":
            words = f"as of {date_words(event.status_as_of_edtf)}"
        note = f' title="{escape(event.date_note_en, quote=True)}"' if event.date_note_en else ""
        return f"<span{note}>{escape(words or 'no date in the source')}</span>"

    def status(self, event: Row) -> str:
        status = _STATUS_WORDS[event.status]
        if event.status == "held" or not event.status_as_of_edtf:
            return status
        return f"{status}, as of {escape(date_words(event.status_as_of_edtf))}"

    def sector_chips(self, event_id: str) -> str:
        ids = {row.sector_id for row in self.links["event_sectors"].get(event_id, ())}
        sectors = sorted((self.sectors[i] for i in ids), key=lambda row: row.position)
        chips = "".join(
            f'<li><span style="background:{escape(row.color)}"></span>{escape(row.name_en)}</li>'
            for row in sectors
        )
        return f'<ul class="ec-sectors">{chips}</ul>'

    def place_list(self, event_id: str) -> list[str]:
        found: dict[str, str] = {}
        for row in self.links["event_locations"].get(event_id, ()):
            place = self.places[row.location_id]
            name = place.name_en
            if row.named_as and row.named_as != name:
                name += f" (in the source: {row.named_as})"
            if row.role == "venue":
                name += " – venue"
            found.setdefault(row.location_id, name)
        return list(found.values())

    def actor_list(self, event_id: str) -> list[str]:
        found: dict[str, str] = {}
        for row in self.links["event_actors"].get(event_id, ()):
            actor = self.actors[row.actor_id]
            office = f", {actor.office_en}" if actor.office_en else ""
            found.setdefault(row.actor_id, f"{actor.name_en}{office}")
        return list(found.values())

    def figure_list(self, event_id: str) -> str:
        items = []
        for group in by_subject(self.links["figures"].get(event_id, ())):
            lead = "<em>Numbers differ:</em> " if figures_differ(group) else ""
            items.append(f"<li>{lead}{' · '.join(map(self.figure, group))}</li>")
        return f'<ul class="ec-figures">{"".join(items)}</ul>' if items else ""

    def figure(self, row: Row) -> str:
        measure = self.measures[row.measure_id]
        number = number_words(row.value, row.value_upper, row.qualifier, measure.unit)
        sense = "" if row.sense == "reported" else f" ({row.sense})"
        title = escape(f"{row.note_en} – {self.citation(row)}", quote=True)
        return (
            f'<span title="{title}"><strong>{escape(number)}</strong>{sense}, '
            f"{escape(lower_first(measure.name_en))} "
            f'<span class="ec-cite">[{escape(self.citation(row))}]</span></span>'
        )

    def citation(self, row: Row) -> str:
        return f"{self.sources[row.source_id].publisher}, {locator_words(row.locator)}"

    def source_list(self, event: Row) -> str:
        rows = self.links["event_sources"].get(event.event_id, ())
        is_disputed = dates_differ(row.stated_edtf for row in rows if is_date(row.stated_edtf))
        items = []
        for row in rows:
            source = self.sources[row.source_id]
            about = ", ".join(
                filter(
                    None,
                    [
                        source.publisher,
                        date_words(source.published_edtf),
                        locator_words(row.locator),
                    ],
                )
            )
            says = []
            if is_disputed and row.stated_edtf:
                says.append(f"dates it {date_words(row.stated_edtf)}")
            if row.stated_status != event.status:
                says.append(f"calls it {_STATUS_WORDS[row.stated_status].lower()}")
            if row.states_en != event.summary_en:
                says.append(row.states_en)
            more = f'<br><span class="ec-says">{escape("; ".join(says))}</span>' if says else ""
            items.append(f"<li>{link(source.url, source.title_en)} – {escape(about)}{more}</li>")
        differ = "<em>Sources differ on the date.</em> " if is_disputed else ""
        return f'<div class="ec-sources">{differ}<ul>{"".join(items)}</ul></div>'


def _rows(frame: pd.DataFrame, column: str, values: set[str]) -> list[Row]:
    return list(frame[frame[column].isin(values)].itertuples(index=False))


def _by_key(frame: pd.DataFrame, ids: set[str]) -> dict[str, Row]:
    """The rows of a table of things that have these ``ids``, its first column."""
    return {row[0]: row for row in _rows(frame, frame.columns[0], ids)}


def _grouped(rows: Iterable[Row]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.event_id, []).append(row)
    return groups


def _row(label: str, values: Sequence[str]) -> str:
    if not values:
        return ""
    return f'<p class="ec-row"><span>{label}</span> {escape("; ".join(values))}</p>'
