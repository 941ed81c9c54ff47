"""Whom a dataset that was made of somebody's table has to name: who placed its places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dashboard.intake.place_book import GIVEN, Row
from dashboard.tables import Credit, Tables

GEONAMES = Credit(
    "GeoNames: coordinates and names of cities (CC BY 4.0)", "https://www.geonames.org/"
)
NATURAL_EARTH = Credit(
    "Natural Earth: outlines of countries, provinces and prefectures (public domain)",
    "https://www.naturalearthdata.com/",
)


def credits_for(locations: Iterable[Row], known: Tables | None) -> Iterator[Credit]:
    """The credits for ``locations`` (rows of that table) and for the outlines of the map.

    Places of the ``known`` dataset bring along whom this dataset names.
    """
    placed = [row for row in locations if row.get("placed_by") != GIVEN]
    ours = set(known["locations"]["location_id"]) if known else set()
    found = [NATURAL_EARTH]
    if any("GeoNames" in row.get("placed_licence", "") for row in placed):
        found.insert(0, GEONAMES)
    if known and any(row["location_id"] in ours for row in placed):
        found += known.about.sources
    yield from {credit.path or credit.title: credit for credit in reversed(found)}.values()
