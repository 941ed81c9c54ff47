"""What the linked view is given, whichever host shows it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from dashboard.columns import EventColumns
from dashboard.linked.labels import LABELS
from dashboard.tables import Tables
from dashboard.views.place_map import LARGEST_RADIUS, place_map, place_rows, view_bounds
from dashboard.views.timeline import focus_of, span_of, timeline


def linked_payload(
    tables: Tables,
    columns: EventColumns,
    *,
    boundary_urls: Mapping[str, str],
    library_urls: Mapping[str, list[str]],
) -> dict[str, Any]:
    """The specs of both views and all that ``linked.js`` needs beside the columns.

    Plain JSON values only. The boundaries are named in the deck and fetched from
    ``boundary_urls``, so that they are sent once and kept by the browser.
    """
    locations = tables["locations"].set_index("location_id")
    names = [locations.at[place_id, "name_en"] for place_id in columns.place_ids]
    sectors = tables["sectors"].set_index("sector_id")
    everything = columns.count_places(np.ones(len(columns), dtype=bool))
    rows = place_rows(tables, columns)
    circles = [everything[row["index"]] for row in rows if row["level"] != "region"]
    deck = place_map(tables, columns, boundaries={name: name for name in boundary_urls})
    return {
        "specs": {
            "timeline": json.loads(timeline(tables, columns).to_json()),
            "map": {
                "deck": json.loads(deck.to_json()),
                "bounds": view_bounds(rows),
                "countries": [
                    {"id": place_id, "index": index, "name": names[index]}
                    for index, place_id in enumerate(columns.place_ids)
                    if locations.at[place_id, "kind"] == "country"
                ],
                "largestCount": int(max(circles, default=1)),
                "largestRadius": LARGEST_RADIUS,
            },
        },
        "sectors": [
            {
                "id": sector_id,
                "name": sectors.at[sector_id, "name_en"],
                "color": sectors.at[sector_id, "color"],
                "family": sectors.at[sector_id, "family"],
            }
            for sector_id in columns.sector_ids
        ],
        "places": list(columns.place_ids),
        "placeNames": names,
        "eventCount": int(columns.weight.sum()),
        "extent": [_iso(day) for day in span_of(columns)],
        "focus": [_iso(day) for day in focus_of(columns)],
        "labels": LABELS,
        "locale": "en",
        "libraries": dict(library_urls),
        "boundaries": dict(boundary_urls),
    }


def version_of(columns: EventColumns, payload: Mapping[str, Any]) -> str:
    """A hash that changes when what the view shows changes."""
    digest = hashlib.sha256(json.dumps(payload, sort_keys=True).encode())
    for array in (columns.first, columns.last, columns.sectors, columns.weight):
        digest.update(array.tobytes())
    digest.update(columns.place_offsets.tobytes() + columns.place_index.tobytes())
    return digest.hexdigest()[:16]


def _iso(day: int) -> str:
    return str(np.datetime64(day, "D"))
