"""An offline geocoder over the open gazetteer in ``geocache/gazetteer/``.

`Gazetteer` is a geopy `Geocoder` like any other, except that it reads CSV files instead
of a network and that it answers nothing rather than guess. Countries come before
provinces and prefectures, and these before towns: "Quang Ninh" is the province, though
a town in Quảng Trị bears the name too. Between homonyms of one rank only the kind, the
country, or the rest of the query ("Kawasaki, Kanagawa") can decide.
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from geopy.adapters import URLLibAdapter
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location

from dashboard.ingest.questions import UNIT_KINDS
from dashboard.names import fold, has_marks, untitled
from dashboard.problems import DataError, Problem

REQUIRED = ("country_code", "kind", "name_en", "lat", "lon", "provider_ref", "licence")
_RANKS = {"country": 0, "province": 1, "prefecture": 1, "city": 2, "district": 3}
_BOX = ("west", "south", "east", "north")
# Kinds of gazetteer row that may answer for a kind of place. GeoNames lists wards and
# quarters among its towns.
_ANSWERS = {
    "country": ("country",),
    "province": UNIT_KINDS,
    "prefecture": UNIT_KINDS,
    "city": ("city",),
    "district": ("district", "city"),
    "site": ("site",),
    "venue": ("venue",),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of the gazetteer. ``box`` is west, south, east, north in degrees."""

    country_code: str
    unit_code: str
    kind: str
    names: tuple[str, ...]
    other_names: tuple[str, ...]
    lat: float
    lon: float
    box: tuple[float, float, float, float] | None
    provider_ref: str
    licence: str


@dataclass(frozen=True, slots=True)
class _Match:
    entry: Entry
    rank: int
    grade: int


class Gazetteer(Geocoder):
    """Geocoder over every CSV file of ``folder``.

    Raises `DataError` naming file, row and column if a file is missing or malformed.
    """

    def __init__(self, folder: Path) -> None:
        # geopy wants an adapter even where nothing is fetched; this one opens no socket.
        super().__init__(adapter_factory=URLLibAdapter)
        self.entries = tuple(read_folder(folder))
        self._names: dict[str, list[tuple[Entry, str, bool]]] = defaultdict(list)
        for entry in self.entries:
            for name in entry.names:
                self._names[fold(name)].append((entry, name, True))
                if entry.kind in UNIT_KINDS and (bare := untitled(name)):
                    self._names[bare[0]].append((entry, bare[0], True))
            for name in entry.other_names:
                self._names[fold(name)].append((entry, name, False))
        self._parents = {
            entry.unit_code if entry.kind in UNIT_KINDS else entry.country_code: entry
            for entry in self.entries
            if _RANKS.get(entry.kind, 9) <= 1
        }

    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool = True,
        timeout: object = DEFAULT_SENTINEL,
        kind: str | None = None,
        country_codes: str | Sequence[str] | None = None,
    ) -> Location | list[Location] | None:
        """The place that ``query`` names, or None where there is none or more than one.

        ``query`` is a name, or a name and what it lies in, separated by commas, in
        English, Vietnamese or Japanese. ``kind`` is one of `closed_lists.LOCATION_KINDS`;
        ``country_codes`` are ISO 3166-1 alpha-2. With ``exactly_one=False`` all
        homonyms come back, best first. ``timeout`` is accepted as all geocoders do.
        """
        del timeout
        matches = self.matches(query, kind=kind, country_codes=country_codes)
        if not matches:
            return None
        if not exactly_one:
            return [self._location(match.entry) for match in matches]
        best = [m for m in matches if (m.rank, m.grade) == (matches[0].rank, matches[0].grade)]
        return self._location(best[0].entry) if len(best) == 1 else None

    def matches(
        self, query: str, *, kind: str | None, country_codes: str | Sequence[str] | None
    ) -> list[_Match]:
        """Every entry that ``query`` may mean, best first."""
        name, *context = [part.strip() for part in query.split(",")]
        kinds = None if kind is None else _ANSWERS.get(kind, ())
        found = self._named(name, name, kinds)
        if not found and (bare := untitled(name)):
            found = self._named(bare[0], name, bare[1] if kinds is None else kinds)
        if country_codes:
            codes = [country_codes] if isinstance(country_codes, str) else country_codes
            wanted = {code.upper() for code in codes}
            found = [match for match in found if match.entry.country_code in wanted]
        for part in filter(None, context):
            parents = self._parents_named(part)
            found = [
                match
                for match in found
                if match.entry.country_code in parents or match.entry.unit_code in parents
            ]
        return sorted(found, key=lambda m: (m.rank, m.grade, m.entry.provider_ref))

    def _named(self, name: str, typed: str, kinds: Sequence[str] | None) -> list[_Match]:
        best: dict[Entry, int] = {}
        for entry, known, is_main in self._names.get(fold(name), ()):
            if kinds is None or entry.kind in kinds:
                # Diacritics decide only where they were typed: "Yen Vinh" may be
                # either Yên Vinh or Yên Vĩnh.
                differs = has_marks(typed) and typed.casefold() != known.casefold()
                grade = (0 if is_main else 2) + differs
                best[entry] = min(grade, best.get(entry, grade))
        return [_Match(entry, _RANKS.get(entry.kind, 4), grade) for entry, grade in best.items()]

    def _parents_named(self, name: str) -> set[str]:
        names = [name, bare[0]] if (bare := untitled(name)) else [name]
        return {
            entry.unit_code if entry.kind in UNIT_KINDS else entry.country_code
            for candidate in names
            for entry, _, _ in self._names.get(fold(candidate), ())
            if _RANKS.get(entry.kind, 9) <= 1
        }

    def _location(self, entry: Entry) -> Location:
        chain = [entry, self._parents.get(entry.unit_code), self._parents.get(entry.country_code)]
        names = [link.names[0] for link in dict.fromkeys(chain) if link]
        raw = {
            "kind": entry.kind,
            "country_code": entry.country_code,
            "unit_code": entry.unit_code,
            "name": entry.names[0],
            "box": entry.box,
            "provider_ref": entry.provider_ref,
            "licence": entry.licence,
        }
        return Location(", ".join(names), (entry.lat, entry.lon, 0.0), raw)


