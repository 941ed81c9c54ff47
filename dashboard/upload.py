"""The dialog in which a viewer hands in a table and says what its columns are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from pathlib import PurePath

import streamlit as st

from dashboard import own_table, panels
from dashboard.intake.cell_forms import open_date, open_year, with_separators
from dashboard.intake.date_parts import ORDERS
from dashboard.intake.delimited import ENCODING_NAMES
from dashboard.intake.encodings import ENCODINGS
from dashboard.intake.event_dates import has_short_year
from dashboard.intake.gazetteers import atlas_with
from dashboard.intake.limits import PREFIX, Limits
from dashboard.intake.mapping import DATE_FORMS, ROLES, TableMapping
from dashboard.intake.reading import TEXTS, WORKBOOKS, Settings, read, sheets
from dashboard.intake.recognition import recognise
from dashboard.intake.sheet import Sheet
from dashboard.intake.short_years import FIRST_YEARS, NONE_OF_THEM
from dashboard.language import Language
from dashboard.opening import ShownDataset
from dashboard.own_table import Draft
from dashboard.problems import DataError
from dashboard.textfiles import excerpt
from dashboard.views.words import plain

# So many columns and rows fit a form that a person reads.
_COLUMNS, _ROWS = 60, 5
_CELL = 40
_ORDERS = ("", *ORDERS)
_YEARS = (None, *FIRST_YEARS, NONE_OF_THEM)
# Who takes years of two digits so.
_TAKEN_BY = {1930: "Excel, LibreOffice", 1950: "Windows, SQL Server", 1969: "POSIX, Python"}
_ENCODINGS = ("", *ENCODINGS)


def offer(given: ShownDataset, spoken: Language) -> None:
    """The button that asks for a table of one's own, where none is shown."""
    if own_table.own_table() is not None:
        return
    if st.button(spoken.gettext("Show a table of your own here"), icon=":material/upload:"):
        ask(given, spoken)


def ask(given: ShownDataset, spoken: Language) -> None:
    """Open the dialog: the file, what its columns are, and the button that shows it."""
    st.dialog(spoken.gettext("Your own table"), width="large")(_Form(given, spoken).show)()


def refused(spoken: Language) -> str:
    """What is said before the problems of a table."""
    return spoken.gettext("The table cannot be read; the page shows what it showed before.")


