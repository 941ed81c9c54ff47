"""Roles and precisions as messages, for cells and notes that people read.

What the details on the page also say is in `dashboard.views.detail_words`.
"""

from __future__ import annotations

from dashboard.catalogue import marked
from dashboard.language import Language

_WORDS = {
    # How precise a date is.
    "day": marked("day"),
    "month": marked("month"),
    "season": marked("season"),
    "year": marked("year"),
    "decade": marked("decade"),
    "attested": marked("undated, attested on the day of its source"),
    # What the point of a place stands for.
    "site": marked("site"),
    "city": marked("city"),
    "district": marked("district"),
    "unit": marked("province or prefecture"),
    "region": marked("region"),
    "country": marked("country"),
    # Roles of a place (a venue is also a precision).
    "venue": marked("venue"),
    "party": marked("taking part"),
    # Roles of an actor.
    "organiser": marked("organiser"),
    "host": marked("host"),
    "participant": marked("participant"),
    "speaker": marked("speaker"),
    "signatory": marked("signatory"),
    "funder": marked("funder"),
    "beneficiary": marked("beneficiary"),
    "subject": marked("subject"),
    # How a document was read.
    "full text": marked("full text"),
    "excerpt": marked("excerpt"),
    "cited": marked("cited, not read"),
}


def term(value: str, language: Language) -> str:
    """A term of the schema in ``language``; an unknown or empty one as it is."""
    return language.gettext(_WORDS.get(value, value))


def terms(values: tuple[str, ...], language: Language) -> str:
    """Several terms on a line."""
    return ", ".join(term(value, language) for value in values)
