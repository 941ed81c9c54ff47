"""A viewer's own table on the page: chosen, understood together, shown, and forgotten.

The file lives in the memory of the viewer's session and nowhere else: it is not written to
the disk, no other session can ask for it, and it goes when the session ends.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from html import escape

import streamlit as st

from dashboard import panels, session
from dashboard.dataset import Dataset, private_dataset
from dashboard.intake.atlas import atlas_with
from dashboard.intake.build import make
from dashboard.intake.encodings import ENCODINGS
from dashboard.intake.folder import basemap
from dashboard.intake.limits import Limits, Stopwatch
from dashboard.intake.mapping import DATE_FORMS, NO_PLACE, ROLES, TableMapping
from dashboard.intake.outcome import Imported, rejected_csv
from dashboard.intake.reading import ENDINGS, read, sheets
from dashboard.intake.recognition import is_order_open, recognise, with_separators
from dashboard.intake.sheet import Sheet
from dashboard.intake.written_dates import AMBIGUOUS
from dashboard.language import Language
from dashboard.problems import DataError
from dashboard.tables import Tables
from dashboard.views.boundaries import NOTHING, load_boundaries
from dashboard.views.words import plain

# So many columns, rows and places fit a form that a person reads.
_COLUMNS, _ROWS, _PLACES = 60, 5, 12
_CELL = 40
_ORDERS = ("", "dmy", "mdy")
_STATE = "own_table"


@dataclass
class OwnTable:
    """What a session keeps of its table: the file, what was read of it, and what was made."""

    name: str
    content: bytes
    sheet: Sheet
    mapping: TableMapping
    imported: Imported | None = None
    dataset: Dataset | None = None


def shown(given: Dataset) -> Dataset:
    """The dataset of this session: its own table, if it shows one, else the ``given`` one."""
    own: OwnTable | None = st.session_state.get(_STATE)
    return own.dataset if own and own.dataset else given


def outcome(given: Dataset, spoken: Language) -> None:
    """What became of the session's own table, and the way back; nothing if it shows none."""
    own: OwnTable | None = st.session_state.get(_STATE)
    if own and own.imported:
        _Panel(given, spoken).outcome(own, own.imported)


def offer(given: Dataset, spoken: Language) -> None:
    """The button that asks for a table of one's own, where none is shown."""
    if _STATE in st.session_state:
        return
    if st.button(spoken.gettext("Show a table of your own here"), icon=":material/upload:"):
        _Panel(given, spoken).ask()


