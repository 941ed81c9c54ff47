"""What a map on a slide shows of the selected events: circles, arcs and regions, as numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard.export.slides_selected import Selected
from dashboard.export.slides_text import legal
from dashboard.places import PAIR_MARK, containing_places
from dashboard.views.place_map import place_rows

# Beyond these, arcs are a tangle.
MOST_ARCS = 150


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with a circle: its events, and these by group of sectors (``wedges``)."""

    place_id: str
    name: str
    country: str
    lon: float
    lat: float
    count: int
    wedges: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Footprint:
    """A region that events name as such: its events, and where its name may stand."""

    place_id: str
    name: str
    country: str
    lon: float
    lat: float
    count: int


@dataclass(frozen=True, eq=False)
class Places:
    """All that a map shows.

    ``known`` holds, by country, the points (longitude, latitude) of every place of the
    dataset that could have a circle; ``arcs`` the pairs of ids that events join, with
    their number; ``unplaced`` counts the events without a place on the map.
    """

    spots: tuple[Spot, ...]
    regions: tuple[Footprint, ...]
    arcs: tuple[tuple[str, str, int], ...]
    known: dict[str, list[tuple[float, float]]]
    unplaced: int


def places_of(chosen: Selected) -> Places:
    """Circles for provinces and prefectures, or for cities where no event names these.

    As on the page, an event in a city counts for its province too.
    """
    tables, columns = chosen.tables, chosen.columns
    rows = place_rows(tables, columns, chosen.request.language)
    rows = [row for row in rows if np.isfinite(row["position"]).all()]
    frame = tables["locations"]
    country = dict(zip(frame["location_id"], frame["country_code"], strict=True))
    counts = chosen.count("place")
    for level in ("unit", "city"):
        level_rows = [row for row in rows if row["level"] == level]
        shown = [row for row in level_rows if row["id"] in counts]
        if shown:
            break
    facet = columns.facets["place"]
    per_group = [facet.count(chosen.of_group(group), columns.weight) for group in chosen.groups]
    spots = tuple(
        Spot(
            row["id"],
            legal(row["name"]),
            country[row["id"]],
            row["position"][0],
            row["position"][1],
            counts[row["id"]],
            tuple(int(count[row["index"]]) for count in per_group),
        )
        for row in shown
    )
    known: dict[str, list[tuple[float, float]]] = {}
    for row in level_rows:
        known.setdefault(country[row["id"]], []).append(tuple(row["position"]))
    on_map = facet.hits(frozenset(spot.place_id for spot in spots))
    regions = _regions(chosen, rows, country)
    on_map |= facet.hits(frozenset(region.place_id for region in regions))
    return Places(
        spots,
        regions,
        _arcs(chosen, {spot.place_id for spot in spots}),
        known,
        columns.total(chosen.mask & ~on_map),
    )


def _regions(
    chosen: Selected, rows: list[dict[str, Any]], country: dict[str, str]
) -> tuple[Footprint, ...]:
    """The regions that the selected events name themselves, not through a member."""
    links = chosen.tables["event_locations"]
    names = {row["id"]: row for row in rows if row["level"] == "region"}
    links = links[links["location_id"].isin(list(names))]
    links = links[links["event_id"].isin(list(chosen.event_ids))]
    links = links.drop_duplicates(["event_id", "location_id"])
    direct = Counter(links["location_id"])
    return tuple(
        Footprint(
            key,
            legal(row["name"]),
            country[key],
            row["position"][0],
            row["position"][1],
            direct[key],
        )
        for key, row in names.items()
        if direct[key]
    )


def _arcs(chosen: Selected, spots: set[str]) -> tuple[tuple[str, str, int], ...]:
    """Pairs of circles, the most joined first; a city's arc ends at its province's circle."""
    if not spots:
        return ()
    around = containing_places(chosen.tables)
    end_of: dict[str, str] = {}
    found: Counter[tuple[str, str]] = Counter()
    for pair, count in chosen.count("pair").items():
        ends = pair.split(PAIR_MARK)
        for end in ends:
            if end not in end_of:
                end_of[end] = min(around.get(end, frozenset()) & spots, default="")
        one, other = (end_of[end] for end in ends)
        if one and other and one != other:
            found[one, other] += count
    return tuple((one, other, count) for (one, other), count in found.most_common(MOST_ARCS))
