from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from geopy.geocoders.base import Geocoder
from geopy.location import Location

from dashboard.ingest.gazetteer import Gazetteer
from dashboard.problems import DataError

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    """The committed gazetteer."""
    return Gazetteer(REPOSITORY / "geocache" / "gazetteer")


@pytest.fixture
def small(geocache_folder: Path) -> Gazetteer:
    return Gazetteer(geocache_folder / "gazetteer")


def one(gazetteer: Gazetteer, query: str, kind: str | None = None) -> Location:
    found = gazetteer.geocode(query, kind=kind)
    assert isinstance(found, Location), f"{query}: {found}"
    return found


def test_is_a_geocoder_of_geopy(small: Gazetteer) -> None:
    assert isinstance(small, Geocoder)
    location = small.geocode("Quang Ninh", exactly_one=True, timeout=3)
    assert isinstance(location, Location)
    assert (location.latitude, location.longitude) == (21.3, 107.2)
    assert location.address == "Quang Ninh, Vietnam"
    assert location.raw["provider_ref"] == "test:qn"


@pytest.mark.parametrize(
    "name",
    [
        *("Quang Ninh", "Quảng Ninh", "QUANG NINH", "quảng ninh", "クアンニン省"),
        *("tỉnh Quảng Ninh", "Quang Ninh province", "Quang Ninh, Vietnam"),
    ],
)
def test_quang_ninh_is_the_province(gazetteer: Gazetteer, name: str) -> None:
    location = one(gazetteer, name)
    assert (location.raw["kind"], location.raw["unit_code"]) == ("province", "VN-13")
    # The town of that name is in Quảng Trị, 400 km to the south.
    assert location.latitude > 20.7


def test_the_town_of_quang_ninh_is_found_when_a_town_is_asked_for(gazetteer: Gazetteer) -> None:
    assert one(gazetteer, "Quang Ninh", "city").raw["unit_code"] == "VN-25"


def test_khanh_hoa_is_the_province(gazetteer: Gazetteer) -> None:
    location = one(gazetteer, "Khanh Hoa")
    assert (location.raw["kind"], location.raw["unit_code"]) == ("province", "VN-34")


@pytest.mark.parametrize(
    ("name", "japanese", "code"),
    [
        ("Gunma", "群馬県", "JP-10"),
        ("Hokkaido", "北海道", "JP-01"),
        ("Shimane", "島根", "JP-32"),
        ("Miyagi", "宮城県", "JP-04"),
    ],
)
def test_prefectures_that_are_no_town(
    gazetteer: Gazetteer, name: str, japanese: str, code: str
) -> None:
    for query in (name, japanese, f"{name} Prefecture", f"{name}, Japan"):
        assert one(gazetteer, query).raw["unit_code"] == code


@pytest.mark.parametrize(
    "name", ["Yamanashi", "Osaka", "Niigata", "Fukuoka", "Hiroshima", "Wakayama", "Tokushima"]
)
def test_prefecture_and_city_of_one_name(gazetteer: Gazetteer, name: str) -> None:
    assert one(gazetteer, name).raw["kind"] == "prefecture"
    assert one(gazetteer, name, "prefecture").raw["kind"] == "prefecture"
    assert one(gazetteer, f"{name} Prefecture").raw["kind"] == "prefecture"
    city = one(gazetteer, name, "city")
    assert city.raw["kind"] == "city"
    assert one(gazetteer, f"{name} City").raw == city.raw
    assert city.raw["unit_code"] == one(gazetteer, name).raw["unit_code"]


def test_homonyms_are_refused_until_something_settles_them(gazetteer: Gazetteer) -> None:
    assert gazetteer.geocode("Kawasaki") is None
    assert gazetteer.geocode("Kawasaki", kind="city") is None
    assert gazetteer.geocode("Kawasaki, Japan") is None
    kanagawa = one(gazetteer, "Kawasaki, Kanagawa, Japan")
    assert kanagawa.raw["unit_code"] == "JP-14"
    assert one(gazetteer, "川崎市, 神奈川県").raw == kanagawa.raw
    assert one(gazetteer, "Kawasaki, Fukuoka").raw["unit_code"] == "JP-40"
    everyone = gazetteer.geocode("Kawasaki", exactly_one=False)
    assert isinstance(everyone, list)
    assert {place.raw["unit_code"] for place in everyone} == {"JP-14", "JP-40", "JP-04"}


