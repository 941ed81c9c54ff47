"""A table whose events stay where they are, in a real browser, against the rows themselves."""

from __future__ import annotations

import io
import re
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from playwright.sync_api import Page, expect

from dashboard.files import write_atomic
from tests.bench.warehouse import AT_A_TIME, MAPPING, batches
from tests.browser.conftest import Visit

ROWS = 2 * AT_A_TIME
SETTLED = """() => {
  const { exact, fetching } = document.querySelector('[data-linked-view]').dataset;
  return exact === 'true' && fetching !== 'true';
}"""


@dataclass(frozen=True)
class Large:
    """A million rows, in a file and as they are in it."""

    parquet: Path
    mapping: Path
    rows: pd.DataFrame

    def count(self, when: str = "", sector: str = "", word: str = "") -> int:
        """How many events overlap a stretch, are of a sector, and have a word in the title."""
        rows = self.rows
        if when:
            first, last = map(pd.Timestamp, when.split("/"))
            dated = rows["start"].notna() | rows["end"].notna()
            end = rows["end"].fillna(rows["start"])
            rows = rows[dated & (rows["start"].isna() | (rows["start"] <= last)) & (end >= first)]
        if sector:
            rows = rows[rows["sectors"].str.split(";").map(lambda names: sector in names)]
        if word:
            rows = rows[rows["title"].str.contains(word, regex=False)]
        return len(rows)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Large:
    folder = tmp_path_factory.mktemp("large")
    parquet, mapping = folder / "events.parquet", folder / "events.toml"
    table = pa.Table.from_batches(batches(ROWS, 7))
    pq.write_table(table, parquet)
    mapping.write_text(MAPPING, encoding="utf-8")
    rows = table.select(["start", "end", "sectors", "title"]).to_pandas()
    for name in ("start", "end"):
        rows[name] = pd.to_datetime(rows[name])
    return Large(parquet, mapping, rows[~(rows["end"] < rows["start"])])


@pytest.fixture
def address(large: Large, serve: Callable[..., str]) -> str:
    return serve(large.parquet, LOCALITY_DASHBOARD_MAPPING=str(large.mapping))


def settled(seen: Visit, count: int) -> None:
    """Both the view and the server say that so many events are selected."""
    seen.page.wait_for_function(SETTLED)
    expect(seen.page.locator("[data-linked-view]")).to_have_attribute("data-events", str(count))
    total = seen.view("view.payload.eventCount")
    heading = seen.page.locator("h2.ec-heading span")
    expect(heading).to_have_text(f"{count:,} of {total:,} events")


def look_at(seen: Visit, first: str, last: str, words: str) -> None:
    """Bring a stretch of days into view, until it is counted as finely as ``words`` say."""
    seen.view(
        "view.timeline.setFocus(...argument.map((iso) => Date.parse(iso) / 864e5))", [first, last]
    )
    expect(seen.page.locator(".lv-grain")).to_contain_text(words)
    seen.page.wait_for_function(SETTLED)


def test_zooming_fetches_finer_groups_and_every_number_is_exact(
    large: Large, address: str, visit: Callable[..., Visit]
) -> None:
    seen = visit().open(address)
    page = seen.page
    settled(seen, large.count())
    grain = page.locator(".lv-grain")
    expect(grain).to_contain_text(
        re.compile(r"Counted by (weeks|months|quarters|years) × .*; zoom in for days")
    )
    assert seen.view("view.model.rows.length") <= 1_000_000
    coarse = seen.view("view.timeline.unit.name")
    assert coarse != "day"

    look_at(seen, "2011-05-01", "2011-07-01", "Counted by days ×")
    assert seen.view("view.timeline.unit.name") == "day"
    day = seen.view("Array.from(view.timeline.edges).indexOf(Date.parse('2011-05-10') / 864e5)")
    assert seen.view("view.timeline.counts.at(-1)[argument]", day) == large.count(
        "2011-05-10/2011-05-10"
    )

    seen.drag_over("2011-05-10", "2011-05-14")
    when = seen.view("view.parameters().when")
    assert when == "2011-05-10/2011-05-14"
    settled(seen, large.count(when))
    page.locator("[data-sector]", has_text="Health").click()
    settled(seen, large.count(when, "Health"))

    # Far from what is in view, and on days that no coarse group begins or ends on.
    seen.view(
        "view.choosing.setInterval(argument.map((iso) => Date.parse(iso) / 864e5))",
        ["2003-02-11", "2005-09-08"],
    )
    settled(seen, large.count("2003-02-11/2005-09-08", "Health"))
    search = page.locator(".lv-finding > .lv-find")
    search.fill("delegation")
    settled(seen, large.count("2003-02-11/2005-09-08", "Health", "delegation"))
    search.fill("")
    page.locator("[data-sector]", has_text="Health").click()
    settled(seen, large.count("2003-02-11/2005-09-08"))
    page.locator(".lv-header").get_by_role("button", name="Reset").click()
    settled(seen, large.count())


def test_an_address_with_exact_days_is_exact_from_the_start(
    large: Large, address: str, visit: Callable[..., Visit]
) -> None:
    seen = visit().open(f"{address}?when=2019-03-05/2019-03-06&q=delegation")
    assert seen.total() == large.count("2019-03-05/2019-03-06", word="delegation")
    settled(seen, seen.total())