class _Form:
    def __init__(self, given: ShownDataset, spoken: Language) -> None:
        self.given, self.spoken = given, spoken
        self.limits = Limits.from_environment()

    def show(self) -> None:
        _ = self.spoken.gettext
        words = _(
            "A table of events: CSV, TSV, XLSX, XLS, ODS, Parquet, JSON, JSON Lines or GeoJSON, "
            "up to {megabytes} MB and {rows} rows. It stays in this session's memory: it is not "
            "saved, nobody else sees it, and it is gone when you close the page."
        )
        rows = self.spoken.number(self.limits.rows)
        told = words.format(megabytes=self.limits.megabytes, rows=rows)
        st.html(f"<p>{escape(told)}</p>")
        named = _("These limits are settings: {settings}").format(
            settings=f"`{PREFIX}MEGABYTES`, `{PREFIX}ROWS`, `{PREFIX}SECONDS`"
        )
        # Of any kind: what is no table is told so in the reader's language, and by what it holds.
        file = st.file_uploader(
            _("File"), max_upload_size=self.limits.megabytes, key="own_file", help=named
        )
        own = own_table.own_table()
        try:
            if file is not None:
                self.confirm(self.read(file.name, file.getvalue()))
            elif own is not None:
                self.confirm(self.read(own.draft.name, own.draft.content))
        except DataError as error:
            panels.problems(refused(self.spoken), error.problems, self.spoken)

    def read(self, name: str, content: bytes) -> Draft:
        """The table as the viewer wants it read; read again only when they want otherwise."""
        _ = self.spoken.gettext
        kept, own = own_table.draft(), own_table.own_table()
        is_shown = own is not None and own.draft.content == content
        # What is shown was read as the viewer said, and is offered so again.
        before = own.draft.mapping if own and is_shown else TableMapping()
        wanted = self.reading(name, sheets(content, name, self.limits), before)
        asked = name, len(content), *wanted.values()
        if kept is not None and kept.asked == asked:
            return kept
        if own and is_shown and all(getattr(before, key) == one for key, one in wanted.items()):
            draft = replace(own.draft, name=name, asked=asked)
        else:
            with st.spinner(_("Reading the table")):
                found = read(content, name, self.limits, **wanted)
                mapping = recognise(found, atlas_with(self.given.tables).knows)
            draft = Draft(name, content, found, replace(mapping, **wanted), asked)
        own_table.keep_draft(draft)
        return draft

    def reading(self, name: str, names: Sequence[str], before: TableMapping) -> Settings:
        """How the file is read: what the viewer says of it, ``before`` at first."""
        _ = self.spoken.gettext
        ending = PurePath(name).suffix.lower()
        wanted: Settings = {"encoding": "", "sheet": "", "header_row": None}
        left, right = st.columns(2)
        if len(names) > 1:
            at = names.index(before.sheet) if before.sheet in names else 0
            wanted["sheet"] = left.selectbox(_("Sheet"), names, index=at)
        elif not names and ending != ".parquet":
            wanted["encoding"] = left.selectbox(
                _("Encoding"),
                _ENCODINGS,
                index=_ENCODINGS.index(before.encoding) if before.encoding in _ENCODINGS else 0,
                format_func=lambda one: ENCODING_NAMES.get(one, one) or _("as found"),
            )
        if ending in (*TEXTS, *WORKBOOKS):
            wanted["header_row"] = right.number_input(
                _("Row with the column names"),
                min_value=1,
                max_value=self.limits.rows,
                value=before.header_row,
                placeholder=_("as found"),
            )
        return wanted

    def confirm(self, draft: Draft) -> None:
        """The first rows, what each column was taken for, and the viewer's corrections."""
        _ = self.spoken.gettext
        sheet, mapping = draft.sheet, draft.mapping
        for note in sheet.notes:
            st.html(f"<p>{escape(note.words(_))}</p>")
        st.html(_first_rows(sheet))
        with st.form("own_mapping", border=False):
            heading = _("What each column is")
            st.html(f"<h3>{escape(heading)}</h3>")
            chosen = self.columns(sheet, mapping)
            if question := self.question(sheet, mapping):
                st.warning(question)
            left, right = st.columns(2)
            order = left.selectbox(
                _("Order of day, month and year"),
                _ORDERS,
                index=_ORDERS.index(mapping.date_order) if mapping.date_order in _ORDERS else 0,
                format_func={
                    "": _("as each date shows"),
                    "dmy": _("day, month, year"),
                    "mdy": _("month, day, year"),
                    "ymd": _("year, month, day"),
                }.__getitem__,
            )
            form = right.selectbox(
                _("Form of the dates"),
                list(DATE_FORMS),
                index=list(DATE_FORMS).index(mapping.date_form),
                format_func=lambda key: _(DATE_FORMS[key]),
            )
            years = left.selectbox(
                _("Years of two digits"),
                _YEARS,
                index=_YEARS.index(mapping.two_digit_years),
                format_func=self.hundred_years,
            )
            title = st.text_input(_("Title"), mapping.title, placeholder=draft.name)
            is_sent = st.form_submit_button(_("Show this table"), type="primary")
        if not is_sent:
            return
        wanted = replace(
            mapping,
            columns=chosen,
            date_order=order,
            date_form=form,
            two_digit_years=years,
            title=title.strip(),
        )
        several = [role for role, names in chosen.items() if len(names) > 1 and not ROLES[role][1]]
        if several:
            name = _(ROLES[several[0]][0])
            st.error(_("Only one column can be: {role}.").format(role=name))
        elif question := self.question(sheet, wanted):
            st.error(question)
        else:
            wanted = with_separators(sheet, wanted, atlas_with(self.given.tables).knows)
            own_table.show(draft, wanted, self.given, self.spoken)

    def question(self, sheet: Sheet, mapping: TableMapping) -> str:
        """What the dates of ``sheet`` leave open and the viewer has to say; empty for nothing."""
        _ = self.spoken.gettext
        doubt = open_year(sheet, mapping)
        if doubt:
            words = _(
                "In the column {column}, the year of dates such as {text} has two digits: choose "
                "which hundred years such years stand for."
            )
        elif not (doubt := open_date(sheet, mapping)):
            return ""
        elif has_short_year(doubt[1]):
            words = _(
                "In the column {column}, dates such as {text} can be read in several ways: choose "
                "the order of day, month and year."
            )
        else:
            words = _(
                "In the column {column}, dates such as {text} can be read in two ways: choose "
                "whether the day or the month comes first."
            )
        column, text = doubt
        return words.format(column=plain(column), text=plain(text))

    def hundred_years(self, first: int | None) -> str:
        """The words for the hundred years that begin with ``first``."""
        if first is None:
            return self.spoken.gettext("not chosen")
        if first == NONE_OF_THEM:
            return self.spoken.gettext("leave these dates out")
        years = f"{first}–{first + 99}"
        return f"{years} ({_TAKEN_BY[first]})" if first in _TAKEN_BY else years

    def columns(self, sheet: Sheet, mapping: TableMapping) -> dict[str, tuple[str, ...]]:
        """One list of roles per column; returns the columns of each chosen role."""
        _ = self.spoken.gettext
        role_of = {name: role for role, names in mapping.columns.items() for name in names}
        options = ["", *ROLES]
        chosen: dict[str, list[str]] = {}
        filled = [name for name in sheet.header if any(sheet.column(name))]
        for number, name in enumerate(filled[:_COLUMNS]):
            # Two in a line, which a narrow screen puts below each other in the table's order.
            if number % 2 == 0:
                sides = st.columns(2)
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


def _first_rows(sheet: Sheet) -> str:
    """The first rows as an HTML table, all of it as text."""
    head = "".join(f"<th>{escape(_cut(name))}</th>" for name in ("", *sheet.header[:_COLUMNS]))
    body = "".join(
        f"<tr><th>{line}</th>"
        + "".join(f"<td>{escape(_cut(cell))}</td>" for cell in row[:_COLUMNS])
        + "</tr>"
        for line, row in zip(sheet.lines[:_ROWS], sheet.rows[:_ROWS], strict=True)
    )
    return (
        '<div class="ld own-rows"><div class="ld-scroll" role="region" tabindex="0">'
        f'<table class="ld-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
        "</div></div>"
    )


def _cut(text: str) -> str:
    return str(excerpt(text, _CELL))
