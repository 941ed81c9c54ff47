"""The dossiers on agreements between localities, read as excerpts of their pages."""

from __future__ import annotations

import tomllib
import unicodedata
from pathlib import Path

import pytest

from dashboard.ingest.dossiers import (
    Dossier,
    EventEntry,
    MentionEntry,
    PartnershipEntry,
    Place,
    Vocabulary,
)

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
# Former provinces of which only part of the name survives, and the unit of today.
FORMER = {
    "Ba Ria - Vung Tau": "ho-chi-minh-city",
    "Binh Dinh": "gia-lai",
    "Binh Duong": "ho-chi-minh-city",
    "Ha Nam": "ninh-binh",
    "Hai Duong": "hai-phong",
    "Kien Giang": "an-giang",
    "Long An": "tay-ninh",
    "Nam Dinh": "ninh-binh",
    "Quang Binh": "quang-tri",
    "Quang Nam": "da-nang",
    "Thua Thien Hue": "hue",
    "Vinh Phuc": "phu-tho",
}
UNDATED = {
    ("hai-phong", "niigata"),
    ("ninh-binh", "hiroshima"),
    ("can-tho", "hyogo"),
    ("an-giang", "yamaguchi"),
    ("an-giang", "kobe"),
}


def _dossiers() -> dict[str, Dossier]:
    return {
        path.stem: Dossier.model_validate(tomllib.loads(path.read_text("utf-8")))
        for path in sorted((SEEDS / "sources").glob("*.toml"))
    }


def _places() -> dict[str, Place]:
    places: dict[str, Place] = {}
    for path in sorted((SEEDS / "vocabulary").glob("*.toml")):
        vocabulary = Vocabulary.model_validate(tomllib.loads(path.read_text("utf-8")))
        places.update({place.id: place for place in vocabulary.place})
    return places


ALL = _dossiers()
EXCERPTS = {name: dossier for name, dossier in ALL.items() if dossier.source.read_as == "excerpt"}
EVENTS = {event.id: event for dossier in ALL.values() for event in dossier.event}
PARTNERSHIPS = {
    entry.id: (name, entry) for name, dossier in EXCERPTS.items() for entry in dossier.partnership
}
PLACES = _places()


def _ascii(name: str) -> str:
    table = str.maketrans("đĐ", "dD")
    flat = unicodedata.normalize("NFD", name.translate(table))
    return "".join(letter for letter in flat if not unicodedata.combining(letter))


def _resolve(name: str) -> set[str]:
    """The first-level units that bear ``name`` or bore it, whatever its diacritics."""
    wanted = _ascii(name).casefold()
    return {
        place.id
        for place in PLACES.values()
        if place.kind in ("province", "prefecture")
        and wanted
        in {
            _ascii(known).casefold()
            for known in (place.name_en, place.name_vi, *(entry.name for entry in place.names))
        }
    }


@pytest.mark.parametrize("name", sorted(EXCERPTS))
def test_an_excerpt_has_no_hash_no_paragraphs_and_says_so(name: str) -> None:
    dossier = EXCERPTS[name]
    assert dossier.source.id == name
    assert dossier.source.text_sha256 is None
    assert "excerpt" in dossier.source.note_en
    statements: list[EventEntry | MentionEntry] = [*dossier.event, *dossier.mention]
    for statement in statements:
        assert statement.paragraphs == []
        assert all(not place.paragraphs for place in statement.places)
        assert all(not actor.paragraphs for actor in statement.actors)
        assert all(isinstance(sector, str) for sector in statement.sectors)
    assert all(not figure.paragraphs for figure in dossier.figure)
    assert all(not entry.paragraphs for entry in dossier.partnership)


@pytest.mark.parametrize("identifier", sorted(PARTNERSHIPS))
def test_a_partnership_joins_two_parties_of_its_event(identifier: str) -> None:
    _, entry = PARTNERSHIPS[identifier]
    assert entry.event is not None
    event = EVENTS[entry.event]
    parties = {place.id for place in event.places if place.role == "party"}
    assert {entry.a, entry.b} <= parties
    assert PLACES[entry.a].country_code == "VN"
    assert PLACES[entry.b].country_code == "JP"
    assert event.kind in ("agreement", "milestone")
    assert event.status == "held"
    assert "local-cooperation" in event.sectors


