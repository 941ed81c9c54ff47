"""The land around the units: the Old World and Oceania, coarser with distance.

Nothing is clipped. A landmass is drawn whole or left out, so no map shows a straight cut
or an outline along one, however wide the screen is.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pycountry
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, box
from shapely.geometry.base import BaseGeometry

from geocache.making import topology

# Degrees; holds every landmass from Iceland to the Bering Strait, without Antarctica.
# Longitudes run on past 180, for the antimeridian cuts Chukotka and Fiji.
CONTEXT_BOX = (-26.0, -48.0, 191.5, 84.0)
# Degrees: between Chukotka, which continues the Old World, and Alaska.
_BERING_STRAIT = -168.5
# Of this landmass only islets off its coast would lie in the box.
_ELSEWHERE = frozenset({"Greenland"})
# Leased ground, without a code in the source, and whose it is (ISO 3166-1 numeric).
_LEASED = {"Baikonur": "398"}
# Degrees: midway between Vietnam and Japan, and the radius that takes in most of both.
FOCUS = (122.0, 24.0)
FOCUS_RADIUS = 22.0
# Degrees, within the focus; triangles smaller than its square go (Visvalingam and
# Whyatt's criterion). A pixel is 0.04 degrees wide at zoom 4.
CONTEXT_TOLERANCE = 0.04
# Within the focus; leaves out islets of neighbouring countries, disputed reefs among them.
SMALLEST_ISLAND_KM2 = 25.0
DECIMALS = 3  # about 100 m, within the focus
FAR_DECIMALS = 2  # about 1 km: a quarter of a pixel at zoom 4

Positions = NDArray[np.float64]


def context_shapes(
    topojson: topology.Topology, own: Mapping[str, BaseGeometry]
) -> dict[str, tuple[topology.Properties, MultiPolygon]]:
    """Properties and outline of each country in `CONTEXT_BOX`, in order of their keys.

    The key is the ISO 3166-1 alpha-2 code, or the source's name of land that has none:
    there ``country_code`` is None. ``own`` are countries with outlines of their own, by
    code, which the others are laid against. A country without land of
    `SMALLEST_ISLAND_KM2` keeps its largest island; land without a code does not.
    Raises `LookupError` for a code that ISO 3166-1 does not know.
    """
    properties: dict[str, topology.Properties] = {}
    parts: dict[str, list[BaseGeometry]] = {}
    for numeric, source, shape in topology.decode(topojson, "countries"):
        name = str(source["name"])
        whole = _whole_landmasses(shape)
        if not whole or name in _ELSEWHERE:
            continue
        number = numeric or _LEASED.get(name)
        code = _alpha_2(number) if number else None
        key = code or name
        # The source lists a country before the outlying territories under its code.
        properties.setdefault(key, {"country_code": code, "name_en": name})
        parts.setdefault(key, []).extend(whole)
    keys = sorted(parts)
    seen = [
        topology.polygons(
            shapely.make_valid(shapely.transform(shapely.union_all(parts[key]), fisheye))
        )
        for key in keys
    ]
    others: dict[str, BaseGeometry] = {}
    for key, shape in zip(keys, shapely.coverage_simplify(seen, CONTEXT_TOLERANCE), strict=True):
        large = _without_islets(shape, keep_largest=properties[key]["country_code"] is not None)
        if key not in own and not large.is_empty:
            others[key] = _rounded(shapely.transform(large, inverse_fisheye))
    fitted = topology.fit(own, others)
    return {key: (properties[key], topology.rounded(fitted[key])) for key in keys if key in fitted}


def fisheye(positions: Positions) -> Positions:
    """Positions as a fisheye lens over `FOCUS` shows them; (n, 2), degrees, in and out.

    Up to `FOCUS_RADIUS` nothing changes; beyond it lengths shrink smoothly with distance,
    so that one tolerance in this plane is a growing one on the ground: some four times
    as wide at the Urals and ten times at the Atlantic. After Sarkar and Brown's graphical
    fisheye views (1992). `inverse_fisheye` leads back.
    """
    offset, radius = _from_focus(positions)
    seen = FOCUS + offset * FOCUS_RADIUS * (2 - FOCUS_RADIUS / radius) / radius
    # The last bits may depend on a position's place in the array, and shared borders must
    # be shared exactly.
    return seen.round(9)


def inverse_fisheye(positions: Positions) -> Positions:
    """The positions that `fisheye` maps to ``positions``; (n, 2), degrees, in and out."""
    offset, radius = _from_focus(positions)
    return FOCUS + offset * FOCUS_RADIUS / (2 - radius / FOCUS_RADIUS) / radius


def _from_focus(positions: Positions) -> tuple[Positions, Positions]:
    """Offsets from `FOCUS`, and their lengths, at least `FOCUS_RADIUS`."""
    offset = positions - FOCUS
    return offset, np.maximum(np.hypot(*offset.T), FOCUS_RADIUS)[:, np.newaxis]


def _rounded(shape: MultiPolygon) -> MultiPolygon:
    def snap(positions: Positions) -> Positions:
        offset = positions - FOCUS
        near = np.hypot(*offset.T)[:, np.newaxis] <= FOCUS_RADIUS
        return np.where(near, positions.round(DECIMALS), positions.round(FAR_DECIMALS))

    return topology.rounded(shapely.transform(shape, snap), DECIMALS)


def _whole_landmasses(shape: MultiPolygon) -> list[BaseGeometry]:
    """The valid parts of a country that lie in `CONTEXT_BOX`, the antimeridian behind them."""
    frame = box(*CONTEXT_BOX)
    parts = []
    for part in shape.geoms:
        west, _, east, _ = part.bounds
        if east < _BERING_STRAIT or east - west > 180:
            part = shapely.transform(part, _past_the_antimeridian)
        if frame.covers(box(*part.bounds)):
            parts.append(shapely.make_valid(part))
    return parts


def _past_the_antimeridian(positions: Positions) -> Positions:
    # Eastern longitudes stay bit by bit as the neighbours have them.
    lon, lat = positions.T
    return np.column_stack([np.where(lon < 0, lon + 360, lon), lat])


def _alpha_2(numeric: str) -> str:
    country = pycountry.countries.get(numeric=numeric.zfill(3))
    if country is None:
        raise LookupError(f"ISO 3166-1 has no country {numeric}")
    return str(country.alpha_2)


def _without_islets(shape: BaseGeometry, *, keep_largest: bool) -> MultiPolygon:
    parts = topology.polygons(shapely.make_valid(shape)).geoms
    largest = max((part.area for part in parts), default=0.0)
    return MultiPolygon(
        [
            part
            for part in parts
            if (keep_largest and part.area == largest)
            or topology.square_km(part) >= SMALLEST_ISLAND_KM2
        ]
    )
