"""Host 1: the linked view as a Streamlit component."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard.linked import bundle

_KEY = "linked_view"


@dataclass(frozen=True, slots=True)
class Choice:
    """A selection made by hand; ``serial`` tells it from the same one made before."""

    parameters: Mapping[str, str]
    serial: int


@dataclass(frozen=True, slots=True)
class Click:
    """An event clicked by hand; ``serial`` tells it from an earlier click on the same one."""

    event_id: str
    serial: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What was last chosen in the view, the event last clicked, how map and timeline lay
    when the view last spoke, and whether it could not get its assets from the server.
    """

    choice: Choice | None
    click: Click | None
    look: Mapping[str, str] | None
    is_missing_assets: bool


def linked_view(
    payload: Mapping[str, Any],
    version: str,
    parameters: Mapping[str, str],
    revision: int,
    *,
    highlight: str = "",
    look: Mapping[str, str] | None = None,
    inline: Mapping[str, str] | None = None,
    name: str = "",
    found: Mapping[str, str] | None = None,
) -> Answer:
    """Show the linked view; returns what was last done in it.

    ``parameters`` is the selection to begin with (the grammar of `dashboard.selection`).
    While ``revision`` stays the same the view keeps its own selection, so that a rerun
    never moves it under the hand; a new ``revision`` makes it take ``parameters``.
    ``highlight`` is the id of an event to be marked, ``look`` how map and timeline lie
    at first. ``inline`` holds the assets themselves, once the view has asked for them
    because the server does not hand them out. ``found`` says which events the words of
    ``parameters`` find, where the view has no texts itself (`dataset.Dataset.found`).
    A view of another ``name`` is a fresh one.
    """
    show = st.components.v2.component(
        "locality_dashboard_linked_view",
        html='<div data-linked-host=""></div>',
        css=bundle.stylesheet(),
        js=bundle.module("streamlit_host.js"),
        isolate_styles=False,
    )
    result = show(
        key=f"{_KEY}_{name}" if name else _KEY,
        data={
            "version": version,
            "revision": revision,
            "selection": dict(parameters),
            "highlight": highlight,
            "look": dict(look or {}),
            "inline": dict(inline or {}),
            "found": dict(found or {}),
            "payload": payload,
        },
        on_selection_change=lambda: None,
        on_event_change=lambda: None,
        on_look_change=lambda: None,
        on_missing_change=lambda: None,
    )
    chosen, event = result.get("selection"), result.get("event")
    said = [words for words in (chosen, event, result.get("look")) if words]
    latest = max(said, key=lambda words: int(words["serial"]), default=None)
    return Answer(
        Choice(dict(chosen["parameters"]), int(chosen["serial"])) if chosen else None,
        Click(str(event["id"]), int(event["serial"])) if event else None,
        dict(latest["look"]) if latest else None,
        bool(result.get("missing")),
    )
