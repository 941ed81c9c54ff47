"""A viewer's own table, as their session holds it.

The file lives in the memory of the viewer's session and nowhere else: it is not written to
the disk, no other session can ask for it, and it goes when the session ends.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import streamlit as st

from dashboard import session
from dashboard.dataset import Dataset, private_dataset
from dashboard.intake.build import make
from dashboard.intake.folder import basemap
from dashboard.intake.gazetteers import atlas_with
from dashboard.intake.limits import Limits, Stopwatch
from dashboard.intake.mapping import TableMapping
from dashboard.intake.outcome import Imported
from dashboard.intake.sheet import Sheet
from dashboard.language import Language
from dashboard.opening import ShownDataset
from dashboard.tables import Tables
from dashboard.views.boundaries import NOTHING, load_boundaries

_OWN, _DRAFT, _ARRIVED = "own_table", "own_draft", "own_arrived"
_TO_THE_TOP = """<script>
document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
</script>"""


@dataclass(frozen=True, slots=True)
class Draft:
    """A file as it was read and understood; ``asked`` is how the viewer wanted it read."""

    name: str
    content: bytes
    sheet: Sheet
    mapping: TableMapping
    asked: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnTable:
    """The table that a session shows: its file, and what was made of it."""

    draft: Draft
    imported: Imported
    dataset: Dataset


def own_table() -> OwnTable | None:
    """The table that this session shows, if it shows one of its own."""
    own: OwnTable | None = st.session_state.get(_OWN)
    return own


def shown(given: ShownDataset) -> ShownDataset:
    """The dataset of this session: its own table, if it shows one, else the ``given`` one."""
    own = own_table()
    return own.dataset if own else given


def draft() -> Draft | None:
    """The file that is being understood in the dialog."""
    kept: Draft | None = st.session_state.get(_DRAFT)
    return kept


def keep_draft(kept: Draft) -> None:
    """Remember the file of the dialog, so that it is not read anew at every click."""
    st.session_state[_DRAFT] = kept


def show(wanted: Draft, mapping: TableMapping, given: ShownDataset, spoken: Language) -> None:
    """Make a dataset of the file and show it; what was shown before stays if that fails.

    Raises `DataError` where it takes too long.
    """
    watch = Stopwatch(Limits.from_environment(), wanted.name)
    bar = st.progress(0.0, spoken.gettext("Placing the events"))

    def progress(share: float) -> None:
        watch.check()
        bar.progress(min(share, 1.0), spoken.gettext("Placing the events"))

    known = given.tables
    imported = make(
        wanted.sheet,
        mapping,
        atlas_with(known),
        file_name=wanted.name,
        content=wanted.content,
        today=dt.datetime.now(dt.UTC).date(),
        known=known,
        progress=progress,
    )
    boundaries = {"regions": NOTHING, **basemap(imported.tables, _units(given, imported.tables))}
    taken = Draft(wanted.name, wanted.content, wanted.sheet, mapping)
    dataset = private_dataset(imported.tables, boundaries)
    st.session_state[_OWN] = OwnTable(taken, imported, dataset)
    _turn()


def leave() -> None:
    """Show the page's own dataset again, and forget the file."""
    st.session_state.pop(_OWN, None)
    _turn()


def arrive() -> None:
    """Bring the reader to the top of the page, where another dataset has come to be shown."""
    if st.session_state.pop(_ARRIVED, False):
        st.html(_TO_THE_TOP, unsafe_allow_javascript=True)


def _units(given: ShownDataset, tables: Tables) -> dict[str, object] | None:
    """The outlines of the given dataset's units, for places of it that the table names."""
    return dict(load_boundaries(given.folder, tables)["units"]) if given.folder else None


def _turn() -> None:
    st.session_state.pop(_DRAFT, None)
    st.session_state[_ARRIVED] = True
    session.forget()
    st.rerun()
