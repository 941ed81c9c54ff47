"""What the tables on slides hold: events, the documents behind them, licences and credits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from dashboard.export.request import imprint, web_address
from dashboard.export.slides_runs import Run
from dashboard.export.slides_selected import Selected
from dashboard.export.slides_table import Column
from dashboard.export.slides_text import legal
from dashboard.language import Language
from dashboard.tables import Tables
from dashboard.views import detail_words
from dashboard.views.event_rows import EventRows
from dashboard.views.words import date_words

# More places or sectors of one event than this are counted, not named.
MOST_NAMES = 3


def event_columns_of(language: Language) -> list[Column]:
    """Date, title, places, sectors, status."""
    _ = language.gettext
    return [
        Column(_("Date"), 1.85, 3),
        Column(_("Event"), 4.15, 4),
        Column(_("Places"), 2.4, 5),
        Column(_("Sectors"), 2.7, 5),
        Column(_("Status"), 1.033, 2),
    ]


def event_rows(tables: Tables, event_ids: Sequence[str], language: Language) -> list[list[Run]]:
    """A row of `event_columns_of` for each event, in this order."""
    rows = EventRows(tables, event_ids)
    made = []
    for event_id in event_ids:
        event = rows.events[event_id]
        title, tag = language.name_and_tag(event)
        sectors = {row.sector_id for row in rows.links["event_sectors"].get(event_id, ())}
        ordered = sorted((rows.sectors[key] for key in sectors), key=lambda row: row.position)
        links = rows.links["event_locations"].get(event_id, ())
        places = dict.fromkeys(row.location_id for row in links)
        made.append(
            [
                Run(legal(detail_words.event_date(event, language))),
                Run(legal(title), bold=True, tag=tag),
                Run(_names([rows.places[key] for key in places], language)),
                Run(_names(ordered, language)),
                Run(legal(detail_words.status(str(event.status), language))),
            ]
        )
    return made


def _names(rows: Sequence[Any], language: Language) -> str:
    """Names on a line; of many the first, and how many more there are."""
    shown = len(rows) if len(rows) <= MOST_NAMES + 1 else MOST_NAMES
    names = [legal(language.name(row)) for row in rows[:shown]]
    if more := len(rows) - shown:
        words = language.ngettext("{n} more", "{n} more", more)
        names.append(words.format(n=language.number(more)))
    return language.pgettext("list", ", ").join(names)


def source_columns(language: Language) -> list[Column]:
    """Publisher, title, day of publication, web site."""
    _ = language.gettext
    return [
        Column(_("Publisher"), 2.9, 3),
        Column(_("Title"), 5.2, 3),
        Column(_("Published"), 1.85, 2),
        Column(_("Web site"), 2.183, 2),
    ]


def sources_of(chosen: Selected) -> list[Any]:
    """The documents that speak of the events, the newest first."""
    tables = chosen.tables
    links = tables["event_sources"]
    ids = links.loc[links["event_id"].isin(list(chosen.event_ids)), "source_id"].unique()
    frame = tables["sources"]
    frame = frame[frame["source_id"].isin(list(ids))]
    order = frame.sort_values(["published_edtf", "publisher"], ascending=[False, True])
    return list(order.itertuples(index=False))


def source_ids(tables: Tables, event_ids: Sequence[str]) -> list[str]:
    """The ids of the documents behind some events, in the order of the links."""
    links = tables["event_sources"]
    found: pd.Series = links.loc[links["event_id"].isin(list(event_ids)), "source_id"]
    return list(dict.fromkeys(found))


def source_rows(sources: Sequence[Any], language: Language) -> list[list[Run]]:
    """A row of `source_columns` for each document; the name of the site leads to it."""
    made = []
    for source in sources:
        url = web_address(source.url)
        site = (urlsplit(url).hostname or "").removeprefix("www.")
        made.append(
            [
                Run(legal(source.publisher), tag="en"),
                Run(legal(source.title_en), tag="en"),
                Run(legal(date_words(source.published_edtf, language))),
                Run(legal(site), tag="en", url=url),
            ]
        )
    return made


def credit_columns(language: Language) -> list[Column]:
    """What it is, and the text."""
    return [
        Column(language.gettext("About these slides"), 2.4, 2),
        Column("", 9.733, 5),
    ]


def credit_rows(chosen: Selected) -> list[list[Run]]:
    """Title, selection, licences and credits, as every file of ours has them."""
    return [
        [Run(legal(line.label), bold=True), Run(legal(line.text), url=line.url)]
        for line in imprint(chosen.tables, chosen.event_ids, chosen.request)
    ]
