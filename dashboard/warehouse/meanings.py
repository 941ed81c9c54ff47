"""What the cells of a warehouse's table mean, read from its distinct cells alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from dashboard import closed_lists, csvtext, schema
from dashboard.intake.atlas import Atlas
from dashboard.intake.categories import Categories
from dashboard.intake.citations import Citations
from dashboard.intake.place_book import PlaceBook, Row, slug
from dashboard.intake.separators import split
from dashboard.land import CREDIT
from dashboard.places import PAIR_MARK, containing_places, locality_pairs
from dashboard.search import fold
from dashboard.tables import About, Tables, typed_frame
from dashboard.warehouse.dimension import dimension
from dashboard.warehouse.kinds import kind_ids_of, kind_rows
from dashboard.warehouse.levels import Level
from dashboard.warehouse.mapping import EventMapping
from dashboard.warehouse.placing import Placing
from dashboard.warehouse.relation import JOINT
from dashboard.warehouse.vocabulary import Counts, Vocabulary, status, tables_of_rows


def meanings(
    mapping: EventMapping,
    atlas: Atlas,
    known: Tables | None,
    *,
    name: str,
    levels: Sequence[Level],
    places: Counts,
    categories: Counts,
    kinds: Counts,
    statuses: Counts,
) -> Vocabulary:
    """The vocabulary of a table whose distinct cells are counted.

    ``places`` are by the key of the last of ``levels``; ``known`` is the dataset whose places
    ``atlas`` knows; ``name`` is what the table is called.
    """
    marks = mapping.marks("category")
    values = [_values(cell, marks) for cell in categories]
    sectors = Categories(
        values, " + ".join(mapping.all("category")), weights=list(categories.values())
    )
    placing = Placing(PlaceBook(atlas, known, mapping.columns.places), mapping, levels)
    placing.settle(places)
    citations = Citations(name, mapping.title or name, b"")
    has_kinds = bool(mapping.column("kind"))
    kind_ids = kind_ids_of(kinds, has_kinds=has_kinds)
    rows: dict[str, Sequence[Row]] = {
        "sectors": sectors.rows,
        "event_kinds": kind_rows(kind_ids, has_kinds=has_kinds),
        "locations": list(placing.book.rows.values()),
        "location_names": placing.other_names(),
        "sources": [
            citations.rows[0]
            | {
                "read_as": "excerpt",
                "text_sha256": "",
                "note_en": "The table that is shown, where it lies",
            }
        ],
    }
    about = About(
        slug(name) or "events",
        mapping.title or name,
        "",
        languages=mapping.languages,
        boundaries_credit=CREDIT,
    )
    tables = tables_of_rows(rows, about)
    containing = containing_places(tables)
    used = {outer for ids in placing.all_ids() for inner in ids for outer in containing[inner]}
    ids = [one for one in tables["locations"]["location_id"] if one in used]
    by_level = [placing.at_level(level, places) for level in levels]
    pairs = [[_pairs(tables, found) for found in sets.values()] for sets in by_level]
    pair_ids = sorted({pair for level_pairs in pairs for found in level_pairs for pair in found})
    return Vocabulary(
        tables,
        mapping,
        sectors,
        tuple(levels),
        tuple(
            dimension("place", pa.array(list(sets), pa.string()), ids, _around(containing, sets))
            for sets in by_level
        ),
        tuple(
            dimension("pair", pa.array(list(sets), pa.string()), pair_ids, found)
            for sets, found in zip(by_level, pairs, strict=True)
        ),
        dimension(
            "sector",
            pa.array(list(categories), pa.string()),
            [row["sector_id"] for row in sectors.rows],
            [sectors.sectors(names) for names in values],
        ),
        dimension(
            "kind",
            pa.array(list(kinds), pa.string()),
            list(dict.fromkeys(kind_ids.values())),
            [[kind_ids[cell]] for cell in kinds],
        ),
        dimension(
            "status",
            pa.array(list(statuses), pa.string()),
            [one for one in closed_lists.EVENT_STATUSES if one in set(map(status, statuses))],
            [[status(cell)] for cell in statuses],
        ),
        placing.finest(places),
        placing.unknown,
        citations.file_id,
        kind_ids,
        _names(tables, placing.finest(places)),
    )


def _names(tables: Tables, found: Mapping[str, Sequence[tuple[str, str]]]) -> list[str]:
    """All names of the places of each key, folded, on lines of their own."""
    frame = tables["locations"]
    columns = (frame[name] for name in ("location_id", "name_en", "name_vi", "name_ja"))
    names = {one: [*others] for one, *others in zip(*columns, strict=True)}
    further = tables["location_names"]
    for location_id, name in zip(further["location_id"], further["name"], strict=True):
        names[location_id].append(name)
    return [
        fold("\n".join(text for one, said in named for text in (*names[one], said)))
        for named in found.values()
    ]


def _around(
    containing: Mapping[str, frozenset[str]], sets: Mapping[str, Sequence[str]]
) -> list[list[str]]:
    """The locations of each set, and all that they lie in."""
    return [[outer for inner in found for outer in containing[inner]] for found in sets.values()]


def _values(cell: str, marks: str) -> list[str]:
    return [value for text in cell.split(JOINT) for value in split(text, marks)]


def _pairs(tables: Tables, found: Sequence[str]) -> list[str]:
    """The pairs of localities that an event at several places joins."""
    if len(found) < 2:
        return []
    links = typed_frame(
        schema.table("event_locations"),
        csvtext.Grid(
            schema.table("event_locations").columns,
            [["e", one, "party", "", "s", "r1"] for one in found],
            [2] * len(found),
        ),
        "event_locations",
    )
    pairs = locality_pairs(Tables({**tables.frames, "event_locations": links}, tables.about))[1]
    return [PAIR_MARK.join(pair) for pair in pairs]
