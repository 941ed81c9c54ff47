"""Places, actors, figures and sources of an event, each as one text in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.export.records import (
    EventActor,
    EventPlace,
    Figure,
    Position,
    Statement,
)
from dashboard.export.request import cited, web_address
from dashboard.export.terms import term, terms
from dashboard.language import Language
from dashboard.views import detail_words
from dashboard.views.words import date_words, locator_words


def place(entry: EventPlace, language: Language) -> str:
    """ "Hue (taking part; in the source: Thừa Thiên Huế; precision: province or prefecture)"."""
    about = [terms(entry.roles, language)]
    if entry.named_as:
        names = ", ".join(entry.named_as)
        about.append(language.gettext("in the source: {names}").format(names=names))
    precision = term(entry.place.precision, language)
    about.append(language.gettext("precision: {precision}").format(precision=precision))
    return f"{language.name(entry.place)} ({'; '.join(about)})"


def place_sources(entry: EventPlace) -> str:
    """The documents that tie a place to its event, by id, with the locator in each."""
    return "; ".join(dict.fromkeys(f"{link.source_id} {link.locator}" for link in entry.links))


def actor(entry: EventActor, language: Language) -> str:
    """ "Kazuhiro Yamamoto, Governor of Gunma (speaker)"."""
    office = f", {entry.actor.office_en}" if entry.actor.office_en else ""
    return f"{language.name(entry.actor)}{office} ({terms(entry.roles, language)})"


def quantity(entry: Figure, language: Language) -> str:
    """The number with its qualifier and unit: "more than 110 agreements"."""
    return detail_words.figure(entry.figure, entry.measure.unit, language)


def figure(entry: Figure, language: Language) -> str:
    """ "Delegates: about 800 people (expected; as of 19 Nov 2025) [VGP, paragraph 4]"."""
    about = [detail_words.sense(entry.figure.sense, language)]
    about += [language.name(side) for side in (entry.place, entry.counterpart) if side]
    if entry.figure.as_of_edtf:
        about.append(detail_words.as_of(entry.figure.as_of_edtf, language))
    cited = f"{entry.source.publisher}, {locator_words(entry.figure.locator, language)}"
    measure = language.name(entry.measure)
    return f"{measure}: {quantity(entry, language)} ({'; '.join(about)}) [{cited}]"


def document(entry: Statement, language: Language) -> str:
    """ "Title – publisher, date of publication, paragraphs"."""
    source = entry.source
    parts = (
        source.publisher,
        date_words(source.published_edtf, language),
        locator_words(entry.stated.locator, language),
    )
    return f"{source.title_en} – {', '.join(part for part in parts if part)}"


def cited_document(entry: Statement, language: Language) -> str:
    """As `document`, with the web address."""
    return cited(document(entry, language), web_address(entry.source.url))


def statement(entry: Statement, language: Language) -> str:
    """ "VGP: 25 Nov 2025, held. What it says", the date being the one that it gives."""
    stated = entry.stated
    date = date_words(stated.stated_edtf, language) or language.gettext("no date")
    status = detail_words.status(stated.stated_status, language)
    return f"{entry.source.publisher}: {date}, {status}. {stated.states_en}"


def disagreements(positions: Iterable[Position], language: Language) -> tuple[str, ...]:
    """One text per disagreement: "Date: 25 Nov 2025 (VGP, paragraph 2) ↔ 24–25 Nov 2025 (…)"."""
    found: dict[int, list[Position]] = {}
    for entry in positions:
        found.setdefault(entry.number, []).append(entry)
    return tuple(
        f"{_subject(group[0], language)}: "
        + " ↔ ".join(
            f"{_stated(entry, language)} "
            f"({entry.source.publisher}, {locator_words(entry.locator, language)})"
            for entry in group
        )
        for group in found.values()
    )


def _subject(entry: Position, language: Language) -> str:
    if entry.figure is None:
        return language.gettext("Date")
    return language.name(entry.figure.measure)


def _stated(entry: Position, language: Language) -> str:
    if entry.figure is None:
        return date_words(entry.statement, language)
    return quantity(entry.figure, language)
