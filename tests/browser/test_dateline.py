"""A map of places on both sides of the 180th meridian: they lie side by side; all else holds."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from click.testing import CliRunner

from dashboard.intake.command import command
from tests.browser.conftest import NewVisit, Serve, Visit
from tests.browser.test_pictures import SVG, make

SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
PACIFIC = """when,what,place
2020-03-01,Harbour opened,Suva
2020-09-12,Ferry line,Suva; Apia
2021-02-02,School twinned,Auckland; Apia
2022-01-15,Festival,Honolulu; Sapporo
2023-05-03,Clinic,Labasa
2024-10-10,Meeting,Anchorage; Auckland
"""
# Where the circles are, from left to right, as shares of the map's width; and how far deck.gl's
# view is from ours.
LAID = """(() => {
  const { map } = view;
  const [width, height] = map.size();
  const shown = map.places.filter((place, i) => map.circles[i]?.count);
  const at = shown.map(({ name, position }) => [name, ...map.pixelOf(position)]);
  const drawn = map.deck.deck.getViewports()[0];
  const axes = ["longitude", "latitude", "zoom"];
  return {
    names: at.sort((a, b) => a[1] - b[1]).map(([name]) => name),
    shares: Object.fromEntries(at.map(([name, x]) => [name, x / width])),
    beyond: at.filter(([, x, y]) => x < 0 || y < 0 || x > width || y > height),
    apart: Math.max(...axes.map((axis) => Math.abs(drawn[axis] - map.view[axis]))),
  };
})()"""
# Whether the basemap has another colour at a point on land than at one in the sea.
LAND = """(() => {
  const { map } = view;
  const ratio = devicePixelRatio;
  const at = (lon, lat) => {
    const [x, y] = map.pixelOf(map.turned([lon, lat])).map((pixel) => Math.round(pixel * ratio));
    return String(map.basemap.context.getImageData(x, y, 1, 1).data);
  };
  const sea = at(-165, 5);
  return argument.filter(([lon, lat]) => at(lon, lat) !== sea).length;
})()"""
ON_BOTH_SIDES = [[147, -32], [-155.5, 19.6], [-120, 55], [105, 60], [140, 37]]


@pytest.fixture(scope="module")
def pacific(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset around the Pacific."""
    folder = tmp_path_factory.mktemp("pacific")
    (folder / "pacific.csv").write_text(PACIFIC, encoding="utf-8")
    asked = [str(folder / "pacific.csv"), "-o", str(folder / "made"), "--yes"]
    made = CliRunner().invoke(command, asked)
    assert made.exit_code == 0, made.output
    return folder / "made"


def place(seen: Visit, name: str) -> str:
    return str(seen.view("view.map.places.find(({ name }) => name === argument).id", name))


def longitude_in_address(seen: Visit) -> float:
    map_ = seen.view("new URLSearchParams(location.search).get('map')")
    return float(map_.split(",")[0])


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_places_on_both_sides_lie_side_by_side(
    serve: Serve, visit: NewVisit, pacific: Path, size: tuple[int, int]
) -> None:
    width, height = size
    seen = visit(viewport={"width": width, "height": height}).open(serve(pacific))
    laid = seen.view(LAID)
    order = ["Hokkaido", "Auckland", "Central", "Northern", "Tuamasaga", "Hawaii", "Alaska"]
    assert [name for name in laid["names"] if name in order] == order
    assert laid["beyond"] == []
    assert laid["apart"] < 1e-6
    # Fiji and Samoa are neighbours.
    assert laid["shares"]["Tuamasaga"] - laid["shares"]["Central"] < 0.1
    # Land is drawn on both sides.
    seen.wait_for(f"({LAND}) === argument.length", ON_BOTH_SIDES)
    # Arcs go the shorter way.
    arcs = seen.view("view.map.basemap.arcs.map(({ source, target }) => target[0] - source[0])")
    assert len(arcs) == 4
    assert max(map(abs, arcs)) < 90


