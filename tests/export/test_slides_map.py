from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image
from pptx import Presentation

from dashboard.export.request import Request
from dashboard.export.slides import to_pptx
from dashboard.export.slides_extent import Panel, box_of, mercator, panels
from dashboard.export.slides_frame import EMU_AN_INCH, Frame
from dashboard.export.slides_map import DOTS_AN_INCH, picture, radius, spots_at
from dashboard.export.slides_places import Places, Spot, places_of
from dashboard.export.slides_selected import selected
from dashboard.language import language
from dashboard.tables import Tables
from dashboard.views.boundaries import load_boundaries
from tests.export.conftest import DATA
from tests.export.rendered import colors
from tests.export.small import dated, ids, with_cells

FRAME = Frame(0.6, 1.5, 9.0, 4.8)
VIETNAM = [(105.8, 21.0), (107.3, 21.2), (108.2, 16.0), (106.7, 10.8)]
JAPAN = [(141.3, 43.1), (139.7, 35.7), (130.4, 33.6)]


def spot(place_id: str, country: str, lon: float, lat: float, *wedges: int) -> Spot:
    return Spot(place_id, place_id.title(), country, lon, lat, sum(wedges), wedges)


def places(*spots: Spot, arcs: tuple[tuple[str, str, int], ...] = ()) -> Places:
    known: dict[str, list[tuple[float, float]]] = {}
    for each in spots:
        known.setdefault(each.country, []).append((each.lon, each.lat))
    return Places(spots, (), arcs, known, 0)


def drawn(shown: Places, found: list[Panel], outlines: dict[str, object]) -> Image.Image:
    content = picture(shown, found, FRAME, outlines, ["#0d65ba", "#b63905"])
    return Image.open(io.BytesIO(content)).convert("RGB")


def dot(at: tuple[float, float]) -> tuple[int, int]:
    return (
        round((at[0] - FRAME.left) * DOTS_AN_INCH),
        round((at[1] - FRAME.top) * DOTS_AN_INCH),
    )


def test_mercator_is_conformal_and_has_an_end() -> None:
    assert mercator(107.0, 0.0) == pytest.approx((107.0, 0.0))
    step = 0.01
    east = mercator(0, 60)[0] - mercator(-step, 60)[0]
    north = mercator(0, 60 + step / 2)[1] - mercator(0, 60)[1]
    assert north == pytest.approx(east, rel=1e-3)
    assert mercator(0, 90) == mercator(0, 85)


def test_countries_far_apart_have_panels_side_by_side() -> None:
    shown = {"JP": JAPAN, "VN": VIETNAM}
    found = panels(shown, shown, FRAME)
    assert [panel.countries for panel in found] == [{"VN"}, {"JP"}]
    assert not found[0].frame.meets(found[1].frame)
    for panel in found:
        assert FRAME.holds(panel.frame) or panel.frame.right == pytest.approx(FRAME.right)
        # Neither is stretched: a degree is as long in both directions.
        assert panel.box.width / panel.frame.width == pytest.approx(
            panel.box.height / panel.frame.height
        )
        for lon, lat in shown[next(iter(panel.countries))]:
            x, y = panel.at(lon, lat)
            assert panel.frame.left < x < panel.frame.right
            assert panel.frame.top < y < panel.frame.bottom


def test_neighbours_and_a_single_country_share_one_panel() -> None:
    near = {"AA": [(10.0, 50.0)], "BB": [(11.0, 50.5)]}
    (joint,) = panels(near, near, FRAME)
    assert joint.countries == {"AA", "BB"}
    (single,) = panels({"VN": VIETNAM[:1]}, {"VN": VIETNAM}, FRAME)
    assert single.countries == {"VN"}
    # One place alone still shows enough of its country to be recognised.
    assert single.box.height > 0.6 * box_of(VIETNAM).height


