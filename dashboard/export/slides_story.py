"""A story as slides: an opening, one slide a step, and the sources of them all.

A step's text stands beside what it speaks of, the map of the step's events; where these
spread over time, their timeline stands below it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dashboard.columns import EventColumns, event_columns
from dashboard.export.request import Request
from dashboard.export.slides import add_sources
from dashboard.export.slides_counts import timeline_counts
from dashboard.export.slides_frame import Frame
from dashboard.export.slides_map import Outlines
from dashboard.export.slides_map_words import add_legend_below, legend_height
from dashboard.export.slides_opening import add_opening, day_made, new_deck
from dashboard.export.slides_page import Pages
from dashboard.export.slides_places import Places, places_of
from dashboard.export.slides_rows import sources_of
from dashboard.export.slides_runs import Run
from dashboard.export.slides_selected import Selected, selected
from dashboard.export.slides_template import BODY
from dashboard.export.slides_text import cut, legal, line_height, wrapped
from dashboard.export.slides_views import draw_map, draw_timeline, outlines_of
from dashboard.problems import DataError, Problem
from dashboard.selection import Selection
from dashboard.stories import Step, Story
from dashboard.tables import Tables

_VIEW_WIDTH, _GAP = 7.4, 0.4  # inches
_SIZES = (16, 14, 12)  # points
_PARAGRAPH = 0.12  # inches between paragraphs
_CHART_HEIGHT = 2.0
# With fewer columns that hold anything, a chart tells nothing.
_LEAST_COLUMNS = 3


def story_pptx(tables: Tables, story: Story, request: Request) -> bytes:
    """``story`` as a presentation; it is told in the request's language.

    Of the request, language, folder, address and day are used; each step brings its own
    selection. The request's ``tell`` hears of each step. Raises `DataError` if no step matches
    an event, and for outlines that cannot be read.
    """
    columns = event_columns(tables)
    steps = [_of_step(tables, columns, step, request) for step in story.steps]
    every = list(dict.fromkeys(key for step in steps for key in step[1]))
    if not every:
        remedy = "Give one of its steps a selection that matches an event"
        raise DataError([Problem("story", "matches no event", remedy, value=story.story_id)])
    whole = selected(tables, every, replace(request, selection=story.title, parameters={}), columns)
    outlines = outlines_of(whole)
    deck = new_deck(tables, whole.request, sources_of(whole), story.title)
    pages = Pages(deck, whole)
    name = request.language.name(tables.about)
    leads = [name, *story.intro.split("\n\n")]
    opening = add_opening(deck, tables, whole.request, leads, pages.counted(), story.title)
    pages.notes(opening, pages.sources(every), before=[story.intro])
    for number, (step, (stepped, ids)) in enumerate(zip(story.steps, steps, strict=True), start=1):
        chosen = selected(tables, ids, stepped, columns) if ids else None
        _add_step(Pages(deck, chosen or whole), step, chosen, outlines)
        request.tell(number / (len(steps) + 1))
    add_sources(pages)
    content = deck.content()
    request.tell(1.0)
    return content


def _of_step(
    tables: Tables, columns: EventColumns, step: Step, request: Request
) -> tuple[Request, list[str]]:
    """The request for a step's selection, and the ids of its events."""
    parsed, _ = Selection.parse(step.query, tables, request.language)
    mask = parsed.mask(columns, tables)
    words = parsed.words(tables, request.language)
    stepped = replace(request, selection=words, parameters=parsed.parameters())
    return stepped, [key for key, is_in in zip(columns.event_ids, mask, strict=True) if is_in]


def _add_step(pages: Pages, step: Step, chosen: Selected | None, outlines: Outlines) -> None:
    """A step's slide; its whole text also stands in the notes, for whoever speaks."""
    if chosen is None:
        slide = pages.deck.slide(step.title)
        _add_text(pages, slide, step, BODY)
        pages.deck.notes(slide, [*step.paragraphs, pages.listed(step.sources)])
        return
    slide = pages.slide(step.title)
    made = day_made(pages.request, sources_of(chosen))
    places, counts = places_of(chosen), timeline_counts(chosen)
    if counts is not None and int((counts.total > 0).sum()) < _LEAST_COLUMNS:
        counts = None
    beside = replace(BODY, left=BODY.right - _VIEW_WIDTH, width=_VIEW_WIDTH)
    text = replace(BODY, width=BODY.width - _VIEW_WIDTH - _GAP)
    if places.spots:
        _add_map(pages, slide, beside, chosen, places, outlines)
        if counts is not None:
            chart = replace(text, top=text.bottom - _CHART_HEIGHT, height=_CHART_HEIGHT)
            draw_timeline(pages.deck, slide, chart, counts.in_all(), made)
            text = replace(text, height=text.height - _CHART_HEIGHT - 0.1)
    elif counts is not None:
        draw_timeline(pages.deck, slide, beside, counts, made)
    else:
        text = BODY
    _add_text(pages, slide, step, text)
    pages.notes(slide, step.sources or pages.sources(chosen.event_ids), before=step.paragraphs)


def _add_text(pages: Pages, slide: Any, step: Step, room: Frame) -> None:
    """The text in the largest type that it fits in; cut if none is small enough."""
    paragraphs = [legal(paragraph) for paragraph in step.paragraphs]
    size = next((size for size in _SIZES if _height(paragraphs, room, size) <= room.height), 0)
    if not size:
        size = _SIZES[-1]
        most = int(room.height / line_height(size))
        paragraphs = [cut(" ".join(paragraphs), room.width, size, most)]
    frame = replace(room, height=_height(paragraphs, room, size))
    runs = [[Run(paragraph)] for paragraph in paragraphs]
    pages.deck.text(slide, frame, runs, size, gap=_PARAGRAPH)


def _height(paragraphs: list[str], room: Frame, size: float) -> float:
    lines = sum(len(wrapped(paragraph, room.width, size)) for paragraph in paragraphs)
    return lines * line_height(size) + _PARAGRAPH * (len(paragraphs) - 1)


def _add_map(
    pages: Pages, slide: Any, room: Frame, chosen: Selected, places: Places, outlines: Outlines
) -> None:
    """The map, and below it the colours that are in it."""
    used = {index for spot in places.spots for index, count in enumerate(spot.wedges) if count}
    groups = [group for index, group in enumerate(chosen.groups) if index in used]
    height = legend_height(groups, room.width)
    frame = replace(room, height=room.height - height - 0.08)
    draw_map(pages.deck, slide, frame, chosen, places, outlines)
    below = replace(room, top=frame.bottom + 0.08, height=height)
    add_legend_below(pages.deck, slide, below, groups)
