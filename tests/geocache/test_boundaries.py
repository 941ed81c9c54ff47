"""The committed outlines, vocabulary and gazetteer of units agree with each other."""

from __future__ import annotations

import csv
import gzip
import json
import tomllib
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box, shape
from shapely.geometry.base import BaseGeometry

from dashboard.ingest.dossiers import Place, Vocabulary
from geocache.making import context_land, topology, unit_shapes
from geocache.making.unit_gazetteer import COLUMNS, gazetteer_csv, read_units

ROOT = Path(__file__).parents[2]
BOUNDARIES = ROOT / "data" / "boundaries"
VOCABULARY = ROOT / "seeds" / "vocabulary" / "units.toml"
GAZETTEER = ROOT / "geocache" / "gazetteer" / "units.csv"
TOWNS = ROOT / "geocache" / "gazetteer" / "cities.csv"

COUNTRY_BOXES = {"VN": box(102.0, 8.0, 117.9, 23.5), "JP": box(122.0, 20.0, 154.1, 45.7)}

# Unit by unit, the provinces and centrally-run cities up to 30 June 2025.
EARLIER = {
    "an-giang": "An Giang, Kiên Giang",
    "bac-ninh": "Bắc Ninh, Bắc Giang",
    "ca-mau": "Cà Mau, Bạc Liêu",
    "can-tho": "Cần Thơ, Hậu Giang, Sóc Trăng",
    "cao-bang": "Cao Bằng",
    "da-nang": "Đà Nẵng, Quảng Nam",
    "dak-lak": "Đắk Lắk, Phú Yên",
    "dien-bien": "Điện Biên",
    "dong-nai": "Đồng Nai, Bình Phước",
    "dong-thap": "Đồng Tháp, Tiền Giang",
    "gia-lai": "Gia Lai, Bình Định",
    "ha-tinh": "Hà Tĩnh",
    "hai-phong": "Hải Phòng, Hải Dương",
    "hanoi": "Hà Nội",
    "ho-chi-minh-city": "Hồ Chí Minh, Bình Dương, Bà Rịa - Vũng Tàu",
    "hue": "Huế",
    "hung-yen": "Hưng Yên, Thái Bình",
    "khanh-hoa": "Khánh Hòa, Ninh Thuận",
    "lai-chau": "Lai Châu",
    "lam-dong": "Lâm Đồng, Đắk Nông, Bình Thuận",
    "lang-son": "Lạng Sơn",
    "lao-cai": "Lào Cai, Yên Bái",
    "nghe-an": "Nghệ An",
    "ninh-binh": "Ninh Bình, Hà Nam, Nam Định",
    "phu-tho": "Phú Thọ, Vĩnh Phúc, Hòa Bình",
    "quang-ngai": "Quảng Ngãi, Kon Tum",
    "quang-ninh": "Quảng Ninh",
    "quang-tri": "Quảng Trị, Quảng Bình",
    "son-la": "Sơn La",
    "tay-ninh": "Tây Ninh, Long An",
    "thai-nguyen": "Thái Nguyên, Bắc Kạn",
    "thanh-hoa": "Thanh Hóa",
    "tuyen-quang": "Tuyên Quang, Hà Giang",
    "vinh-long": "Vĩnh Long, Bến Tre, Trà Vinh",
}

