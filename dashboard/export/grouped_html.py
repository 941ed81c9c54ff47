"""The selection as one HTML file where the events stay in a warehouse: it holds their groups."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape

import numpy as np

from dashboard.columns import EventColumns
from dashboard.export.html_page import LIBRARIES, LOOK, THEME, foot
from dashboard.export.request import Request
from dashboard.linked.assets import libraries
from dashboard.linked.standalone import Frame, cdn_libraries, file_document, origins
from dashboard.linked.standalone_parts import group_parts
from dashboard.places import containing_places
from dashboard.selection import Selection
from dashboard.tables import Tables
from dashboard.warehouse.grouping import Groups


def grouped_html(
    tables: Tables,
    groups: Groups,
    levels: Sequence[str],
    selection: Selection,
    request: Request,
) -> bytes:
    """The linked view of the events of ``selection`` as a self-contained file.

    ``groups`` are exact for the selection's days, words and places. The file holds those
    that are selected, and names no other places; it can neither tell single events nor fetch
    finer groups, and says how fine its groups are. ``levels`` are those of places.
    """
    language, today = request.language, request.made or dt.datetime.now(dt.UTC).date()
    columns, inside = _inside(tables, groups.columns, selection)
    is_inline = request.option(LIBRARIES) == "inline"
    urls: Mapping[str, Sequence[object]] = (
        {name: [] for name in libraries()} if is_inline else cdn_libraries()
    )
    parts = group_parts(
        inside, columns, groups.resolution, levels, request.outlines(tables), language, today, urls
    )
    words = selection.words(tables, language)
    title = language.name(tables.about)
    settings = {
        "selection": selection.without("q").parameters(),
        "savedWords": words,
        "event": "",
        "look": {name: request.look.get(name, "") for name in LOOK},
        "order": [],
        "note": language.gettext("This file holds groups of events, not the events themselves."),
    }
    total = columns.total(np.ones(len(columns), dtype=bool))
    needs_script = language.gettext("The timeline and the map need JavaScript.")
    frame = Frame(
        title=f"{title}: {words}",
        language=language,
        head=f'<header class="sa-head"><h1>{escape(title)}</h1></header>',
        foot=foot(tables, (), replace(request, count=total), today),
        plain=f"<p>{escape(needs_script)}</p>",
        settings=settings,
        theme=request.option(THEME),
        remote=() if is_inline else origins(urls),
    )
    return file_document(frame, parts).encode()


def _inside(
    tables: Tables, columns: EventColumns, selection: Selection
) -> tuple[EventColumns, Tables]:
    """The groups of ``selection`` with the values that these have, and the places among these."""
    # The words are in the groups already.
    mask = selection.without("q").mask(columns, tables)
    facets = {name: facet.of_rows(mask) for name, facet in columns.facets.items()}
    days = columns.first[mask], columns.last[mask]
    kept = EventColumns((), *days, columns.weight[mask], facets, is_grouped=True)
    containing = containing_places(tables)
    named = {outer for place in facets["place"].ids for outer in containing[place]}
    frames = dict(tables.frames)
    for name in ("locations", "location_names"):
        frames[name] = frames[name][frames[name]["location_id"].isin(named)].reset_index(drop=True)
    return kept, Tables(frames, tables.about)
