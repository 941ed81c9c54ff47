"""A map of places all over the world: its first view, and what a hand does to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from dashboard.intake.command import command
from tests.browser.conftest import NewVisit, Serve

SIZES = {"phone": (360, 780), "desktop": (1280, 900)}
WORLDWIDE = """when,what,latitude,longitude
2020-01-01,Anchorage,61.22,-149.9
2021-01-01,Ushuaia,-54.8,-68.3
2022-01-01,Reykjavik,64.15,-21.94
2023-01-01,Wellington,-41.29,174.78
2024-01-01,Nairobi,-1.29,36.82
"""
# Which circles lie beyond the map, and how far deck.gl's view is from ours.
BEYOND = """(() => {
  const { map } = view;
  const [width, height] = map.size();
  const shown = map.places.filter((place, i) => map.circles[i]?.count);
  const isBeyond = ([x, y]) => x < 0 || y < 0 || x > width || y > height;
  const drawn = map.deck.deck.getViewports()[0];
  const axes = ["longitude", "latitude", "zoom"];
  return {
    shown: shown.length,
    beyond: shown.filter(({ position }) => isBeyond(map.pixelOf(position))).map(({ name }) => name),
    apart: Math.max(...axes.map((axis) => Math.abs(drawn[axis] - map.view[axis]))),
    zoom: map.view.zoom,
    latitude: map.view.latitude,
  };
})()"""

# Whether the buttons of the countries lie on those that move the map.
COVERING = """(() => {
  const { group, zooms } = view.map.tools;
  const [a, b] = [group, zooms].map((one) => one.getBoundingClientRect());
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
})()"""


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_a_map_of_the_whole_world_shows_all_of_its_places_at_first(
    serve: Serve, visit: NewVisit, tmp_path: Path, size: tuple[int, int]
) -> None:
    table, folder = tmp_path / "world.csv", tmp_path / "world"
    table.write_text(WORLDWIDE, encoding="utf-8")
    made = CliRunner().invoke(command, [str(table), "-o", str(folder), "--yes"])
    assert made.exit_code == 0, made.output
    width, height = size
    seen = visit(viewport={"width": width, "height": height}).open(serve(folder))
    first = seen.view(BEYOND)
    assert first["shown"] == 5
    assert first["beyond"] == []
    assert len(seen.view("view.map.tools.countries")) == 5
    assert not seen.view(COVERING)
    # A touch changes nothing but what it moves.
    seen.page.locator(".lv-canvas").scroll_into_view_if_needed()
    box = seen.page.locator(".lv-canvas").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    longitude = seen.view("view.map.view.longitude")
    seen.page.mouse.move(x, y)
    seen.page.mouse.down()
    seen.page.mouse.move(x - 40, y, steps=4)
    seen.page.mouse.up()
    seen.wait_for("view.map.view.longitude > argument + 1", longitude)
    touched = seen.view(BEYOND)
    assert touched["zoom"] == pytest.approx(first["zoom"])
    assert touched["latitude"] == pytest.approx(first["latitude"], abs=0.01)
    assert touched["apart"] < 1e-6
    # The address tells the same map again.
    seen.wait_for("decodeURIComponent(location.search).includes('map=')")
    asked = seen.address()
    again = visit(viewport={"width": width, "height": height}).open(asked)
    assert again.view("view.map.view.zoom") == pytest.approx(first["zoom"], abs=0.01)
    assert again.page.get_by_text("was left out").count() == 0