def read_folder(folder: Path) -> Iterator[Entry]:
    """The entries of every CSV file of ``folder``, in the order of the files' names."""
    files = sorted(folder.glob("*.csv"))
    if not files:
        raise DataError(
            [
                Problem(
                    str(folder),
                    "the offline gazetteer is missing",
                    "Restore its CSV files from the repository, or give another --geocache",
                )
            ]
        )
    for file in files:
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise DataError(
                [Problem(str(file), f"cannot be read ({error})", "Restore it from the repository")]
            ) from error
        reader = csv.DictReader(text.splitlines())
        missing = [column for column in REQUIRED if column not in (reader.fieldnames or ())]
        if missing:
            raise DataError(
                [Problem(str(file), "a column is missing", "Add it", 1, ", ".join(missing))]
            )
        for row in reader:
            yield _entry(row, file, reader.line_num)


def _entry(row: Mapping[str, str | None], file: Path, line: int) -> Entry:
    cells = {column: (value or "").strip() for column, value in row.items() if column}
    for column in REQUIRED:
        if not cells[column]:
            raise DataError([Problem(str(file), "a value is missing", "Fill it in", line, column)])
    box = [cells.get(column, "") for column in _BOX]
    return Entry(
        country_code=cells["country_code"],
        unit_code=cells.get("code" if cells["kind"] in UNIT_KINDS else "unit_code", ""),
        kind=cells["kind"],
        names=_distinct(cells.get(column, "") for column in ("name_en", "name_vi", "name_ja")),
        other_names=_distinct(cells.get("other_names", "").split(";")),
        lat=_degrees(cells, "lat", file, line),
        lon=_degrees(cells, "lon", file, line),
        box=_box(cells, file, line) if all(box) else None,
        provider_ref=cells["provider_ref"],
        licence=cells["licence"],
    )


def _box(cells: Mapping[str, str], file: Path, line: int) -> tuple[float, float, float, float]:
    west, south, east, north = (_degrees(cells, column, file, line) for column in _BOX)
    return west, south, east, north


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))


def _degrees(cells: Mapping[str, str], column: str, file: Path, line: int) -> float:
    limit = 90 if column in ("lat", "south", "north") else 180
    try:
        value = float(cells[column])
    except ValueError:
        value = math.nan
    if not abs(value) <= limit:
        raise DataError(
            [
                Problem(
                    str(file),
                    f"not a number of degrees within ±{limit}",
                    "Mend the coordinate",
                    line,
                    column,
                    cells[column],
                )
            ]
        )
    return value
