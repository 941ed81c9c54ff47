"""A story as one HTML file: the linked view opened at its first step, to be presented offline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dashboard.export.html_page import to_html
from dashboard.export.request import Request
from dashboard.selection import Selection
from dashboard.stories import Story
from dashboard.tables import Tables


def story_html(tables: Tables, story: Story, event_ids: Sequence[str], request: Request) -> bytes:
    """``story`` with ``event_ids``, which hold all events of its steps.

    Of the request, everything but selection, parameters and look is taken. Raises
    `problems.DataError` as `html_page.to_html` does.
    """
    first = story.steps[0]
    selection, _ = Selection.parse(first.query, tables, request.language)
    opened = replace(
        request,
        selection=story.title,
        parameters=selection.parameters(),
        look={**first.look, "event": first.event, "story": story.story_id, "step": "1"},
    )
    return to_html(tables, event_ids, opened)
