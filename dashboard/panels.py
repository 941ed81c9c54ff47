"""What stands around and below the linked view, in Streamlit's own elements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from html import escape

import streamlit as st

from dashboard.dataset import Dataset
from dashboard.language import Language
from dashboard.problems import Problem
from dashboard.selection import Selection
from dashboard.views import cards

CARDS_AT_A_TIME = 20


def stylesheet() -> str:
    """The CSS of everything that is drawn as HTML."""
    return cards.stylesheet()


def problems(lead: str, found: Sequence[Problem]) -> None:
    """Say what is wrong with the data, as text."""
    st.error(lead, icon=":material/error:")
    st.code("\n".join(map(str, found)), language=None, wrap_lines=True)


def title(text: str, languages: Mapping[str, str], spoken: Language) -> None:
    """The dataset's title, and the choice of a language."""
    left, right = st.columns([6, 2], vertical_alignment="center")
    left.html(f"<h1>{escape(text)}</h1>")
    right.segmented_control(
        spoken.gettext("Language"),
        list(languages),
        format_func=languages.__getitem__,
        default=spoken.code,
        key="language",
        label_visibility="collapsed",
        required=True,
    )


def heading(
    dataset: Dataset, selection: Selection, spoken: Language, reset: Callable[[], None]
) -> None:
    """The selection in words, how many events it leaves, and the way back."""
    mask = selection.mask(dataset.columns, dataset.tables)
    words, button = st.columns([8, 1], vertical_alignment="center")
    words.html(
        cards.heading(
            selection.words(dataset.tables, spoken),
            dataset.columns.total(mask),
            len(mask),
            spoken,
        )
    )
    button.button(
        spoken.gettext("Reset"),
        on_click=reset,
        disabled=selection == Selection(),
        width="stretch",
    )


def turn_back() -> None:
    """A new selection begins at its first card."""
    st.session_state.cards = CARDS_AT_A_TIME


def details(dataset: Dataset, selection: Selection, spoken: Language, today: dt.date) -> None:
    """The selected events as cards."""
    mask = selection.mask(dataset.columns, dataset.tables)
    ids = cards.newest_first(dataset.columns, mask, today)
    highlight = st.session_state.get("event", "")
    if highlight in dataset.columns.event_ids:
        # A linked event stands first, whether or not the selection holds it.
        ids = [highlight, *(event_id for event_id in ids if event_id != highlight)]
    limit = st.session_state.setdefault("cards", CARDS_AT_A_TIME)
    st.html(cards.event_cards(dataset.tables, ids[:limit], spoken))
    left = len(ids) - limit
    if left > 0:
        more = spoken.ngettext("Show {n} more", "Show {n} more", min(CARDS_AT_A_TIME, left))
        if st.button(more.format(n=spoken.number(min(CARDS_AT_A_TIME, left)))):
            st.session_state.cards = limit + CARDS_AT_A_TIME
            st.rerun()
