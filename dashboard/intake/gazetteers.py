"""The atlases there are: the committed gazetteers', and that of a dataset's own places.

They hold the places of the dataset that is open, the towns, units and airports of
``geocache/gazetteer``, and the world's countries, their first-level units and its towns of
15,000 people in ``geocache/world``.
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from dashboard.intake.atlas import Atlas, Place
from dashboard.intake.world import country_names, country_words
from dashboard.land import GEOCACHE
from dashboard.tables import Tables

_FILES = ("cities.csv", "units.csv")
_LICENCES = {"natural-earth": "public domain (Natural Earth)", "geonames": "CC BY 4.0 (GeoNames)"}
_SIDES = ("west", "south", "east", "north")


@lru_cache(maxsize=2)
def world_atlas(folder: Path = GEOCACHE) -> Atlas:
    """The atlas of the committed gazetteers in ``folder``; of countries alone without them."""
    files = sorted(folder.glob("gazetteer/*.csv")) + [
        path for name in _FILES if (path := folder / "world" / name).is_file()
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
