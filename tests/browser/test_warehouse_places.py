"""Places and single events of a table that stays where it is, in a real browser."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Callable

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.test_warehouse import SETTLED

TOWNS = {
    "Hanoi": ("Vietnam", "Hanoi"),
    "Ha Long": ("Vietnam", "Quang Ninh"),
    "Cam Pha": ("Vietnam", "Quang Ninh"),
    "Da Nang": ("Vietnam", "Da Nang"),
    "Sapporo": ("Japan", "Hokkaido"),
    "Sakai": ("Japan", "Osaka"),
    "Kobe": ("Japan", "Hyogo"),
    "Yokohama": ("Japan", "Kanagawa"),
}
MAPPING = """
title = "Festivals"
[columns]
date = "start"
title = "name"
country = "country"
place = ["province", "city"]
category = "tag"
"""
ROWS = 12_000
KANSAI, EVERYTHING = "135.3,34.6,8.5", "120,26,3.5"
BY_PROVINCES = re.compile(r"Counted by \w+ × provinces; zoom in for (days × )?cities")
BY_CITIES = re.compile(r"Counted by \w+ × cities")


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    draw = random.Random(9)
    towns = [draw.choice(list(TOWNS)) for _ in range(ROWS)]
    return pd.DataFrame(
        {
            "start": pd.to_datetime(
                [dt.date(2020, 1, 1) + dt.timedelta(draw.randrange(1400)) for _ in towns]
            ),
            "name": [f"Festival {n}" for n, _ in enumerate(towns)],
            "country": [TOWNS[town][0] for town in towns],
            "province": [TOWNS[town][1] for town in towns],
            "city": towns,
            "tag": [draw.choice(("culture", "trade")) for _ in towns],
        }
    )


@pytest.fixture(scope="module")
def address(
    rows: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory, serve: Callable[..., str]
) -> str:
    folder = tmp_path_factory.mktemp("festivals")
    rows.to_parquet(folder / "festivals.parquet")
    (folder / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    return serve(
        folder / "festivals.parquet",
        LOCALITY_DASHBOARD_MAPPING=str(folder / "mapping.toml"),
        LOCALITY_DASHBOARD_MOST_GROUPS="500",
        LOCALITY_DASHBOARD_MOST_EXPORTED="5000",
    )


def count_at(seen: Visit, place: str) -> int:
    """How many events the map shows at a place."""
    position = seen.view("view.payload.facets.place.findIndex(({id}) => id === argument)", place)
    return int(seen.view("view.map.counts[argument]", position))


def test_zooming_the_map_fetches_finer_places_of_what_is_in_sight(
    rows: pd.DataFrame, address: str, visit: Callable[..., Visit]
) -> None:
    seen = visit().open(address)
    grain = seen.page.locator(".lv-grain")
    expect(grain).to_contain_text(BY_PROVINCES)
    assert count_at(seen, "sakai") == 0
    seen.view("view.map.lookAt(argument, true)", KANSAI)
    expect(grain).to_contain_text(BY_CITIES)
    assert count_at(seen, "sakai") == (rows["city"] == "Sakai").sum()
    assert count_at(seen, "kobe") == (rows["city"] == "Kobe").sum()
    assert count_at(seen, "ha-long") == 0, "it is not in sight"
    assert seen.total() == len(rows)

    seen.page.locator("[data-sector]", has_text="trade").click()
    wanted = ((rows["city"] == "Sakai") & (rows["tag"] == "trade")).sum()
    seen.page.wait_for_function("() => window.location.search.includes('sector=trade')")
    assert count_at(seen, "sakai") == wanted
    seen.view("view.choosing.toggle('place', 'sakai')")
    heading = seen.page.locator("h2.ec-heading span")
    expect(heading).to_have_text(f"{wanted} of 12,000 events")
    expect(seen.page.locator(f'[data-linked-view][data-events="{wanted}"]')).to_be_attached()
    seen.view("view.choosing.reset()")

    # Far away again, nothing more is asked for, and it is said of provinces.
    seen.view("view.map.lookAt(argument, true)", EVERYTHING)
    expect(grain).to_contain_text(BY_PROVINCES)
    seen.page.wait_for_function(SETTLED)
    assert seen.total() == len(rows)
    osaka = (rows["province"] == "Osaka").sum()
    assert count_at(seen, "osaka") == osaka


def test_an_address_may_begin_where_places_are_fine(
    rows: pd.DataFrame, address: str, visit: Callable[..., Visit]
) -> None:
    seen = visit().open(f"{address}?map={KANSAI}")
    expect(seen.page.locator(".lv-grain")).to_contain_text(BY_CITIES)
    assert count_at(seen, "sakai") == (rows["city"] == "Sakai").sum()


def test_an_event_in_the_address_is_shown_and_marked(
    rows: pd.DataFrame, address: str, visit: Callable[..., Visit]
) -> None:
    seen = visit().open(f"{address}?event=row-7")
    row = rows.iloc[6]
    card = seen.page.locator("article.ec").first
    expect(card).to_have_attribute("data-event", "row-7")
    expect(card).to_contain_text(row["name"])
    expect(seen.page.locator("article.ec")).to_have_count(20)
    expect(seen.page.locator(".lv-pointed")).to_be_visible()
    day = (row["start"].date() - dt.date(1970, 1, 1)).days
    assert seen.view("view.timeline.pointed.days") == [day, day]
    first, last = seen.view("view.timeline.focus")
    assert first <= day <= last
    expect(seen.page.locator(".lv-rings span")).to_have_count(1)
    assert seen.total() == len(rows)
    seen.page.locator(".lv-header").get_by_role("button", name="Reset").click()
    expect(seen.page.locator(".lv-pointed")).to_be_hidden()
    expect(seen.page.locator(".lv-rings span")).to_have_count(0)


def test_a_framed_view_shows_an_event_too(
    rows: pd.DataFrame, address: str, visit: Callable[..., Visit]
) -> None:
    seen = visit().open(f"{address}embed?event=row-7")
    expect(seen.page.locator("article.ec")).to_contain_text(rows.iloc[6]["name"])
    expect(seen.page.locator(".lv-pointed")).to_be_visible()


def test_an_event_that_nobody_knows_changes_nothing(
    rows: pd.DataFrame, address: str, visit: Callable[..., Visit]
) -> None:
    seen = visit().open(f"{address}?event=no-such-event")
    expect(seen.page.locator("article.ec")).to_have_count(20)
    seen.rest()
    expect(seen.page.locator(".lv-pointed")).to_be_hidden()
    expect(seen.page.get_by_test_id("stAlert")).to_have_count(0)
    assert seen.total() == len(rows)


def order_csv(page: Page) -> None:
    page.get_by_test_id("stButtonGroup").get_by_text("Downloads", exact=True).click()
    page.get_by_role("button", name="CSV table …").click()


def test_a_csv_file_of_more_events_than_others_may_hold_is_made_and_saved(
    rows: pd.DataFrame, address: str, visit: Callable[..., Visit]
) -> None:
    page = visit().open(address).page
    order_csv(page)
    save = page.get_by_role("link", name="Save CSV table")
    expect(save).to_be_visible()
    with page.expect_download() as given:
        save.click()
    assert given.value.suggested_filename.endswith(".csv")
    saved = pd.read_csv(given.value.path())
    assert sorted(saved["title"]) == sorted(rows["name"])
    expect(page.get_by_role("button", name="Excel workbook …")).to_be_disabled()
    expect(page.get_by_text("LOCALITY_DASHBOARD_MOST_EXPORTED").first).to_be_visible()


def test_a_csv_file_can_be_taken_back(address: str, visit: Callable[..., Visit]) -> None:
    page = visit().open(address).page
    order_csv(page)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("button", name="CSV table …")).to_be_enabled()
    expect(page.get_by_role("link", name="Save CSV table")).to_have_count(0)
