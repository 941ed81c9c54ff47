"""The chain and the command: what is asked, what is kept, and what the user is told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from fault_server import FaultServer, Reply, place

from dashboard.ingest import network
from dashboard.ingest.geocache import Geocache
from dashboard.ingest.geocode_command import geocode

Run = Callable[..., Result]


@pytest.fixture
def folders(seeds_folder: Path, geocache_folder: Path) -> list[str]:
    return ["--seeds", str(seeds_folder), "--geocache", str(geocache_folder)]


@pytest.fixture
def run(folders: list[str]) -> Run:
    return lambda *options: CliRunner().invoke(geocode, [*folders, *options])


@pytest.fixture
def ask_server(run: Run, server: FaultServer, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command with Nominatim on the test server, without pauses between tries."""
    monkeypatch.setattr(network, "RETRY_SECONDS", 0.0)
    return lambda *options: run("--provider", "nominatim", "--url", server.url, *options)


def hall() -> dict[str, object]:
    fields = {"class": "amenity", "type": "events_venue", "place_rank": 30}
    return place("The Hall, Hạ Long", 20.94, 107.1, **fields)


def many_halls(count: int) -> str:
    """A vocabulary of ``count`` halls in one province."""
    unit = '[[place]]\nid = "qn"\nkind = "province"\ncountry_code = "VN"\nname_en = "Quang Ninh"\n'
    return unit + "".join(
        f'[[place]]\nid = "hall-{n}"\nkind = "venue"\nparent = "qn"\ncountry_code = "VN"\n'
        f'name_en = "Hall {n}"\n'
        for n in range(count)
    )


def rows(folder: Path) -> dict[str, str]:
    """Outcome and provider of each query in the cache."""
    return {
        question.query: f"{answer.outcome} {provider}"
        for (question, provider), answer in Geocache(folder).answers.items()
    }


def test_the_default_is_offline(run: Run, geocache_folder: Path) -> None:
    done = run()
    assert done.exit_code == 0
    assert "4 places: 0 from the cache, 0 placed by hand, 0 regions." in done.output
    assert "Asked 4 questions: 3 hits, 1 misses." in done.output
    assert "Nobody asked knows 1 places: the-hall" in done.output
    assert rows(geocache_folder) == {
        "Vietnam": "hit gazetteer",
        "Quảng Ninh": "hit gazetteer",
        "Hạ Long": "hit gazetteer",
        "The Hall": "miss gazetteer",
    }


def test_a_second_run_asks_nothing_and_changes_nothing(run: Run, geocache_folder: Path) -> None:
    run()
    before = (geocache_folder / "places.csv").read_bytes()
    done = run()
    assert "4 from the cache" in done.output
    assert "Asked 0 questions" in done.output
    assert (geocache_folder / "places.csv").read_bytes() == before