def test_there_are_all_partnerships_and_pairs() -> None:
    assert len(PARTNERSHIPS) >= 48
    # Pairs by the names of the sources: Hue City and the former province are two.
    pairs = {
        (entry.a, entry.a_named_as, entry.b, entry.kind == "assembly")
        for _, entry in PARTNERSHIPS.values()
    }
    assert len(pairs) >= 41
    assert len({(entry.a, entry.b) for _, entry in PARTNERSHIPS.values()}) >= 39


@pytest.mark.parametrize(("name", "unit"), sorted(FORMER.items()))
def test_a_former_name_resolves_to_the_unit_of_today(name: str, unit: str) -> None:
    assert _resolve(name) == {unit}
    using = [entry for _, entry in PARTNERSHIPS.values() if _ascii(entry.a_named_as) == name]
    assert using
    assert {entry.a for entry in using} == {unit}


def test_no_former_province_is_named_that_the_list_misses() -> None:
    named = {_ascii(entry.a_named_as) for _, entry in PARTNERSHIPS.values() if entry.a_named_as}
    assert named - set(FORMER) == {"Hue City", "southern part of Viet Nam"}


def _dates(entry: PartnershipEntry) -> tuple[str | None, str | None]:
    assert entry.event is not None
    return entry.since, EVENTS[entry.event].date


def test_the_undated_have_no_date_and_the_dated_have_one() -> None:
    undated = {
        (entry.a, entry.b)
        for _, entry in PARTNERSHIPS.values()
        if entry.since is None and EVENTS[str(entry.event)].date is None
    }
    assert undated >= UNDATED
    for _, entry in PARTNERSHIPS.values():
        since, date = _dates(entry)
        assert (since is None) == (date is None), entry.id


def test_a_partnership_is_never_dated_finer_than_its_own_page_allows() -> None:
    # The prefecture gives a month; the day that another page adds stands on the event.
    _, entry = PARTNERSHIPS["hanoi-fukuoka-memorandum-2018"]
    assert _dates(entry) == ("2018-06", "2018-06-27")
    differing = [
        entry.id for _, entry in PARTNERSHIPS.values() if _dates(entry)[0] != _dates(entry)[1]
    ]
    assert differing == ["hanoi-fukuoka-memorandum-2018"]


def test_an_inferred_date_carries_its_reason() -> None:
    inferred = [
        event
        for dossier in EXCERPTS.values()
        for event in dossier.event
        if event.date is not None and "?" in event.date
    ]
    assert any(event.id == "long-an-hyogo-joint-statement-2022" for event in inferred)
    for event in inferred:
        assert (
            "inferred" in event.date_note_en
            or "mentions" in event.date_note_en
            or ("anniversary" in event.date_note_en)
        ), event.id


def test_relations_of_2009_and_of_2019_are_two_milestones_of_sakai() -> None:
    sakai = {entry.since: entry.event for _, entry in PARTNERSHIPS.values() if entry.b == "sakai"}
    assert set(sakai) == {"2009", "2019"}
    assert len(set(sakai.values())) == 2


def test_cities_lie_in_units_and_bear_no_subdivision_code() -> None:
    vocabulary = Vocabulary.model_validate(
        tomllib.loads((SEEDS / "vocabulary" / "cities.toml").read_text("utf-8"))
    )
    for city in vocabulary.place:
        assert city.kind == "city"
        assert city.subdivision_code == ""
        assert city.parent is not None
        parent = PLACES[city.parent]
        assert parent.kind in ("province", "prefecture")
        assert parent.country_code == city.country_code
        assert city.name_ja
        assert city.name_vi or city.country_code == "JP"


def test_a_page_that_gives_only_the_day_of_the_month_states_no_date() -> None:
    for name in ("nna-2018-06-28", "portal-worlds-14273"):
        told = {mention.event: mention for mention in EXCERPTS[name].mention}
        assert told["hanoi-fukuoka-memorandum-2018"].date is None
        assert "27th" in told["hanoi-fukuoka-memorandum-2018"].states_en
