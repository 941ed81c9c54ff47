"""The same provider and command against a real Nominatim on 127.0.0.1."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nominatim_server
import pytest
from click.testing import CliRunner
from geopy.adapters import URLLibAdapter
from geopy.exc import GeocoderServiceError
from geopy.geocoders import Nominatim
from geopy.location import Location

from dashboard.ingest.geocache import Geocache
from dashboard.ingest.geocache_rows import Answer, Question
from dashboard.ingest.geocode_command import geocode
from dashboard.ingest.network import NetworkProvider, make_provider
from dashboard.ingest.placement import load_cache, place_all
from dashboard.ingest.seeds import read_vocabulary


@pytest.fixture(scope="module")
def geocoder(nominatim_url: str) -> Nominatim:
    """geopy's own class, pointed at our server."""
    return Nominatim(
        domain=nominatim_url.removeprefix("http://"),
        scheme="http",
        user_agent="tests",
        timeout=30,
        adapter_factory=URLLibAdapter,
    )


@pytest.fixture(scope="module")
def provider(nominatim_url: str) -> NetworkProvider:
    return make_provider("nominatim", url=nominatim_url, timeout=30.0)


def ask(provider: NetworkProvider, name: str, kind: str, country: str, context: str = "") -> Answer:
    return provider.ask(Question(name, kind, country, context), None)


@pytest.mark.parametrize(
    "name", ["Hạ Long", "ha long", "HẠ LONG", "Ha Long", "ハロン", "Ha Long, Quang Ninh, Vietnam"]
)
def test_diacritics_case_and_languages(geocoder: Nominatim, name: str) -> None:
    found = geocoder.geocode(name, country_codes="vn")
    assert isinstance(found, Location)
    assert (found.latitude, found.longitude) == (20.95, 107.07)


def test_structured_query(geocoder: Nominatim) -> None:
    found = geocoder.geocode({"city": "Kawasaki", "state": "Kanagawa", "country": "Japan"})
    assert isinstance(found, Location)
    assert found.raw["name"] == "川崎市"
    assert found.longitude == 139.70


def test_country_codes(geocoder: Nominatim) -> None:
    assert geocoder.geocode("Kawasaki", country_codes="jp") is not None
    assert geocoder.geocode("Kawasaki", country_codes="vn") is None


def test_a_miss_and_an_empty_query_are_none(geocoder: Nominatim) -> None:
    assert geocoder.geocode("Atlantis") is None
    assert geocoder.geocode("") is None


def test_a_server_that_is_down(nominatim_url: str) -> None:
    assert nominatim_url
    geocoder = Nominatim(
        domain=f"127.0.0.1:{nominatim_server.free_port()}",
        scheme="http",
        user_agent="tests",
        adapter_factory=URLLibAdapter,
    )
    with pytest.raises(GeocoderServiceError):
        geocoder.geocode("Hạ Long")


@pytest.mark.parametrize("name", ["Quảng Ninh", "Quang Ninh", "quảng ninh"])
def test_quang_ninh_by_kind(provider: NetworkProvider, name: str) -> None:
    province = ask(provider, name, "province", "VN", "Vietnam")
    assert province.lat is not None
    assert province.lat > 20.7
    assert province.provider_ref.startswith("osm:relation/")
    assert province.box == (106.4, 20.7, 108.1, 21.7)
    town = ask(provider, name, "city", "VN", "Vietnam")
    assert (town.lat, town.lon) == (17.40, 106.64)


def test_osaka_by_kind(provider: NetworkProvider) -> None:
    assert ask(provider, "Osaka", "prefecture", "JP", "Japan").box == (135.0, 34.2, 135.8, 35.1)
    assert ask(provider, "Osaka", "city", "JP", "Japan").box == (135.4, 34.6, 135.6, 34.8)
    assert ask(provider, "大阪府", "prefecture", "JP").box == (135.0, 34.2, 135.8, 35.1)
    assert ask(provider, "大阪府", "city", "JP").outcome == "miss"


def test_kawasaki_by_its_prefecture(provider: NetworkProvider) -> None:
    assert ask(provider, "Kawasaki", "city", "JP", "Kanagawa, Japan").lon == 139.70
    assert ask(provider, "Kawasaki", "city", "JP", "Fukuoka, Japan").lon == 130.81
    fukuoka = (130.0, 33.0, 131.2, 34.0)
    question = Question("Kawasaki", "city", "JP", "Japan")
    assert provider.ask(question, fukuoka).lon == 130.81


def test_a_site_and_a_venue(provider: NetworkProvider) -> None:
    bay = ask(provider, "Ha Long Bay", "site", "VN", "Quang Ninh, Vietnam")
    assert (bay.lat, bay.lon, bay.precision) == (20.90, 107.10, "site")
    hall = ask(provider, "The Hall", "venue", "VN", "Quang Ninh, Vietnam")
    assert (hall.lat, hall.lon, hall.precision) == (20.94, 107.10, "venue")
    # The city of that name is not the venue.
    assert ask(provider, "Ha Long", "venue", "VN", "Quang Ninh, Vietnam").outcome == "miss"


def test_the_command_end_to_end(
    nominatim_url: str, geocache_folder: Path, seeds_folder: Path
) -> None:
    command = ["--seeds", str(seeds_folder), "--geocache", str(geocache_folder)]
    network = [*command, "--provider", "nominatim", "--url", nominatim_url, "--timeout", "30"]
    done = CliRunner().invoke(geocode, network)
    assert done.exit_code == 0, done.output
    places = read_vocabulary(seeds_folder).place
    placed = place_all(places, load_cache(geocache_folder), {})
    assert placed["the-hall"].placed_by == "nominatim"
    assert placed["the-hall"].precision == "venue"
    assert "ODbL" in placed["the-hall"].placed_licence
    # The gazetteer comes first, so the network was asked for one place only.
    assert placed["ha-long"].placed_by == "gazetteer"
    before = (geocache_folder / "places.csv").read_bytes()
    again = CliRunner().invoke(geocode, network)
    assert "Asked 0 questions" in again.output
    assert (geocache_folder / "places.csv").read_bytes() == before
    fresh = CliRunner().invoke(geocode, [*network, "--refresh", "ha-long"])
    assert fresh.exit_code == 0, fresh.output
    placed = place_all(places, load_cache(geocache_folder), {})
    assert placed["ha-long"].placed_by == "nominatim"
    assert placed["ha-long"].provider_ref == "osm:node/1"


def test_a_wrong_unit_box_turns_a_homonym_into_a_miss(
    nominatim_url: str, geocache_folder: Path, write_places: Callable[[str], Path]
) -> None:
    """A town that the seeds put into the wrong province is not found, rather than misplaced."""
    seeds = write_places(
        """
        [[place]]
        id = "quang-ninh"
        kind = "province"
        country_code = "VN"
        name_en = "Quang Ninh"

        [[place]]
        id = "yen-vinh"
        kind = "city"
        parent = "quang-ninh"
        country_code = "VN"
        name_en = "Yen Vinh"
        """
    )
    options = ["--seeds", str(seeds), "--geocache", str(geocache_folder)]
    done = CliRunner().invoke(
        geocode, [*options, "--provider", "nominatim", "--url", nominatim_url, "--timeout", "30"]
    )
    assert done.exit_code == 0, done.output
    assert "Nobody asked knows 1 places: yen-vinh" in done.output
    missed = Question("Yen Vinh", "city", "VN", "Quang Ninh")
    assert Geocache(geocache_folder).is_missed(missed, "nominatim")


def test_the_extract_is_the_same_every_time() -> None:
    from tiny_osm import extract

    assert extract() == extract()
