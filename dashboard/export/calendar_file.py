"""The selected events as iCalendar (RFC 5545), for Outlook, Google, Apple and Thunderbird.

A calendar is made of days. Its entries are the events whose source gives a day or an interval
of days; they last all day and name no time zone. An event that is only known to its month
or year, goes on without an end, or has no date, is no entry: a bar across a whole year
would claim that it lasted so long, and any single day would be invented. Such events are
counted in the calendar's description and listed, with their dates as they are known, in a
journal component, which belongs to no day; `without_a_day` tells them to the page.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from icalendar import Calendar, Event, Journal, vText

from dashboard.export import phrases
from dashboard.export.joined import event_records
from dashboard.export.records import EventPlace, EventRecord, last_published
from dashboard.export.request import Request, imprint, web_address
from dashboard.language import Language
from dashboard.progress import part, told
from dashboard.tables import Tables
from dashboard.views import detail_words

_TENTATIVE = ("planned", "proposed")
# Points that lie where the event took place; others stand for a city or a province.
_EXACT = ("venue", "site")
# No text may hold these (RFC 5545, 3.3.11); the last three end lines for some readers.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")


def to_icalendar(tables: Tables, event_ids: Sequence[str], request: Request) -> bytes:
    """A calendar of the events that have a day, and a journal entry about the file.

    The same tables and request give the same bytes: entries are stamped with the day on
    which the last of their sources appeared, and their UID is made of the event's id and the
    dataset's name, so that importing a later file changes them instead of doubling them.
    """
    language = request.language
    records = event_records(tables, event_ids, part(request.tell, 0.0, 0.3))
    others = [record for record in records if _entry_days(record) is None]
    about = "\n".join([*map(str, imprint(tables, event_ids, request)), *_count(others, language)])
    listed = (
        f"- {language.name(record.event)} ({detail_words.event_date(record.event, language)})"
        for record in others
    )
    domain = tables.about.name or "locality-dashboard"
    published = _stamp(last_published(tables["sources"].itertuples(index=False)))
    calendar = Calendar()
    _add(calendar, "version", "2.0")
    _add(calendar, "prodid", "-//Locality Dashboard//Export//EN")
    # The first is RFC 7986's, the second what most programs read.
    for name, text in (("name", tables.about.title), ("description", about)):
        _add(calendar, name, text)
    for name, text in (("x-wr-calname", tables.about.title), ("x-wr-caldesc", about)):
        _add(calendar, name, text)
    journal = Journal()
    _add(journal, "uid", f"about@{domain}")
    _add(journal, "dtstamp", published)
    _add(journal, "summary", tables.about.title)
    _add(journal, "description", "\n".join([about, *listed]))
    calendar.add_component(journal)
    head, end, rest = calendar.to_ical().rpartition(b"END:VCALENDAR")
    # Entry by entry: who takes the order back does not wait for the whole to be written.
    entries = []
    for record in told(records, part(request.tell, 0.3, 1.0)):
        if days := _entry_days(record):
            entry = _entry(record, domain, published, language)
            _add(entry, "dtstart", days[0])
            _add(entry, "dtend", days[1])
            entries.append(entry.to_ical())
    content: bytes = head + b"".join(entries) + end + rest
    return content


def without_a_day(tables: Tables, event_ids: Sequence[str]) -> list[str]:
    """Those of ``event_ids`` that are no entries of the calendar."""
    records = event_records(tables, event_ids)
    return [record.event.event_id for record in records if not _entry_days(record)]


def _entry_days(record: EventRecord) -> tuple[dt.date, dt.date] | None:
    """First day of the entry and, as the format counts, the day after its last."""
    days = record.exact_days
    # The calendar's last day, with which some databases write "for ever", has no day after it.
    if days is None or days[1] == dt.date.max:
        return None
    return days[0], days[1] + dt.timedelta(days=1)


def _entry(record: EventRecord, domain: str, published: dt.datetime, language: Language) -> Event:
    event = record.event
    entry = Event()
    _add(entry, "uid", f"{event.event_id}@{domain}")
    stamp = _stamp(last_published(s.source for s in record.statements))
    _add(entry, "dtstamp", stamp if stamp.year > 1970 else published)
    _add(entry, "summary", _summary(record, language))
    _add(entry, "description", _description(record, language))
    doubtful = event.status in _TENTATIVE or event.is_uncertain
    _add(entry, "status", "TENTATIVE" if doubtful else "CONFIRMED")
    # What others did keeps nobody from being free.
    _add(entry, "transp", "TRANSPARENT")
    categories = (record.kind, *record.sectors)
    entry.add("categories", [_clean(language.name(row)) for row in categories])
    venues = [place for place in record.places if "venue" in place.roles]
    if venues:
        _add(entry, "location", ", ".join(language.name(venue.place) for venue in venues))
    if point := _exact_point(venues):
        entry.add("geo", point)
    addresses = [web_address(statement.source.url) for statement in record.statements]
    if url := next(filter(None, addresses), ""):
        entry.add("url", url)
    return entry


def _exact_point(venues: Sequence[EventPlace]) -> tuple[float, float] | None:
    """Latitude and longitude if the event has one exact venue, the others being around it."""
    exact = [venue for venue in venues if venue.place.precision in _EXACT]
    if len(exact) != 1:
        return None
    place = exact[0].place
    around = {place.location_id, *exact[0].lies_in}
    if any(venue.place.location_id not in around for venue in venues):
        return None
    return float(place.lat), float(place.lon)


def _summary(record: EventRecord, language: Language) -> str:
    title = language.name(record.event)
    notes = (
        [detail_words.status(record.event.status, language)]
        if record.event.status in _TENTATIVE
        else []
    )
    if record.event.is_uncertain:
        notes.append(language.gettext("date uncertain"))
    return f"{title} ({', '.join(notes)})" if notes else title


def _description(record: EventRecord, language: Language) -> str:
    _ = language.gettext
    event = record.event
    status = detail_words.status(event.status, language)
    if event.status_as_of_edtf:
        status = f"{status}, {detail_words.as_of(event.status_as_of_edtf, language)}"
    parts: list[tuple[str, Sequence[str]]] = [
        (_("Date"), (f"{detail_words.event_date(event, language)} ({event.date_edtf})",)),
        (_("Note on the date"), (event.date_note_en,)),
        (_("Status"), (status,)),
        (_("Places"), [phrases.place(place, language) for place in record.places]),
        (_("Actors"), [phrases.actor(actor, language) for actor in record.actors]),
        (_("Figures"), [phrases.figure(figure, language) for figure in record.figures]),
        (_("Where sources disagree"), phrases.disagreements(record.positions, language)),
        (_("Sources"), [phrases.cited_document(entry, language) for entry in record.statements]),
    ]
    listed = (_listed(label, texts) for label, texts in parts if any(texts))
    return "\n".join([event.summary_en, *listed])


def _listed(label: str, texts: Sequence[str]) -> str:
    if len(texts) == 1:
        return f"{label}: {texts[0]}"
    return "\n- ".join([f"{label}:", *texts])


def _count(others: Sequence[EventRecord], language: Language) -> list[str]:
    if not others:
        return []
    words = language.ngettext(
        "{n} event is no entry of this calendar, because its source gives no exact day.",
        "{n} events are no entries of this calendar, because their sources give no exact day.",
        len(others),
    )
    return [words.format(n=language.number(len(others)))]


def _stamp(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)


def _add(component: Any, name: str, value: object) -> None:
    # What it does not know by name (x-wr-caldesc), the library would leave unescaped.
    component.add(name, vText(_clean(value)) if isinstance(value, str) else value)


def _clean(text: str) -> str:
    # The library escapes what has a meaning in the format; these have none and are not allowed.
    return _CONTROLS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
