"""Pictures for slides: the right size, what is on the page in them, and text as text."""

from __future__ import annotations

import base64
import io
import re
import xml.etree.ElementTree as ET
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Download, expect

from tests.browser.conftest import NewVisit, Serve, Visit
from tests.serving import ROOT
from tests.synthetic import synthetic_tables, write_tables

SVG = "{http://www.w3.org/2000/svg}"
SIZES = {"16:9": (1280, 720), "4:3": (1024, 768), "1:1": (960, 960)}
MAKE = """async (options) => {
  const view = document.querySelector("[data-linked-view]").linkedView;
  const file = await view.pictures.file(options);
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}"""  # noqa: E501 - JavaScript


def make(seen: Visit, **options: Any) -> bytes:
    return base64.b64decode(seen.page.evaluate(MAKE, options))


def image(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGBA")


def pixels_of(picture: Image.Image, color: str) -> int:
    """How many pixels have a colour that is within a hair of ``#rrggbb``."""
    wanted = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
    found = np.asarray(picture).astype(np.int16)
    near = [np.abs(found[:, :, channel] - value) <= 2 for channel, value in enumerate(wanted)]
    return int(np.logical_and.reduce(near).sum())


def texts(content: bytes) -> list[str]:
    """The texts of an SVG that a reader meets, halos left out."""
    root = ET.fromstring(content)  # noqa: S314 - our own file
    return [
        "".join(node.itertext())
        for node in root.iter(f"{SVG}text")
        if node.get("aria-hidden") is None
    ]


@pytest.fixture
def committed(serve: Serve, visit: NewVisit) -> Visit:
    return visit().open(f"{serve(ROOT / 'data')}?focus=2017-01-01/2027-06-30")


@pytest.fixture
def synthetic(serve: Serve, visit: NewVisit, synthetic_folder: Path) -> Visit:
    return visit().open(serve(synthetic_folder))


def test_a_png_has_its_pixels_and_the_sectors_colours(synthetic: Visit) -> None:
    sectors = synthetic.view("view.payload.facets.sector")
    for ratio, part in product(SIZES, ["both", "map", "timeline"]):
        scale = 2 if part == "both" else 1
        picture = image(make(synthetic, part=part, ratio=ratio, format="png", scale=scale))
        width, height = SIZES[ratio]
        assert picture.size == (width * scale, height * scale)
        for sector in sectors:
            # At least the legend's swatch; the foreign colour below is in none.
            assert pixels_of(picture, sector["color"]) > 60, (ratio, part, sector)
        assert pixels_of(picture, "#00ff7f") == 0


def test_four_times_the_pixels_can_be_had_and_more_are_refused(synthetic: Visit) -> None:
    assert image(make(synthetic, format="png", scale=4)).size == (5120, 2880)
    with pytest.raises(Exception, match="6400 × 3600"):
        make(synthetic, format="png", scale=5)


def test_background_is_the_pages_or_none(synthetic: Visit) -> None:
    themed = image(make(synthetic, format="png", part="map"))
    clear = image(make(synthetic, format="png", part="map", isTransparent=True))
    assert themed.getpixel((3, 3)) == (255, 255, 255, 255)
    assert clear.getpixel((3, 3)) == (0, 0, 0, 0)
    alpha = np.asarray(clear)[:, :, 3]
    assert 0.2 < (alpha == 0).mean() < 0.95
    assert np.asarray(themed)[:, :, 3].min() == 255


def test_dark_page_makes_a_dark_picture(serve: Serve, visit: NewVisit) -> None:
    seen = visit(color_scheme="dark").open(serve(ROOT / "data"))
    corner = image(make(seen, format="png")).getpixel((3, 3))
    assert isinstance(corner, tuple)
    assert max(corner[:3]) < 60


def test_svg_holds_what_the_page_shows(serve: Serve, visit: NewVisit) -> None:
    query = "?lang=vi&sector=culture,tourism&when=2023-01-01/2025-12-31"
    seen = visit().open(serve(ROOT / "data") + query)
    content = make(seen, format="svg", part="both")
    found = texts(content)
    assert "Hợp tác giữa các địa phương Việt Nam và Nhật Bản" in found
    assert "Văn hóa hoặc Du lịch · năm 2023–2025" in found
    assert any(text.startswith(f"{seen.total()} ") for text in found)
    drawn = {
        node.get("data-sector"): ["".join(text.itertext()) for text in node.iter(f"{SVG}text")]
        for node in ET.fromstring(content).iter(f"{SVG}g")  # noqa: S314
        if node.get("data-sector")
    }
    for node in seen.page.locator("[data-sector]").all():
        name, count = node.locator(".lv-name").inner_text(), node.get_attribute("data-count")
        shown = drawn.pop(node.get_attribute("data-sector"), None)
        if count == "0":
            assert shown is None
        else:
            assert shown is not None
            assert name.startswith(shown[0].rstrip("…"))
            assert shown[1] == count
    assert drawn == {}
    assert "Quảng Ninh" in found
    # It stands alone: nothing is fetched, nothing runs.
    assert not re.search(rb"<(script|image|foreignObject|style)\b|href=|\bon\w+=", content)
    ids = re.findall(rb'\bid="([^"]+)"', content)
    assert len(ids) == len(set(ids))


def test_svg_and_png_are_the_same_picture(committed: Visit, visit: NewVisit) -> None:
    png = image(make(committed, format="png", part="both"))
    svg = make(committed, format="svg", part="both")
    alone = visit(viewport={"width": 1280, "height": 720}).page
    alone.goto("data:image/svg+xml;base64," + base64.b64encode(svg).decode())
    shot = image(alone.screenshot())
    difference = np.asarray(ImageChops.difference(png.convert("RGB"), shot.convert("RGB")))
    assert difference.mean() < 1.5
    # A blank picture would not be that close.
    blank = np.asarray(ImageChops.difference(png.convert("RGB"), Image.new("RGB", png.size)))
    assert blank.mean() > 20


def test_circles_lie_as_on_the_page(committed: Visit) -> None:
    for ratio in SIZES:
        assert_circles_lie_as_on_the_page(committed, ratio)


def assert_circles_lie_as_on_the_page(committed: Visit, ratio: str) -> None:
    root = ET.fromstring(make(committed, format="svg", part="map", ratio=ratio))  # noqa: S314
    circles = {
        node.get("data-place", ""): node
        for node in root.iter(f"{SVG}circle")
        if node.get("data-place")
    }
    assert len(circles) > 30
    for place, node in circles.items():
        index = committed.view("view.choosing.choices.positions.get('place').get(argument)", place)
        assert int(node.get("data-count", "")) == committed.view("view.map.counts[argument]", index)
    known = [place for place in circles if place in ("hanoi", "hokkaido", "gunma", "fukuoka")]
    assert len(known) == 4
    page = np.array([committed.point_of(place) for place in known])
    drawn = np.array(
        [[float(circles[place].get(axis, "")) for axis in ("cx", "cy")] for place in known]
    )
    # The same places at the same distances, but for one factor.
    factors = (drawn - drawn[0])[1:] / (page - page[0])[1:]
    assert factors == pytest.approx(factors[0, 0], rel=0.01)
    width, height = SIZES[ratio]
    assert ((drawn > 0) & (drawn < [width, height])).all()


def test_marks_and_brush_are_in_the_timeline(synthetic: Visit) -> None:
    before = make(synthetic, format="svg", part="timeline")
    synthetic.drag_over("2018-03-01", "2020-06-30")
    after = make(synthetic, format="svg", part="timeline")
    accent = synthetic.view("view.map.colors.accent")
    brush = f'fill="rgb({", ".join(map(str, accent))})" fill-opacity="0.18"'.encode()
    assert brush in after
    assert brush not in before
    dated = before.count(b"a3 3 0 1 1") + before.count(b"<rect")
    assert dated > 50
    # What lies outside the brush is paler.
    assert after.count(b'opacity="0.18"') > before.count(b'opacity="0.18"') + 10


def test_hostile_texts_stay_texts(serve: Serve, visit: NewVisit, tmp_path: Path) -> None:
    nasty = " <script>alert(1)</script>\"'&amp;]]><img src=x onerror=alert(2)> \u202e\ufffe"
    tables = synthetic_tables(60, places=8, seed=4, texts=nasty)
    seen = visit().open(serve(write_tables(tables, tmp_path / "nasty")))
    content = make(seen, format="svg")
    root = ET.fromstring(content)  # noqa: S314
    tags = {node.tag.removeprefix(SVG) for node in root.iter()}
    assert "script" not in tags
    assert "img" not in tags
    assert any("<script>" in text for text in texts(content))
    assert image(make(seen, format="png")).size == (1280, 720)


def test_pdf_is_a_page_of_the_slides_shape(committed: Visit) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    content = make(committed, format="pdf", ratio="4:3")
    document = pdfium.PdfDocument(content)
    assert len(document) == 1
    assert document[0].get_size() == (768, 576)
    drawn = document[0].render(scale=4 / 3).to_pil().convert("RGB")
    png = image(make(committed, format="png", ratio="4:3")).convert("RGB")
    assert drawn.size == png.size
    assert np.asarray(ImageChops.difference(png, drawn)).mean() < 3
    assert document.get_metadata_value("Title") == committed.view("view.payload.about.title")


def test_film_plays_and_leaves_the_view_as_it_was(synthetic: Visit) -> None:
    synthetic.drag_over("2018-03-01", "2019-06-30")
    before = synthetic.view("[view.model.interval, view.timeline.interval, view.parameters()]")
    synthetic.page.wait_for_url(re.compile("when="))
    address = synthetic.address()
    film = synthetic.page.evaluate(
        """async () => {
          const view = document.querySelector("[data-linked-view]").linkedView;
          const file = await view.pictures.file({ format: "webm", part: "both", ratio: "1:1" }, { seconds: 2 });
          const video = Object.assign(document.createElement("video"), { muted: true, src: URL.createObjectURL(file) });
          const canvas = document.createElement("canvas");
          // On a busy machine the picture comes some moments after the event that tells of it.
          const at = async (time, other) => {
            await new Promise((resolve) => { video.onseeked = resolve; video.currentTime = time; });
            Object.assign(canvas, { width: video.videoWidth, height: video.videoHeight });
            const latest = performance.now() + 20_000;
            do {
              await new Promise(requestAnimationFrame);
              canvas.getContext("2d").drawImage(video, 0, 0);
            } while (canvas.toDataURL() === other && performance.now() < latest);
            return canvas.toDataURL();
          };
          await new Promise((resolve, reject) => { video.onloadeddata = resolve; video.onerror = () => reject(video.error); });
          const early = await at(0.1);
          const pictures = [early, await at(3, early)].map((url) => url.split(",")[1]);
          return { duration: video.duration, width: video.videoWidth, height: video.videoHeight, pictures };
        }"""  # noqa: E501 - JavaScript
    )
    assert film["duration"] == pytest.approx(2 + 1.5, abs=0.2)
    assert (film["width"], film["height"]) == (960, 960)
    early, late = (image(base64.b64decode(one)).convert("RGB") for one in film["pictures"])
    assert np.asarray(ImageChops.difference(early, late)).mean() > 0.3
    assert (
        synthetic.view("[view.model.interval, view.timeline.interval, view.parameters()]") == before
    )
    assert synthetic.address() == address


def saved(seen: Visit) -> Download:
    with seen.page.expect_download() as waiting:
        seen.page.get_by_role("button", name="Save", exact=True).click()
    return waiting.value


def test_dialog_by_keyboard(committed: Visit) -> None:
    opener = committed.page.get_by_role("button", name="Save as picture")
    opener.focus()
    committed.page.keyboard.press("Enter")
    dialog = committed.page.get_by_role("dialog", name="Save as picture")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("img")).to_have_attribute("alt", re.compile("Everything"))
    dialog.get_by_label("What it shows").select_option("map")
    dialog.get_by_label("Pixels").select_option("1")
    file = saved(committed)
    assert file.suggested_filename == "vietnam-japan-localities-map.png"
    assert image(Path(file.path()).read_bytes()).size == (1280, 720)
    expect(dialog.get_by_role("status")).to_contain_text("vietnam-japan-localities-map.png")
    dialog.get_by_label("Kind of file").select_option("svg")
    expect(dialog.get_by_label("Pixels")).to_be_hidden()
    assert saved(committed).suggested_filename == "vietnam-japan-localities-map.svg"
    committed.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_film_can_be_cancelled(committed: Visit) -> None:
    committed.page.get_by_role("button", name="Save as picture").click()
    dialog = committed.page.get_by_role("dialog")
    dialog.get_by_label("Kind of file").select_option("webm")
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(dialog.get_by_role("status")).to_contain_text("%")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog.get_by_role("status")).to_contain_text("Cancelled")
    expect(dialog.get_by_role("button", name="Save", exact=True)).to_be_enabled()
    assert committed.view("view.model.interval") is None


