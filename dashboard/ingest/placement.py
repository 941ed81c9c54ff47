"""Where each place of the vocabulary lies, from what is already known; no network.

A place is placed by hand, else by the cached answer of a geocoder. A region is placed
by its members. A venue, site or district that was asked for and that nobody knows is
placed at what it lies in, with the precision of that. Every other place without
coordinates is an error: nothing is guessed and nothing is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dashboard.ingest.dossiers import Place
from dashboard.ingest.geocache import Geocache
from dashboard.ingest.hand_placed import FILE_NAME as HAND_PLACED_FILE
from dashboard.ingest.hand_placed import HandPlaced, load_hand_placed
from dashboard.ingest.questions import ancestors, questions
from dashboard.problems import DataError, Problem

__all__ = ["HandPlaced", "Placement", "load_cache", "load_hand_placed", "place_all"]

_ASK = "Run: python -m dashboard geocode"


@dataclass(frozen=True, slots=True)
class Placement:
    """The columns of the table ``locations`` that say where a place is and who says so.

    Degrees, WGS 84. The bounding box is None where it is unknown. ``placed_by`` is a
    geocoder's name, ``hand`` or ``members``.
    """

    lat: float
    lon: float
    west: float | None
    south: float | None
    east: float | None
    north: float | None
    precision: str
    placed_by: str
    provider_ref: str
    matched_name: str
    placed_date: str
    placed_licence: str
    placed_note_en: str


def load_cache(folder: Path) -> Geocache:
    """The geocoders' answers kept in ``folder``; none if there is no such file yet.

    Raises `DataError` if the file is malformed.
    """
    return Geocache(folder)


def place_all(
    places: Sequence[Place], cache: Geocache, hand_placed: Mapping[str, HandPlaced]
) -> dict[str, Placement]:
    """The placement of each of ``places``, by id, in their order.

    Raises `DataError` with every place that has none, and every hand-placed row that
    belongs to no place.
    """
    problems = [
        Problem(
            HAND_PLACED_FILE,
            "no place of the vocabulary has this id",
            "Mend the id, or remove the row",
            column="place",
            value=id_,
        )
        for id_ in hand_placed
        if all(place.id != id_ for place in places)
    ]
    placer = _Placer(places, cache, hand_placed)
    result = {}
    for place in places:
        placement = placer.place(place)
        if placement is None:
            problems.append(placer.problem(place))
        else:
            result[place.id] = placement
    if problems:
        raise DataError(problems)
    return result


class _Placer:
    def __init__(
        self, places: Sequence[Place], cache: Geocache, hand_placed: Mapping[str, HandPlaced]
    ) -> None:
        self.places = {place.id: place for place in places}
        self.cache, self.hand_placed = cache, hand_placed
        self.asked = frozenset(question for question, _ in cache.answers)

    def place(self, place: Place) -> Placement | None:
        """Where ``place`` lies, or None if that is not known."""
        if placement := self._directly(place) or self._by_members(place, frozenset()):
            return placement
        if place.kind not in ("venue", "site", "district") or not self._is_missed(place):
            return None
        for above in ancestors(place, self.places):
            found = self._directly(above) or self._by_members(above, frozenset())
            if found:
                # The box is that of the other place, so it says nothing of this one.
                return replace(
                    found,
                    west=None,
                    south=None,
                    east=None,
                    north=None,
                    placed_note_en=f"No geocoder knows it: it is placed at {above.name_en}.",
                )
        return None

    def problem(self, place: Place) -> Problem:
        """Why ``place`` has no placement, and what to do."""
        if place.kind == "region":
            message = "a region needs members that all have coordinates"
            remedy = f"Give its members in seeds/vocabulary. {_ASK}"
        elif self._is_missed(place):
            message = "no geocoder that was asked knows this place"
            remedy = (
                f"Ask another: python -m dashboard geocode --provider nominatim --refresh "
                f"{place.id}; or add it to geocache/{HAND_PLACED_FILE} with a reason"
            )
        else:
            message, remedy = "this place has no coordinates yet", _ASK
        return Problem("geocache/places.csv", message, remedy, None, "query", place.id)

    def _directly(self, place: Place) -> Placement | None:
        if row := self.hand_placed.get(place.id):
            return Placement(
                row.lat,
                row.lon,
                *(None, None, None, None),
                row.precision,
                "hand",
                "",
                "",
                placed_date=row.date.isoformat(),
                placed_licence=row.licence,
                placed_note_en=row.reason_en,
            )
        for question in questions(place, self.places):
            answer = self.cache.hit(question)
            if answer and answer.lat is not None and answer.lon is not None:
                west, south, east, north = answer.box or (None, None, None, None)
                return Placement(
                    answer.lat,
                    answer.lon,
                    west,
                    south,
                    east,
                    north,
                    precision=answer.precision,
                    placed_by=answer.provider,
                    provider_ref=answer.provider_ref,
                    matched_name=answer.matched_name,
                    placed_date=answer.asked_date.isoformat(),
                    placed_licence=answer.licence,
                    placed_note_en="",
                )
        return None

    def _by_members(self, region: Place, inside: frozenset[str]) -> Placement | None:
        """The mean of the members' points and the union of their boxes.

        Each member counts once, whatever its size. Right for regions that do not span
        the 180th meridian. ``inside`` are the regions being placed, to end circles.
        """
        if region.kind != "region" or region.id in inside or not region.members:
            return None
        parts = []
        for id_ in region.members:
            member = self.places.get(id_)
            found = member and (
                self._directly(member) or self._by_members(member, inside | {region.id})
            )
            if not found:
                return None
            parts.append(found)
        west = min(part.lon if part.west is None else part.west for part in parts)
        south = min(part.lat if part.south is None else part.south for part in parts)
        east = max(part.lon if part.east is None else part.east for part in parts)
        north = max(part.lat if part.north is None else part.north for part in parts)
        return Placement(
            round(sum(part.lat for part in parts) / len(parts), 6),
            round(sum(part.lon for part in parts) / len(parts), 6),
            west,
            south,
            east,
            north,
            precision="region",
            placed_by="members",
            provider_ref="",
            matched_name="",
            placed_date=max(part.placed_date for part in parts),
            placed_licence="; ".join(sorted({part.placed_licence for part in parts})),
            placed_note_en="Mean of the points of its members; the box holds all of theirs.",
        )

    def _is_missed(self, place: Place) -> bool:
        return all(question in self.asked for question in questions(place, self.places))
