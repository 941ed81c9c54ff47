"""What a schema of columns cannot say about the tables: periods, trees, links, addresses.

Every function takes sound tables (types and keys hold) and yields a `Problem` per row
at fault. ``lines`` gives, by table name, the line of the file that each row begins on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

import pandas as pd

from dashboard import schema
from dashboard.celltypes import to_text
from dashboard.ingest.identity import loops
from dashboard.ingest.rows import period_cells
from dashboard.problems import Problem
from dashboard.tables import Tables

Lines = Mapping[str, Sequence[int]]
MAX_SECTORS = 32
# Coarser before finer; units are of one rank whatever a country calls them.
_RANKS: Mapping[str, int] = {
    "country": 0,
    "region": 1,
    "province": 2,
    "prefecture": 2,
    "city": 3,
    "district": 4,
    "site": 5,
    "venue": 6,
}
_PERIOD = ("start_date", "end_date", "date_precision", "is_approximate", "is_uncertain")


def inconsistencies(tables: Tables, lines: Lines) -> list[Problem]:
    """Everything in ``tables`` that contradicts itself, in the order of the tables."""
    return [
        *_addresses(tables, lines),
        *_sectors(tables, lines),
        *_periods(tables, lines),
        *_bare_events(tables, lines),
        *_circles(tables, lines, "locations", "parent_id"),
        *_circles(tables, lines, "events", "part_of_event_id"),
        *_ranks(tables, lines),
        *_members(tables, lines),
        *_partnerships(tables, lines),
    ]


def _rows(tables: Tables, lines: Lines, name: str) -> Iterator[tuple[int, pd.Series]]:
    for line, (_, row) in zip(lines[name], tables[name].iterrows(), strict=True):
        yield line, row


def _addresses(tables: Tables, lines: Lines) -> Iterator[Problem]:
    for line, url in zip(lines["sources"], tables["sources"]["url"], strict=True):
        try:
            parts = urlsplit(url)
            sound = parts.scheme in ("http", "https") and bool(parts.hostname)
        except ValueError:
            sound = False
        if not sound or not url.isprintable() or " " in url:
            yield Problem(
                "sources.csv",
                "is no web address",
                "Begin it with https:// or http:// and a host, without spaces",
                line,
                "url",
                url,
            )


def _sectors(tables: Tables, lines: Lines) -> Iterator[Problem]:
    sectors = tables["sectors"]
    if len(sectors) > MAX_SECTORS:
        yield Problem(
            "sectors.csv",
            f"there are {len(sectors)} sectors; the views hold {MAX_SECTORS}",
            "Merge some of them",
        )
    for column in ("position", "color", "name_en"):
        for i in sectors.index[sectors.duplicated(column)]:
            yield Problem(
                "sectors.csv",
                "two sectors share it, and cannot be told apart",
                "Give each sector its own",
                lines["sectors"][i],
                column,
                sectors.at[i, column],
            )


def _periods(tables: Tables, lines: Lines) -> Iterator[Problem]:
    for line, event in _rows(tables, lines, "events"):
        expected = period_cells(event["date_edtf"], event["status"], event["status_as_of_edtf"])
        for column in _PERIOD:
            stated = event[column]
            if isinstance(stated, pd.Timestamp):
                stated = stated.date()
            found = "" if stated is pd.NaT else to_text(stated)
            should = to_text(expected[column])
            if found != should:
                yield Problem(
                    "events.csv",
                    f"does not follow from the date {event['date_edtf']!r} and the status",
                    f"It should be {should!r}. Run: python -m dashboard build",
                    line,
                    column,
                    found,
                )


def _bare_events(tables: Tables, lines: Lines) -> Iterator[Problem]:
    for name, what in (
        ("event_sources", "source"),
        ("event_locations", "place"),
        ("event_sectors", "sector"),
    ):
        linked = set(tables[name]["event_id"])
        for line, event_id in zip(lines["events"], tables["events"]["event_id"], strict=True):
            if event_id not in linked:
                yield Problem(
                    "events.csv",
                    f"the event has no {what}",
                    f"Name at least one {what} in its dossier",
                    line,
                    "event_id",
                    event_id,
                )


def _circles(tables: Tables, lines: Lines, name: str, column: str) -> Iterator[Problem]:
    table = schema.table(name)
    ids = list(tables[name][table.primary_key[0]])
    above = {i: up or None for i, up in zip(ids, tables[name][column], strict=True)}
    for loop in loops(above):
        yield Problem(
            f"{name}.csv",
            f"it lies in itself: {' → '.join([*loop, loop[0]])}",
            "Break the circle",
            lines[name][ids.index(loop[0])],
            column,
            above[loop[0]],
        )


def _ranks(tables: Tables, lines: Lines) -> Iterator[Problem]:
    locations = tables["locations"].set_index("location_id")
    for line, place in _rows(tables, lines, "locations"):
        if not place["parent_id"]:
            if place["kind"] not in ("country", "region"):
                yield Problem(
                    "locations.csv",
                    "nothing says what it lies in",
                    "Give it a parent",
                    line,
                    "parent_id",
                    place["location_id"],
                )
            continue
        parent = locations.loc[place["parent_id"]]
        if _RANKS[parent["kind"]] >= _RANKS[place["kind"]]:
            yield Problem(
                "locations.csv",
                f"a {place['kind']} cannot lie in a {parent['kind']}",
                "Give it a coarser parent, or correct the kind of one of them",
                line,
                "parent_id",
                place["parent_id"],
            )
        if parent["country_code"] != place["country_code"]:
            yield Problem(
                "locations.csv",
                f"it lies in {place['parent_id']}, which is in {parent['country_code']}",
                "Correct the parent or the country",
                line,
                "country_code",
                place["country_code"],
            )


def _members(tables: Tables, lines: Lines) -> Iterator[Problem]:
    kind = dict(zip(tables["locations"]["location_id"], tables["locations"]["kind"], strict=True))
    for line, row in _rows(tables, lines, "location_members"):
        if kind[row["region_id"]] != "region" or _RANKS[kind[row["member_id"]]] <= _RANKS["region"]:
            yield Problem(
                "location_members.csv",
                f"a {kind[row['member_id']]} cannot be a member of a {kind[row['region_id']]}",
                "A region consists of provinces, prefectures or finer places",
                line,
                "member_id",
                row["member_id"],
            )
    regions = set(tables["location_members"]["region_id"])
    for line, place in _rows(tables, lines, "locations"):
        if place["kind"] == "region" and place["location_id"] not in regions:
            yield Problem(
                "locations.csv",
                "the region has no members, and so no footprint",
                "List the units it consists of",
                line,
                "location_id",
                place["location_id"],
            )


def _partnerships(tables: Tables, lines: Lines) -> Iterator[Problem]:
    for line, row in _rows(tables, lines, "partnerships"):
        if row["location_a_id"] == row["location_b_id"]:
            yield Problem(
                "partnerships.csv",
                "both sides are the same locality",
                "Correct one of them",
                line,
                "location_b_id",
                row["location_b_id"],
            )
