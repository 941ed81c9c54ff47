from __future__ import annotations

import csv
from pathlib import Path

import pytest

from geocache.making.towns import COLUMNS, airports, towns, unit_code

GAZETTEER = Path(__file__).parents[2] / "geocache" / "gazetteer"


def city(name: str, country: str = "VN", admin1: str = "22", **more: object) -> dict[str, object]:
    return {
        "geonameid": 1,
        "name": name,
        "latitude": 20.9504512,
        "longitude": 107.0,
        "countrycode": country,
        "population": 10,
        "admin1code": admin1,
        "alternatenames": [],
    } | more


@pytest.mark.parametrize(
    ("country", "admin1", "code"),
    [
        ("JP", "01", "JP-23"),
        ("JP", "12", "JP-01"),
        ("JP", "47", "JP-47"),
        ("JP", "48", ""),
        ("JP", "00", ""),
        ("VN", "22", "VN-13"),
        ("VN", "79", "VN-SG"),
        ("VN", "29", ""),
        ("VN", "", ""),
        ("FR", "11", ""),
    ],
)
def test_unit_code(country: str, admin1: str, code: str) -> None:
    assert unit_code(country, admin1) == code


def test_every_unit_has_a_code_of_its_own() -> None:
    japan = {unit_code("JP", f"{n:02}") for n in range(1, 48)}
    assert japan == {f"JP-{n:02}" for n in range(1, 48)}
    vietnam = {unit_code("VN", f"{n:02}") for n in range(100)} - {""}
    assert len(vietnam) == 34


def test_a_town() -> None:
    others = ["Hon Gai", "Hòn Gai", "xia long", "NRT", "Халонг", "ハロン市", "하롱", "", "Hạ Long"]
    (row,) = towns([city("Hạ Long", alternatenames=others)])
    assert (row["name_en"], row["name_vi"]) == ("Ha Long", "Hạ Long")
    assert row["other_names"] == "Hon Gai;Hòn Gai;ハロン市"
    assert (row["lat"], row["unit_code"]) == ("20.95045", "VN-13")
    assert row["provider_ref"] == "geonames:1"


def test_a_japanese_town_keeps_its_macrons() -> None:
    (row,) = towns([city("Saijō", "JP", "05")])
    assert (row["name_en"], row["name_vi"], row["unit_code"]) == ("Saijō", "", "JP-38")


def test_other_countries_are_left_out() -> None:
    assert towns([city("Paris", "FR")]) == []


def test_an_empty_double_is_left_out_but_not_a_namesake_elsewhere() -> None:
    cities = [
        city("Izumisano", "JP", "32", geonameid=1),
        city("Izumisano", "JP", "32", geonameid=2, population=0),
        city("Izumisano", "JP", "31", geonameid=3, population=0),
    ]
    assert {row["provider_ref"] for row in towns(cities)} == {"geonames:1", "geonames:3"}


def test_two_peopled_towns_of_one_name_both_stay() -> None:
    assert len(towns([city("A", geonameid=1), city("A", geonameid=2)])) == 2


def test_an_airport_takes_the_unit_of_the_nearest_town() -> None:
    near = towns(
        [
            city("Here", admin1="22", geonameid=1),
            city("There", admin1="44", geonameid=2, latitude=17.0),
            city("Abroad", "JP", "05", geonameid=3, latitude=21.0),
        ]
    )
    record = {
        "icao": "VVVD",
        "iata": "VDO",
        "name": "Van Don International Airport",
        "country": "VN",
        "subd": "Hanoi",
        "lat": "21.118",
        "lon": "107.41417",
    }
    (row,) = airports([record, record | {"iata": ""}, record | {"country": "FR"}], near)
    assert (row["kind"], row["unit_code"], row["other_names"]) == ("venue", "VN-13", "VDO")
    assert row["provider_ref"] == "icao:VVVD"


@pytest.mark.parametrize(("name", "least"), [("cities.csv", 3000), ("airports.csv", 100)])
def test_the_committed_tables(name: str, least: int) -> None:
    with (GAZETTEER / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) > least
    assert len({row["provider_ref"] for row in rows}) == len(rows)
    assert {row["country_code"] for row in rows} == {"JP", "VN"}
