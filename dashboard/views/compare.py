"""Two localities side by side as HTML: what they share, and how they differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from html import escape

from dashboard.language import Language
from dashboard.tables import Tables
from dashboard.views.details import (
    Addresses,
    Book,
    bar,
    by_key,
    fill,
    mark,
    muted,
    named,
    nothing,
    section,
    sector_label,
)
from dashboard.views.locality import Localities, Locality, Partner, first_and_last
from dashboard.views.locality_parts import (
    disputed,
    figure,
    figure_rows,
    partnership,
    side_group,
    side_row,
    side_table,
)
from dashboard.views.profile import heading

TOGETHER_LISTED = 20
PARTNERS_LISTED = 15


def compare(
    tables: Tables,
    one_id: str,
    other_id: str,
    language: Language,
    *,
    today: dt.date,
    addresses: Addresses | None = None,
) -> str:
    """The places ``one_id`` and ``other_id`` side by side.

    ``today`` divides what has begun from what is to come. Raises `KeyError` if there is
    no such place; a place compared with itself makes a sentence that says so.
    """
    book = Book(tables, language, addresses)
    _ = language.gettext
    localities = Localities(tables)
    one, other = (localities.about(place_id, today) for place_id in (one_id, other_id))
    if one_id == other_id:
        told = nothing(_("Choose two different places to compare them."))
        return f'<div class="ld">{told}</div>'
    pair = (one, other)
    key = f"compare-{one_id}-{other_id}"
    parts = [
        section(
            _("Events together"), _together(localities, pair, book), f"{key}-events", wide=True
        ),
        section(
            _("Agreements and relations between them"),
            _between(pair, book),
            f"{key}-agreements",
            wide=True,
        ),
        section(_("First and latest event"), _ends(pair, book, today), f"{key}-span", wide=True),
        section(_("Partners of each"), partners(pair, book), f"{key}-partners", wide=True),
        section(_("Sectors"), sectors(pair, book), f"{key}-sectors", wide=True),
        section(_("Figures"), _figures(pair, book), f"{key}-figures", wide=True),
    ]
    heads = "".join(f"<div>{heading(place, book)}</div>" for place in pair)
    told = nested(localities.containing, pair, book)
    return (
        f'<article class="ld ld-compare"><div class="ld-pair">{heads}</div>{told}'
        f'<div class="ld-parts">{"".join(parts)}</div></article>'
    )


def nested(
    containing: Mapping[str, frozenset[str]], pair: tuple[Locality, Locality], book: Book
) -> str:
    """Says that one place lies in the other, where it does: then its events count twice."""
    for inner, outer in (pair, pair[::-1]):
        if outer.location_id in containing[inner.location_id]:
            told = book.language.gettext(
                "{inner} lies in {outer}, so all of its events count for both."
            )
            places = [
                named(book.places[place.location_id], book.language) for place in (inner, outer)
            ]
            return f'<p class="ld-note">{fill(told, inner=places[0], outer=places[1])}</p>'
    return ""


def _together(localities: Localities, pair: tuple[Locality, Locality], book: Book) -> str:
    language = book.language
    _ = language.gettext
    both = set(pair[0].event_ids) & set(pair[1].event_ids)
    if not both:
        return nothing(_("No event names both."))
    taking_part = both.intersection(
        *(localities.events_at(place.location_id, taking_part=True) for place in pair)
    )
    told = language.ngettext(
        "{n} event names both; events in which both take part: {part}.",
        "{n} events name both; events in which both take part: {part}.",
        len(both),
    ).format(n=language.number(len(both)), part=language.number(len(taking_part)))
    listed = [event_id for event_id in pair[0].event_ids if event_id in both]
    only_held = muted(escape(_("one of them only as the venue")))
    items = "".join(
        f"<li>{book.event_line(event)}"
        f"{'' if event.event_id in taking_part else f' · {only_held}'}</li>"
        for event in book.events(listed[:TOGETHER_LISTED])
    )
    return f'<p>{escape(told)}</p><ol class="ld-events">{items}</ol>{_left(len(listed), book)}'


def _left(total: int, book: Book) -> str:
    left = total - TOGETHER_LISTED
    if left <= 0:
        return ""
    told = book.language.ngettext(
        "{n} further event is not listed here.", "{n} further events are not listed here.", left
    )
    return nothing(told.format(n=book.language.number(left)))


def _between(pair: tuple[Locality, Locality], book: Book) -> str:
    """Agreements that have one of the two, or a place in it, on either side."""
    ids = [{key for partner in place.partners for key in partner.partnership_ids} for place in pair]
    shared = ids[0] & ids[1]
    between = [
        key for partner in pair[0].partners for key in partner.partnership_ids if key in shared
    ]
    if not between:
        return nothing(book.language.gettext("The sources know of none."))
    items = []
    for key in between:
        row = book.partnerships[key]
        ends = f"{book.place(row.location_a_id)} – {book.place(row.location_b_id)}"
        items.append(f"<li>{ends}: {partnership(key, book)}</li>")
    return f"<ul>{''.join(items)}</ul>"


def _ends(pair: tuple[Locality, Locality], book: Book, today: dt.date) -> str:
    _ = book.language.gettext
    ends = [first_and_last(book.tables, place.event_ids, today) for place in pair]
    lines = []
    for position, label in enumerate((_("First event"), _("Latest event so far"))):
        ids = [found[position] if found else "" for found in ends]
        lines.append(side_group(escape(label), [_event(event_id, book) for event_id in ids]))
    counts = [escape(book.language.number(place.events)) for place in pair]
    lines.insert(0, side_group(escape(_("Events in all")), counts))
    return side_table(pair, book, _("First and latest event"), "", "".join(lines))


def _event(event_id: str, book: Book) -> str:
    return book.event_line(book.events([event_id])[0]) if event_id else ""


def partners(pair: tuple[Locality, Locality], book: Book) -> str:
    """Each one's partners; a common one is marked and stands in the same row for both."""
    _ = book.language.gettext
    # What joins the two themselves stands above.
    compared = {place.location_id for place in pair}
    events = [
        {one.location_id: one for one in place.partners if one.location_id not in compared}
        for place in pair
    ]
    if not any(events):
        return nothing(_("Neither has a further partner."))
    common = events[0].keys() & events[1].keys()
    names = {place_id: book.places[place_id].name_en for found in events for place_id in found}
    total = {
        place_id: sum(found[place_id].events for found in events if place_id in found)
        for place_id in names
    }
    order = sorted(names, key=lambda key: (key not in common, -total[key], names[key], key))
    rows, shared = [], mark(_("common"))
    for place_id in order:
        head = book.place_within(place_id)
        if place_id in common:
            head += f" {shared}"
        cells = [_joined(found[place_id], book) if place_id in found else "" for found in events]
        rows.append(side_row(head, cells))
    caption, column = _("Partners of each"), _("Partner")
    table = side_table(pair, book, caption, column, "".join(rows[:PARTNERS_LISTED]))
    if rest := rows[PARTNERS_LISTED:]:
        more = book.language.ngettext("{n} more partner", "{n} more partners", len(rest))
        table += (
            f"<details><summary>{escape(more.format(n=book.language.number(len(rest))))}</summary>"
            f"{side_table(pair, book, caption, column, ''.join(rest))}</details>"
        )
    return table


