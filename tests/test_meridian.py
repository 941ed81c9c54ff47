"""Where maps are cut open, in Python and in the browser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.meridian import middle_meridian, on_map, within_globe

PACIFIC = [178.44, -175.2, 174.76, -171.77, -157.86]
DEGREES = st.floats(-180, 180).map(lambda degree: round(degree, 3))


def arc(longitudes: list[float], west: float) -> float:
    """How far east of ``west`` the last of ``longitudes`` lies."""
    return max((longitude - west) % 360 for longitude in longitudes)


@given(st.lists(DEGREES, min_size=1, max_size=12))
def test_the_frame_is_the_smallest_that_holds_all(longitudes: list[float]) -> None:
    middle = middle_meridian(longitudes)
    placed = on_map(longitudes, middle)
    width = float(placed.max() - placed.min())
    smallest = min(arc(longitudes, west) for west in longitudes)
    if middle:
        assert width == pytest.approx(smallest, abs=1e-6)
        assert placed.max() - middle == pytest.approx(middle - placed.min(), abs=1e-6)
    else:
        # No narrower one is left out, but those of more than half the globe.
        assert list(placed) == longitudes
        assert width == pytest.approx(smallest, abs=1e-6) or smallest > 180 - 1e-6


@given(st.lists(DEGREES, min_size=1, max_size=12))
def test_places_stay_where_they_are_on_the_globe(longitudes: list[float]) -> None:
    middle = middle_meridian(longitudes)
    placed = on_map(longitudes, middle)
    for given_one, longitude in zip(longitudes, placed, strict=True):
        assert abs(longitude - middle) <= 180
        assert (longitude - given_one) % 360 in (0, 360)
        assert within_globe(float(longitude)) == pytest.approx(given_one) or abs(given_one) == 180


@pytest.mark.parametrize(
    ("longitudes", "middle"),
    [
        (PACIFIC, -171.55),
        ([179.0, -179.0], 180.0),
        ([-179.0, 170.0], 175.5),
        ([170.0, -151.0], -170.5),
        ([139.7, -157.9], 170.9),
        # Vietnam and Japan, one place, none, one that nobody knows.
        ([105.8, 141.3], 0.0),
        ([179.9], 0.0),
        ([], 0.0),
        ([float("nan"), 12.0], 0.0),
        # As wide on either side, and what spans more than half the globe.
        ([-90.0, 90.0], 0.0),
        ([101.4, -64.7], 0.0),
        ([-120.0, -30.0, 10.0, 60.0, 150.0], 0.0),
    ],
)
def test_a_map_has_its_middle_elsewhere_only_across_the_180th(
    longitudes: list[float], middle: float
) -> None:
    assert middle_meridian(longitudes) == pytest.approx(middle)
    assert middle_meridian(reversed(longitudes)) == pytest.approx(middle)
