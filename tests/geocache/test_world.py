"""The outlines of the world: what lies on both sides of the antimeridian."""

from __future__ import annotations

import json
import math
from itertools import pairwise

import pytest
import shapely

from dashboard.land import WORLD as FOLDER
from geocache.making.world import cut_at_antimeridian

# From 170 E to 170 W, with a lake on the line; around the South Pole; and one that ends there.
ACROSS = [(170, 60), (-170, 60), (-170, 70), (170, 70), (170, 60)]
LAKE = [(179, 64), (-179, 64), (-179, 66), (179, 66), (179, 64)]
POLAR = [(-180, -80), (-90, -80), (0, -80), (90, -80), (179, -80), (-180, -80)]
AT_POLE = [(-180, -89.999), (-90, -89.999), (0, -89.999), (90, -89.999), (178, -89.999)]
PLAIN = [(10, 0), (180, 0), (180, 5), (10, 5), (10, 0)]


def cut(shell: list[tuple[float, float]], *holes: list[tuple[float, float]]) -> shapely.Geometry:
    return cut_at_antimeridian(shapely.MultiPolygon([shapely.Polygon(shell, holes)]))


def test_what_lies_across_is_cut_there() -> None:
    found = cut(ACROSS, LAKE)
    assert found.is_valid
    assert found.area == pytest.approx(20 * 10 - 2 * 2)
    for lon, is_land in ((175, True), (-175, True), (0, False), (100, False), (-179.5, False)):
        assert found.contains(shapely.Point(lon, 65)) is is_land


@pytest.mark.parametrize("rings", [[POLAR], [AT_POLE, POLAR]], ids=["coast", "pole and coast"])
def test_what_lies_around_the_pole_holds_it(rings: list[list[tuple[float, float]]]) -> None:
    found = cut(*rings)
    assert found.bounds == pytest.approx((-180, -90, 180, -80), abs=0.01)
    assert found.area == pytest.approx(360 * 10, rel=1e-3)


def test_what_only_reaches_it_stays_as_it_is() -> None:
    assert cut(PLAIN).equals_exact(shapely.MultiPolygon([shapely.Polygon(PLAIN)]))


def test_no_outline_of_the_world_jumps_over_it() -> None:
    drawn = json.loads((FOLDER / "countries.geojson").read_text(encoding="utf-8"))
    jumps = [
        (feature["properties"]["name_en"], before, after)
        for feature in drawn["features"]
        for ring in rings(feature["geometry"])
        for before, after in pairwise(ring)
        # Along the pole nothing is seen.
        if math.dist(before, after) > 60 and before[1] > -90
    ]
    assert jumps == []


def rings(geometry: dict[str, list[list[list[list[float]]]]]) -> list[list[list[float]]]:
    shape = shapely.from_geojson(json.dumps(geometry))
    polygons = shapely.get_parts(shape)
    lines = [shapely.get_rings(one) for one in polygons]
    return [shapely.get_coordinates(one).tolist() for some in lines for one in some]
