"""What the profile of a locality and the comparison of two are put together from, as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from dashboard.disagreements import by_subject, figures_differ
from dashboard.language import Language
from dashboard.views import detail_words as words
from dashboard.views.details import (
    Book,
    Row,
    bar,
    by_key,
    fill,
    mark,
    muted,
    named,
    nothing,
    sector_label,
)
from dashboard.views.locality import Locality, Partner, YearCount

PARTNERS_LISTED = 12


def partner_table(place: Locality, book: Book) -> str:
    """The partners with the number of shared events and what was agreed with each."""
    _ = book.language.gettext
    if not place.partners:
        table = nothing(_("No event or agreement joins it with a locality of another country."))
    else:
        first, rest = place.partners[:PARTNERS_LISTED], place.partners[PARTNERS_LISTED:]
        table = _partner_rows(first, book, _("Localities on the other side"))
        if rest:
            more = book.language.ngettext("{n} more partner", "{n} more partners", len(rest))
            further_rows = _partner_rows(rest, book, _("Further partners"))
            table += (
                f"<details><summary>{escape(more.format(n=book.language.number(len(rest))))}"
                f"</summary>{further_rows}</details>"
            )
    further = (
        (_("Events in which another country takes part as a whole: {places}."), place.countries),
        (_("Came to events that were held here without it as a party: {places}."), place.guests),
    )
    return table + "".join(
        f'<p class="ld-soft">{fill(lead, places=_counted(counts, book))}</p>'
        for lead, counts in further
        if counts
    )


def _counted(counts: Mapping[str, int], book: Book) -> str:
    return book.language.listed(
        f"{book.place(place)} ({escape(book.language.number(count))})"
        for place, count in counts.items()
    )


def _partner_rows(partners: Sequence[Partner], book: Book, caption: str) -> str:
    _ = book.language.gettext
    rows = []
    for partner in partners:
        made = "".join(f"<li>{partnership(key, book)}</li>" for key in partner.partnership_ids)
        rows.append(
            f'<tr><th scope="row">{book.place_within(partner.location_id)}</th>'
            f'<td class="ld-number">{escape(book.language.number(partner.events))}</td>'
            f"<td>{f'<ul>{made}</ul>' if made else muted('–')}</td></tr>"
        )
    agreed = _("Agreements and relations")
    columns = ((_("Locality"), ""), (_("Shared events"), "ld-number"), (agreed, ""))
    heads = "".join(f'<th scope="col" class="{kind}">{escape(name)}</th>' for name, kind in columns)
    return (
        f'<table class="ld-table"><caption class="ld-hidden">{escape(caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def partnership(partnership_id: str, book: Book) -> str:
    """A partnership on one line: kind, since, the names that the source used, source."""
    row = book.partnerships[partnership_id]
    language = book.language
    kind = words.partnership_kind(row.kind, language)
    since = words.since(row.since_edtf, language)
    used = [
        name
        for name, place in (
            (row.named_as_a, row.location_a_id),
            (row.named_as_b, row.location_b_id),
        )
        if name and name != book.places[place].name_en
    ]
    named_as = (
        " "
        + muted(
            escape(language.gettext("(in the source: {names})").format(names=language.listed(used)))
        )
        if used
        else ""
    )
    told = escape(language.listed((kind, since)))
    return book.cited(f"{told}{named_as}", row.source_id, row.locator)


def year_bars(place: Locality, language: Language) -> str:
    """Events by the year they begin, as bars; screen readers get the numbers.

    Bars of plain HTML: the page's sanitizer lets no inline SVG through.
    """
    _ = language.gettext
    undated = (
        nothing(
            language.ngettext(
                "{n} event has no date.", "{n} events have no date.", place.undated
            ).format(n=language.number(place.undated))
        )
        if place.undated
        else ""
    )
    if not place.years:
        return undated or nothing(_("No events."))
    first, last = min(place.years), max(place.years)
    largest = max(count.begun + count.ahead for count in place.years.values())
    bars = "".join(
        _year_bar(year, place.years.get(year, YearCount()), largest, language)
        for year in range(first, last + 1)
    )
    spoken = "; ".join(
        f"{year}: {_year_words(count, language)}" for year, count in sorted(place.years.items())
    )
    axis = f"<span>{first}</span>" + (f"<span>{last}</span>" if last > first else "")
    # Few years make few bars, not broad ones.
    width = max(8, 2 * (last - first + 1))
    label = _("Events by the year in which they begin. {years}").format(years=spoken)
    most = max(place.years, key=lambda year: (sum_of(place.years[year]), year))
    caption = _("By the year in which they begin; most in {year}: {n}.").format(
        year=most, n=language.number(largest)
    )
    legend = ""
    if any(count.ahead for count in place.years.values()):
        hollow = escape(_("planned or proposed"))
        legend = f' <span class="ld-key" aria-hidden="true"></span>{hollow}'
    return (
        f'<figure class="ld-years"><div class="ld-plot" style="max-inline-size:{width}rem">'
        f'<div role="img" aria-label="{escape(label, quote=True)}">{bars}</div>'
        f'<div class="ld-axis" aria-hidden="true">{axis}</div></div>'
        f'<figcaption class="ld-soft">{escape(caption)}{legend}</figcaption></figure>{undated}'
    )


def sum_of(count: YearCount) -> int:
    """All events of a year."""
    return count.begun + count.ahead


def _year_bar(year: int, count: YearCount, largest: int, language: Language) -> str:
    parts = "".join(
        f'<span class="{kind}" style="block-size:{100 * number / largest:.1f}%"></span>'
        for kind, number in (("ld-ahead", count.ahead), ("ld-begun", count.begun))
        if number
    )
    title = escape(f"{year}: {_year_words(count, language)}", quote=True)
    return f'<span class="ld-year" title="{title}">{parts}</span>'


def _year_words(count: YearCount, language: Language) -> str:
    if not count.ahead:
        return language.number(count.begun)
    return language.gettext("{n}, of them {ahead} planned or proposed").format(
        n=language.number(sum_of(count)), ahead=language.number(count.ahead)
    )


def sector_bars(sectors: Mapping[str, int], book: Book) -> str:
    """The sectors with how many events each has, the number also as a bar."""
    if not sectors:
        return nothing(book.language.gettext("No sector."))
    largest = max(sectors.values())
    items = []
    for sector_id, count in sectors.items():
        sector = book.sectors[sector_id]
        items.append(
            f"<li>{sector_label(sector, book.language)}"
            f"{bar(count, largest, sector.color)}"
            f'<span class="ld-number">{escape(book.language.number(count))}</span></li>'
        )
    return f'<ul class="ld-bars">{"".join(items)}</ul>'


def figure_rows(figure_ids: Sequence[str], book: Book) -> dict[str, list[Row]]:
    """The figures of these ids in this order, by measure."""
    frame = book.tables["figures"]
    found = by_key(frame[frame["figure_id"].isin(figure_ids)])
    grouped: dict[str, list[Row]] = {}
    for figure_id in figure_ids:
        grouped.setdefault(found[figure_id].measure_id, []).append(found[figure_id])
    return grouped


def disputed(figures: Sequence[Row]) -> frozenset[str]:
    """Ids of the figures that another one of the same subject contradicts."""
    return frozenset(
        row.figure_id for group in by_subject(figures) if figures_differ(group) for row in group
    )


def figure(row: Row, book: Book, *, is_disputed: bool) -> str:
    """One figure: number, date it holds for, what it counts, source, and whether it is disputed."""
    language = book.language
    differ = " " + mark(language.gettext("Sources differ")) if is_disputed else ""
    told = f"{book.number(row)} {escape(words.as_of(row.as_of_edtf, language))}{differ}"
    return book.cited(told, row.source_id, row.locator, row.note_en)


def side_table(
    pair: tuple[Locality, Locality], book: Book, caption: str, head: str, rows: str
) -> str:
    """A table whose last two columns are the two places; ``head`` names the first, if any."""
    first = f'<th scope="col">{escape(head)}</th>' if head else ""
    names = "".join(
        f'<th scope="col">{named(book.places[place.location_id], book.language)}</th>'
        for place in pair
    )
    return (
        f'<table class="ld-table ld-sides"><caption class="ld-hidden">{escape(caption)}</caption>'
        f"<thead><tr>{first}{names}</tr></thead>{rows}</table>"
    )


def side_row(head: str, cells: Iterable[str]) -> str:
    """A row of `side_table`: what it is about, and a cell per place."""
    return f'<tbody><tr><th scope="row">{head}</th>{_cells(cells)}</tr></tbody>'


def side_group(head: str, cells: Iterable[str]) -> str:
    """Two cells below what they are about: long text leaves no width for a third column."""
    return (
        f'<tbody><tr><th scope="rowgroup" colspan="2">{head}</th></tr>'
        f"<tr>{_cells(cells)}</tr></tbody>"
    )


def _cells(cells: Iterable[str]) -> str:
    return "".join(f"<td>{cell or muted('–')}</td>" for cell in cells)
