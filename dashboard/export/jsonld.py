"""The selected events as JSON-LD in the vocabulary of schema.org.

Search engines and linked-data tools read ``Event``. schema.org knows neither EDTF nor
who says what, so three terms are borrowed: ``date`` of Dublin Core typed as EDTF,
``locator`` of the Bibliographic Ontology, and each document's statement is a ``Claim``
about the event that appears in the document; two sources that disagree are two claims.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from math import isfinite

from dashboard.export import schema_org
from dashboard.export.joined import event_records
from dashboard.export.precision import ends, reduced_iso
from dashboard.export.records import EventPlace, EventRecord, Figure, Statement
from dashboard.export.request import Request, imprint, web_address
from dashboard.export.schema_org import Node, compact, defined_term, identifier, names
from dashboard.language import Language
from dashboard.progress import part, told
from dashboard.tables import Tables

CONTEXT: list[object] = [
    "https://schema.org/",
    {
        "edtf": {
            "@id": "http://purl.org/dc/terms/date",
            "@type": "http://id.loc.gov/datatypes/edtf/EDTF",
        },
        "locator": "http://purl.org/ontology/bibo/locator",
    },
]
# Where an event's point stands for nothing coarser than a town.
_POINTS = ("venue", "site", "district", "city")


def to_jsonld(tables: Tables, event_ids: Sequence[str], request: Request) -> bytes:
    """A graph of one ``Dataset``, its ``Event`` nodes, and their figures as ``Observation``.

    ``startDate`` and ``endDate`` are ISO 8601 of the precision that the source gives
    (``2025-11`` stays so) and absent where this would say more than the source: an event
    without a date, a decade, an approximate date. ``edtf`` always has the date as it is.
    """
    records = event_records(tables, event_ids, part(request.tell, 0.0, 0.3))
    # Node by node: who takes the order back does not wait for the whole to be written.
    nodes = [_json(node) for node in _nodes(tables, event_ids, records, request)]
    graph = ",\n".join(nodes)
    return f'{{"@context": {_json(CONTEXT)},\n"@graph": [\n{graph}\n]}}\n'.encode()


def _nodes(
    tables: Tables, event_ids: Sequence[str], records: Sequence[EventRecord], request: Request
) -> Iterator[Node]:
    name, language = tables.about.name, request.language
    yield _dataset(tables, event_ids, request)
    for record in told(records, part(request.tell, 0.3, 0.8)):
        yield _event(record, name, language)
    for record in told(records, part(request.tell, 0.8, 1.0)):
        yield from (_observation(figure, name, language) for figure in record.figures)


def _json(value: object) -> str:
    # Pages hold JSON-LD in a script element, which no text of the data may close. The sign
    # stands in strings only, and this is the same sign to a reader of JSON.
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def _dataset(tables: Tables, event_ids: Sequence[str], request: Request) -> Node:
    about = tables.about
    return compact(
        {
            "@type": "Dataset",
            "@id": identifier(about.name, "dataset"),
            "name": about.title,
            "description": "\n".join(
                filter(None, [about.description, *map(str, imprint(tables, event_ids, request))])
            ),
            "url": web_address(request.address),
            "license": list(map(schema_org.work, about.licences)),
            "isBasedOn": list(map(schema_org.work, about.sources)),
        }
    )


def _event(record: EventRecord, dataset: str, language: Language) -> Node:
    event = record.event
    first, last = ends(event.date_edtf)
    venues = [entry for entry in record.places if "venue" in entry.roles]
    return compact(
        {
            "@type": "Event",
            "@id": identifier(dataset, "event", event.event_id),
            "identifier": event.event_id,
            "name": language.name(event),
            "alternateName": names(event, "title"),
            "description": event.summary_en,
            "edtf": event.date_edtf,
            "startDate": reduced_iso(first),
            # The end of what is no interval is not stated.
            "endDate": reduced_iso(last) if last != first else "",
            # schema.org has no word for what is only proposed.
            "eventStatus": ""
            if event.status == "proposed"
            else "https://schema.org/EventScheduled",
            "keywords": _keywords(record, language),
            "location": [_place(entry, dataset, language) for entry in venues],
            "about": [
                *(
                    _in_role("about", role, _place(entry, dataset, language))
                    for entry in record.places
                    for role in entry.roles
                    if role != "venue"
                ),
                *_actors(record, "about", dataset, language),
            ],
            **{
                part: _actors(record, part, dataset, language)
                for part in sorted({*schema_org.PARTS.values()} - {"about"})
            },
            "superEvent": record.part_of
            and {
                "@type": "Event",
                "@id": identifier(dataset, "event", record.part_of.event_id),
                "name": language.name(record.part_of),
            },
            "subjectOf": [
                {"@id": identifier(dataset, "dataset")},
                *(_claim(entry) for entry in record.statements),
            ],
        }
    )


def _keywords(record: EventRecord, language: Language) -> list[Node]:
    event = record.event
    terms = {
        "status": event.status,
        "status as of": event.status_as_of_edtf,
        "date precision": event.date_precision,
    }
    return [
        defined_term("kind", record.kind.kind_id, language.name(record.kind)),
        *(defined_term("sector", row.sector_id, language.name(row)) for row in record.sectors),
        *(defined_term(group, code, code) for group, code in terms.items() if code),
    ]


def _place(entry: EventPlace, dataset: str, language: Language) -> Node:
    place = entry.place
    return compact(
        {
            **schema_org.place(place, dataset, language),
            "alternateName": [*names(place, "name"), *entry.named_as],
            "address": {"@type": "PostalAddress", "addressCountry": place.country_code},
            "geo": _geo(entry),
            "keywords": defined_term("place precision", place.precision, place.precision),
        }
    )


def _geo(entry: EventPlace) -> Node | None:
    """A point where there is one, else the box around the province or region."""
    place = entry.place
    if place.precision in _POINTS:
        return {
            "@type": "GeoCoordinates",
            "latitude": float(place.lat),
            "longitude": float(place.lon),
        }
    box = [float(edge) for edge in (place.south, place.west, place.north, place.east)]
    if not all(map(isfinite, box)):
        return None
    return {"@type": "GeoShape", "box": " ".join(map(repr, box))}


def _actors(record: EventRecord, part: str, dataset: str, language: Language) -> list[Node]:
    return [
        _in_role(part, role, schema_org.actor(entry.actor, dataset, language))
        for entry in record.actors
        for role in entry.roles
        if schema_org.PARTS[role] == part
    ]


def _in_role(part: str, role: str, node: Node) -> Node:
    """``node`` as a value of the property ``part``, with the word that our tables use."""
    return {"@type": "Role", "roleName": role, part: node}


def _claim(entry: Statement) -> Node:
    return compact(
        {
            "@type": "Claim",
            "text": entry.stated.states_en,
            "edtf": entry.stated.stated_edtf,
            "creativeWorkStatus": entry.stated.stated_status,
            "locator": entry.stated.locator,
            "appearance": schema_org.document(entry.source),
        }
    )


def _observation(entry: Figure, dataset: str, language: Language) -> Node:
    row = entry.figure
    is_range = isfinite(row.value) and isfinite(row.value_upper)
    subjects: list[Node] = [{"@id": identifier(dataset, "event", row.event_id)}]
    subjects += [
        schema_org.place(side, dataset, language)
        for side in (entry.place, entry.counterpart)
        if side
    ]
    return compact(
        {
            "@type": "Observation",
            "@id": identifier(dataset, "figure", row.figure_id),
            "name": entry.measure.name_en,
            "description": row.note_en,
            "observationAbout": subjects,
            "measuredProperty": {
                "@type": "Property",
                "@id": identifier(dataset, "measure", row.measure_id),
                "name": entry.measure.name_en,
            },
            "value": schema_org.number(row.value) if not is_range else None,
            "minValue": schema_org.number(row.value) if is_range else None,
            "maxValue": schema_org.number(row.value_upper),
            "unitText": entry.measure.unit,
            "measurementQualifier": {
                "@type": "Enumeration",
                "name": f"{row.qualifier}, {row.sense}",
            },
            "observationDate": reduced_iso(ends(row.as_of_edtf)[0]),
            "edtf": row.as_of_edtf,
            "locator": row.locator,
            "subjectOf": schema_org.document(entry.source),
        }
    )
