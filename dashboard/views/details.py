"""Pieces of HTML that the details below the linked view share: names, links, marks, bars.

Every function returns HTML that is safe to show: text of the data goes through
`html.escape`, addresses lead to the web (http, https) or within the page (``#…``,
``?…``), colours are colours. Names stand in the reader's language or, where the data
have none in it, in English and marked as such for screen readers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from dashboard.catalogue import SOURCE_CODE
from dashboard.language import Language
from dashboard.tables import Tables
from dashboard.views import detail_words as words
from dashboard.views.cards import link
from dashboard.views.words import date_words, locator_words

Row = Any  # a named tuple of pandas' itertuples, one attribute per column
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")


def stylesheet() -> str:
    """The details' CSS in a style element; the page needs it once."""
    return f"<style>{(Path(__file__).parent / 'details.css').read_text(encoding='utf-8')}</style>"


def card_anchor(event_id: str) -> str:
    """The address of an event's card on the same page."""
    return f"#event-{event_id}"


def nowhere(_: str) -> str:
    """No address: the name is shown without a link."""
    return ""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the name of an event or a place leads within the page, by id.

    What is neither an anchor (``#…``) nor a query (``?…``) makes no link.
    """

    event: Callable[[str], str] = card_anchor
    place: Callable[[str], str] = nowhere


def inner_link(address: str, content: str) -> str:
    """``content``, which is HTML, as a link within the page."""
    if not address.startswith(("#", "?")):
        return content
    return f'<a href="{escape(address, quote=True)}">{content}</a>'


def named(row: Row, language: Language) -> str:
    """The name or title of ``row``; its language is marked where it is not the reader's."""
    text, tag = language.name_and_tag(row)
    return _in_language(text, tag, language)


def english(text: str, language: Language) -> str:
    """``text`` of the data that exists in English only."""
    return _in_language(text, SOURCE_CODE, language) if text else ""


def _in_language(text: str, tag: str, language: Language) -> str:
    shown = escape(text)
    # British English for an English reader is not worth a mark on every name.
    if tag.split("-")[0] == language.code:
        return shown
    return f'<span lang="{escape(tag, quote=True)}">{shown}</span>'


def fill(template: str, **parts: str) -> str:
    """A message with HTML put in its places: the message is escaped, ``parts`` are not."""
    return escape(template, quote=False).format(**parts)


def mark(text: str) -> str:
    """A short remark that must be seen, such as that sources differ."""
    return f'<strong class="ld-mark">{escape(text)}</strong>'


def muted(content: str) -> str:
    """``content``, which is HTML, as an aside."""
    return f'<span class="ld-soft">{content}</span>'


def sector_label(sector: Row, language: Language) -> str:
    """A sector's name behind a small square in its colour."""
    return (
        f'<span class="ld-label"><span class="ld-chip" style="background:{_safe(sector.color)}" '
        f'aria-hidden="true"></span><span>{named(sector, language)}</span></span>'
    )


def bar(count: int, largest: int, color: str = "") -> str:
    """A bar of length ``count / largest``; decoration, since the number stands beside it."""
    filled = (
        f'<span class="ld-bar" style="inline-size:{100 * count / largest:.1f}%;'
        f'background:{_safe(color)}"></span>'
        if count
        else ""
    )
    return f'<span class="ld-track" aria-hidden="true">{filled}</span>'


def _safe(color: str) -> str:
    return color if _COLOR.fullmatch(color) else "currentColor"


def section(title: str, content: str, key: str, *, wide: bool = False) -> str:
    """A part of the details under a heading that names it for screen readers."""
    heading = escape(key, quote=True)
    kind = " ld-wide" if wide else ""
    return (
        f'<section class="ld-part{kind}" aria-labelledby="{heading}">'
        f'<h3 id="{heading}">{escape(title)}</h3>{content}</section>'
    )


def nothing(text: str) -> str:
    """What is said where there is nothing to show."""
    return f'<p class="ld-soft">{escape(text)}</p>'


class Book:
    """The rows of a dataset by their ids, and how one speaks of them to a reader."""

    def __init__(
        self, tables: Tables, language: Language, addresses: Addresses | None = None
    ) -> None:
        self.tables = tables
        self.language = language
        self.addresses = addresses or Addresses()

    @cached_property
    def places(self) -> Mapping[str, Row]:
        return by_key(self.tables["locations"])

    @cached_property
    def sectors(self) -> Mapping[str, Row]:
        return by_key(self.tables["sectors"])

    @cached_property
    def kinds(self) -> Mapping[str, Row]:
        return by_key(self.tables["event_kinds"])

    @cached_property
    def measures(self) -> Mapping[str, Row]:
        return by_key(self.tables["measures"])

    @cached_property
    def sources(self) -> Mapping[str, Row]:
        return by_key(self.tables["sources"])

    @cached_property
    def partnerships(self) -> Mapping[str, Row]:
        return by_key(self.tables["partnerships"])

    def events(self, event_ids: list[str]) -> list[Row]:
        """The events of these ids, in this order."""
        frame = self.tables["events"]
        found = by_key(frame[frame["event_id"].isin(event_ids)])
        return [found[event_id] for event_id in event_ids]

    def place(self, location_id: str) -> str:
        """A place's name, linked where the page has a place for it."""
        name = named(self.places[location_id], self.language)
        return inner_link(self.addresses.place(location_id), name)

    def place_within(self, location_id: str) -> str:
        """A place's name and, for a place within a unit, that unit's: "Yokohama, Kanagawa"."""
        name = self.place(location_id)
        parent = self.places.get(self.places[location_id].parent_id)
        if parent is None or parent.kind == "country":
            return name
        return f"{name} {muted(named(parent, self.language))}"

    def event(self, event: Row) -> str:
        """An event's title, linked to where it is shown in full."""
        return inner_link(self.addresses.event(event.event_id), named(event, self.language))

    def when(self, event: Row) -> str:
        return escape(words.event_date(event, self.language))

    def event_line(self, event: Row) -> str:
        """Date, title, kind and status on one line."""
        about = [named(self.kinds[event.kind_id], self.language)]
        if event.status != "held":
            about.append(escape(words.status(event.status, self.language)))
        return (
            f'<span class="ld-when">{self.when(event)}</span> {self.event(event)} '
            f"{muted(' · '.join(about))}"
        )

    def citation(self, source_id: str, locator: str = "") -> str:
        """A document as a link, with its publisher's name as text, and the place in it."""
        source = self.sources[source_id]
        told = self.language.listed(
            (
                link(source.url, source.publisher),
                escape(date_words(source.published_edtf, self.language)),
                escape(locator_words(locator, self.language)) if locator else "",
            )
        )
        return f'<span class="ld-cite">{told}</span>'

    def cited(self, told: str, source_id: str, locator: str, note: str = "") -> str:
        """``told``, which is HTML, with a ``note`` in English, and then who says so."""
        aside = muted(english(note.removesuffix("."), self.language)) if note else ""
        said = " ".join(filter(None, (told, aside)))
        return " – ".join(filter(None, (said, self.citation(source_id, locator))))

    def number(self, figure: Row) -> str:
        """A figure with its qualifier, unit, and whether it was expected or a target."""
        measure = self.measures[figure.measure_id]
        number = f"<b>{escape(words.figure(figure, measure.unit, self.language))}</b>"
        if figure.sense == "reported":
            return number
        sense = escape(words.sense(figure.sense, self.language))
        return fill(self.language.gettext("{figure} ({sense})"), figure=number, sense=sense)


def by_key(frame: pd.DataFrame) -> dict[str, Row]:
    """Rows by their first column, the primary key of a table of things."""
    return {row[0]: row for row in frame.itertuples(index=False)}
