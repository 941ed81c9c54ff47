"""Search, area, lists of values and undo, beside their reference in Python."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from dashboard.columns import EventColumns, event_columns
from dashboard.selection import Selection
from dashboard.tables import Tables, open_tables
from dashboard.views.timeline import MOST_MARKS
from tests.browser.conftest import DATA, NewVisit, Serve, Visit
from tests.synthetic import synthetic_tables, write_tables

LISTS = ("kind", "status", "pair", "place", "actor", "source")


@pytest.fixture
def opened(serve: Serve, visit: NewVisit) -> Visit:
    return visit().open(serve(DATA))


def passing(seen: Visit) -> list[int]:
    """The rows that pass every filter but the interval, as the browser has them."""
    rows: list[int] = seen.view("[...view.model.passing()]")
    return rows


def selection_of(seen: Visit, tables: Tables) -> Selection:
    selection, notices = Selection.parse(seen.view("view.parameters()"), tables)
    assert notices == ()
    return selection


def assert_passing(seen: Visit, tables: Tables, columns: EventColumns) -> None:
    """The browser's events are those of Python's mask."""
    selection = selection_of(seen, tables)
    expected = selection.without("when").mask(columns, tables)
    assert passing(seen) == np.flatnonzero(expected).tolist()
    assert seen.total() == columns.total(selection.mask(columns, tables))


def test_search_in_any_language_and_spelling(
    opened: Visit, tables: Tables, columns: EventColumns
) -> None:
    box = opened.page.locator(".lv-finding > .lv-find")
    found = []
    for text in ("Quang Ninh", "Quảng Ninh", "QUẢNG  NINH", "クアンニン"):
        box.fill(text)
        assert_passing(opened, tables, columns)
        found.append(passing(opened))
    assert 0 < len(found[0]) < len(columns)
    assert all(rows == found[0] for rows in found)
    for text in (
        '"Quang Ninh"',
        '"Ninh Quang"',
        "Ninh Quang",
        "gunma visit",
        'x"y',
        "zzzz",
        '"',
        "  ",
    ):
        box.fill(text)
        assert_passing(opened, tables, columns)
    box.fill('"Ninh Quang"')
    as_phrase = len(passing(opened))
    box.fill("Ninh Quang")
    assert as_phrase < len(passing(opened))
    box.fill("Quảng Ninh")
    box.press("Enter")
    heading = opened.page.locator(".ec-heading")
    expect(heading).to_contain_text("“Quảng Ninh”")
    expect(heading).to_contain_text(f"{len(found[0])} of {len(columns)}")
    opened.page.wait_for_url(re.compile(r"[?&]q="))
    again = opened.open(opened.address())
    assert again.page.locator(".lv-finding > .lv-find").input_value() == "Quảng Ninh"
    assert passing(again) == found[0]


def test_search_where_there_are_too_many_events_for_the_browser(
    serve: Serve, visit: NewVisit, tmp_path_factory: pytest.TempPathFactory
) -> None:
    many = synthetic_tables(MOST_MARKS + 1, places=12, seed=11)
    folder = write_tables(many, tmp_path_factory.mktemp("many") / "data")
    tables = open_tables(folder)
    columns = event_columns(tables)
    title = tables["events"]["title_en"].iloc[123]
    one, _ = Selection.parse({"q": f'"{title}"'}, tables)
    expected = columns.total(one.mask(columns, tables))
    assert 0 < expected < len(columns)
    seen = visit().open(serve(folder) + f"?{one.query()}")
    found = seen.page.locator(f'[data-linked-view][data-events="{expected}"]')
    expect(found).to_be_attached()
    box = seen.page.locator(".lv-finding > .lv-find")
    box.fill("nothing has these words")
    box.press("Enter")
    expect(seen.page.locator('[data-linked-view][data-events="0"]')).to_be_attached()
    expect(box).to_have_attribute("aria-busy", "false")
    box.fill(f'"{title}"')
    box.press("Enter")
    expect(found).to_be_attached()
    assert passing(seen) == np.flatnonzero(one.mask(columns, tables)).tolist()
    box.fill("")
    box.press("Enter")
    expect(seen.page.locator(f'[data-linked-view][data-events="{len(columns)}"]')).to_be_attached()


def test_words_offer_what_they_name(opened: Visit, tables: Tables) -> None:
    page = opened.page
    box, offers = page.locator(".lv-finding > .lv-find"), page.locator(".lv-offer")
    note = page.locator(".lv-find-note")
    box.fill("Gunma partners")
    expect(note).to_have_text("No event has all of these words.")
    expect(offers.first).to_contain_text("Gunma: profile and partners")
    box.press("ArrowDown")
    expect(offers.first).to_be_focused()
    page.keyboard.press("Enter")
    profile = page.locator(".ld-profile[data-place=gunma]")
    expect(profile.get_by_role("heading", name="Partners")).to_be_in_viewport()
    expect(page.locator(".ec-heading")).to_be_focused()
    assert opened.view("view.parameters()") == {"place": "gunma"}
    # What the words were comes back.
    page.get_by_role("button", name="Undo").click()
    expect(box).to_have_value("Gunma partners")
    box.fill("Quang Ninh 2023")
    selection, _ = Selection.parse("place=quang-ninh&when=2023-01-01/2023-12-31", tables)
    columns = event_columns(tables)
    count = columns.total(selection.mask(columns, tables))
    expect(offers.first).to_have_text(f"Only 2023 · Quang Ninh: {count} events")
    offers.first.click()
    expect(offers).to_have_count(0)
    expect(box).to_be_focused()
    expect(page.locator(".ec-heading")).to_contain_text(f"{count} of")
    assert selection_of(opened, tables) == selection
    box.fill("sources disagree")
    expect(note).to_have_text("Found in no event: “disagree”.")
    offers.first.click()
    expect(page.get_by_role("heading", name="Where sources disagree")).to_be_in_viewport()


@pytest.mark.parametrize(
    ("lang", "typed", "asked", "meant"),
    [
        ("en", "gumna", "Did you mean “Gunma”?", "Gunma"),
        ("vi", "quang nihn 2023", "Có phải bạn muốn tìm “Quảng Ninh 2023”?", "Quảng Ninh 2023"),
        ("ja", "神奈川件", "もしかして「神奈川県」", "神奈川県"),
    ],
)
def test_a_misspelt_name_is_offered_as_it_is_spelt(
    serve: Serve, visit: NewVisit, tables: Tables, lang: str, typed: str, asked: str, meant: str
) -> None:
    seen = visit().open(f"{serve(DATA)}?lang={lang}")
    page = seen.page
    box, offers = page.locator(".lv-finding > .lv-find"), page.locator(".lv-offer")
    box.fill("xyzzy")
    expect(page.locator(".lv-find-note")).to_contain_text("xyzzy")
    expect(offers).to_have_count(0)
    box.fill(typed)
    offer = page.get_by_role("button", name=asked)
    expect(offer).to_be_visible()
    offer.click()
    expect(box).to_have_value(meant)
    expect(box).to_be_focused()
    expect(page.get_by_role("button", name=asked)).to_have_count(0)
    columns = event_columns(tables)
    selection, _ = Selection.parse({"q": meant}, tables)
    assert seen.total() == columns.total(selection.mask(columns, tables)) > 0


def test_an_empty_selection_says_what_to_give_up(
    serve: Serve, visit: NewVisit, tables: Tables
) -> None:
    asked, _ = Selection.parse("when=1990&place=gunma&q=*sister*", tables)
    seen = visit().open(f"{serve(DATA)}?{asked.query()}")
    page = seen.page
    expect(page.get_by_text("No events pass the filters.")).to_be_visible()
    # No single one of the three brings an event back.
    seen.rest()
    expect(page.get_by_role("button", name="Without")).to_have_count(0)
    box = page.locator(".lv-finding > .lv-find")
    box.fill("")
    box.press("Enter")
    columns = event_columns(tables)
    count = columns.total(Selection.parse("place=gunma", tables)[0].mask(columns, tables))
    page.get_by_role("button", name=f"Without “1990”: {count} events").click()
    expect(page.locator(".ec-heading")).to_contain_text(f"{count} of")
    # The heading may be there some moments before the view hears of it.
    seen.wait_for("!view.parameters().when")
    assert seen.view("view.parameters()") == {"place": "gunma"}
    expect(page.locator("article.ec").first).to_be_visible()
    # Nor does the timeline stay where there was nothing to be seen.
    in_view = "view.timeline.counts.at(-1).some((count) => count > 0)"
    page.wait_for_function(
        f"() => {{ const view = document.querySelector('[data-linked-view]').linkedView;"
        f" return {in_view}; }}"
    )


def test_the_timeline_leaves_where_only_the_stretch_kept_it(serve: Serve, visit: NewVisit) -> None:
    seen = visit().open(f"{serve(DATA)}?when=1990")
    at_first = seen.view("view.payload.focus.map((iso) => Date.parse(iso) / 864e5)")
    assert seen.view("view.timeline.focus[1]") < at_first[0]
    # Undoing and redoing is looking at one place in time.
    seen.page.locator(".lv-surface").press("Escape")
    seen.page.get_by_role("button", name="Undo").click()
    assert seen.view("view.timeline.focus[1]") < at_first[0]
    seen.page.locator(".lv-dates").get_by_role("button", name="Reset", exact=True).click()
    assert seen.view("view.timeline.focus") == at_first
    # Who has the whole span in view keeps it.
    field = seen.page.get_by_role("textbox", name="From this day")
    field.fill("2020")
    field.press("Enter")
    seen.page.get_by_role("button", name="Show the whole span").click()
    seen.view("view.reset()")
    assert seen.view("view.timeline.focus") == seen.view("view.timeline.extent")


def test_a_stretch_that_is_asked_for_is_brought_into_view(serve: Serve, visit: NewVisit) -> None:
    seen = visit().open(f"{serve(DATA)}?when=1990")
    brush = seen.page.locator(".lv-brush")
    expect(brush).to_be_visible()
    # An address that says where to look is obeyed.
    elsewhere = visit().open(f"{serve(DATA)}?when=1990&focus=2020-01-01/2024-12-31")
    expect(elsewhere.page.locator(".lv-brush")).to_be_hidden()
    field = elsewhere.page.get_by_role("textbox", name="From this day")
    field.fill("1974")
    field.press("Enter")
    expect(elsewhere.page.locator(".lv-brush")).to_be_visible()
    expect(brush).to_be_visible()


@pytest.mark.parametrize(("width", "lang"), [(360, "ja"), (360, "vi"), (1024, "en")])
def test_what_steers_the_view_is_not_cut(
    serve: Serve, visit: NewVisit, width: int, lang: str
) -> None:
    seen = visit(viewport={"width": width, "height": 768}).open(f"{serve(DATA)}?lang={lang}")
    names = ".lv-date", ".lv-dates button", '[data-testid="stButtonGroup"] [role="radiogroup"]'
    # Of the languages, and of what is shown below the view, which comes last.
    expect(seen.page.locator(names[-1])).to_have_count(2)
    edges = seen.page.eval_on_selector_all(
        ", ".join(names),
        "nodes => nodes.map((node) => node.getBoundingClientRect().right)",
    )
    assert edges
    assert max(edges) <= width
    first, last = seen.page.locator(".lv-date").all()
    tops = [box["y"] for field in (first, last) if (box := field.bounding_box())]
    assert tops[0] == tops[1]


# A map that flies to where it is to lie may be slow enough to be taken for one that rests.
AT_ONCE = {"reduced_motion": "reduce"}
AREA_IS_IN_VIEW = "String(view.choosing.choices.area) === String(view.map.bounds())"


def test_only_what_is_in_view(
    serve: Serve, visit: NewVisit, tables: Tables, columns: EventColumns
) -> None:
    opened = visit(**AT_ONCE).open(serve(DATA))
    page, heading = opened.page, opened.page.locator(".ec-heading")
    page.get_by_label("Zoom to Japan").click()
    page.wait_for_url(re.compile(r"[?&]map="))
    area = page.get_by_label("Only what is in view")
    area.check()
    before = opened.total()
    assert 0 < before < len(columns)
    assert_passing(opened, tables, columns)
    expect(heading).to_contain_text(f"{before} of {len(columns)}")
    expect(heading).to_contain_text("in the chosen area")
    page.get_by_label("Zoom to Vietnam").click()
    page.wait_for_function(
        "old => document.querySelector('[data-linked-view]').dataset.events !== old",
        arg=str(before),
    )
    opened.wait_for(AREA_IS_IN_VIEW)
    assert_passing(opened, tables, columns)
    inside = opened.total()
    box = page.locator(".lv-canvas").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 200, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] - 100, steps=8)
    page.mouse.up()
    page.wait_for_function(
        "old => document.querySelector('[data-linked-view]').dataset.events !== old",
        arg=str(inside),
    )
    opened.wait_for(AREA_IS_IN_VIEW)
    assert_passing(opened, tables, columns)
    area.uncheck()
    assert opened.total() == len(columns)
    expect(heading).to_contain_text(f"{len(columns)} of {len(columns)}")
    assert "area" not in opened.view("view.parameters()")


def list_of(seen: Visit, name: str) -> Locator:
    return seen.page.locator(".lv-facet").filter(has=seen.page.locator(f'[data-facet="{name}"]'))


def assert_list(seen: Visit, name: str, tables: Tables, columns: EventColumns) -> None:
    """What the list of one facet shows are the reference's counts, the fullest first."""
    selection = selection_of(seen, tables)
    mask = selection.without(name).mask(columns, tables)
    expected = dict(zip(columns.facets[name].ids, columns.count(name, mask).tolist(), strict=True))
    shown = seen.page.eval_on_selector_all(
        f'[data-facet="{name}"]',
        "nodes => nodes.map((n) => [n.dataset.value, Number(n.dataset.count), n.ariaPressed])",
    )
    assert shown
    assert {value: count for value, count, _ in shown} == {
        value: expected[value] for value, _, _ in shown
    }
    order = [(pressed != "true", -count) for _, count, pressed in shown]
    assert order == sorted(order)


