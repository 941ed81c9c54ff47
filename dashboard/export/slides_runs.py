"""Text in shapes: runs with their fonts, language, colour and link, on lines of a set height.

Arial is on every Windows and Mac and has its twin elsewhere; all Vietnamese letters are
in it. Yu Gothic comes with Windows and with Office; where it is missing, the system's
Japanese font takes its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from dashboard.export.request import web_address
from dashboard.export.slides_text import LINE

LATIN, EAST_ASIAN = "Arial", "Yu Gothic"
# Longer addresses are cut by PowerPoint, and lead elsewhere.
LONGEST_LINK = 2_000
_ALIGN = {"l": PP_ALIGN.LEFT, "ctr": PP_ALIGN.CENTER, "r": PP_ALIGN.RIGHT}
_ANCHOR = {"t": MSO_ANCHOR.TOP, "ctr": MSO_ANCHOR.MIDDLE, "b": MSO_ANCHOR.BOTTOM}


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text, legal for XML, with its looks.

    ``tag`` is the BCP 47 tag of its language where it is not the deck's; ``url`` makes it
    a link if it is a plain web address.
    """

    text: str
    bold: bool = False
    color: str = ""
    tag: str = ""
    url: str = ""


def write_text(
    shape: Any,
    paragraphs: Sequence[Sequence[Run]],
    size: float | None = None,
    *,
    tag: str = "",
    align: str = "",
    anchor: str = "",
    color: str = "",
    gap: float = 0.0,
) -> None:
    """Fill a shape; without ``size`` type and lines are the placeholder's.

    ``gap`` inches are left between paragraphs.
    """
    frame = shape.text_frame
    frame.word_wrap = True
    if size is not None:
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.vertical_anchor = _ANCHOR[anchor or "t"]
    fill_paragraphs(frame, paragraphs, size, tag=tag, align=align, color=color)
    for paragraph in frame.paragraphs[:-1] if gap else ():
        paragraph.space_after = Inches(gap)


def fill_paragraphs(
    frame: Any,
    paragraphs: Sequence[Sequence[Run]],
    size: float | None,
    *,
    tag: str,
    align: str = "",
    color: str = "",
) -> None:
    """Write ``paragraphs`` into a text frame; ``tag`` and ``color`` hold where a run has none."""
    for number, runs in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        if align:
            paragraph.alignment = _ALIGN[align]
        if size is not None:
            paragraph.line_spacing = Pt(round(size * LINE, 2))
        if size is not None:
            # An empty paragraph is as high as the type it would be written in.
            end = paragraph._p.get_or_add_endParaRPr()
            end.set("sz", str(round(size * 100)))
        for run in runs:
            if not run.text:
                continue
            made = paragraph.add_run()
            made.text = run.text
            _dress(made, run, size, run.tag or tag, run.color or color)


def _dress(made: Any, run: Run, size: float | None, tag: str, color: str) -> None:
    looks = made.font
    if size is not None:
        looks.size = Pt(size)
    if run.bold:
        looks.bold = True
    if color:
        looks.color.rgb = rgb(color)
    url = web_address(run.url)
    if url and len(url) <= LONGEST_LINK:
        made.hyperlink.address = url
    properties = made._r.get_or_add_rPr()
    properties.set("lang", tag)
    if tag.startswith("ja"):
        properties.set("altLang", "en-GB")
    set_fonts(properties)


def rgb(color: str) -> Any:
    """A colour of six hexadecimal digits, with or without ``#``, for python-pptx."""
    make: Any = RGBColor.from_string
    return make(color.lstrip("#").upper())


def set_fonts(properties: Any) -> None:
    """Name the fonts in run properties; they must come before a link, after a fill."""
    link = properties.find(qn("a:hlinkClick"))
    for name, typeface in (("a:latin", LATIN), ("a:ea", EAST_ASIAN), ("a:cs", LATIN)):
        font = properties.makeelement(qn(name), {"typeface": typeface})
        if link is None:
            properties.append(font)
        else:
            link.addprevious(font)
