"""What the repository holds: every place of its vocabulary, and where it lies."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from dashboard import closed_lists
from dashboard.ingest.dossiers import Place
from dashboard.ingest.gazetteer import Gazetteer
from dashboard.ingest.geocoders import GazetteerProvider
from dashboard.ingest.placement import Placement, load_cache, load_hand_placed, place_all
from dashboard.ingest.questions import ancestors, questions
from dashboard.ingest.seeds import read_vocabulary

REPOSITORY = Path(__file__).parents[2]
FOLDER = REPOSITORY / "geocache"


@pytest.fixture(scope="module")
def places() -> dict[str, Place]:
    return {place.id: place for place in read_vocabulary(REPOSITORY / "seeds").place}


@pytest.fixture(scope="module")
def placed(places: dict[str, Place]) -> dict[str, Placement]:
    cache, hand_placed = load_cache(FOLDER), load_hand_placed(FOLDER)
    return place_all(list(places.values()), cache, hand_placed)


def test_every_place_has_coordinates_and_provenance(
    places: dict[str, Place], placed: dict[str, Placement]
) -> None:
    assert set(placed) == set(places)
    for found in placed.values():
        assert found.precision in closed_lists.PLACE_PRECISIONS
        assert found.placed_licence
        assert found.placed_date
        assert found.provider_ref or found.placed_note_en


def test_every_place_lies_in_its_unit(
    places: dict[str, Place], placed: dict[str, Placement]
) -> None:
    for id_, found in placed.items():
        for above in ancestors(places[id_], places):
            around = placed[above.id]
            if around.west is None or around.east is None:
                continue
            assert around.south is not None
            assert around.north is not None
            assert around.west - 0.1 <= found.lon <= around.east + 0.1, (id_, above.id)
            assert around.south - 0.1 <= found.lat <= around.north + 0.1, (id_, above.id)


def test_homonyms_are_the_right_ones(placed: dict[str, Placement]) -> None:
    assert placed["quang-ninh"].lat > 20.7
    assert placed["yamanashi"].precision == "unit"
    assert placed["kawasaki"].provider_ref == "geonames:1859642"
    assert placed["fukuoka"].provider_ref != placed["fukuoka-city"].provider_ref


def test_the_cache_agrees_with_the_gazetteer() -> None:
    """A new gazetteer must be followed by ``geocode --refresh all``."""
    provider = GazetteerProvider(Gazetteer(FOLDER / "gazetteer"))
    answers = load_cache(FOLDER).answers
    assert Counter(provider for _, provider in answers)["gazetteer"] > 100
    for (question, name), answer in answers.items():
        if name == "gazetteer":
            today = provider.ask(question, None)
            assert (today.outcome, today.lat, today.lon, today.box, today.provider_ref) == (
                *(answer.outcome, answer.lat, answer.lon, answer.box, answer.provider_ref),
            )


def test_the_cache_holds_no_question_that_the_vocabulary_does_not_ask(
    places: dict[str, Place],
) -> None:
    wanted = {question for place in places.values() for question in questions(place, places)}
    assert {question for question, _ in load_cache(FOLDER).answers} <= wanted
