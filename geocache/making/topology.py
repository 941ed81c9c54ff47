"""Plane geometry for the basemap: TopoJSON in, GeoJSON out, borders kept shared.

Coordinates are degrees (longitude, latitude), WGS 84, throughout.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

DECIMALS = 4  # about 10 m: finer than the sources, whose grids are 50 to 400 m wide
_GRID = 10**-DECIMALS
_KM_PER_DEGREE = 111.2
# Degrees; a narrower opening between two shapes is a misfit of their lines, not a river.
_NARROW = 0.005
_RING_POINTS = 4  # the fewest positions of a closed ring

Position = tuple[float, float]
Properties = dict[str, object]
Feature = tuple[Properties, MultiPolygon]
# TopoJSON as parsed; its nesting is deeper than is worth a type.
Topology = Mapping[str, Any]


def polygons(geometry: BaseGeometry) -> MultiPolygon:
    """The polygons of any geometry, without the lines and points that overlays leave."""
    parts = shapely.get_parts(shapely.get_parts([geometry]))
    return MultiPolygon([part for part in parts if isinstance(part, Polygon) and not part.is_empty])


def decode(topology: Topology, name: str) -> Iterator[tuple[str, Properties, MultiPolygon]]:
    """Identifier, properties and shape of each geometry of one TopoJSON object.

    ``topology`` is TopoJSON as parsed. Rings that the quantization has
    collapsed to a line are left out. Shapes come as they are, valid or not.
    Raises `KeyError` when ``topology`` has no object ``name``.
    Source: the TopoJSON format specification, sections 2.1.2 to 2.2.
    """
    arcs = _arcs(topology)

    def ring(indices: Sequence[int]) -> list[Position]:
        positions: list[Position] = []
        for index in indices:
            # A negative index is the one's complement of an arc run backwards.
            arc = arcs[index] if index >= 0 else arcs[~index][::-1]
            positions += arc[1:] if positions else arc
        return positions

    for entry in topology["objects"][name]["geometries"]:
        nested = [entry["arcs"]] if entry["type"] == "Polygon" else entry.get("arcs", [])
        parts = []
        for shell, *holes in ([ring(indices) for indices in part] for part in nested):
            if len(shell) >= _RING_POINTS:
                parts.append(Polygon(shell, [h for h in holes if len(h) >= _RING_POINTS]))
        yield str(entry.get("id", "")), dict(entry["properties"]), MultiPolygon(parts)


def _arcs(topology: Topology) -> list[list[Position]]:
    if "transform" not in topology:
        # Without quantization the positions stand as they are.
        return [[(float(x), float(y)) for x, y in arc] for arc in topology["arcs"]]
    transform = topology["transform"]
    (scale_x, scale_y), (move_x, move_y) = transform["scale"], transform["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        arc = []
        for step in steps:
            x, y = x + step[0], y + step[1]
            arc.append((x * scale_x + move_x, y * scale_y + move_y))
        arcs.append(arc)
    return arcs


def square_km(polygon: BaseGeometry) -> float:
    """Area in square kilometres, good to a per cent or so for shapes of a few degrees."""
    latitude = math.radians(polygon.centroid.y)
    return float(polygon.area) * _KM_PER_DEGREE**2 * math.cos(latitude)


def fit(
    fixed: Mapping[str, BaseGeometry], neighbours: Mapping[str, BaseGeometry]
) -> dict[str, BaseGeometry]:
    """One mosaic of outlines that were drawn at different resolutions, by the same keys.

    Where shapes overlap, the earlier has the ground, ``fixed`` first. A gap that land
    closes in on all sides and that touches ``fixed`` goes to the neighbour with the longest
    border on it; an opening of less than 0.005 degrees counts as closed. Open water is
    nowhere closed in, so coasts and lakes stay as they are.
    All lines are noded on the grid of `DECIMALS`, so neighbours share every vertex and a
    shape moves by half a grid's width at most.
    """
    shapes = {**fixed, **neighbours}
    outlines = [shape.boundary for shape in shapes.values()]
    lines = shapely.union_all([*outlines, *_bars(fixed, neighbours)], grid_size=_GRID)
    faces = shapely.get_parts(shapely.polygonize(list(shapely.get_parts(lines))))
    owned: dict[str, list[BaseGeometry]] = {key: [] for key in shapes}
    gaps = []
    for shape in shapes.values():
        shapely.prepare(shape)
    for face in faces:
        inside = face.point_on_surface()
        owner = next((key for key, shape in shapes.items() if shape.contains(inside)), None)
        if owner is None:
            gaps.append(face)
        else:
            owned[owner].append(face)
    whole = {key: shapely.union_all(parts) for key, parts in owned.items()}
    for gap in gaps:
        borders = {key: whole[key].intersection(gap).length for key in neighbours}
        longest = max(borders, key=lambda key: borders[key])
        if borders[longest] and any(whole[key].intersects(gap) for key in fixed):
            owned[longest].append(gap)
    return {key: shapely.union_all(parts) for key, parts in owned.items()}


def _bars(
    fixed: Mapping[str, BaseGeometry], neighbours: Mapping[str, BaseGeometry]
) -> list[BaseGeometry]:
    """Lines across narrow openings, from corners of ``neighbours`` that lie off ``fixed``."""
    bars: list[BaseGeometry] = []
    for shape in fixed.values():
        shapely.prepare(shape)
        for neighbour in neighbours.values():
            corners = np.asarray(shapely.points(shapely.get_coordinates(neighbour)))
            near = corners[shapely.dwithin(shape, corners, _NARROW)]
            bars += [bar for bar in shapely.shortest_line(near, shape) if bar.length > _GRID]
    return bars


def rounded(shape: BaseGeometry, decimals: int = DECIMALS) -> MultiPolygon:
    """The shape with coordinates of ``decimals`` decimals, valid, wound as RFC 7946 asks.

    Every vertex is rounded by itself, so that borders shared before are shared after. Only
    a shape that this would break is snapped to the grid as a whole. Parts and holes that
    collapse are left out; parts come in order of size.
    """
    whole = _on_grid(polygons(shape), decimals)
    if not whole.is_valid:
        snapped = shapely.set_precision(shapely.make_valid(shape), 10**-decimals)
        whole = _on_grid(polygons(snapped), decimals)
    parts = sorted(
        polygons(shapely.remove_repeated_points(whole)).geoms,
        key=lambda part: (-part.area, part.bounds),
    )
    return polygons(shapely.orient_polygons(MultiPolygon(parts)))


def _on_grid(shape: MultiPolygon, decimals: int) -> MultiPolygon:
    return shapely.transform(shape, lambda positions: positions.round(decimals))


def label_point(shape: BaseGeometry) -> Position:
    """A point well inside the largest part: the centre of its largest inscribed circle.

    Returned as longitude, latitude, rounded to `DECIMALS` decimals.
    """
    largest = max(polygons(shape).geoms, key=lambda part: part.area)
    radius = shapely.maximum_inscribed_circle(largest, tolerance=0.001)
    x, y = radius.coords[0][:2]
    return round(x, DECIMALS), round(y, DECIMALS)


def feature_collection(features: Sequence[Feature]) -> bytes:
    """GeoJSON (RFC 7946), one feature a line so that a change shows in a diff."""
    lines = []
    for properties, shape in features:
        geometry = shape.geoms[0] if len(shape.geoms) == 1 else shape
        feature = {
            "type": "Feature",
            "properties": properties,
            "geometry": json.loads(shapely.to_geojson(geometry)),
        }
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    body = ",\n".join(lines)
    return f'{{"type":"FeatureCollection","features":[\n{body}\n]}}\n'.encode()
