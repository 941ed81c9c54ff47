"""Events as a table: the map's twin for whoever uses a keyboard or a screen reader.

A real table of HTML, not `st.dataframe`: that one is painted on a canvas, which a screen
reader walks cell by cell without headings, and which neither the browser's search nor
its zoom of text reaches. Sorting and paging happen here; the page gives the addresses.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import pandas as pd

from dashboard.language import Language
from dashboard.tables import Tables
from dashboard.views import detail_words as words
from dashboard.views.details import Addresses, Book, Row, inner_link, named, nothing
from dashboard.views.event_order import HEADINGS, Linked, sorted_ids

ROWS_A_PAGE = 50
# How the address of the table sorted and turned otherwise is made: column, descending, page.
Address = Callable[[str, bool, int], str]


def page_count(events: int) -> int:
    """How many pages so many events fill; one, if there are none."""
    return max(1, -(-events // ROWS_A_PAGE))


def table_rows(tables: Tables, event_ids: Sequence[str], language: Language) -> pd.DataFrame:
    """The events of these ids, in this order, for `st.dataframe` or an export.

    Columns: ``event_id``; ``start`` and ``end`` (``datetime64[s]``, ``NaT`` where open or
    unknown); the date in words, ``title``, ``kind``, ``status``, ``places`` and
    ``sectors`` as the reader's language has them; ``sources``, the number of documents.
    """
    book = Book(tables, language)
    frame = tables["events"].set_index("event_id").loc[list(event_ids)].reset_index()
    events = list(frame.itertuples(index=False))
    linked = Linked(tables, book, event_ids)
    kinds = {key: language.name(row) for key, row in book.kinds.items()}
    return pd.DataFrame(
        {
            "event_id": frame["event_id"],
            "start": frame["start_date"],
            "end": frame["end_date"],
            "date": [words.event_date(event, language) for event in events],
            "title": [language.name(event) for event in events],
            "kind": frame["kind_id"].map(kinds),
            "status": [words.status(str(event.status), language) for event in events],
            "places": [language.join(linked.names("places", key)) for key in frame["event_id"]],
            "sectors": [language.join(linked.names("sectors", key)) for key in frame["event_id"]],
            "sources": linked.sources(frame["event_id"]),
        }
    )


def table_html(
    tables: Tables,
    event_ids: Sequence[str],
    sort_by: str = "date",
    descending: bool = True,
    page: int = 1,
    *,
    language: Language,
    addresses: Addresses | None = None,
    address: Address | None = None,
) -> str:
    """One page of the events, `ROWS_A_PAGE` at most, as a table.

    ``page`` counts from 1 and is moved into range. With ``address``, headings are links
    that sort by their column (the other way round, if it is sorted by already) and pages
    are links; without, the host has controls of its own and headings only say what is
    sorted how.
    """
    sort_by = sort_by if sort_by in HEADINGS else "date"
    ordered = sorted_ids(tables, event_ids, language, sort_by, descending=descending)
    page = min(max(page, 1), page_count(len(ordered)))
    shown = ordered[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE]
    return page_html(
        tables,
        shown,
        len(ordered),
        sort_by,
        descending,
        page,
        language=language,
        addresses=addresses,
        address=address,
    )


def page_html(
    tables: Tables,
    shown: Sequence[str],
    total: int,
    sort_by: str,
    descending: bool,
    page: int,
    *,
    language: Language,
    addresses: Addresses | None = None,
    address: Address | None = None,
) -> str:
    """The page ``page`` of ``total`` events that are sorted already: ``shown`` stand on it."""
    _ = language.gettext
    if not shown:
        told = nothing(_("No events pass the filters."))
        return f'<div class="ld">{told}</div>'
    pages, begin = page_count(total), (page - 1) * ROWS_A_PAGE
    book = Book(tables, language, addresses)
    linked = Linked(tables, book, shown)
    counts = dict(zip(shown, linked.sources(pd.Series(shown)), strict=True))
    rows = "".join(
        _row(event, counts[event.event_id], linked, book) for event in book.events(list(shown))
    )
    direction = _("descending") if descending else _("ascending")
    caption = _("Events {first} to {last} of {all}; sorted by: {column}, {direction}").format(
        first=language.number(begin + 1),
        last=language.number(begin + len(shown)),
        all=language.number(total),
        column=_(HEADINGS[sort_by]),
        direction=direction,
    )
    heads = "".join(_head(column, sort_by, descending, language, address) for column in HEADINGS)
    label = escape(_("Table of events"), quote=True)
    # What scrolls must take the focus, or the keyboard cannot reach its hidden columns.
    return (
        f'<div class="ld ld-events-table"><div class="ld-scroll" role="region" tabindex="0" '
        f'aria-label="{label}"><table class="ld-table">'
        f"<caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
        f"{_pager(sort_by, descending, page, pages, language, address)}</div>"
    )


def _head(
    column: str, sort_by: str, descending: bool, language: Language, address: Address | None
) -> str:
    _ = language.gettext
    text = escape(_(HEADINGS[column]))
    is_sorted = column == sort_by
    sort = ""
    if is_sorted:
        sort = f' aria-sort="{"descending" if descending else "ascending"}"'
        text += f' <span aria-hidden="true">{"▼" if descending else "▲"}</span>'
    if address:
        # Dates and counts begin with the newest and the most, names with A.
        other_way = not descending if is_sorted else column in ("date", "sources")
        text = inner_link(address(column, other_way, 1), text)
    kind = ' class="ld-number"' if column == "sources" else ""
    return f'<th scope="col"{sort}{kind}>{text}</th>'


def _row(event: Row, sources: int, linked: Linked, book: Book) -> str:
    language = book.language
    key = event.event_id
    sectors = [named(book.sectors[sector], language) for sector in linked.sectors.get(key, ())]
    return (
        f'<tr data-event="{escape(key, quote=True)}"><td class="ld-date">{book.when(event)}</td>'
        f'<th scope="row">{book.event(event)}</th>'
        f"<td>{named(book.kinds[event.kind_id], language)}</td>"
        f"<td>{escape(words.status(event.status, language))}</td>"
        f"<td>{language.listed(book.place(place) for place in linked.places.get(key, ()))}</td>"
        f"<td>{language.listed(sectors)}</td>"
        f'<td class="ld-number">{escape(language.number(sources))}</td></tr>'
    )


def _pager(
    sort_by: str,
    descending: bool,
    page: int,
    pages: int,
    language: Language,
    address: Address | None,
) -> str:
    if pages == 1:
        return ""
    _ = language.gettext
    told = _("Page {page} of {pages}").format(
        page=language.number(page), pages=language.number(pages)
    )
    turns = []
    if address:
        for label, other in ((_("Previous page"), page - 1), (_("Next page"), page + 1)):
            if 1 <= other <= pages:
                turns.append(inner_link(address(sort_by, descending, other), escape(label)))
    parts = [f'<span aria-current="page">{escape(told)}</span>', *turns]
    label = escape(_("Pages of the table"), quote=True)
    return f'<nav class="ld-pager" aria-label="{label}">{" · ".join(parts)}</nav>'