# Latitude and longitude from GeoNames (CC BY 4.0).
CITIES = {
    "Hạ Long": (20.95045, 107.07336, "quang-ninh"),
    "Cát Bà": (20.72779, 107.04819, "hai-phong"),
    "Hải Dương": (20.94099, 106.33302, "hai-phong"),
    "Hanoi": (21.02450, 105.84117, "hanoi"),
    "Thái Bình": (20.45000, 106.34002, "hung-yen"),
    "Vĩnh Yên": (21.30891, 105.60489, "phu-tho"),
    "Bắc Giang": (21.27307, 106.19460, "bac-ninh"),
    "Than Uyên": (21.95907, 103.88001, "lai-chau"),
    "Đồng Hới": (17.46885, 106.62226, "quang-tri"),
    "Huế": (16.46190, 107.59546, "hue"),
    "Tam Kỳ": (15.57364, 108.47403, "da-nang"),
    "Kon Tum": (14.35451, 108.00759, "quang-ngai"),
    "Quy Nhơn": (13.77648, 109.22367, "gia-lai"),
    "Buôn Ma Thuột": (12.66747, 108.03775, "dak-lak"),
    "Phan Thiết": (10.92889, 108.10208, "lam-dong"),
    "Biên Hòa": (10.94469, 106.82432, "dong-nai"),
    "Thủ Dầu Một": (10.98040, 106.65190, "ho-chi-minh-city"),
    "Vũng Tàu": (10.34599, 107.08426, "ho-chi-minh-city"),
    "Côn Đảo": (8.70287, 106.64892, "ho-chi-minh-city"),
    "Ho Chi Minh City": (10.82302, 106.62965, "ho-chi-minh-city"),
    "Sa Đéc": (10.29085, 105.75635, "dong-thap"),
    "Cần Thơ": (10.03711, 105.78825, "can-tho"),
    "Rạch Giá": (10.01245, 105.08091, "an-giang"),
    "Sapporo": (43.06667, 141.35000, "hokkaido"),
    "Sendai": (38.26667, 140.86667, "miyagi"),
    "Maebashi": (36.40000, 139.08333, "gunma"),
    "Kofu": (35.66667, 138.56667, "yamanashi"),
    "Kisarazu": (35.38329, 139.93254, "chiba"),
    "Kawasaki": (35.52056, 139.71722, "kanagawa"),
    "Yokohama": (35.43333, 139.65000, "kanagawa"),
    "Hachijō": (33.10276, 139.77880, "tokyo"),
    "Sakai": (34.58216, 135.46653, "osaka"),
    "Nara": (34.68505, 135.80485, "nara"),
    "Kobe": (34.69130, 135.18300, "hyogo"),
    "Matsue": (35.48333, 133.05000, "shimane"),
    "Kitakyushu": (33.85181, 130.85034, "fukuoka"),
    "Amami": (28.37690, 129.49379, "kagoshima"),
    "Naha": (26.21300, 127.67851, "okinawa"),
}
# Harbours may lie a little off a generalized coast: two kilometres at most.
HARBOUR_DEGREES = 0.02


def _features(name: str) -> list[dict[str, dict[str, str]]]:
    collection = json.loads((BOUNDARIES / name).read_text("utf-8"))
    assert collection["type"] == "FeatureCollection"
    features: list[dict[str, dict[str, str]]] = collection["features"]
    return features


@pytest.fixture(scope="module")
def units() -> list[Place]:
    return [place for place in read_units(VOCABULARY) if place.parent]


@pytest.fixture(scope="module")
def outlines() -> dict[str, BaseGeometry]:
    return {
        feature["properties"]["location_id"]: shape(feature["geometry"])
        for feature in _features("units.geojson")
    }


@pytest.fixture(scope="module")
def countries() -> dict[str, BaseGeometry]:
    return {
        feature["properties"]["country_code"] or feature["properties"]["name_en"]: shape(
            feature["geometry"]
        )
        for feature in _features("countries.geojson")
    }


@pytest.fixture(scope="module")
def gazetteer() -> list[dict[str, str]]:
    with GAZETTEER.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        assert tuple(reader.fieldnames or ()) == COLUMNS
        return list(reader)


def test_counts_of_units(units: list[Place]) -> None:
    assert Counter(unit.kind for unit in units) == {"province": 34, "prefecture": 47}
    assert len({unit.id for unit in units}) == 81
    assert all(unit.parent == unit.country_code.lower() for unit in units)
    assert all(unit.subdivision_code.startswith(unit.country_code + "-") for unit in units)
    assert len({unit.subdivision_code for unit in units}) == 81


def test_every_unit_is_drawn_and_every_outline_is_a_unit(
    units: list[Place], outlines: dict[str, BaseGeometry]
) -> None:
    drawn = [feature["properties"] for feature in _features("units.geojson")]
    assert drawn == [
        {"location_id": unit.id, "country_code": unit.country_code, "name_en": unit.name_en}
        for unit in units
    ]
    assert len(outlines) == len(units)


def test_every_unit_and_country_has_its_row_in_the_gazetteer(
    gazetteer: list[dict[str, str]],
) -> None:
    places = read_units(VOCABULARY)
    assert [
        (row["code"], row["country_code"], row["kind"], row["name_en"], row["name_vi"])
        for row in gazetteer
    ] == [
        (place.subdivision_code, place.country_code, place.kind, place.name_en, place.name_vi)
        for place in places
    ]
    assert [row["other_names"] for row in gazetteer] == [
        ";".join(dict.fromkeys(name.name for name in place.names)) for place in places
    ]
    assert all(row["licence"] and row["provider_ref"] for row in gazetteer)
    assert len({row["provider_ref"] for row in gazetteer}) == len(gazetteer)


