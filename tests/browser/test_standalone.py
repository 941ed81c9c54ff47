"""The self-contained file in Chromium, opened from disk with no network."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.columns import event_columns
from dashboard.export.html_page import to_html
from dashboard.export.request import Request
from dashboard.language import language
from dashboard.selection import Selection
from dashboard.tables import Tables, open_tables
from dashboard.views.newest import newest_first
from tests.browser.conftest import DATA, Visit
from tests.export.small import HOSTILE, ids, titled, with_cells


def save(
    path: Path, tables: Tables, query: str = "", *, everything: bool = False, **options: str
) -> str:
    """Write the file, and give its address."""
    selection, _ = Selection.parse(query, tables)
    columns, spoken = event_columns(tables), language(options.pop("code", "en"))
    today = dt.date(2026, 1, 15)
    mask = (Selection() if everything else selection).mask(columns, tables)
    request = Request(
        selection.words(tables, spoken),
        spoken,
        folder=DATA,
        parameters=selection.parameters(),
        options=options,
        made=today,
    )
    path.write_bytes(to_html(tables, newest_first(columns, mask, today), request))
    return path.as_uri()


@pytest.fixture(scope="module")
def committed() -> Tables:
    return open_tables(DATA)


@pytest.fixture(scope="module")
def whole(committed: Tables, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("file") / "view.html"
    return save(path, committed, "sector=tourism&when=2023-01-01/2025-12-31", everything=True)


def opened(visit: Callable[..., Visit], url: str, **context: object) -> Visit:
    """The file in a browser without network, in which nothing is blocked silently."""
    found = visit(offline=True, **context)
    found.page.add_init_script(
        # A library asks whether WebAssembly may run, takes no for an answer, and needs none.
        "addEventListener('securitypolicyviolation', (event) => event.blockedURI === 'wasm-eval' ||"
        " console.error('blocked', event.violatedDirective, event.blockedURI))"
    )
    return found.open(url)


def test_it_opens_as_it_was_saved_and_stays_linked(visit: Callable[..., Visit], whole: str) -> None:
    it = opened(visit, whole)
    page = it.page
    assert it.view("view.parameters()") == {
        "when": "2023-01-01/2025-12-31",
        "sector": "tourism",
    }
    saved = it.total()
    cards = page.locator("#events article")
    assert 0 < saved < 243
    expect(page.locator("#events h2")).to_contain_text(f"Tourism · 2023–2025 {saved} of 243 events")
    expect(cards).to_have_count(min(saved, 20))
    # A toggle: more of the same stretch of time.
    page.locator('[data-sector="tourism"]').click()
    expect(page.locator("#events h2")).to_contain_text("2023")
    wider = it.total()
    assert wider > saved
    # The brush: map and cards follow.
    before = it.repaints()
    it.drag_over("2024-01-01", "2024-12-31")
    it.wait_for_repaint(before)
    expect(page.locator("#events h2")).to_contain_text(f"{it.total()} of 243 events")
    assert 0 < it.total() < wider
    # Back to everything; more cards on demand.
    page.get_by_role("button", name="Reset").click()
    expect(page.locator("#events h2")).to_contain_text("Everything 243 of 243 events")
    page.get_by_role("button", name="Show 20 more").click()
    expect(cards).to_have_count(40)
    assert [url for url in it.requests if not url.startswith(("file:", "blob:", "data:"))] == []


def test_a_click_on_a_mark_shows_its_card_first(visit: Callable[..., Visit], whole: str) -> None:
    it = opened(visit, whole)
    page = it.page
    event = it.view("view.details.ids[[...view.model.passing()].at(0)]")
    it.view("view.choosing.pick(argument)", event)
    expect(page.locator("#events article").first).to_have_attribute("data-event", event)
    expect(page.locator("#events article").first).to_have_class("ec sa-chosen")


def test_it_plays(visit: Callable[..., Visit], whole: str) -> None:
    it = opened(visit, whole)
    before = it.repaints()
    it.page.locator(".lv-play").click()
    it.wait_for_repaint(before + 5)
    it.page.locator(".lv-play").click()


def test_a_search_finds_what_the_page_finds(
    visit: Callable[..., Visit], whole: str, committed: Tables
) -> None:
    it = opened(visit, whole)
    columns = event_columns(committed)
    for words in ("quang ninh", "フォーラム", '"local cooperation"', "governor"):
        it.view("view.select({ q: argument })", words)
        selection, _ = Selection.parse({"q": words}, committed)
        assert it.total() == columns.total(selection.mask(columns, committed)), words
    it.page.locator(".lv-finding > .lv-find").fill("hokaido")
    it.page.get_by_role("button", name="Did you mean “Hokkaido”?").click()
    assert it.view("view.parameters()") == {"q": "Hokkaido"}
    assert it.total() > 0


def test_it_prints_every_card(visit: Callable[..., Visit], whole: str) -> None:
    it = opened(visit, whole)
    cards = it.page.locator("#events article")
    it.view("view.reset()")
    expect(cards).to_have_count(20)
    it.page.evaluate(
        "addEventListener('beforeprint', () =>"
        " { window.printed = document.querySelectorAll('#events article').length; })"
    )
    assert it.page.pdf().startswith(b"%PDF")
    assert it.page.evaluate("window.printed") == it.total() == 243
    expect(cards).to_have_count(20)


def test_on_paper_the_map_keeps_its_shape(visit: Callable[..., Visit], whole: str) -> None:
    it = opened(visit, whole)
    canvas = it.page.locator(".lv-basemap")
    drawn = canvas.evaluate("(canvas) => [canvas.width, canvas.height]")
    page = pdfium.PdfDocument(it.page.pdf(format="A4"))[0]
    maps = [
        image.get_bounds()
        for image in page.get_objects([pdfium_c.FPDF_PAGEOBJ_IMAGE])
        if image.get_px_size() == tuple(drawn)
    ]
    assert len(maps) >= 3
    for left, bottom, right, top in maps:
        assert (right - left) / (top - bottom) == pytest.approx(drawn[0] / drawn[1], rel=0.01)


@pytest.mark.parametrize(
    ("theme", "color"), [("dark", "rgb(18, 23, 29)"), ("light", "rgb(255, 255, 255)")]
)
def test_its_theme_is_the_one_asked_for(
    visit: Callable[..., Visit], committed: Tables, tmp_path: Path, theme: str, color: str
) -> None:
    url = save(tmp_path / "view.html", committed, "place=gunma", theme=theme, code="ja")
    it = opened(visit, url, color_scheme="light" if theme == "dark" else "dark")
    expect(it.page.locator("body")).to_have_css("background-color", color)
    assert it.page.evaluate("document.documentElement.lang") == "ja"


def test_it_fits_a_phone(visit: Callable[..., Visit], whole: str) -> None:
    it = opened(
        visit, whole, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )
    assert it.page.evaluate("document.documentElement.scrollWidth") <= 360


def test_without_scripts_it_is_readable(chromium: Browser, whole: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page: Page = context.new_page()
    page.goto(whole)
    expect(page.get_by_text("need JavaScript")).to_be_visible()
    expect(page.locator(".sa-plain li")).to_have_count(51)
    expect(page.locator(".sa-plain li").last).to_have_text("193 more")
    expect(page.get_by_role("contentinfo")).to_contain_text("Creative Commons")
    context.close()


def test_hostile_text_stays_text(visit: Callable[..., Visit], tmp_path: Path) -> None:
    evil = (
        "</script><script>window.evil = 1</script><!--\u2028<img src=x onerror='window.evil = 1'>"
    )
    tables = with_cells(titled([evil, *HOSTILE]), "sectors", name_en=evil)
    tables = with_cells(tables, "locations", name_en=evil)
    path = tmp_path / "view.html"
    request = Request(evil, language("en"), parameters={"q": evil[:80]})
    path.write_bytes(to_html(tables, ids(tables), request))
    it = opened(visit, path.as_uri())
    assert it.page.evaluate("window.evil") is None
    assert it.page.locator("#events img").count() == 0
    it.view("view.reset()")
    expect(it.page.locator("#events h3").get_by_text("window.evil").first).to_be_visible()
    assert it.page.evaluate("window.evil") is None