def test_lists_of_values(opened: Visit, tables: Tables, columns: EventColumns) -> None:
    page = opened.page
    summaries = page.locator(".lv-facet > summary")
    for name, summary in zip(LISTS, summaries.all(), strict=True):
        summary.click()
        expect(page.locator(f'[data-facet="{name}"]').first).to_be_visible()
        assert_list(opened, name, tables, columns)
    place = list_of(opened, "place")
    values = place.locator(".lv-value")
    assert values.count() == 8
    place.get_by_role("button", name="Show all").click()
    everything = values.count()
    mask = np.ones(len(columns), dtype=bool)
    assert everything == int((columns.count("place", mask) > 0).sum())
    assert_list(opened, "place", tables, columns)
    place.get_by_role("button", name="Show fewer").click()
    assert values.count() == 8
    find = place.get_by_label("Find in this list")
    find.fill("quang ninh")
    expect(values.first).to_have_attribute("data-value", "quang-ninh")
    assert values.count() < 8
    values.first.focus()
    page.keyboard.press("Enter")
    expect(values.first).to_have_attribute("aria-pressed", "true")
    assert opened.view("view.parameters()") == {"place": "quang-ninh"}
    find.fill("")
    for name in LISTS:
        assert_list(opened, name, tables, columns)
    # The keyboard keeps its place while the list sorts anew, also when its button sinks.
    last = list_of(opened, "source").locator(".lv-value").last
    chosen = str(last.get_attribute("data-value"))
    last.focus()
    focused = "() => document.activeElement.dataset.value"
    page.keyboard.press("Space")
    assert page.evaluate(focused) == chosen
    assert_list(opened, "source", tables, columns)
    assert_passing(opened, tables, columns)
    for _ in range(2):
        page.keyboard.press("Space")
        assert page.evaluate(focused) == chosen
    expect(page.locator(".ec-heading")).to_contain_text(f"{opened.total()} of {len(columns)}")
    opened.view("view.reset()")
    # A choice in a list that has since been closed is told at its name.
    list_of(opened, "kind").locator(".lv-value").first.click()
    list_of(opened, "kind").locator("summary").click()
    expect(list_of(opened, "kind").locator(".lv-chosen")).to_have_text("1")