def test_outlines_are_valid_and_lie_in_their_country(
    units: list[Place], outlines: dict[str, BaseGeometry]
) -> None:
    for unit in units:
        outline = outlines[unit.id]
        assert outline.is_valid, unit.id
        assert COUNTRY_BOXES[unit.country_code].contains(outline), unit.id


@pytest.mark.parametrize("name", ["units.geojson", "countries.geojson"])
def test_rings_are_wound_closed_and_rounded_as_geojson_asks(name: str) -> None:
    for feature in _features(name):
        for part in shapely.get_parts(shape(feature["geometry"])):
            assert part.exterior.is_ccw
            assert not any(hole.is_ccw for hole in part.interiors)
            positions = shapely.get_coordinates(part)
            assert (positions.round(4) == positions).all()


@pytest.mark.parametrize("code", ["VN", "JP"])
def test_units_fill_their_country_without_gap_or_overlap(
    code: str,
    units: list[Place],
    outlines: dict[str, BaseGeometry],
    countries: dict[str, BaseGeometry],
) -> None:
    own = [outlines[unit.id] for unit in units if unit.country_code == code]
    assert shapely.coverage_is_valid(own)
    union = shapely.union_all(own)
    assert not any(part.interiors for part in shapely.get_parts(union))
    # The country has further vertices where a neighbour's border meets it: hairlines.
    apart = union.symmetric_difference(countries[code])
    assert apart.buffer(-0.0001).is_empty


def test_neighbours_meet_vietnam_without_gap_or_overlap(
    countries: dict[str, BaseGeometry],
) -> None:
    land = [countries[code] for code in ("VN", "CN", "LA", "KH")]
    assert shapely.coverage_is_valid(land)
    vietnam = countries["VN"]
    for part in shapely.get_parts(shapely.union_all(land)):
        assert not any(Polygon(ring).intersects(vietnam) for ring in part.interiors)


def test_all_countries_share_their_borders(countries: dict[str, BaseGeometry]) -> None:
    assert all(outline.is_valid for outline in countries.values())
    assert shapely.coverage_is_valid(list(countries.values()))


def test_context_land_reaches_beyond_the_widest_screen(
    countries: dict[str, BaseGeometry],
) -> None:
    land = shapely.union_all(list(countries.values()))
    west, south, east, north = land.bounds
    assert west < 40 < 180 < east
    assert south < -30 < 72 < north
    for lon, lat in ((36, 55), (40, 9), (46, -20), (135, -25), (100, 75), (179, 67), (184, 66)):
        assert land.covers(Point(lon, lat)), (lon, lat)
    expected = {"VN", "JP", "CN", "LA", "KH", "KR", "TH", "PH", "ID", "RU", "IN", "AU", "NZ"}
    assert expected <= set(countries)


def test_no_landmass_is_cut_straight(countries: dict[str, BaseGeometry]) -> None:
    shore = shapely.union_all(list(countries.values())).boundary
    corners = shapely.get_coordinates(shore)
    (west, south, east, north), meridians = shore.bounds, (*range(-25, 192), 180)
    cuts = [LineString([(lon, south), (lon, north)]) for lon in meridians]
    cuts += [LineString([(west, lat), (east, lat)]) for lat in range(-48, 85)]
    cuts += [LineString([(west, lat), (east, lat)]) for lat in (south, north)]
    cuts += [LineString([(lon, south), (lon, north)]) for lon in (west, east)]
    assert len(corners) > 10_000
    assert max(shore.intersection(cut).length for cut in cuts) < 0.5


def test_land_is_finer_near_the_units_than_far_from_them(
    countries: dict[str, BaseGeometry],
) -> None:
    def edge(code: str) -> float:
        lengths = [
            ring.length / (len(ring.coords) - 1)
            for part in shapely.get_parts(countries[code])
            for ring in (part.exterior, *part.interiors)
        ]
        return float(max(lengths))

    assert edge("LA") < 0.15 < edge("AU") < edge("ZA")


def test_disputed_reefs_are_nobodys_and_not_drawn(countries: dict[str, BaseGeometry]) -> None:
    islets = box(111.0, 15.0, 113.0, 17.5), box(113.0, 8.0, 116.2, 12.0), box(117, 15, 118, 15.5)
    assert not any(outline.intersects(box_) for outline in countries.values() for box_ in islets)


