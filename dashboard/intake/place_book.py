"""The places of a table that is brought in: as given by coordinates, or found by name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dashboard.celltypes import to_text
from dashboard.intake.atlas import Atlas, Place
from dashboard.intake.given_points import Point
from dashboard.intake.mapping import NO_PLACE
from dashboard.intake.world import (
    UNKNOWN,
    countries_at,
    country_by_sports_code,
    country_names,
    country_of,
)
from dashboard.names import fold
from dashboard.tables import Tables

GIVEN = "source coordinates"
BY_NAME = "gazetteer"
# So many places of one country tell where the others are to be looked for.
_CLEARLY = 3
# About a metre: finer differences are noise of the writer's program.
_DECIMALS = 5
# Signs of an id that is made of a name.
LONGEST_SLUG = 60
Row = dict[str, str]


def slug(text: str) -> str:
    """``text`` as an id: small Latin letters and digits, with hyphens; may be empty."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:LONGEST_SLUG].strip("-")


@dataclass
class PlaceBook:
    """Gathers the locations that events refer to, each once.

    ``choices`` are the user's answers for names: a reference of the atlas, or `NO_PLACE`.
    ``tables`` is the dataset whose own places the atlas knows; they keep their ids.
    """

    atlas: Atlas
    tables: Tables | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    # Rows of ``locations`` by id, in the order of their first use.
    rows: dict[str, Row] = field(default_factory=dict)
    # Names that were not found, with how often they stand there.
    unresolved: dict[tuple[str, str], int] = field(default_factory=dict)
    _by_name: dict[tuple[str, str], str] = field(default_factory=dict)
    _by_point: dict[tuple[float, float, str], str] = field(default_factory=dict)
    _lands: dict[Point, str] = field(default_factory=dict)
    _ids: dict[str, str] = field(default_factory=dict)
    _countries: dict[str, str] = field(default_factory=dict)
    _usual: str = ""
    # Names that only the country of most of the others could tell.
    by_country: dict[str, str] = field(default_factory=dict)

    def settle(self, names: Iterable[str]) -> str:
        """Learn which country most of ``names`` that are clear lie in; empty where none has most.

        Homonyms are then looked for there: the states of "Florida" among "Texas" and "Ohio".
        """
        clear = [place for name in dict.fromkeys(names) if (place := self.atlas.named(name))]
        counts = Counter(place.country_code for place in clear if place.kind != "country")
        ((code, most),) = counts.most_common(1) or [("", 0)]
        if most >= _CLEARLY and most * 10 >= sum(counts.values()) * 6:
            self._usual = code
        return self._usual

    def prepare(self, points: list[Point]) -> None:
        """Find out in one go which country each of ``points`` (latitude, longitude) lies in."""
        fresh = [point for point in dict.fromkeys(points) if point not in self._lands]
        self._lands |= dict(zip(fresh, countries_at(fresh), strict=True))

    def country(self, text: str) -> str:
        """The alpha-2 code of the country that ``text`` names; empty for none."""
        if not text:
            return ""
        if code := country_of(text) or country_by_sports_code(text):
            return code
        place = self.atlas.named(text)
        return place.country_code if place and place.kind == "country" else ""

    def at_point(self, lat: float, lon: float, name: str, country: str) -> str:
        """The location at a point that the table gives, called ``name`` if it gives one."""
        key = round(lat, _DECIMALS), round(lon, _DECIMALS), name
        if key not in self._by_point:
            code = country or self._lands.get((lat, lon), "") or UNKNOWN
            shown = name or f"{_degrees(lat, 'N', 'S')}, {_degrees(lon, 'E', 'W')}"
            location_id = self._fresh_id(slug(name) or "point")
            self.rows[location_id] = {
                "location_id": location_id,
                "parent_id": self.country_row(code),
                "kind": "site",
                "country_code": code,
                "name_en": shown,
                "lat": to_text(key[0]),
                "lon": to_text(key[1]),
                "precision": "site",
                "placed_by": GIVEN,
                "placed_licence": "as the table",
            }
            self._by_point[key] = location_id
        return self._by_point[key]

    def by_name(self, name: str, country: str = "") -> str:
        """The location that ``name`` means; empty where that is not clear, which is counted."""
        key = name, country
        if key not in self._by_name:
            chosen = self.choices.get(name, "")
            place = self.atlas.place(chosen) if chosen else self.atlas.named(name, country)
            if place is None and not chosen and not country and self._usual:
                place = self.atlas.named(name, self._usual)
                if place:
                    self.by_country[name] = self._usual
            self._by_name[key] = self._row_of(place) if place and chosen != NO_PLACE else ""
        if not self._by_name[key] and self.choices.get(name) != NO_PLACE:
            self.unresolved[key] = self.unresolved.get(key, 0) + 1
        return self._by_name[key]

    def country_row(self, code: str) -> str:
        """The location of a country, made when it is first needed; empty for unknown land."""
        if code not in self._countries:
            self._countries[code] = self._country_row(code)
        return self._countries[code]

    def _country_row(self, code: str) -> str:
        if code == UNKNOWN:
            return ""
        place = next(
            (one for one in self.atlas.homonyms(country_names(code)["name_en"]) if one.rank == 0),
            None,
        )
        return self._row_of(place) if place and place.country_code == code else ""

    def _row_of(self, place: Place) -> str:
        if place.ref in self._ids:
            return self._ids[place.ref]
        if place.location_id and self.tables is not None:
            location_id = self._copied(place.location_id, self.tables)
        else:
            location_id = self._made(place)
        self._ids[place.ref] = location_id
        return location_id

    def _copied(self, location_id: str, tables: Tables) -> str:
        """A place of the dataset that is open, with all that it lies in."""
        frame = tables["locations"]
        (row,) = frame[frame["location_id"] == location_id].to_dict("records")
        self.rows[location_id] = {
            str(column): to_text(value) if not isinstance(value, float) or value == value else ""
            for column, value in row.items()
        }
        parent = row["parent_id"]
        if parent and parent not in self.rows:
            self._copied(parent, tables)
        if row["kind"] == "country":
            self._ids.setdefault(f"place:{location_id}", location_id)
        return location_id

    def _made(self, place: Place) -> str:
        parent = self.atlas.place(place.unit_ref) if place.unit_ref else None
        wider = self._row_of(parent) if parent else ""
        if not wider and place.kind != "country":
            wider = self.country_row(place.country_code)
        is_country = place.kind == "country"
        wanted = place.country_code.lower() if is_country else slug(place.names[0]) or "place"
        location_id = self._fresh_id(wanted)
        box = place.box or ()
        name_en, name_vi, name_ja = place.names
        self.rows[location_id] = {
            "location_id": location_id,
            "parent_id": wider,
            "kind": place.kind,
            "country_code": place.country_code,
            "subdivision_code": "",
            "name_en": name_en,
            "name_vi": name_vi,
            "name_ja": name_ja,
            "lat": to_text(place.lat),
            "lon": to_text(place.lon),
            **dict(zip(("west", "south", "east", "north"), map(to_text, box), strict=False)),
            "precision": {"province": "unit", "prefecture": "unit"}.get(place.kind, place.kind),
            "placed_by": BY_NAME,
            "provider_ref": place.ref,
            "matched_name": name_en,
            "placed_licence": place.licence,
        }
        return location_id

    def _fresh_id(self, wanted: str) -> str:
        # A place of the open dataset may come later and must find its id free.
        taken = self.rows
        number, location_id = 2, wanted
        while location_id in taken or self.atlas.place(f"place:{location_id}"):
            location_id, number = f"{wanted}-{number}", number + 1
        return location_id


def _degrees(value: float, plus: str, minus: str) -> str:
    return f"{abs(round(value, 3)):g}° {plus if value >= 0 else minus}"