def test_context_that_does_not_fit_is_no_answer(gazetteer: Gazetteer) -> None:
    assert gazetteer.geocode("Kawasaki, Osaka") is None
    assert gazetteer.geocode("Gunma, Vietnam") is None
    assert gazetteer.geocode("Gunma, Atlantis") is None
    assert gazetteer.geocode("Gunma", country_codes="vn") is None
    assert gazetteer.geocode("Gunma", country_codes=["VN", "jp"]) is not None


@pytest.mark.parametrize(
    ("former", "code"),
    [
        ("Bình Dương", "VN-SG"),
        ("Ba Ria - Vung Tau", "VN-SG"),
        ("Kiên Giang", "VN-44"),
        ("Quảng Nam", "VN-DN"),
        ("Thừa Thiên Huế", "VN-26"),
        ("Hải Dương", "VN-HP"),
        ("Vinh Phuc", "VN-68"),
        ("Hà Nam", "VN-18"),
        ("Quảng Bình", "VN-25"),
        ("Bình Định", "VN-30"),
        ("Long An", "VN-37"),
    ],
)
def test_former_provinces_resolve_to_the_unit_of_today(
    gazetteer: Gazetteer, former: str, code: str
) -> None:
    assert one(gazetteer, former).raw["unit_code"] == code
    assert one(gazetteer, former, "province").raw["unit_code"] == code


def test_diacritics_decide_only_when_typed(small: Gazetteer) -> None:
    assert one(small, "Yên Vinh").raw["provider_ref"] == "test:2"
    assert one(small, "Yên Vĩnh").raw["provider_ref"] == "test:3"
    assert small.geocode("Yen Vinh") is None
    assert small.geocode("yen vinh", kind="city") is None
    # Without its macron the name may mean either.
    assert small.geocode("Saijo") is None
    assert one(small, "Saijō").raw["provider_ref"] == "test:7"


@pytest.mark.parametrize("query", ["", "   ", ",", "Atlantis", ", Japan"])
def test_nothing_is_found(small: Gazetteer, query: str) -> None:
    assert small.geocode(query) is None
    assert small.geocode(query, exactly_one=False) is None


def test_a_town_never_answers_for_a_venue_or_site(gazetteer: Gazetteer) -> None:
    assert gazetteer.geocode("Ha Long", kind="venue") is None
    assert gazetteer.geocode("Ha Long", kind="site") is None
    assert gazetteer.geocode("Kansai", kind="region") is None
    assert one(gazetteer, "Noi Bai International Airport, Hanoi", "venue").raw["kind"] == "venue"


def test_every_town_and_airport_lies_in_its_unit(gazetteer: Gazetteer) -> None:
    boxes = {e.unit_code: e.box for e in gazetteer.entries if e.kind in ("province", "prefecture")}
    assert len(boxes) == 34 + 47
    # Islets that the outlines leave out, and towns to which GeoNames gives no unit.
    known = {"Hoang Sa", "Bach Long Vi", "Minami Torishima Airport", "Hateruma Airport"}
    homeless = {"Quan Duc Thinh", "Tho Chau", "Tan Hiep"}
    outside, without = set(), set()
    for entry in gazetteer.entries:
        if entry.kind not in ("city", "venue"):
            continue
        box = boxes.get(entry.unit_code)
        if box is None:
            without.add(entry.names[0])
            continue
        west, south, east, north = box
        is_inside = (
            west - 0.15 <= entry.lon <= east + 0.15 and south - 0.15 <= entry.lat <= north + 0.15
        )
        if not is_inside:
            outside.add(entry.names[0])
    assert outside == known
    assert without == homeless


def broken() -> Iterator[tuple[str, str]]:
    head = "code,country_code,kind,name_en,lat,lon,provider_ref,licence\n"
    yield head.replace(",lat", "") + "\n", "column lat: a column is missing"
    yield head + ",VN,city,A,north,107,x:1,CC0\n", "row 2, column lat: not a number"
    yield head + ",VN,city,A,91,107,x:1,CC0\n", "within ±90 (found '91')"
    yield head + ",VN,city,A,21,nan,x:1,CC0\n", "column lon"
    yield head + ",VN,city,,21,107,x:1,CC0\n", "column name_en: a value is missing"


@pytest.mark.parametrize(("text", "message"), list(broken()))
def test_a_broken_gazetteer_says_where(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "towns.csv").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"towns\.csv") as caught:
        Gazetteer(tmp_path)
    assert message in str(caught.value)


def test_a_missing_or_undecodable_gazetteer_says_so(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="gazetteer is missing"):
        Gazetteer(tmp_path / "none")
    (tmp_path / "towns.csv").write_bytes(b"\xff\xfe")
    with pytest.raises(DataError, match="cannot be read"):
        Gazetteer(tmp_path)
