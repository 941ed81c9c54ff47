"""The map that is cut open elsewhere than at the 180th meridian, as the browser draws it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dashboard.views.boundaries import seams
from tests.linked.conftest import Engine

WAYS = (
    "const said = asked.map(([source, target, middle]) => shorterWay({ source, target }, middle));"
)
PARTS = "const said = asked.map(([curve, x, begins]) => partOf(curve, x, begins));"
SEAMS = "const said = seamsOf(asked);"
MIDDLES = "const said = asked.map(middleOf);"
Run = Callable[[Any], Any]


@pytest.fixture(scope="module")
def ways(engine: Engine) -> Run:
    return engine("meridian.js", WAYS)


@pytest.fixture(scope="module")
def parts(engine: Engine) -> Run:
    return engine("meridian.js", PARTS)


def test_a_box_tells_the_middle_of_its_map(engine: Engine) -> None:
    middles = engine("meridian.js", MIDDLES)
    boxes = [[174, -40, -156, 25], [170, 0, -178, 9], [179, 0, -179, 1], [100, 8, 146, 46]]
    assert middles([*boxes, [-180, -60, 180, 75]]) == [-171, 176, 180, 0, 0]


def test_an_arc_takes_the_shorter_way(ways: Run) -> None:
    within, turned = ways([[[105, 21], [139, 35], 0], [[178, -18], [-172, -14], -177]])
    assert [within] == [[{"source": [105, 21], "target": [139, 35]}]]
    assert turned == [{"source": [-182, -18], "target": [-172, -14]}]


@pytest.mark.parametrize("sign", [1, -1])
def test_an_arc_that_leaves_the_map_comes_in_again_at_the_other_edge(ways: Run, sign: int) -> None:
    ((leaving, entering),) = ways([[[179 * sign, -18], [-172 * sign, -14], 0]])
    assert leaving["source"] == [179 * sign, -18]
    assert leaving["target"] == [188 * sign, -14]
    assert (leaving["edge"], leaving["begins"]) == (180 * sign, False)
    assert entering["source"] == [-181 * sign, -18]
    assert entering["target"] == [-172 * sign, -14]
    assert (entering["edge"], entering["begins"]) == (-180 * sign, True)


@pytest.mark.parametrize("bend", [[5, 4], [4, 4], [6.5, -3]])
def test_a_part_of_a_curve_lies_upon_it_and_ends_at_the_edge(parts: Run, bend: list[float]) -> None:
    curve = [[0, 0], bend, [10, 2]]
    first, rest = parts([[curve, 7, False], [curve, 7, True]])
    assert first[0] == curve[0]
    assert rest[2] == pytest.approx(curve[2])
    assert first[2] == pytest.approx(rest[0])
    assert first[2][0] == pytest.approx(7)

    def at(points: list[list[float]], share: float) -> list[float]:
        a, b, c = ((1 - share) ** 2, 2 * share * (1 - share), share**2)
        return [a * p + b * q + c * r for p, q, r in zip(*points, strict=True)]

    # The middle of the part is a point of the whole curve.
    x, y = at(first, 0.5)
    nearest = min((at(curve, step / 5000) for step in range(5001)), key=lambda p: abs(p[0] - x))
    assert y == pytest.approx(nearest[1], abs=0.01)


def test_only_edges_along_the_180th_meridian_are_seams(engine: Engine) -> None:
    east = [[178, 60], [180, 62], [180, 66], [178, 60]]
    west = [[-180, 62], [-178, 60], [-180, 66], [-180, 62]]
    shapes = [
        ("Polygon", [east]),
        ("MultiPolygon", [[west]]),
        ("Polygon", [[[0, 0], [0, 1], [1, 0]]]),
    ]
    features = [{"geometry": {"type": kind, "coordinates": rings}} for kind, rings in shapes]
    found = engine("meridian.js", SEAMS)(features)
    assert found == [[[180, 62], [180, 66]], [[-180, 66], [-180, 62]]]
    assert found == seams({"features": features})
