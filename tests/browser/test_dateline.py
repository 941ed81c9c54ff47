"""A map of places on both sides of the 180th meridian: they lie side by side; all else holds."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from click.testing import CliRunner

from dashboard.intake.command import command
from dashboard.tables import open_tables
from tests.browser.conftest import NewVisit, Serve, Visit
from tests.browser.test_pictures import SVG, make

# West, south, east and north of units that are drawn as rectangles.
UNITS = {"Hokkaido": (140, 41, 146, 46), "Hawaii": (-161, 18, -154, 23)}
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
# Whether the places of these names are in view.
SHOWN = """argument.every((name) => {
  const [x, y] = view.map.pixelOf(view.map.places.find((place) => place.name === name).position);
  const [width, height] = view.map.size();
  return x > 0 && x < width && y > 0 && y < height;
})"""
ON_BOTH_SIDES = [[147, -32], [-155.5, 19.6], [-120, 55], [105, 60], [140, 37]]


@pytest.fixture(scope="module")
def pacific(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset around the Pacific."""
    folder = tmp_path_factory.mktemp("pacific")
    (folder / "pacific.csv").write_text(PACIFIC, encoding="utf-8")
    asked = [str(folder / "pacific.csv"), "-o", str(folder / "made"), "--yes"]
    made = CliRunner().invoke(command, asked)
    assert made.exit_code == 0, made.output
    ids = open_tables(folder / "made")["locations"].set_index("name_en")["location_id"]
    units = {"type": "FeatureCollection", "features": [outline(ids[name], name) for name in UNITS]}
    path = folder / "made" / "boundaries" / "units.geojson"
    path.write_text(json.dumps(units), encoding="utf-8")
    return folder / "made"


def outline(location_id: str, name: str) -> dict[str, object]:
    west, south, east, north = UNITS[name]
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "type": "Feature",
        "properties": {"location_id": location_id},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


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


@pytest.mark.parametrize("name", UNITS)
def test_outlines_on_either_side_know_the_pointer(
    serve: Serve, visit: NewVisit, pacific: Path, name: str
) -> None:
    west, south, east, north = UNITS[name]
    seen = visit().open(f"{serve(pacific)}?map={(west + east) / 2},{(south + north) / 2},5.5")
    unit = place(seen, name)
    canvas = seen.page.locator(".lv-canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None

    def at(lon: float, lat: float) -> tuple[float, float]:
        x, y = seen.view("view.map.pixelOf(view.map.turned(argument))", [lon, lat])
        return box["x"] + x, box["y"] + y

    # In a corner of it, away from its circle; and in the sea beside it.
    seen.page.mouse.move(*at(west + 0.5, south + 0.5))
    seen.wait_for("view.map.basemap.hovered?.properties.id === argument", unit)
    seen.page.mouse.move(*at(west - 1, south + 0.5))
    seen.wait_for("view.map.basemap.hovered === null")
    seen.page.mouse.click(*at(west + 0.5, south + 0.5))
    seen.wait_for("view.parameters().place === argument", unit)


def test_buttons_show_countries_the_selection_and_everything(
    serve: Serve, visit: NewVisit, pacific: Path
) -> None:
    seen = visit(reduced_motion="reduce").open(serve(pacific))
    first = seen.view("view.map.view.longitude")
    # Alaska and Hawaii lie on one side, the one that is far from the middle of most atlases.
    for button, names in (
        ("United States", ["Hawaii", "Alaska"]),
        ("Fiji", ["Central", "Northern"]),
        ("Japan", ["Hokkaido"]),
    ):
        seen.page.locator(".lv-zooms").get_by_text(button, exact=True).click()
        seen.wait_for(f"{SHOWN} && view.map.zoom > 1", names)
        assert seen.view(LAID)["apart"] < 1e-6
    seen.page.locator(".lv-zooms").get_by_text("⛶").click()
    seen.wait_for("Math.abs(view.map.view.longitude - argument) < 1e-6", first)
    assert seen.view(LAID)["beyond"] == []
    chosen = [place(seen, name) for name in ("Central", "Tuamasaga")]
    seen.view("view.select({ place: argument.join() })", chosen)
    seen.page.locator(".lv-zooms").get_by_text("◎").click()
    seen.wait_for("view.map.zoom > 3")
    west, _, east, _ = seen.view("view.map.bounds()")
    assert east < -165 < 170 < west


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
