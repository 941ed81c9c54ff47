"""A viewer's own table, from the file to the map and back, in a real browser."""

from __future__ import annotations

import io
import re
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from dashboard.dataset import Dataset, private_dataset
from dashboard.linked.assets import SHELF
from dashboard.views.boundaries import NOTHING
from tests.browser.conftest import READY, Visit
from tests.intake.test_bad_input import CORPUS
from tests.synthetic import synthetic_tables

TABLE = """data,evento,cidade,país,latitude,longitude,tipo
2024-06-24,Festa de São João,Salvador,Brazil,-12.97,-38.50,Culture
2024-07-14,Fête nationale,Paris,France,48.85,2.35,Culture
2024-09,Colloque,Lyon,France,45.75,4.85,Talk
31/02/2024,Nunca,Recife,Brazil,-8.05,-34.9,Talk
"""


def give(page: Page, name: str, content: bytes) -> None:
    page.get_by_role("button", name="Show a table of your own here").click()
    page.locator('[data-testid="stFileUploader"] input[type=file]').set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )


def choose(page: Page, column: str, role: str) -> None:
    page.get_by_role("combobox", name=re.compile(rf"\b{column}$")).click()
    # A long list only draws what is in view, so the role is typed.
    page.keyboard.type(role)
    page.get_by_role("option", name=role, exact=True).click()


def test_a_table_is_understood_shown_and_left_again(
    serve: Callable[..., str], visit: Callable[..., Visit], synthetic_folder: Path
) -> None:
    seen = visit().open(serve(synthetic_folder))
    page = seen.page
    give(page, "festas.csv", TABLE.encode("cp1252"))
    expect(page.get_by_text("Read as Windows-1252, with the comma between cells.")).to_be_visible()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("table.ld-table")).to_contain_text("Festa de São João")
    choose(page, "data", "Date or start")
    choose(page, "evento", "Title")
    choose(page, "cidade", "Names of places")
    choose(page, "país", "Country")
    choose(page, "tipo", "Category")
    page.get_by_role("button", name="Show this table").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Festas")
    expect(page.get_by_text("3 rows shown, 1 not")).to_be_visible()
    page.wait_for_selector('[data-linked-view][data-events="3"][data-ready="true"]')
    # The map shows the world that the table is about, and has its points on it.
    x, y = seen.point_of("salvador")
    box = page.locator(".lv-canvas").bounding_box()
    assert box is not None
    assert box["x"] < x < box["x"] + box["width"]
    assert box["y"] < y < box["y"] + box["height"]
    expect(page.locator("[data-sector]").filter(has_text="Culture")).to_contain_text("2")
    page.get_by_role("button", name="What is not shown, and why").click()
    expect(page.get_by_text("There is no such day or month.").first).to_be_visible()
    with page.expect_download() as started:
        page.get_by_role("link", name="Every row and cell, as CSV").click()
    assert started.value.suggested_filename == "rejected_rows.csv"
    assert "31/02/2024" in Path(started.value.path()).read_text(encoding="utf-8-sig")
    with page.expect_download() as started:
        page.get_by_role("link", name="The mapping, as JSON").click()
    assert '"data"' in Path(started.value.path()).read_text(encoding="utf-8")
    # Another session sees nothing of it.
    other = visit().open(serve(synthetic_folder))
    expect(other.page.get_by_role("heading", level=1)).to_have_text("Synthetic events")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Close this table").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Synthetic events")
    page.wait_for_selector(READY)


