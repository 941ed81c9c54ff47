"""Decoding, rounding and fitting of outlines, on shapes small enough to check by hand."""

from __future__ import annotations

import json

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from geocache.making import boundary_corrections as corrections
from geocache.making import topology, unit_shapes

# Two unit squares side by side; arc 0 is the border they share.
SQUARES = {
    "type": "Topology",
    "transform": {"scale": [0.5, 0.5], "translate": [100, 10]},
    "arcs": [
        [[2, 0], [0, 2]],
        [[2, 2], [-2, 0], [0, -2], [2, 0]],
        [[2, 2], [2, 0], [0, -2], [-2, 0]],
        [[8, 8], [1, 1], [-1, -1]],
    ],
    "objects": {
        "units": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "id": "7", "arcs": [[0, 1]], "properties": {"name": "west"}},
                {"type": "MultiPolygon", "arcs": [[[0, 2]], [[3]]], "properties": {"name": "east"}},
            ],
        }
    },
}


def _topology(name: str, positions: list[tuple[float, float]]) -> topology.Topology:
    """TopoJSON of one polygon with the given corners, on a grid of 0.001 degrees."""
    steps, last = [], (0, 0)
    for x, y in [*positions, positions[0]]:
        here = (round(x * 1000), round(y * 1000))
        steps.append([here[0] - last[0], here[1] - last[1]])
        last = here
    return {
        "transform": {"scale": [0.001, 0.001], "translate": [0, 0]},
        "arcs": [steps],
        "objects": {
            "units": {
                "geometries": [{"type": "Polygon", "arcs": [[0]], "properties": {"name": name}}]
            }
        },
    }


def test_shared_arcs_give_the_same_border_to_both_sides() -> None:
    (number, properties, west), (none, _, east) = topology.decode(SQUARES, "units")
    assert (number, properties, none) == ("7", {"name": "west"}, "")
    assert west.equals(box(100, 10, 101, 11))
    assert east.equals(box(101, 10, 102, 11))
    assert shapely.union_all([west, east]).equals(box(100, 10, 102, 11))


def test_collapsed_rings_are_left_out() -> None:
    *_, (_, _, east) = topology.decode(SQUARES, "units")
    assert len(east.geoms) == 1


def test_an_unknown_object_is_an_error() -> None:
    with pytest.raises(KeyError, match="provinces"):
        list(topology.decode(SQUARES, "provinces"))


def test_gaps_go_to_the_neighbour_and_overlaps_to_the_fixed_shape() -> None:
    fixed = box(0, 0, 2, 2)
    # Overlaps by a strip below y = 0.5 and leaves a wedge above it, closed at both ends.
    neighbour = Polygon([(1.9, -1), (1.9, 0.5), (2.0, 1), (2.2, 1.5), (2, 2), (4, 2), (4, -1)])
    fitted = topology.fit({"a": fixed}, {"b": neighbour})
    assert fitted["a"].equals(fixed)
    assert fitted["b"].contains(Point(2.1, 1.5))
    assert shapely.coverage_is_valid(list(fitted.values()))
    wedge = Polygon([(2.0, 1), (2.2, 1.5), (2, 2)])
    assert fitted["b"].area == pytest.approx(neighbour.difference(fixed).area + wedge.area)


@pytest.mark.parametrize(("mouth", "is_closed"), [(0.004, True), (0.006, False)])
def test_a_gap_with_a_narrow_mouth_is_a_gap_and_one_with_a_wide_mouth_is_water(
    mouth: float, is_closed: bool
) -> None:
    fixed = box(0, 0, 2, 2)
    neighbour = Polygon([(2, 0), (2.2, 1), (2 + mouth, 2), (4, 2), (4, 0)])
    fitted = topology.fit({"a": fixed}, {"b": neighbour})
    assert fitted["a"].equals(fixed)
    assert fitted["b"].contains(Point(2.1, 1)) is is_closed
    assert shapely.coverage_is_valid(list(fitted.values()))


def test_rounding_to_fewer_decimals_keeps_shared_borders_shared() -> None:
    border = [(1.23456, 0.0), (1.11111, 0.98765), (1.45678, 2.0)]
    west = topology.rounded(Polygon([(0, 2), (0, 0), *border]), 2)
    east = topology.rounded(Polygon([*border, (3, 2), (3, 0)]), 2)
    assert (1.11, 0.99) in west.geoms[0].exterior.coords
    assert shapely.coverage_is_valid([west, east])
    assert shapely.union_all([west, east]).equals(box(0, 0, 3, 2))


def test_open_water_and_inland_lakes_stay_open() -> None:
    beside_the_sea = box(3, 0, 4, 2)
    with_a_lake = box(2, -3, 9, 0).difference(box(5, -2, 6, -1))
    fitted = topology.fit({"a": box(0, 0, 2, 2)}, {"b": beside_the_sea, "c": with_a_lake})
    assert fitted["b"].equals(beside_the_sea)
    assert fitted["c"].equals(with_a_lake)


