"""Names and legend of a map, as text boxes above its picture, none upon another."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree
from pptx.enum.shapes import MSO_SHAPE
from pptx.oxml.ns import qn
from pptx.util import Pt

from dashboard.export.slides_deck import Deck
from dashboard.export.slides_extent import Panel
from dashboard.export.slides_frame import Frame
from dashboard.export.slides_map import radius, spots_at
from dashboard.export.slides_places import Footprint, Places, Spot
from dashboard.export.slides_runs import Run, rgb
from dashboard.export.slides_selected import SectorGroup
from dashboard.export.slides_template import ACCENT, INK, SOFT
from dashboard.export.slides_text import cut, line_height, text_width

NAME_SIZE, COUNTRY_SIZE, LEGEND_SIZE = 11, 14, 12
_AIR = 0.03  # inches between a name and what is beside it
_SLACK = 0.06
_WIDEST_NAME = 2.2
# Degrees, clockwise from the right: the sides first, then below and above, then at a slant.
_ANGLES = (0, 180, 90, 270, 30, 330, 150, 210, 60, 300, 120, 240)
_CORNER = 0.1  # between a panel's edge and the name of its country
# A line of the legend below a map, and how far a name stands from its chip's left edge.
_ROW, _CHIP = 0.24, 0.19


def add_names(
    deck: Deck, slide: Any, places: Places, panels: Sequence[Panel], countries: dict[str, str]
) -> int:
    """Put the names of countries, places and regions; returns how many did not fit.

    The places with most events choose first. A name stands beside its circle, inside its
    panel, and upon no circle and no other name.
    """
    at = spots_at(places, panels)
    largest = max((spot.count for spot in places.spots), default=1)
    circles = [
        Circle(*at[spot.place_id], radius(spot.count, largest, panels[0].frame))
        for spot in places.spots
        if spot.place_id in at
    ]
    taken: list[Frame] = []
    if len(panels) > 1:
        taken += [_country(deck, slide, panel, countries, circles) for panel in panels]
    left_out = 0
    named: list[Spot | Footprint] = [*places.spots, *places.regions]
    for place in sorted(named, key=lambda found: -found.count):
        panel = next((each for each in panels if place.country in each.countries), None)
        if panel is None:
            continue
        name = cut(place.name, _WIDEST_NAME, NAME_SIZE, 1)
        size = text_width(name, NAME_SIZE) + _SLACK, line_height(NAME_SIZE)
        if isinstance(place, Spot):
            reach = radius(place.count, largest, panel.frame)
            wanted = _beside(Circle(*at[place.place_id], reach), size)
        else:
            wanted = _upon(panel.at(place.lon, place.lat), size)
        fitting = (frame for frame in wanted if panel.frame.holds(frame))
        frame = next((frame for frame in fitting if _is_free(frame, taken, circles)), None)
        if frame is None:
            left_out += 1
            continue
        taken.append(frame)
        color = ACCENT if isinstance(place, Footprint) else INK
        runs = [[Run(name, color=color)]]
        box = deck.text(slide, frame, runs, NAME_SIZE, align="ctr", anchor="ctr", name=name)
        box.text_frame.word_wrap = False
        _backed(box)
    return left_out


@dataclass(frozen=True, slots=True)
class Circle:
    """A place's circle on the slide: its middle and radius, in inches."""

    x: float
    y: float
    radius: float

    def meets(self, frame: Frame) -> bool:
        """Whether a part of ``frame`` lies in it."""
        across = self.x - min(max(self.x, frame.left), frame.right)
        down = self.y - min(max(self.y, frame.top), frame.bottom)
        return math.hypot(across, down) < self.radius


def _is_free(frame: Frame, taken: Sequence[Frame], circles: Sequence[Circle]) -> bool:
    return not any(frame.meets(other) for other in taken) and not any(
        circle.meets(frame) for circle in circles
    )


def _country(
    deck: Deck, slide: Any, panel: Panel, countries: dict[str, str], circles: Sequence[Circle]
) -> Frame:
    """A country's name in the first corner of its panel that has no circle."""
    room = panel.frame
    name = " · ".join(countries.get(code, code) for code in sorted(panel.countries))
    name = cut(name, room.width - 2 * _CORNER, COUNTRY_SIZE, 1, bold=True)
    width = text_width(name, COUNTRY_SIZE, bold=True) + _SLACK
    height = line_height(COUNTRY_SIZE)
    corners = [
        Frame(left, top, width, height)
        for top in (room.top + _CORNER, room.bottom - _CORNER - height)
        for left in (room.left + _CORNER, room.right - _CORNER - width)
    ]
    free = (frame for frame in corners if _is_free(frame, (), circles))
    frame = next(free, corners[0])
    deck.text(slide, frame, [[Run(name, bold=True, color=SOFT)]], COUNTRY_SIZE, name=name)
    return frame


def _beside(circle: Circle, box: tuple[float, float]) -> Iterator[Frame]:
    """Where a name can stand around a circle, the best first."""
    width, height = box
    away = circle.radius + _AIR
    for angle in _ANGLES:
        across, down = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        # At the sides the name's middle is level with the circle's, at a slant its corner.
        slant_x, slant_y = (min(1.0, max(-1.0, 1.5 * part)) for part in (across, down))
        yield Frame(
            circle.x + away * across - width * (1 - slant_x) / 2,
            circle.y + away * down - height * (1 - slant_y) / 2,
            width,
            height,
        )


