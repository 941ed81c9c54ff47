"""Network geocoders under faults: geopy's own, against a server on 127.0.0.1."""

from __future__ import annotations

import email.utils
import socket
import time

import pytest
from fault_server import FaultServer, Reply, place
from geopy.adapters import URLLibAdapter
from geopy.geocoders import Nominatim

from dashboard.ingest import network
from dashboard.ingest.geocache_rows import Question
from dashboard.ingest.network import NetworkProvider, make_provider
from dashboard.ingest.outages import OutageError

CITY = Question("Hạ Long", "city", "VN", "Quang Ninh, Vietnam")
UNIT = Question("Osaka", "prefecture", "JP", "Japan")
SITE = Question("Ha Long Bay", "site", "VN", "Quang Ninh, Vietnam")


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def provider(server: FaultServer, clock: Clock, timeout: float = 10.0) -> NetworkProvider:
    geocoder = Nominatim(
        domain=f"127.0.0.1:{server.port}",
        scheme="http",
        user_agent="tests",
        timeout=timeout,
        adapter_factory=URLLibAdapter,
    )
    return NetworkProvider("nominatim", geocoder.geocode, clock=clock, sleep=clock.sleep)


def outage(asked: NetworkProvider, question: Question = CITY) -> OutageError:
    with pytest.raises(OutageError) as caught:
        asked.ask(question, None)
    return caught.value


def test_a_hit(server: FaultServer, clock: Clock) -> None:
    server.reply = lambda _: Reply([place("Hạ Long,\r\n Quảng Ninh", 20.95, 107.07)])
    answer = provider(server, clock).ask(CITY, None)
    assert (answer.outcome, answer.lat, answer.lon) == ("hit", 20.95, 107.07)
    assert answer.box == pytest.approx((106.97, 20.85, 107.17, 21.05))
    assert (answer.provider, answer.provider_ref) == ("nominatim", "osm:node/7")
    assert answer.matched_name == "Hạ Long, Quảng Ninh"
    assert answer.precision == "city"
    assert "ODbL" in answer.licence
    assert server.asked == ["Hạ Long, Quang Ninh, Vietnam"]
    assert clock.slept == []


def test_a_miss_is_an_answer(server: FaultServer, clock: Clock) -> None:
    assert provider(server, clock).ask(CITY, None).outcome == "miss"
    assert len(server.asked) == 1


def test_the_first_result_of_the_right_kind_is_taken(server: FaultServer, clock: Clock) -> None:
    city = place("Osaka, Japan", 34.69, 135.5, place_rank=16, **{"class": "boundary"})
    prefecture = place("Osaka Prefecture", 34.6, 135.5, place_rank=8, **{"class": "boundary"})
    server.reply = lambda _: Reply([city, prefecture])
    assert provider(server, clock).ask(UNIT, None).matched_name == "Osaka Prefecture"
    server.reply = lambda _: Reply([city])
    assert provider(server, clock).ask(UNIT, None).outcome == "miss"


def test_a_town_does_not_answer_for_a_site(server: FaultServer, clock: Clock) -> None:
    town = place("Ha Long Bay, the town")
    bay = place("Ha Long Bay", place_rank=22, type="bay", **{"class": "natural"})
    server.reply = lambda _: Reply([town, bay])
    assert provider(server, clock).ask(SITE, None).matched_name == "Ha Long Bay"
    assert provider(server, clock).ask(CITY, None).matched_name == "Ha Long Bay, the town"


def test_a_place_outside_its_unit_is_no_hit(server: FaultServer, clock: Clock) -> None:
    server.reply = lambda _: Reply([place("Elsewhere", 17.4, 106.6), place("Here", 20.95, 107.07)])
    unit = (106.4, 20.7, 108.1, 21.7)
    assert provider(server, clock).ask(CITY, unit).matched_name == "Here"
    server.reply = lambda _: Reply([place("Elsewhere", 17.4, 106.6)])
    assert provider(server, clock).ask(CITY, unit).outcome == "miss"
    # On the edge, and a little beyond: outlines are simplified.
    server.reply = lambda _: Reply([place("On the edge", 20.61, 107.0)])
    assert provider(server, clock).ask(CITY, unit).outcome == "hit"


