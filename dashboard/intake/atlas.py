"""Where named places lie: a light, offline look-up for tables that are brought in.

It knows the places of the dataset that is open, the towns, units and airports of
``geocache/gazetteer``, and the world's countries, their first-level units and its towns of
15,000 people in ``geocache/world``. Like the geocoder that makes the committed dataset it
answers nothing rather than guess: countries come before units and these before towns, and
between homonyms of one rank only the country, the rest of the name ("Springfield,
Illinois"), or a town ten times as large as the next can decide.
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from dashboard.intake.world import GEOCACHE, country_names, country_of, country_words
from dashboard.names import fold, untitled
from dashboard.tables import Tables

# Towns this much larger than the next of their name are meant by it.
_DOMINANT = 10
_RANKS = {"country": 0, "province": 1, "prefecture": 1, "region": 1, "city": 2}
_LOWEST = 3
_WORLD = ("cities.csv", "units.csv")
_JAPANESE = re.compile(r"(.{2,4}?[都道府県])(.+)")
_LICENCES = {"natural-earth": "public domain (Natural Earth)", "geonames": "CC BY 4.0 (GeoNames)"}
_CANDIDATES = 5
_SIDES = ("west", "south", "east", "north")


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
        pairs = _pairs(wanted)
        shared: Counter[str] = Counter()
        for atlas in filter(None, (self, self._below)):
            for pair in pairs:
                shared.update(atlas._keys_by_pair.get(pair, ()))
        most = max(1, len(wanted) // 3)
        near = [
            (distance, -count, key)
            for key, count in shared.most_common(60)
            if (distance := edit_distance(wanted, key, most)) <= most
        ]
        return [key for _, _, key in sorted(near)]

    @cached_property
    def _keys_by_pair(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for key in self._names:
            for pair in _pairs(key):
                found[pair].append(key)
        return found

    def knows(self, name: str) -> bool:
        """Whether ``name`` may mean any place at all."""
        return bool(self.homonyms(name))


def _pairs(text: str) -> set[str]:
    padded = f"^{text}$"
    return {padded[i : i + 2] for i in range(len(padded) - 1)}


def edit_distance(one: str, other: str, most: int) -> int:
    """How many letters must be changed, added or taken away (Levenshtein), up to ``most`` + 1."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        before, row = row, [i]
        for j, b in enumerate(other, start=1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b)))
        if min(row) > most:
            return most + 1
    return row[-1]


@lru_cache(maxsize=2)
def world_atlas(folder: Path = GEOCACHE) -> Atlas:
    """The atlas of the committed gazetteers in ``folder``; of countries alone without them."""
    files = sorted(folder.glob("gazetteer/*.csv")) + [
        path for name in _WORLD if (path := folder / "world" / name).is_file()
    ]
    return Atlas(place for file in files for place in _read(file))


def atlas_with(tables: Tables | None, below: Atlas | None = None) -> Atlas:
    """The atlas of a dataset's own places, over that of the world."""
    below = below or world_atlas()
    return below if tables is None else Atlas(_own(tables), below)


def _read(file: Path) -> Iterator[Place]:
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            code, kind = row["country_code"], row["kind"]
            own_code = row.get("unit_code", "") if file.parent.name == "world" else row["code"]
            ref = row["provider_ref"]
            names = (row["name_en"], row.get("name_vi", ""), row.get("name_ja", ""))
            others = [name for name in row["other_names"].split(";") if name]
            if kind == "country":
                known = country_names(code)
                names = (known["name_en"], known["name_vi"], known["name_ja"])
                others += [row["name_en"], *_country_words(code)]
                if file.parent.name != "world":
                    continue
            is_unit = kind in ("province", "prefecture")
            unit = "" if is_unit or kind == "country" else row.get("unit_code", "")
            provider = ref.split(":")[0]
            yield Place(
                ref=f"unit:{own_code}" if is_unit else ref,
                kind=kind,
                country_code=code,
                unit_ref=f"unit:{unit}" if unit else "",
                names=names,
                other_names=tuple(others),
                lat=float(row["lat"]),
                lon=float(row["lon"]),
                box=_box(row),
                population=int(row.get("population") or 0),
                licence=row.get("licence") or _LICENCES[provider],
            )


@lru_cache
def _words_by_country() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for word, code in country_words().items():
        # Two letters are a word in many languages, a town's short name, or a unit's code.
        if len(word) > 2 or not word.isascii():
            found[code].append(word)
    return found


def _country_words(code: str) -> list[str]:
    return _words_by_country().get(code, [])


def _box(row: Mapping[Any, Any]) -> tuple[float, float, float, float] | None:
    sides = [float(row[side]) if row[side] != "" else math.nan for side in _SIDES]
    west, south, east, north = sides
    return None if any(map(math.isnan, sides)) else (west, south, east, north)


def _own(tables: Tables) -> Iterator[Place]:
    names: dict[str, list[str]] = defaultdict(list)
    frame = tables["location_names"]
    for location_id, name in zip(frame["location_id"], frame["name"], strict=True):
        names[location_id].append(name)
    rows = tables["locations"].to_dict("records")
    for row in rows:
        yield Place(
            ref=f"place:{row['location_id']}",
            kind=row["kind"],
            country_code=row["country_code"],
            unit_ref=f"place:{row['parent_id']}" if row["parent_id"] else "",
            names=(row["name_en"], row["name_vi"], row["name_ja"]),
            other_names=tuple(names[row["location_id"]]),
            lat=row["lat"],
            lon=row["lon"],
            box=_box(row),
            population=0,
            licence=row["placed_licence"],
            location_id=row["location_id"],
        )
