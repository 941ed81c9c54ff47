"""A dataset in a warehouse as the panels and the linked view ask of it."""

from __future__ import annotations

import datetime as dt
import json
import struct
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dashboard import grouped_picked
from dashboard.export.formats import FORMATS
from dashboard.export.request import Request
from dashboard.extents import Area
from dashboard.grouped import GroupedDataset, open_grouped
from dashboard.language import language
from dashboard.linked.groups import Wanted
from dashboard.problems import DataError
from dashboard.progress import CancelledError
from dashboard.selection import Selection
from dashboard.stored_files import StoredFile
from dashboard.warehouse import kept_groups

ENGLISH = language("en")
TODAY = dt.date(2026, 11, 22)
ROWS = 3_000
MAPPING = """
title = "Festivals"
[columns]
date = "start"
title = "name"
country = "country"
place = ["province"]
category = "tag"
"""
PROVINCES = (("Vietnam", "Hanoi"), ("Vietnam", "Quang Ninh"), ("Japan", "Osaka"))


@pytest.fixture
def dataset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GroupedDataset:
    monkeypatch.setattr(kept_groups, "MOST_GROUPS", 1_000)
    numbers = range(ROWS)
    days = [dt.date(2021, 1, 1) + dt.timedelta(n % 1400) for n in numbers]
    places = [PROVINCES[n * 7 % 3] for n in numbers]
    frame = pd.DataFrame(
        {
            "start": pd.to_datetime(days),
            "name": [f"Festival {n % 10} <b>" for n in numbers],
            "country": [country for country, _ in places],
            "province": [province for _, province in places],
            "tag": [("culture", "trade")[n % 2] for n in numbers],
        }
    )
    frame.loc[:9, "start"] = pd.NaT
    frame.to_parquet(tmp_path / "festivals.parquet")
    (tmp_path / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    return open_grouped(str(tmp_path / "festivals.parquet"), tmp_path / "mapping.toml")


def chosen(dataset: GroupedDataset, query: str) -> Selection:
    selection, notices = Selection.parse(query, dataset.tables)
    assert notices == ()
    return selection


def header(content: bytes) -> dict[str, Any]:
    (length,) = struct.unpack_from("<I", content)
    found: dict[str, Any] = json.loads(content[4 : 4 + length])
    return found


def form(name: str) -> Any:
    return next(one for one in FORMATS if one.format_id == name)


def request(dataset: GroupedDataset, selection: Selection) -> Request:
    return Request(
        selection.words(dataset.tables), ENGLISH, boundaries=dataset.boundaries, total=ROWS
    )


def test_the_view_is_given_groups_and_where_finer_ones_are(dataset: GroupedDataset) -> None:
    payload = dataset.shown(ENGLISH, TODAY).payload
    assert payload["eventCount"] == ROWS
    assert not payload["hasDetails"]
    assert payload["groups"]["levels"] == ["country", "province"]
    assert payload["groups"]["url"].endswith(dataset.version)
    about = header(dataset.assets["columns"].content)["about"]
    assert about["time"] != "day"
    assert about["window"] is None


def test_a_window_is_answered_with_finer_groups_of_it(dataset: GroupedDataset) -> None:
    day = (dt.date(2022, 5, 3) - dt.date(1970, 1, 1)).days
    asset = dataset.finer(Wanted(window=(day, day + 20)))
    about = header(asset.content)["about"]
    assert about["time"] == "day"
    assert about["window"][0] <= day <= day + 20 <= about["window"][1]
    assert dataset.finer(Wanted(window=(day, day + 20))) is asset, "it is kept"


def test_wanted_groups_are_read_from_an_address() -> None:
    asked = {"window": "10,20", "edges": "12,15", "place": "osaka,hanoi", "q": " a  fair "}
    assert Wanted.parse(asked) == Wanted(
        (10, 20), (12, 15), frozenset({"osaka", "hanoi"}), None, "a fair"
    )
    assert Wanted.parse({}) == Wanted()
    assert Wanted.parse({"area": "100,5,120,30"}).area == Area(100, 5, 120, 30)
    assert Wanted.parse({"sight": "170,5,-170,30"}).sight == Area(170, 5, -170, 30)


@pytest.mark.parametrize(
    "asked",
    [
        {"window": "20,10"},
        {"window": "10"},
        {"window": "x,y"},
        {"edges": "1,2,3"},
        {"edges": "99999999999"},
        {"area": "1,2,3"},
        {"sight": "1,40,3,2"},
        {"q": "a" * 1000},
        {"place": ",".join(map(str, range(5000)))},
    ],
)
def test_what_makes_no_sense_is_no_wish(asked: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Wanted.parse(asked)


@pytest.mark.parametrize("query", ["", "when=2022-02-03/2022-02-09", "place=osaka", "q=festival 3"])
def test_the_panels_count_and_page_the_events(dataset: GroupedDataset, query: str) -> None:
    picked = dataset.pick(chosen(dataset, query), TODAY)
    cards = picked.cards(20, "", ENGLISH)
    assert cards.count('<article class="ec"') == min(20, picked.count)
    assert "Festival" in cards
    assert "<b>" not in cards.replace("<b>Why", ""), "text stays text"
    table = picked.table("date", 1, ENGLISH, descending=False)
    assert table.count("data-event=") == min(50, picked.count)
    assert picked.total == ROWS
    assert picked.pages == max(1, -(-picked.count // 50))


def test_a_rerun_that_changes_nothing_asks_the_warehouse_nothing(dataset: GroupedDataset) -> None:
    selection = chosen(dataset, "when=2022-02-03/2022-02-09")

    def run() -> None:
        picked = dataset.pick(selection, TODAY)
        assert picked.count > 0
        picked.cards(20, "", ENGLISH)
        picked.report(ENGLISH)

    run()
    fetched = dataset.source.engine.fetched
    run()
    assert dataset.source.engine.fetched == fetched


def test_an_event_is_found_by_its_id(dataset: GroupedDataset) -> None:
    pointed = dataset.pointed("row-101")
    day = (dt.date(2021, 1, 1) - dt.date(1970, 1, 1)).days + 100
    assert (pointed["first"], pointed["last"]) == (day, day)
    assert len(pointed["places"]) == 1
    assert "Festival 0 &lt;b&gt;" in dataset.card("row-101", ENGLISH)
    cards = dataset.pick(Selection(), TODAY).cards(5, "row-101", ENGLISH)
    assert cards.count('<article class="ec"') == 5
    assert cards.index("row-101") < cards.index("row-", cards.index("row-101") + 50)
    assert "first" not in dataset.pointed("row-3"), "it has no date"
    assert dataset.pointed("row-99999") == dataset.pointed("") == {}
    assert dataset.card("row-99999", ENGLISH) == ""


def test_a_profile_counts_as_the_events_do(dataset: GroupedDataset) -> None:
    selection = chosen(dataset, "place=osaka")
    picked = dataset.pick(selection, TODAY)
    profile = picked.profile("osaka", ENGLISH)
    assert f"{picked.count:,} events" in profile
    assert "Counted from groups of events" in profile
    year = dataset.source.count(chosen(dataset, "place=osaka&when=2022"))
    assert f"2022: {year}" in profile
    compared = picked.compare("osaka", "hanoi", ENGLISH)
    assert "No event names both." in compared


def test_files_hold_the_events_up_to_a_limit_that_is_named(
    dataset: GroupedDataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(grouped_picked.MOST_EVENTS_SETTING, "500")
    monkeypatch.setenv(grouped_picked.MOST_ROWS_SETTING, "600")
    everything = dataset.pick(Selection(), TODAY)
    assert "600" in everything.why_not(form("csv"), ENGLISH)
    told = everything.why_not(form("xlsx"), ENGLISH)
    assert "3,000" in told
    assert "500" in told
    assert grouped_picked.MOST_EVENTS_SETTING in told
    assert everything.why_not(form("package"), ENGLISH)
    selection = chosen(dataset, "when=2022-02-01/2022-02-28")
    few = dataset.pick(selection, TODAY)
    assert few.why_not(form("csv"), ENGLISH) == ""
    content = few.file(form("csv"), request(dataset, selection))()
    assert isinstance(content, bytes)
    lines = content.decode("utf-8-sig").splitlines()
    assert len(lines) == few.count + 1
    nothing = dataset.pick(chosen(dataset, "when=1900"), TODAY)
    assert nothing.why_not(form("html"), ENGLISH) == "No events pass the filters."


def test_a_large_csv_file_is_written_in_parts(
    dataset: GroupedDataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    selection = chosen(dataset, "sector=culture")
    picked = dataset.pick(selection, TODAY)
    sorted_one = picked.file(form("csv"), request(dataset, selection))()
    assert isinstance(sorted_one, bytes)
    monkeypatch.setenv(grouped_picked.MOST_EVENTS_SETTING, "100")
    monkeypatch.setattr(grouped_picked, "_AT_ONCE", 400)
    csv = replace(form("csv"), quick_up_to=100)
    assert picked.why_not(csv, ENGLISH) == ""
    shares: list[float] = []
    asked = replace(request(dataset, selection), tell=shares.append)
    made = picked.file(csv, asked)()
    assert isinstance(made, StoredFile)
    content = made.path.read_bytes()
    assert sorted(content.splitlines()) == sorted(sorted_one.splitlines())
    assert content.splitlines()[0] == sorted_one.splitlines()[0]
    assert len(shares) > 2
    assert shares == sorted(shares)

    def stop(share: float) -> None:
        if share > 0.3:
            raise CancelledError

    folder = made.path.parent
    before = set(folder.iterdir())
    with pytest.raises(CancelledError):
        picked.file(csv, replace(asked, tell=stop))()
    assert set(folder.iterdir()) == before
    assert picked.count == dataset.source.count(selection), "the connection still answers"
    monkeypatch.setenv(grouped_picked.MOST_ROWS_SETTING, "1000")
    assert grouped_picked.MOST_ROWS_SETTING in picked.why_not(csv, ENGLISH)


def test_the_html_file_holds_the_selected_groups_alone(dataset: GroupedDataset) -> None:
    selection = chosen(dataset, "place=osaka&when=2022-02-03/2022-02-09&q=festival 3")
    picked = dataset.pick(selection, TODAY)
    content = picked.file(form("html"), request(dataset, selection))()
    assert isinstance(content, bytes)
    page = content.decode()
    assert f"{picked.count} of 3,000 events" in page
    assert "groups of events" in page
    assert "Hanoi" not in page


def test_a_table_without_rows_is_one_of_groups_too(tmp_path: Path) -> None:
    frame = pd.DataFrame({"start": pd.to_datetime([]), "name": []})
    frame.to_parquet(tmp_path / "empty.parquet")
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('[columns]\ndate = "start"\ntitle = "name"\n', encoding="utf-8")
    dataset = open_grouped(str(tmp_path / "empty.parquet"), mapping)
    assert len(dataset.columns) == 0
    payload = dataset.shown(ENGLISH, TODAY).payload
    assert payload["eventCount"] == 0
    # There is no file of events that the view could fetch.
    assert payload["hasDetails"] is False
    assert "events" not in payload["assets"]
    assert dataset.pick(Selection(), TODAY).count == 0


def test_a_table_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    broken = tmp_path / "festivals.parquet"
    broken.write_bytes(b"no parquet")
    (tmp_path / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    with pytest.raises(DataError, match=r"festivals\.parquet"):
        open_grouped(str(broken), tmp_path / "mapping.toml")