def test_a_browser_without_films_says_so(serve: Serve, visit: NewVisit) -> None:
    seen = visit()
    seen.page.add_init_script("delete window.VideoEncoder")
    seen.open(serve(ROOT / "data"))
    seen.page.get_by_role("button", name="Save as picture").click()
    dialog = seen.page.get_by_role("dialog")
    dialog.get_by_label("Kind of file").select_option("webm")
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(dialog.get_by_role("status")).to_contain_text("cannot make films")


def test_dialog_fits_a_phone(serve: Serve, visit: NewVisit) -> None:
    seen = visit(viewport={"width": 390, "height": 844}).open(f"{serve(ROOT / 'data')}?lang=ja")
    seen.page.locator(".lv-picture-open").click()
    expect(seen.page.locator(".lv-dialog img")).not_to_have_js_property("naturalWidth", 0)
    box = seen.page.locator(".lv-dialog").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert seen.page.evaluate("document.querySelector('.lv-dialog').scrollWidth") <= box["width"]


@pytest.mark.parametrize("lang", ["en", "vi", "ja"])
def test_the_words_of_a_pdf_can_be_found_where_they_are_seen(
    serve: Serve, visit: NewVisit, lang: str
) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    seen = visit().open(f"{serve(ROOT / 'data')}?lang={lang}&place=gunma")
    document = pdfium.PdfDocument(make(seen, format="pdf", ratio="16:9"))
    page = document[0]
    text = page.get_textpage()
    found = "".join(text.get_text_range().split())
    drawn = ["".join(words.split()) for words in texts(make(seen, format="svg", ratio="16:9"))]
    assert len(drawn) > 30
    missing = [words for words in drawn if words not in found]
    assert missing == []
    title = seen.view("view.payload.about.title")
    assert document.get_metadata_value("Title") == title
    # The title stands at the top left, and is as wide as in the picture.
    first = text.get_charbox(text.search(title[:4]).get_next()[0])
    assert first[0] == pytest.approx(28 * 0.75, abs=2)
    assert page.get_height() - first[3] < 50 * 0.75
    # Nothing of it is drawn: the page without its picture is empty.
    images = [part for part in page.get_objects() if part.type == pdfium.raw.FPDF_PAGEOBJ_IMAGE]
    assert len(images) == 1
    page.remove_obj(images[0])
    page.gen_content()
    assert np.asarray(page.render(scale=1).to_pil().convert("L")).min() == 255
