"""Who says so: what each document contributes, and where documents contradict each other."""

from __future__ import annotations

from html import escape

import pandas as pd

from dashboard.disagreements import disagreements
from dashboard.language import Language
from dashboard.tables import Tables
from dashboard.views.cards import link
from dashboard.views.details import Book, Row, by_key, english, fill, muted, named, nothing
from dashboard.views.words import date_words

# Count → the table whose rows a document is named in.
_COUNTED = {
    "events": "event_sources",
    "figures": "figures",
    "partnerships": "partnerships",
    "rejected": "rejected",
}


def contributions(tables: Tables) -> pd.DataFrame:
    """What each document contributes: ``source_id`` and four numbers.

    ``events`` it speaks of, ``figures`` and ``partnerships`` it states, and statements
    ``rejected``. Most events first; a document that contributes nothing has noughts.
    """
    frame = tables["sources"][["source_id"]].copy()
    for name, table in _COUNTED.items():
        counts = tables[table]["source_id"].value_counts()
        frame[name] = frame["source_id"].map(counts).fillna(0).astype("int64")
    ordered = frame.sort_values(list(_COUNTED), ascending=False, kind="stable")
    return ordered.reset_index(drop=True)


def source_table(book: Book) -> str:
    """Every document with its publisher, date and language, and what it contributes."""
    language = book.language
    _ = language.gettext
    if not book.sources:
        return nothing(_("There are no documents."))
    heads = "".join(
        f'<th scope="col"{kind}>{escape(text)}</th>'
        for text, kind in (
            (_("Document"), ""),
            (_("Read"), ""),
            (_("Events"), ' class="ld-number"'),
            (_("Figures"), ' class="ld-number"'),
            (_("Agreements"), ' class="ld-number"'),
            (_("Not taken in"), ' class="ld-number"'),
        )
    )
    counted: list[Row] = list(contributions(book.tables).itertuples(index=False))
    rows = "".join(
        f'<tr><th scope="row">{_document(book.sources[row.source_id], book)}</th>'
        f"<td>{escape(_read(book.sources[row.source_id], language))}</td>"
        + "".join(
            f'<td class="ld-number">{escape(language.number(getattr(row, name)))}</td>'
            for name in _COUNTED
        )
        + "</tr>"
        for row in counted
    )
    caption = language.ngettext("{n} document", "{n} documents", len(book.sources))
    label = escape(_("Table of documents"), quote=True)
    # What scrolls must take the focus, or the keyboard cannot reach its hidden columns.
    return (
        f'<div class="ld-scroll" role="region" tabindex="0" aria-label="{label}">'
        f'<table class="ld-table ld-documents"><caption>'
        f"{escape(caption.format(n=language.number(len(book.sources))))}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _document(source: Row, book: Book) -> str:
    about = [escape(source.publisher)]
    if source.published_edtf:
        about.append(escape(date_words(source.published_edtf, book.language)))
    note = f"<br>{muted(english(source.note_en, book.language))}" if source.note_en else ""
    return f"{link(source.url, source.title_en)} {muted(', '.join(about))}{note}"


def _read(source: Row, language: Language) -> str:
    """Whether the whole text was read, and in which language if not in its own."""
    _ = language.gettext
    read_as = str(source.read_as)
    how = {
        "full text": _("full text"),
        "excerpt": _("an excerpt"),
        "cited": _("cited, not read"),
    }.get(read_as, read_as)
    if source.language_read == source.language_original:
        return how
    return _("{how}, in translation ({original} → {read})").format(
        how=how, original=source.language_original, read=source.language_read
    )


def disagreement_list(book: Book) -> str:
    """Every contradiction with its positions side by side, each with its documents.

    An entry has the id ``disagreement-<number>``, as `disagreements` numbers them.
    """
    frame = disagreements(book.tables)
    if frame.empty:
        return nothing(book.language.gettext("No two sources disagree."))
    figures = by_key(book.tables["figures"])
    blocks = []
    for number, group in frame.groupby("disagreement"):
        rows = list(group.itertuples(index=False))
        positions: dict[str, list[Row]] = {}
        for row in rows:
            positions.setdefault(_statement(row, figures, book), []).append(row)
        items = "".join(
            f"<li><p>{statement}</p><ul>{_documents(said, figures, book)}</ul></li>"
            for statement, said in positions.items()
        )
        blocks.append(
            f'<div id="disagreement-{number}"><h4>{_subject(rows[0], book)}</h4>'
            f'<ul class="ld-positions">{items}</ul></div>'
        )
    return "".join(blocks)


def _statement(row: Row, figures: dict[str, Row], book: Book) -> str:
    if row.what == "date":
        return f"<b>{escape(date_words(row.statement, book.language))}</b>"
    return book.number(figures[row.figure_id])


def _documents(said: list[Row], figures: dict[str, Row], book: Book) -> str:
    """The documents that take a position, with what a number counts in their words."""
    items = []
    for row in said:
        note = figures[row.figure_id].note_en if row.figure_id else ""
        items.append(f"<li>{book.cited('', row.source_id, row.locator, note)}</li>")
    return "".join(items)


def _subject(row: Row, book: Book) -> str:
    """What the sources disagree on: "Date of …", "Delegates: …"."""
    language = book.language
    about = (
        book.event(book.events([row.event_id])[0])
        if row.event_id
        else " – ".join(book.place(key) for key in (row.location_id, row.counterpart_id) if key)
    )
    if row.what == "date":
        return fill(language.gettext("Date of {event}"), event=about)
    measure = named(book.measures[row.measure_id], language)
    return fill(language.gettext("{measure}: {subject}"), measure=measure, subject=about)
