"""The selected events as GeoJSON (RFC 7946): a point for every event and place.

QGIS, kepler.gl and their like style, filter and label by the properties of a feature.
One MultiPoint per event would hide that its places differ in role and precision, so an
event in three places is three features with the same ``event_id``; ``event_places`` says
how many, for who counts events. An event without a place is a feature without a geometry.
Properties are flat: texts, truth values and null, dates as ISO 8601 days.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence

from dashboard.export import phrases
from dashboard.export.flat import COLUMNS, as_text, flat_row
from dashboard.export.joined import event_records
from dashboard.export.records import EventPlace, EventRecord
from dashboard.export.request import Request, credits_on_a_line, imprint
from dashboard.language import Language
from dashboard.progress import part, told
from dashboard.tables import Tables

Json = dict[str, object]


def to_geojson(tables: Tables, event_ids: Sequence[str], request: Request) -> bytes:
    """A FeatureCollection, WGS 84, longitude first; features in the order of the events.

    ``start_date`` and ``end_date`` are the days that the event stands for on the timeline;
    how much of them the source says is in ``date_edtf`` and ``date_precision``. What the
    point of a place stands for is in ``place_precision``. ``name``, ``title``, ``selection``,
    ``licence``, ``credits`` and ``about`` are members of the collection beside RFC 7946's.
    """
    about = tables.about
    records = event_records(tables, event_ids, part(request.tell, 0.0, 0.4))
    collection = {
        "type": "FeatureCollection",
        # GDAL, and so QGIS, calls the layer by this member.
        "name": about.name or "events",
        "title": about.title,
        "selection": request.selection,
        "licence": credits_on_a_line(about.licences),
        "credits": credits_on_a_line(about.sources),
        "about": list(map(str, imprint(tables, event_ids, request))),
    }
    # Feature by feature: a server that writes the whole in one go answers nobody meanwhile.
    features = ", ".join(
        _json(feature)
        for record in told(records, part(request.tell, 0.4, 0.95))
        for feature in _features(record, request.language)
    )
    return f'{_json(collection)[:-1]}, "features": [{features}]}}\n'.encode()


def _json(value: Mapping[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _features(record: EventRecord, language: Language) -> Iterator[Json]:
    row = flat_row(record, language)
    event: Json = {column.name: row[column.name] for column in COLUMNS}
    event["event_places"] = len(record.places)
    for key, value in event.items():
        if isinstance(value, str | tuple):
            # Null, not an empty text: else a column of dates is read as one of texts.
            event[key] = as_text(value) or None
    for entry in record.places or (None,):
        yield {
            "type": "Feature",
            "id": record.event.event_id + (f"/{entry.place.location_id}" if entry else ""),
            "geometry": _point(entry) if entry else None,
            "properties": {**event, **_place(entry, language)},
        }


def _place(entry: EventPlace | None, language: Language) -> Json:
    if entry is None:
        return dict.fromkeys(_PLACE_PROPERTIES)
    place = entry.place
    values: tuple[object, ...] = (
        place.location_id,
        language.name(place),
        place.name_en,
        place.name_vi,
        place.name_ja,
        place.kind,
        place.precision,
        ", ".join(entry.roles),
        ", ".join(entry.named_as),
        place.country_code,
        place.subdivision_code,
        phrases.place_sources(entry),
        place.placed_licence,
    )
    return {key: value or None for key, value in zip(_PLACE_PROPERTIES, values, strict=True)}


_PLACE_PROPERTIES = (
    "place_id",
    "place_name",
    "place_name_en",
    "place_name_vi",
    "place_name_ja",
    "place_kind",
    "place_precision",
    "place_role",
    "place_named_as",
    "country_code",
    "subdivision_code",
    "place_sources",
    "place_licence",
)


def _point(entry: EventPlace) -> Json | None:
    longitude, latitude = float(entry.place.lon), float(entry.place.lat)
    if not (math.isfinite(longitude) and math.isfinite(latitude)):
        return None
    return {"type": "Point", "coordinates": [longitude, latitude]}
