"""Event cards as HTML: what, when, where, how much, and who says so.

Every text of the data goes through `html.escape`, and only http(s) addresses become
links: what a source or a spreadsheet holds is shown as it is and never runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from dashboard.catalogue import SOURCE_CODE, marked
from dashboard.disagreements import by_subject, dates_differ, figures_differ
from dashboard.language import Language
from dashboard.language import language as language_of
from dashboard.progress import Tell, told, unheard
from dashboard.tables import Tables
from dashboard.views.event_rows import EventRows, Row
from dashboard.views.words import date_words, locator_words

ENGLISH = language_of("en")
_SOURCES_SHOWN = 3
_STATUS_WORDS = {
    "held": marked("Held"),
    "ongoing": marked("Going on"),
    "recurring": marked("Recurring"),
    "planned": marked("Planned"),
    "proposed": marked("Proposed"),
}
_SENSE_WORDS = {"expected": marked("expected"), "target": marked("target")}


def stylesheet() -> str:
    """The cards' CSS in a style element."""
    return f"<style>{(Path(__file__).parent / 'cards.css').read_text(encoding='utf-8')}</style>"


def heading(words: str, count: int, total: int, language: Language = ENGLISH) -> str:
    """The selection in words, and how many events it leaves."""
    counted = language.ngettext("{shown} of {total} event", "{shown} of {total} events", total)
    numbers = counted.format(shown=language.number(count), total=language.number(total))
    return (
        f'<h2 class="ec-heading"><strong>{escape(words)}</strong> '
        f"<span>{escape(numbers)}</span></h2>"
    )


def event_cards(tables: Tables, event_ids: Sequence[str], language: Language = ENGLISH) -> str:
    """The cards of ``event_ids``, in this order.

    What exists in English only is marked as such for screen readers, and said to be so.
    """
    text = note(language) if event_ids else ""
    lead = f'<p class="ec-note">{escape(text)}</p>' if text else ""
    cards = "".join(card_of_each(tables, event_ids, language).values())
    return f'{lead}<div class="ec-list">{cards}</div>'


def card_of_each(
    tables: Tables,
    event_ids: Sequence[str],
    language: Language = ENGLISH,
    tell: Tell = unheard,
) -> dict[str, str]:
    """The card of each of ``event_ids`` as HTML, by id, in this order."""
    book = _Book(tables, event_ids, language)
    return {event_id: book.card(event_id) for event_id in told(event_ids, tell)}


def note(language: Language) -> str:
    """What to say before the cards: that not all is in the reader's language; else ``""``."""
    if language.code == SOURCE_CODE:
        return ""
    return language.gettext("Summaries, and what sources say, are in English only.")


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


