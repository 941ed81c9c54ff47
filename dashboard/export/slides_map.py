"""The map's picture: outlines, arcs and circles, drawn larger and reduced to be smooth.

It carries no text: names and legend stand above it as PowerPoint's own text, in fonts that
a server need not have.
"""

from __future__ import annotations

import io
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from dashboard.export.slides_extent import Panel, Point, mercator
from dashboard.export.slides_frame import Frame
from dashboard.export.slides_places import Places
from dashboard.views.boundaries import seams

DOTS_AN_INCH = 220
_FINER = 2  # drawn so many times larger than shown
# Radii in inches: of the place with most events on a map as large as a slide, and of the least.
LARGEST, SMALLEST = 0.3, 0.055
_LARGE_MAP = 4.5  # inches
_SEA, _LAND, _SHORE = "#e9eff5", "#f7f7f5", "#c3cbd5"
_UNIT, _BORDER, _TOUCHED = "#fffefc", "#b9c2cd", "#fbeadf"
_ARC, _EDGE, _GRID = "#e6baa5", "#ffffff", "#d7dfe8"
_REGION, _REGION_EDGE = (194, 65, 12, 26), "#d98a66"
_SEGMENTS = 28
_BEND = 0.16

Outlines = Mapping[str, Any]
Ring = npt.NDArray[np.float64]


def radius(count: int, largest: int, frame: Frame) -> float:
    """Inches, on a map in ``frame``: the area of a circle follows the number of its events."""
    most = LARGEST * min(1.0, frame.height / _LARGE_MAP)
    return max(SMALLEST, most * math.sqrt(count / max(largest, 1)))


def picture(
    places: Places,
    panels: Sequence[Panel],
    frame: Frame,
    outlines: Outlines,
    colors: Sequence[str],
) -> bytes:
    """The map as a PNG of ``frame``'s shape, at `DOTS_AN_INCH`.

    ``outlines`` are those of `views.boundaries.load_boundaries`; what is missing in them
    is replaced by a graticule. ``colors`` are those of the circles' wedges.
    """
    scale = DOTS_AN_INCH * _FINER
    size = round(frame.width * scale), round(frame.height * scale)
    image = Image.new("RGB", size, "#ffffff")
    for panel in panels:
        part = _Ground(panel, scale).drawn(outlines, places)
        offset = (panel.frame.left - frame.left, panel.frame.top - frame.top)
        image.paste(part, (round(offset[0] * scale), round(offset[1] * scale)))
    brush = ImageDraw.Draw(image)
    points = spots_at(places, panels)
    at = {
        key: ((x - frame.left) * scale, (y - frame.top) * scale) for key, (x, y) in points.items()
    }
    # Beside one another, panels show no way round the globe.
    turn = panels[0].turn * scale if len(panels) == 1 else math.inf
    most = max((count for _, _, count in places.arcs), default=1)
    for one, other, count in reversed(places.arcs):
        if one in at and other in at:
            width = (0.6 + 1.6 * math.sqrt(count / most)) / 100 * scale
            for start, end in _ways(at[one], at[other], turn):
                brush.line(_arc(start, end), _ARC, round(width), joint="curve")
    largest = max((spot.count for spot in places.spots), default=1)
    for spot in sorted(places.spots, key=lambda spot: -spot.count):
        if spot.place_id in at:
            reach = radius(spot.count, largest, frame) * scale
            _pie(brush, at[spot.place_id], reach, spot.wedges, colors)
    reduced = image.reduce(_FINER)
    content = io.BytesIO()
    reduced.save(content, "PNG", dpi=(DOTS_AN_INCH, DOTS_AN_INCH))
    return content.getvalue()


def spots_at(places: Places, panels: Sequence[Panel]) -> dict[str, tuple[float, float]]:
    """Where on the slide each circle has its middle, in inches; only those that are in a panel."""
    found = {}
    for spot in places.spots:
        for panel in panels:
            if spot.country in panel.countries:
                found[spot.place_id] = panel.at(spot.lon, spot.lat)
    return found


def _ways(start: Point, end: Point, turn: float) -> list[tuple[Point, Point]]:
    """From where to where an arc goes that takes the shorter way round, of ``turn`` in all: one
    that leaves the map at one edge comes in again at the other.
    """
    across = end[0] - start[0]
    if abs(across) <= turn / 2:
        return [(start, end)]
    shift = math.copysign(turn, across)
    return [(start, (end[0] - shift, end[1])), ((start[0] + shift, start[1]), end)]


def _arc(start: tuple[float, float], end: tuple[float, float]) -> list[tuple[float, float]]:
    """A curve from ``start`` to ``end`` that bends upwards."""
    across, down = end[0] - start[0], end[1] - start[1]
    sign = 1 if across >= 0 else -1
    middle = (
        (start[0] + end[0]) / 2 + sign * _BEND * down,
        (start[1] + end[1]) / 2 - sign * _BEND * across,
    )
    steps = [step / _SEGMENTS for step in range(_SEGMENTS + 1)]
    return [
        (
            (1 - t) ** 2 * start[0] + 2 * t * (1 - t) * middle[0] + t**2 * end[0],
            (1 - t) ** 2 * start[1] + 2 * t * (1 - t) * middle[1] + t**2 * end[1],
        )
        for t in steps
    ]


