"""The profile of a locality as HTML: who it is, its partners, events, sectors and figures."""

from __future__ import annotations

import datetime as dt
from html import escape

from dashboard.language import Language
from dashboard.tables import Tables
from dashboard.views import detail_words as words
from dashboard.views.details import (
    Addresses,
    Book,
    Row,
    english,
    fill,
    muted,
    named,
    nothing,
    section,
)
from dashboard.views.locality import Localities, Locality
from dashboard.views.locality_parts import (
    disputed,
    figure,
    figure_rows,
    partner_table,
    sector_bars,
    year_bars,
)
from dashboard.views.words import date_words

EVENTS_LISTED = 20
_LANGUAGES = ("en", "vi", "ja")


def profile(
    tables: Tables,
    location_id: str,
    language: Language,
    *,
    today: dt.date,
    addresses: Addresses | None = None,
) -> str:
    """What the dataset says about one place.

    ``today`` divides what has begun from what is to come. An entry of the list of events
    has the id ``<location_id>--<event_id>``. Raises `KeyError` if there is no such place.
    """
    place = Localities(tables).about(location_id, today)
    book = Book(tables, language, addresses)
    _ = language.gettext
    key = f"profile-{location_id}"
    parts = [
        section(_("Partners"), partner_table(place, book), f"{key}-partners", wide=True),
        section(_("Events over time"), year_bars(place, language), f"{key}-years"),
        section(_("Sectors"), sector_bars(place.sectors, book), f"{key}-sectors"),
        section(_("Figures"), _figures(place, book), f"{key}-figures", wide=True),
        section(_("Events"), events_list(place, book), f"{key}-events", wide=True),
        section(_("Where it is drawn"), placement(place, book), f"{key}-placement", wide=True),
    ]
    return (
        f'<article class="ld ld-profile" data-place="{escape(location_id, quote=True)}">'
        f'{heading(place, book)}<div class="ld-parts">{"".join(parts)}</div></article>'
    )


def heading(place: Locality, book: Book) -> str:
    """The place's name, its names in the other languages, its former ones, and what it is."""
    language = book.language
    row = book.places[place.location_id]
    shown = language.name(row)
    others = [
        f'<span lang="{code}">{escape(name)}</span>'
        for code in _LANGUAGES
        if (name := getattr(row, f"name_{code}")) and name != shown
    ]
    kind = escape(words.place_kind(row.kind, language))
    lies_in = _ancestors(row, book)
    events = language.ngettext("{n} event", "{n} events", place.events)
    about = [
        fill(language.gettext("{kind} in {place}"), kind=kind, place=language.listed(lies_in))
        if lies_in
        else kind,
        escape(events.format(n=language.number(place.events))),
    ]
    other_names = f'<p class="ld-names">{" · ".join(others)}</p>' if others else ""
    return (
        f'<header class="ld-head"><h2>{named(row, language)}</h2>{other_names}'
        f'<p class="ld-soft">{" · ".join(about)}</p>'
        f"{_further_names(place.location_id, book)}</header>"
    )


def _ancestors(row: Row, book: Book) -> list[str]:
    found: list[str] = []
    parent = book.places.get(row.parent_id)
    while parent is not None and len(found) < len(book.places):
        found.append(book.place(parent.location_id))
        parent = book.places.get(parent.parent_id)
    return found


def _further_names(location_id: str, book: Book) -> str:
    """Former and other names; one line for all names that have the same remark."""
    names = book.tables["location_names"]
    grouped: dict[tuple[str, str], list[str]] = {}
    for row in names[names["location_id"] == location_id].itertuples():
        lang = escape(str(row.language), quote=True)
        name = f'<span lang="{lang}">{escape(str(row.name))}</span>'
        grouped.setdefault((str(row.kind), str(row.note_en)), []).append(name)
    _ = book.language.gettext
    lines = []
    for (kind, note), spans in sorted(grouped.items(), reverse=True):
        label = _("Former names") if kind == "former" else _("Other names")
        why = f" {muted(english(f'({note})', book.language))}" if note else ""
        # Names written with a comma would run together with one between them.
        lines.append(f"<dt>{escape(label)}</dt><dd>{' · '.join(spans)}{why}</dd>")
    return f'<dl class="ld-facts">{"".join(lines)}</dl>' if lines else ""


def _figures(place: Locality, book: Book) -> str:
    language = book.language
    if not place.figure_ids:
        return nothing(language.gettext("The sources state no numbers about it."))
    rows = figure_rows(place.figure_ids, book)
    contradicted = disputed([row for figures in rows.values() for row in figures])
    blocks = []
    for measure_id, figures in rows.items():
        stated = "".join(
            f"<dd>{figure(row, book, is_disputed=row.figure_id in contradicted)}</dd>"
            for row in figures
        )
        blocks.append(f"<div><dt>{named(book.measures[measure_id], language)}</dt>{stated}</div>")
    return f'<dl class="ld-figures">{"".join(blocks)}</dl>'


def events_list(place: Locality, book: Book) -> str:
    """The newest events of a place, and how many more there are."""
    language = book.language
    if not place.event_ids:
        return nothing(language.gettext("No events."))
    shown = list(place.event_ids[:EVENTS_LISTED])
    items = "".join(
        f'<li id="{escape(f"{place.location_id}--{event.event_id}", quote=True)}">'
        f"{book.event_line(event)}</li>"
        for event in book.events(shown)
    )
    left = place.events - len(shown)
    more = (
        nothing(
            language.ngettext(
                "{n} further event is not listed here.",
                "{n} further events are not listed here.",
                left,
            ).format(n=language.number(left))
        )
        if left
        else ""
    )
    return f'<ol class="ld-events">{items}</ol>{more}'


def placement(place: Locality, book: Book) -> str:
    """How precisely the place is drawn, who placed it, when, and under which licence."""
    language = book.language
    _ = language.gettext
    row = book.places[place.location_id]
    facts = [
        (_("Drawn at"), escape(words.precision(row.precision, language))),
        (_("Placed"), _placer(row, book)),
        (_("Why there"), english(row.placed_note_en, language)),
        (_("Licence of the coordinates"), escape(row.placed_licence)),
    ]
    lines = "".join(f"<dt>{escape(label)}</dt><dd>{text}</dd>" for label, text in facts if text)
    return f'<dl class="ld-facts">{lines}</dl>'


def _placer(row: Row, book: Book) -> str:
    language = book.language
    parts = [words.placed_by(row.placed_by, language)]
    if row.matched_name:
        parts.append(language.gettext("matched “{name}”").format(name=row.matched_name))
    if row.provider_ref:
        parts.append(row.provider_ref)
    if row.placed_date:
        parts.append(date_words(row.placed_date, language))
    return escape(language.listed(parts))
