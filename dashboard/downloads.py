"""The files on offer, in Streamlit's elements: one click where that is quick, else an order.

A file that takes a while is made beside the page, tells how far it is, and waits to be
saved; what is chosen meanwhile is none of its business.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from typing import TYPE_CHECKING, TypeAlias

import streamlit as st

from dashboard.catalogue import marked
from dashboard.export.formats import FORMATS, Format, StoryWriter
from dashboard.export.request import Request
from dashboard.language import Language
from dashboard.making import BusyError, Make, Order, Orders, Workshop
from dashboard.offered_files import NotMadeError, OfferedFile
from dashboard.opening import ShownDataset
from dashboard.problems import DataError
from dashboard.progress import Tell, unheard
from dashboard.saving import as_text, offered, saves
from dashboard.stored_files import Made
from dashboard.stories import Story, stories
from dashboard.tables import Tables
from dashboard.views import details

if TYPE_CHECKING:
    from dashboard.grouped_picked import GroupedPicked
    from dashboard.picked import Picked

ShownPicked: TypeAlias = "Picked | GroupedPicked"
_STORY_HINTS = {
    "html": marked("The story in one file, to be presented without a network"),
    "pptx": marked("A slide for each step of the story"),
}
_LOOK_AGAIN = 0.5  # seconds between two looks at how far a file is


@st.cache_resource(show_spinner=False)
def workshop() -> Workshop:
    """The one of this server."""
    return Workshop()


@st.cache_resource(show_spinner=False, scope="session", on_release=Orders.close)
def orders() -> Orders:
    """Those of this session; when it ends they are taken back."""
    return Orders()


@dataclass(frozen=True)
class Offer:
    """One file on offer.

    ``make`` makes it, of what ``words`` say; ``key`` is another one for another file. ``why_not``
    says why there cannot be one.
    """

    kind: str
    label: str
    hint: str
    file_name: str
    media_type: str
    words: str
    key: object
    is_quick: bool
    make: Make
    why_not: str = ""

    def show(self, spoken: Language) -> None:
        """The row with its button; while the file is made, with how far it is."""
        order = orders().get(self.kind)
        if order is not None and not order.is_over:
            wait = st.fragment(self._wait, run_every=_LOOK_AGAIN, key=f"wait-{self.kind}")
            wait(order, spoken)
            return
        button, hint = st.columns([1, 3], vertical_alignment="center")
        nothing = details.nothing(self.why_not) if self.why_not else ""
        hint.html(f"<p>{escape(self.hint)}</p>{nothing}")
        if not self.is_quick:
            button.button(
                as_text(f"{self.label} …"),
                key=f"order-{self.kind}",
                help=spoken.gettext("Takes a while: the file is made first, then you save it."),
                on_click=self._order,
                disabled=bool(self.why_not),
                width="stretch",
            )
        elif self.why_not:
            key = f"save-{self.kind}"
            button.button(as_text(self.label), key=key, disabled=True, width="stretch")
        else:
            make = partial(self._content, spoken)
            file = self._offered("save", self.key, make)
            saves(button, self.label, file, spoken, key=f"save-{self.kind}")
        if order is not None:
            self._finished(order, spoken)

    def _offered(self, does: str, key: object, make: Callable[[], Made]) -> OfferedFile:
        return offered().offer(f"{does}-{self.kind}", key, make, self.file_name, self.media_type)

    def _content(self, spoken: Language) -> Made:
        try:
            return self.make(unheard)
        except DataError as error:
            raise NotMadeError(_why(error, spoken)) from error

    def _order(self) -> None:
        order = Order(self.key, self.words, self.make)
        orders().put(self.kind, order)
        workshop().take(order)

    def _wait(self, order: Order, spoken: Language) -> None:
        _ = spoken.gettext
        if order.is_over or order.is_cancelled:
            st.rerun()
        button, state = st.columns([1, 3], vertical_alignment="center")
        cancel = f"cancel-{self.kind}"
        button.button(_("Cancel"), key=cancel, on_click=order.cancel, width="stretch")
        making, waiting = _("{file} is being made: {percent}"), _("{file} waits its turn.")
        says = making if order.is_begun else waiting
        text = says.format(file=as_text(self.label), percent=spoken.percent(order.share))
        state.progress(order.share, text)

    def _finished(self, order: Order, spoken: Language) -> None:
        """What came of an order: the file, or why there is none."""
        _ = spoken.gettext
        if order.error is not None:
            st.error(_("The file could not be made."), icon=":material/error:")
            st.code(_why(order.error, spoken), language=None, wrap_lines=True)
            return
        button, said = st.columns([1, 3], vertical_alignment="center")
        label = _("Save {file}").format(file=self.label)
        make = partial(_ordered, weakref.ref(order), spoken)
        file = self._offered("made", weakref.ref(order), make)
        saves(button, label, file, spoken, key=f"made-{self.kind}", is_ready=True)
        size = spoken.number(max(1, round(len(order.content or b"") / 1e6)))
        lead = _("Made: {words}, about {size} MB")
        if order.key != self.key:
            lead = _("Made of what was shown before: {words}, about {size} MB")
        said.html(f"<p>{escape(lead.format(words=order.words, size=size))}</p>")


def _ordered(found: weakref.ref[Order], spoken: Language) -> Made:
    """What was made for an order that has not been taken back since."""
    order = found()
    if order is None or order.content is None:
        raise NotMadeError(spoken.gettext("This file is no longer there. Make it again."))
    return order.content


def _why(error: Exception, spoken: Language) -> str:
    if isinstance(error, BusyError):
        return spoken.gettext("Too many files are being made at the moment. Try again in a minute.")
    if isinstance(error, DataError):
        return "\n".join(problem.words(spoken.gettext, spoken.number) for problem in error.problems)
    return str(error) or type(error).__name__


def offers(
    dataset: ShownDataset, picked: ShownPicked, request: Request, spoken: Language
) -> Iterator[Offer]:
    """Every file on offer of what is selected, and of each story."""
    _, tables = spoken.gettext, dataset.tables
    key = (request, weakref.ref(dataset))
    for form in FORMATS:
        count = picked.total if form.is_whole else picked.count
        yield Offer(
            form.format_id,
            _(form.label),
            _(form.hint),
            form.file_name(tables),
            form.media_type,
            request.selection,
            key,
            count <= form.quick_up_to,
            partial(_make, picked, form, request),
            picked.why_not(form, spoken),
        )
    for story in stories(tables, spoken):
        ids = picked.story_ids(story)
        for form in FORMATS:
            if form.write_story is None:
                continue
            yield Offer(
                f"{story.story_id}-{form.format_id}",
                f"{_(form.label)} – {story.title}",
                _(_STORY_HINTS[form.format_id]),
                form.file_name(tables, story),
                form.media_type,
                story.title,
                (story.story_id, key),
                form.is_story_quick and len(ids) <= form.quick_up_to,
                partial(_tell_story, form.write_story, tables, story, ids, request),
            )


def _make(picked: ShownPicked, form: Format, request: Request, tell: Tell) -> Made:
    return picked.file(form, replace(request, tell=tell))()


def _tell_story(
    write: StoryWriter, tables: Tables, story: Story, ids: list[str], request: Request, tell: Tell
) -> bytes:
    return write(tables, story, ids, replace(request, tell=tell))
