"""The opening slide, and a new deck with the dataset's name in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from dashboard.export.records import Row, last_published
from dashboard.export.request import Request
from dashboard.export.slides_deck import Deck, Properties
from dashboard.export.slides_frame import Frame
from dashboard.export.slides_page import NOTE_SIZE
from dashboard.export.slides_runs import Run, write_text
from dashboard.export.slides_template import INK, OPENING_TITLE, SOFT
from dashboard.export.slides_text import cut, legal, line_height, wrapped
from dashboard.tables import Tables

_TITLE_SIZE, _LEAD_SIZE, _COUNT_SIZE = 40, 22, 18
_MOST_LEAD_LINES = 4
_LEAD_TOP, _CREDIT_TOP = 3.45, 6.2  # inches


def day_made(request: Request, sources: Iterable[Row]) -> dt.date:
    """The day that a file is dated with: the request's, else that of the last source."""
    return request.made or last_published(sources)


def new_deck(tables: Tables, request: Request, sources: Iterable[Row], title: str = "") -> Deck:
    """A deck in the name of the dataset; ``title`` is the dataset's if it has none itself."""
    name = request.language.name(tables.about)
    made = day_made(request, sources)
    properties = Properties(title or name, request.selection, name, made)
    return Deck(request.language, properties, _credit(tables, request))


def add_opening(
    deck: Deck,
    tables: Tables,
    request: Request,
    leads: Sequence[str],
    counted: str,
    title: str = "",
) -> Any:
    """Title, what is shown in words, numbers, day and credit."""
    language = deck.language
    _ = language.gettext
    slide = deck.opening()
    left, width = OPENING_TITLE.left, OPENING_TITLE.width
    named = legal(title or language.name(tables.about))
    named = cut(named, width, _TITLE_SIZE, 2, bold=True)
    write_text(
        slide.shapes.title,
        [[Run(named, bold=True, color=INK)]],
        _TITLE_SIZE,
        tag=language.tag,
        anchor="b",
    )
    words = [cut(legal(lead), width, _LEAD_SIZE, _MOST_LEAD_LINES) for lead in leads]
    lines = sum(len(wrapped(word, width, _LEAD_SIZE)) for word in words)
    part = Frame(left, _LEAD_TOP, width, lines * line_height(_LEAD_SIZE))
    deck.text(slide, part, [[Run(word)] for word in words], _LEAD_SIZE, name=_("Selection"))
    part = Frame(left, part.bottom + 0.2, width, line_height(_COUNT_SIZE))
    deck.text(slide, part, [[Run(counted, color=SOFT)]], _COUNT_SIZE, name=_("Events"))
    foot = [[Run(cut(legal(_credit(tables, request)), width, NOTE_SIZE, 1), color=SOFT)]]
    if request.made:
        made = _("Made on {date}").format(date=language.day_words(request.made))
        foot.insert(0, [Run(made, color=SOFT)])
    part = Frame(left, _CREDIT_TOP, width, line_height(NOTE_SIZE) * len(foot))
    deck.text(slide, part, foot, NOTE_SIZE, name=_("Credits"))
    return slide


def _credit(tables: Tables, request: Request) -> str:
    """The dataset and its licences, for the foot of every slide."""
    licences = [licence.title for licence in tables.about.licences]
    return " · ".join([request.language.name(tables.about), *licences])
