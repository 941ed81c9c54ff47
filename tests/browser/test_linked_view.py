"""The linked view under the hand: brush, click, toggle, and everything follows."""

from __future__ import annotations

import random
import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from dashboard.columns import EventColumns, event_columns
from dashboard.facets import Mask
from dashboard.selection import Selection
from dashboard.tables import Tables, open_tables
from tests.browser.conftest import COUNT_SENDS, NewVisit, Serve, Visit
from tests.serving import ROOT


@pytest.fixture(scope="module")
def tables(synthetic_folder: Path) -> Tables:
    return open_tables(synthetic_folder)


@pytest.fixture(scope="module")
def columns(tables: Tables) -> EventColumns:
    return event_columns(tables)


@pytest.fixture
def opened(serve: Serve, visit: NewVisit, synthetic_folder: Path) -> Visit:
    return visit().open(serve(synthetic_folder))


def selection_of(seen: Visit, tables: Tables) -> Selection:
    selection, notices = Selection.parse(seen.view("view.parameters()"), tables)
    assert notices == ()
    return selection


def assert_equals_reference(seen: Visit, tables: Tables, columns: EventColumns) -> None:
    """Every number on the page is the reference's under the page's own selection."""
    selection = selection_of(seen, tables)
    assert seen.total() == columns.total(selection.mask(columns, tables))
    for name, facet in columns.facets.items():
        mask = selection.without(name).mask(columns, tables)
        expected = columns.count(name, mask).tolist()
        assert seen.view("[...view.model.count(argument)]", name) == expected, name
        if name == "sector":
            shown = seen.page.eval_on_selector_all(
                "[data-sector]",
                "nodes => nodes.map((n) => [n.dataset.sector, Number(n.dataset.count)])",
            )
            assert shown == [list(pair) for pair in zip(facet.ids, expected, strict=True)]
        if name == "place":
            assert seen.view("[...view.map.counts]") == expected
            assert_wedges(seen, selection, columns, mask)
    edges = seen.view("view.timeline.edges")
    drawn = seen.view("[...view.timeline.counts.at(-1)]")
    mask = selection.without("when").mask(columns, tables)
    assert drawn == [
        columns.total(mask & columns.within(first, after - 1)) for first, after in pairwise(edges)
    ]
    rows = seen.view("view.timeline.rows")
    assert rows == np.flatnonzero(mask & columns.dated).tolist()


def assert_wedges(seen: Visit, selection: Selection, columns: EventColumns, mask: Mask) -> None:
    """Each wedge of the map is the events of one sector at one place."""
    sector = columns.facets["sector"]
    chosen = selection.choices.get("sector") or sector.ids
    per_sector = [
        columns.count("place", mask & sector.hits(frozenset({value})) & (value in chosen))
        for value in sector.ids
    ]
    assert seen.view("[...view.map.wedges]") == np.array(per_sector).T.ravel().tolist()


def test_opens_at_everything(opened: Visit, tables: Tables, columns: EventColumns) -> None:
    assert opened.total() == len(columns)
    assert opened.view("view.parameters()") == {}
    assert_equals_reference(opened, tables, columns)


def test_first_timeline_is_the_python_figure(opened: Visit) -> None:
    drawn = opened.view(
        "view.timeline.plot.chart.data.map((t) => [t.meta.role, t.x.length, [...t.y]])"
    )
    spec = opened.view("view.payload.specs.timeline.data.map((t) => [t.meta.role, t.x, t.y])")
    for (role, length, heights), (spec_role, _, spec_heights) in zip(drawn, spec, strict=True):
        assert role == spec_role
        assert length == len(heights)
        if isinstance(spec_heights, list) and len(spec_heights) == length:
            assert heights == pytest.approx(spec_heights)


