"""Some events with what they refer to: nothing of any other event stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import schema
from dashboard.columns import event_columns
from dashboard.selection import Selection
from dashboard.subset import tables_of
from dashboard.tables import Tables, open_tables
from dashboard.views import cards

TABLES = open_tables(Path(__file__).parents[1] / "data")
EVENT_IDS = list(TABLES["events"]["event_id"])


def broken_references(tables: Tables) -> list[str]:
    return [
        f"{table.name}.{field.name}: {value}"
        for table in schema.TABLES
        for field in table.fields
        if field.references
        for value in (
            set(tables[table.name][field.name])
            - set(tables[field.references[0]][field.references[1]])
        )
        if value
    ]


@given(st.sets(st.sampled_from(EVENT_IDS), max_size=12))
def test_it_holds_these_events_and_its_references_lead_somewhere(wanted: set[str]) -> None:
    inside = tables_of(TABLES, wanted)
    assert set(inside["events"]["event_id"]) == wanted
    for name in ("event_locations", "event_sources", "figures", "partnerships"):
        assert set(inside[name]["event_id"]) <= wanted
    assert broken_references(inside) == []


@given(st.sets(st.sampled_from(EVENT_IDS), min_size=1, max_size=8))
def test_every_place_source_and_actor_belongs_to_an_event_of_it(wanted: set[str]) -> None:
    inside = tables_of(TABLES, wanted)
    again = tables_of(inside, wanted)
    for name, frame in inside.items():
        assert frame.equals(again[name]), name
    assert set(inside["actors"]["actor_id"]) == set(inside["event_actors"]["actor_id"])
    cited = {
        source
        for name in ("event_sources", "event_locations", "event_sectors", "event_actors")
        for source in inside[name]["source_id"]
    }
    rest = set(inside["figures"]["source_id"]) | set(inside["partnerships"]["source_id"])
    assert set(inside["sources"]["source_id"]) == cited | rest


def test_an_event_that_one_is_a_part_of_is_named_only_if_it_is_inside() -> None:
    events = TABLES["events"]
    part = events[events["part_of_event_id"] != ""].iloc[0]
    alone = tables_of(TABLES, [part["event_id"]])["events"]
    assert list(alone["part_of_event_id"]) == [""]
    both = tables_of(TABLES, [part["event_id"], part["part_of_event_id"]])["events"]
    assert part["part_of_event_id"] in set(both["part_of_event_id"])


def test_what_was_rejected_and_places_without_events_stay_out() -> None:
    inside = tables_of(TABLES, EVENT_IDS)
    assert len(TABLES["rejected"])
    assert len(inside["rejected"]) == 0
    assert set(inside["events"]["event_id"]) == set(EVENT_IDS)


@pytest.mark.parametrize("query", ["place=gunma", "sector=tourism&when=2024/2025", "q=forum"])
def test_the_cards_are_those_of_the_whole_dataset(query: str) -> None:
    columns = event_columns(TABLES)
    mask = Selection.parse(query, TABLES)[0].mask(columns, TABLES)
    ids = [event_id for event_id, is_in in zip(columns.event_ids, mask, strict=True) if is_in]
    assert ids
    inside = tables_of(TABLES, ids)
    whole = TABLES["events"].set_index("event_id")["part_of_event_id"]
    same = [event_id for event_id in ids if not whole[event_id] or whole[event_id] in ids]
    assert cards.event_cards(inside, same) == cards.event_cards(TABLES, same)


def test_nothing_at_all_leaves_empty_tables() -> None:
    inside = tables_of(TABLES, [])
    assert all(len(frame) == 0 for frame in inside.frames.values())
    assert list(inside["events"].columns) == list(TABLES["events"].columns)