def test_a_timeout_is_an_outage(server: FaultServer, clock: Clock) -> None:
    server.reply = lambda _: Reply(hang=True)
    error = outage(provider(server, clock, timeout=0.05))
    assert error.kind == "failed"
    assert "timed out" in str(error)
    assert "run the same command again" in str(error)
    # Whoever asks may have given up before the server has so much as looked.
    server.wait_for(network.ATTEMPTS)
    assert len(server.asked) == network.ATTEMPTS


def test_a_refused_connection_is_an_outage(clock: Clock) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    geocoder = Nominatim(
        domain=f"127.0.0.1:{port}",
        scheme="http",
        user_agent="tests",
        adapter_factory=URLLibAdapter,
    )
    error = outage(NetworkProvider("nominatim", geocoder.geocode, clock=clock, sleep=clock.sleep))
    assert error.kind == "failed"
    assert "refused" in str(error)


@pytest.mark.parametrize(
    "reply",
    [
        Reply("oops", status=500),
        Reply("oops", status=502),
        Reply("oops", status=503),
        Reply("{not json"),
        Reply("[1, 2"),
        Reply("<html>log in first</html>"),
        Reply([{"lat": "north", "lon": "1", "display_name": "A"}]),
        Reply([{"display_name": "no coordinates"}]),
        Reply([place("A", place_rank="high")]),
        Reply([place("A", boundingbox=["1"])]),
        Reply([1, 2]),
        Reply([place("cut short")], cut=True),
    ],
    ids=lambda reply: f"{reply.status} {str(reply.body)[:25]}",
)
def test_what_is_no_answer_is_an_outage(server: FaultServer, clock: Clock, reply: Reply) -> None:
    server.reply = lambda _: reply
    error = outage(provider(server, clock))
    assert error.kind == "failed"
    assert "did not answer for 'Hạ Long, Quang Ninh, Vietnam'" in str(error)
    assert len(str(error)) < 500
    assert "timed out" not in str(error)


def test_a_passing_fault_is_tried_again(server: FaultServer, clock: Clock) -> None:
    server.reply = lambda _: (
        Reply("oops", status=500) if len(server.asked) < 3 else Reply([place("Hạ Long")])
    )
    assert provider(server, clock).ask(CITY, None).outcome == "hit"
    assert clock.slept == [5.0, 10.0]


def test_retry_after_is_obeyed(server: FaultServer, clock: Clock) -> None:
    server.reply = lambda _: (
        Reply("slow down", status=429, headers={"Retry-After": "37"})
        if len(server.asked) == 1
        else Reply([place("Hạ Long")])
    )
    assert provider(server, clock).ask(CITY, None).outcome == "hit"
    assert clock.slept == [37.0]
    assert len(server.asked) == 2


def test_retry_after_as_a_date_is_obeyed(server: FaultServer, clock: Clock) -> None:
    later = email.utils.formatdate(time.time() + 60, usegmt=True)
    server.reply = lambda _: (
        Reply("slow down", status=429, headers={"Retry-After": later})
        if len(server.asked) == 1
        else Reply([])
    )
    provider(server, clock).ask(CITY, None)
    assert len(clock.slept) == 1
    assert 50 < clock.slept[0] <= 60


def test_a_long_retry_after_is_not_slept_out(server: FaultServer, clock: Clock) -> None:
    server.reply = lambda _: Reply("no", status=429, headers={"Retry-After": "3600"})
    error = outage(provider(server, clock))
    assert error.kind == "barred"
    assert "left alone for 3600 seconds" in str(error)
    assert clock.slept == []
    assert len(server.asked) == 1


def test_429_without_retry_after_ends_too(server: FaultServer, clock: Clock) -> None:
    server.reply = lambda _: Reply("no", status=429)
    error = outage(provider(server, clock))
    assert "HTTP 429" in str(error)
    assert len(server.asked) == network.ATTEMPTS


@pytest.mark.parametrize("status", [401, 403, 402])
def test_denied_access_is_not_tried_again_where_useless(
    server: FaultServer, clock: Clock, status: int
) -> None:
    server.reply = lambda _: Reply("no", status=status)
    error = outage(provider(server, clock))
    assert error.kind == ("failed" if status == 402 else "barred")
    assert len(server.asked) == (network.ATTEMPTS if status == 402 else 1)