def _upon(at: tuple[float, float], box: tuple[float, float]) -> Iterator[Frame]:
    """Where a region's name can stand: in its middle, or a line or two from it."""
    (x, y), (width, height) = at, box
    for down in (0, 1, -1, 2, -2):
        for aside in (0, -0.7, 0.7):
            yield Frame(
                x - width / 2 + aside * width, y - height / 2 + down * height, width, height
            )


def _backed(box: Any) -> None:
    """A veil behind a name, so that it is read above borders and arcs."""
    properties = box._element.spPr
    for old in properties.findall(qn("a:noFill")):
        properties.remove(old)
    fill = etree.SubElement(properties, qn("a:solidFill"))
    color = etree.SubElement(fill, qn("a:srgbClr"), val="FFFFFF")
    etree.SubElement(color, qn("a:alpha"), val="62000")


def add_legend(
    deck: Deck, slide: Any, frame: Frame, groups: Sequence[SectorGroup], largest: int
) -> None:
    """The colours of the sectors, and what the size of circles means."""
    _ = deck.language.gettext
    line = line_height(LEGEND_SIZE)
    top = _heading(deck, slide, frame, frame.top, _("Sectors"))
    for group in groups:
        lines = 1 if text_width(group.name, LEGEND_SIZE) <= frame.width - 0.26 else 2
        name = cut(group.name, frame.width - 0.26, LEGEND_SIZE, lines)
        chip = Frame(frame.left, top + (line - 0.14) / 2, 0.14, 0.14)
        _shape(slide, MSO_SHAPE.RECTANGLE, chip, fill=group.color)
        part = Frame(frame.left + 0.24, top, frame.width - 0.24, lines * line)
        deck.text(slide, part, [[Run(name)]], LEGEND_SIZE, name=name)
        top += lines * line + 0.05
    top = _heading(deck, slide, frame, top + 0.14, _("Events at a place"))
    for count in _examples(largest):
        size = radius(count, largest, frame)
        height = max(line, 2 * size)
        middle = top + height / 2
        circle = Frame(frame.left + 0.3 - size, middle - size, 2 * size, 2 * size)
        _shape(slide, MSO_SHAPE.OVAL, circle, line=SOFT)
        part = Frame(frame.left + 0.72, middle - line / 2, frame.width - 0.72, line)
        deck.text(slide, part, [[Run(deck.language.number(count))]], LEGEND_SIZE)
        top += height + 0.06


def legend_height(groups: Sequence[SectorGroup], width: float) -> float:
    """Inches that the colours of the sectors take, set one after the other on lines."""
    return max((row for row, _, _ in _flow(groups, width)), default=-1) * _ROW + _ROW


def add_legend_below(deck: Deck, slide: Any, frame: Frame, groups: Sequence[SectorGroup]) -> None:
    """The colours of the sectors, one after the other on lines."""
    for row, left, group in _flow(groups, frame.width):
        top = frame.top + row * _ROW
        chip = Frame(frame.left + left, top + (_ROW - 0.13) / 2, 0.13, 0.13)
        _shape(slide, MSO_SHAPE.RECTANGLE, chip, fill=group.color)
        name = cut(group.name, frame.width - _CHIP, NAME_SIZE, 1)
        part = Frame(chip.left + _CHIP, top, text_width(name, NAME_SIZE) + _SLACK, _ROW)
        deck.text(slide, part, [[Run(name)]], NAME_SIZE, anchor="ctr", name=name)


def _flow(groups: Sequence[SectorGroup], width: float) -> Iterator[tuple[int, float, SectorGroup]]:
    """On which line, and how far from the left, each sector stands."""
    row, left = 0, 0.0
    for group in groups:
        need = _CHIP + text_width(group.name, NAME_SIZE) + _SLACK
        if left and left + need > width:
            row, left = row + 1, 0.0
        yield row, left, group
        left += need + 0.12


def _heading(deck: Deck, slide: Any, frame: Frame, top: float, text: str) -> float:
    line = line_height(LEGEND_SIZE)
    part = Frame(frame.left, top, frame.width, line)
    shown = cut(text, frame.width, LEGEND_SIZE, 1, bold=True)
    deck.text(slide, part, [[Run(shown, bold=True, color=SOFT)]], LEGEND_SIZE)
    return top + line + 0.08


def _examples(largest: int) -> list[int]:
    """Up to three numbers of events: the largest, about a quarter of it, and one."""
    return sorted({largest, max(1, round(largest / 5)), 1}, reverse=True)


def _shape(slide: Any, kind: Any, frame: Frame, *, fill: str = "", line: str = "") -> None:
    shape = slide.shapes.add_shape(kind, *frame.emu())
    # The theme's style would add a shadow.
    shape._element.remove(shape._element.find(qn("p:style")))
    if fill:
        shape.fill.solid()
        shape.fill.fore_color.rgb = rgb(fill)
    else:
        shape.fill.background()
    if line:
        shape.line.color.rgb = rgb(line)
        shape.line.width = Pt(1)
    else:
        shape.line.fill.background()
    # What is read stands in the text boxes beside it.
    shape._element.nvSpPr.cNvPr.set("descr", "")
    shape.name = ""