def _joined(partner: Partner, book: Book) -> str:
    language = book.language
    told = []
    if partner.events:
        events = language.ngettext("{n} event", "{n} events", partner.events)
        told.append(events.format(n=language.number(partner.events)))
    if agreed := len(partner.partnership_ids):
        agreements = language.gettext("agreements: {n}")
        told.append(agreements.format(n=language.number(agreed)))
    return escape(" · ".join(told))


def sectors(pair: tuple[Locality, Locality], book: Book) -> str:
    """Per sector both counts, each also as a bar on one scale."""
    _ = book.language.gettext
    counts = [place.sectors for place in pair]
    largest = max((count for side in counts for count in side.values()), default=0)
    if not largest:
        return nothing(_("No sector."))
    ids = sorted(
        {sector_id for side in counts for sector_id in side},
        key=lambda key: (-sum(side.get(key, 0) for side in counts), book.sectors[key].position),
    )
    rows = []
    for sector_id in ids:
        sector = book.sectors[sector_id]
        cells = [
            f'<span class="ld-measured">{bar(side.get(sector_id, 0), largest, sector.color)}'
            f"<span>{escape(book.language.number(side.get(sector_id, 0)))}</span></span>"
            for side in counts
        ]
        rows.append(side_row(sector_label(sector, book.language), cells))
    return side_table(pair, book, _("Events by sector"), _("Sector"), "".join(rows))


def _figures(pair: tuple[Locality, Locality], book: Book) -> str:
    """What the sources count of each, the same measure in one row; common measures first."""
    _ = book.language.gettext
    sides = [figure_rows(place.figure_ids, book) for place in pair]
    if not any(sides):
        return nothing(_("The sources state no numbers about either."))
    contradicted = disputed([row for side in sides for rows in side.values() for row in rows])
    order = list(by_key(book.tables["measures"]))
    measures = sorted(
        {measure for side in sides for measure in side},
        key=lambda key: (not all(key in side for side in sides), order.index(key)),
    )
    rows = []
    for measure_id in measures:
        cells = [
            "".join(
                f"<p>{figure(row, book, is_disputed=row.figure_id in contradicted)}</p>"
                for row in side.get(measure_id, ())
            )
            for side in sides
        ]
        rows.append(side_group(named(book.measures[measure_id], book.language), cells))
    return side_table(pair, book, _("Figures"), "", "".join(rows))
