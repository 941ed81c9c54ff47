"""What one visitor's session holds: language, selection, the event pointed to, the look.

A session begins with what the address says; then the linked view tells what the hand
does, and the address follows.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from contextlib import suppress

import streamlit as st

from dashboard import dates, panels
from dashboard.catalogue import SOURCE_CODE
from dashboard.extents import Interval
from dashboard.language import Language, language, negotiate
from dashboard.linked.component import Answer, Choice, Click, Given, linked_view
from dashboard.opening import ShownDataset
from dashboard.problems import DataError
from dashboard.selection import PARAMETERS, Selection
from dashboard.stories import asked_step, stories
from dashboard.textfiles import excerpt
from dashboard.views.event_rows import is_event

# How map and timeline lie, and the step of a story; the view itself keeps these in the
# address while they change.
LOOK = ("map", "focus", "story", "step")
# All that this page puts into the address.
OURS = frozenset({*PARAMETERS, *LOOK, "lang", "event"})


def address() -> dict[str, str]:
    """The parameters of the address, each as one text."""
    return {key: st.query_params[key] for key in st.query_params}


def spoken_language(offered: Collection[str] = ()) -> Language:
    """The language that was picked, else the address's, else the browser's.

    If that is none of those ``offered`` (all, without any), it is English or the first of them.
    """
    code = negotiate(st.context.locale, st.query_params.get("lang"))
    code = st.session_state.get("language") or code
    if offered and code not in offered:
        code = SOURCE_CODE if SOURCE_CODE in offered else next(iter(offered))
    return language(code)


def choose(dataset: ShownDataset, spoken: Language, today: dt.date) -> Selection:
    """Show the linked view; returns the selection of this session.

    At first that is the address's, then what is chosen in the view.
    """
    state = st.session_state
    _take_selection(dataset, spoken)
    _tell_notices(spoken)
    shown = dataset.shown(spoken, today)
    is_new, state.version = state.get("version") != shown.version, shown.version
    chosen = state.selection, state.event
    searched = state.selection.text
    answer = linked_view(
        shown.text,
        shown.version,
        _given(shown.version, dataset),
        state.revision,
        inline=shown.inline() if state.get("inline") else None,
        # Another dataset gets a view of its own, which lies as that dataset does.
        name=dataset.secret[:8],
        found=dataset.found(searched, inline=bool(state.get("inline"))),
    )
    if answer.is_missing_assets and not state.get("inline"):
        state.inline = True
        st.rerun()
    _take_answer(answer, dataset)
    if searched != state.selection.text and dataset.asks_for_searches:
        # The view waits to be told what the words find.
        st.rerun()
    if is_new and chosen != (state.selection, state.event):
        # A view of new data was given what was chosen before this very run.
        state.revision += 1
        st.rerun()
    _write_address(spoken)
    selection: Selection = state.selection
    return selection


def _given(version: str, dataset: ShownDataset) -> Given:
    """What the view began with, which it has long left behind; new for a view that begins anew."""
    state = st.session_state
    begun = version, state.revision, bool(state.get("inline"))
    if state.get("begun") != begun:
        state.begun = begun
        pointed: dict[str, object] = {}
        # What does not answer now is told where the cards would stand.
        with suppress(DataError):
            pointed = dataset.pointed(state.event)
        state.given = Given(state.selection.parameters(), state.event, state.look, pointed)
    given: Given = state.given
    return given


def reset() -> None:
    """Empty the selection, here and in the linked view."""
    state = st.session_state
    state.selection, state.notices, state.event = Selection(), (), ""
    state.revision += 1


def change(selection: Selection) -> None:
    """Show another selection, here and in the linked view."""
    state = st.session_state
    state.selection, state.notices = selection, ()
    state.revision += 1
    panels.turn_back()


def forget() -> None:
    """Empty the selection and how it looked: another dataset comes to be shown."""
    reset()
    st.session_state.look = {}
    panels.turn_back()


def _take_selection(dataset: ShownDataset, spoken: Language) -> None:
    state, asked = st.session_state, address()
    if "selection" not in state:
        state.selection, state.notices = Selection.parse(asked, dataset.tables, spoken)
        state.revision, state.look = 0, {name: asked[name] for name in LOOK if name in asked}
        state.event = asked.get("event", "")
        _leave_out(dataset, spoken)
        if "story" in asked:
            _begin_story(dataset, spoken)
    elif state.dataset is not dataset:
        # The data changed: what was chosen may not be in them any more.
        state.selection, state.notices = Selection.parse(
            state.selection.parameters(), dataset.tables, spoken
        )
    state.dataset = dataset


def _leave_out(dataset: ShownDataset, spoken: Language) -> None:
    """Take out of what the address asks for what cannot be shown, and say so.

    Groups of events know none by its id.
    """
    state, _ = st.session_state, spoken.gettext
    if state.event and not dataset.columns.is_grouped and not is_event(dataset.tables, state.event):
        message = _("event={value} in the address is not in this dataset and was left out.")
        state.notices += (message.format(value=repr(excerpt(state.event))),)
        state.event = ""
    if not _is_map_view(state.look.get("map", "")):
        message = _("map={value} in the address was left out: it is not longitude,latitude,zoom.")
        state.notices += (message.format(value=repr(excerpt(state.look.pop("map")))),)
    if not _is_stretch(state.look.get("focus", "")):
        message = _("focus={value} in the address was left out: it is no stretch of days.")
        state.notices += (message.format(value=repr(excerpt(state.look.pop("focus")))),)


def _is_map_view(text: str) -> bool:
    """Whether ``text`` may say how the map lies: empty, or three numbers."""
    return not text or re.fullmatch(r"(-?\d+(\.\d+)?,){2}-?\d+(\.\d+)?", text) is not None


def _is_stretch(text: str) -> bool:
    """Whether ``text`` may say what the timeline shows: empty, or an interval of days."""
    with suppress(dates.DateError):
        return not text or Interval.parse(text).start is not None
    return False


def _begin_story(dataset: ShownDataset, spoken: Language) -> None:
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


def _tell_notices(spoken: Language) -> None:
    if notices := st.session_state.notices:
        lead = spoken.gettext("Part of the address was left out.")
        st.warning(lead, icon=":material/link_off:")
        # As code, since Streamlit would make a stranger's address in a warning a link.
        st.code("\n".join(notices), language=None, wrap_lines=True)


def _take_answer(answer: Answer, dataset: ShownDataset) -> None:
    state, click, choice = st.session_state, answer.click, answer.choice
    news: list[Choice | Click] = []
    if answer.look is not None:
        state.look = answer.look
    if click is not None and _is_news(click, state.get("clicked")):
        news.append(click)
        state.event, state.clicked = click.event_id, click.serial
    if choice is not None and _is_news(choice, state.get("serial")):
        news.append(choice)
        state.serial = choice.serial
        state.selection, _ = Selection.parse(choice.parameters, dataset.tables)
        state.notices = ()
        panels.turn_back()
        if choice.panel in panels.NAMES:
            state.panel = choice.panel
    if news and all(one.is_addressed for one in news):
        # Nothing is to be written: what goes back and forth fast may be elsewhere by now.
        spoken = {key: text for key, text in state.get("written", {}).items() if key == "lang"}
        state.written = spoken | _of_view()


def _is_news(said: Choice | Click, taken: int | None) -> bool:
    """Whether ``said`` has not been taken yet, and is said of what the view was given last.

    What crossed a reset of the page on its way is dropped: the view drops it too.
    """
    return said.serial != taken and said.revision == st.session_state.revision


def _of_view() -> dict[str, str]:
    """What the view shows, as the address has it."""
    state = st.session_state
    shown = {**state.selection.parameters(), "event": state.event, **state.look}
    return {key: value for key, value in shown.items() if value}


def _write_address(spoken: Language) -> None:
    """Put what is shown into the address, beside what others put there.

    Only when that is something new: a browser that goes back has changed the address
    itself, and the view tells what it holds.
    """
    state, asked = st.session_state, address()
    shown = _of_view()
    if "lang" in asked or "language" in state:
        shown["lang"] = spoken.code
    if shown == state.get("written"):
        return
    state.written = shown
    kept = {key: value for key, value in asked.items() if key not in OURS}
    if kept | shown != asked:
        st.query_params.from_dict(kept | shown)