def _pie(
    brush: ImageDraw.ImageDraw,
    at: tuple[float, float],
    size: float,
    wedges: Sequence[int],
    colors: Sequence[str],
) -> None:
    x, y = at
    edge = max(2.0, size * 0.05)
    around = (x - size - edge, y - size - edge, x + size + edge, y + size + edge)
    brush.ellipse(around, _EDGE)
    box = (x - size, y - size, x + size, y + size)
    if not sum(wedges):
        brush.ellipse(box, "#7b8797")
        return
    angle = -90.0
    for count, color in zip(wedges, colors, strict=True):
        if count:
            turn = 360 * count / sum(wedges)
            brush.pieslice(box, angle, angle + turn, color)
            angle += turn


class _Ground:
    """One panel's sea, land, units and regions."""

    def __init__(self, panel: Panel, scale: float) -> None:
        self.panel = panel
        self.size = round(panel.frame.width * scale), round(panel.frame.height * scale)
        self.image = Image.new("RGB", self.size, _SEA)
        self.brush = ImageDraw.Draw(self.image)
        self.line = max(1, round(scale / 160))
        # Where the map goes on beyond the 180th meridian, outlines do so a turn away.
        self.turns = (0.0, math.copysign(360.0, panel.middle)) if panel.middle else (0.0,)

    def drawn(self, outlines: Outlines, places: Places) -> Image.Image:
        touched = {spot.place_id for spot in places.spots}
        named = {region.place_id for region in places.regions}
        land = _features(outlines, "land")
        if not land:
            self.graticule()
        for feature in land:
            self.fill(feature, _LAND, _SHORE)
        self.mend(outlines)
        for feature in _features(outlines, "units"):
            is_touched = feature["properties"].get("location_id") in touched
            self.fill(feature, _TOUCHED if is_touched else _UNIT, _BORDER)
        for feature in _features(outlines, "regions"):
            if feature["properties"].get("location_id") in named:
                self.tint(feature)
        self.brush.rectangle(
            (0, 0, self.size[0] - 1, self.size[1] - 1), outline=_SHORE, width=self.line
        )
        return self.image

    def graticule(self) -> None:
        """Meridians and parallels, about six of each."""
        box = self.panel.box
        step = next(
            (nice for nice in (1, 2, 5, 10, 15, 30) if max(box.width, box.height) / nice <= 8), 45
        )
        for degree in range(-180, 181, step):
            for turn in self.turns:
                x = (degree + turn - box.west) / box.width * self.size[0]
                self.brush.line(((x, 0), (x, self.size[1])), _GRID, self.line)
            if abs(degree) <= 85:
                y = (box.north - mercator(0, degree)[1]) / box.height * self.size[1]
                self.brush.line(((0, y), (self.size[0], y)), _GRID, self.line)

    def mend(self, outlines: Outlines) -> None:
        """Let land go on beyond the 180th meridian, at which its outlines are cut."""
        edges = seams(outlines["land"]) if self.panel.middle and "land" in outlines else []
        for turn, edge in itertools.product(self.turns, edges):
            line = list(map(tuple, self.dots(edge, turn).tolist()))
            self.brush.line(line, _LAND, 2 * self.line + 1)

    def fill(self, feature: Any, color: str, edge: str) -> None:
        for outer, holes in self.polygons(feature):
            self.brush.polygon(outer, color, edge, self.line)
            for hole in holes:
                self.brush.polygon(hole, _SEA, edge, self.line)

    def tint(self, feature: Any) -> None:
        """A region's footprint, through which its units are seen."""
        brush = ImageDraw.Draw(self.image, "RGBA")
        for outer, _ in self.polygons(feature):
            brush.polygon(outer, _REGION)
            brush.line([*outer, outer[0]], _REGION_EDGE, self.line)

    def polygons(
        self, feature: Any
    ) -> Iterator[tuple[list[tuple[float, float]], list[list[tuple[float, float]]]]]:
        """Outer ring and holes, in dots, of the polygons that are in sight."""
        geometry = feature.get("geometry") or {}
        parts = geometry.get("coordinates", [])
        if geometry.get("type") == "Polygon":
            parts = [parts]
        elif geometry.get("type") != "MultiPolygon":
            return
        for turn, part in itertools.product(self.turns, parts):
            rings = [self.dots(ring, turn) for ring in part]
            if rings and len(rings[0]) > 2 and self.is_in_sight(rings[0]):
                yield (
                    list(map(tuple, rings[0].tolist())),
                    [list(map(tuple, ring.tolist())) for ring in rings[1:] if len(ring) > 2],
                )

    def dots(self, ring: Sequence[Sequence[float]], turn: float) -> Ring:
        points = np.array([point[:2] for point in ring], dtype=float).reshape(-1, 2)
        latitude = np.radians(np.clip(points[:, 1], -85, 85))
        north = np.degrees(np.log(np.tan(np.pi / 4 + latitude / 2)))
        box = self.panel.box
        x = (points[:, 0] + turn - box.west) / box.width * self.size[0]
        y = (box.north - north) / box.height * self.size[1]
        return np.column_stack([x, y])

    def is_in_sight(self, ring: Ring) -> bool:
        low, high = ring.min(axis=0), ring.max(axis=0)
        return bool((high > 0).all() and (low < self.size).all())


def _features(outlines: Outlines, name: str) -> list[Any]:
    features: list[Any] = outlines.get(name, {}).get("features", [])
    return features