def test_circles_have_the_colours_of_their_sectors_and_areas_of_their_counts() -> None:
    shown = places(spot("ha-noi", "VN", 105.8, 21.0, 30, 10), spot("hue", "VN", 107.5, 16.4, 0, 10))
    (panel,) = panels({"VN": VIETNAM}, {"VN": VIETNAM}, FRAME)
    image = drawn(shown, [panel], {})
    at = spots_at(shown, [panel])
    found = colors(image)
    blue, red = found[13, 101, 186], found[182, 57, 5]
    large = radius(40, 40, FRAME) * DOTS_AN_INCH
    assert blue == pytest.approx(0.75 * 3.1416 * large**2, rel=0.05)
    small = radius(10, 40, FRAME) * DOTS_AN_INCH
    assert red == pytest.approx(3.1416 * (0.25 * large**2 + small**2), rel=0.05)
    assert image.getpixel(dot(at["hue"])) == (182, 57, 5)
    assert image.size == (round(FRAME.width * DOTS_AN_INCH), round(FRAME.height * DOTS_AN_INCH))


def test_arcs_are_drawn_between_panels_and_only_where_there_are_pairs() -> None:
    spots = (spot("ha-noi", "VN", 105.8, 21.0, 3, 1), spot("tokyo", "JP", 139.7, 35.7, 2, 1))
    shown = {"JP": JAPAN, "VN": VIETNAM}
    found = panels(shown, shown, FRAME)
    joined = drawn(places(*spots, arcs=(("ha-noi", "tokyo", 3),)), found, {})
    apart = drawn(places(*spots), found, {})
    color = (230, 186, 165)
    assert colors(joined)[color] > 1000
    assert colors(apart)[color] == 0


def test_outlines_are_drawn_and_a_graticule_where_there_are_none(committed: Tables) -> None:
    shown = places(spot("ha-noi", "VN", 105.8, 21.0, 3, 1))
    (panel,) = panels({"VN": VIETNAM}, {"VN": VIETNAM}, FRAME)
    with_land = colors(drawn(shown, [panel], dict(load_boundaries(DATA, committed))))
    without = colors(drawn(shown, [panel], {}))
    land, grid = (247, 247, 245), (215, 223, 232)
    assert with_land[land] > 50_000
    assert without[land] == 0
    assert without[grid] > 5_000


def test_an_event_in_a_city_counts_at_its_province(committed: Tables) -> None:
    events = list(committed["events"]["event_id"])
    found = places_of(selected(committed, events, Request("–", language("en"))))
    kinds = committed["locations"].set_index("location_id")["kind"]
    assert {kinds[spot.place_id] for spot in found.spots} == {"province", "prefecture"}
    links = committed["event_locations"]
    locations = committed["locations"]
    inside = {"quang-ninh"}
    while True:
        more = set(locations.loc[locations["parent_id"].isin(list(inside)), "location_id"])
        if more <= inside:
            break
        inside |= more
    events_there = links.loc[links["location_id"].isin(list(inside)), "event_id"].nunique()
    assert next(s for s in found.spots if s.place_id == "quang-ninh").count == events_there
    ends = {end for one, other, _ in found.arcs for end in (one, other)}
    assert ends <= {spot.place_id for spot in found.spots}


def test_places_without_coordinates_leave_the_map_out() -> None:
    tables = with_cells(dated(["2025-11-25"]), "locations", lat=float("nan"), lon=float("nan"))
    content = to_pptx(tables, ids(tables), Request("–", language("en")))
    titles = [s.shapes.title.text_frame.text for s in Presentation(io.BytesIO(content)).slides]
    assert "Timeline" in titles
    assert "Map" not in titles


@pytest.mark.parametrize("code", ["en", "vi", "ja"])
def test_no_name_stands_upon_another_or_outside_the_map(committed: Tables, code: str) -> None:
    events = list(committed["events"]["event_id"])
    content = to_pptx(committed, events, Request("–", language(code), folder=DATA))
    slide = list(Presentation(io.BytesIO(content)).slides)[2]
    (image,) = [shape for shape in slide.shapes if shape.shape_type == 13]
    ground = frame_of(image)
    names = [
        frame_of(shape)
        for shape in slide.shapes
        if shape.has_text_frame and ground.meets(frame_of(shape))
    ]
    assert len(names) > 20
    assert all(ground.holds(name) for name in names)
    assert not any(one.meets(other) for i, one in enumerate(names) for other in names[i + 1 :])


