from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import nominatim_server
import pytest
from fault_server import FaultServer, fault_server

# Two countries, units with a box each, homonyms, and a former province.
SMALL_GAZETTEER = Path(__file__).parent / "small_gazetteer"
PLACES = """\
[[place]]
id = "vn"
kind = "country"
country_code = "VN"
name_en = "Vietnam"
asked_in = "vi"

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
    shutil.copytree(SMALL_GAZETTEER, folder / "gazetteer")
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


@pytest.fixture(scope="session")
def nominatim_url(require_system: Callable[[object, str], None]) -> Iterator[str]:
    """The URL of a real Nominatim on 127.0.0.1 over the extract of `tiny_osm`."""
    require_system(nominatim_server.is_possible(), nominatim_server.APT_LINE)
    with nominatim_server.nominatim() as url:
        yield url