def test_the_fisheye_leaves_the_units_alone_and_leads_back(
    outlines: dict[str, BaseGeometry],
) -> None:
    corners = shapely.get_coordinates([outlines["hanoi"], outlines["tokyo"]])
    assert context_land.fisheye(corners) == pytest.approx(corners, abs=1e-8)
    far = np.array([[37.6, 55.8], [151.2, -33.9], [-17.4, 14.7], [122.0, 47.0]])
    seen = context_land.fisheye(far)
    assert context_land.inverse_fisheye(seen) == pytest.approx(far, abs=1e-6)
    shrunk = np.hypot(*(seen - context_land.FOCUS).T)
    assert (shrunk < np.hypot(*(far - context_land.FOCUS).T) + 1e-9).all()
    assert (shrunk < 2 * context_land.FOCUS_RADIUS).all()


def _world(*countries: tuple[str, str, list[tuple[int, int, int, int]]]) -> topology.Topology:
    """TopoJSON of countries by number and name, each of boxes (west, south, east, north)."""
    arcs: list[list[list[int]]] = []
    geometries: list[dict[str, object]] = []
    for number, name, boxes in countries:
        parts = [[[len(arcs) + index]] for index in range(len(boxes))]
        geometries.append(
            {"type": "MultiPolygon", "id": number, "arcs": parts, "properties": {"name": name}}
        )
        for west, south, east, north in boxes:
            width, height = east - west, north - south
            arcs.append([[west, south], [width, 0], [0, height], [-width, 0], [0, -height]])
    transform = {"scale": [1, 1], "translate": [0, 0]}
    objects = {"countries": {"geometries": geometries}}
    return {"transform": transform, "arcs": arcs, "objects": objects}


def test_land_across_the_antimeridian_is_one_and_what_the_box_would_cut_is_left_out() -> None:
    world = _world(
        ("643", "Russia", [(170, 65, 180, 69), (-180, 65, -170, 69)]),
        ("076", "Brazil", [(-60, -20, -20, 0)]),
        ("304", "Greenland", [(-22, 72, -20, 74)]),
    )
    shapes = context_land.context_shapes(world, {})
    assert list(shapes) == ["RU"]
    properties, outline = shapes["RU"]
    assert properties == {"country_code": "RU", "name_en": "Russia"}
    assert len(outline.geoms) == 1
    assert outline.bounds == (170, 65, 190, 69)


def test_land_without_a_code_has_a_name_only_and_leased_ground_is_its_owners() -> None:
    world = _world(
        ("398", "Kazakhstan", [(60, 40, 65, 45)]),
        ("", "Baikonur", [(65, 40, 66, 45)]),
        ("", "Glacier", [(76, 35, 78, 36)]),
    )
    shapes = context_land.context_shapes(world, {})
    assert [properties for properties, _ in shapes.values()] == [
        {"country_code": None, "name_en": "Glacier"},
        {"country_code": "KZ", "name_en": "Kazakhstan"},
    ]
    assert shapes["KZ"][1].bounds == (60, 40, 66, 45)


def test_an_unknown_number_of_a_country_is_an_error() -> None:
    with pytest.raises(LookupError, match="999"):
        context_land.context_shapes(_world(("999", "Nowhere", [(60, 40, 65, 45)])), {})


def test_files_are_small() -> None:
    contents = [(BOUNDARIES / f"{name}.geojson").read_bytes() for name in ("units", "countries")]
    assert len(contents[1]) < 450_000
    assert sum(map(len, contents)) < 700_000
    assert sum(len(gzip.compress(content)) for content in contents) < 250_000


def test_points_and_boxes_of_the_gazetteer_are_those_of_the_outlines(
    gazetteer: list[dict[str, str]],
    outlines: dict[str, BaseGeometry],
    countries: dict[str, BaseGeometry],
) -> None:
    places = read_units(VOCABULARY)
    for place, row in zip(places, gazetteer, strict=True):
        outline = outlines[place.id] if place.parent else countries[place.country_code]
        largest = max(shapely.get_parts(outline), key=lambda part: part.area)
        assert largest.contains(Point(float(row["lon"]), float(row["lat"]))), place.id
        edges = tuple(float(row[edge]) for edge in ("west", "south", "east", "north"))
        assert edges == pytest.approx(outline.bounds), place.id


