"""Pictures from the command line: the page's own composer, in this system's Chromium."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from html import escape
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from dashboard.export import chromium
from dashboard.export.batch import numbered
from dashboard.export.command import command
from dashboard.language import language
from dashboard.problems import DataError
from dashboard.selection import Selection
from dashboard.stories import stories
from dashboard.tables import open_tables
from tests.export.conftest import DATA

WHEN = "when=2023-01-01/2025-12-31"


def export(*arguments: object) -> Result:
    return CliRunner().invoke(command, ["--data", str(DATA), *map(str, arguments)])


@pytest.fixture
def browser(require_system: Callable[[object, str], None]) -> None:
    require_system(shutil.which("chromium"), "apt-get install -y chromium")


@pytest.mark.usefixtures("browser")
def test_many_pictures_come_from_one_browser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []
    enter = chromium.Chromium.__enter__

    def counted(self: chromium.Chromium) -> chromium.Chromium:
        started.append(self)
        return enter(self)

    monkeypatch.setattr(chromium.Chromium, "__enter__", counted)
    path = tmp_path / "view.png"
    queries = [WHEN, "place=gunma", "sector=culture&lang=ja"]
    done = export(*(part for query in queries for part in ("--select", query)), "-o", path)
    assert done.exit_code == 0, done.output
    assert len(started) == 1
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [
        "view-1.png",
        "view-2.png",
        "view-3.png",
    ]
    pictures = [np.asarray(Image.open(file)) for file in sorted(tmp_path.iterdir())]
    assert all(picture.shape[:2] == (1440, 2560) for picture in pictures)
    assert (pictures[0] != pictures[1]).mean() > 0.005


@pytest.mark.usefixtures("browser")
def test_shape_scale_theme_and_background_are_taken(tmp_path: Path) -> None:
    path = tmp_path / "view.png"
    asked = ("--picture", "map", "--ratio", "1:1", "--scale", "1", "--theme", "dark")
    assert export("--select", WHEN, "-o", path, *asked).exit_code == 0
    dark = Image.open(path).convert("RGBA")
    assert dark.size == (960, 960)
    corner = dark.getpixel((2, 2))
    assert isinstance(corner, tuple)
    assert max(corner[:3]) < 60
    assert export("--select", WHEN, "-o", path, *asked, "--transparent", "yes").exit_code == 0
    assert Image.open(path).convert("RGBA").getpixel((2, 2)) == (0, 0, 0, 0)
    found = np.asarray(dark)[:, :, :3].astype(int)
    colors = open_tables(DATA)["sectors"].set_index("sector_id")["color"]
    for sector in ("local-cooperation", "culture", "education"):
        wanted = [int(colors[sector][i : i + 2], 16) for i in (1, 3, 5)]
        assert (np.abs(found - wanted).max(axis=2) <= 2).sum() > 80, sector


@pytest.mark.usefixtures("browser")
def test_pdf_is_one_page_of_lines_and_letters(tmp_path: Path) -> None:
    path = tmp_path / "view.pdf"
    done = export("--select", WHEN, "-o", path, "--ratio", "4:3", "--lang", "vi")
    assert done.exit_code == 0, done.output
    document = pdfium.PdfDocument(path)
    assert len(document) == 1
    assert document[0].get_size() == (768, 576)
    text = document[0].get_textpage().get_text_range()
    assert "Hợp tác giữa các địa phương Việt Nam và Nhật Bản" in text
    assert "năm 2023–2025" in text
    kinds = {part.type for part in document[0].get_objects(max_depth=8)}
    assert pdfium.raw.FPDF_PAGEOBJ_PATH in kinds


@pytest.mark.usefixtures("browser")
def test_gif_plays_and_is_small(tmp_path: Path) -> None:
    path = tmp_path / "view.gif"
    assert export("--select", WHEN, "-o", path).exit_code == 0
    assert path.stat().st_size < 5_000_000
    animation = Image.open(path)
    assert animation.size == (960, 540)
    assert animation.n_frames > 40
    first = np.asarray(animation.convert("RGB")).astype(int)
    animation.seek(animation.n_frames - 1)
    last = np.asarray(animation.convert("RGB")).astype(int)
    assert np.abs(first - last).mean() > 0.5


@pytest.mark.usefixtures("browser")
def test_webm_says_how_long_it_is(tmp_path: Path) -> None:
    path = tmp_path / "view.webm"
    assert export("--select", WHEN, "-o", path, "--picture", "map").exit_code == 0
    content = path.read_bytes()
    assert content.startswith(bytes.fromhex("1a45dfa3"))
    assert b"webm" in content[:80]


def test_without_chromium_the_remedy_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = export("--select", WHEN, "-o", tmp_path / "view.png")
    assert isinstance(done.exception, DataError)
    assert "apt-get install chromium" in str(done.exception)
    assert chromium.EXECUTABLE in str(done.exception)
    monkeypatch.setenv(chromium.EXECUTABLE, "/no/such/browser")
    done = export("--select", WHEN, "-o", tmp_path / "view.png")
    assert "'/no/such/browser'" in str(done.exception)
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_browser_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(chromium.EXECUTABLE, "/bin/false")
    done = export("--select", WHEN, "-o", tmp_path / "view.png")
    assert isinstance(done.exception, DataError)
    assert "/bin/false: does not start" in str(done.exception)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("browser")
def test_a_font_without_the_letters_is_an_error(tmp_path: Path) -> None:
    fonts = tmp_path / "fonts.conf"
    fonts.write_text(
        '<?xml version="1.0"?><fontconfig><dir>/usr/share/fonts/truetype/dejavu</dir>'
        f"<cachedir>{tmp_path / 'cache'}</cachedir></fontconfig>",
        encoding="utf-8",
    )
    target = tmp_path / "view.png"
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "dashboard", "export", "--data", str(DATA)),
            *("--select", WHEN, "--lang", "ja", "-o", str(target)),
        ],
        env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert ran.returncode == 1
    assert "fonts-noto-cjk" in ran.stderr
    assert not target.exists()


@pytest.mark.usefixtures("browser")
def test_svg_needs_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "view.svg"
    assert export("--select", WHEN, "-o", path, "--picture", "timeline").exit_code == 0
    content = path.read_bytes()
    assert content.startswith(b"<?xml")
    assert b"href" not in content
    assert io.BytesIO(content).read(2000).count(b"script") == 0


@pytest.mark.usefixtures("browser")
def test_a_story_is_a_picture_a_step(tmp_path: Path) -> None:
    path = tmp_path / "forum.svg"
    done = export("--story", "local-cooperation-forum-2025", "-o", path)
    assert done.exit_code == 0, done.output
    (told,) = (
        story
        for story in stories(open_tables(DATA), language("en"))
        if story.story_id == "local-cooperation-forum-2025"
    )
    pictures = sorted(tmp_path.iterdir())
    assert [picture.name for picture in pictures] == [
        f"forum-{numbered(number, len(told.steps))}.svg" for number in range(1, len(told.steps) + 1)
    ]
    assert len({picture.read_bytes() for picture in pictures}) == len(told.steps)
    # The step that looks at a city looks at it in the picture, too.
    tables = open_tables(DATA)
    for step, picture in zip(told.steps, pictures, strict=True):
        selection, _ = Selection.parse(step.query, tables)
        assert escape(selection.words(tables), quote=False) in picture.read_text("utf-8")
