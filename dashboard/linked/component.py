"""Host 1: the linked view as a Streamlit component."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import streamlit as st

from dashboard.linked import bundle

_KEY = "linked_view"


@dataclass(frozen=True, slots=True)
class Given:
    """A selection (the grammar of `dashboard.selection`), the id of an event to be marked, and
    how map and timeline lie. ``pointed`` says when and where the event is, if the view cannot
    know (`grouped.GroupedDataset.pointed`).
    """

    parameters: Mapping[str, str]
    event: str
    look: Mapping[str, str]
    pointed: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """A selection made by hand; ``serial`` tells it from the same one made before.

    It changes what the view was given at ``revision``. ``panel`` is what is to be shown of it
    below the view; empty for what is there. ``is_addressed`` says that the browser went back or
    forth to an address that holds it, and may have gone on since.
    """

    parameters: Mapping[str, str]
    serial: int
    revision: int
    panel: str = ""
    is_addressed: bool = False


@dataclass(frozen=True, slots=True)
class Click:
    """An event clicked by hand in what the view was given at ``revision``; ``serial`` tells it
    from an earlier click on the same one; ``is_addressed`` as that of a `Choice`.
    """

    event_id: str
    serial: int
    revision: int
    is_addressed: bool = False


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
    payload: str,
    version: str,
    given: Given,
    revision: int,
    *,
    inline: Mapping[str, str] | None = None,
    name: str = "",
    found: Mapping[str, str] | None = None,
) -> Answer:
    """Show the linked view; returns what was last done in it.

    ``payload`` is `payload.linked_payload` as JSON, ``given`` what to begin with. While
    ``revision`` stays the same the view keeps what it has, so that a rerun never moves it
    under the hand; a new ``revision`` makes it take what is given. Whoever gives the same as
    before sends nothing: browsers keep what they were sent and are told that it still holds.

    ``inline`` holds the assets themselves, once the view has asked for them because the
    server does not hand them out. ``found`` says which events the words of the selection
    find, where the view has no texts itself (`dataset.Dataset.found`). A view of another
    ``name`` is a fresh one.
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
            "selection": dict(given.parameters),
            "highlight": given.event,
            "pointed": dict(given.pointed),
            "look": dict(given.look),
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
        Choice(
            dict(chosen["parameters"]),
            int(chosen["serial"]),
            int(chosen["revision"]),
            str(chosen.get("panel", "")),
            bool(chosen.get("isAddressed")),
        )
        if chosen
        else None,
        Click(
            str(event["id"]),
            int(event["serial"]),
            int(event["revision"]),
            bool(event.get("isAddressed")),
        )
        if event
        else None,
        dict(latest["look"]) if latest else None,
        bool(result.get("missing")),
    )