class _Book(EventRows):
    """The rows about some events, and how they are told in a language."""

    def __init__(self, tables: Tables, event_ids: Iterable[str], language: Language) -> None:
        super().__init__(tables, event_ids)
        self.language = language

    def card(self, event_id: str) -> str:
        _ = self.language.gettext
        event = self.events[event_id]
        parts = [
            f'<p class="ec-when">{self.when(event)}</p>',
            f"<h3>{self.name(event)}</h3>",
            f'<p class="ec-meta">{self.what(event)}</p>',
            f'<p class="ec-summary">{self.english(event.summary_en)}</p>',
            self.sector_chips(event_id),
            self.line(_("Places"), self.place_list(event_id)),
            self.line(_("Who"), self.actor_list(event_id)),
            self.figure_list(event_id),
            self.source_list(event),
        ]
        key = escape(event_id, quote=True)
        return f'<article class="ec" id="event-{key}" data-event="{key}">{"".join(parts)}</article>'

    def name(self, row: Row) -> str:
        """A name or title as HTML, marked where it is not in the reader's language."""
        return self.text(*self.language.name_and_tag(row))

    def english(self, text: str) -> str:
        return self.text(text, SOURCE_CODE)

    def text(self, text: str, tag: str) -> str:
        if tag.split("-")[0] == self.language.code:
            return escape(text)
        return f'<span lang="{tag}">{escape(text)}</span>'

    def line(self, label: str, values: Sequence[str]) -> str:
        """A row of the card; ``values`` are HTML."""
        if not values:
            return ""
        listed = self.language.pgettext("list", "; ").join(values)
        return f'<p class="ec-row"><span>{escape(label)}</span> {listed}</p>'

    def date(self, edtf: str) -> str:
        return escape(date_words(edtf, self.language))

    def when(self, event: Row) -> str:
        _ = self.language.gettext
        words = self.date(event.date_edtf)
        if not words and event.date_precision == "attested":
            words = _("as of {date}").format(date=self.date(event.status_as_of_edtf))
        note = f' title="{escape(event.date_note_en, quote=True)}"' if event.date_note_en else ""
        words = words or escape(_("no date in the source"))
        return f"<span{note}>{words}</span>"

    def what(self, event: Row) -> str:
        """Its kind, its status, and what it is a part of."""
        parts = [self.name(self.kinds[event.kind_id]), self.status(event)]
        if event.part_of_event_id:
            whole = self.name(self.parents[event.part_of_event_id])
            parts.append(self.language.gettext("part of {event}").format(event=whole))
        return " · ".join(parts)

    def status(self, event: Row) -> str:
        _ = self.language.gettext
        status = escape(_(_STATUS_WORDS[event.status]))
        if event.status == "held" or not event.status_as_of_edtf:
            return status
        date = self.date(event.status_as_of_edtf)
        return _("{status}, as of {date}").format(status=status, date=date)

    def sector_chips(self, event_id: str) -> str:
        ids = {row.sector_id for row in self.links["event_sectors"].get(event_id, ())}
        sectors = sorted((self.sectors[i] for i in ids), key=lambda row: row.position)
        chips = "".join(
            f'<li><span style="background:{escape(row.color)}"></span>{self.name(row)}</li>'
            for row in sectors
        )
        return f'<ul class="ec-sectors">{chips}</ul>'

    def place_list(self, event_id: str) -> list[str]:
        _ = self.language.gettext
        found: dict[str, str] = {}
        for row in self.links["event_locations"].get(event_id, ()):
            place = self.places[row.location_id]
            words = self.name(place)
            if row.named_as and row.named_as not in (place.name_en, self.language.name(place)):
                words = _("{place} (in the source: {name})").format(
                    place=words, name=escape(row.named_as)
                )
            if row.role == "venue":
                words = _("{place} – venue").format(place=words)
            found.setdefault(row.location_id, words)
        return list(found.values())

    def actor_list(self, event_id: str) -> list[str]:
        found: dict[str, str] = {}
        for row in self.links["event_actors"].get(event_id, ()):
            actor = self.actors[row.actor_id]
            words = self.name(actor)
            if actor.office_en:
                office = self.english(actor.office_en)
                words = self.language.gettext("{name}, {office}").format(name=words, office=office)
            found.setdefault(row.actor_id, words)
        return list(found.values())

    def figure_list(self, event_id: str) -> str:
        items = []
        for group in by_subject(self.links["figures"].get(event_id, ())):
            differ = escape(self.language.gettext("Numbers differ:"))
            lead = f"<em>{differ}</em> " if figures_differ(group) else ""
            items.append(f"<li>{lead}{' · '.join(map(self.figure, group))}</li>")
        return f'<ul class="ec-figures">{"".join(items)}</ul>' if items else ""

    def figure(self, row: Row) -> str:
        _ = self.language.gettext
        measure = self.measures[row.measure_id]
        number = self.language.number_words(row.value, row.value_upper, row.qualifier, measure.unit)
        words = f"<strong>{escape(number)}</strong>"
        if row.sense in _SENSE_WORDS:
            words = _("{figure} ({sense})").format(
                figure=words, sense=escape(_(_SENSE_WORDS[row.sense]))
            )
        title = escape(f"{row.note_en} – {self.citation(row)}", quote=True)
        return (
            f'<span title="{title}">{words} – {self.name(measure)} '
            f'<span class="ec-cite">[{escape(self.citation(row))}]</span></span>'
        )

    def citation(self, row: Row) -> str:
        return self.listed(
            self.sources[row.source_id].publisher, locator_words(row.locator, self.language)
        )

    def listed(self, *parts: str) -> str:
        return self.language.listed(parts)

    def source_list(self, event: Row) -> str:
        rows = self.links["event_sources"].get(event.event_id, ())
        is_disputed = dates_differ(row.stated_edtf for row in rows)
        items = []
        for row in rows:
            source = self.sources[row.source_id]
            about = self.listed(
                escape(source.publisher),
                self.date(source.published_edtf),
                escape(locator_words(row.locator, self.language)),
            )
            says = self.language.pgettext("list", "; ").join(self.says(row, event, is_disputed))
            more = f'<br><span class="ec-says">{says}</span>' if says else ""
            title = link(source.url, source.title_en)
            if self.language.code != SOURCE_CODE:
                title = f'<span lang="{SOURCE_CODE}">{title}</span>'
            items.append(f"<li>{title} – {about}{more}</li>")
        differ = escape(self.language.gettext("Sources differ on the date."))
        lead = f"<em>{differ}</em> " if is_disputed else ""
        return f'<div class="ec-sources">{lead}{self.folded(items)}</div>'

    def folded(self, items: Sequence[str]) -> str:
        """A list of sources, of which a card shows the first few until the reader asks for all."""
        # To hide one alone would save no room.
        shown = items if len(items) <= _SOURCES_SHOWN + 1 else items[:_SOURCES_SHOWN]
        listed, rest = "".join(shown), items[len(shown) :]
        if not rest:
            return f"<ul>{listed}</ul>"
        words = self.language.ngettext("{n} more source", "{n} more sources", len(rest))
        label = escape(words.format(n=self.language.number(len(rest))))
        return (
            f"<ul>{listed}</ul><details><summary>{label}</summary>"
            f"<ul>{''.join(rest)}</ul></details>"
        )

    def says(self, row: Row, event: Row, is_disputed: bool) -> list[str]:
        """What one source says otherwise than the event's row, as HTML."""
        _ = self.language.gettext
        says = []
        if is_disputed and row.stated_edtf:
            says.append(_("dates it {date}").format(date=self.date(row.stated_edtf)))
        if row.stated_status != event.status:
            status = escape(_(_STATUS_WORDS[row.stated_status]).lower())
            says.append(_("calls it {status}").format(status=status))
        if row.states_en != event.summary_en:
            says.append(self.english(row.states_en))
        return says
