"""Pictures as other programs draw them: SVG and PDF in LibreOffice, SVG in librsvg, PDF in pdfium.

Chromium's PNG of the same view says how each has to look.
"""

from __future__ import annotations

import datetime as dt
import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pypdfium2
import pytest
from PIL import Image

from dashboard.columns import event_columns
from dashboard.export.pictures import kept_studio, to_picture
from dashboard.export.request import Request
from dashboard.language import language
from dashboard.selection import Selection
from dashboard.tables import Tables, open_tables
from tests.export.conftest import DATA

QUERY = "when=2023-01-01/2025-12-31"
PARTS = ("both", "map", "timeline")
LANGUAGES = ("en", "vi", "ja")
SIZE = (1280, 720)
TILE = 40  # pixels
Pixels = npt.NDArray[np.float64]
# What each picture is called in the folder that all programs get.
NAMES = [f"{part}-{code}" for part in PARTS for code in LANGUAGES]


def pixels(image: Image.Image) -> Pixels:
    # LibreOffice rounds the size of a drawing up.
    assert max(np.abs(np.subtract(image.size, SIZE))) <= 1
    image = image.crop((0, 0, *SIZE))
    on_paper = Image.new("RGBA", SIZE, "white")
    on_paper.alpha_composite(image.convert("RGBA"))
    return np.asarray(on_paper.convert("RGB"), dtype=float)


def tiles(picture: Pixels) -> Pixels:
    """A picture as tiles: row, column and pixels of each."""
    height, width = SIZE[1] // TILE, SIZE[0] // TILE
    parts = picture.reshape(height, TILE, width, TILE, 3).swapaxes(1, 2)
    return parts.reshape(height, width, TILE * TILE, 3)


def share_of(picture: Pixels, color: str) -> float:
    """How many pixels are of a colour."""
    wanted = [int(color[at : at + 2], 16) for at in (1, 3, 5)]
    near = [np.abs(picture[:, :, channel] - value) <= 6 for channel, value in enumerate(wanted)]
    return float(np.logical_and.reduce(near).sum())


def unlike(drawn: Pixels, wanted: Pixels, colors: list[str]) -> list[str]:
    """What of a picture is not as it has to be."""
    ours, theirs = tiles(wanted), tiles(drawn)
    # Hairlines and the edges of letters count for little in a mean, …
    difference = np.abs(theirs.mean(axis=2) - ours.mean(axis=2)).max(axis=2)
    wrong = [f"the tile {tile} differs" for tile in np.argwhere(difference > 45).tolist()]
    # … and where there are letters, whatever their font, a tile is not of one colour.
    contrast, found = (picture.std(axis=2).max(axis=2) for picture in (ours, theirs))
    lost = (contrast > 30) & (found < contrast / 4)
    wrong += [f"the tile {tile} is empty" for tile in np.argwhere(lost).tolist()]
    if difference.mean() > 5:
        wrong.append(f"the whole differs by {difference.mean():.1f}")
    for color in colors:
        expected = share_of(wanted, color)
        if expected > 150 and share_of(drawn, color) < expected / 2:
            wrong.append(f"{color} has {share_of(drawn, color)} pixels instead of {expected}")
    return wrong


@pytest.fixture(scope="module")
def committed() -> Tables:
    return open_tables(DATA)


@pytest.fixture(scope="module")
def colors(committed: Tables) -> list[str]:
    return list(committed["sectors"]["color"])


@pytest.fixture(scope="module")
def folder(
    committed: Tables,
    tmp_path_factory: pytest.TempPathFactory,
    require_system: Callable[[object, str], None],
) -> Path:
    """Each picture as SVG, PDF and PNG, all from one browser."""
    require_system(shutil.which("chromium"), "apt-get install -y chromium")
    folder = tmp_path_factory.mktemp("pictures")
    selection, _ = Selection.parse(QUERY, committed)
    ids = [
        event
        for event, is_in in zip(
            committed["events"]["event_id"],
            selection.mask(event_columns(committed), committed),
            strict=True,
        )
        if is_in
    ]
    with kept_studio():
        for name in NAMES:
            part, code = name.split("-")
            request = Request(
                selection.words(committed, language(code)),
                language(code),
                folder=DATA,
                parameters=selection.parameters(),
                made=dt.date(2026, 1, 1),
                options={"picture": part, "scale": "1", "theme": "light"},
            )
            for kind in ("svg", "pdf", "png"):
                (folder / f"{name}.{kind}").write_bytes(to_picture(kind, committed, ids, request))
    return folder


@pytest.fixture(scope="module")
def office(folder: Path, require_system: Callable[[object, str], None]) -> Path:
    """Where LibreOffice has put its PNG of each file, as svg/name.png and pdf/name.png."""
    require_system(shutil.which("soffice"), "apt-get install -y libreoffice-impress fonts-noto-cjk")
    for kind in ("svg", "pdf"):
        subprocess.run(
            [
                *("soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}"),
                *("--headless", "--convert-to", "png", "--outdir", str(folder / kind)),
                *map(str, sorted(folder.glob(f"*.{kind}"))),
            ],
            check=True,
            capture_output=True,
            timeout=240,
        )
    return folder


@pytest.mark.parametrize("kind", ["svg", "pdf"])
@pytest.mark.parametrize("name", NAMES)
def test_libreoffice_draws_what_the_browser_draws(
    office: Path, colors: list[str], name: str, kind: str
) -> None:
    drawn = pixels(Image.open(office / kind / f"{name}.png"))
    assert unlike(drawn, pixels(Image.open(office / f"{name}.png")), colors) == []


@pytest.mark.parametrize("name", NAMES)
def test_librsvg_draws_what_the_browser_draws(
    folder: Path, colors: list[str], name: str, require_system: Callable[[object, str], None]
) -> None:
    require_system(shutil.which("rsvg-convert"), "apt-get install -y librsvg2-bin")
    done = subprocess.run(
        ["rsvg-convert", str(folder / f"{name}.svg")], check=True, capture_output=True, timeout=60
    )
    drawn = pixels(Image.open(io.BytesIO(done.stdout)))
    assert unlike(drawn, pixels(Image.open(folder / f"{name}.png")), colors) == []


@pytest.mark.parametrize("name", NAMES)
def test_pdfium_draws_what_the_browser_draws(folder: Path, colors: list[str], name: str) -> None:
    document = pypdfium2.PdfDocument(folder / f"{name}.pdf")
    assert len(document) == 1
    # A pixel is a 96th of an inch, a point a 72nd.
    drawn = pixels(document[0].render(scale=96 / 72).to_pil())
    document.close()
    assert unlike(drawn, pixels(Image.open(folder / f"{name}.png")), colors) == []


def test_a_blank_black_or_faded_picture_would_be_seen(folder: Path, colors: list[str]) -> None:
    wanted = pixels(Image.open(folder / "both-en.png"))
    assert unlike(wanted, wanted, colors) == []
    assert unlike(np.full_like(wanted, 255), wanted, colors)
    assert unlike(np.zeros_like(wanted), wanted, colors)
    grey = np.repeat(wanted.mean(axis=2, keepdims=True), 3, axis=2)
    assert unlike(grey, wanted, colors)
    without_title = wanted.copy()
    without_title[:60] = 255
    assert unlike(without_title, wanted, colors)
