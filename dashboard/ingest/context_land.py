"""The land around the units: countries, clipped, generalized, laid against our own outlines."""

from __future__ import annotations

from collections.abc import Mapping

import pycountry
import shapely
from shapely.geometry import MultiPolygon, box
from shapely.geometry.base import BaseGeometry

from dashboard.ingest import topology

# Degrees: from the Bay of Bengal to the Sea of Okhotsk, and beyond Java.
CONTEXT_BOX = (86.0, -12.0, 156.0, 56.0)
# Degrees; triangles smaller than its square go (Visvalingam and Whyatt's criterion).
CONTEXT_TOLERANCE = 0.04
# Leaves out the islets of neighbouring countries, disputed reefs among them.
SMALLEST_ISLAND_KM2 = 25.0


def context_shapes(
    topojson: topology.Topology, own: Mapping[str, BaseGeometry]
) -> dict[str, tuple[str, MultiPolygon]]:
    """Name and outline of each country in `CONTEXT_BOX` by its ISO 3166-1 alpha-2 code.

    ``own`` are countries with outlines of their own, which the others are laid against.
    Features without an ISO code (disputed reefs, ocean territories) are left out.
    """
    frame = box(*CONTEXT_BOX)
    named: dict[str, str] = {}
    shapes: dict[str, BaseGeometry] = {}
    for numeric, properties, shape in topology.decode(topojson, "countries"):
        if not shape.intersects(frame) or not numeric:
            continue
        country = pycountry.countries.get(numeric=numeric.zfill(3))
        if country is None:
            raise LookupError(f"ISO 3166-1 has no country {numeric}")
        code = country.alpha_2
        named[code] = str(properties["name"])
        shapes[code] = topology.polygons(shapely.make_valid(shape))
    codes = sorted(shapes)
    simple = shapely.coverage_simplify([shapes[code] for code in codes], CONTEXT_TOLERANCE)
    others = {
        code: _without_islets(topology.polygons(shapely.make_valid(shape).intersection(frame)))
        for code, shape in zip(codes, simple, strict=True)
        if code not in own
    }
    fitted = topology.fit(own, {code: land for code, land in others.items() if not land.is_empty})
    return {code: (named[code], topology.rounded(fitted[code])) for code in codes if code in fitted}


def _without_islets(shape: MultiPolygon) -> MultiPolygon:
    largest = max((part.area for part in shape.geoms), default=0)
    return MultiPolygon(
        [
            part
            for part in shape.geoms
            if part.area == largest or topology.square_km(part) >= SMALLEST_ISLAND_KM2
        ]
    )
