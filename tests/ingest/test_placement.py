from __future__ import annotations

import datetime
from dataclasses import fields
from pathlib import Path

import pytest

from dashboard import schema
from dashboard.ingest.dossiers import Place
from dashboard.ingest.geocache import Geocache
from dashboard.ingest.geocache_rows import PRECISION_OF_KIND, Answer, Question
from dashboard.ingest.placement import (
    HandPlaced,
    Placement,
    load_cache,
    load_hand_placed,
    place_all,
)
from dashboard.ingest.questions import in_tree_order, questions
from dashboard.problems import DataError

DAY = datetime.date(2026, 11, 22)


def place(id_: str, kind: str, parent: str | None = None, **more: object) -> Place:
    return Place.model_validate(
        {
            "id": id_,
            "kind": kind,
            "parent": parent,
            "country_code": "VN",
            "name_en": id_.replace("-", " ").title(),
            **more,
        }
    )


PLACES = [
    place("vietnam", "country", asked_in="vi"),
    place("quang-ninh", "province", "vietnam"),
    place("hai-phong", "province", "vietnam"),
    place("ha-long", "city", "quang-ninh"),
    place("the-hall", "venue", "ha-long"),
]
POINTS: dict[str, tuple[float, float, tuple[float, float, float, float] | None]] = {
    "vietnam": (16.0, 107.0, (102.0, 8.0, 110.0, 23.0)),
    "quang-ninh": (21.0, 107.0, (106.0, 20.0, 108.0, 22.0)),
    "hai-phong": (20.0, 106.0, None),
    "ha-long": (20.95, 107.07, None),
}


@pytest.fixture
def cache(tmp_path: Path) -> Geocache:
    """Hits for four places and a miss for the hall."""
    filled = Geocache(tmp_path)
    by_id = {one.id: one for one in PLACES}
    for id_, (lat, lon, box) in POINTS.items():
        asked = questions(by_id[id_], by_id)[0]
        precision = PRECISION_OF_KIND[by_id[id_].kind]
        filled.record(
            Answer(
                asked, "hit", "test", DAY, f"x:{id_}", "Name", lat, lon, box, precision, "CC0-1.0"
            )
        )
    filled.record(Answer(questions(by_id["the-hall"], by_id)[0], "miss", "test", DAY))
    return filled


def by_hand(id_: str = "the-hall", precision: str = "venue") -> dict[str, HandPlaced]:
    return {
        id_: HandPlaced(
            place=id_,
            lat=20.94,
            lon=107.1,
            precision=precision,
            reason_en="Seen there.",
            date=DAY,
            licence="CC0-1.0",
        )
    }


def test_the_columns_are_those_of_the_table() -> None:
    columns = [field.name for field in schema.table("locations").fields]
    ours = [field.name for field in fields(Placement)]
    assert ours == columns[columns.index("lat") :]


def test_a_hit_carries_its_provenance(cache: Geocache) -> None:
    found = place_all(PLACES, cache, {})["quang-ninh"]
    assert found == Placement(
        *(21.0, 107.0, 106.0, 20.0, 108.0, 22.0),
        *("unit", "test", "x:quang-ninh", "Name", "2026-11-22", "CC0-1.0", ""),
    )


def test_the_result_is_in_the_order_of_the_places(cache: Geocache) -> None:
    back = list(reversed(PLACES))
    assert list(place_all(back, cache, {})) == [one.id for one in back]
    assert place_all(back, cache, {}) == place_all(PLACES, cache, {})


def test_a_venue_that_nobody_knows_is_placed_at_its_city(cache: Geocache) -> None:
    found = place_all(PLACES, cache, {})
    hall, city = found["the-hall"], found["ha-long"]
    assert (hall.lat, hall.lon, hall.precision) == (city.lat, city.lon, "city")
    assert hall.provider_ref == "x:ha-long"
    assert hall.placed_note_en == "No geocoder knows it: it is placed at Ha Long."


def test_the_nearest_placed_ancestor_serves(cache: Geocache) -> None:
    somewhere = place("the-pass", "site", "quang-ninh")
    cache.record(Answer(_question(somewhere), "miss", "test", DAY))
    found = place_all([*PLACES, somewhere], cache, {})["the-pass"]
    assert (found.precision, found.lat) == ("unit", 21.0)
    # The province's box would claim that the site fills the province.
    assert (found.west, found.south, found.east, found.north) == (None, None, None, None)


def _question(one: Place) -> Question:
    return questions(one, {other.id: other for other in [*PLACES, one]})[0]


@pytest.mark.parametrize("kind", ["city", "province"])
def test_a_city_or_unit_that_nobody_knows_is_an_error(cache: Geocache, kind: str) -> None:
    lost = place("atlantis", kind, "quang-ninh")
    cache.record(Answer(_question(lost), "miss", "test", DAY))
    with pytest.raises(DataError, match="no geocoder that was asked knows this place") as caught:
        place_all([*PLACES, lost], cache, {})
    assert "atlantis" in str(caught.value)
    assert "--refresh atlantis" in str(caught.value)


@pytest.mark.parametrize("kind", ["city", "province", "venue", "site", "district"])
def test_a_place_that_was_never_asked_for_is_an_error(cache: Geocache, kind: str) -> None:
    new = place("atlantis", kind, "quang-ninh")
    with pytest.raises(DataError, match="no coordinates yet") as caught:
        place_all([*PLACES, new], cache, {})
    assert "python -m dashboard geocode" in str(caught.value)


