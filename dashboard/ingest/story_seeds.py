"""Stories: the shape of ``seeds/stories/``, what their ids must lead to, and their rows.

A story is one TOML file, ``seeds/stories/<story_id>.toml``: a sequence of steps, each a
title, a text in our own words, the selection that it shows and, if need be, how map and
timeline lie. A step names the events that its text speaks of and the documents that the
text rests on, so that a reader can check every sentence. What can only be told from
finished tables (does a selection match anything?) is in `story_check`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from pathlib import PurePosixPath
from typing import Annotated

from pydantic import BeforeValidator, Field

from dashboard import table_schema
from dashboard.celltypes import Cell
from dashboard.ingest.complaints import row_name
from dashboard.ingest.dossiers import Edtf, Slug, Strict, Text
from dashboard.ingest.references import Lookup
from dashboard.problems import Problem


def _flowing(value: object) -> object:
    """Text without the line breaks of the file; an empty line still begins a paragraph."""
    if not isinstance(value, str):
        return value
    paragraphs: list[list[str]] = [[]]
    for line in value.splitlines():
        if words := line.split():
            paragraphs[-1].append(" ".join(words))
        elif paragraphs[-1]:
            paragraphs.append([])
    return "\n\n".join(reduce(_joined, lines) for lines in paragraphs if lines)


def _joined(text: str, line: str) -> str:
    # Scripts that write without spaces get none where a line of the file ends.
    is_dense = {unicodedata.east_asian_width(sign) for sign in (text[-1], line[0])} & {"W", "F"}
    return f"{text}{'' if is_dense else ' '}{line}"


Prose = Annotated[Text, BeforeValidator(_flowing)]
MaybeProse = Annotated[str, BeforeValidator(_flowing)]


class StoryEntry(Strict):
    """``[story]``; ``position`` is its place in the list of stories, from 1."""

    id: Slug
    position: Annotated[int, Field(ge=1)]
    title_en: Text
    title_vi: str = ""
    title_ja: str = ""
    intro_en: Prose
    intro_vi: MaybeProse = ""
    intro_ja: MaybeProse = ""


class StepEntry(Strict):
    """``[[step]]``, in the order of the story.

    ``selection`` is the query of an address (`dashboard.selection`); ``map`` is longitude,
    latitude and zoom, ``focus`` the stretch of time on the timeline: without them, both
    show what is selected. ``event`` is pointed out.
    """

    id: Slug
    title_en: Text
    title_vi: str = ""
    title_ja: str = ""
    text_en: Prose
    text_vi: MaybeProse = ""
    text_ja: MaybeProse = ""
    selection: str = ""
    map: Annotated[str, Field(pattern=rf"^({table_schema.MAP_VIEW_PATTERN})?$")] = ""
    focus: Edtf | None = None
    event: Slug | None = None
    events: list[Slug] = Field(default_factory=list)
    sources: Annotated[list[Slug], Field(min_length=1)]


class StoryFile(Strict):
    """One story and its steps."""

    story: StoryEntry
    step: Annotated[list[StepEntry], Field(min_length=1)]


def check(stories: Mapping[str, StoryFile], lookup: Lookup) -> Iterator[Problem]:
    """Ids of ``stories`` (by file name) that lead nowhere or stand twice.

    ``lookup`` knows the events and sources of the dossiers, whichever file it is for.
    """
    taken: dict[tuple[str, object], str] = {}

    def claim(what: str, key: object, file: str, row: str, column: str) -> Iterator[Problem]:
        place = f"{file}, {row}"
        if taken.setdefault((what, key), place) != place:
            yield Problem(
                file,
                f"the same {what} stands in {taken[what, key]}",
                "Give this one another",
                row=row,
                column=column,
                value=key,
            )

    for file, story in stories.items():
        stem = PurePosixPath(file).stem
        if story.story.id != stem:
            yield Problem(
                file,
                f"the file is named {stem}, its story is not",
                f"Rename the file to {story.story.id}.toml or correct the id",
                row="story",
                column="id",
                value=story.story.id,
            )
        yield from claim("story", story.story.id, file, "story", "id")
        yield from claim("position", story.story.position, file, "story", "position")
        for i, step in enumerate(story.step):
            row = row_name(("step", i), step.id)
            yield from claim("step", step.id, file, row, "id")
            yield from _step(step, file, row, lookup)


def _step(step: StepEntry, file: str, row: str, lookup: Lookup) -> Iterator[Problem]:
    here = lookup.of(file)
    yield from here.id("event", step.event, row, "event")
    cited = (("event", "events", step.events), ("source", "sources", step.sources))
    for kind, column, ids in cited:
        for i, cited_id in enumerate(ids):
            yield from here.id(kind, cited_id, row, column)
            if cited_id in ids[:i]:
                yield Problem(
                    file, f"this {kind} is named twice", "Keep one", row, column, cited_id
                )


def story_rows(stories: Iterable[StoryFile]) -> Iterator[tuple[str, dict[str, Cell]]]:
    """The rows of ``stories``, each with the name of its table."""
    for story in stories:
        entry = story.story
        yield "stories", {"story_id": entry.id, **entry.model_dump(exclude={"id"})}
        for position, step in enumerate(story.step, start=1):
            texts = step.model_dump(exclude={"id", "map", "focus", "event", "events", "sources"})
            yield (
                "story_steps",
                {
                    "step_id": step.id,
                    "story_id": entry.id,
                    "position": position,
                    **texts,
                    "map_view": step.map,
                    "focus_edtf": step.focus,
                    "event_id": step.event,
                },
            )
            for event_id in step.events:
                yield "story_step_events", {"step_id": step.id, "event_id": event_id}
            for source_id in step.sources:
                yield "story_step_sources", {"step_id": step.id, "source_id": source_id}
