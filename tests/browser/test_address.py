"""The address says what is seen: event, map, stretch of time and language."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from dashboard.language import language
from dashboard.tables import Tables
from tests.browser.conftest import COUNT_SENDS, DATA, NewVisit, Serve, Visit
from tests.serving import ROOT

DAY = "2025-11-25"


def asked(seen: Visit) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(seen.address()).query).items()}


def wait_for_address(seen: Visit, name: str, value: str | None) -> None:
    seen.page.wait_for_function(
        "([name, value]) => new URL(location.href).searchParams.get(name) === value",
        arg=[name, value],
    )


def assert_no_exception(seen: Visit) -> None:
    expect(seen.page.get_by_test_id("stException")).to_have_count(0)


def test_event_in_the_address_is_marked_and_not_filtered(
    serve: Serve, visit: NewVisit, tables: Tables
) -> None:
    events = tables["events"]
    # One that is far from the stretch shown at first.
    oldest = events[events["start_date"].notna() & events["end_date"].notna()]
    event_id = str(oldest.sort_values("start_date")["event_id"].iloc[0])
    seen = visit().open(f"{serve(DATA)}?event={event_id}")
    expect(seen.page.locator(".ec").first).to_have_attribute("data-event", event_id)
    row = seen.view("view.details.ids.indexOf(argument)", event_id)
    assert seen.view("view.timeline.highlight") == row
    first, last = seen.view("view.timeline.focus")
    assert first <= seen.view("view.timeline.events.first[argument]", row) <= last
    assert row in seen.view("view.timeline.marks.placed.map((mark) => mark.row)")
    assert seen.total() == len(events)
    # An event that nobody knows is left out, with a notice.
    seen.open(f"{serve(DATA)}?event=no-such-event&utm_source=letter")
    expect(seen.page.locator(".ec-heading")).to_contain_text(f"{len(events)} of {len(events)}")
    assert seen.view("view.timeline.highlight") == -1
    expect(seen.page.get_by_test_id("stCode")).to_contain_text("event='no-such-event' in the")
    wait_for_address(seen, "event", None)
    assert asked(seen)["utm_source"] == "letter"
    seen.open(f"{serve(DATA)}?map=here&focus=9999-01-01/0001-01-01")
    notices = seen.page.get_by_test_id("stCode")
    expect(notices).to_contain_text("map='here' in the address was left out")
    expect(notices).to_contain_text("focus='9999-01-01/0001-01-01' in the address was left out")
    assert_no_exception(seen)


def test_an_area_in_the_address_is_kept_and_looked_at(serve: Serve, visit: NewVisit) -> None:
    japan = "129,30,146,46"
    seen = visit().open(f"{serve(DATA)}?area={japan}")
    expect(seen.page.get_by_label("Only what is in view")).to_be_checked()
    wait_for_address(seen, "lang", "en")
    seen.rest()
    west, south, east, north = seen.view("view.map.bounds()")
    assert west <= 129 < 146 <= east
    assert south <= 30 < 46 <= north
    assert west > 90, "it looks at Japan, not at everything"
    assert seen.view("view.parameters()") == {"area": japan}
    # Nobody has moved the map.
    assert "map" not in asked(seen)


def test_map_and_time_stay_in_the_address(serve: Serve, visit: NewVisit) -> None:
    seen = visit().open(f"{serve(DATA)}?utm_source=letter")
    expect(seen.page.locator(".ec-heading")).to_be_visible()
    wait_for_address(seen, "lang", "en")
    seen.rest()
    box = seen.page.locator(".lv-canvas").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    seen.page.evaluate(COUNT_SENDS)
    seen.page.mouse.move(x, y)
    seen.page.mouse.down()
    seen.page.mouse.move(x - 90, y - 40, steps=6)
    seen.page.mouse.up()
    seen.page.wait_for_url(re.compile(r"[?&]map="))
    seen.page.get_by_label("Zoom in on time").click()
    seen.page.wait_for_url(re.compile(r"[?&]focus="))
    assert seen.page.evaluate("window.sentToServer") == 0
    look = {name: asked(seen)[name] for name in ("map", "focus")}
    seen.page.locator('[data-sector="tourism"]').click()
    wait_for_address(seen, "sector", "tourism")
    # What the server writes keeps all of it, as does what it does on its own account.
    assert asked(seen) == {**look, "sector": "tourism", "utm_source": "letter", "lang": "en"}
    seen.page.get_by_label("Zoom in on time").click()
    seen.page.wait_for_function(
        "old => new URL(location.href).searchParams.get('focus') !== old", arg=look["focus"]
    )
    look["focus"] = asked(seen)["focus"]
    seen.page.get_by_test_id("stBaseButton-secondary").get_by_text("Reset").click()
    expect(seen.page.locator('[data-sector="tourism"]')).to_have_attribute("aria-pressed", "false")
    seen.page.wait_for_function("() => !location.search.includes('sector=')")
    wait_for_address(seen, "focus", look["focus"])
    wait_for_address(seen, "map", look["map"])
    other = visit().open(seen.address())
    assert other.view("view.timeline.focus") == seen.view("view.timeline.focus")
    lies = "['longitude', 'latitude', 'zoom'].map((name) => view.map.view[name])"
    assert other.view(lies) == pytest.approx(seen.view(lies), abs=0.01)
    # deck.gl may still be on its way to its first picture.
    other.wait_for("view.map.deck.deck.isInitialized")
    viewport = "view.map.deck.deck.getViewports()[0]"
    painted = f"{viewport}.center ?? {viewport}.longitude"
    assert other.view(painted) == pytest.approx(seen.view(painted), abs=0.05)


@pytest.mark.parametrize(
    "broken",
    [
        "map=abc&focus=nonsense",
        "map=1,2&focus=2020-01-01/2010-01-01",
        "map=106,95,4&focus=../2010-01-01&when=",
        "map=106,16,400&focus=9999-01-01/9999-12-31",
    ],
)
def test_broken_looks_are_ignored(serve: Serve, visit: NewVisit, broken: str) -> None:
    usual = visit().open(serve(DATA)) if broken.startswith("map=abc") else None
    seen = visit().open(f"{serve(DATA)}?{broken}")
    expect(seen.page.locator(".ec-heading")).to_be_visible()
    assert_no_exception(seen)
    first, last = seen.view("view.timeline.focus")
    low, high = seen.view("view.timeline.extent")
    assert low <= first < last <= high
    if usual is not None:
        assert [first, last] == usual.view("view.timeline.focus")
        # deck.gl adds what it knows besides to it.
        lies = "['longitude', 'latitude', 'zoom'].map((name) => view.map.view[name])"
        assert seen.view(lies) == pytest.approx(usual.view(lies))
    # The map still turns places into points.
    assert all(isinstance(number, float) for number in seen.point_of("quang-ninh"))
    seen.page.locator('[data-sector="tourism"]').click()
    expect(seen.page.locator(".ec-heading")).to_contain_text("Tourism")


@pytest.mark.parametrize("code", ["vi", "ja"])
def test_language_of_address_browser_and_reader(
    serve: Serve, visit: NewVisit, tables: Tables, code: str
) -> None:
    spoken = language(code)
    events = tables["events"]
    event_id = str(events.loc[events["date_edtf"] == DAY, "event_id"].iloc[0])
    by_address = visit().open(f"{serve(DATA)}?lang={code}&event={event_id}&when={DAY}")
    by_browser = visit(locale={"vi": "vi-VN", "ja": "ja-JP"}[code]).open(serve(DATA))
    for seen in (by_address, by_browser):
        expect(seen.page.get_by_role("heading", level=1)).to_have_text(spoken.name(tables.about))
        assert seen.page.locator("[data-linked-view]").get_attribute("lang") == spoken.tag
        expect(
            seen.page.get_by_role("textbox", name=spoken.gettext("From this day"))
        ).to_be_visible()
        assert seen.view("view.format(argument)", 1234567) == spoken.number(1234567)
    expect(by_address.page.locator(".ec-when").first).to_contain_text(spoken.date_words(DAY))
    expect(by_address.page.locator(".ec-heading")).to_contain_text(spoken.date_words(DAY))
    seen = by_browser
    expect(seen.page.locator('[data-sector="tourism"] .lv-name')).not_to_have_text("Tourism")
    seen.page.locator('[data-sector="tourism"]').click()
    seen.drag_over("2025-01-01", "2025-12-31")
    seen.page.wait_for_url(re.compile("when="))
    chosen = seen.view("view.parameters()")
    seen.view("view.timeline.zoom(0.5)")
    seen.page.wait_for_url(re.compile("focus="))
    focus = seen.view("view.timeline.focus")
    total = seen.total()
    # Into English: one linked view, the same selection, the same stretch of time.
    seen.page.get_by_test_id("stButtonGroup").get_by_text("English").click()
    expect(seen.page.locator('[data-sector="tourism"] .lv-name')).to_have_text("Tourism")
    expect(seen.page.locator("[data-linked-view]")).to_have_count(1)
    seen.page.wait_for_selector(
        '[data-linked-view][data-ready="true"][lang="en-GB"], '
        '[data-linked-view][data-ready="true"][lang="en"]'
    )
    assert seen.view("view.parameters()") == chosen
    assert seen.view("view.timeline.focus") == focus
    assert seen.total() == total
    wait_for_address(seen, "lang", "en")
    assert asked(seen)["sector"] == "tourism"
    assert_no_exception(seen)


def test_going_back_and_forth_is_followed_by_page_and_view(serve: Serve, visit: NewVisit) -> None:
    opened = visit().open(serve(ROOT / "data"))
    page = opened.page

    def choose(sector: str) -> None:
        page.locator(f'[data-sector="{sector}"]').click()
        page.wait_for_url(lambda url: sector in url)

    choose("tourism")
    choose("culture")
    heading = page.locator(".ec-heading strong")
    expect(heading).to_contain_text("Culture or Tourism")
    page.go_back()
    expect(page.locator('[data-sector="culture"]')).to_have_attribute("aria-pressed", "false")
    assert opened.view("view.parameters()") == {"sector": "tourism"}
    expect(heading).to_have_text("Tourism")
    page.go_forward()
    expect(page.locator('[data-sector="culture"]')).to_have_attribute("aria-pressed", "true")
    expect(heading).to_contain_text("Culture or Tourism")
    wait_for_address(opened, "sector", "culture,tourism")


def test_who_goes_back_and_forth_fast_leaves_no_traces(serve: Serve, visit: NewVisit) -> None:
    opened = visit().open(serve(ROOT / "data"))
    page = opened.page
    for sector, wanted in (("tourism", "tourism"), ("culture", "culture,tourism")):
        page.locator(f'[data-sector="{sector}"]').click()
        wait_for_address(opened, "sector", wanted)
    opened.rest()
    length = page.evaluate("history.length")
    # Streamlit tells of each address at once, the view of what it holds when it has drawn that:
    # in between the server knows the one of now and the other of before.
    page.evaluate(
        """async () => {
          const view = document.querySelector("[data-linked-view]").linkedView;
          const select = view.select.bind(view);
          view.select = (...chosen) => {
            const end = performance.now() + 300;
            while (performance.now() < end);
            return select(...chosen);
          };
          const gone = () =>
            new Promise((done) => addEventListener("popstate", done, { once: true }));
          for (let turn = 0; turn < 6; turn++) {
            for (const way of ["back", "forward"]) {
              const arrived = gone();
              history[way]();
              await arrived;
            }
          }
        }"""
    )
    wait_for_address(opened, "sector", "culture,tourism")
    expect(page.locator(".ec-heading strong")).to_contain_text("Culture or Tourism")
    opened.rest()
    wait_for_address(opened, "sector", "culture,tourism")
    assert page.evaluate("history.length") == length
    page.go_back()
    wait_for_address(opened, "sector", "tourism")
    expect(page.locator(".ec-heading strong")).to_have_text("Tourism")


def test_a_slow_machine_may_go_back_and_forth_fast(serve: Serve, visit: NewVisit) -> None:
    opened = visit().open(serve(ROOT / "data"))
    page = opened.page
    slow = page.context.new_cdp_session(page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    for sector in ("tourism", "culture"):
        page.locator(f'[data-sector="{sector}"]').click()
        wait_for_address(opened, "sector", "tourism" if sector == "tourism" else "culture,tourism")
    for _ in range(8):
        page.go_back()
        wait_for_address(opened, "sector", "tourism")
        page.go_forward()
        wait_for_address(opened, "sector", "culture,tourism")
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    expect(page.locator(".ec-heading strong")).to_contain_text("Culture or Tourism")