def test_every_unplaced_place_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        place_all(PLACES, Geocache(tmp_path), {})
    assert [problem.value for problem in caught.value.problems] == [one.id for one in PLACES]


def test_a_hand_placed_point_wins_over_the_cache(cache: Geocache) -> None:
    found = place_all(PLACES, cache, by_hand("ha-long", "city"))
    city = found["ha-long"]
    assert (city.lat, city.lon, city.placed_by) == (20.94, 107.1, "hand")
    assert city.placed_note_en == "Seen there."
    # What lies in it moves with it.
    assert found["the-hall"].lat == 20.94


def test_a_hand_placed_point_of_no_place_is_an_error(cache: Geocache) -> None:
    with pytest.raises(DataError, match=r"hand_placed\.toml.*the-haul"):
        place_all(PLACES, cache, by_hand("the-haul"))


def test_a_region_is_the_mean_of_its_members_and_holds_their_boxes(cache: Geocache) -> None:
    delta = place("delta", "region", "vietnam", members=["quang-ninh", "hai-phong"])
    found = place_all([*PLACES, delta], cache, {})["delta"]
    assert (found.lat, found.lon) == (20.5, 106.5)
    # Hải Phòng has no box, so its point counts; it is on the western and southern edge.
    assert (found.west, found.south, found.east, found.north) == (106.0, 20.0, 108.0, 22.0)
    assert (found.precision, found.placed_by) == ("region", "members")
    assert found.placed_licence == "CC0-1.0"


def test_regions_of_regions_and_circles(cache: Geocache) -> None:
    inner = place("inner", "region", "vietnam", members=["quang-ninh"])
    outer = place("outer", "region", "vietnam", members=["inner", "hai-phong"])
    assert place_all([*PLACES, inner, outer], cache, {})["outer"].lat == 20.5
    one = place("one", "region", "vietnam", members=["two"])
    two = place("two", "region", "vietnam", members=["one"])
    with pytest.raises(DataError, match="needs members"):
        place_all([*PLACES, one, two], cache, {})


@pytest.mark.parametrize("members", [[], ["atlantis"]])
def test_a_region_without_placed_members_is_an_error(cache: Geocache, members: list[str]) -> None:
    lost = place("lost", "region", "vietnam", members=members)
    with pytest.raises(DataError, match="a region needs members"):
        place_all([*PLACES, lost], cache, {})


def test_parents_in_a_circle_end(tmp_path: Path) -> None:
    one, two = place("one", "city", "two"), place("two", "city", "one")
    with pytest.raises(DataError):
        place_all([one, two], Geocache(tmp_path), {})
    assert [place.id for place in in_tree_order([one, two])] == ["one", "two"]


def test_questions_name_unit_and_country_but_no_region() -> None:
    north = place("north", "region", "vietnam")
    unit = place("quang-ninh", "province", "north", name_vi="Quảng Ninh", name_ja="クアンニン省")
    known = {one.id: one for one in [PLACES[0], north, unit, *PLACES[3:]]}
    asked = questions(known["the-hall"], known)
    assert [question.text for question in asked] == ["The Hall, Quang Ninh, Vietnam"]
    assert [question.query for question in questions(unit, known)] == ["Quảng Ninh", "クアンニン省"]
    tokyo = place("tokyo", "prefecture", country_code="JP", name_vi="Tôkyô", name_ja="東京都")
    assert [question.query for question in questions(tokyo, {})] == ["Tokyo", "東京都"]
    # Without a word on it, English comes first wherever a place lies.
    alone = questions(unit, {"quang-ninh": unit})
    assert [question.query for question in alone] == ["Quang Ninh", "クアンニン省"]
    assert questions(north, known) == ()
    assert questions(PLACES[0], known)[0].context == ""


HAND = (
    '[[placed]]\nplace = "a"\nlat = 1.0\nlon = 2.0\nprecision = "site"\n'
    'reason_en = "R."\ndate = 2026-11-22\nlicence = "CC0-1.0"\n'
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HAND.replace("1.0", "91.0"), "placed[0], column lat"),
        (HAND.replace('"site"', '"spot"'), "placed[0], column precision"),
        (HAND.replace('reason_en = "R."\n', ""), "placed[0], column reason_en"),
        (HAND.replace('"R."', '""'), "placed[0], column reason_en"),
        (HAND.replace("lat =", "latitude ="), "column latitude"),
        (HAND + HAND, "a place is placed twice (found 'a')"),
        ("[[placed]", "cannot be read"),
        ("[[point]]\n", "column point"),
    ],
)
def test_a_malformed_hand_placed_file_says_where(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "hand_placed.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"hand_placed\.toml") as caught:
        load_hand_placed(tmp_path)
    assert message in str(caught.value)


def test_an_undecodable_hand_placed_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "hand_placed.toml").write_bytes(HAND.encode("utf-16"))
    with pytest.raises(DataError, match="cannot be read"):
        load_hand_placed(tmp_path)


def test_no_files_is_no_answers(tmp_path: Path) -> None:
    assert load_hand_placed(tmp_path) == {}
    assert load_cache(tmp_path).answers == {}