def test_on_a_phone_the_columns_keep_their_order_and_the_reader_lands_on_top(
    serve: Callable[..., str], visit: Callable[..., Visit], synthetic_folder: Path
) -> None:
    phone = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
    seen = visit(**phone, color_scheme="dark").open(serve(synthetic_folder))
    page = seen.page
    give(page, "festas.csv", TABLE.encode("cp1252"))
    boxes = page.get_by_role("dialog").get_by_role("combobox")
    columns = TABLE.splitlines()[0].split(",")
    for column in columns:
        expect(boxes.and_(page.get_by_label(re.compile(rf"\b{column}$")))).to_have_count(1)
    # All at once: a dialog that is still opening moves.
    found = boxes.evaluate_all(
        """nodes => nodes.map((node) => {
          const { right, top } = node.getBoundingClientRect();
          return [node.ariaLabel, right, top];
        })"""
    )
    inside = {name.split()[-1]: top for name, right, top in found if right <= 360}
    places = [inside[column] for column in columns]
    assert places == sorted(places)
    page.get_by_role("button", name="Show this table").click()
    page.wait_for_selector('[data-linked-view][data-events="3"][data-ready="true"]')
    page.wait_for_function("document.querySelector('[data-testid=stMain]').scrollTop === 0")
    closing = page.get_by_role("button", name="Close this table")
    expect(closing).to_be_in_viewport(ratio=1)


