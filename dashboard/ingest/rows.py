"""Dossiers and placed places as the rows of the tables.

Pure: what goes in are checked seeds and placements, what comes out are the rows of
every table of the schema, as text, sorted by primary key. Nothing is invented on the
way; the rules that add something are those for events without a date (`period_cells`)
and for what was planned and then held (`statuses`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter

from dashboard import dates, schema
from dashboard.celltypes import Cell, to_text
from dashboard.ingest.dossiers import (
    Dossier,
    EventEntry,
    MentionEntry,
    Place,
    Stated,
    Vocabulary,
)
from dashboard.ingest.placement import Placement
from dashboard.ingest.statuses import came_about
from dashboard.ingest.story_seeds import StoryFile, story_rows

Row = dict[str, Cell]
# About a metre: finer digits of a geocoder's answer mean nothing.
COORDINATE_DIGITS = 5


def table_rows(
    vocabulary: Vocabulary,
    dossiers: Iterable[Dossier],
    placements: Mapping[str, Placement],
    stories: Iterable[StoryFile] = (),
) -> dict[str, list[list[str]]]:
    """The cells of every table, by table name, rows sorted by primary key.

    ``placements`` has an entry for the id of every place. The seeds must have passed
    `references.check`: ids are taken to exist and statements to have a locator.
    """
    rows: dict[str, list[Row]] = {table.name: [] for table in schema.TABLES}
    for name, row in _vocabulary_rows(vocabulary, placements):
        rows[name].append(row)
    dossiers = list(dossiers)
    became = came_about(dossiers)
    for dossier in dossiers:
        for name, row in _dossier_rows(dossier, became):
            rows[name].append(row)
    for name, row in story_rows(stories):
        rows[name].append(row)
    cells: dict[str, list[list[str]]] = {}
    for table in schema.TABLES:
        texts = [[to_text(row[column]) for column in table.columns] for row in rows[table.name]]
        key = itemgetter(*(table.columns.index(column) for column in table.primary_key))
        cells[table.name] = sorted(texts, key=key)
    return cells


def _vocabulary_rows(
    vocabulary: Vocabulary, placements: Mapping[str, Placement]
) -> Iterator[tuple[str, Row]]:
    for position, sector in enumerate(vocabulary.sector, start=1):
        yield (
            "sectors",
            {
                "sector_id": sector.id,
                "position": position,
                **sector.model_dump(exclude={"id"}),
            },
        )
    for kind in vocabulary.kind:
        yield "event_kinds", {"kind_id": kind.id, **kind.model_dump(exclude={"id"})}
    for measure in vocabulary.measure:
        yield "measures", {"measure_id": measure.id, **measure.model_dump(exclude={"id"})}
    for actor in vocabulary.actor:
        yield (
            "actors",
            {
                "actor_id": actor.id,
                "location_id": actor.location,
                **actor.model_dump(exclude={"id", "location"}),
            },
        )
    for place in vocabulary.place:
        yield "locations", _location(place, placements[place.id])
        for alias in place.names:
            yield "location_names", {"location_id": place.id, **alias.model_dump()}
        for member in place.members:
            yield "location_members", {"region_id": place.id, "member_id": member}


def _location(place: Place, placed: Placement) -> Row:
    row: Row = {
        "location_id": place.id,
        "parent_id": place.parent,
        **place.model_dump(exclude={"id", "parent", "names", "members"}),
        "precision": placed.precision,
        "placed_by": placed.placed_by,
        "provider_ref": placed.provider_ref,
        "matched_name": placed.matched_name,
        "placed_date": placed.placed_date,
        "placed_licence": placed.placed_licence,
        "placed_note_en": placed.placed_note_en,
    }
    for side in ("lat", "lon", "west", "south", "east", "north"):
        degrees = getattr(placed, side)
        row[side] = None if degrees is None else round(float(degrees), COORDINATE_DIGITS)
    return row


def _dossier_rows(
    dossier: Dossier, became: Mapping[str, tuple[str, str]]
) -> Iterator[tuple[str, Row]]:
    source = dossier.source
    yield (
        "sources",
        {
            "source_id": source.id,
            "published_edtf": source.published,
            **source.model_dump(exclude={"id", "published"}),
        },
    )
    paragraphs: dict[str | None, list[int]] = {}
    for event in dossier.event:
        paragraphs[event.id] = event.paragraphs
        as_of = event.status_as_of or dossier.source.published or ""
        yield "events", _event(event, *became.get(event.id, (event.status, as_of)))
        yield from _statement(event, event.id, event.summary_en, dossier)
    for mention in dossier.mention:
        paragraphs[mention.event] = mention.paragraphs
        yield from _statement(mention, mention.event, mention.states_en, dossier)
    for figure in dossier.figure:
        yield (
            "figures",
            {
                "figure_id": figure.id,
                "measure_id": figure.measure,
                "event_id": figure.event,
                "location_id": figure.place,
                "counterpart_id": figure.counterpart,
                "value": figure.value,
                "value_upper": figure.value_upper,
                "qualifier": figure.qualifier,
                "sense": figure.sense,
                "as_of_edtf": figure.as_of or source.published,
                "note_en": figure.note_en,
                **_where(dossier, figure, paragraphs.get(figure.event)),
            },
        )
    for tie in dossier.partnership:
        yield (
            "partnerships",
            {
                "partnership_id": tie.id,
                "location_a_id": tie.a,
                "named_as_a": tie.a_named_as,
                "location_b_id": tie.b,
                "named_as_b": tie.b_named_as,
                "kind": tie.kind,
                "since_edtf": tie.since,
                "event_id": tie.event,
                **_where(dossier, tie, paragraphs.get(tie.event)),
            },
        )
    for rejected in dossier.rejected:
        yield (
            "rejected",
            {
                "rejected_id": rejected.id,
                "what_en": rejected.what_en,
                "reason_en": rejected.reason_en,
                **_where(dossier, rejected),
            },
        )


def _event(event: EventEntry, status: str, as_of: str) -> Row:
    return {
        "event_id": event.id,
        "title_en": event.title_en,
        "title_vi": event.title_vi,
        "title_ja": event.title_ja,
        "summary_en": event.summary_en,
        "kind_id": event.kind,
        "date_edtf": event.date,
        **period_cells(event.date or "", status, as_of),
        "date_note_en": event.date_note_en,
        "status": status,
        "status_as_of_edtf": as_of,
        "part_of_event_id": event.part_of,
    }


def period_cells(date_edtf: str, status: str, status_as_of_edtf: str) -> Row:
    """The columns of an event that follow from its date and status.

    An event without a date that a source calls ongoing or recurring is drawn where the
    source attests it; any other event without a date is undated. Raises
    `dates.DateError` for a date that is not EDTF.
    """
    if date_edtf:
        period = dates.parse(date_edtf)
        precision = period.precision
    elif status in ("ongoing", "recurring") and status_as_of_edtf:
        period = dates.parse(status_as_of_edtf)
        precision = "attested"
    else:
        period = dates.Period(None, None, "")
        precision = ""
    return {
        "start_date": period.start,
        "end_date": period.end,
        "date_precision": precision,
        "is_approximate": period.is_approximate,
        "is_uncertain": period.is_uncertain,
    }


def stated_date(entry: EventEntry | MentionEntry) -> str | None:
    """The date that the document of ``entry`` itself gives, which another may have given."""
    borrowed = isinstance(entry, EventEntry) and entry.date_from is not None
    return None if borrowed else entry.date


def _statement(
    entry: EventEntry | MentionEntry, event_id: str, states: str, dossier: Dossier
) -> Iterator[tuple[str, Row]]:
    yield (
        "event_sources",
        {
            "event_id": event_id,
            **_where(dossier, entry),
            "stated_edtf": stated_date(entry),
            "stated_status": entry.status,
            "states_en": states,
        },
    )
    for place in entry.places:
        yield (
            "event_locations",
            {
                "event_id": event_id,
                "location_id": place.id,
                "role": place.role,
                "named_as": place.named_as,
                **_where(dossier, place, entry.paragraphs),
            },
        )
    for sector in entry.sectors:
        own = None if isinstance(sector, str) else sector
        yield (
            "event_sectors",
            {
                "event_id": event_id,
                "sector_id": sector if isinstance(sector, str) else sector.id,
                **_where(dossier, own, entry.paragraphs),
            },
        )
    for actor in entry.actors:
        yield (
            "event_actors",
            {
                "event_id": event_id,
                "actor_id": actor.id,
                "role": actor.role,
                **_where(dossier, actor, entry.paragraphs),
            },
        )


def _where(dossier: Dossier, entry: Stated | None, inherited: list[int] | None = None) -> Row:
    numbers = (entry.paragraphs if entry else None) or inherited or []
    if dossier.source.read_as == "excerpt":
        locator = "excerpt"
    else:
        locator = " ".join(f"p{number}" for number in sorted(set(numbers)))
    return {"source_id": dossier.source.id, "locator": locator}
