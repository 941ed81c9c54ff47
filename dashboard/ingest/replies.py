"""What the replies of network geocoders mean: one reader per provider.

Geocoders return what is popular, not what was asked: a bay's name brings a hotel, a
prefecture's name its capital. Each reader therefore tells from the provider's own
fields whether a result is of the kind that was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from geopy.location import Location

OPENSTREETMAP = "ODbL 1.0 (OpenStreetMap contributors)"
Box = tuple[float, float, float, float]

# Ranks of Nominatim's place hierarchy (nominatim.org, "Place Ranking"): 4 country, 5–9
# first-level unit, 10–19 from county to village, 20–24 quarter, 30 building.
_NOMINATIM_RANKS = {
    "country": range(5),
    "province": range(5, 10),
    "prefecture": range(5, 10),
    "city": range(10, 20),
    "district": range(12, 26),
    "site": range(8, 31),
    "venue": range(16, 31),
}
_PHOTON_TYPES = {
    "country": ("country",),
    "province": ("state", "county"),
    "prefecture": ("state", "county"),
    "city": ("city", "county"),
    "district": ("city", "district", "locality"),
}
# A site or venue is a thing with a name, not the town or ward named after it.
_SETTLEMENTS = (
    *("country", "state", "province", "region", "county", "municipality", "city", "town"),
    *("village", "hamlet", "suburb", "quarter", "neighbourhood", "city_district", "district"),
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One result. ``fits`` tells whether it is of the kind and in the country asked for."""

    lat: float
    lon: float
    box: Box | None
    provider_ref: str
    matched_name: str
    licence: str
    fits: bool


Reader = Callable[[Location, str, str], Candidate]


def read_nominatim(location: Location, kind: str, country_code: str) -> Candidate:
    """A result of Nominatim's ``/search``; it restricts the country itself."""
    del country_code
    raw: Mapping[str, Any] = location.raw
    is_settlement = raw.get("type") in (*_SETTLEMENTS, "administrative")
    rank = int(raw["place_rank"]) if "place_rank" in raw else None
    fits = rank is None or rank in _NOMINATIM_RANKS.get(kind, ())
    if kind in ("site", "venue"):
        fits = fits and not is_settlement
    elif kind not in ("country", "district"):
        # A road or a shop ranks like a town when it is searched by its name.
        fits = fits and raw.get("class", raw.get("category")) in ("place", "boundary")
    box = None
    if edges := raw.get("boundingbox"):
        south, north, west, east = map(float, edges)
        box = (west, south, east, north)
    return Candidate(
        location.latitude,
        location.longitude,
        box,
        f"osm:{raw['osm_type']}/{raw['osm_id']}" if "osm_id" in raw else "",
        location.address,
        OPENSTREETMAP,
        fits,
    )


def read_photon(location: Location, kind: str, country_code: str) -> Candidate:
    """A GeoJSON feature of Photon's ``/api``."""
    properties: Mapping[str, Any] = location.raw["properties"]
    if kind in ("site", "venue"):
        fits = properties.get("osm_value") not in (*_SETTLEMENTS, "administrative")
    else:
        fits = properties.get("type") in _PHOTON_TYPES.get(kind, ())
    fits = fits and properties.get("countrycode", country_code).upper() == country_code
    box = None
    if extent := properties.get("extent"):
        west, north, east, south = map(float, extent)
        box = (west, south, east, north)
    types = {"N": "node", "W": "way", "R": "relation"}
    osm_type = types.get(properties.get("osm_type", ""))
    return Candidate(
        location.latitude,
        location.longitude,
        box,
        f"osm:{osm_type}/{properties['osm_id']}" if osm_type else "",
        location.address,
        OPENSTREETMAP,
        fits,
    )


def read_any(location: Location, kind: str, country_code: str) -> Candidate:
    """A result of a provider that this module does not know: the point and its name."""
    del kind, country_code
    return Candidate(
        location.latitude,
        location.longitude,
        None,
        "",
        location.address,
        "see the terms of the provider",
        fits=True,
    )
