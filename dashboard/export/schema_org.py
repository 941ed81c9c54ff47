"""Rows of the closed tables as nodes of schema.org, and which type or property fits what."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from math import isfinite
from typing import Any

from dashboard.celltypes import to_text
from dashboard.export.precision import ends, reduced_iso
from dashboard.export.request import web_address
from dashboard.language import Language
from dashboard.tables import Credit

Node = dict[str, object]
Row = Any  # a named tuple of pandas' itertuples, one attribute per column

PLACE_TYPES = {
    "country": "Country",
    "region": "AdministrativeArea",
    "province": "AdministrativeArea",
    "prefecture": "AdministrativeArea",
    "city": "City",
    "district": "AdministrativeArea",
    "site": "Place",
    "venue": "Place",
}
ACTOR_TYPES = {
    "person": "Person",
    "government": "GovernmentOrganization",
    "company": "Corporation",
    "university": "CollegeOrUniversity",
    "organisation": "Organization",
    "community": "Organization",
}
# The property of Event that a part played comes nearest to.
PARTS = {
    "organiser": "organizer",
    "host": "organizer",
    "speaker": "performer",
    "participant": "attendee",
    "signatory": "attendee",
    "funder": "funder",
    "beneficiary": "contributor",
    "subject": "about",
}


def compact(node: Mapping[str, object]) -> Node:
    """``node`` without its empty properties; a list of one is the one."""
    found: Node = {}
    for key, value in node.items():
        if value is None or value in ("", []):
            continue
        found[key] = value[0] if isinstance(value, list) and len(value) == 1 else value
    return found


def identifier(dataset: str, kind: str, key: str = "") -> str:
    """A stable name for a node, the same in every file made of the dataset.

    The dataset has no web address under which its rows could be found, so nodes are named
    and not located.
    """
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{dataset}/{kind}/{key}").urn


def defined_term(group: str, code: str, name: str) -> Node:
    """A word of one of the closed lists, such as a sector."""
    return {
        "@type": "DefinedTerm",
        "inDefinedTermSet": {"@type": "DefinedTermSet", "name": group},
        "termCode": code,
        "name": name,
    }


def names(row: Row, column: str) -> list[Node]:
    """The names of ``row`` in every language that it has, as values with a language."""
    return [
        {"@value": name, "@language": code}
        for code in ("en", "vi", "ja")
        if (name := getattr(row, f"{column}_{code}"))
    ]


def place(row: Row, dataset: str, language: Language) -> Node:
    """A row of ``locations``: what it is and its name."""
    return {
        "@type": PLACE_TYPES[row.kind],
        "@id": identifier(dataset, "place", row.location_id),
        "identifier": row.location_id,
        "name": language.name(row),
    }


def actor(row: Row, dataset: str, language: Language) -> Node:
    """A row of ``actors`` as a person or organisation."""
    return compact(
        {
            "@type": ACTOR_TYPES[row.kind],
            "@id": identifier(dataset, "actor", row.actor_id),
            "identifier": row.actor_id,
            "name": language.name(row),
            "alternateName": names(row, "name"),
            "jobTitle": row.office_en,
        }
    )


def document(source: Row) -> Node:
    """A row of ``sources`` as the article that says it."""
    return compact(
        {
            "@type": "Article",
            "@id": web_address(source.url),
            "name": source.title_en,
            "url": web_address(source.url),
            "publisher": {"@type": "Organization", "name": source.publisher},
            "datePublished": reduced_iso(ends(source.published_edtf)[0]),
            "inLanguage": source.language_original,
        }
    )


def work(entry: Credit) -> Node:
    """A licence, or what the dataset is made with."""
    url = web_address(entry.path)
    return compact({"@type": "CreativeWork", "@id": url, "name": entry.title, "url": url})


def number(value: float) -> int | float | None:
    """A cell as a JSON number, whole where it is; ``None`` where there is none."""
    if not isfinite(value):
        return None
    return int(value) if "." not in to_text(float(value)) else float(value)