@pytest.mark.parametrize("name", ["Central", "Tuamasaga", "Hawaii"])
def test_a_click_chooses_a_place_on_either_side(
    serve: Serve, visit: NewVisit, pacific: Path, name: str
) -> None:
    seen = visit().open(serve(pacific))
    chosen = place(seen, name)
    seen.page.locator(".lv-canvas").scroll_into_view_if_needed()
    # Circles of neighbours lie upon each other until the map is near.
    seen.view("view.map.lookAt(argument, true)", f"{point(seen, name)},6")
    seen.wait_for("Math.abs(view.map.deck.deck.getViewports()[0].zoom - 6) < 1e-6")
    seen.page.mouse.click(*seen.point_of(chosen))
    seen.wait_for("view.parameters().place === argument", chosen)
    assert seen.view(LAID)["apart"] < 1e-6


def point(seen: Visit, name: str) -> str:
    """Longitude and latitude of a place as an address has them."""
    given = seen.view(
        "view.payload.specs.map.deck.layers.find(({ id }) => id === 'places')"
        ".data.find(({ name }) => name === argument).position",
        name,
    )
    assert -180 <= given[0] <= 180
    return f"{given[0]},{given[1]}"


def test_an_address_tells_the_same_map_again(serve: Serve, visit: NewVisit, pacific: Path) -> None:
    for longitude in (179, -179, 5):
        address = f"{serve(pacific)}?map={longitude},-16,4"
        seen = visit().open(address)
        assert seen.view("view.map.pixelOf(view.map.turned([argument, -16]))[0]", longitude) == (
            pytest.approx(seen.view("view.map.size()[0] / 2"), abs=0.5)
        )
        assert seen.view(LAID)["apart"] < 1e-6


def test_only_what_is_in_view_counts_on_both_sides(
    serve: Serve, visit: NewVisit, pacific: Path
) -> None:
    seen = visit().open(f"{serve(pacific)}?map=-178,-16,4.5")
    seen.page.get_by_label("Only what is in view").check()
    seen.wait_for("view.parameters().area")
    west, _, east, _ = map(float, seen.view("view.parameters().area").split(","))
    assert 160 < west < 180
    assert -180 < east < -160
    # Fiji and Samoa, but neither Auckland nor what lies farther.
    assert seen.total() == 4
    seen.wait_for("location.search.includes('area=')")
    again = visit().open(seen.address())
    assert again.total() == 4


def test_a_hand_moves_the_map_across_both_meridians(
    serve: Serve, visit: NewVisit, pacific: Path
) -> None:
    seen = visit().open(serve(pacific))
    middle = seen.view("view.map.middle")
    seen.page.locator(".lv-canvas").scroll_into_view_if_needed()
    for at in (180.0, middle + 179.5):
        longitude = at if at <= 180 else at - 360
        seen.view("view.map.lookAt(argument, true)", f"{longitude},0,4")
        seen.wait_for("Math.abs(view.map.deck.deck.getViewports()[0].zoom - 4) < 1e-6")
        before = seen.view("view.map.view.longitude")
        box = seen.page.locator(".lv-canvas").bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        seen.page.mouse.move(x, y)
        seen.page.mouse.down()
        seen.page.mouse.move(x - 120, y, steps=6)
        seen.page.mouse.up()
        seen.wait_for("Math.abs(view.map.view.longitude - argument) > 2", before)
        moved = seen.view("view.map.view.longitude")
        assert middle - 180 <= moved <= middle + 180
        assert 2 < (moved - before) % 360 < 12
        assert seen.view(LAID)["apart"] < 1e-6
        seen.wait_for("new URLSearchParams(location.search).get('map')")
        assert -180 <= longitude_in_address(seen) <= 180


def test_a_picture_shows_both_sides(serve: Serve, visit: NewVisit, pacific: Path) -> None:
    seen = visit().open(serve(pacific))
    options = {"part": "map", "ratio": "16:9", "format": "svg", "scale": 1}
    root = ET.fromstring(make(seen, **options))  # noqa: S314 - our own file
    circles = {node.get("data-place"): node for node in root.iter(f"{SVG}circle")}
    xs = [
        float(circles[place(seen, name)].get("cx", "nan"))
        for name in ("Hokkaido", "Central", "Tuamasaga", "Hawaii", "Alaska")
    ]
    assert xs == sorted(xs)
    assert xs[2] - xs[1] < 60
    # The largest outline is that of land, which reaches to both sides of all places.
    shapes = [node.get("d", "") for node in root.iter(f"{SVG}path")]
    across = [float(x) for x in re.findall(r"[ML](-?[\d.]+) ", max(shapes, key=len))]
    assert min(across) < xs[0] - 50
    assert max(across) > xs[-1] + 50