def test_a_hand_on_coarse_groups_chooses_whole_ones(
    large: Large, address: str, visit: Callable[..., Visit]
) -> None:
    seen = visit().open(address)
    seen.drag_over("2001-03-17", "2008-08-09", release=False)
    first, last = seen.view("view.model.interval")
    assert seen.view(
        "[0, 1].every((end) => view.finer.grain.isEdge(view.model.interval[end] + end))"
    )
    assert seen.view("view.root.dataset.exact") == "true"
    live = seen.total()
    seen.page.mouse.up()
    iso = [str(pd.Timestamp(day, unit="D").date()) for day in (first, last)]
    settled(seen, large.count("/".join(iso)))
    assert live == seen.total()


def test_events_are_paged_and_given_away_in_files_of_a_size(
    large: Large, address: str, visit: Callable[..., Visit]
) -> None:
    seen = visit().open(f"{address}?when=2011-05-10/2011-05-14")
    page = seen.page
    expect(page.locator("article.ec")).to_have_count(20)
    page.get_by_role("button", name="Show 20 more").click()
    expect(page.locator("article.ec")).to_have_count(40)
    choose_panel(page, "Table")
    count = large.count("2011-05-10/2011-05-14")
    expect(page.locator("caption")).to_contain_text(f"Events 1 to 50 of {count:,}; sorted by: Date")
    page.get_by_role("spinbutton", name="Page").fill("3")
    page.keyboard.press("Enter")
    expect(page.locator("caption")).to_contain_text("Events 101 to 150 of")
    choose_panel(page, "Downloads")
    with page.expect_download() as given:
        page.get_by_role("link", name="CSV table").click()
    assert len(pd.read_csv(given.value.path())) == count
    seen.view("view.choosing.reset()")
    settled(seen, large.count())
    expect(page.get_by_role("button", name="Excel workbook")).to_be_disabled()
    expect(page.get_by_text("LOCALITY_DASHBOARD_MOST_EXPORTED").first).to_be_visible()


def test_a_place_is_told_by_its_groups(
    large: Large, address: str, visit: Callable[..., Visit]
) -> None:
    seen = visit().open(f"{address}?place=osaka")
    settled(seen, seen.total())
    choose_panel(seen.page, "Places and partners")
    profile = seen.page.locator(".ld-profile")
    expect(profile).to_contain_text(f"{seen.total():,} events")
    expect(profile).to_contain_text("Counted from groups of events")
    choose_panel(seen.page, "Sources and disagreements")
    expect(seen.page.locator(".ld-report")).to_contain_text(f"{large.count():,} rows shown")


def test_a_framed_view_fetches_finer_groups_too(address: str, visit: Callable[..., Visit]) -> None:
    seen = visit().open(f"{address}embed?view=timeline")
    look_at(seen, "2011-05-01", "2011-07-01", "Counted by days ×")


@pytest.mark.parametrize(
    ("query", "status"),
    [("window=1", 400), ("window=9,3", 400), ("edges=1,2,3", 400), ("q=" + "a" * 200, 400)],
)
def test_what_makes_no_sense_is_refused(
    address: str, visit: Callable[..., Visit], query: str, status: int
) -> None:
    url = visit().open(address).view("view.payload.groups.url")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{address}{url}?{query}")
    assert refused.value.code == status


SMALL = """
title = "Small"
[columns]
date = "day"
title = "name"
place = ["place"]
"""


def small(rows: int) -> bytes:
    frame = pd.DataFrame(
        {
            "day": pd.date_range("2024-01-01", periods=rows).date,
            "name": [f"Event {n}" for n in range(rows)],
            "place": ["Hanoi", "Osaka"] * (rows // 2),
        }
    )
    content = io.BytesIO()
    frame.to_parquet(content)
    return content.getvalue()


def test_a_file_that_is_replaced_is_read_anew_and_a_broken_one_is_not(
    tmp_path: Path, serve: Callable[..., str], visit: Callable[..., Visit]
) -> None:
    parquet, mapping = tmp_path / "small.parquet", tmp_path / "small.toml"
    parquet.write_bytes(small(10))
    mapping.write_text(SMALL, encoding="utf-8")
    seen = visit().open(serve(parquet, LOCALITY_DASHBOARD_MAPPING=str(mapping)))
    settled(seen, 10)
    write_atomic(parquet, small(16))
    reload_until(seen, lambda: seen.total() == 16)
    settled(seen, 16)
    write_atomic(parquet, b"no table at all")
    told = seen.page.get_by_text("this is its last good state")
    reload_until(seen, told.is_visible)
    expect(seen.page.locator("[data-linked-view]")).to_have_attribute("data-events", "16")
    write_atomic(parquet, small(4))
    reload_until(seen, lambda: seen.total() == 4)
    settled(seen, 4)
    expect(seen.page.get_by_text("this is its last good state")).to_have_count(0)


def reload_until(seen: Visit, is_there: Callable[[], bool]) -> None:
    """Open the page again until it has what was read beside it."""
    for _ in range(20):
        seen.open(seen.address())
        seen.rest()
        if is_there():
            return
    assert is_there()


def test_a_bad_mapping_is_said(
    tmp_path: Path, serve: Callable[..., str], visit: Callable[..., Visit]
) -> None:
    parquet, mapping = tmp_path / "small.parquet", tmp_path / "small.toml"
    parquet.write_bytes(small(4))
    mapping.write_text(SMALL.replace('"day"', '"no such column"'), encoding="utf-8")
    seen = visit()
    seen.page.goto(serve(parquet, LOCALITY_DASHBOARD_MAPPING=str(mapping)))
    expect(seen.page.get_by_text("The data cannot be shown yet.")).to_be_visible()
    expect(seen.page.get_by_text("no such column")).to_be_visible()


def choose_panel(page: Page, name: str) -> None:
    group = page.get_by_test_id("stButtonGroup")
    group.get_by_role("radio", name=name, exact=True).or_(
        group.get_by_role("button", name=name, exact=True)
    ).click()