def test_each_of_the_63_earlier_units_resolves_to_one_of_today(units: list[Place]) -> None:
    holders: dict[str, list[str]] = {}
    for unit in units:
        own = {unit.name_vi} | {name.name for name in unit.names if name.language == "vi"}
        for name in own - {""}:
            holders.setdefault(name, []).append(unit.id)
    expected = {name: unit_id for unit_id, names in EARLIER.items() for name in names.split(", ")}
    assert len(expected) == 63
    assert {name: holders.get(name) for name in expected} == {
        name: [unit_id] for name, unit_id in expected.items()
    }


def test_former_names_tell_until_when_and_come_without_marks_too(units: list[Place]) -> None:
    current = {unit.name_vi for unit in units} | {"Hồ Chí Minh"}
    for unit in units:
        former = [name for name in unit.names if name.kind == "former"]
        assert all("until" in name.note_en for name in former)
        assert not current & {name.name for name in former}
        languages = {name.language for name in former if "30 June 2025" in name.note_en}
        assert languages in (set(), {"vi", "en", "ja"}), unit.id
    hue = next(unit for unit in units if unit.id == "hue")
    assert {name.note_en for name in hue.names if name.name == "Thừa Thiên Huế"} == {
        "Province until 31 December 2024"
    }


def test_no_name_means_two_units(units: list[Place]) -> None:
    names = Counter(
        name
        for unit in units
        for name in {unit.name_en, unit.name_vi, unit.name_ja, *(n.name for n in unit.names)}
        if name
    )
    assert [name for name, count in names.items() if count > 1] == []


def test_regions_are_made_of_units(units: list[Place]) -> None:
    vocabulary = Vocabulary.model_validate(tomllib.loads(VOCABULARY.read_text("utf-8")))
    by_id = {unit.id: unit for unit in units}
    regions = {place.id: place for place in vocabulary.place if place.kind == "region"}
    assert set(regions) == {"kansai", "red-river-delta", "mekong-delta", "central-vietnam"}
    assert sorted(regions["kansai"].members) == [
        "hyogo", "kyoto", "nara", "osaka", "shiga", "wakayama",
    ]  # fmt: skip
    for region in regions.values():
        assert region.name_vi
        assert region.name_ja
        assert len(set(region.members)) == len(region.members)
        assert {by_id[member].country_code for member in region.members} == {region.country_code}
    vietnamese = [m for r in regions.values() if r.country_code == "VN" for m in r.members]
    assert len(set(vietnamese)) == len(vietnamese) == 6 + 5 + 11


@pytest.mark.parametrize("city", CITIES)
def test_known_cities_fall_in_their_unit(city: str, outlines: dict[str, BaseGeometry]) -> None:
    lat, lon, unit_id = CITIES[city]
    point = Point(lon, lat)
    assert outlines[unit_id].distance(point) < HARBOUR_DEGREES
    nearest = min(outlines, key=lambda unit: outlines[unit].distance(point))
    assert nearest == unit_id


def test_towns_of_the_gazetteer_agree_with_the_outlines(
    units: list[Place], outlines: dict[str, BaseGeometry]
) -> None:
    astray = unit_shapes.check_towns(outlines, units, TOWNS)
    assert len(astray) < 12
    # All are islands that the outlines leave out, or lie off them.
    assert any("Bach Long Vi" in town for town in astray)


def test_swapped_outlines_are_noticed(
    units: list[Place], outlines: dict[str, BaseGeometry]
) -> None:
    swapped = {**outlines, "gunma": outlines["tochigi"], "tochigi": outlines["gunma"]}
    with pytest.raises(unit_shapes.ContradictionError, match="outside gunma"):
        unit_shapes.check_towns(swapped, units, TOWNS)


def test_a_gazetteer_row_quotes_what_csv_must() -> None:
    place = Place(id="x", kind="province", country_code="VN", name_en='A, "b"')
    square = MultiPolygon([box(100, 10, 102, 12), box(105, 10, 105.5, 10.5)])
    text = gazetteer_csv([place], {"x": square}, {"x": "test:1"}).decode()
    (row,) = csv.DictReader(text.splitlines())
    assert row["name_en"] == 'A, "b"'
    assert (row["lat"], row["lon"]) == ("11.0000", "101.0000")
    assert (row["west"], row["east"]) == ("100.0000", "105.5000")