def test_rounding_orders_and_winds_the_parts() -> None:
    clockwise = [(0, 0), (0, 0.12345678), (0.1, 0.12345678), (0.1, 0)]
    shape = MultiPolygon([Polygon(clockwise), box(5, 5, 7, 7)])
    small = topology.rounded(shape).geoms[1]
    assert topology.rounded(shape).geoms[0].area == pytest.approx(4)
    assert small.exterior.is_ccw
    assert small.bounds == (0, 0, 0.1, 0.1235)


def test_rounding_drops_what_is_smaller_than_the_grid() -> None:
    shape = MultiPolygon([box(0, 0, 1, 1), box(2, 2, 2.00001, 2.00001)])
    assert len(topology.rounded(shape).geoms) == 1


@given(
    st.lists(
        st.tuples(st.floats(100, 100.01), st.floats(10, 10.01)),
        min_size=3,
        max_size=30,
        unique=True,
    )
)
def test_rounding_any_polygon_gives_a_valid_one_on_the_grid(
    positions: list[tuple[float, float]],
) -> None:
    result = topology.rounded(shapely.make_valid(Polygon(positions)))
    assert result.is_valid
    corners = shapely.get_coordinates(result)
    assert (corners.round(topology.DECIMALS) == corners).all()


def test_the_label_lies_in_the_widest_place_of_the_largest_part() -> None:
    # A square with a long thin arm: the centroid would lean towards the arm.
    flag = box(0, 0, 1, 1).union(box(1, 0.45, 9, 0.55))
    lon, lat = topology.label_point(flag.union(box(20, 20, 21, 20.5)))
    assert [lon, lat] == pytest.approx([0.5, 0.5], abs=0.05)


def test_square_kilometres_shrink_towards_the_pole() -> None:
    assert topology.square_km(box(100, -0.5, 101, 0.5)) == pytest.approx(12_308, rel=0.01)
    assert topology.square_km(box(100, 59.5, 101, 60.5)) == pytest.approx(6_180, rel=0.01)


def test_geojson_has_a_line_for_each_feature_and_bare_polygons() -> None:
    one = topology.rounded(box(0, 0, 1, 1))
    two = topology.rounded(MultiPolygon([box(0, 0, 1, 1), box(2, 2, 3, 3)]))
    text = topology.feature_collection([({"n": "Huế"}, one), ({"n": "b"}, two)]).decode()
    features = json.loads(text)["features"]
    assert [f["geometry"]["type"] for f in features] == ["Polygon", "MultiPolygon"]
    assert "Huế" in text
    assert len(text.splitlines()) == 4


def test_the_misdrawn_piece_goes_to_the_unit_it_belongs_to() -> None:
    cut = corrections.CUTS[0]
    corners = [cut.line[0], (105.5, 10.45), (105.9, 10.3), cut.line[-1], (105.3, 10.05)]
    shapes = unit_shapes.vietnamese_shapes(_topology(cut.shape, corners), {"can tho": "can-tho"})
    assert set(shapes) == {"can-tho", cut.belongs_to}
    assert shapes[cut.belongs_to].contains(Point(cut.point))
    assert shapes["can-tho"].contains(Point(105.45, 10.2))
    assert shapely.union_all(list(shapes.values())).area == pytest.approx(Polygon(corners).area)


def test_a_line_that_misses_its_shape_stops_the_run() -> None:
    cut = corrections.CUTS[0]
    elsewhere = [(100.0, 5.0), (101.0, 5.0), (101.0, 6.0), (100.0, 6.0)]
    with pytest.raises(unit_shapes.ContradictionError, match="does not part"):
        unit_shapes.vietnamese_shapes(_topology(cut.shape, elsewhere), {"can tho": "can-tho"})


def test_names_that_mislead_are_put_right() -> None:
    square = [(106.0, 22.0), (107.0, 22.0), (107.0, 23.0)]
    shapes = unit_shapes.vietnamese_shapes(
        _topology("Đông Bắc", square), {"bac kan": "thai-nguyen"}
    )
    assert set(shapes) == {"thai-nguyen"}


def test_islands_move_between_units() -> None:
    shapes: dict[str, BaseGeometry] = {}
    for island in corrections.ISLANDS:
        around = Point(island.lon, island.lat).buffer(0.02)
        shapes[island.drawn_in] = shapes.get(island.drawn_in, Polygon()).union(around)
        shapes.setdefault(island.belongs_to, box(0, 0, 1, 1))
    unit_shapes.move_islands(shapes)
    for island in corrections.ISLANDS:
        point = Point(island.lon, island.lat)
        assert shapes[island.belongs_to].contains(point), island.island
        assert not shapes[island.drawn_in].contains(point), island.island


def test_an_island_that_is_not_there_stops_the_run() -> None:
    island = corrections.ISLANDS[0]
    with pytest.raises(unit_shapes.ContradictionError, match=island.island):
        unit_shapes.move_islands({island.drawn_in: box(0, 0, 1, 1), island.belongs_to: Polygon()})
