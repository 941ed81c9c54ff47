"""What stands around and below the linked view, in Streamlit's own elements."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from html import escape

import streamlit as st

from dashboard.catalogue import marked
from dashboard.downloads import offers
from dashboard.export.request import Request
from dashboard.language import Language
from dashboard.opening import ShownDataset
from dashboard.page_style import page_style
from dashboard.places import LOCALITY_KINDS
from dashboard.problems import Problem
from dashboard.selection import FILTERS, Selection
from dashboard.sharing import embed_panel
from dashboard.views import cards, details
from dashboard.views.event_order import HEADINGS

CARDS_AT_A_TIME = 20
RETRY_SECONDS = 5
CHOICES = {choice.name: choice for choice in FILTERS}
_OF_EVENTS = ("cards", "table")
# What can be shown of the selection, in the order in which it is offered.
NAMES = {
    "cards": marked("Events"),
    "table": marked("Table"),
    "place": marked("Places and partners"),
    "download": marked("Downloads"),
    "report": marked("Sources and disagreements"),
}


@cache
def stylesheet() -> str:
    """The CSS of everything that is drawn as HTML."""
    # Where another app serves the page, its layout comes only now.
    return f"<style>{page_style()}</style>" + cards.stylesheet() + details.stylesheet()


def problems(lead: str, found: Sequence[Problem], spoken: Language) -> None:
    """Say what is wrong with the data, as text."""
    st.error(lead, icon=":material/error:")
    told = (problem.words(spoken.gettext, spoken.number) for problem in found)
    st.code("\n".join(told), language=None, wrap_lines=True)


@st.fragment(run_every=RETRY_SECONDS)
def ask_again(dataset: ShownDataset, spoken: Language) -> None:
    """Say that a warehouse is asked again, and show the page anew once it answers."""
    st.caption(spoken.gettext("It is asked again every few seconds; there is nothing to do."))
    # The run that failed has just asked.
    is_first, st.session_state.is_silent = not st.session_state.get("is_silent"), True
    if not is_first and dataset.responds():
        st.session_state.is_silent = False
        st.rerun()


def title(text: str, languages: Mapping[str, str], spoken: Language) -> None:
    """The dataset's title, and the choice of a language."""
    row = st.container(key="title")
    left, right = row.columns([5, 2], vertical_alignment="center")
    left.html(f'<h1 class="page-title">{escape(text)}</h1>')
    if len(languages) < 2:
        return
    right.segmented_control(
        spoken.gettext("Language"),
        list(languages),
        format_func=languages.__getitem__,
        default=spoken.code,
        key="language",
        label_visibility="collapsed",
        required=True,
    )


def turn_back() -> None:
    """A new selection begins at its first card and its first page."""
    st.session_state.cards = CARDS_AT_A_TIME
    st.session_state.page = 1


