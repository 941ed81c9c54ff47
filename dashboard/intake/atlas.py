"""Where named places lie: a light, offline look-up for tables that are brought in.

Like the geocoder that makes the committed dataset it answers nothing rather than guess:
countries come before units and these before towns, and between homonyms of one rank only the
country, the rest of the name ("Springfield, Illinois"), or a town ten times as large as the
next can decide.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from dashboard.intake.spelling import PairIndex, by_pair, near_spellings
from dashboard.intake.world import country_of
from dashboard.names import fold, untitled

# Towns this much larger than the next of their name are meant by it.
_DOMINANT = 10
_RANKS = {"country": 0, "province": 1, "prefecture": 1, "region": 1, "city": 2}
_LOWEST = 3
_JAPANESE = re.compile(r"(.{2,4}?[都道府県])(.+)")
_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a name may mean. ``ref`` is its provider's id, by which it is chosen.

    ``unit_ref`` is the place it lies in, if that is known; ``names`` are its name in
    English, Vietnamese and Japanese; ``box`` is west, south, east, north in degrees.
    """

    ref: str
    kind: str
    country_code: str
    unit_ref: str
    names: tuple[str, str, str]
    other_names: tuple[str, ...]
    lat: float
    lon: float
    box: tuple[float, float, float, float] | None
    population: int
    licence: str
    location_id: str = ""

    @property
    def rank(self) -> int:
        """How wide the place is, from 0, a country, to 3."""
        return _RANKS.get(self.kind, _LOWEST)


class Atlas:
    """Places by name."""

    def __init__(self, places: Iterable[Place], below: Atlas | None = None) -> None:
        self._below = below
        self.places = {place.ref: place for place in places}
        self._names: dict[str, list[Place]] = defaultdict(list)
        for place in self.places.values():
            for name in {*place.names, *place.other_names}:
                if name:
                    self._add(fold(name), place)
                    if place.rank == 1 and (bare := untitled(name)):
                        self._add(bare[0], place)

    def _add(self, key: str, place: Place) -> None:
        known = self._names[key]
        if place not in known:
            known.append(place)

    def place(self, ref: str) -> Place | None:
        """The place whose reference is ``ref``."""
        return self.places.get(ref) or (self._below.place(ref) if self._below else None)

    def named(self, name: str, country: str = "") -> Place | None:
        """The one place that ``name`` means, in ``country`` (alpha-2) if that is known."""
        found = self.homonyms(name, country)
        if not found:
            return None
        top = [place for place in found if place.rank == found[0].rank]
        if len(top) == 1 or top[0].location_id:
            return top[0]
        top.sort(key=lambda place: -place.population)
        if top[0].population >= _DOMINANT * max(top[1].population, 1):
            return top[0]
        return None

    def homonyms(self, name: str, country: str = "") -> list[Place]:
        """Every place that ``name`` may mean, the widest first, the dataset's own before others."""
        first, *context = [
            part.strip() for part in re.split(r"[,(),()]", name) if part.strip()
        ] or [""]
        found = self._in_context(self._all(name) or self._all(first), context, country)
        if not found and (match := _JAPANESE.fullmatch(first)):
            found = self._in_context(self._all(match[2]), [match[1]], country)
        return sorted(found, key=lambda place: (place.rank, not place.location_id, place.ref))

    def _all(self, name: str) -> list[Place]:
        found = list(self._names.get(fold(name), ()))
        if not found and (bare := untitled(name)):
            found = [
                place
                for place in self._names.get(bare[0], ())
                if place.kind in bare[1] or (place.rank == 1 and "province" in bare[1])
            ]
        if self._below:
            mine = {(place.kind, fold(place.names[0]), place.country_code) for place in found}
            found += [
                place
                for place in self._below._all(name)
                if (place.kind, fold(place.names[0]), place.country_code) not in mine
            ]
        return found

    def _in_context(self, found: list[Place], context: Sequence[str], country: str) -> list[Place]:
        if country:
            found = [place for place in found if place.country_code == country]
        for part in context:
            code = country_of(part)
            units = {place.ref for place in self._all(part) if place.rank == 1}
            found = [
                place
                for place in found
                if place.unit_ref in units or (code and place.country_code == code)
            ]
        return found

    def nearest(self, name: str, country: str = "") -> list[Place]:
        """Places whose names are most like ``name``: homonyms, the largest first, then near misses.

        "Tỉnh Quảng Nimh" is like "Quảng Ninh".
        """
        found = self.homonyms(name, country) or self.homonyms(name)
        found.sort(key=lambda place: (place.rank, -place.population))
        first, *context = re.split(r"[,(]", name)
        # What a name says that it lies in is near, if nothing else is.
        found += [one for part in context for one in self.homonyms(part)[:1] if one not in found]
        bare = untitled(first)
        for wanted in dict.fromkeys((fold(first), *(bare[:1] if bare else ()))):
            for key in self._similar(wanted):
                found += [place for place in self._all(key) if place not in found]
        inside = [place for place in found if not country or place.country_code == country]
        return (inside or found)[:_CANDIDATES]

    def described(self, place: Place) -> str:
        """``place`` so that it is told from its homonyms: "Springfield, Illinois, US"."""
        unit = self.place(place.unit_ref) if place.unit_ref else None
        wider = unit.names[0] if unit and unit.rank else ""
        names = (place.names[0], wider, place.country_code)
        return ", ".join(dict.fromkeys(filter(None, names)))

    def _similar(self, wanted: str) -> list[str]:
        atlases = filter(None, (self, self._below))
        return near_spellings(wanted, [atlas._by_pair for atlas in atlases])

    @cached_property
    def _by_pair(self) -> PairIndex:
        return by_pair(self._names)

    def knows(self, name: str) -> bool:
        """Whether ``name`` may mean any place at all."""
        return bool(self.homonyms(name))