def test_a_cache_hit_costs_no_request_and_no_pause(
    ask_server: Run, server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.reply = lambda _: Reply([hall()])
    ask_server()
    assert server.asked == ["The Hall, Quang Ninh, Vietnam"]

    def never(*_: object) -> None:
        raise AssertionError("paused or asked for something that the cache holds")

    monkeypatch.setattr(network.NetworkProvider, "ask", never)
    monkeypatch.setattr(network._Limiter, "_sleep", never)
    done = ask_server()
    assert done.exit_code == 0
    assert "4 from the cache" in done.output
    assert len(server.asked) == 1


def test_the_network_is_asked_only_for_what_the_gazetteer_lacks(
    ask_server: Run, server: FaultServer, geocache_folder: Path
) -> None:
    server.reply = lambda _: Reply([hall()])
    done = ask_server()
    assert done.exit_code == 0
    assert server.asked == ["The Hall, Quang Ninh, Vietnam"]
    assert rows(geocache_folder)["The Hall"] == "hit nominatim"
    assert rows(geocache_folder)["Hạ Long"] == "hit gazetteer"


def test_a_miss_of_one_provider_says_nothing_of_another(
    run: Run, ask_server: Run, server: FaultServer, geocache_folder: Path
) -> None:
    run()
    ask_server()
    assert len(server.asked) == 1
    missed = {provider for (q, provider) in Geocache(geocache_folder).answers if q.kind == "venue"}
    assert missed == {"gazetteer", "nominatim"}
    ask_server()
    assert len(server.asked) == 1


def test_refresh_by_id_asks_the_named_provider_alone(
    run: Run, ask_server: Run, server: FaultServer, geocache_folder: Path
) -> None:
    run()
    server.reply = lambda _: Reply([place("Hạ Long, Việt Nam", 20.97, 107.05)])
    assert ask_server("--refresh", "ha-long").exit_code == 0
    # The hall was not in the list, but the cache lacks Nominatim's word on it.
    assert server.asked[0] == "Hạ Long, Quang Ninh, Vietnam"
    assert rows(geocache_folder)["Hạ Long"] == "hit nominatim"
    assert rows(geocache_folder)["Quảng Ninh"] == "hit gazetteer"


def test_refresh_misses(run: Run, ask_server: Run, server: FaultServer) -> None:
    run()
    ask_server()
    server.asked.clear()
    server.reply = lambda _: Reply([hall()])
    done = ask_server("--refresh", "misses")
    assert server.asked == ["The Hall, Quang Ninh, Vietnam"]
    assert "1 hits, 0 misses" in done.output


def test_refresh_all_keeps_what_only_another_provider_knows(
    run: Run, ask_server: Run, server: FaultServer, geocache_folder: Path
) -> None:
    server.reply = lambda _: Reply([hall()])
    ask_server()
    done = run("--refresh", "all")
    assert "Asked 4 questions: 3 hits, 1 misses." in done.output
    assert "Nobody asked knows" not in done.output
    venue = next(q for q, _ in Geocache(geocache_folder).answers if q.kind == "venue")
    found = Geocache(geocache_folder).hit(venue)
    assert found is not None
    assert found.provider == "nominatim"


def test_hand_placed_points_are_not_asked_for(
    ask_server: Run, server: FaultServer, geocache_folder: Path
) -> None:
    (geocache_folder / "hand_placed.toml").write_text(
        '[[placed]]\nplace = "the-hall"\nlat = 20.94\nlon = 107.1\nprecision = "venue"\n'
        'reason_en = "Seen there."\ndate = 2026-11-22\nlicence = "CC0-1.0"\n'
    )
    done = ask_server()
    assert "1 placed by hand" in done.output
    assert server.asked == []


@pytest.mark.parametrize("status", [500, 503])
def test_an_outage_is_never_kept_as_a_miss(
    ask_server: Run, server: FaultServer, geocache_folder: Path, status: int
) -> None:
    server.reply = lambda _: Reply("oops", status=status)
    done = ask_server()
    assert done.exit_code == 1
    assert "nominatim did not answer for 'The Hall, Quang Ninh, Vietnam'" in done.output
    assert "1 places have no answer yet" in done.output
    assert "run the same command again" in done.output
    assert rows(geocache_folder)["The Hall"] == "miss gazetteer"
    server.reply = lambda _: Reply([hall()])
    done = ask_server()
    assert done.exit_code == 0
    assert rows(geocache_folder)["The Hall"] == "hit nominatim"


def test_a_server_that_stays_down_is_left_alone(
    ask_server: Run, server: FaultServer, write_places: Callable[[str], Path]
) -> None:
    write_places(many_halls(10))
    server.reply = lambda _: Reply("oops", status=500)
    done = ask_server()
    assert done.exit_code == 1
    assert len(set(server.asked)) == 3
    assert "10 places have no answer yet" in done.output
    assert done.output.count("Error: nominatim did not answer") == 3


def test_a_server_that_asks_for_an_hour_is_left_alone_at_once(
    ask_server: Run, server: FaultServer, write_places: Callable[[str], Path]
) -> None:
    write_places(many_halls(5))
    server.reply = lambda _: Reply("no", status=429, headers={"Retry-After": "3600"})
    done = ask_server()
    assert done.exit_code == 1
    assert len(server.asked) == 1
    assert "Wait that long" in done.output


def test_one_bad_question_does_not_stop_the_others(
    ask_server: Run, server: FaultServer, write_places: Callable[[str], Path], geocache_folder: Path
) -> None:
    write_places(many_halls(10))
    server.reply = lambda query: (
        Reply("bad", status=400) if int(query.split(",")[0].split()[1]) < 5 else Reply([hall()])
    )
    done = ask_server()
    assert done.exit_code == 1
    assert len(server.asked) == 10
    assert "5 places have no answer yet" in done.output
    assert sum(outcome == "hit nominatim" for outcome in rows(geocache_folder).values()) == 5


def test_after_a_refused_name_the_next_is_asked(
    ask_server: Run, server: FaultServer, write_places: Callable[[str], Path], geocache_folder: Path
) -> None:
    write_places(many_halls(1).replace('"Hall 0"', '"Hall 0"\nname_ja = "ホール"'))
    server.reply = lambda query: (
        Reply("bad", status=400) if query.startswith("Hall") else Reply([hall()])
    )
    assert ask_server().exit_code == 1
    assert server.asked == ["Hall 0, Quang Ninh", "ホール, Quang Ninh"]
    assert rows(geocache_folder)["ホール"] == "hit nominatim"


def test_a_run_killed_half_way_goes_on_and_asks_nothing_twice(
    folders: list[str],
    server: FaultServer,
    write_places: Callable[[str], Path],
    geocache_folder: Path,
) -> None:
    write_places(many_halls(12))
    stuck = "Hall 7, Quang Ninh"
    server.reply = lambda query: Reply(hang=True) if query == stuck else Reply([hall()])
    command = [
        *(sys.executable, "-c", "from dashboard.ingest.geocode_command import geocode; geocode()"),
        *(*folders, "--provider", "nominatim", "--url", server.url, "--timeout", "60"),
    ]
    repository = str(Path(__file__).parents[2])
    process = subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": repository}, stderr=subprocess.DEVNULL
    )
    server.wait_for(8)
    process.send_signal(signal.SIGKILL)
    assert process.wait(30) == -signal.SIGKILL
    assert server.asked[-1] == stuck
    kept = rows(geocache_folder)
    assert [kept[f"Hall {n}"] for n in range(7)] == ["hit nominatim"] * 7
    assert kept["Hall 7"] == "miss gazetteer"

    server.reply = lambda _: Reply([hall()])
    done = CliRunner().invoke(geocode, [*folders, "--provider", "nominatim", "--url", server.url])
    assert done.exit_code == 0, done.output
    assert all(rows(geocache_folder)[f"Hall {n}"] == "hit nominatim" for n in range(12))
    # Only the question in flight was asked again.
    assert sorted(server.asked) == sorted([f"Hall {n}, Quang Ninh" for n in range(12)] + [stuck])