def test_map_follows_while_the_hand_is_down(
    opened: Visit, tables: Tables, columns: EventColumns
) -> None:
    before = opened.rest().repaints()
    opened.page.evaluate(COUNT_SENDS)
    opened.drag_over("2018-03-01", "2021-09-30", release=False)
    opened.wait_for_repaint(before)
    assert opened.total() < len(columns)
    assert_equals_reference(opened, tables, columns)
    # Nothing has been told to the server yet: it hears of it when the hand lets go.
    assert opened.page.evaluate("window.sentToServer") == 0
    opened.page.mouse.up()
    opened.page.wait_for_url(re.compile(r"when="))
    assert opened.page.evaluate("window.sentToServer") > 0


def test_releasing_the_brush_reaches_the_cards(opened: Visit, tables: Tables) -> None:
    opened.drag_over("2018-03-01", "2021-09-30")
    total = opened.total()
    heading = opened.page.locator(".ec-heading")
    expect(heading).to_contain_text(f"{total} of 400 events")
    assert selection_of(opened, tables).words(tables) in heading.inner_text()


def test_brush_can_be_moved_resized_and_cleared(opened: Visit) -> None:
    opened.drag_over("2018-03-01", "2019-08-31")
    first = opened.view("view.model.interval")
    opened.drag_over("2018-10-15", "2020-10-14")  # from inside: it moves
    moved = opened.view("view.model.interval")
    assert moved[1] - moved[0] == first[1] - first[0]
    assert moved[0] > first[0] + 600
    # From its right edge: only that edge moves.
    box = opened.page.locator(".lv-surface").bounding_box()
    assert box is not None
    edge = opened.view("view.timeline.scale.pixelOf(view.model.interval[1] + 1)")
    y = box["y"] + 20
    opened.page.mouse.move(box["x"] + edge, y)
    opened.page.mouse.down()
    opened.page.mouse.move(box["x"] + edge + 60, y, steps=5)
    opened.page.mouse.up()
    resized = opened.view("view.model.interval")
    assert resized[0] == moved[0]
    assert resized[1] > moved[1]
    opened.page.mouse.click(box["x"] + 5, y)  # a click beside it clears it
    assert opened.view("view.model.interval") is None


def test_typed_dates_are_closed_days(opened: Visit, tables: Tables, columns: EventColumns) -> None:
    first = np.datetime64("1970-01-01") + int(columns.first[columns.dated][3])
    typed = {name: opened.page.get_by_role("textbox", name=name) for name in ("From", "To")}
    for field in typed.values():
        field.fill(str(first))
        field.press("Enter")
    assert opened.view("view.parameters().when") == str(first)
    assert opened.total() >= 1
    assert_equals_reference(opened, tables, columns)


def test_a_typed_month_is_all_of_it_and_what_is_no_date_is_said(
    opened: Visit, tables: Tables, columns: EventColumns
) -> None:
    last = opened.page.get_by_role("textbox", name="To this day")
    last.fill("2020/02")
    last.press("Enter")
    expect(last).to_have_value("2020-02-29")
    assert opened.view("view.parameters()") == {"when": "../2020-02-29"}
    assert_equals_reference(opened, tables, columns)
    last.fill("2020-02-30")
    last.press("Enter")
    expect(last).to_have_attribute("aria-invalid", "true")
    assert "2020-02-30" in last.evaluate("field => field.validationMessage")
    assert opened.view("view.parameters()") == {"when": "../2020-02-29"}
    last.fill("")
    last.press("Enter")
    expect(last).not_to_have_attribute("aria-invalid", "true")
    assert opened.view("view.parameters()") == {}


def test_sector_toggle_moves_the_other_views(
    opened: Visit, tables: Tables, columns: EventColumns
) -> None:
    button = opened.page.locator('[data-sector="sector-3"]')
    before = opened.repaints()
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert opened.total() < len(columns)
    assert_equals_reference(opened, tables, columns)
    opened.wait_for_repaint(before)
    opened.page.locator('[data-sector="sector-5"]').click()  # two sectors: "or"
    assert_equals_reference(opened, tables, columns)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert opened.view("view.parameters()") == {"sector": "sector-5"}