def workbook() -> bytes:
    """A cover, a table whose dates can be read in two ways, and another table."""
    book = openpyxl.Workbook()
    cover = book.active
    assert cover is not None
    cover.append(["About these events"])
    for name, rows in {
        "Events": [["3/4/2025", "Fair", "Gunmaa"], ["5/6/2025", "Talk", "Hanoi"]],
        "More": [["2024-02-29", "Visit", "Osaka"], ["2024", "Total", "Osaka"], ["Total", "", ""]],
    }.items():
        page = book.create_sheet(name)
        page.append(["Date", "Event", "Place"])
        for row in rows:
            page.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_open_dates_are_asked_about_and_what_was_chosen_is_offered_again(
    serve: Callable[..., str], visit: Callable[..., Visit], synthetic_folder: Path
) -> None:
    page = visit().open(serve(synthetic_folder)).page
    give(page, "events.xlsx", workbook())
    # The cover is passed over, and the question is asked before anything is made.
    expect(page.get_by_text("dates such as 3/4/2025 can be read in two ways")).to_be_visible()
    page.get_by_role("button", name="Show this table").click()
    expect(page.get_by_text("dates such as 3/4/2025 can be read in two ways")).to_have_count(2)
    choose(page, "Order of day, month and year", "day, month, year")
    page.get_by_role("button", name="Show this table").click()
    page.wait_for_selector('[data-linked-view][data-events="2"][data-ready="true"]')
    page.get_by_role("button", name="What is not shown, and why").click()
    expect(page.get_by_text("(row 2: “Gunmaa”)")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Places that were not found").click()
    choose(page, r"Gunmaa” \(1\)", "Gunma, JP")
    page.get_by_role("button", name="Show with these places").click()
    expect(page.get_by_role("button", name="Places that were not found")).to_have_count(0)
    page.get_by_role("button", name="Change the mapping").click()
    choose(page, "Sheet", "More")
    expect(page.get_by_role("dialog").locator("table.ld-table")).to_contain_text("Visit")
    page.get_by_role("button", name="Show this table").click()
    expect(page.get_by_text("2 rows shown, 1 not")).to_be_visible()
    page.get_by_role("button", name="Change the mapping").click()
    expect(page.get_by_role("dialog").locator("table.ld-table")).to_contain_text("Visit")


def test_years_of_two_digits_are_asked_about_before_anything_is_made(
    serve: Callable[..., str], visit: Callable[..., Visit], synthetic_folder: Path
) -> None:
    page = visit().open(serve(synthetic_folder)).page
    give(page, "a.csv", b"Date,Event,Place\n05/03/24,Fair,Osaka\n06/04/99,Talk,Hanoi\n")
    asked = page.get_by_text("the year of dates such as 05/03/24 has two digits")
    expect(asked).to_be_visible()
    page.get_by_role("button", name="Show this table").click()
    expect(asked).to_have_count(2)
    choose(page, "Years of two digits", "1930–2029 (Excel, LibreOffice)")
    page.get_by_role("button", name="Show this table").click()
    expect(page.get_by_text("choose the order of day, month and year")).to_be_visible()
    choose(page, "Order of day, month and year", "day, month, year")
    page.get_by_role("button", name="Show this table").click()
    page.wait_for_selector('[data-linked-view][data-events="2"][data-ready="true"]')
    expect(page.get_by_text("2 rows shown, 0 not")).to_be_visible()
    page.get_by_role("button", name="What is not shown, and why").click()
    expect(page.get_by_text("Years of two digits were read as 1930 to 2029.")).to_be_visible()


def test_every_place_that_was_not_found_can_be_chosen(
    serve: Callable[..., str], visit: Callable[..., Visit], synthetic_folder: Path
) -> None:
    seen = visit().open(serve(synthetic_folder))
    page = seen.page
    unknown = "".join(f"2024-01-{n + 1:02d},Talk {n},Quux{n:02d}\n" for n in range(13))
    give(page, "a.csv", f"date,event,place\n{unknown * 2}2024-02-01,Fair,Osakaa\n".encode())
    page.get_by_role("button", name="Show this table").click()
    page.wait_for_selector('[data-linked-view][data-events="27"][data-ready="true"]')
    seen.rest()
    page.get_by_role("button", name="Places that were not found").click()
    # The fourteenth name is the least frequent one, and stands on the second page.
    expect(page.get_by_role("combobox", name=re.compile("Quux11"))).to_be_visible()
    expect(page.get_by_role("combobox", name=re.compile("Osakaa"))).to_have_count(0)
    choose(page, "Names", "13–14 of 14")
    expect(page.get_by_role("combobox", name=re.compile("Osakaa"))).to_be_visible()
    seen.rest()
    # The city, which is told from the prefecture by where it lies.
    choose(page, r"Osakaa” \(1\)", "Osaka, JP (34.69, 135.50)")
    page.get_by_role("button", name="Show with these places").click()
    page.wait_for_function(
        "document.querySelector('[data-linked-view]')?.linkedView?.map?.places.some("
        "(place) => place.id === 'osaka-2')"
    )
    found = seen.view("view.map.places.find((place) => place.id === 'osaka-2').position")
    assert found == pytest.approx([135.50107, 34.69379])


def test_what_is_no_table_leaves_the_page_as_it_was(
    serve: Callable[..., str], visit: Callable[..., Visit], synthetic_folder: Path
) -> None:
    seen = visit().open(f"{serve(synthetic_folder)}?sector=sector-1")
    page, count = seen.page, seen.total()
    assert 0 < count < 400
    for case in ("header only", "picture", "broken zip", "zip bomb", "no parquet", "deep json"):
        name, content, message = CORPUS[case]
        give(page, name, content)
        expect(page.get_by_text("the page shows what it showed before")).to_be_visible()
        expect(page.get_by_test_id("stCode")).to_contain_text(message)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    assert seen.total() == count
    expect(page.locator("h2.ec-heading span")).to_have_text(f"{count} of 400 events")
    assert seen.view("view.parameters()") == {"sector": "sector-1"}


def test_another_kind_of_file_is_told_in_the_readers_language(
    serve: Callable[..., str], visit: Callable[..., Visit], synthetic_folder: Path
) -> None:
    page = visit().open(f"{serve(synthetic_folder)}?lang=vi").page
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("events.csv", TABLE)
    page.get_by_role("button", name="Hiện bảng của bạn tại đây").click()
    page.locator('[data-testid="stFileUploader"] input[type=file]').set_input_files(
        {"name": "a.zip", "mimeType": "application/zip", "buffer": content.getvalue()}
    )
    expect(page.get_by_test_id("stCode")).to_contain_text("a.zip: là tệp nén")


def test_a_sessions_assets_answer_only_while_the_session_holds_them(
    serve: Callable[..., str], synthetic_folder: Path
) -> None:
    def made() -> Dataset:
        tables = synthetic_tables(5, places=4)
        return private_dataset(tables, dict.fromkeys(("land", "units", "regions"), NOTHING))

    one, other = made(), made()
    key = one.assets["columns"].key
    assert SHELF.find(key) is one.assets["columns"]
    # The same content elsewhere has another address, and nothing of it is guessed.
    assert other.assets["columns"].content == one.assets["columns"].content
    assert other.assets["columns"].key != key
    del one
    assert SHELF.find(key) is None
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(f"{serve(synthetic_folder)}linked-assets/{key}")
