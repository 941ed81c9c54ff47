"""The selected events as slides: opening, timeline, map, events, sources, licences.

The timeline is PowerPoint's own chart and the events are PowerPoint's own tables, so that
whoever presents them can edit them; the map is a picture with text boxes above. Nothing
is fetched and no browser is asked: the file is made of the tables and outlines alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.export.request import Request
from dashboard.export.slides_counts import timeline_counts
from dashboard.export.slides_frame import Frame
from dashboard.export.slides_map_words import add_legend
from dashboard.export.slides_opening import add_opening, day_made, new_deck
from dashboard.export.slides_page import NOTE_SIZE, Pages
from dashboard.export.slides_places import places_of
from dashboard.export.slides_rows import (
    credit_columns,
    credit_rows,
    event_columns_of,
    event_rows,
    source_columns,
    source_rows,
    sources_of,
)
from dashboard.export.slides_selected import selected
from dashboard.export.slides_template import BODY
from dashboard.export.slides_text import line_height
from dashboard.export.slides_views import (
    draw_map,
    draw_timeline,
    map_remarks,
    outlines_of,
    timeline_remarks,
)
from dashboard.progress import Tell, part, unheard
from dashboard.tables import Tables

# What a deck shows of long selections; the rest is counted, and stands in the workbook.
MOST_EVENTS, MOST_SOURCES = 60, 100
_LEGEND = 2.7  # inches


def to_pptx(tables: Tables, event_ids: Sequence[str], request: Request) -> bytes:
    """The presentation; texts are in the request's language.

    The same arguments, and the same outlines in the request's folder, give the same bytes.
    Raises `DataError` if there is no event: slides of nothing would only embarrass.
    """
    request.tell(0.0)
    chosen = selected(tables, event_ids, request)
    deck = new_deck(tables, request, sources_of(chosen))
    pages = Pages(deck, chosen)
    opening = add_opening(deck, tables, request, [request.selection], pages.counted())
    pages.notes(opening, pages.sources(event_ids))
    request.tell(0.2)
    add_timeline(pages)
    add_map(pages, part(request.tell, 0.3, 0.6))
    add_events(pages, part(request.tell, 0.6, 0.9))
    add_sources(pages, part(request.tell, 0.9, 0.95))
    return deck.content()


def add_timeline(pages: Pages) -> None:
    """The chart, and what it does not show, in words."""
    chosen = pages.chosen
    slide = pages.slide(pages.language.gettext("Timeline"))
    counts = timeline_counts(chosen)
    room = pages.remarks(slide, timeline_remarks(chosen, counts))
    if counts is not None:
        made = day_made(pages.request, sources_of(chosen))
        draw_timeline(pages.deck, slide, room, counts, made)
    pages.notes(slide, pages.sources(chosen.event_ids))


def add_map(pages: Pages, tell: Tell = unheard) -> None:
    """The map with its legend; none if no event names a place that has a circle."""
    tell(0.0)
    chosen = pages.chosen
    places = places_of(chosen)
    if not places.spots:
        return
    slide = pages.slide(pages.language.gettext("Map"))
    height = BODY.height - line_height(NOTE_SIZE) - 0.1
    frame = Frame(BODY.left, BODY.top, BODY.width - _LEGEND - 0.25, height)
    outlines = outlines_of(chosen)
    tell(0.2)
    left_out = draw_map(pages.deck, slide, frame, chosen, places, outlines)
    tell(0.8)
    legend = Frame(frame.right + 0.25, BODY.top, _LEGEND, height)
    largest = max(spot.count for spot in places.spots)
    add_legend(pages.deck, slide, legend, chosen.groups, largest)
    has_outlines = any(found["features"] for found in outlines.values())
    pages.remarks(slide, map_remarks(chosen, places, left_out, has_outlines=has_outlines))
    pages.notes(slide, pages.sources(chosen.event_ids))


def add_events(pages: Pages, tell: Tell = unheard) -> None:
    """The events in tables, as many as a deck can show."""
    language, chosen = pages.language, pages.chosen
    shown = list(chosen.event_ids)[:MOST_EVENTS]
    more = len(chosen.event_ids) - len(shown)
    words = language.ngettext(
        "And {n} more event: see the workbook.", "And {n} more events: see the workbook.", more
    )
    rest = words.format(n=language.number(more)) if more else ""
    rows = event_rows(chosen.tables, shown, language)
    begin = 0
    for slide, count in pages.table(
        language.gettext("Events"), event_columns_of(language), rows, rest, tell=tell
    ):
        pages.notes(slide, pages.sources(shown[begin : begin + count]))
        begin += count


def add_sources(pages: Pages, tell: Tell = unheard) -> None:
    """The documents, each with its link; then licences and credits."""
    language, chosen = pages.language, pages.chosen
    documents = sources_of(chosen)
    shown = documents[:MOST_SOURCES]
    more = len(documents) - len(shown)
    words = language.ngettext(
        "And {n} more source: see the workbook.", "And {n} more sources: see the workbook.", more
    )
    rest = words.format(n=language.number(more)) if more else ""
    rows = source_rows(shown, language)
    begin = 0
    for slide, count in pages.table(
        language.gettext("Sources"), source_columns(language), rows, rest, tell=tell
    ):
        pages.notes(slide, [row.source_id for row in shown[begin : begin + count]])
        begin += count
    title = language.gettext("Licences and credits")
    for slide, _ in pages.table(title, credit_columns(language), credit_rows(chosen)):
        pages.deck.notes(slide, pages.origin())
