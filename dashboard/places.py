"""How places lie in one another, and which pairs of localities an event joins."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

from dashboard.tables import Tables

LOCALITY_KINDS = ("province", "prefecture", "city", "district")
PAIR_MARK = "~"


def containing_places(tables: Tables) -> Mapping[str, frozenset[str]]:
    """For each place: itself, its ancestors, and the regions any of these belong to."""
    locations = tables["locations"]
    parent = dict(zip(locations["location_id"], locations["parent_id"], strict=True))
    regions: dict[str, set[str]] = {}
    members = tables["location_members"]
    for region_id, member_id in zip(members["region_id"], members["member_id"], strict=True):
        regions.setdefault(member_id, set()).add(region_id)
    containing: dict[str, frozenset[str]] = {}
    for place_id in parent:
        found: set[str] = set()
        waiting = [place_id]
        while waiting:
            place = waiting.pop()
            if place and place not in found:
                found.add(place)
                waiting.extend([parent.get(place, ""), *regions.get(place, ())])
        containing[place_id] = frozenset(found)
    return containing


def lone_countries(tables: Tables) -> frozenset[str]:
    """The countries of which the dataset knows no place inside: they stand for themselves."""
    locations = tables["locations"]
    is_wide = locations["kind"].isin(("country", "region"))
    known = set(locations.loc[~is_wide, "country_code"])
    alone = locations["kind"].eq("country") & ~locations["country_code"].isin(list(known))
    return frozenset(locations.loc[alone, "location_id"])


def locality_pairs(tables: Tables) -> tuple[list[str], list[tuple[str, str]]]:
    """Events that join localities of different countries: event ids, and the pairs.

    One entry per event and pair, ordered alike. Localities are provinces, prefectures
    and cities that the source names as parties or subjects; where an event merely takes
    place joins nobody. A pair is in alphabetical order of its countries' codes.
    """
    locations = tables["locations"]
    localities = locations[locations["kind"].isin(LOCALITY_KINDS)]
    country: dict[str, str] = dict(
        zip(localities["location_id"], localities["country_code"], strict=True)
    )
    links = tables["event_locations"]
    links = links[links["role"].ne("venue") & links["location_id"].isin(list(country))]
    links = links.drop_duplicates(["event_id", "location_id"])
    sides = links["location_id"].map(country)
    several = sides.groupby(links["event_id"]).transform("nunique") > 1
    events: list[str] = []
    pairs: list[tuple[str, str]] = []
    for event_id, group in links[several].groupby("event_id", sort=False)["location_id"]:
        places = sorted(group, key=lambda place: (country[place], place))
        for one, other in combinations(places, 2):
            if country[one] != country[other]:
                events.append(str(event_id))
                pairs.append((one, other))
    return events, pairs