def test_undo_and_redo(opened: Visit) -> None:
    page = opened.page
    back, forth = page.get_by_label("Undo", exact=True), page.get_by_label("Redo", exact=True)
    expect(back).to_be_disabled()
    expect(forth).to_be_disabled()
    states = [opened.view("view.parameters()")]
    page.locator('[data-sector="tourism"]').click()
    states.append(opened.view("view.parameters()"))
    opened.drag_over("2023-01-01", "2025-12-31")
    states.append(opened.view("view.parameters()"))
    assert len(states[-1]) == 2
    # Straight after the brush, with the focus on nothing in particular.
    page.keyboard.press("Control+z")
    assert opened.view("view.parameters()") == states[1]
    back.click()
    assert opened.view("view.parameters()") == states[0]
    expect(back).to_be_disabled()
    page.keyboard.press("Control+Shift+Z")
    assert opened.view("view.parameters()") == states[1]
    forth.click()
    assert opened.view("view.parameters()") == states[2]
    expect(forth).to_be_disabled()
    heading = page.locator(".ec-heading")
    expect(heading).to_contain_text(f"{opened.total()} of")
    # A new choice ends the way forward.
    page.keyboard.press("Control+z")
    page.locator('[data-sector="culture"]').click()
    expect(forth).to_be_disabled()
    chosen = opened.view("view.parameters()")
    assert chosen == {"sector": "culture,tourism"}
    for reset in (
        page.locator(".lv-dates").get_by_role("button", name="Reset", exact=True),
        page.get_by_test_id("stBaseButton-secondary").get_by_text("Reset"),
    ):
        expect(heading).to_contain_text("Tourism")
        reset.click()
        expect(page.locator('[data-sector="culture"]')).to_have_attribute("aria-pressed", "false")
        assert opened.view("view.parameters()") == {}
        page.keyboard.press("Control+z")
        assert opened.view("view.parameters()") == chosen
    # In the field of a search, the keys undo the typing and nothing else.
    page.locator(".lv-finding > .lv-find").focus()
    page.keyboard.press("Control+z")
    assert opened.view("view.parameters()") == chosen
