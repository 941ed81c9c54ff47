"""What the page leaves out, and why: nothing that was read vanishes without a word."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from html import escape

import pandas as pd

from dashboard.catalogue import marked
from dashboard.language import Language
from dashboard.places import lone_countries
from dashboard.tables import Tables
from dashboard.views.details import Addresses, Book, Row, english, muted, nothing, section
from dashboard.views.locality_parts import partnership
from dashboard.views.provenance import disagreement_list, source_table

LISTED = 50
# Why an event is missing from a view, in the order of the report.
REASONS = {
    "undated": marked("Not on the timeline: no source gives a date"),
    "unplaced": marked("Not on the map: no source names a place that can be drawn"),
    "country": marked("Not a point on the map: the sources name only whole countries"),
}


def not_shown(tables: Tables) -> pd.DataFrame:
    """The events that a view leaves out: ``event_id`` and ``reason``, one of `REASONS`.

    One row per event and reason, in the order of the table of events. ``undated``: it
    has neither a first nor a last day. ``unplaced``: it names no place with coordinates.
    ``country``: all the places that it names are countries, whose point would say
    nothing; such events count at the country's button.
    """
    events = tables["events"]
    undated = events["start_date"].isna() & events["end_date"].isna()
    places = tables["locations"].set_index("location_id")
    drawable = places.index[places["lat"].notna() & places["lon"].notna()]
    is_country = places.loc[drawable, "kind"] == "country"
    finer = drawable[~is_country | drawable.isin(list(lone_countries(tables)))]
    links = tables["event_locations"]
    placed = events["event_id"].isin(links.loc[links["location_id"].isin(drawable), "event_id"])
    pointed = events["event_id"].isin(links.loc[links["location_id"].isin(finer), "event_id"])
    found = [
        pd.DataFrame({"event_id": events.loc[missing, "event_id"], "reason": reason})
        for reason, missing in (
            ("undated", undated),
            ("unplaced", ~placed),
            ("country", placed & ~pointed),
        )
    ]
    return pd.concat(found, ignore_index=True)


def summary(tables: Tables, language: Language, event_ids: Collection[str] | None = None) -> str:
    """How many events are not shown and why, as text; empty if all of them are.

    ``event_ids`` are those that pass the filters; all, if not given.
    """
    counts = _among(not_shown(tables), event_ids)["reason"].value_counts()
    told = [
        language.gettext("{reason} ({n})").format(
            reason=language.gettext(why), n=language.number(int(counts[reason]))
        )
        for reason, why in REASONS.items()
        if reason in counts
    ]
    return " · ".join(told)


def report(
    tables: Tables,
    language: Language,
    *,
    event_ids: Collection[str] | None = None,
    addresses: Addresses | None = None,
) -> str:
    """All that is left out or disputed, with reasons, and what each document contributes.

    ``event_ids`` narrows the events that are left out to those that pass the filters;
    the rest speaks of the dataset as a whole.
    """
    book = Book(tables, language, addresses)
    _ = language.gettext
    parts = [
        section(
            _("Where sources disagree"), disagreement_list(book), "report-disagreements", wide=True
        ),
        section(_("Events not shown"), left_out(book, event_ids), "report-left-out", wide=True),
        section(
            _("Agreements and relations without a date"),
            undated_partnerships(book),
            "report-undated",
            wide=True,
        ),
        section(
            _("Statements that were not taken in"), rejected(book), "report-rejected", wide=True
        ),
        section(
            _("Documents and what each contributes"),
            source_table(book),
            "report-sources",
            wide=True,
        ),
    ]
    return framed(parts, language)


def framed(parts: Sequence[str], language: Language) -> str:
    """The sections of a report under its title."""
    title = escape(language.gettext("What is not shown, what is disputed, and who says so"))
    return (
        f'<article class="ld ld-report"><header class="ld-head"><h2>{title}</h2></header>'
        f'<div class="ld-parts">{"".join(parts)}</div></article>'
    )


def left_out(book: Book, event_ids: Collection[str] | None = None) -> str:
    """The events that a view leaves out, listed under the reason."""
    missing = _among(not_shown(book.tables), event_ids)
    language = book.language
    blocks = []
    for reason, why in REASONS.items():
        ids = list(missing.loc[missing["reason"] == reason, "event_id"])
        if not ids:
            continue
        items = [
            f"<li>{book.event_line(event)}{_dated(event, book)}</li>" for event in book.events(ids)
        ]
        count = muted(escape(f"({language.number(len(ids))})"))
        blocks.append(f"<h4>{escape(language.gettext(why))} {count}</h4>{folded(items, book)}")
    return "".join(blocks) or nothing(language.gettext("Every event is shown."))


def _among(missing: pd.DataFrame, event_ids: Collection[str] | None) -> pd.DataFrame:
    return missing if event_ids is None else missing[missing["event_id"].isin(event_ids)]


def _dated(event: Row, book: Book) -> str:
    """For an event without a date: why, where the dossier says so."""
    if event.date_edtf or not event.date_note_en:
        return ""
    return muted(f" – {english(event.date_note_en, book.language)}")


def folded(items: list[str], book: Book) -> str:
    """A list whose entries from `LISTED` on are folded away."""
    shown, rest = items[:LISTED], items[LISTED:]
    listed = f'<ul class="ld-events">{"".join(shown)}</ul>'
    if not rest:
        return listed
    more = book.language.ngettext("{n} more", "{n} more", len(rest))
    return (
        f"{listed}<details><summary>{escape(more.format(n=book.language.number(len(rest))))}"
        f'</summary><ul class="ld-events">{"".join(rest)}</ul></details>'
    )


def undated_partnerships(book: Book) -> str:
    """The agreements of which no source says since when they are."""
    rows = [row for row in book.partnerships.values() if not row.since_edtf]
    if not rows:
        return nothing(book.language.gettext("Every agreement has a date."))
    items = [
        f"<li>{book.place(row.location_a_id)} – {book.place(row.location_b_id)}: "
        f"{partnership(row.partnership_id, book)}</li>"
        for row in rows
    ]
    return folded(items, book)


def rejected(book: Book) -> str:
    """What was read and not taken in: what it says, why not, and where it stands."""
    language = book.language
    rows: list[Row] = list(book.tables["rejected"].itertuples(index=False))
    if not rows:
        return nothing(language.gettext("Every statement was taken in."))
    why = escape(language.gettext("Why not"))
    items = [
        f"<li>{english(row.what_en, language)}<br><b>{why}:</b> "
        f"{book.cited('', row.source_id, row.locator, row.reason_en)}</li>"
        for row in rows
    ]
    return folded(items, book)
