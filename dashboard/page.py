"""The page: choose, select, draw. ``streamlit run dashboard/app.py`` shows it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import streamlit as st

from dashboard import own_table, panels, session, upload, upload_outcome
from dashboard.language import offered
from dashboard.opening import shown_data
from dashboard.problems import DataError


def main() -> None:
    """Draw the page."""
    icon = (Path(__file__).parent / "icon.svg").read_text(encoding="utf-8")
    spoken = session.spoken_language()
    _ = spoken.gettext
    st.set_page_config("Locality Dashboard", icon, layout="wide")
    st.html(panels.stylesheet())
    # Its entries become part of the environment, which fills in the addresses of warehouses.
    st.secrets.load_if_toml_exists()
    # What is told now and then has a place of its own: were what follows to move, the browser
    # might build it anew and shut what is open in it.
    told = st.container()
    try:
        dataset, problems = shown_data()
    except DataError as error:
        panels.problems(_("The data cannot be shown yet."), error.problems, spoken)
        return
    if problems:
        lead = _("The data changed and cannot be read; this is its last good state.")
        with told:
            panels.problems(lead, problems, spoken)
    today = dt.datetime.now(dt.UTC).date()
    given, dataset = dataset, own_table.shown(dataset)
    languages = offered(dataset.tables.about.languages)
    spoken = session.spoken_language(languages)
    _ = spoken.gettext
    title = spoken.name(dataset.tables.about)
    st.set_page_config(title)
    panels.title(title, languages, spoken)
    with st.container():
        upload_outcome.outcome(given, spoken)
        own_table.arrive()
    selection = session.choose(dataset, spoken, today)
    below = panels.Panels(dataset, selection, spoken, today)
    try:
        below.heading(session.reset)
        below.show(session.change)
    except DataError as error:
        lead = _("The warehouse does not answer; the view shows what it last told.")
        panels.problems(lead, error.problems, spoken)
        panels.ask_again(dataset, spoken)
    upload.offer(given, spoken)


main()
