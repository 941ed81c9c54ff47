from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fault_server import FaultServer, fault_server

REPOSITORY = Path(__file__).parents[2]
GAZETTEER = REPOSITORY / "geocache" / "gazetteer"

# Two countries, two units with a box each, homonyms, and a former province.
UNITS = """\
code,country_code,kind,name_en,name_vi,name_ja,other_names,lat,lon,west,south,east,north,provider_ref,licence
VN,VN,country,Vietnam,Việt Nam,ベトナム,,16.0,107.8,102.1,8.2,109.5,23.4,test:vn,CC0-1.0
JP,JP,country,Japan,Nhật Bản,日本,,36.0,138.0,122.9,24.0,146.0,45.6,test:jp,CC0-1.0
VN-13,VN,province,Quang Ninh,Quảng Ninh,クアンニン省,,21.3,107.2,106.4,20.7,108.1,21.7,test:qn,CC0-1.0
VN-44,VN,province,An Giang,An Giang,アンザン省,Kiên Giang;Kien Giang,10.3,105.1,103.4,9.3,105.6,11.0,test:ag,CC0-1.0
JP-14,JP,prefecture,Kanagawa,,神奈川県,,35.4,139.4,138.9,35.1,139.8,35.7,test:kn,CC0-1.0
JP-40,JP,prefecture,Fukuoka,,福岡県,,33.6,130.6,129.9,33.0,131.2,34.3,test:fk,CC0-1.0
"""
TOWNS = """\
code,country_code,kind,name_en,name_vi,name_ja,other_names,lat,lon,west,south,east,north,provider_ref,licence,unit_code
,VN,city,Ha Long,Hạ Long,,Hon Gai,20.95,107.07,,,,,test:1,CC0-1.0,VN-13
,VN,city,Yen Vinh,Yên Vinh,,,18.6,105.6,,,,,test:2,CC0-1.0,VN-22
,VN,city,Yen Vinh,Yên Vĩnh,,,18.7,105.9,,,,,test:3,CC0-1.0,VN-23
,JP,city,Kawasaki,,,川崎市,35.52,139.7,,,,,test:4,CC0-1.0,JP-14
,JP,city,Kawasaki,,,川崎町,33.6,130.8,,,,,test:5,CC0-1.0,JP-40
,JP,city,Fukuoka,,,福岡市,33.6,130.4,,,,,test:6,CC0-1.0,JP-40
"""
PLACES = """\
[[place]]
id = "vn"
kind = "country"
country_code = "VN"
name_en = "Vietnam"

[[place]]
id = "quang-ninh"
kind = "province"
parent = "vn"
country_code = "VN"
subdivision_code = "VN-13"
name_en = "Quang Ninh"
name_vi = "Quảng Ninh"

[[place]]
id = "ha-long"
kind = "city"
parent = "quang-ninh"
country_code = "VN"
name_en = "Ha Long"
name_vi = "Hạ Long"

[[place]]
id = "the-hall"
kind = "venue"
parent = "ha-long"
country_code = "VN"
name_en = "The Hall"
"""


@pytest.fixture
def geocache_folder(tmp_path: Path) -> Path:
    """A geocache with a small gazetteer and no answers yet."""
    folder = tmp_path / "geocache"
    (folder / "gazetteer").mkdir(parents=True)
    (folder / "gazetteer" / "units.csv").write_text(UNITS, encoding="utf-8")
    (folder / "gazetteer" / "towns.csv").write_text(TOWNS, encoding="utf-8")
    return folder


@pytest.fixture
def write_places(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a vocabulary of places and returns its seeds folder."""

    def write(places: str) -> Path:
        folder = tmp_path / "seeds"
        (folder / "vocabulary").mkdir(parents=True, exist_ok=True)
        (folder / "vocabulary" / "places.toml").write_text(places, encoding="utf-8")
        return folder

    return write


@pytest.fixture
def seeds_folder(write_places: Callable[[str], Path]) -> Path:
    """Four places: a country, a province, a city, and a hall that nobody knows."""
    return write_places(PLACES)


@pytest.fixture
def server() -> Iterator[FaultServer]:
    """A geocoding server on 127.0.0.1 that fails as it is told to."""
    with fault_server() as running:
        yield running