def test_clicking_a_place_moves_the_timeline(
    opened: Visit, tables: Tables, columns: EventColumns
) -> None:
    counts = opened.view("[...view.map.counts]")
    place = max(
        opened.view("view.map.places.filter((p) => p.level === 'unit')"),
        key=lambda p: counts[p["index"]],
    )
    opened.page.mouse.click(*opened.point_of(place["id"]))
    opened.page.wait_for_url(re.compile(r"place="))
    chosen = opened.view("[...view.choosing.choices.byId.place]")
    assert len(chosen) == 1
    # Circles overlap: whichever was on top was chosen, and the click was exact about it.
    assert (
        opened.total()
        == counts[
            opened.view("view.choosing.choices.positions.get('place').get(argument)", chosen[0])
        ]
    )
    assert_equals_reference(opened, tables, columns)
    opened.page.mouse.click(*opened.point_of(place["id"]))
    expect(opened.page.locator(".ec-heading")).to_contain_text("400 of 400")


STEPS = (
    *("sector", "place", "country", "brush", "focus", "value", "search", "area"),
    *("undo", "redo", "reset"),
)


def test_random_walk_stays_equal_to_the_reference(
    opened: Visit, tables: Tables, columns: EventColumns
) -> None:
    draw = random.Random(20251125)
    days = np.arange("2015-01-01", "2025-12-01", dtype="datetime64[D]")
    for _ in range(40):
        match draw.choice(STEPS):
            case "sector":
                opened.page.locator("[data-sector]").nth(draw.randrange(10)).click()
            case "place":
                place = draw.choice(opened.view("view.map.places.map((p) => p.id)"))
                opened.view("view.choosing.toggle('place', argument)", place)
            case "country":
                opened.page.locator(".lv-country").nth(draw.randrange(2)).click()
            case "brush":
                ends = sorted(draw.sample(range(len(days)), 2))
                opened.view("view.timeline.setFocus(...view.timeline.extent)")
                opened.view("view.timeline.refocus.flush()")
                opened.drag_over(str(days[ends[0]]), str(days[ends[1]]), steps=4)
            case "focus":
                ends = sorted(draw.sample(range(16_500, 20_000), 2))
                opened.view("view.timeline.setFocus(...argument)", ends)
                opened.view("view.timeline.refocus.flush()")
            case "value":
                name = draw.choice(("kind", "status", "pair", "source"))
                count = opened.view("view.payload.facets[argument].length", name)
                position = draw.randrange(count)
                value = opened.view(
                    "view.payload.facets[argument[0]][argument[1]].id", [name, position]
                )
                opened.view("view.choosing.toggle(...argument)", [name, value])
            case "search":
                text = draw.choice(("unit 1", "event 3", "city", '"unit 4"', "nothing like it", ""))
                opened.page.locator(".lv-finding > .lv-find").fill(text)
            case "area":
                opened.page.locator(".lv-area input").click()
            case "undo":
                opened.view("view.choosing.back()")
            case "redo":
                opened.view("view.choosing.forth()")
            case "reset":
                opened.view("view.reset()")
        assert_equals_reference(opened, tables, columns)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles", "Asia/Ho_Chi_Minh"])
def test_days_are_days_in_every_time_zone(
    serve: Serve,
    visit: NewVisit,
    synthetic_folder: Path,
    tables: Tables,
    columns: EventColumns,
    zone: str,
) -> None:
    boundary = str(np.datetime64("1970-01-01") + int(columns.first[columns.dated][0]))
    seen = visit(timezone_id=zone).open(f"{serve(synthetic_folder)}?when={boundary}")
    assert seen.view("view.parameters()") == {"when": boundary}
    assert seen.page.get_by_role("textbox", name="From this day").input_value() == boundary
    assert_equals_reference(seen, tables, columns)


