"""What part of the world a map on a slide shows: one panel, or one for each country side by side.

Between Vietnam and Japan lie 3,000 km of other countries' land and sea. On one map of both,
their localities would be dots upon each other: where countries with events lie far apart,
each gets a panel of its own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dashboard.export.slides_frame import Frame
from dashboard.meridian import middle_meridian, on_map

Point = tuple[float, float]
# A panel shows at least this much of the stretch in which a country has places, so that
# its shape is recognised and the panels of a story resemble each other.
_LEAST_SHARE = 0.62
_LEAST_DEGREES = 3.0
_MARGIN = 0.09
_GAP = 0.1  # inches between panels
# How many times more ground one map must cover than panels do, for these to be better.
_WASTE = 2.5
_MOST_PANELS = 3
_WIDEST = 0.68


def mercator(lon: float, lat: float) -> Point:
    """Web Mercator in degrees: x is the longitude, y grows to the north."""
    limited = math.radians(max(-85.0, min(85.0, lat)))
    return lon, math.degrees(math.log(math.tan(math.pi / 4 + limited / 2)))


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in the degrees of `mercator`."""

    west: float
    south: float
    east: float
    north: float

    @property
    def width(self) -> float:
        return self.east - self.west

    @property
    def height(self) -> float:
        return self.north - self.south

    def meets(self, other: Box) -> bool:
        return (
            self.west < other.east
            and other.west < self.east
            and self.south < other.north
            and other.south < self.north
        )

    def grown(self, width: float, height: float) -> Box:
        """The same middle, at least ``width`` and ``height`` wide and high."""
        x = max(0.0, width - self.width) / 2
        y = max(0.0, height - self.height) / 2
        return Box(self.west - x, self.south - y, self.east + x, self.north + y)

    def shaped(self, aspect: float) -> Box:
        """The smallest rectangle around this one that is ``aspect`` times as wide as high."""
        return self.grown(self.height * aspect, self.width / aspect)


def box_of(points: Sequence[Point]) -> Box:
    """The rectangle around points given as longitude and latitude."""
    found = [mercator(*point) for point in points]
    xs, ys = [x for x, _ in found], [y for _, y in found]
    return Box(min(xs), min(ys), max(xs), max(ys))


@dataclass(frozen=True, slots=True)
class Panel:
    """A piece of the world in a frame on the slide; ``countries`` are shown in it alone.

    The longitudes of ``box`` are those on a map around the meridian ``middle``.
    """

    frame: Frame
    box: Box
    countries: frozenset[str]
    middle: float = 0.0

    @property
    def turn(self) -> float:
        """How long the equator would be, in inches."""
        return self.frame.width * 360 / self.box.width

    def at(self, lon: float, lat: float) -> Point:
        """Where on the slide a place lies, in inches."""
        x, y = mercator(float(on_map(lon, self.middle)), lat)
        return (
            self.frame.left + (x - self.box.west) / self.box.width * self.frame.width,
            self.frame.top + (self.box.north - y) / self.box.height * self.frame.height,
        )


def panels(
    shown: Mapping[str, Sequence[Point]], known: Mapping[str, Sequence[Point]], frame: Frame
) -> list[Panel]:
    """The panels of a map, from west to east.

    ``shown`` are the points to be seen (longitude, latitude) by country, one country at
    least; ``known`` are those of the whole dataset, among which they are.
    """
    every = [point for points in shown.values() for point in points]
    middle = middle_meridian(lon for lon, _ in every)
    if not middle:
        # Beside what is shown lies what would be, were more selected.
        middle = middle_meridian(lon for country in shown for lon, _ in known[country])
    shown, known = _turned(shown, middle), _turned(known, middle)
    return [replace(panel, middle=middle) for panel in _laid(shown, known, frame)]


def _turned(points: Mapping[str, Sequence[Point]], middle: float) -> dict[str, list[Point]]:
    """``points`` as they are on a map around a meridian."""
    return {
        country: [(float(on_map(lon, middle)), lat) for lon, lat in found]
        for country, found in points.items()
    }


def _laid(
    shown: Mapping[str, Sequence[Point]], known: Mapping[str, Sequence[Point]], frame: Frame
) -> list[Panel]:
    """`panels`, of points as they are on the map."""
    boxes = {country: _ample(shown[country], known[country]) for country in shown}
    every = [point for points in shown.values() for point in points]
    joint = box_of(every)
    margin = _MARGIN * max(joint.width, joint.height)
    joint = joint.grown(joint.width + 2 * margin, joint.height + 2 * margin)
    found = sorted(boxes.items(), key=lambda item: item[1].west)
    if len(found) == 1:
        country, box = found[0]
        return [_panel(frame, box, frozenset([country]))]
    apart = not any(
        one.meets(other) for i, (_, one) in enumerate(found) for _, other in found[i + 1 :]
    )
    ground = sum(box.width * box.height for _, box in found)
    if not apart or len(found) > _MOST_PANELS or joint.width * joint.height < _WASTE * ground:
        least = joint.grown(_LEAST_DEGREES, _LEAST_DEGREES)
        return [_panel(frame, least, frozenset(shown))]
    room = frame.width - _GAP * (len(found) - 1)
    aspects = [box.width / box.height for _, box in found]
    least_share = (1 - _WIDEST) / (len(found) - 1)
    shares = [max(least_share, min(_WIDEST, aspect / sum(aspects))) for aspect in aspects]
    result, left = [], frame.left
    for (country, box), share in zip(found, shares, strict=True):
        width = room * share / sum(shares)
        part = Frame(left, frame.top, width, frame.height)
        result.append(_panel(part, box, frozenset([country])))
        left += width + _GAP
    return result


def _ample(shown: Sequence[Point], known: Sequence[Point]) -> Box:
    box, whole = box_of(shown), box_of(known)
    box = box.grown(
        max(_LEAST_DEGREES, whole.width * _LEAST_SHARE),
        max(_LEAST_DEGREES, whole.height * _LEAST_SHARE),
    )
    margin = _MARGIN * max(box.width, box.height)
    return box.grown(box.width + 2 * margin, box.height + 2 * margin)


def _panel(frame: Frame, box: Box, countries: frozenset[str]) -> Panel:
    return Panel(frame, box.shaped(frame.width / frame.height), countries)