def frame_of(shape: object) -> Frame:
    sides = (getattr(shape, side) / EMU_AN_INCH for side in ("left", "top", "width", "height"))
    return Frame(*sides)


# A square of land from 178° to -178°, its halves on either side of the 180th meridian, and Samoa
# beyond the end of a world that begins at -180°.
LAND: dict[str, object] = {
    "land": {
        "features": [
            {
                "properties": {},
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [[[w, -20], [e, -20], [e, -16], [w, -16], [w, -20]]],
                },
            }
            for w, e in ((178.0, 180.0), (-180.0, -178.0), (187.0, 189.0))
        ]
    }
}


def test_places_on_both_sides_of_the_180th_meridian_lie_on_one_map() -> None:
    shown = places(
        spot("suva", "FJ", 178.44, -18.14, 3, 1),
        spot("lakeba", "FJ", -178.8, -18.2, 1, 0),
        spot("apia", "FJ", -171.77, -13.83, 1, 1),
        arcs=(("suva", "apia", 2),),
    )
    around = {country: list(points) for country, points in shown.known.items()}
    (panel,) = panels(around, shown.known, FRAME)
    assert panel.box.width < 30
    at = spots_at(shown, [panel])
    assert at["suva"][0] < at["lakeba"][0] < at["apia"][0]
    image = drawn(shown, [panel], LAND)
    sea, land = image.getpixel(dot(panel.at(-174, -17))), image.getpixel(dot(panel.at(179, -17)))
    assert sea != land
    for lon in (-179.5, -172.0):
        assert image.getpixel(dot(panel.at(lon, -16.5))) == land
    # Nothing is drawn where outlines are cut.
    seam = {image.getpixel(dot(panel.at(lon / 100 - 360, -18.8))) for lon in range(17950, 18050)}
    assert seam == {land}
    # The arc goes east, over the sea between them, and not round the world.
    across = [image.getpixel(dot(panel.at(-176, lat / 50))) for lat in range(-900, -650)]
    west = [image.getpixel(dot(panel.at(177.9, lat / 50))) for lat in range(-900, -650)]
    assert set(west) == {sea}
    assert set(across) != {sea}


def test_a_panel_of_a_country_across_the_180th_meridian_stands_beside_others() -> None:
    shown = {"FJ": [(178.4, -18.1), (-179.9, -16.8)], "JP": JAPAN}
    found = panels(shown, shown, FRAME)
    assert [panel.countries for panel in found] == [{"JP"}, {"FJ"}]
    for panel, (_, points) in zip(found, sorted(shown.items(), reverse=True), strict=True):
        for lon, lat in points:
            x, y = panel.at(lon, lat)
            assert panel.frame.left < x < panel.frame.right
            assert panel.frame.top < y < panel.frame.bottom


@pytest.mark.parametrize("shown", [{"JP": JAPAN}, {"VN": VIETNAM, "JP": JAPAN}])
def test_other_maps_are_as_always(shown: dict[str, list[tuple[float, float]]]) -> None:
    assert [panel.middle for panel in panels(shown, shown, FRAME)] == [0.0] * len(shown)


def test_an_arc_that_leaves_a_map_of_the_world_comes_in_again_at_its_other_edge() -> None:
    around = {
        "GB": [(-0.1, 51.5)],
        "PE": [(-77.0, -12.0)],
        "FJ": [(178.4, -18.1)],
        "KE": [(36.8, -1.3)],
    }
    shown = places(
        spot("tokyo", "JP", 139.7, 35.7, 1, 0),
        spot("seattle", "US", -122.3, 47.6, 1, 0),
        arcs=(("tokyo", "seattle", 1),),
    )
    world = around | shown.known
    (panel,) = panels(world, world, FRAME)
    with_arc, without = (
        np.asarray(drawn(one, [panel], {})).astype(int)
        for one in (shown, Places(shown.spots, (), (), shown.known, 0))
    )
    columns = np.flatnonzero((with_arc != without).any(axis=(0, 2)))
    west, east = (dot(panel.at(lon, 0))[0] for lon in (-122.3, 139.7))
    assert (columns < west).any()
    assert (columns > east).any()
    assert ((columns < west) | (columns > east)).all()
