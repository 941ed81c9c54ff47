"""Outlines of today's provinces and prefectures, from shapes drawn with other units in mind.

Shapes are matched by name or code through reviewed tables, mended by the judgements in
`boundary_corrections`, and checked against the towns of the gazetteer.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import split

from dashboard.ingest.dossiers import Place
from dashboard.names import fold
from geocache.making import boundary_corrections as corrections
from geocache.making import topology
from geocache.making.towns import unit_code

# The outlines are generalized by about this much, in degrees.
TOWN_TOLERANCE = 0.1
# Towns that may lie beyond `TOWN_TOLERANCE`: small islands that the source leaves out.
MOST_TOWNS_ASTRAY = 0.01


class ContradictionError(Exception):
    """Two sources disagree about a unit; a person must decide in the corrections."""


def _package_json(package: str, name: str) -> Any:
    return json.loads((resources.files(package) / "data" / name).read_text("utf-8"))


def former_units(units: Sequence[Place]) -> tuple[dict[str, str], dict[str, str]]:
    """Where each of Vietnam's 63 earlier units is today, and the office's codes of today's.

    Returns unit ids by the earlier unit's folded name, and the statistics office's
    codes by unit id. Raises `ContradictionError` where ``units`` and the package disagree.
    Source: PyPI vietnamadminunits, ``DICT_PROVINCE`` of its three tables.
    """
    legacy, today, merged = (
        _package_json("vietnamadminunits", f"{name}.json")["DICT_PROVINCE"]
        for name in ("parser_legacy", "parser_from_2025", "converter_2025")
    )
    by_name: dict[str, str] = {}
    for unit in units:
        names = [unit.name_vi, *(name.name for name in unit.names if name.language == "vi")]
        by_name.update({fold(name): unit.id for name in names})
    found, codes = {}, {}
    for key, row in today.items():
        unit_id = by_name[fold(row["provinceShort"])]
        codes[unit_id] = row["provinceCode"]
        for earlier in merged[key]:
            name = fold(legacy[earlier]["provinceShort"])
            if by_name.get(name) != unit_id:
                raise ContradictionError(f"{name!r} is in {unit_id}, the vocabulary says otherwise")
            found[name] = unit_id
    return found, codes


def vietnamese_shapes(
    topojson: topology.Topology, earlier: Mapping[str, str]
) -> dict[str, BaseGeometry]:
    """Today's units dissolved from the earlier ones; ``earlier`` as `former_units` gives it."""
    pieces: dict[str, list[BaseGeometry]] = {}
    for _, properties, shape in topology.decode(topojson, "units"):
        name = str(properties["name"])
        name = corrections.MISNAMED.get(name, name)
        whole: BaseGeometry = shape
        for cut in corrections.CUTS:
            if fold(cut.shape) == fold(name):
                whole, piece = _apply(cut, shape)
                pieces.setdefault(cut.belongs_to, []).append(piece)
        pieces.setdefault(earlier[fold(name)], []).append(whole)
    return {unit: shapely.union_all(parts) for unit, parts in pieces.items()}


def _apply(cut: corrections.Cut, shape: BaseGeometry) -> tuple[BaseGeometry, BaseGeometry]:
    """What stays and what goes. No vertex arises that the neighbours' outlines lack."""
    vertices = [Point(position) for position in shapely.get_coordinates(shape)]
    line = [Point(position) for position in cut.line]
    first, last = (min(vertices, key=end.distance) for end in (line[0], line[-1]))
    parts = shapely.get_parts(split(shape, LineString([first, *line[1:-1], last])))
    goes = shapely.contains(parts, Point(cut.point))
    if len(parts) <= goes.sum() or goes.sum() != 1:
        raise ContradictionError(f"the line does not part the shape of {cut.shape}")
    return shapely.union_all(parts[~goes]), shapely.union_all(parts[goes])


def japanese_shapes(topojson: topology.Topology, units: Sequence[Place]) -> dict[str, BaseGeometry]:
    """The prefectures, matched by code, on condition that the name agrees."""
    by_code = {unit.subdivision_code: unit for unit in units}
    shapes: dict[str, BaseGeometry] = {}
    for _, properties, shape in topology.decode(topojson, "units"):
        unit = by_code[unit_code("JP", str(properties["fips"])[2:])]
        if fold(str(properties["name"])) != fold(unit.name_en):
            raise ContradictionError(f"{properties} has the code of {unit.id}")
        shapes[unit.id] = shape
    return shapes


def move_islands(shapes: dict[str, BaseGeometry]) -> None:
    """Give the islands of `corrections.ISLANDS` to the units that they belong to, in place."""
    for island in corrections.ISLANDS:
        point = Point(island.lon, island.lat)
        source = topology.polygons(shapes[island.drawn_in])
        taken = [part for part in source.geoms if part.contains(point)]
        if len(taken) != 1:
            raise ContradictionError(f"{island.island} is not one part of {island.drawn_in}")
        shapes[island.drawn_in] = source.difference(taken[0])
        shapes[island.belongs_to] = shapes[island.belongs_to].union(taken[0])


def check_towns(
    shapes: Mapping[str, BaseGeometry], units: Sequence[Place], towns: Path
) -> list[str]:
    """Raise `ContradictionError` unless the gazetteer's towns lie in or by their own units.

    A town may lie `TOWN_TOLERANCE` degrees outside, as the outlines are generalized, and
    one in a hundred farther: those are returned, in words. Every unit must have a town.
    """
    by_code = {unit.subdivision_code: unit.id for unit in units if unit.subdivision_code}
    near: Counter[str] = Counter()
    astray = []
    with towns.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if not (unit_id := by_code.get(row["unit_code"])):
                continue
            away = shapes[unit_id].distance(Point(float(row["lon"]), float(row["lat"])))
            if away <= TOWN_TOLERANCE:
                near[unit_id] += 1
            else:
                astray.append(f"{row['name_en']}: {away:.2f} degrees outside {unit_id}")
    without = sorted(set(shapes) - set(near))
    if without or len(astray) > MOST_TOWNS_ASTRAY * near.total():
        raise ContradictionError("; ".join([*astray, *(f"{unit}: no town" for unit in without)]))
    return astray
