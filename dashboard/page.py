"""The page: choose, select, draw. ``streamlit run dashboard/app.py`` shows it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import streamlit as st

from dashboard.dataset import Dataset, LastGood, dataset_folder
from dashboard.linked.component import linked_view
from dashboard.problems import DataError, Problem
from dashboard.selection import Selection
from dashboard.views import cards
from dashboard.views.words import plain

CARDS_AT_A_TIME = 20


@st.cache_resource
def last_good() -> LastGood:
    """One dataset for all viewers of this server."""
    return LastGood(dataset_folder())


def show_problems(lead: str, problems: tuple[Problem, ...]) -> None:
    """Say what is wrong with the data, as text."""
    st.error(lead, icon=":material/error:")
    st.code("\n".join(map(str, problems)), language=None, wrap_lines=True)


def chosen(dataset: Dataset) -> Selection:
    """The selection of this session: at first the address's, then the linked view's."""
    state = st.session_state
    if "selection" not in state:
        state.selection, state.notices = Selection.parse(
            {key: st.query_params[key] for key in st.query_params}, dataset.tables
        )
        state.revision = 0
    elif state.dataset is not dataset:
        # The data changed: what was chosen may not be in them any more.
        state.selection, state.notices = Selection.parse(
            state.selection.parameters(), dataset.tables
        )
    state.dataset = dataset
    if state.notices:
        st.warning("Part of the address was left out.", icon=":material/link_off:")
        # As code, since Streamlit would make a stranger's address in a warning a link.
        st.code("\n".join(state.notices), language=None, wrap_lines=True)
    shown = linked_view(
        dataset.payload,
        dataset.arrow,
        dataset.version,
        state.selection.parameters(),
        state.revision,
    )
    if shown is not None and shown.serial != state.get("serial"):
        state.serial = shown.serial
        state.selection, _ = Selection.parse(shown.parameters, dataset.tables)
        state.notices, state.cards = (), CARDS_AT_A_TIME
    selection: Selection = state.selection
    return selection


def reset() -> None:
    """Empty the selection, here and in the linked view."""
    st.session_state.selection = Selection()
    st.session_state.notices = ()
    st.session_state.revision += 1


def main() -> None:
    """Draw the page."""
    icon = (Path(__file__).parent / "icon.svg").read_text(encoding="utf-8")
    st.set_page_config("Localities in cooperation", icon, layout="wide")
    st.html(cards.stylesheet())
    try:
        dataset, problems = last_good().get()
    except DataError as error:
        show_problems("The data cannot be shown yet.", error.problems)
        return
    if problems:
        show_problems("The data changed and cannot be read; this is its last good state.", problems)
    st.title(plain(dataset.tables.about.title))
    selection = chosen(dataset)
    st.query_params.from_dict(selection.parameters())
    mask = selection.mask(dataset.columns)
    words, button = st.columns([8, 1], vertical_alignment="center")
    words.html(cards.heading(selection.words(dataset.tables), int(mask.sum()), len(mask)))
    button.button("Reset", on_click=reset, disabled=selection == Selection(), width="stretch")
    ids = cards.newest_first(dataset.columns, mask, dt.datetime.now(dt.UTC).date())
    limit = st.session_state.setdefault("cards", CARDS_AT_A_TIME)
    st.html(cards.event_cards(dataset.tables, ids[:limit]))
    if limit < len(ids) and st.button(f"Show {min(CARDS_AT_A_TIME, len(ids) - limit)} more"):
        st.session_state.cards = limit + CARDS_AT_A_TIME
        st.rerun()


main()
