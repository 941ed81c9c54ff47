"""The selection as one HTML file: the linked view, its events and credits, without a network."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from html import escape

from dashboard.export.request import Line, Option, Request, imprint
from dashboard.linked.assets import libraries
from dashboard.linked.standalone import Frame, cdn_libraries, file_document, origins
from dashboard.linked.standalone_parts import view_parts
from dashboard.marking import marked
from dashboard.problems import DataError, Problem
from dashboard.progress import part
from dashboard.selection import Selection
from dashboard.subset import tables_of
from dashboard.tables import Tables
from dashboard.views import cards
from dashboard.views.timeline import MOST_MARKS
from dashboard.views.words import date_words

THEME = Option("theme", ("auto", "light", "dark"), "Colours of the file")
LIBRARIES = Option(
    "libraries",
    ("inline", "cdn"),
    "Whether the HTML file holds plotly.js and deck.gl, or loads them from their public CDN",
)
# So many events are listed for readers without JavaScript.
_PLAIN = 50
# How the view lay when it was saved, and the step of a story, beside what it selected.
LOOK = ("map", "focus", "story", "step")


def to_html(tables: Tables, event_ids: Sequence[str], request: Request) -> bytes:
    """The linked view of ``event_ids`` as a self-contained file, opened as ``request`` says.

    It holds these events and what they refer to, nothing of any other (`subset.tables_of`).
    Without events, or with more than can have a card each, raises `problems.DataError`.
    """
    if not 0 < len(event_ids) <= MOST_MARKS:
        raise DataError([_wrong_size(len(event_ids), request)])
    language, today = request.language, request.made or dt.datetime.now(dt.UTC).date()
    request.tell(0.0)
    inside = tables_of(tables, event_ids)
    request.tell(0.1)
    is_inline = request.option(LIBRARIES) == "inline"
    urls: Mapping[str, Sequence[object]] = (
        {name: [] for name in libraries()} if is_inline else cdn_libraries()
    )
    boundaries = request.outlines(tables)
    regions, tell = _region_units(tables, inside), part(request.tell, 0.1, 0.7)
    parts = view_parts(inside, boundaries, regions, language, today, urls, tell)
    selection, _notices = Selection.parse(request.parameters, tables, language)
    parameters, words = selection.parameters(), selection.words(tables, language)
    event = request.look.get("event", "")
    title = language.name(tables.about)
    row_of = {event_id: row for row, event_id in enumerate(inside["events"]["event_id"])}
    settings = {
        "selection": parameters,
        "savedWords": words,
        "event": event if event in event_ids else "",
        "look": {name: request.look.get(name, "") for name in LOOK},
        "order": [row_of[event_id] for event_id in event_ids],
        "note": cards.note(language),
    }
    frame = Frame(
        title=f"{title}: {request.selection if request.look.get('story') else words}",
        language=language,
        head=f'<header class="sa-head"><h1>{escape(title)}</h1></header>',
        foot=foot(tables, event_ids, request, today),
        plain=_plain(inside, event_ids, request),
        settings=settings,
        theme=request.option(THEME),
        remote=() if is_inline else origins(urls),
    )
    return file_document(frame, parts, part(request.tell, 0.7, 1.0)).encode()


def _wrong_size(count: int, request: Request) -> Problem:
    if count:
        problem = marked("selects {count} events, more than the {most} that one HTML file can show")
        values = {"count": count, "most": MOST_MARKS}
        remedy = marked("Choose a narrower one")
        return Problem("selection", problem, remedy, value=request.selection, values=values)
    problem, remedy = marked("matches no event"), marked("Choose a wider one")
    return Problem("selection", problem, remedy, value=request.selection)


def _region_units(tables: Tables, inside: Tables) -> dict[str, list[str]]:
    """The units of the regions that the selected events name themselves."""
    named = set(inside["event_locations"]["location_id"])
    units: dict[str, list[str]] = {}
    members = tables["location_members"]
    for region, member in zip(members["region_id"], members["member_id"], strict=True):
        if region in named:
            units.setdefault(region, []).append(member)
    return units


def _plain(inside: Tables, event_ids: Sequence[str], request: Request) -> str:
    """For who has no JavaScript: why nothing moves, and the events in a list."""
    _, language = request.language.gettext, request.language
    rows = {row.event_id: row for row in inside["events"].itertuples()}
    why = _(
        "The timeline and the map of this file need JavaScript, which is switched off here. "
        "These are its events:"
    )
    lines = [
        f"{_when(rows[event_id], request)}{language.name(rows[event_id])}"
        for event_id in event_ids[:_PLAIN]
    ]
    if more := len(event_ids) - len(lines):
        lines.append(
            language.ngettext("{n} more", "{n} more", more).format(n=language.number(more))
        )
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<p>{escape(why)}</p><ul>{items}</ul>"


def _when(event: object, request: Request) -> str:
    words = date_words(getattr(event, "date_edtf", ""), request.language)
    return f"{words}: " if words else ""


def foot(tables: Tables, event_ids: Sequence[str], request: Request, today: dt.date) -> str:
    """What the file says of itself below the view, as HTML."""
    _ = request.language.gettext
    lines = [
        *imprint(tables, event_ids, request),
        Line(_("Made on"), request.language.day_words(today)),
    ]
    return f'<footer class="sa-foot"><dl>{"".join(map(_entry, lines))}</dl></footer>'


def _entry(line: Line) -> str:
    text = escape(line.text)
    if line.url:
        target = escape(line.url, quote=True)
        text = f'<a href="{target}" rel="noopener noreferrer">{text}</a>'
    return f"<dt>{escape(line.label)}</dt><dd>{text}</dd>"