class Panels:
    """The panels about one selection."""

    def __init__(
        self, dataset: ShownDataset, selection: Selection, spoken: Language, today: dt.date
    ) -> None:
        self.dataset, self.tables = dataset, dataset.tables
        self.selection, self.spoken, self.today = selection, spoken, today
        self.picked = dataset.pick(selection, today)
        self.words = selection.words(dataset.tables, spoken)

    def heading(self, reset: Callable[[], None]) -> None:
        """The selection in words, how many events it leaves, and the way back."""
        words, button = st.columns([8, 1], vertical_alignment="center")
        numbers = self.picked.count, self.picked.total
        words.html(cards.heading(self.words, *numbers, self.spoken))
        button.button(
            self.spoken.gettext("Reset"),
            on_click=reset,
            disabled=self.selection == Selection(),
            width="stretch",
        )

    def show(self, change: Callable[[Selection], None]) -> None:
        """The panel that is chosen: only that one is made.

        ``change`` takes another selection, which is offered where this one holds no event.
        """
        _ = self.spoken.gettext
        offered = {
            "cards": self.cards,
            "table": self.table,
            "place": self.places,
            "download": self.downloads,
            "report": self.report,
        }
        st.session_state.setdefault("panel", "cards")
        chosen = st.segmented_control(
            _("What to show of the selection"),
            list(NAMES),
            format_func=lambda key: _(NAMES[key]),
            key="panel",
            label_visibility="collapsed",
            required=True,
        )
        shown = chosen or "cards"
        if shown in _OF_EVENTS and not self.picked.count:
            self.nothing(change)
        else:
            offered[shown]()

    def nothing(self, change: Callable[[Selection], None]) -> None:
        """That no event is left, and what to give up to see some."""
        spoken = self.spoken
        st.info(spoken.gettext("No events pass the filters."), icon=":material/filter_alt_off:")
        # Each costs a question to a warehouse.
        given = () if self.dataset.columns.is_grouped else self.selection.parameters()
        for name in given:
            wider = self.selection.without(name)
            count = self.dataset.pick(wider, self.today).count
            if not count:
                continue
            label = spoken.ngettext(
                "Without “{filter}”: {n} event", "Without “{filter}”: {n} events", count
            )
            words = self.selection.only(name).words(self.tables, spoken)
            text = label.format(filter=words.strip("“”"), n=spoken.number(count))
            # As it stands, whatever words somebody looked for.
            plain = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)
            st.button(plain, key=f"without_{name}", on_click=change, args=(wider,))

    def cards(self) -> None:
        """The events as cards, the newest first."""
        limit = st.session_state.setdefault("cards", CARDS_AT_A_TIME)
        st.html(self.picked.cards(limit, st.session_state.get("event", ""), self.spoken))
        more = min(CARDS_AT_A_TIME, self.picked.count - limit)
        if more <= 0:
            return
        label = self.spoken.ngettext("Show {n} more", "Show {n} more", more)
        if st.button(label.format(n=self.spoken.number(more))):
            st.session_state.cards = limit + CARDS_AT_A_TIME
            st.rerun()

    def table(self) -> None:
        """The events as a table that can be sorted: the map's and the timeline's twin."""
        _ = self.spoken.gettext
        sort, order, page = st.columns([2, 2, 1], vertical_alignment="bottom")
        sort_by = sort.selectbox(
            _("Sort by"), list(HEADINGS), format_func=lambda key: _(HEADINGS[key])
        )
        is_descending = order.segmented_control(
            _("Order"),
            [True, False],
            format_func=lambda down: _("Newest or last first") if down else _("First first"),
            default=True,
            required=True,
        )
        pages = self.picked.pages
        number = page.number_input(_("Page"), 1, pages, 1, disabled=pages == 1)
        st.html(
            self.picked.table(sort_by, int(number), self.spoken, descending=bool(is_descending))
        )

    def places(self) -> None:
        """A profile of one place, or two places side by side."""
        _ = self.spoken.gettext
        everywhere = CHOICES["place"].known(self.tables, self.spoken)
        names = {place: everywhere[place] for place in self.dataset.columns.facets["place"].ids}
        known = sorted(names, key=lambda place: self.spoken.sort_key(names[place]))
        state = st.session_state
        state.place, state.other_place = self.opened_places(known)
        one_box, other_box = st.columns(2)
        one = one_box.selectbox(
            _("Place"),
            known,
            format_func=names.__getitem__,
            key="place",
            on_change=self.keep_places,
        )
        other = other_box.selectbox(
            _("Compare with"),
            known,
            index=None,
            format_func=names.__getitem__,
            placeholder=_("no other place"),
            key="other_place",
            on_change=self.keep_places,
        )
        if other is None or other == one:
            st.html(self.picked.profile(one, self.spoken))
        else:
            st.html(self.picked.compare(one, other, self.spoken))

    def keep_places(self) -> None:
        """What was picked here stays until other places are chosen in the view."""
        state = st.session_state
        state.kept_places = self.chosen_places, (state.place, state.other_place)

    @property
    def chosen_places(self) -> list[str]:
        return sorted(self.selection.choices.get("place", ()))

    def opened_places(self, known: Sequence[str]) -> tuple[str, str | None]:
        """The places to begin with: those picked, those chosen, or the one of most events."""
        chosen = [place for place in self.chosen_places if place in known]
        chosen_then, picked = st.session_state.get("kept_places", ([], ()))
        is_known = bool(picked) and {*picked} <= {*known, None}
        if is_known and (not chosen or chosen_then == self.chosen_places):
            return picked[0], picked[1]
        if chosen:
            return chosen[0], chosen[1] if len(chosen) > 1 else None
        return self.fullest_place(known), None

    def fullest_place(self, known: Sequence[str]) -> str:
        """The locality with most of the selected events, the first of several by name."""
        columns = self.dataset.columns
        # Groups hold no words.
        selection = self.selection.without("q") if columns.is_grouped else self.selection
        counts = columns.count("place", selection.mask(columns, self.tables))
        count = dict(zip(columns.facets["place"].ids, counts.tolist(), strict=True))
        locations = self.tables["locations"]
        kinds = dict(zip(locations["location_id"], locations["kind"], strict=True))
        return max(known, key=lambda place: (kinds[place] in LOCALITY_KINDS, count[place]))

    def downloads(self) -> None:
        """Files of the selection; each is made when it is asked for."""
        _ = self.spoken.gettext
        look = {**st.session_state.get("look", {}), "event": st.session_state.get("event", "")}
        request = Request(
            self.words,
            self.spoken,
            # No address leads to a session's own table.
            "" if self.dataset.secret else st.context.url or "",
            self.dataset.folder,
            self.selection.parameters(),
            self.today,
            look=look,
            boundaries=self.dataset.boundaries,
            total=self.picked.total,
        )
        for offer in offers(self.dataset, self.picked, request, self.spoken):
            offer.show(self.spoken)
        parameters = {**request.parameters, **look}
        if not self.dataset.secret:
            title = self.spoken.name(self.tables.about)
            embed_panel(self.spoken, request.address, parameters, title)
        licences = [licence.title for licence in self.tables.about.licences]
        credits_ = [credit.title for credit in self.tables.about.sources]
        named = ((_("Licence"), self.spoken.join(licences)), (_("Credits"), "; ".join(credits_)))
        if told := [f"<p>{escape(name)}: {escape(titles)}</p>" for name, titles in named if titles]:
            st.html("".join(told))

    def report(self) -> None:
        """What is not shown and why, where sources differ, and what each contributes."""
        st.html(self.picked.report(self.spoken))
