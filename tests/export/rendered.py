"""Slides as LibreOffice draws them: pictures, where each text stands, and what overflows."""

from __future__ import annotations

import subprocess
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image
from pptx.enum.shapes import PP_PLACEHOLDER

from dashboard.export.slides_frame import EMU_AN_INCH, Frame

POINTS_AN_INCH = 72
# Inches that the outlines of letters may stand beside the line that they are set on.
TOLERANCE = 0.05


@dataclass(frozen=True)
class Page:
    """A drawn slide: words with the frames they fill, in inches, and the picture."""

    texts: list[tuple[str, Frame]]
    image: Image.Image

    @property
    def text(self) -> str:
        return squeezed("".join(text for text, _ in self.texts))


def squeezed(text: str) -> str:
    """``text`` without blanks, which a drawn line may lose or gain, in one form of letters."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def colors(image: Image.Image) -> Counter[tuple[int, ...]]:
    """How many pixels of a picture have each colour, as red, green and blue."""
    found = image.convert("RGB").getcolors(image.width * image.height)
    return Counter({color: count for count, color in found or ()})


def drawn(files: Mapping[str, bytes], folder: Path) -> dict[str, list[Page]]:
    """The pages of presentations, by name; all are converted in one run of LibreOffice."""
    return {name: _pages(path) for name, path in documents(files, folder).items()}


def documents(files: Mapping[str, bytes], folder: Path) -> dict[str, Path]:
    """The presentations as PDF files in ``folder``, by name."""
    paths = []
    for name, content in files.items():
        paths.append(folder / f"{name}.pptx")
        paths[-1].write_bytes(content)
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            *map(str, paths),
        ],
        check=True,
        capture_output=True,
        timeout=240,
    )
    return {name: folder / f"{name}.pdf" for name in files}


def _pages(path: Path) -> list[Page]:
    document = pypdfium2.PdfDocument(path)
    try:
        return [_page(document[number]) for number in range(len(document))]
    finally:
        document.close()


def _page(page: Any) -> Page:
    text, height = page.get_textpage(), page.get_height()
    found: list[tuple[str, Frame]] = []
    word, boxes = "", []
    for number in range(text.count_chars()):
        sign = text.get_text_range(number, 1)
        # At the end of a line pdfium writes a hyphen as a control character.
        if sign.isprintable() and not sign.isspace():
            word += sign
            boxes.append(text.get_charbox(number))
        elif word:
            found.append((word, _around(boxes, height)))
            word, boxes = "", []
    if word:
        found.append((word, _around(boxes, height)))
    return Page(found, page.render(scale=1).to_pil().convert("RGB"))


def _around(boxes: Sequence[tuple[float, float, float, float]], height: float) -> Frame:
    """The frame around boxes of left, bottom, right and top in points from the lower edge."""
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    top, bottom = height - max(box[3] for box in boxes), height - min(box[1] for box in boxes)
    inches = (value / POINTS_AN_INCH for value in (left, top, right - left, bottom - top))
    return Frame(*inches)


def overflowing(slide: Any, page: Page) -> list[str]:
    """The drawn words that stand in no frame which the slide has for them."""
    boxes = list(_boxes(slide))
    charts = [_frame(shape) for shape in slide.shapes if shape.has_chart]
    wrong = []
    for text, frame in page.texts:
        wanted = squeezed(text)
        fitting = [box for words, box in boxes if wanted in words] + charts
        if wanted and not any(_grown(box).holds(frame) for box in fitting):
            wrong.append(text)
    return wrong


def _boxes(slide: Any) -> Iterator[tuple[str, Frame]]:
    """Text and frame of every text box, placeholder and cell."""
    for shape in slide.shapes:
        if shape.has_table:
            yield from _cells(shape)
        elif shape.is_placeholder and shape.placeholder_format.type == PP_PLACEHOLDER.SLIDE_NUMBER:
            yield "0123456789", _frame(shape)
            # The number is no part of the digits' sequence if it has two of them.
            yield (
                str(slide.part.package.presentation_part.presentation.slides.index(slide) + 1),
                (_frame(shape)),
            )
        elif shape.has_text_frame:
            yield squeezed(shape.text_frame.text), _frame(shape)


def _cells(shape: Any) -> Iterator[tuple[str, Frame]]:
    top = shape.top
    for row in shape.table.rows:
        left = shape.left
        for column, cell in zip(shape.table.columns, row.cells, strict=True):
            yield squeezed(cell.text), _inches(left, top, column.width, row.height)
            left += column.width
        top += row.height


def _frame(shape: Any) -> Frame:
    return _inches(shape.left, shape.top, shape.width, shape.height)


def _inches(*emu: int) -> Frame:
    left, top, width, height = (value / EMU_AN_INCH for value in emu)
    return Frame(left, top, width, height)


def _grown(frame: Frame) -> Frame:
    return Frame(
        frame.left - TOLERANCE,
        frame.top - TOLERANCE,
        frame.width + 2 * TOLERANCE,
        frame.height + 2 * TOLERANCE,
    )
