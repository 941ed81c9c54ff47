"""The closed lists of the schema, and its numbers and dates with what they hold for.

Words of a list that a foreign dataset extends are shown as they are: a reader can still
read them, and ``python -m dashboard check`` reports them.
"""

from __future__ import annotations

from typing import Any

from dashboard.catalogue import marked
from dashboard.closed_lists import QUALIFIERS
from dashboard.language import Language
from dashboard.views.words import date_words

Row = Any  # a named tuple of pandas' itertuples, one attribute per column

_PLACE_KINDS = {
    "country": marked("Country"),
    "region": marked("Region"),
    "province": marked("Province or centrally run city"),
    "prefecture": marked("Prefecture"),
    "city": marked("City"),
    "district": marked("District"),
    "site": marked("Site"),
    "venue": marked("Venue"),
}
_PRECISIONS = {
    "venue": marked("the venue itself"),
    "site": marked("a point of the site"),
    "city": marked("a point that stands for the whole city"),
    "district": marked("a point that stands for the whole district"),
    "unit": marked("a point that stands for the whole province or prefecture"),
    "region": marked("the middle of the units it consists of"),
    "country": marked("a point that stands for the whole country"),
}
_PLACERS = {
    "gazetteer": marked("by the gazetteer"),
    "hand": marked("by hand"),
    "members": marked("from the units it consists of"),
}
_PARTNERSHIP_KINDS = {
    "sister": marked("Sister localities"),
    "friendship": marked("Friendship agreement"),
    "cooperation": marked("Cooperation"),
    "memorandum": marked("Memorandum"),
    "sectoral": marked("Agreement on one field"),
    "assembly": marked("Agreement between assemblies"),
}
_STATUSES = {
    "held": marked("held"),
    "ongoing": marked("going on"),
    "recurring": marked("recurring"),
    "planned": marked("planned"),
    "proposed": marked("proposed"),
}
_SENSES = {
    "reported": marked("reported"),
    "expected": marked("expected"),
    "target": marked("target"),
}


def place_kind(kind: str, language: Language) -> str:
    """What kind of place it is: "Prefecture"."""
    return language.gettext(_PLACE_KINDS.get(kind, kind))


def precision(value: str, language: Language) -> str:
    """What a drawn point stands for, to follow "drawn at"."""
    return language.gettext(_PRECISIONS.get(value, value))


def placed_by(value: str, language: Language) -> str:
    """Who decided where a place is drawn."""
    if value in _PLACERS:
        return language.gettext(_PLACERS[value])
    return language.gettext("by {provider}").format(provider=value)


def partnership_kind(kind: str, language: Language) -> str:
    """What two localities have agreed on: "Memorandum"."""
    return language.gettext(_PARTNERSHIP_KINDS.get(kind, kind))


def status(value: str, language: Language) -> str:
    """Whether an event took place: "planned"."""
    return language.gettext(_STATUSES.get(value, value))


def sense(value: str, language: Language) -> str:
    """Whether a number was counted, expected, or aimed at."""
    return language.gettext(_SENSES.get(value, value))


def as_of(edtf: str, language: Language) -> str:
    """The date that a number or a status holds for."""
    if not edtf:
        return language.gettext("date not given")
    return language.gettext("as of {date}").format(date=date_words(edtf, language))


def event_date(event: Row, language: Language) -> str:
    """When an event is, as precisely as its source says and no more."""
    if event.date_edtf:
        return date_words(event.date_edtf, language)
    if event.date_precision == "attested" and event.status_as_of_edtf:
        return as_of(event.status_as_of_edtf, language)
    return language.gettext("no date in the source")


def since(since_edtf: str, language: Language) -> str:
    """Since when a partnership is: "since 2014"."""
    if not since_edtf:
        return language.gettext("date not given")
    words = date_words(since_edtf, language)
    # An interval says by itself since when it runs.
    return words if "/" in since_edtf else language.gettext("since {date}").format(date=words)


def figure(row: Row, unit: str, language: Language) -> str:
    """The number of a row of ``figures`` with its qualifier and unit."""
    if row.qualifier in QUALIFIERS:
        return language.number_words(row.value, row.value_upper, row.qualifier, unit)
    number = language.number_words(row.value, row.value_upper, QUALIFIERS[0], unit)
    return f"{row.qualifier} {number}".strip()
