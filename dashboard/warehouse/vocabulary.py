"""What the cells of a warehouse's table mean: made once, from its distinct cells alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from dashboard import closed_lists, csvtext, schema
from dashboard.facets import Facet
from dashboard.intake.atlas import Atlas
from dashboard.intake.categories import Categories
from dashboard.intake.citations import Citations
from dashboard.intake.place_book import PlaceBook, Row, slug
from dashboard.intake.separators import split
from dashboard.intake.status_words import status_of
from dashboard.places import PAIR_MARK, containing_places, locality_pairs
from dashboard.search import fold
from dashboard.tables import About, Tables, typed_frame
from dashboard.warehouse.dimension import Dimension, dimension
from dashboard.warehouse.levels import Level, prefix
from dashboard.warehouse.mapping import EventMapping
from dashboard.warehouse.placing import Placing
from dashboard.warehouse.relation import JOINT

Counts = Mapping[str, int]
EMPTY = dimension("", pa.array([], pa.string()), (), ())


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The tables without events, and what each cell stands for.

    ``places`` and ``pairs`` hold a dimension per level, from coarse to fine; ``locations``
    gives per key of the finest level the locations that are meant, with the names by which the
    table calls them; ``unplaced`` counts the events of each name that no gazetteer knows.
    """

    tables: Tables
    mapping: EventMapping
    categories: Categories
    levels: tuple[Level, ...]
    places: tuple[Dimension, ...]
    pairs: tuple[Dimension, ...]
    sectors: Dimension
    kinds: Dimension
    statuses: Dimension
    locations: Mapping[str, Sequence[tuple[str, str]]]
    unplaced: Counts
    source_id: str
    kind_ids: Mapping[str, str]
    names: Sequence[str]

    @cached_property
    def untold(self) -> tuple[frozenset[str], ...]:
        """For each level of places, from coarse to fine, the ids that its keys do not tell."""
        return _untold(self.levels, self.places)

    def level(self, position: int) -> Level | None:
        """The level at ``position``; none where events have no places."""
        return self.levels[position] if self.levels else None

    def keys_named(self, term: str) -> npt.NDArray[np.bool_]:
        """Which keys of the finest level have a place one of whose names holds ``term``."""
        return np.array([term in names for names in self.names], dtype=bool)


def vocabulary(
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
    kind_ids = _kind_ids(kinds, has_kinds=bool(mapping.column("kind")))
    rows: dict[str, Sequence[Row]] = {
        "sectors": sectors.rows,
        "event_kinds": _kinds(kind_ids, has_kinds=bool(mapping.column("kind"))),
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
    title = mapping.title or name
    about = About(slug(name) or "events", title, "", languages=mapping.languages)
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


def status(cell: str) -> str:
    """The status that ``cell`` names; an unknown one counts as held, as in an import."""
    return status_of(cell) or "held"


def tables_of_rows(rows: Mapping[str, Sequence[Row]], about: About) -> Tables:
    """Complete tables of ``rows``; a table that is not among them is empty."""
    frames = {}
    for table in schema.TABLES:
        cells = [
            [row.get(column, "") for column in table.columns] for row in rows.get(table.name, ())
        ]
        grid = csvtext.Grid(table.columns, cells, list(range(2, len(cells) + 2)))
        frames[table.name] = typed_frame(table, grid, table.name)
    return Tables(frames, about)


def _values(cell: str, marks: str) -> list[str]:
    return [value for text in cell.split(JOINT) for value in split(text, marks)]


def _kind_ids(cells: Counts, *, has_kinds: bool) -> dict[str, str]:
    if not has_kinds:
        return dict.fromkeys(cells, "event")
    found: dict[str, str] = {}
    taken: Counter[str] = Counter()
    by_name: dict[str, str] = {}
    for cell in cells:
        name = " ".join(cell.split())
        if name not in by_name:
            wanted = slug(name or "Not given") or "kind"
            taken[wanted] += 1
            by_name[name] = f"{wanted}-{taken[wanted]}" if taken[wanted] > 1 else wanted
        found[cell] = by_name[name]
    return found


def _kinds(kind_ids: Mapping[str, str], *, has_kinds: bool) -> list[Row]:
    if not has_kinds:
        names = {"name_en": "Event", "name_vi": "Sự kiện", "name_ja": "出来事"}
        return [{"kind_id": "event", **names, "covers_en": "All rows of the table"}]
    called = {kind_id: " ".join(cell.split()) for cell, kind_id in reversed([*kind_ids.items()])}
    return [
        {"kind_id": kind_id, "name_en": name or "Not given", "covers_en": f"Rows called “{name}”"}
        for kind_id, name in called.items()
    ]


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


def _untold(levels: Sequence[Level], places: Sequence[Dimension]) -> tuple[frozenset[str], ...]:
    """For each level of places, from coarse to fine, the ids that its groups do not tell.

    These are the ids of places that some events lie in by the finest level and not by this
    one, or the other way round.
    """
    if not places:
        return ()
    finest = places[-1]
    own = _ids_of_cells(finest.facet)
    result = []
    for level, places_there in zip(levels, places, strict=True):
        ids = _ids_of_cells(places_there.facet)
        number = {key: i for i, key in enumerate(places_there.cells.to_pylist())}
        differing: set[str] = set()
        for cell, key in enumerate(finest.cells.to_pylist()):
            differing |= own[cell] ^ ids[number[prefix(level, key)]]
        result.append(frozenset(differing))
    return tuple(result)


def _ids_of_cells(facet: Facet) -> list[frozenset[str]]:
    sets = [
        frozenset(facet.ids[value] for value in facet.values[begin:end].tolist())
        for begin, end in pairwise(facet.offsets)
    ]
    return [sets[number] for number in facet.set_of_row.tolist()]
