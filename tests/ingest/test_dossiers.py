"""What binds all dossiers and vocabularies of this dataset together."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from dashboard import closed_lists
from dashboard.ingest.dossiers import (
    Dossier,
    EventEntry,
    FigureEntry,
    MentionEntry,
    SectorEntry,
    Vocabulary,
)

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


def _dossiers() -> dict[str, Dossier]:
    return {
        path.stem: Dossier.model_validate(tomllib.loads(path.read_text("utf-8")))
        for path in sorted((SEEDS / "sources").glob("*.toml"))
    }


def _vocabularies() -> list[Vocabulary]:
    return [
        Vocabulary.model_validate(tomllib.loads(path.read_text("utf-8")))
        for path in sorted((SEEDS / "vocabulary").glob("*.toml"))
    ]


ALL = _dossiers()
EVENTS = {event.id for dossier in ALL.values() for event in dossier.event}
KNOWN = {
    name: Counter(entry.id for part in _vocabularies() for entry in getattr(part, name))
    for name in ("place", "sector", "kind", "measure", "actor")
}


def _told(dossier: Dossier) -> Iterator[EventEntry | MentionEntry]:
    yield from dossier.event
    yield from dossier.mention


def _sector_id(sector: str | SectorEntry) -> str:
    return sector if isinstance(sector, str) else sector.id


@pytest.mark.parametrize("name", sorted(ALL))
def test_a_file_bears_the_name_of_its_source(name: str) -> None:
    assert ALL[name].source.id == name


def test_no_id_stands_twice() -> None:
    for name, known in KNOWN.items():
        assert [identifier for identifier, times in known.items() if times > 1] == [], name
    for name in ("event", "figure", "partnership", "rejected"):
        ids = Counter(entry.id for dossier in ALL.values() for entry in getattr(dossier, name))
        assert [identifier for identifier, times in ids.items() if times > 1] == [], name


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_id_that_a_dossier_refers_to_exists(name: str) -> None:
    dossier = ALL[name]
    events = {mention.event for mention in dossier.mention}
    events |= {event.part_of for event in dossier.event if event.part_of}
    events |= {figure.event for figure in dossier.figure if figure.event}
    events |= {tie.event for tie in dossier.partnership if tie.event}
    assert events <= EVENTS
    places = {place.id for entry in _told(dossier) for place in entry.places}
    places |= {figure.place for figure in dossier.figure if figure.place}
    places |= {figure.counterpart for figure in dossier.figure if figure.counterpart}
    places |= {side for tie in dossier.partnership for side in (tie.a, tie.b)}
    assert places <= set(KNOWN["place"])
    assert {_sector_id(s) for e in _told(dossier) for s in e.sectors} <= set(KNOWN["sector"])
    assert {a.id for e in _told(dossier) for a in e.actors} <= set(KNOWN["actor"])
    assert {event.kind for event in dossier.event} <= set(KNOWN["kind"])
    assert {figure.measure for figure in dossier.figure} <= set(KNOWN["measure"])


def test_the_places_and_parents_of_the_vocabularies_exist() -> None:
    for part in _vocabularies():
        assert {place.parent for place in part.place if place.parent} <= set(KNOWN["place"])
        assert {actor.location for actor in part.actor if actor.location} <= set(KNOWN["place"])


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_event_has_a_place_and_a_sector(name: str) -> None:
    lacking = [event.id for event in ALL[name].event if not event.places or not event.sectors]
    assert lacking == []


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ({"qualifier": "roughly", "value": 3, "event": "forum-2025"}, "none of"),
        ({"event": "forum-2025"}, "needs the source's word"),
        ({"value": 3}, "needs an event or a place"),
        ({"value": 3, "event": "forum-2025", "valeu_upper": 4}, "Extra inputs"),
        ({"value": 3, "value_upper": 2, "event": "forum-2025"}, "not above it"),
    ],
)
def test_a_figure_that_makes_no_sense_is_refused(entry: dict[str, object], complaint: str) -> None:
    raw = {"id": "a-figure", "measure": "booths", "note_en": "Booths.", **entry}
    with pytest.raises(ValidationError, match=complaint):
        FigureEntry.model_validate(raw)


def test_qualifiers_and_roles_of_the_schema_are_the_only_ones_used() -> None:
    figures = [figure for dossier in ALL.values() for figure in dossier.figure]
    assert {figure.qualifier for figure in figures} <= set(closed_lists.QUALIFIERS)
    assert {"about", "more than", "nearly", "many", "hundreds of"} <= {
        figure.qualifier for figure in figures
    }


@pytest.mark.parametrize("name", sorted(ALL))
def test_a_summary_holds_what_its_own_document_says(name: str) -> None:
    # The tables give an event's summary as the statement of the document that tells it.
    elsewhere = re.compile(r"\b(an)?other (pages?|articles?|reports?|sources?)\b", re.IGNORECASE)
    assert [e.id for e in ALL[name].event if elsewhere.search(e.summary_en)] == []


def _values(event: str, measure: str) -> set[tuple[str, float | None, str]]:
    return {
        (figure.sense, figure.value, name)
        for name, dossier in ALL.items()
        for figure in dossier.figure
        if (figure.event, figure.measure, figure.place) == (event, measure, None)
    }


def test_what_was_expected_of_the_forum_and_what_was_counted_both_stand() -> None:
    japanese = _values("forum-2025", "japanese-localities")
    assert ("expected", 18, "baotintuc-2025-11-19") in japanese
    assert ("expected", 15, "baotintuc-2025-11-19") in japanese
    assert ("reported", 16, "emb-japan-vietnam-forum-2025") in japanese
    vietnamese = {
        (sense, value) for sense, value, _ in _values("forum-2025", "vietnamese-localities")
    }
    assert vietnamese == {("expected", 34), ("reported", 31)}
    booths = {(sense, value) for sense, value, _ in _values("forum-exhibition-2025", "booths")}
    assert booths == {("expected", 40), ("expected", 37), ("reported", 37)}


def test_the_agreements_that_several_pages_count_are_one_subject() -> None:
    counted = [
        (figure.event, figure.place, figure.counterpart)
        for dossier in ALL.values()
        for figure in dossier.figure
        if figure.measure == "cooperation-agreements" and figure.event
    ]
    assert len(counted) == 4
    assert set(counted) == {("locality-agreements", "vn", "jp")}
