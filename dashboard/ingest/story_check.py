"""What only finished tables can say of stories: selections that match, texts with sources.

A step that shows nothing, points out an event that is not among those shown, or speaks
of an event that none of its documents states would be noticed in front of an audience.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

from dashboard.columns import EventColumns, event_columns
from dashboard.ingest.consistency import Lines
from dashboard.problems import Problem
from dashboard.selection import PARAMETERS, Selection
from dashboard.tables import Tables

_FILE = "story_steps.csv"
# An area is what the map of a reader shows, and every screen shows another one.
_FILTERS = tuple(name for name in PARAMETERS if name != "area")


def untold(tables: Tables, lines: Lines) -> list[Problem]:
    """Everything in the stories of ``tables`` that an audience could not follow.

    ``tables`` are sound (types and keys hold); ``lines`` are as in `consistency`.
    """
    if not len(tables["stories"]):
        return []
    return [
        *_order(tables, lines),
        *_selections(tables, event_columns(tables), lines),
        *_unsourced(tables, lines),
    ]


def _order(tables: Tables, lines: Lines) -> Iterator[Problem]:
    stories, steps = tables["stories"], tables["story_steps"]
    for name, frame, key in (
        ("stories", stories, ["position"]),
        ("story_steps", steps, ["story_id", "position"]),
    ):
        for row in frame.index[frame.duplicated(key)]:
            yield Problem(
                f"{name}.csv",
                "the same position is taken",
                "Number them from 1",
                lines[name][row],
                "position",
                frame.at[row, "position"],
            )
    told = set(steps["story_id"])
    for line, story_id in zip(lines["stories"], stories["story_id"], strict=True):
        if story_id not in told:
            yield Problem(
                "stories.csv",
                "the story has no steps",
                "Add a [[step]] to it or delete it",
                line,
                "story_id",
                story_id,
            )


def _selections(tables: Tables, columns: EventColumns, lines: Lines) -> Iterator[Problem]:
    steps: Any = tables["story_steps"].itertuples()
    for line, step in zip(lines["story_steps"], steps, strict=True):
        where = f"step {step.step_id}: "
        read = dict(parse_qsl(step.selection, keep_blank_values=True))
        foreign = sorted(read.keys() - set(_FILTERS))
        if step.selection and (foreign or not read):
            yield Problem(
                _FILE,
                f"{where}is no selection"
                + (f", for {foreign[0]!r} is no filter" if foreign else ""),
                f"Write name=value, joined by &; the filters are {', '.join(_FILTERS)}",
                line,
                "selection",
                step.selection,
            )
            continue
        selection, notices = Selection.parse(step.selection, tables)
        for notice in notices:
            yield Problem(
                _FILE, f"{where}{notice}", "Correct it", line, "selection", step.selection
            )
        mask = selection.mask(columns, tables)
        if not notices and not mask.any():
            yield Problem(
                _FILE,
                f"{where}the selection matches no event",
                "Widen it, or correct it",
                line,
                "selection",
                step.selection,
            )
        elif step.event_id and not mask[columns.event_ids.index(step.event_id)]:
            yield Problem(
                _FILE,
                f"{where}the event that it points out is not among those selected",
                "Widen the selection or point out another event",
                line,
                "event_id",
                step.event_id,
            )


def _unsourced(tables: Tables, lines: Lines) -> Iterator[Problem]:
    cited = tables["story_step_sources"].groupby("step_id")["source_id"].agg(set).to_dict()
    stating = tables["event_sources"].groupby("event_id")["source_id"].agg(set).to_dict()
    for line, step_id in zip(lines["story_steps"], tables["story_steps"]["step_id"], strict=True):
        if step_id not in cited:
            yield Problem(
                _FILE,
                "the step rests on no document",
                'Name at least one: sources = ["…"]',
                line,
                "step_id",
                step_id,
            )
    links = tables["story_step_events"]
    pairs = zip(links["step_id"], links["event_id"], strict=True)
    for line, (step_id, event_id) in zip(lines["story_step_events"], pairs, strict=True):
        if step_id in cited and not cited[step_id] & stating.get(event_id, set()):
            yield Problem(
                "story_step_events.csv",
                f"none of the documents of step {step_id} states this event",
                f"Add one of them to its sources: {', '.join(sorted(stating.get(event_id, ())))}",
                line,
                "event_id",
                event_id,
            )
