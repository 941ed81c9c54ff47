"""Stories: curated sequences of views, each with what is to be said of it.

A step is a selection in the grammar of `dashboard.selection`, a title and a text, and
what the text rests on. The linked view steps through a story, and exports make a slide
of each of its steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from dashboard.columns import EventColumns
from dashboard.dates import DateError
from dashboard.extents import Interval
from dashboard.facets import Mask
from dashboard.language import Language
from dashboard.selection import Selection
from dashboard.tables import Tables
from dashboard.textfiles import excerpt


@dataclass(frozen=True, slots=True)
class Step:
    """One view of a story.

    ``text`` has paragraphs separated by an empty line. ``query`` selects the events, in the
    canonical form of `selection.Selection.query` (empty for all). ``look`` holds how the views lie,
    as in the address: ``map`` ("longitude,latitude,zoom") and ``focus`` (an EDTF interval);
    what is absent follows the selection. ``event`` is the id of an event to point out, or "".
    ``events`` and ``sources`` are the ids of what the text speaks of and rests on.
    """

    step_id: str
    title: str
    text: str
    query: str
    look: Mapping[str, str] = field(default_factory=dict)
    event: str = ""
    events: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The paragraphs of the text."""
        return tuple(self.text.split("\n\n"))


@dataclass(frozen=True, slots=True)
class Story:
    """A sequence of steps, at least one, told in one language."""

    story_id: str
    title: str
    intro: str
    steps: tuple[Step, ...]


def stories(tables: Tables, language: Language) -> tuple[Story, ...]:
    """The stories of ``tables`` in their order, in ``language`` where they are translated.

    A dataset without stories has none; a story without steps is left out.
    """
    steps: dict[str, list[Step]] = {}
    events = _linked(tables["story_step_events"], "event_id")
    sources = _linked(tables["story_step_sources"], "source_id")
    rows: Any = tables["story_steps"].sort_values(["position", "step_id"]).itertuples()
    for row in rows:
        look = {"map": row.map_view, "focus": _interval(row.focus_edtf)}
        step = Step(
            row.step_id,
            language.name(row),
            language.translated(row, "text"),
            Selection.parse(row.selection, tables)[0].query(),
            {name: value for name, value in look.items() if value},
            row.event_id,
            events.get(row.step_id, ()),
            sources.get(row.step_id, ()),
        )
        steps.setdefault(row.story_id, []).append(step)
    told: Any = tables["stories"].sort_values(["position", "story_id"]).itertuples()
    return tuple(
        Story(
            row.story_id,
            language.name(row),
            language.translated(row, "intro"),
            tuple(steps[row.story_id]),
        )
        for row in told
        if row.story_id in steps
    )


def story_mask(story: Story, tables: Tables, columns: EventColumns) -> Mask:
    """The events that ``story`` shows at one of its steps or speaks of (N,)."""
    spoken_of = {event_id for step in story.steps for event_id in (*step.events, step.event)}
    mask: Mask = np.array([event_id in spoken_of for event_id in columns.event_ids], dtype=bool)
    for step in story.steps:
        mask |= Selection.parse(step.query, tables)[0].mask(columns, tables)
    return mask


def asked_step(
    parameters: Mapping[str, str], told: Sequence[Story], language: Language
) -> tuple[Story | None, int, tuple[str, ...]]:
    """The story and the number of the step (from 1) that the ``parameters`` of an address ask for.

    Never fails: a story that is not among those ``told`` is none, a step that it does not have
    is its first, and a notice says so.
    """
    _ = language.gettext
    asked = parameters.get("story", "")
    story = next((story for story in told if story.story_id == asked), None)
    if story is None:
        message = _("The story {value} in the address is not in this dataset and was left out.")
        notice = message.format(value=repr(excerpt(asked)))
        return None, 0, (notice,) if asked else ()
    text = parameters.get("step", "") or "1"
    steps = {str(number): number for number in range(1, len(story.steps) + 1)}
    if text in steps:
        return story, steps[text], ()
    message = _("The story has no step {value}: it begins at its first.")
    return story, 1, (message.format(value=repr(excerpt(text))),)


def _interval(edtf: str) -> str:
    """A stretch of time by its days, as the linked view reads it; "" if it is none."""
    try:
        return str(Interval.parse(edtf)) if edtf else ""
    except DateError:
        return ""


def _linked(links: pd.DataFrame, column: str) -> dict[str, tuple[str, ...]]:
    return {str(key): tuple(ids) for key, ids in links.groupby("step_id")[column]}
