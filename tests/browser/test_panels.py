"""What stands below the linked view, a server without assets, and data that change."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pandas as pd
from playwright.sync_api import Route, expect

from dashboard.columns import event_columns
from dashboard.export.formats import FORMATS
from dashboard.linked.assets import Asset, libraries, library_urls
from dashboard.selection import Selection
from dashboard.tables import Tables
from tests.browser.conftest import DATA, READY, NewVisit, Serve, Visit


def show(seen: Visit, panel: str) -> None:
    seen.page.get_by_test_id("stButtonGroup").get_by_role("radio", name=panel, exact=True).or_(
        seen.page.get_by_test_id("stButtonGroup").get_by_role("button", name=panel, exact=True)
    ).click()


def assert_no_exception(seen: Visit) -> None:
    expect(seen.page.get_by_test_id("stException")).to_have_count(0)


def pick(seen: Visit, label: str, option: str) -> None:
    # A list that the server puts up anew would close.
    seen.rest()
    box = seen.page.get_by_role("combobox", name=re.compile(label))
    box.click()
    box.fill(option)
    seen.page.get_by_role("option", name=option, exact=True).click()


def test_the_view_leads_to_what_stands_below_it(serve: Serve, visit: NewVisit) -> None:
    seen = visit(viewport={"width": 360, "height": 740}).open(serve(DATA))
    heading = seen.page.get_by_role("heading", level=2, name=re.compile("Everything"))
    expect(heading).to_be_attached()
    expect(heading).not_to_be_in_viewport()
    seen.page.get_by_role("button", name="Events, table, places, files and sources").click()
    expect(heading).to_be_in_viewport()
    expect(heading).to_be_focused()


def test_the_view_has_its_room_before_it_is_there(serve: Serve, visit: NewVisit) -> None:
    """Else all that stands below it would be seen, and pressed, where it does not stay."""
    seen = visit().open(serve(DATA))
    room = seen.page.locator(".st-key-linked_view")
    kept = float(room.evaluate("node => parseFloat(getComputedStyle(node).minHeight)"))
    # Without what is in it, it still fills a window.
    seen.page.evaluate("document.querySelector('[data-linked-host]').replaceChildren()")
    box = room.bounding_box()
    assert box is not None
    assert box["height"] >= kept >= 720


def test_the_legend_tells_of_today_and_of_the_background(serve: Serve, visit: NewVisit) -> None:
    seen = visit().open(f"{serve(DATA)}?lang=vi")
    legend = seen.page.locator(".lv-legend")
    expect(legend).to_contain_text("Hôm nay")
    expect(legend).to_contain_text("tháng 11/2023: Nâng cấp")


def test_table_is_sorted_and_paged(serve: Serve, visit: NewVisit, tables: Tables) -> None:
    seen = visit().open(serve(DATA))
    show(seen, "Table")
    rows = seen.page.locator(".ld-events-table tbody tr")
    expect(rows).to_have_count(50)
    ids = "nodes => nodes.map((node) => node.dataset.event)"
    first_page = rows.evaluate_all(ids)
    pick(seen, "Sort by", "Event")
    expect(rows.first).not_to_have_attribute("data-event", first_page[0])
    titles = seen.page.locator(".ld-events-table tbody tr")
    seen.page.get_by_text("First first").click()
    by_title = tables["events"].sort_values("title_en", key=lambda text: text.str.casefold())
    expect(titles.first).to_contain_text(str(by_title["title_en"].iloc[0]))
    page_number = seen.page.get_by_label("Page", exact=True)
    sorted_page = rows.evaluate_all(ids)
    page_number.fill("2")
    page_number.press("Enter")
    expect(rows.first).not_to_have_attribute("data-event", sorted_page[0])
    assert not set(rows.evaluate_all(ids)) & set(sorted_page)
    # A new selection begins at its first page.
    seen.page.locator('[data-sector="tourism"]').click()
    expect(seen.page.locator(".ec-heading")).to_contain_text("Tourism")
    total = seen.total()
    expect(rows).to_have_count(min(total, 50))
    assert_no_exception(seen)


def test_places_and_gaps(serve: Serve, visit: NewVisit) -> None:
    seen = visit().open(f"{serve(DATA)}?place=gunma")
    show(seen, "Places and partners")
    profile = seen.page.locator(".ld-profile")
    expect(profile).to_have_attribute("data-place", "gunma")
    expect(profile.get_by_role("heading", level=2)).to_contain_text("Gunma")
    pick(seen, "Compare with", "Quang Ninh")
    heads = seen.page.locator(".ld-compare h2")
    expect(heads).to_have_count(2)
    assert "Gunma" in heads.nth(0).inner_text()
    assert "Quang Ninh" in heads.nth(1).inner_text()
    assert_no_exception(seen)
    # Another place chosen on the map is the one described.
    seen.view("view.reset()")
    seen.view("view.choosing.toggle('place', 'quang-ninh')")
    expect(seen.page.locator(".ec-heading")).to_contain_text("Quang Ninh")
    expect(seen.page.locator(".ld-profile, .ld-compare h2").first).to_contain_text("Quang Ninh")
    show(seen, "Sources and disagreements")
    expect(seen.page.locator(".ld-report")).to_be_visible()
    assert_no_exception(seen)


def test_places_open_on_what_is_telling(serve: Serve, visit: NewVisit) -> None:
    seen = visit().open(serve(DATA))
    show(seen, "Places and partners")
    heading = seen.page.locator(".ld-profile h2")
    expect(heading).to_contain_text("Hanoi")
    # Of what is found, the place with most events.
    box = seen.page.locator(".lv-finding > .lv-find")
    box.fill("governor Yamamoto Gunma")
    box.press("Enter")
    expect(heading).to_contain_text("Gunma")
    # What was picked stays while the selection changes, until a place is chosen.
    pick(seen, "Place", "Aichi")
    expect(heading).to_contain_text("Aichi")
    box.fill("tourism")
    box.press("Enter")
    expect(seen.page.locator(".ec-heading")).to_contain_text("tourism")
    show(seen, "Table")
    show(seen, "Places and partners")
    expect(heading).to_contain_text("Aichi")
    seen.view("view.choosing.toggle('place', 'quang-ninh')")
    expect(heading).to_contain_text("Quang Ninh")
    assert_no_exception(seen)


def test_every_download_holds_the_selection(serve: Serve, visit: NewVisit, tables: Tables) -> None:
    seen = visit().open(f"{serve(DATA)}?sector=tourism")
    show(seen, "Downloads")
    columns = event_columns(tables)
    selection, _ = Selection.parse({"sector": "tourism"}, tables)
    expected = {columns.event_ids[row] for row in selection.mask(columns, tables).nonzero()[0]}
    for form in FORMATS:
        with seen.page.expect_download() as started:
            seen.page.get_by_role("link", name=form.label, exact=True).click()
        content = Path(started.value.path()).read_bytes()
        assert started.value.suggested_filename == form.file_name(tables)
        assert content
        if form.format_id == "csv":
            rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
            assert {row["event_id"] for row in rows} == expected
            assert len(rows) == len(expected)
        elif form.format_id == "geojson":
            assert json.loads(content)["type"] == "FeatureCollection"
        elif form.format_id == "package":
            names = zipfile.ZipFile(io.BytesIO(content)).namelist()
            assert any(name.endswith("datapackage.json") for name in names)
    assert_no_exception(seen)


def hand_out(asset: Asset, route: Route) -> None:
    route.fulfill(body=asset.content, content_type=asset.media_type)


def test_a_server_without_assets(serve: Serve, visit: NewVisit, tables: Tables) -> None:
    """Another way to run the page: the libraries come from their CDN, data with the page."""
    seen = visit(is_first=True)
    for name, asset in libraries().items():
        seen.page.route(library_urls()[name][1], partial(hand_out, asset))
    seen.page.goto(serve(DATA, "dashboard/page.py"))
    seen.page.wait_for_selector(READY)
    columns = event_columns(tables)
    assert seen.total() == len(columns)
    assert seen.view("Object.keys(view.payload.inline).sort()") == [
        *("columns", "events", "land", "regions", "units"),
    ]
    everything = Selection().mask(columns, tables)
    assert seen.view("[...view.map.counts]") == columns.count("place", everything).tolist()
    seen.page.locator('[data-sector="tourism"]').click()
    expect(seen.page.locator(".ec-heading")).to_contain_text("Tourism")
    expect(seen.page.locator("[data-linked-view]")).to_have_count(1)
    assert seen.page.get_by_role("alert").filter(has_text="could not be loaded").count() == 0
    assert_no_exception(seen)
    # Streamlit answers for a script with its own page, which is none; nothing else went wrong.
    cdn = {urls[1] for urls in library_urls().values()}
    assert cdn <= set(seen.requests)
    seen.requests[:] = [url for url in seen.requests if url not in cdn]
    refused = re.compile(r"MIME type|404|Unexpected (?:token|identifier)|Failed to load resource")
    seen.complaints[:] = [text for text in seen.complaints if not refused.search(text)]


def test_data_that_change_under_an_open_page(serve: Serve, visit: NewVisit, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    package = folder / "datapackage.json"
    seen = visit().open(f"{serve(folder)}?event=akita-visit-vinh-phuc-2019")
    first_card = seen.page.locator(".ec").first
    expect(first_card).to_contain_text("Delegation from Akita")
    sector = seen.page.locator('[data-sector="tourism"]')

    def rebuild(change: Callable[[pd.DataFrame], None]) -> None:
        """Write the events anew, and the description last, as a build does."""
        path = folder / "events.csv"
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        change(frame)
        frame.to_csv(path, index=False, lineterminator="\n")
        text = package.read_text(encoding="utf-8")
        package.unlink()
        package.write_text(f"{text}\n", encoding="utf-8")

    def retitle(frame: pd.DataFrame) -> None:
        frame.loc[frame["event_id"] == "akita-visit-vinh-phuc-2019", "title_en"] = "A new title"

    rebuild(retitle)
    sector.click()
    expect(first_card).to_contain_text("A new title")
    expect(seen.page.locator("[data-linked-view]")).to_have_count(1)
    seen.page.wait_for_function(
        """() => {
          const root = document.querySelector('[data-linked-view][data-ready="true"]');
          return root?.linkedView.details.titles.includes("A new title");
        }"""
    )
    # What was chosen is still chosen, and the event still marked.
    expect(sector).to_have_attribute("aria-pressed", "true")
    assert seen.view("view.parameters()") == {"sector": "tourism"}
    assert seen.view("view.timeline.highlight") >= 0

    def break_it(frame: pd.DataFrame) -> None:
        frame.loc[0, "start_date"] = "not a day"
        frame.loc[frame["event_id"] == "akita-visit-vinh-phuc-2019", "title_en"] = "Never seen"

    rebuild(break_it)
    sector.click()
    expect(seen.page.get_by_text("this is its last good state")).to_be_visible()
    expect(seen.page.get_by_text("not a day").first).to_be_visible()
    expect(first_card).to_contain_text("A new title")
    expect(sector).to_have_attribute("aria-pressed", "false")
    assert seen.page.get_by_text("Never seen").count() == 0
    assert_no_exception(seen)

    def mend(frame: pd.DataFrame) -> None:
        broken = frame["start_date"] == "not a day"
        frame.loc[broken, "start_date"] = frame.loc[broken, "end_date"]
        frame.loc[frame["event_id"] == "akita-visit-vinh-phuc-2019", "title_en"] = "Mended"

    rebuild(mend)
    sector.click()
    expect(first_card).to_contain_text("Mended")
    expect(seen.page.get_by_text("this is its last good state")).to_have_count(0)
