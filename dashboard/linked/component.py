"""Host 1: the linked view as a Streamlit component."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import streamlit as st

from dashboard.linked import bundle

_KEY = "linked_view"


@dataclass(frozen=True, slots=True)
class Choice:
    """A selection made by hand; ``serial`` tells it from the same one made before."""

    parameters: Mapping[str, str]
    serial: int


def linked_view(
    payload: Mapping[str, Any],
    columns: pa.Table,
    version: str,
    parameters: Mapping[str, str],
    revision: int,
) -> Choice | None:
    """Show the linked view; returns what was last chosen in it, if anything was.

    ``parameters`` is the selection to begin with (the grammar of `dashboard.selection`).
    While ``revision`` stays the same the view keeps its own selection, so that a rerun
    never moves it under the hand; a new ``revision`` makes it take ``parameters``.
    """
    show = st.components.v2.component(
        "locality_dashboard_linked_view",
        html='<div data-linked-host=""></div>',
        css=bundle.stylesheet(),
        js=bundle.module("streamlit_host.js"),
        isolate_styles=False,
    )
    result = show(
        key=_KEY,
        data={
            "version": version,
            "revision": revision,
            "selection": dict(parameters),
            "payload": payload,
            "columns": columns,
        },
        on_selection_change=lambda: None,
    )
    chosen = result.get("selection")
    return Choice(dict(chosen["parameters"]), int(chosen["serial"])) if chosen else None
