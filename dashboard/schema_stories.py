"""Stories: sequences of views of a dataset."""

from __future__ import annotations

from dashboard.table_schema import (
    EVENT,
    MAP_VIEW_PATTERN,
    STEP,
    Field,
    Table,
    reference,
    slug_id,
    text,
    translated,
)

STORIES: tuple[Table, ...] = (
    Table(
        "stories",
        "Curated sequences of views of the dataset.",
        (
            slug_id("story_id", "Stable slug"),
            Field("position", "integer", "Order in the list of stories, from 1", minimum=1),
            *translated("title", "Title"),
            *translated("intro", "What the story tells, in a sentence or two,"),
        ),
        ("story_id",),
        is_optional=True,
    ),
    Table(
        "story_steps",
        "The views that a story consists of, each with what is to be said of it.",
        (
            slug_id("step_id", "Stable slug"),
            reference("story_id", "stories", "The story that it is a step of"),
            Field("position", "integer", "Order in the story, from 1", minimum=1),
            *translated("title", "Title"),
            *translated("text", "Text, paragraphs separated by an empty line,"),
            text(
                "selection",
                "The events it shows, as the query of an address; empty for all of them",
                required=False,
            ),
            Field(
                "map_view",
                "string",
                "How the map lies: longitude and latitude of its middle in degrees, zoom level; "
                "empty for the places of the selection",
                False,
                pattern=MAP_VIEW_PATTERN,
            ),
            text(
                "focus_edtf",
                "Stretch of time that the timeline shows (EDTF); empty for that of the selection",
                required=False,
            ),
            reference("event_id", "events", "The event that it points out", required=False),
        ),
        ("step_id",),
        is_optional=True,
    ),
    Table(
        "story_step_events",
        "The events that the text of a step speaks of.",
        (STEP, EVENT),
        ("step_id", "event_id"),
        is_optional=True,
    ),
    Table(
        "story_step_sources",
        "The documents that the text of a step rests on.",
        (STEP, reference("source_id", "sources", "A document that states what the text says")),
        ("step_id", "source_id"),
        is_optional=True,
    ),
)
