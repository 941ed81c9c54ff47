"""The columns of the table of events, and the order that sorting by one of them makes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import pandas as pd

from dashboard.catalogue import marked
from dashboard.closed_lists import DATE_PRECISIONS
from dashboard.language import Language
from dashboard.tables import Tables
from dashboard.views import detail_words as words
from dashboard.views.details import Book

# Column → heading. The first is sorted by if nothing else is asked for.
HEADINGS = {
    "date": marked("Date"),
    "title": marked("Event"),
    "kind": marked("Kind"),
    "status": marked("Status"),
    "places": marked("Places"),
    "sectors": marked("Sectors"),
    "sources": marked("Sources"),
}


def sorted_ids(
    tables: Tables, event_ids: Sequence[str], language: Language, sort_by: str, *, descending: bool
) -> list[str]:
    """``event_ids`` in the order of a column of `HEADINGS`; an unknown one sorts by date.

    Dates sort by first day (the last, where the first is unknown), then by precision, the
    finest first; names as the reader's language orders them. Events without a date, place
    or sector come last either way. Equal ones keep the order of ``event_ids``.
    """
    frame = tables["events"].set_index("event_id").loc[list(event_ids)]
    if sort_by not in HEADINGS or sort_by == "date":
        return _by_date(frame, descending)
    book = Book(tables, language)
    if sort_by == "sources":
        counts = Linked(tables, book, event_ids).sources(pd.Series(frame.index))
        order = pd.Series(counts, index=frame.index).sort_values(
            ascending=not descending, kind="stable"
        )
        return list(order.index)
    names = _names(tables, book, frame, sort_by)
    # Names repeat, and their keys cost more than a look-up.
    keys = {name: language.sort_key(name) for name in set(names.values()) if name}
    known = [event_id for event_id in frame.index if names[event_id]]
    known.sort(key=lambda event_id: keys[names[event_id]], reverse=descending)
    return known + [event_id for event_id in frame.index if not names[event_id]]


def _by_date(frame: pd.DataFrame, descending: bool) -> list[str]:
    rank = {precision: i for i, precision in enumerate(DATE_PRECISIONS)}
    keys = pd.DataFrame(
        {
            "first": frame["start_date"].fillna(frame["end_date"]),
            "precision": frame["date_precision"].map(rank).fillna(len(rank)),
        }
    )
    # Two sorts that keep ties in order: the finest first, whichever way the days run.
    keys = keys.sort_values("precision", kind="stable")
    keys = keys.sort_values("first", ascending=not descending, kind="stable", na_position="last")
    return list(keys.index)


def _names(tables: Tables, book: Book, frame: pd.DataFrame, column: str) -> dict[str, str]:
    """What each event is sorted by, as its cell shows it."""
    language = book.language
    if column == "title":
        titles = zip(frame["title_en"], frame[f"title_{language.code}"], strict=True)
        named = (translated or english for english, translated in titles)
        return dict(zip(map(str, frame.index), named, strict=True))
    if column == "kind":
        kinds = {key: language.name(row) for key, row in book.kinds.items()}
        return {str(key): kinds[kind] for key, kind in frame["kind_id"].items()}
    if column == "status":
        return {
            str(key): words.status(str(value), language) for key, value in frame["status"].items()
        }
    linked = Linked(tables, book, list(frame.index))
    return {key: language.listed(linked.names(column, key)) for key in map(str, frame.index)}


class Linked:
    """The places, sectors and documents of some events."""

    def __init__(self, tables: Tables, book: Book, event_ids: Sequence[str]) -> None:
        self._tables = tables
        self._book = book
        self._event_ids = event_ids

    @cached_property
    def places(self) -> dict[str, list[str]]:
        return self._ids("event_locations", "location_id")

    @cached_property
    def sectors(self) -> dict[str, list[str]]:
        return self._ids("event_sectors", "sector_id")

    def _ids(self, table: str, column: str) -> dict[str, list[str]]:
        links = self._tables[table]
        links = links[links["event_id"].isin(self._event_ids)][["event_id", column]]
        found: dict[str, list[str]] = {}
        for event_id, key in links.drop_duplicates().itertuples(index=False):
            found.setdefault(event_id, []).append(key)
        if column == "sector_id":
            for ids in found.values():
                ids.sort(key=lambda key: self._book.sectors[key].position)
        return found

    def names(self, column: str, event_id: str) -> list[str]:
        """The names of an event's places or sectors in the reader's language."""
        ids, names = (
            (self.places, self._place_names)
            if column == "places"
            else (self.sectors, self._sector_names)
        )
        return [names[key] for key in ids.get(event_id, ())]

    @cached_property
    def _place_names(self) -> dict[str, str]:
        return {key: self._book.language.name(row) for key, row in self._book.places.items()}

    @cached_property
    def _sector_names(self) -> dict[str, str]:
        return {key: self._book.language.name(row) for key, row in self._book.sectors.items()}

    def sources(self, event_ids: pd.Series) -> list[int]:
        """How many documents speak of each event."""
        links = self._tables["event_sources"]
        counts = links.loc[links["event_id"].isin(event_ids), "event_id"].value_counts()
        return [int(count) for count in event_ids.map(counts).fillna(0)]
