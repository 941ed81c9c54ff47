"""What the linked view is given, whichever host shows it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from dashboard.columns import EventColumns
from dashboard.language import Language
from dashboard.linked.labels import labels
from dashboard.linked.spellings import NAMED, other_names
from dashboard.linked.story_views import story_views
from dashboard.linked.wording import wording
from dashboard.search import text_index
from dashboard.selection import FILTERS
from dashboard.tables import Tables
from dashboard.views.boundaries import boundaries_credit
from dashboard.views.place_map import (
    LARGEST_COUNT,
    LARGEST_RADIUS,
    map_middle,
    pair_rows,
    place_map,
    place_rows,
    view_bounds,
)
from dashboard.views.timeline import MOST_MARKS, focus_of, span_of, timeline
from dashboard.views.words import date_words

MOST_COUNTRIES = 5
_PLANNED = ("planned", "proposed")


def linked_payload(
    tables: Tables,
    columns: EventColumns,
    language: Language,
    *,
    assets: Mapping[str, str],
    library_urls: Mapping[str, Sequence[object]],
    today: dt.date,
) -> dict[str, Any]:
    """The specs of both views and all that ``linked.js`` needs beside the columns.

    Plain JSON values only. ``assets`` are the addresses of the columns, the boundaries
    and the events' details: what is large is fetched, once, and kept by the browser.
    """
    rows = place_rows(tables, columns, language)
    everything = columns.count("place", np.ones(len(columns), dtype=bool))
    circles = [everything[row["index"]] for row in rows if row["level"] != "region"]
    deck = place_map(
        tables,
        columns,
        boundaries={name: name for name in ("land", "units", "regions")},
        language=language,
    )
    facets = facet_values(tables, columns, language)
    return {
        "specs": {
            "timeline": _without_counts(timeline(tables, columns, today=today, language=language)),
            "map": {
                "deck": json.loads(deck.to_json()),
                "bounds": view_bounds(rows, map_middle(rows)),
                "countries": _countries(tables, columns, language, rows),
                "pairs": pair_rows(tables, columns),
                # Coarse groups may tell of whole countries alone.
                "largestCount": max(LARGEST_COUNT, int(max(circles, default=1)) or len(columns)),
                "largestRadius": LARGEST_RADIUS,
            },
        },
        "facets": facets,
        "stories": story_views(tables, language),
        "eventCount": columns.total(np.ones(len(columns), dtype=bool)),
        "hasDetails": len(columns) <= MOST_MARKS and not columns.is_grouped,
        "extent": [_iso(day) for day in span_of(columns)],
        "focus": [_iso(day) for day in focus_of(columns)],
        "labels": labels(language) | {"mapCredit": boundaries_credit(tables, language)},
        "wording": wording(tables, columns, language),
        "about": about(tables, language, today),
        "locale": language.tag,
        "plotlyLocale": language.plotly_locale(),
        "libraries": dict(library_urls),
        "assets": dict(assets),
    }


def _without_counts(figure: go.Figure) -> dict[str, Any]:
    """The figure as JSON, but for the numbers that the view counts itself."""
    spec: dict[str, Any] = json.loads(figure.to_json())
    for trace in spec["data"]:
        del trace["x"], trace["y"]
    return spec


def facet_values(
    tables: Tables, columns: EventColumns, language: Language
) -> dict[str, list[dict[str, Any]]]:
    """Per facet its values, in the order of the columns: id, name, and a sector's looks.

    Those that words can name also have their other names, and how many events they have.
    """
    result: dict[str, list[dict[str, Any]]] = {}
    for choice in FILTERS:
        names = choice.known(tables, language)
        ids = columns.facets[choice.name].ids
        result[choice.name] = [{"id": value, "name": names[value]} for value in ids]
    everything = np.ones(len(columns), dtype=bool)
    for facet in NAMED:
        others, counts = other_names(tables, facet), columns.count(facet, everything)
        for entry, count in zip(result[facet], counts.tolist(), strict=True):
            entry["events"] = count
            for kind, known in others.get(entry["id"], {}).items():
                if other := [name for name in known if name != entry["name"]]:
                    entry[kind] = other
    looks: Any = {row.sector_id: row for row in tables["sectors"].itertuples()}
    for entry in result["sector"]:
        row = looks[entry["id"]]
        entry |= {"color": row.color, "family": row.family}
    return result


def about(tables: Tables, language: Language, today: dt.date) -> dict[str, Any]:
    """What a picture says of where it comes from: title, licences, credits and the day."""
    return {
        "name": tables.about.name or "events",
        "title": language.name(tables.about),
        "licences": [licence.title for licence in tables.about.licences],
        "credits": [credit.title for credit in tables.about.sources],
        "day": language.day_words(today),
    }


def event_details(tables: Tables, columns: EventColumns, language: Language) -> dict[str, Any]:
    """What marks and search need of each event, in the order of the columns."""
    events = tables["events"]
    return {
        "ids": list(columns.event_ids),
        "titles": [language.name(row) for row in events.itertuples()],
        "dates": [date_words(text, language) for text in events["date_edtf"]],
        "precision": list(events["date_precision"]),
        "planned": [status in _PLANNED for status in events["status"]],
        "texts": text_index(tables).texts(),
    }


def _countries(
    tables: Tables, columns: EventColumns, language: Language, rows: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The countries with most events, each with the bounding box of its places on the map.

    No more than have room on the map as buttons; a filter lists all of them.
    """
    known: Any = tables["locations"].itertuples()
    locations = {str(row.location_id): row for row in known}
    inside: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        inside.setdefault(locations[row["id"]].country_code, []).append(row)
    drawn = {row["id"] for row in rows}
    middle = map_middle(rows)
    counts = columns.count("place", np.ones(len(columns), dtype=bool))
    ids = columns.facets["place"].ids
    found = [
        index
        for index, place_id in enumerate(ids)
        if locations[place_id].kind == "country" and place_id not in drawn
    ]
    most = sorted(found, key=lambda index: -counts[index])[:MOST_COUNTRIES]
    result = []
    for index in sorted(most):
        place = locations[ids[index]]
        places = inside.get(place.country_code, [])
        bounds = view_bounds(places, middle) if places else None
        name = language.name(place)
        result.append({"id": ids[index], "index": index, "name": name, "bounds": bounds})
    return result


def version_of(payload: Mapping[str, Any]) -> str:
    """A hash that changes when what the view shows changes.

    The addresses of the assets are hashes of what they hold, so these count too.
    """
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()[:16]


def _iso(day: int) -> str:
    return str(np.datetime64(day, "D"))
