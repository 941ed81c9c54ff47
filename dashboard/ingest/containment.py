"""Does every place lie in what it is said to lie in?

A unit's outline decides for the places in it; a region is the box of its members; a
country is the box of its units. Outlines made for a map of two countries are coarse
along the coast and leave islets out, so a point may lie outside by up to `COAST_KM`.

Measured on the 3,063 towns of Vietnam and Japan in the gazetteer: 99 % lie within
1.6 km of their unit's outline, 99.5 % within 3.6 km, and all but eight within 10 km;
those eight are on islets that the outlines do not draw. Ha Long Bay, which is water,
lies 5.4 km outside its province. A homonym in another unit is tens of kilometres off.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from shapely import Point, make_valid, prepare
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from dashboard.problems import DataError, Problem
from dashboard.textfiles import read_utf8

OUTLINES_FILE = "units.geojson"
COAST_KM = 10.0
_KM_PER_DEGREE = 111.195


# West, south, east, north.
_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _Spot:
    """A place as far as this module needs it."""

    line: int
    parent: str
    kind: str
    name: str
    point: Point
    box: _Box | None


def misplaced(
    locations: pd.DataFrame,
    members: pd.DataFrame,
    lines: Mapping[str, Sequence[int]],
    outlines_folder: Path | None,
) -> list[Problem]:
    """The rows of ``locations`` whose point lies outside what the place lies in.

    ``members`` is the table ``location_members``; ``lines`` gives the line of the file
    that each row begins on; ``outlines_folder`` holds ``units.geojson``, whose features
    name their unit in the property ``location_id``; a missing or unreadable file is a
    problem too. With ``None`` there are no outlines, and boxes alone decide.
    """
    try:
        outlines = read_outlines(outlines_folder) if outlines_folder else {}
    except DataError as error:
        return list(error.problems)
    spots = dict(_spots(locations, lines["locations"]))
    return [
        *_outside_parents(spots, outlines),
        *_outside_boxes(spots),
        *_outside_regions(spots, members, lines["location_members"]),
    ]


def read_outlines(folder: Path) -> dict[str, BaseGeometry]:
    """The shape of each unit in ``units.geojson`` by its location id; degrees, WGS 84.

    Raises `DataError` if the file is missing, is no GeoJSON, or a feature has no
    ``location_id`` or no usable shape.
    """
    file = f"{folder.name}/{OUTLINES_FILE}"
    text = read_utf8(folder / OUTLINES_FILE, file)
    remedy = "Put back the outlines that belong to the dataset"
    try:
        features = json.loads(text)["features"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise DataError([Problem(file, "is no GeoJSON collection of features", remedy)]) from error
    outlines: dict[str, BaseGeometry] = {}
    problems: list[Problem] = []
    for i, feature in enumerate(features):
        try:
            unit = feature["properties"]["location_id"]
            outline = make_valid(shape(feature["geometry"]))
        except (KeyError, TypeError, ValueError, AttributeError, ShapelyError):
            problems.append(
                Problem(file, "has no location_id or no usable shape", remedy, f"features[{i}]")
            )
            continue
        prepare(outline)
        outlines[str(unit)] = outline
    if problems:
        raise DataError(problems)
    return outlines


def _spots(locations: pd.DataFrame, lines: Sequence[int]) -> Iterator[tuple[str, _Spot]]:
    for line, (_, row) in zip(lines, locations.iterrows(), strict=True):
        west, south, east, north = (float(row[side]) for side in ("west", "south", "east", "north"))
        box = (west, south, east, north)
        yield (
            row["location_id"],
            _Spot(
                line,
                row["parent_id"],
                row["kind"],
                row["name_en"],
                Point(row["lon"], row["lat"]),
                None if any(map(math.isnan, box)) else box,
            ),
        )


def kilometres_outside(point: Point, outline: BaseGeometry) -> float:
    """How far ``point`` lies from ``outline``, 0 inside; both in degrees.

    Good to a percent over the tens of kilometres it is used for.
    """
    if outline.intersects(point):
        return 0.0
    nearest, _ = nearest_points(outline, point)
    east = (nearest.x - point.x) * math.cos(math.radians(point.y))
    return math.hypot(east, nearest.y - point.y) * _KM_PER_DEGREE


def _outside_parents(
    spots: Mapping[str, _Spot], outlines: Mapping[str, BaseGeometry]
) -> Iterator[Problem]:
    for place_id, spot in spots.items():
        unit = _unit_of(place_id, spots, outlines)
        if unit is None:
            continue
        distance = kilometres_outside(spot.point, outlines[unit])
        if distance > COAST_KM:
            yield _problem(spot, f"lies {distance:.0f} km outside {spots[unit].name}")


def _unit_of(
    place_id: str, spots: Mapping[str, _Spot], outlines: Mapping[str, BaseGeometry]
) -> str | None:
    # The nearest place above it, itself included, that has an outline.
    seen: set[str] = set()
    while place_id in spots and place_id not in seen:
        if place_id in outlines:
            return place_id
        seen.add(place_id)
        place_id = spots[place_id].parent
    return None


def _outside_boxes(spots: Mapping[str, _Spot]) -> Iterator[Problem]:
    for spot in spots.values():
        if spot.box is not None:
            west, south, east, north = spot.box
            if west > east or south > north:
                yield _problem(spot, "has a bounding box that is inside out")
            elif _outside(spot.point, spot.box):
                yield _problem(spot, "lies outside its own bounding box")
        parent = spots.get(spot.parent)
        if parent is None or parent.box is None or parent.kind not in ("country", "region"):
            continue
        if _outside(spot.point, parent.box):
            yield _problem(spot, f"lies outside the bounding box of {parent.name}")


def _outside_regions(
    spots: Mapping[str, _Spot], members: pd.DataFrame, lines: Sequence[int]
) -> Iterator[Problem]:
    pairs = zip(lines, members["region_id"], members["member_id"], strict=True)
    for line, region_id, member_id in pairs:
        region, member = spots[region_id], spots[member_id]
        if region.box is not None and _outside(member.point, region.box):
            yield Problem(
                "location_members.csv",
                f"{member.name} lies outside the footprint of {region.name}",
                "Correct the members, or place the region again: python -m dashboard geocode",
                line,
                "member_id",
                member_id,
            )


def _outside(point: Point, box: _Box) -> bool:
    west, south, east, north = box
    margin = COAST_KM / _KM_PER_DEGREE
    return not (
        west - margin <= point.x <= east + margin and south - margin <= point.y <= north + margin
    )


def _problem(spot: _Spot, message: str) -> Problem:
    return Problem(
        "locations.csv",
        f"{spot.name} {message}",
        "Correct its parent, or place it again: python -m dashboard geocode --refresh",
        spot.line,
        "lat, lon",
        f"{spot.point.y:g}, {spot.point.x:g}",
    )