def test_a_refused_question_is_neither_a_miss_nor_the_end(
    server: FaultServer, clock: Clock
) -> None:
    server.reply = lambda _: Reply("bad request", status=400)
    error = outage(provider(server, clock))
    assert error.kind == "refused"
    assert len(server.asked) == 1


def test_one_request_a_second(server: FaultServer, clock: Clock) -> None:
    asked = provider(server, clock)
    for name in "abc":
        asked.ask(Question(name, "city", "VN", ""), None)
    assert clock.slept == [1.0, 1.0]
    clock.now += 0.75
    asked.ask(CITY, None)
    assert clock.slept == [1.0, 1.0, 0.25]
    clock.now += 5
    asked.ask(CITY, None)
    assert len(clock.slept) == 3


def test_the_url_and_the_user_agent_reach_the_server(server: FaultServer) -> None:
    made = make_provider("Nominatim", url=f"{server.url}/maps/", user_agent="desk (me@example.org)")
    made.ask(CITY, None)
    assert server.paths == ["/maps/search"]
    assert server.user_agents == ["desk (me@example.org)"]


def test_our_own_user_agent_is_the_default(server: FaultServer) -> None:
    make_provider("nominatim", url=server.url).ask(CITY, None)
    assert server.user_agents == [network.USER_AGENT]


def test_photon(server: FaultServer) -> None:
    def feature(name: str, lat: float, **properties: object) -> dict[str, object]:
        known = {"name": name, "countrycode": "VN", "osm_type": "R", "osm_id": 5}
        return {
            "geometry": {"coordinates": [107.07, lat]},
            "properties": known | properties,
        }

    server.reply = lambda _: Reply(
        {
            "features": [
                feature("Hạ Long street", 20.9, type="street"),
                feature("Hạ Long, Japan", 20.9, type="city", countrycode="JP"),
                feature("Hạ Long", 20.95, type="city", extent=[107.0, 21.1, 107.3, 20.8]),
            ]
        }
    )
    answer = make_provider("photon", url=server.url).ask(CITY, None)
    assert (answer.matched_name, answer.lat) == ("Hạ Long", 20.95)
    assert answer.box == (107.0, 20.8, 107.3, 21.1)
    assert answer.provider_ref == "osm:relation/5"
    server.reply = lambda _: Reply({"features": []})
    assert make_provider("photon", url=server.url).ask(CITY, None).outcome == "miss"
    server.reply = lambda _: Reply({"message": "starting"})
    made = make_provider("photon", url=server.url)
    made._sleep = lambda _: None
    assert outage(made).kind == "failed"


def test_any_geocoder_of_geopy_can_be_named(server: FaultServer) -> None:
    server.reply = lambda _: Reply({"features": []})
    made = make_provider("pelias", url=server.url, options={"api_key": "k"})
    assert made.ask(CITY, None).outcome == "miss"
    assert made.name == "pelias"


@pytest.mark.parametrize(
    ("name", "options", "url", "message"),
    [
        ("nomnom", {}, "", "no geocoder called 'nomnom'"),
        ("opencage", {}, "", "OpenCage cannot be used so"),
        ("nominatim", {"colour": "red"}, "", "takes no colour"),
        ("what3words", {"api_key": "k"}, "http://127.0.0.1:1", "takes no --url"),
        ("nominatim", {}, "127.0.0.1:8080", "must begin with http"),
        ("nominatim", {}, "ftp://127.0.0.1", "must begin with http"),
    ],
)
def test_a_provider_that_cannot_be_made_says_why(
    name: str, options: dict[str, str], url: str, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        make_provider(name, url=url, options=options)


def test_only_a_server_of_ones_own_machine_is_asked_without_pause() -> None:
    def delay(url: str) -> float:
        limiter = make_provider("nominatim", url=url)._geocode
        return float(limiter.min_delay_seconds)

    assert delay("") == 1.0
    assert delay("https://nominatim.example.org") == 1.0
    assert delay("https://127.0.0.1.example.org") == 1.0
    assert delay("http://127.0.0.1:8080") == 0.0
    assert delay("http://localhost/nominatim") == 0.0
    assert delay("http://[::1]:8080") == 0.0
