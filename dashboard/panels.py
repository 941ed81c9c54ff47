"""What stands around and below the linked view, in Streamlit's own elements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from html import escape

import streamlit as st

from dashboard.downloads import offers
from dashboard.export.request import Request
from dashboard.language import Language
from dashboard.opening import ShownDataset
from dashboard.problems import Problem
from dashboard.selection import FILTERS, Selection
from dashboard.sharing import embed_panel
from dashboard.views import cards, details
from dashboard.views.event_order import HEADINGS

CARDS_AT_A_TIME = 20
CHOICES = {choice.name: choice for choice in FILTERS}


@cache
def stylesheet() -> str:
    """The CSS of everything that is drawn as HTML."""
    return cards.stylesheet() + details.stylesheet()


def problems(lead: str, found: Sequence[Problem], spoken: Language) -> None:
    """Say what is wrong with the data, as text."""
    st.error(lead, icon=":material/error:")
    told = (problem.words(spoken.gettext, spoken.number) for problem in found)
    st.code("\n".join(told), language=None, wrap_lines=True)


def title(text: str, languages: Mapping[str, str], spoken: Language) -> None:
    """The dataset's title, and the choice of a language."""
    left, right = st.columns([5, 2], vertical_alignment="center")
    left.html(f'<h1 class="page-title">{escape(text)}</h1>')
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

    def show(self) -> None:
        """The panel that is chosen: only that one is made."""
        _ = self.spoken.gettext
        offered = {
            "cards": (_("Events"), self.cards),
            "table": (_("Table"), self.table),
            "place": (_("Places"), self.places),
            "download": (_("Downloads"), self.downloads),
            "report": (_("Sources and gaps"), self.report),
        }
        chosen = st.segmented_control(
            _("What to show of the selection"),
            list(offered),
            format_func=lambda key: offered[key][0],
            default="cards",
            key="panel",
            label_visibility="collapsed",
            required=True,
        )
        offered[chosen or "cards"][1]()

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
        asked = [
            place for place in sorted(self.selection.choices.get("place", ())) if place in names
        ]
        one_box, other_box = st.columns(2)
        one = one_box.selectbox(
            _("Place"),
            known,
            index=known.index(asked[0]) if asked else 0,
            format_func=names.__getitem__,
        )
        other = other_box.selectbox(
            _("Compare with"),
            known,
            index=known.index(asked[1]) if len(asked) > 1 else None,
            format_func=names.__getitem__,
            placeholder=_("no other place"),
        )
        if other is None or other == one:
            st.html(self.picked.profile(one, self.spoken))
        else:
            st.html(self.picked.compare(one, other, self.spoken))

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
        st.html(
            "".join(
                f"<p>{escape(name)}: {escape(titles)}</p>"
                for name, titles in (
                    (_("Licence"), self.spoken.join(licences)),
                    (_("Credits"), "; ".join(credits_)),
                )
            )
        )

    def report(self) -> None:
        """What is not shown and why, where sources differ, and what each contributes."""
        st.html(self.picked.report(self.spoken))
