"""The events as marks below the timeline's areas: none lost, none on top of another."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
from playwright.sync_api import expect

from dashboard.columns import EventColumns
from dashboard.tables import Tables
from tests.browser.conftest import DATA, NewVisit, Serve, Visit

# The day of which the articles tell the most.
FULL_DAY = "2025-11-25"


def day_number(iso: str) -> int:
    return int(np.datetime64(iso, "D").astype(int))


def focus_on(seen: Visit, first: int, last: int) -> None:
    seen.view("view.timeline.setFocus(...argument)", [first, last])
    seen.view("view.timeline.refocus.flush()")


def placed(seen: Visit) -> list[dict[str, float]]:
    marks: list[dict[str, float]] = seen.view("view.timeline.marks.placed")
    return marks


def assert_none_is_lost(seen: Visit, columns: EventColumns) -> None:
    """Each event in focus has a mark or is in the number above the marks; no two overlap."""
    marks = placed(seen)
    hidden = seen.view("[...view.timeline.marks.overflow.values()].reduce((a, b) => a + b, 0)")
    first, last = seen.view("view.timeline.focus")
    in_focus = np.flatnonzero(columns.within(first, last)).tolist()
    rows = [mark["row"] for mark in marks]
    assert set(rows) <= set(in_focus)
    assert len(rows) == len(set(rows))
    assert len(rows) + hidden == len(in_focus)
    width = seen.view("view.timeline.width")
    by_lane: dict[float, list[tuple[float, float]]] = {}
    for mark in marks:
        assert -0.01 <= mark["x0"] <= mark["x1"] <= width + 0.01
        by_lane.setdefault(mark["lane"], []).append((mark["x0"], mark["x1"]))
    for spans in by_lane.values():
        spans.sort()
        assert all(one[1] <= next_[0] for one, next_ in pairwise(spans))


def strokes_of(seen: Visit, row: int) -> list[str]:
    """What the canvas is told to draw for one row, by the names of the calls."""
    drawn: list[str] = seen.view(
        """(() => {
          const { timeline } = view;
          const { marks } = timeline;
          const all = marks.placed;
          const overflow = marks.overflow;
          const shapes = ["arc", "lineTo", "fill", "stroke", "fillRect", "strokeRect"];
          const names = [...shapes, "setLineDash"];
          const calls = [];
          const context = marks.canvas.getContext("2d");
          for (const name of names) {
            context[name] = (...given) => {
              calls.push(name === "setLineDash" && given[0].length ? "dashed" : name);
              CanvasRenderingContext2D.prototype[name].apply(context, given);
            };
          }
          marks.placed = [{ row: argument, lane: 0, x0: 10, x1: 60, isBar: false },
            { row: argument, lane: 1, x0: 10, x1: 60, isBar: true }];
          marks.overflow = new Map();
          timeline.drawMarks();
          marks.placed = all;
          marks.overflow = overflow;
          for (const name of names) delete context[name];
          timeline.drawMarks();
          return calls;
        })()""",
        row,
    )
    return drawn


def test_every_event_is_placed_or_counted(
    serve: Serve, visit: NewVisit, columns: EventColumns
) -> None:
    seen = visit().open(serve(DATA))
    assert_none_is_lost(seen, columns)
    day = day_number(FULL_DAY)
    first, last = seen.view("view.timeline.extent")
    for span in ((first, last), (day - 400, day + 400), (day - 31, day + 31), (day - 1, day + 1)):
        focus_on(seen, *span)
        assert_none_is_lost(seen, columns)
    # Zoomed in to its days, the fullest day shows every event, stacked.
    of_day = np.flatnonzero((columns.first == day) & (columns.last == day)).tolist()
    assert len(of_day) > 10
    marks = [mark for mark in placed(seen) if mark["row"] in of_day]
    assert len(marks) == len(of_day)
    assert len({mark["lane"] for mark in marks}) > 1
    # A filter takes its events' marks away.
    sector = seen.page.locator('[data-sector="tourism"]')
    sector.click()
    expect(sector).to_have_attribute("aria-pressed", "true")
    shown = {mark["row"] for mark in placed(seen)}
    assert shown
    assert shown <= set(np.flatnonzero(columns.facets["sector"].hits(frozenset({"tourism"}))))


def test_what_is_planned_or_imprecise_is_drawn_so(
    serve: Serve, visit: NewVisit, tables: Tables, columns: EventColumns
) -> None:
    seen = visit().open(serve(DATA))
    events = tables["events"]
    told = seen.view("[view.timeline.events.precision, view.timeline.events.planned]")
    assert told[0] == events["date_precision"].tolist()
    assert told[1] == events["status"].isin(("planned", "proposed")).tolist()

    def first_with(precision: str, *, planned: bool) -> int:
        fits = (events["date_precision"] == precision).to_numpy() & columns.dated
        fits &= (np.array(told[1]) == planned) & (events["end_date"].notna()).to_numpy()
        return int(np.flatnonzero(fits)[0])

    plain = strokes_of(seen, first_with("day", planned=False))
    month = strokes_of(seen, first_with("month", planned=False))
    attested = strokes_of(seen, first_with("attested", planned=False))
    planned = strokes_of(seen, int(np.flatnonzero(np.array(told[1]) & columns.dated)[0]))
    assert "stroke" not in plain
    assert "strokeRect" not in plain
    assert "dashed" in month
    assert "dashed" not in plain
    assert "lineTo" in attested  # a diamond
    assert "lineTo" not in plain
    assert {"stroke", "strokeRect"} <= set(planned)  # hollow


def test_clicking_a_mark_shows_its_card_first_and_filters_nothing(
    serve: Serve, visit: NewVisit, columns: EventColumns
) -> None:
    seen = visit().open(serve(DATA))
    day = day_number(FULL_DAY)
    focus_on(seen, day - 7, day + 7)

    def click_on(row: int) -> str:
        seen.page.locator(".lv-surface").hover(trial=True)
        box = seen.page.locator(".lv-marks").bounding_box()
        assert box is not None
        mark = next(mark for mark in placed(seen) if mark["row"] == row)
        height = seen.view("view.timeline.marksHeight")
        # A lane is 7 pixels high, counted from below.
        x, y = (mark["x0"] + mark["x1"]) / 2, height - (mark["lane"] + 1) * 7 + 3
        seen.page.mouse.click(box["x"] + x, box["y"] + y)
        return columns.event_ids[row]

    dots = [mark["row"] for mark in placed(seen) if not mark["isBar"]]
    first_card = seen.page.locator(".ec").first
    for row in (int(dots[0]), int(dots[-1])):
        event_id = click_on(row)
        seen.page.wait_for_url(re.compile(rf"event={event_id}(&|$)"))
        expect(first_card).to_have_attribute("data-event", event_id)
        assert seen.view("view.timeline.highlight") == row
        assert seen.total() == len(columns)
        assert seen.view("view.parameters()") == {}
    # A second click on a mark takes the highlight back.
    click_on(int(dots[-1]))
    seen.page.wait_for_function("() => !location.search.includes('event=')")
    click_on(int(dots[-1]))
    seen.page.wait_for_function("() => location.search.includes('event=')")
    # The reader moves on in time; a rerun does not pull the window back to the event.
    first, _ = seen.view("view.timeline.extent")
    focus_on(seen, first, first + 400)
    moved = seen.view("view.timeline.focus")
    seen.page.locator('[data-sector="tourism"]').click()
    seen.page.wait_for_url(re.compile(r"sector=tourism"))
    expect(seen.page.locator(".ec-heading")).to_contain_text("Tourism")
    assert seen.view("view.timeline.focus") == moved
    # After a reset the same mark can be clicked again.
    seen.page.get_by_test_id("stBaseButton-secondary").get_by_text("Reset").click()
    seen.page.wait_for_function("() => !location.search.includes('event=')")
    # The view hears of it some moments after the address.
    seen.wait_for("view.highlight === ''")
    focus_on(seen, day - 7, day + 7)
    event_id = click_on(int(dots[-1]))
    seen.page.wait_for_url(re.compile(rf"event={event_id}(&|$)"))
    expect(first_card).to_have_attribute("data-event", event_id)
