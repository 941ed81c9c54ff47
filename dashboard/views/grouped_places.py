"""Places of a dataset whose events stay in a warehouse: what groups of them tell, as HTML.

Groups know of an event when it is, where, and of which sector, kind and status. What is agreed
between places, and what is stated about them, a table of events does not tell: these parts
are left out, and that is said.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np

from dashboard.columns import OPEN_START, EventColumns
from dashboard.facets import Mask
from dashboard.language import Language
from dashboard.places import LOCALITY_KINDS, containing_places
from dashboard.tables import Tables
from dashboard.views.compare import nested, partners, sectors
from dashboard.views.details import Book, nothing, section
from dashboard.views.locality import AHEAD, Locality, Partner, YearCount
from dashboard.views.locality_parts import partner_table, sector_bars, year_bars
from dashboard.views.profile import events_list, heading, placement

if TYPE_CHECKING:
    from dashboard.warehouse.grouping import Groups


def grouped_locality(
    tables: Tables, columns: EventColumns, location_id: str, event_ids: tuple[str, ...] = ()
) -> Locality:
    """What groups tell of a place; ``event_ids`` are the events of it that will be listed.

    An event counts for the year in which its group begins. Raises `KeyError` if there is no
    such place.
    """
    places = tables["locations"].set_index("location_id")
    country = places.loc[location_id, "country_code"]
    here = columns.facets["place"].hits(frozenset({location_id}))
    years, undated = _years(columns, here)
    order = dict(zip(tables["sectors"]["sector_id"], tables["sectors"]["position"], strict=True))
    found = _counted(columns, "sector", here)
    is_abroad = places["kind"].isin(LOCALITY_KINDS) & (places["country_code"] != country)
    abroad = set(places.index[is_abroad]) if columns.facets["pair"].ids else set()
    shared = {key: n for key, n in _counted(columns, "place", here).items() if key in abroad}
    names = places["name_en"]
    return Locality(
        location_id,
        columns.total(here),
        event_ids,
        tuple(
            Partner(key, shared[key])
            for key in sorted(shared, key=lambda key: (-shared[key], names[key], key))
        ),
        {},
        {},
        years,
        undated,
        dict(sorted(found.items(), key=lambda item: (-item[1], order[item[0]]))),
        (),
    )


def grouped_profile(tables: Tables, groups: Groups, location_id: str, language: Language) -> str:
    """The profile of a place; the events of ``tables`` are its newest, and listed."""
    columns = groups.columns
    ids = tuple(tables["events"]["event_id"])
    place = grouped_locality(tables, columns, location_id, ids)
    book = Book(tables, language)
    _ = language.gettext
    key = f"profile-{location_id}"
    parts = [
        section(_("Events over time"), year_bars(place, language), f"{key}-years"),
        section(_("Sectors"), sector_bars(place.sectors, book), f"{key}-sectors"),
        section(_("Events"), events_list(place, book), f"{key}-events", wide=True),
        section(_("Where it is drawn"), placement(place, book), f"{key}-placement", wide=True),
    ]
    if place.partners:
        table = partner_table(place, book)
        parts.insert(0, section(_("Partners"), table, f"{key}-partners", wide=True))
    return (
        f'<article class="ld ld-profile" data-place="{escape(location_id, quote=True)}">'
        f"{heading(place, book)}{_left_out(groups, language)}"
        f'<div class="ld-parts">{"".join(parts)}</div></article>'
    )


def grouped_compare(
    tables: Tables, groups: Groups, one_id: str, other_id: str, language: Language
) -> str:
    """Two different places side by side."""
    columns = groups.columns
    book = Book(tables, language)
    _ = language.gettext
    pair = (
        grouped_locality(tables, columns, one_id),
        grouped_locality(tables, columns, other_id),
    )
    facet = columns.facets["place"]
    both = columns.total(facet.hits(frozenset({one_id})) & facet.hits(frozenset({other_id})))
    told = language.ngettext("{n} event names both.", "{n} events name both.", both)
    together = told.format(n=language.number(both)) if both else _("No event names both.")
    key, over_time = f"compare-{one_id}-{other_id}", _("Events over time")
    parts = [
        section(_("Events together"), nothing(together), f"{key}-events", wide=True),
        *(
            section(
                f"{over_time}: {language.name(book.places[place.location_id])}",
                year_bars(place, language),
                f"{key}-years-{place.location_id}",
            )
            for place in pair
        ),
        section(_("Sectors"), sectors(pair, book), f"{key}-sectors", wide=True),
    ]
    if any(place.partners for place in pair):
        table = partners(pair, book)
        parts.insert(1, section(_("Partners of each"), table, f"{key}-partners", wide=True))
    heads = "".join(f"<div>{heading(place, book)}</div>" for place in pair)
    return (
        f'<article class="ld ld-compare"><div class="ld-pair">{heads}</div>'
        f"{nested(containing_places(tables), pair, book)}{_left_out(groups, language)}"
        f'<div class="ld-parts">{"".join(parts)}</div></article>'
    )


def _left_out(groups: Groups, language: Language) -> str:
    _ = language.gettext
    told = _("Counted from groups of events. Agreements and figures are not told by this table.")
    if groups.resolution.time == "week":
        told += " "
        told += _("Weeks that reach over New Year count for the year in which they begin.")
    return nothing(told)


def _counted(columns: EventColumns, facet: str, mask: Mask) -> dict[str, int]:
    counts = columns.count(facet, mask)
    return {
        key: int(count)
        for key, count in zip(columns.facets[facet].ids, counts, strict=True)
        if count
    }


def _years(columns: EventColumns, here: Mask) -> tuple[dict[int, YearCount], int]:
    """Events by year, begun and ahead, and how many have no date."""
    dated = here & columns.dated
    day = np.where(columns.first == OPEN_START, columns.last, columns.first)[dated]
    year = day.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    ahead = columns.facets["status"].hits(frozenset(AHEAD))[dated]
    weight = columns.weight[dated]
    years = {}
    for one in np.unique(year):
        per = [int(weight[(year == one) & part].sum(dtype=np.int64)) for part in (~ahead, ahead)]
        years[int(one)] = YearCount(*per)
    return years, columns.total(here & ~columns.dated)