def test_address_restores_the_selection(
    serve: Serve, visit: NewVisit, synthetic_folder: Path, tables: Tables, columns: EventColumns
) -> None:
    query = "when=2017-01-01/..&sector=sector-1,sector-4&place=aa"
    seen = visit().open(f"{serve(synthetic_folder)}?{query}")
    assert selection_of(seen, tables).query() == query
    assert_equals_reference(seen, tables, columns)
    seen.page.locator('[data-sector="sector-4"]').click()
    seen.page.wait_for_url(re.compile(r"sector=sector-1&"))
    again = visit().open(seen.address())
    assert again.view("view.parameters()") == seen.view("view.parameters()")


def test_unknown_parameters_are_left_out_with_a_notice(
    serve: Serve, visit: NewVisit, synthetic_folder: Path
) -> None:
    url = f"{serve(synthetic_folder)}?when=2025-13&sector=nonsense&place=atlantis&utm=x"
    seen = visit().open(url)
    assert seen.total() == 400
    for text in ("2025-13", "nonsense", "atlantis"):
        expect(seen.page.get_by_text(text).first).to_be_visible()
    assert seen.page.get_by_text("utm").count() == 0


def test_reset_below_the_view_and_choosing_the_same_again(opened: Visit) -> None:
    sector = opened.page.locator('[data-sector="sector-2"]')
    heading = opened.page.locator(".ec-heading")
    for _ in range(2):
        sector.click()
        expect(heading).to_contain_text("Sector 2")
        opened.page.get_by_test_id("stBaseButton-secondary").get_by_text("Reset").click()
        expect(sector).to_have_attribute("aria-pressed", "false")
        expect(heading).to_contain_text("400 of 400")
        assert opened.total() == 400


@pytest.mark.parametrize("is_hand_first", [True, False])
def test_a_reset_that_crosses_a_choice_ends_the_same_on_page_and_view(
    opened: Visit, is_hand_first: bool
) -> None:
    sector = opened.page.locator('[data-sector="sector-2"]')
    heading = opened.page.locator(".ec-heading")
    sector.click()
    expect(heading).to_contain_text("Sector 2")
    opened.rest()
    # Neither has heard of the other: the view of the reset, the page of the choice.
    opened.page.get_by_test_id("stBaseButton-secondary").filter(has_text="Reset").evaluate(
        """(reset, isHandFirst) => {
          const { linkedView } = document.querySelector("[data-linked-view]");
          if (isHandFirst) linkedView.choosing.toggle("sector", "sector-1");
          reset.click();
          if (!isHandFirst) linkedView.choosing.toggle("sector", "sector-1");
        }""",
        is_hand_first,
    )
    expect(sector).to_have_attribute("aria-pressed", "false")
    expect(heading).to_contain_text("400 of 400")
    opened.rest()
    assert opened.view("view.parameters()") == {}
    expect(heading).to_contain_text("Everything")
    # What is chosen from here on is heard.
    sector.click()
    expect(heading).to_contain_text("Sector 2")


def test_committed_data_opens_without_a_network(serve: Serve, visit: NewVisit) -> None:
    seen = visit(offline=False).open(serve(ROOT / "data"))
    committed = open_tables(ROOT / "data")
    assert_equals_reference(seen, committed, event_columns(committed))
    expect(seen.page.get_by_role("heading", level=1)).to_have_text(committed.about.title)
    # The visit fixture fails if any request left the machine.
    assert any("plotly.min.js" in url for url in seen.requests)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_fits_its_width_in_both_themes(
    serve: Serve, visit: NewVisit, scheme: str, width: int
) -> None:
    seen = visit(viewport={"width": width, "height": 800}, color_scheme=scheme)
    seen.open(serve(ROOT / "data"))
    sticking_out = seen.page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert sticking_out <= 0
    text, paper = seen.page.evaluate(
        """() => {
          const luminance = (color) => {
            const [r, g, b] = color.match(/[\\d.]+/g).map(Number);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const plot = document.querySelector("[data-linked-view]").linkedView.timeline.plot.chart;
          const app = getComputedStyle(document.querySelector(".stApp"));
          return [luminance(plot.layout.font.color), luminance(app.backgroundColor)];
        }"""
    )
    assert (text < paper) == (scheme == "light")
