"""What became of a viewer's own table: how much of it is shown, what is not, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from html import escape

import streamlit as st

from dashboard import own_table, panels, upload
from dashboard.intake.mapping import NO_PLACE
from dashboard.intake.outcome import Imported, rejected_csv
from dashboard.intake.sheet import Rejection
from dashboard.language import Language
from dashboard.opening import ShownDataset
from dashboard.own_table import OwnTable
from dashboard.problems import DataError
from dashboard.saving import offered, saves
from dashboard.textfiles import excerpt
from dashboard.views.words import plain

# So many rows show what is meant; all of them are in the file.
_EXAMPLES, _EXAMPLE = 3, 30
# So many places fit a form that a person reads.
_PLACES = 12


def outcome(given: ShownDataset, spoken: Language) -> None:
    """What of the session's own table is shown and what is not; nothing if it shows none."""
    own = own_table.own_table()
    if own is None:
        return
    _, imported = spoken.gettext, own.imported
    words = spoken.ngettext(
        "{shown} row shown, {hidden} not", "{shown} rows shown, {hidden} not", imported.shown
    )
    told = words.format(
        shown=spoken.number(imported.shown), hidden=spoken.number(imported.left_out)
    )
    with st.container(border=True, key="own_outcome", horizontal=True, vertical_alignment="center"):
        st.html(f"<p><strong>{escape(own.draft.name)}</strong>: {escape(told)}</p>")
        if imported.rejected or imported.notes:
            with st.popover(_("What is not shown, and why"), width="content"):
                _reasons(own, spoken)
        if imported.unresolved:
            with st.popover(_("Places that were not found"), width="content"):
                _places(own, given, spoken)
        if st.button(_("Change the mapping"), width="content"):
            upload.ask(given, spoken)
        title = plain(spoken.name(given.tables.about))
        way_back = _("Back to {title}").format(title=title)
        if st.button(_("Close this table"), width="content", type="primary", help=way_back):
            own_table.leave()


def _reasons(own: OwnTable, spoken: Language) -> None:
    _ = spoken.gettext
    rejected = partial(rejected_csv, own.imported.rejected, _)
    st.html(
        f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in _told(own.imported, spoken))}</ul>"
    )
    files: tuple[tuple[str, str, str, Callable[[], bytes]], ...] = (
        (_("Every row and cell, as CSV"), "rejected_rows.csv", "text/csv", rejected),
        (_("The mapping, as JSON"), "mapping.json", "application/json", own.draft.mapping.to_json),
    )
    for place, (label, name, media_type, make) in zip(st.columns(2), files, strict=True):
        file = offered().offer(name, (own.dataset.secret, spoken), make, name, media_type)
        saves(place, label, file, spoken, key=f"own-{name}")


def _told(imported: Imported, spoken: Language) -> list[str]:
    _ = spoken.gettext
    items = [note.words(_) for note in imported.notes]
    for count, one in imported.by_reason():
        what = (
            spoken.ngettext("{n} row not shown", "{n} rows not shown", count)
            if one.is_whole_row
            else spoken.ngettext("{n} cell not used", "{n} cells not used", count)
        )
        where = f" ({one.column})" if one.column else ""
        items.append(f"{what.format(n=spoken.number(count))}{where}: {one.reason.words(_)}")
        items[-1] += f" {_examples(imported, one, spoken)}"
    return items


def _examples(imported: Imported, like: Rejection, spoken: Language) -> str:
    """The first rows that were left out for the same reason, with what stands there."""
    _ = spoken.gettext
    alike = [
        one
        for one in imported.rejected
        if (one.column, one.reason.message) == (like.column, like.reason.message)
    ]
    said = [
        _("row {row}: “{value}”").format(row=one.row, value=str(excerpt(one.value, _EXAMPLE)))
        for one in alike[:_EXAMPLES]
    ]
    return f"({'; '.join(said)}{' …' if len(alike) > _EXAMPLES else ''})"


def _places(own: OwnTable, given: ShownDataset, spoken: Language) -> None:
    """The names that were not found, each with the nearest places to choose from."""
    _ = spoken.gettext
    unresolved = own.imported.unresolved
    begin = 0
    if len(unresolved) > _PLACES:
        begin = st.selectbox(
            _("Names"),
            range(0, len(unresolved), _PLACES),
            format_func=lambda one: _("{first}–{last} of {n}").format(
                first=spoken.number(one + 1),
                last=spoken.number(min(one + _PLACES, len(unresolved))),
                n=spoken.number(len(unresolved)),
            ),
        )
    with st.form("own_places", border=False):
        choices: dict[str, str] = {}
        for entry in unresolved[begin : begin + _PLACES]:
            label = _("“{name}” ({n})").format(name=plain(entry.name), n=spoken.number(entry.count))
            words = {"": _("leave it out"), **entry.candidates, NO_PLACE: _("no place")}
            choices[entry.name] = st.selectbox(label, list(words), format_func=words.__getitem__)
        if st.form_submit_button(_("Show with these places")):
            chosen = {name: ref for name, ref in choices.items() if ref}
            mapping = own.draft.mapping
            mapping = replace(mapping, places={**mapping.places, **chosen})
            try:
                own_table.show(own.draft, mapping, given, spoken)
            except DataError as error:
                panels.problems(upload.refused(spoken), error.problems, spoken)
