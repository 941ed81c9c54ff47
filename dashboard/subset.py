"""Some events of a dataset with what they refer to, and nothing else.

A file that is given away holds what was selected. What stands in the tables about other
events, and everything that only these refer to, stays out of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import compress

import pandas as pd

from dashboard.columns import event_columns
from dashboard.language import language
from dashboard.places import containing_places
from dashboard.stories import stories, story_mask
from dashboard.tables import Tables

# Tables whose rows are about one event each.
_ABOUT_EVENTS = (
    "event_locations",
    "event_sectors",
    "event_actors",
    "event_sources",
    "figures",
    "partnerships",
)
_EMPTY = ("rejected",)


def tables_of(tables: Tables, event_ids: Iterable[str]) -> Tables:
    """``tables`` with the events ``event_ids`` alone, in the tables' own order.

    Kept are the rows about these events, the places, sectors, kinds, actors, sources and
    measures that those rows name, the places that these places lie in, and regions with
    the members that are kept. An event that one of them is a part of stays unnamed unless it
    is among them. Figures and partnerships of places belong to no event and are left
    out, like what was rejected. A story is kept with the documents that it rests on if all
    events of its steps are among them. All references of the result lead to a row of it.
    """
    wanted = set(event_ids)
    frames = {**tables.frames, **_stories(tables, wanted)}
    for name in _EMPTY:
        frames[name] = frames[name].iloc[:0]
    for name in ("events", *_ABOUT_EVENTS):
        frames[name] = _only(frames[name], "event_id", wanted)
    events = frames["events"]
    is_inside = events["part_of_event_id"].isin(wanted)
    frames["events"] = events.assign(
        part_of_event_id=events["part_of_event_id"].where(is_inside, "")
    )
    for name, key, referring in (
        ("event_kinds", "kind_id", ("events",)),
        ("sectors", "sector_id", ("event_sectors",)),
        ("measures", "measure_id", ("figures",)),
        ("actors", "actor_id", ("event_actors",)),
        ("sources", "source_id", (*_ABOUT_EVENTS, "story_step_sources")),
    ):
        frames[name] = _only(frames[name], key, _named(frames, referring, (key,)))
    places = _places(tables, frames)
    frames["locations"] = _only(frames["locations"], "location_id", places)
    frames["location_names"] = _only(frames["location_names"], "location_id", places)
    members = _only(frames["location_members"], "member_id", places)
    frames["location_members"] = _only(members, "region_id", places)
    return Tables(frames, tables.about)


def _stories(tables: Tables, wanted: Collection[str]) -> dict[str, pd.DataFrame]:
    """The tables of the stories that show and speak of nothing but events ``wanted``."""
    told = stories(tables, language("en"))
    columns = event_columns(tables) if told else None
    kept = {
        story.story_id
        for story in told
        if columns is not None
        and all(
            event_id in wanted
            for event_id in compress(columns.event_ids, story_mask(story, tables, columns))
        )
    }
    frames = {name: _only(tables[name], "story_id", kept) for name in ("stories", "story_steps")}
    steps = set(frames["story_steps"]["step_id"])
    for name in ("story_step_events", "story_step_sources"):
        frames[name] = _only(tables[name], "step_id", steps)
    return frames


def _places(tables: Tables, frames: Mapping[str, pd.DataFrame]) -> set[str]:
    columns = ("location_id", "counterpart_id", "location_a_id", "location_b_id")
    referring = ("event_locations", "figures", "partnerships", "actors")
    containing = containing_places(tables)
    return {
        outer for place in _named(frames, referring, columns) for outer in containing.get(place, ())
    }


def _named(
    frames: Mapping[str, pd.DataFrame], names: Iterable[str], columns: Iterable[str]
) -> set[str]:
    """Every id that stands in ``columns`` of the tables ``names``."""
    wanted = tuple(columns)
    return {
        str(value)
        for name in names
        for column in wanted
        if column in frames[name]
        for value in frames[name][column].unique()
    }


def _only(frame: pd.DataFrame, column: str, values: Collection[str]) -> pd.DataFrame:
    return frame[frame[column].isin(list(values))].reset_index(drop=True)
