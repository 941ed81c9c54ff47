"""What a linked view that needs no server is made of, each part as bytes.

The document around them is `standalone`'s.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.columns import EventColumns, event_columns
from dashboard.language import Language
from dashboard.linked.assets import Asset, json_asset
from dashboard.linked.groups import groups_asset, groups_payload
from dashboard.linked.outlines import pack_outlines
from dashboard.linked.payload import event_details, linked_payload
from dashboard.progress import Tell, part, unheard
from dashboard.search import fold
from dashboard.tables import Tables
from dashboard.views import cards
from dashboard.views.boundaries import FeatureCollection
from dashboard.views.place_map import map_middle, place_rows, view_bounds
from dashboard.warehouse.resolution import Resolution
from dashboard.wire import pack

_BINARY = "application/octet-stream"
LibraryUrls = Mapping[str, Sequence[object]]


def view_parts(
    tables: Tables,
    boundaries: Mapping[str, FeatureCollection],
    region_units: Mapping[str, Sequence[str]],
    language: Language,
    today: dt.date,
    library_urls: LibraryUrls,
    tell: Tell = unheard,
) -> dict[str, Asset]:
    """Everything that the view shows of ``tables``, by the names that the host asks for.

    ``boundaries`` are as `views.boundaries.load_boundaries` makes them; no place is named
    in the parts that ``tables`` does not name. ``region_units`` holds the units that each
    region consists of. Above `views.timeline.MOST_MARKS` events there are neither marks
    nor cards.
    """
    tell(0.0)
    columns = event_columns(tables)
    tell(0.1)
    payload = linked_payload(
        tables, columns, language, assets={}, library_urls=library_urls, today=today
    )
    tell(0.2)
    has_details = payload["hasDetails"]
    ids = list(columns.event_ids) if has_details else []
    details = event_details(tables, columns, language) if has_details else {}
    if has_details:
        names = (one["name"] for values in payload["facets"].values() for one in values)
        details = _lean(tables, details, [*details["titles"], *names])
    tell(0.3)
    return {
        "payload": json_asset("payload.json", payload),
        "columns": Asset("columns.bin", _BINARY, pack(columns)),
        "outlines": _outlines(tables, columns, boundaries, region_units, language),
        "events": json_asset("events.json", details),
        "cards": json_asset("cards.json", _cards(tables, ids, language, part(tell, 0.4, 1.0))),
    }


def group_parts(
    tables: Tables,
    columns: EventColumns,
    resolution: Resolution,
    levels: Sequence[str],
    boundaries: Mapping[str, FeatureCollection],
    language: Language,
    today: dt.date,
    library_urls: LibraryUrls,
) -> dict[str, Asset]:
    """As `view_parts`, of groups of events: there are neither marks nor cards, and none finer."""
    payload = linked_payload(
        tables, columns, language, assets={}, library_urls=library_urls, today=today
    )
    payload |= {"groups": groups_payload(levels)}
    return {
        "payload": json_asset("payload.json", payload),
        "columns": groups_asset(columns, resolution),
        "outlines": _outlines(tables, columns, boundaries, {}, language),
        "events": json_asset("events.json", {}),
        "cards": json_asset("cards.json", {}),
    }


def _outlines(
    tables: Tables,
    columns: EventColumns,
    boundaries: Mapping[str, FeatureCollection],
    region_units: Mapping[str, Sequence[str]],
    language: Language,
) -> Asset:
    rows = place_rows(tables, columns, language)
    packed = pack_outlines(
        boundaries,
        region_units,
        set(tables["locations"]["location_id"]),
        view_bounds(rows, map_middle(rows)),
    )
    return Asset("outlines.bin", _BINARY, packed)


def _lean(tables: Tables, details: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """``details`` with each line of the searchable texts once: places recur in many events.

    A line that is one of ``names``, which the file holds anyway, is its position among them. The
    summary is on the event's card: its line is left out, and found there.
    """
    known = {fold(name): position for position, name in enumerate(names)}
    numbers: dict[str, int] = {}
    texts = []
    for text, summary in zip(details["texts"], tables["events"]["summary_en"], strict=True):
        own = fold(summary)
        lines = [line for line in text.split("\n") if line != own]
        texts.append([numbers.setdefault(line, len(numbers)) for line in lines])
    return {**details, "texts": texts, "lines": [known.get(line, line) for line in numbers]}


def _cards(tables: Tables, ids: Sequence[str], language: Language, tell: Tell) -> dict[str, str]:
    """The cards, those of one document side by side: what they share then packs better."""
    stated = tables["event_sources"].drop_duplicates("event_id")
    source_of = dict(zip(stated["event_id"], stated["source_id"], strict=True))
    order = sorted(ids, key=lambda event_id: (source_of.get(event_id, ""), event_id))
    return cards.card_of_each(tables, order, language, tell)
