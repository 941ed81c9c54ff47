"""A page of single events out of a warehouse, as tables that cards and exporters know."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from dashboard.celltypes import to_text
from dashboard.closed_lists import EVENT_STATUSES
from dashboard.intake.citations import Citations, links_in
from dashboard.intake.place_book import Row, slug
from dashboard.intake.separators import split
from dashboard.tables import Tables
from dashboard.textfiles import excerpt
from dashboard.warehouse.days import PRECISIONS
from dashboard.warehouse.relation import JOINT
from dashboard.warehouse.vocabulary import Vocabulary, status, tables_of_rows

_SHOWN = (
    "start",
    "finish",
    "start_precision",
    "finish_precision",
    "category",
    "kind",
    "status",
    "title",
    "title_vi",
    "title_ja",
    "summary",
    "detail",
    "link",
    "source",
    "id",
)
# The number of a row in its file; a warehouse's rows have none.
ROW = "row"
_LANGUAGES = {"title_en": "title", "title_vi": "title_vi", "title_ja": "title_ja"}


def page_columns(
    events: ir.Table,
    order: str,
    descending: bool,
    offset: int,
    limit: int,
    vocabulary: Vocabulary,
    today: dt.date,
) -> ir.Table:
    """What is fetched of ``limit`` of ``events`` in an order of `event_order.HEADINGS`.

    Or in that of cards, "newest": the latest begun, then what is to come, then the undated.
    Where rows are numbered these are their numbers alone, for `numbered_rows`: to sort long
    rows takes longer than to find some again.
    """
    rows = shown_rows(events, vocabulary)
    numbered = (ROW,) if ROW in events.columns else ()
    keys: dict[str, ir.Value] = {
        **({"title": rows["title"]} if order == "title" else {}),
        "kind": rows["kind"],
        "status": rows["status"],
        "places": rows["place"],
        "sectors": rows["category"],
    }
    key = keys.get(order)
    if order == "newest":
        day = ibis.coalesce(rows["start"], rows["finish"])
        is_begun = ibis.coalesce(day <= today, ibis.literal(False))
        begun, coming = (
            ibis.ifelse(part, day, ibis.null("date")) for part in (is_begun, ~is_begun)
        )
        by = [day.isnull(), ~is_begun, begun.desc(), coming.asc()]
    elif key is None:
        day = ibis.coalesce(rows["start"], rows["finish"])
        by = [day.isnull(), _turned(day, descending), rows["start_precision"]]
    else:
        by = [key == "", _turned(key, descending)]
    ties = [rows[name] for name in (numbered or ("start", "title", "id"))]
    page = rows.order_by([*by, *ties]).limit(limit, offset=offset)
    return page.select(ROW) if numbered else page


def shown_rows(events: ir.Table, vocabulary: Vocabulary) -> ir.Table:
    """What is shown of ``events``."""
    place = vocabulary.levels[-1].key(events) if vocabulary.levels else ibis.literal("")
    numbered = (ROW,) if ROW in events.columns else ()
    told = [name for name in _SHOWN if name in events.columns]
    return events.select(*told, *numbered, place=place)


def numbered_rows(events: ir.Table, numbers: Sequence[int], vocabulary: Vocabulary) -> ir.Table:
    """What is shown of the rows with these ``numbers``, in any order."""
    rows = shown_rows(events, vocabulary)
    # Rows that are joined are gone to; a list of numbers is held against every row.
    listed = ibis.literal(list(numbers), type="array<int64>")
    wanted = listed.unnest().name(ROW).as_table()
    return rows.filter(rows[ROW].isin(wanted[ROW]))


def _turned(value: ir.Value, descending: bool) -> ir.Value:
    return value.desc() if descending else value.asc()


def page_tables(vocabulary: Vocabulary, rows: pa.Table) -> Tables:
    """The tables of the fetched ``rows``, in their order."""
    book = _Page(vocabulary)
    for row in rows.to_pylist():
        book.add({key: _bare(value) for key, value in row.items()} | _cells_of(row))
    made = tables_of_rows(book.rows, vocabulary.tables.about)
    frames = {**vocabulary.tables.frames, **{name: made[name] for name in book.rows}}
    return Tables(frames, vocabulary.tables.about)


def _bare(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _cells_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """The cells by which the vocabulary knows what they mean, as they stand there."""
    return {name: row[name] for name in ("place", "category", "kind", "status")}


class _Page:
    """Writes the rows of the tables of some events."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary, self.mapping = vocabulary, vocabulary.mapping
        self.citations = Citations(vocabulary.source_id, vocabulary.tables.about.title, b"")
        (own,) = vocabulary.tables["sources"].to_dict("records")
        self.citations.rows[0] = {str(key): str(value) for key, value in own.items()}
        self.rows: dict[str, list[Row]] = {
            name: [] for name in ("events", "event_locations", "event_sectors", "event_sources")
        }
        self.rows["sources"] = self.citations.rows
        self._ids: set[str] = set()
        names = vocabulary.tables["locations"]
        self._names = dict(zip(names["location_id"], names["name_en"], strict=True))

    def add(self, row: Mapping[str, Any]) -> None:
        event_id = self._event_id(row)
        locator = f"r{row[ROW] + 1}" if row.get(ROW) is not None else "excerpt"
        link = {
            "event_id": event_id,
            "source_id": self.vocabulary.source_id,
            "locator": locator,
        }
        marks = self.mapping.marks("category")
        values = [one for cell in row["category"].split(JOINT) for one in split(cell, marks)]
        named = self.vocabulary.locations.get(row["place"], ())
        titles = (
            row["title"],
            ", ".join(name for _, name in named if name),
            ", ".join(values),
            str(excerpt(row["summary"])),
            event_id,
        )
        title = next(filter(None, (text.strip() for text in titles)))
        details = [
            f"{column}: {text}"
            for column, text in zip(
                self.mapping.all("detail"), row["detail"].split(JOINT), strict=False
            )
            if text
        ]
        grouped = self.vocabulary.categories.grouped(values)
        details += [f"{self.vocabulary.categories.column}: {name}" for name in grouped]
        summary = "\n".join(
            filter(None, [row["summary"].replace(JOINT, "\n").strip(), " · ".join(details)])
        )
        edtf, precision = dated(row)
        state = row["status"] if row["status"] in EVENT_STATUSES else status(row["status"])
        self.rows["events"].append(
            {
                "event_id": event_id,
                "title_en": title,
                "title_vi": row["title_vi"],
                "title_ja": row["title_ja"],
                "summary_en": summary or title,
                "kind_id": self._kind(row["kind"]),
                "date_edtf": edtf,
                "start_date": to_text(row["start"]),
                "end_date": to_text(row["finish"]),
                "date_precision": precision,
                "is_approximate": "false",
                "is_uncertain": "false",
                "status": state,
            }
        )
        role = "party" if len(named) > 1 else "venue"
        self.rows["event_locations"] += [
            {
                **link,
                "location_id": location_id,
                "role": role,
                "named_as": name if name != self._names[location_id] else "",
            }
            for location_id, name in dict(named).items()
        ]
        self.rows["event_sectors"] += [
            {**link, "sector_id": one} for one in self.vocabulary.categories.sectors(values)
        ]
        said = {"stated_edtf": edtf, "stated_status": state, "states_en": summary or title}
        addresses = links_in(row["link"])
        cited = self.citations.cite(addresses, row["source"] or ("" if addresses else row["link"]))
        self.rows["event_sources"] += [
            {**link, **said, "source_id": source_id}
            for source_id in dict.fromkeys([self.vocabulary.source_id, *cited])
        ]

    def _event_id(self, row: Mapping[str, Any]) -> str:
        number = row.get(ROW)
        content = repr(sorted((key, str(value)) for key, value in row.items())).encode()
        known = f"row-{number + 1}" if number is not None else ""
        # The day leads back to the row: see `one_event`.
        days = [str(day) for day in (row["start"] or row["finish"],) if day]
        made = known or "-".join(["event", *days, hashlib.sha256(content).hexdigest()[:16]])
        wanted = event_id = slug(row["id"]) or made
        again = 2
        while event_id in self._ids:
            event_id, again = f"{wanted}-{again}", again + 1
        self._ids.add(event_id)
        return event_id

    def _kind(self, cell: str) -> str:
        known = self.vocabulary.kind_ids
        return known.get(cell) or next(iter(known.values()))


def dated(row: Mapping[str, Any]) -> tuple[str, str]:
    """The EDTF date of a row and its precision; both empty for an undated one."""
    start, finish = (
        _written(row[day], row[precision])
        for day, precision in (("start", "start_precision"), ("finish", "finish_precision"))
    )
    if not start and not finish:
        return "", ""
    coarsest = max(row["start_precision"], row["finish_precision"])
    if not start:
        return f"../{finish}", PRECISIONS[row["finish_precision"]]
    if not finish:
        return f"{start}/..", PRECISIONS[row["start_precision"]]
    return start if start == finish else f"{start}/{finish}", PRECISIONS[coarsest]


def _written(day: dt.date | None, precision: int) -> str:
    return day.isoformat()[: (10, 7, 4)[precision]] if day else ""