def test_a_corrupt_cache_stops_before_anything_is_asked(
    ask_server: Run, server: FaultServer, geocache_folder: Path
) -> None:
    (geocache_folder / "places.csv").write_text("<<<<<<< HEAD\n")
    done = ask_server()
    assert done.exit_code == 1
    assert "places.csv, row 1: wrong columns" in done.output
    assert server.asked == []
    assert (geocache_folder / "places.csv").read_text() == "<<<<<<< HEAD\n"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--refresh", "hallong"], "No place has the id hallong"),
        (["--provider", "nomnom"], "geopy has no geocoder called 'nomnom'"),
        (["--url", "http://127.0.0.1:1"], "--url needs another --provider"),
        (["--provider", "photon", "--url", "maps"], "must begin with http"),
        (["--provider", "opencage", "--provider-option", "x"], "must be NAME=VALUE"),
    ],
)
def test_wrong_options_are_explained(run: Run, options: list[str], message: str) -> None:
    done = run(*options)
    assert done.exit_code == 2
    assert message in done.output


def test_missing_folders_are_explained(tmp_path: Path, seeds_folder: Path) -> None:
    nowhere = str(tmp_path / "nowhere")
    done = CliRunner().invoke(geocode, ["--seeds", nowhere, "--geocache", nowhere])
    assert done.exit_code == 1
    assert "nowhere" in done.output
    done = CliRunner().invoke(geocode, ["--seeds", str(seeds_folder), "--geocache", nowhere])
    assert done.exit_code == 1
    assert "gazetteer is missing" in done.output
    assert "Traceback" not in done.output
