"""The page: choose, select, draw. ``streamlit run dashboard/app.py`` shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from dashboard import panels
from dashboard.dataset import Dataset, LastGood, dataset_folder
from dashboard.language import LANGUAGE_NAMES, Language, language, negotiate
from dashboard.linked.component import linked_view
from dashboard.problems import DataError
from dashboard.selection import PARAMETERS, Selection
from dashboard.stories import asked_step, stories

# What the address holds beside the selection: language, how map and timeline lie, and the
# step of a story.
LOOK = ("map", "focus", "story", "step")


@st.cache_resource
def last_good() -> LastGood:
    """One dataset for all viewers of this server."""
    return LastGood(dataset_folder())


def address() -> dict[str, str]:
    """The parameters of the address, each as one text."""
    return {key: st.query_params[key] for key in st.query_params}


def choose_language() -> Language:
    """The address's language, else the browser's; a button for each of the others."""
    code = negotiate(st.context.locale, st.query_params.get("lang"))
    picked = st.session_state.get("language")
    return language(picked or code)


def choose(dataset: Dataset, spoken: Language, today: dt.date) -> Selection:
    """The selection of this session: at first the address's, then the linked view's."""
    state, asked = st.session_state, address()
    if "selection" not in state:
        state.selection, state.notices = Selection.parse(asked, dataset.tables, spoken)
        state.revision, state.look = 0, {name: asked[name] for name in LOOK if name in asked}
        state.event = asked.get("event", "")
        if "story" in asked:
            begin_story(dataset, spoken)
    elif state.dataset is not dataset:
        # The data changed: what was chosen may not be in them any more.
        state.selection, state.notices = Selection.parse(
            state.selection.parameters(), dataset.tables, spoken
        )
    state.dataset = dataset
    if state.notices:
        lead = spoken.gettext("Part of the address was left out.")
        st.warning(lead, icon=":material/link_off:")
        # As code, since Streamlit would make a stranger's address in a warning a link.
        st.code("\n".join(state.notices), language=None, wrap_lines=True)
    shown = dataset.shown(spoken, today)
    is_new, state.version = state.get("version") != shown.version, shown.version
    given = state.selection, state.event
    answer = linked_view(
        shown.payload,
        shown.version,
        state.selection.parameters(),
        state.revision,
        highlight=state.event,
        look=state.look,
        inline=shown.inline() if state.get("inline") else None,
    )
    if answer.is_missing_assets and not state.get("inline"):
        state.inline = True
        st.rerun()
    if answer.look is not None:
        state.look = answer.look
    if answer.click is not None and answer.click.serial != state.get("clicked"):
        state.event, state.clicked = answer.click.event_id, answer.click.serial
    if answer.choice is not None and answer.choice.serial != state.get("serial"):
        state.serial = answer.choice.serial
        state.selection, _ = Selection.parse(answer.choice.parameters, dataset.tables)
        state.notices = ()
        panels.turn_back()
    if is_new and given != (state.selection, state.event):
        # A view of new data was given what was chosen before this very run.
        state.revision += 1
        st.rerun()
    selection: Selection = state.selection
    return selection


def begin_story(dataset: Dataset, spoken: Language) -> None:
    """Go on with the step that the address asks for, or say why not.

    An address without a selection gets that of the step; one with a selection keeps it,
    since its reader looked around in between.
    """
    state, look = st.session_state, st.session_state.look
    story, number, notices = asked_step(look, stories(dataset.tables, spoken), spoken)
    state.notices += notices
    state.look = look | {"story": "", "step": ""}
    if story is None:
        return
    state.look |= {"story": story.story_id, "step": str(number)}
    if state.selection == Selection() and not state.event:
        step = story.steps[number - 1]
        state.selection, _ = Selection.parse(step.query, dataset.tables)
        state.event = step.event


def reset() -> None:
    """Empty the selection, here and in the linked view."""
    state = st.session_state
    state.selection, state.notices, state.event = Selection(), (), ""
    state.revision += 1


def remember(selection: Selection, spoken: Language, asked: Mapping[str, str]) -> None:
    """Put what is shown into the address, beside what others put there."""
    ours = {*PARAMETERS, *LOOK, "lang", "event"}
    kept = {key: value for key, value in asked.items() if key not in ours}
    extra = {"event": st.session_state.event, **st.session_state.look}
    if "lang" in asked or "language" in st.session_state:
        extra["lang"] = spoken.code
    wanted = kept | selection.parameters() | {key: value for key, value in extra.items() if value}
    if wanted != asked:
        st.query_params.from_dict(wanted)


def main() -> None:
    """Draw the page."""
    icon = (Path(__file__).parent / "icon.svg").read_text(encoding="utf-8")
    spoken = choose_language()
    _ = spoken.gettext
    st.set_page_config(_("Localities in cooperation"), icon, layout="wide")
    st.html(panels.stylesheet())
    try:
        dataset, problems = last_good().get()
    except DataError as error:
        panels.problems(_("The data cannot be shown yet."), error.problems)
        return
    if problems:
        lead = _("The data changed and cannot be read; this is its last good state.")
        panels.problems(lead, problems)
    today = dt.datetime.now(dt.UTC).date()
    panels.title(spoken.name(dataset.tables.about), LANGUAGE_NAMES, spoken)
    selection = choose(dataset, spoken, today)
    remember(selection, spoken, address())
    below = panels.Panels(dataset, selection, spoken, today)
    below.heading(reset)
    below.show()


main()
