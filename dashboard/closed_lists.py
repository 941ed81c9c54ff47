"""The closed lists of words that columns of the tables hold."""

from __future__ import annotations

EVENT_STATUSES = ("held", "ongoing", "recurring", "planned", "proposed")
LOCATION_KINDS = (
    "country",
    "region",
    "province",
    "prefecture",
    "city",
    "district",
    "site",
    "venue",
)
# What a drawn point stands for, from the finest to the coarsest.
PLACE_PRECISIONS = ("venue", "site", "city", "district", "unit", "region", "country")
DATE_PRECISIONS = ("day", "month", "season", "year", "decade", "attested")
LOCATION_ROLES = ("venue", "party", "subject")
ACTOR_KINDS = ("person", "government", "company", "university", "organisation", "community")
ACTOR_ROLES = (
    "organiser",
    "host",
    "participant",
    "speaker",
    "signatory",
    "funder",
    "beneficiary",
    "subject",
)
QUALIFIERS = (
    "exactly",
    "about",
    "more than",
    "nearly",
    "at least",
    "up to",
    "hundreds of",
    "dozens of",
    "many",
)
FIGURE_SENSES = ("reported", "expected", "target")
PARTNERSHIP_KINDS = ("sister", "friendship", "cooperation", "memorandum", "sectoral", "assembly")
# Cited: another source, such as a table that was brought in, names it; nobody has read it.
READ_AS = ("full text", "excerpt", "cited")