class _Panel:
    def __init__(self, given: Dataset, spoken: Language) -> None:
        self.given, self.spoken = given, spoken
        self.limits = Limits.from_environment()

    def ask(self) -> None:
        """Open the dialog: the file, what its columns are, and the button that shows it."""
        title = self.spoken.gettext("Your own table")
        st.dialog(title, width="large")(self.form)()

    def form(self) -> None:
        _ = self.spoken.gettext
        words = _(
            "A table of events: CSV, TSV, XLSX, XLS, ODS, Parquet, JSON, JSON Lines or GeoJSON, "
            "up to {megabytes} MB and {rows} rows. It stays in this session's memory: it is not "
            "saved, nobody else sees it, and it is gone when you close the page."
        )
        most = {"megabytes": self.limits.megabytes, "rows": self.number(self.limits.rows)}
        st.html(f"<p>{escape(words.format(**most))}</p>")
        file = st.file_uploader(
            _("File"), list(ENDINGS), max_upload_size=self.limits.megabytes, key="own_file"
        )
        own: OwnTable | None = st.session_state.get(_STATE)
        if file is not None:
            name, content = file.name, file.getvalue()
        elif own is not None:
            name, content = own.name, own.content
        else:
            return
        try:
            draft = self.read(name, content, own)
            self.confirm(draft)
        except DataError as error:
            lead = _("The table cannot be read; the page shows what it showed before.")
            panels.problems(lead, error.problems, self.spoken)

    def read(self, name: str, content: bytes, own: OwnTable | None) -> OwnTable:
        """The table as the viewer wants it read; read again only when they want otherwise."""
        _ = self.spoken.gettext
        left, right = st.columns(2)
        names = sheets(content, name, self.limits)
        sheet = left.selectbox(_("Sheet"), names) if len(names) > 1 else ""
        encoding = ""
        if not names:
            encoding = right.selectbox(
                _("Encoding"), ["", *ENCODINGS], format_func=lambda one: one or _("as found")
            )
        asked = name, len(content), sheet, encoding
        draft: OwnTable | None = st.session_state.get("own_draft")
        if draft is None or st.session_state.get("own_asked") != asked:
            if own and own.content == content and own.mapping.sheet == sheet:
                mapping, found = own.mapping, own.sheet
            else:
                with st.spinner(_("Reading the table")):
                    found = read(content, name, self.limits, encoding=encoding, sheet=sheet)
                    atlas = atlas_with(self.given.tables)
                    mapping = recognise(found, atlas.knows)
                mapping = replace(mapping, sheet=sheet, encoding=encoding)
            draft = OwnTable(name, content, found, mapping)
            st.session_state.own_draft, st.session_state.own_asked = draft, asked
        return draft

    def confirm(self, draft: OwnTable) -> None:
        """The first rows, what each column was taken for, and the viewer's corrections."""
        _ = self.spoken.gettext
        sheet, mapping = draft.sheet, draft.mapping
        for note in sheet.notes:
            st.html(f"<p>{escape(note.words(_))}</p>")
        st.html(_first_rows(sheet))
        with st.form("own_mapping", border=False):
            st.html(f"<h3>{escape(_('What each column is'))}</h3>")
            chosen = self.columns(sheet, mapping)
            left, right = st.columns(2)
            order = left.selectbox(
                _("Order of day and month"),
                _ORDERS,
                index=_ORDERS.index(mapping.date_order) if mapping.date_order in _ORDERS else 0,
                format_func={
                    "": _("as each date shows"),
                    "dmy": _("day, month, year"),
                    "mdy": _("month, day, year"),
                }.__getitem__,
            )
            form = right.selectbox(
                _("Form of the dates"),
                list(DATE_FORMS),
                index=list(DATE_FORMS).index(mapping.date_form),
                format_func=lambda key: _(DATE_FORMS[key]),
            )
            title = st.text_input(_("Title"), mapping.title, placeholder=draft.name)
            is_sent = st.form_submit_button(_("Show this table"), type="primary")
        if not is_sent:
            return
        wanted = replace(
            mapping, columns=chosen, date_order=order, date_form=form, title=title.strip()
        )
        several = [ROLES[role][0] for role, names in chosen.items() if len(names) > 1]
        several = [name for name in several if not _may_repeat(name)]
        if several:
            st.error(_("Only one column can be: {role}.").format(role=_(several[0])))
        elif is_order_open(sheet, wanted):
            st.error(_(AMBIGUOUS))
        else:
            self.show(draft, with_separators(sheet, wanted, atlas_with(self.given.tables).knows))

    def columns(self, sheet: Sheet, mapping: TableMapping) -> dict[str, tuple[str, ...]]:
        """One list of roles per column; returns the columns of each chosen role."""
        _ = self.spoken.gettext
        role_of = {name: role for role, names in mapping.columns.items() for name in names}
        options = ["", *ROLES]
        chosen: dict[str, list[str]] = {}
        filled = [name for name in sheet.header if any(sheet.column(name))]
        sides = st.columns(2)
        for number, name in enumerate(filled[:_COLUMNS]):
            role = sides[number % 2].selectbox(
                plain(name),
                options,
                index=options.index(role_of.get(name, "")),
                format_func=lambda key: _(ROLES[key][0]) if key else _("not used"),
                key=f"own_role_{number}_{sheet.name}_{name}",
            )
            if role:
                chosen.setdefault(role, []).append(name)
        for name in filled[_COLUMNS:]:
            if name in role_of:
                chosen.setdefault(role_of[name], []).append(name)
        return {role: tuple(names) for role, names in chosen.items()}

    def show(self, draft: OwnTable, mapping: TableMapping) -> None:
        """Make the dataset and show it; what was shown before stays if that fails."""
        watch = Stopwatch(self.limits, draft.name)
        bar = st.progress(0.0, self.spoken.gettext("Placing the events"))

        def progress(share: float) -> None:
            watch.check()
            bar.progress(min(share, 1.0), self.spoken.gettext("Placing the events"))

        known = self.given.tables
        imported = make(
            draft.sheet,
            mapping,
            atlas_with(known),
            file_name=draft.name,
            content=draft.content,
            today=dt.datetime.now(dt.UTC).date(),
            known=known,
            progress=progress,
        )
        boundaries = {"regions": NOTHING, **basemap(imported.tables, self.units(imported.tables))}
        dataset = private_dataset(imported.tables, boundaries)
        st.session_state[_STATE] = OwnTable(
            draft.name, draft.content, draft.sheet, mapping, imported, dataset
        )
        self.leave()

    def units(self, tables: Tables) -> dict[str, object] | None:
        """The outlines of the given dataset's units, for places of it that the table names."""
        if self.given.folder is None:
            return None
        return dict(load_boundaries(self.given.folder, tables)["units"])

    def leave(self) -> None:
        """Show the page anew, with another dataset."""
        for key in ("own_draft", "own_asked"):
            st.session_state.pop(key, None)
        session.forget()
        st.rerun()

    def outcome(self, own: OwnTable, imported: Imported) -> None:
        """What of the table is shown and what is not, and the way back."""
        _ = self.spoken.gettext
        told = _("{shown} rows shown, {hidden} not").format(
            shown=self.number(imported.shown), hidden=self.number(imported.left_out)
        )
        with st.container(border=True, key="own_outcome"):
            words, why, lost, change, back = st.columns(
                [4, 3, 3, 2, 3], vertical_alignment="center"
            )
            words.html(f"<p><strong>{escape(own.name)}</strong>: {escape(told)}</p>")
            if change.button(_("Change the mapping"), width="stretch"):
                self.ask()
            title = self.spoken.name(self.given.tables.about)
            label = _("Back to {title}").format(title=plain(title))
            if back.button(label, width="stretch", type="primary"):
                del st.session_state[_STATE]
                self.leave()
            if imported.rejected or imported.notes:
                with why.popover(_("What is not shown, and why"), width="stretch"):
                    self.reasons(own, imported)
            if imported.unresolved:
                with lost.popover(_("Places that were not found"), width="stretch"):
                    self.places(own, imported)

    def reasons(self, own: OwnTable, imported: Imported) -> None:
        _ = self.spoken.gettext
        items = [note.words(_) for note in imported.notes]
        for count, one in imported.by_reason():
            what = _("{n} rows not shown") if one.is_whole_row else _("{n} cells not used")
            where = f" ({one.column})" if one.column else ""
            items.append(f"{what.format(n=self.number(count))}{where}: {one.reason.words(_)}")
        st.html(f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in items)}</ul>")
        left, right = st.columns(2)
        left.download_button(
            _("Every row and cell, as CSV"),
            rejected_csv(imported.rejected, _),
            "rejected_rows.csv",
            "text/csv",
            on_click="ignore",
        )
        right.download_button(
            _("The mapping, as JSON"),
            own.mapping.to_json(),
            "mapping.json",
            "application/json",
            on_click="ignore",
        )

    def places(self, own: OwnTable, imported: Imported) -> None:
        """The names that were not found, each with the nearest places to choose from."""
        _ = self.spoken.gettext
        with st.form("own_places", border=False):
            choices: dict[str, str] = {}
            for entry in imported.unresolved[:_PLACES]:
                names = {
                    place.ref: f"{place.names[0]}, {place.country_code}"
                    for place in entry.candidates
                }
                label = _("“{name}” ({n})").format(
                    name=plain(entry.name), n=self.number(entry.count)
                )
                words = {"": _("leave it out"), **names, NO_PLACE: _("no place")}
                choices[entry.name] = st.selectbox(
                    label, list(words), format_func=words.__getitem__
                )
            if st.form_submit_button(_("Show with these places")):
                chosen = {name: ref for name, ref in choices.items() if ref}
                mapping = replace(own.mapping, places={**own.mapping.places, **chosen})
                self.show(own, mapping)

    def number(self, value: int) -> str:
        return self.spoken.number(value)


def _may_repeat(role_name: str) -> bool:
    return any(name == role_name and several for name, several in ROLES.values())


def _first_rows(sheet: Sheet) -> str:
    """The first rows as an HTML table, all of it as text."""
    head = "".join(f"<th>{escape(name[:_CELL])}</th>" for name in ("", *sheet.header[:_COLUMNS]))
    body = "".join(
        f"<tr><th>{line}</th>"
        + "".join(f"<td>{escape(cell[:_CELL])}</td>" for cell in row[:_COLUMNS])
        + "</tr>"
        for line, row in zip(sheet.lines[:_ROWS], sheet.rows[:_ROWS], strict=True)
    )
    return (
        '<div class="ld own-rows"><div class="ld-scroll" role="region" tabindex="0">'
        f'<table class="ld-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
        "</div></div>"
    )
