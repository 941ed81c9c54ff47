"""The template of our slides: sizes, fonts, colours, two layouts, footers and numbers.

python-pptx brings a template of its own, for screens of 4:3. What it says about sizes,
fonts and colours is replaced here, and what it does not need is left out.
"""

from __future__ import annotations

from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RELATION
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches

from dashboard.export.slides_frame import Frame
from dashboard.export.slides_runs import EAST_ASIAN, LATIN, set_fonts
from dashboard.language import Language

WIDTH, HEIGHT = 13.333, 7.5  # inches
MARGIN = 0.6
INK, SOFT, LINE, ACCENT, LINK = "1f2933", "5b6673", "d5dae1", "c2410c", "0b57d0"
TITLE = Frame(MARGIN, 0.36, WIDTH - 2 * MARGIN, 0.62)
SUBTITLE = Frame(MARGIN, 1.0, WIDTH - 2 * MARGIN, 0.36)
BODY = Frame(MARGIN, 1.52, WIDTH - 2 * MARGIN, 5.18)
FOOTER = Frame(MARGIN, 6.98, 11.2, 0.3)
NUMBER = Frame(WIDTH - MARGIN - 0.8, 6.98, 0.8, 0.3)
TITLE_SIZE, FOOTER_SIZE = 28, 10
_COLORS = {
    "dk1": INK,
    "lt1": "ffffff",
    "dk2": "3b4754",
    "lt2": "f3f5f8",
    "accent1": ACCENT,
    "accent2": "0d65ba",
    "accent3": "237766",
    "accent4": "8a679b",
    "accent5": "ce821e",
    "accent6": "7f87a5",
    "hlink": LINK,
    "folHlink": "6a55c7",
}


def new_presentation(language: Language) -> Any:
    """An empty presentation of python-pptx: layout 0 opens it, layout 1 is for all else."""
    file: Any = Presentation()
    file.slide_width, file.slide_height = Inches(WIDTH), Inches(HEIGHT)
    _clean(file)
    _theme(file)
    _layouts(file, language)
    return file


def add_footers(slide: Any, text: str, tag: str) -> None:
    """The footer and the slide's number, in the places that the layout has for them."""
    for kind, frame in (("ftr", FOOTER), ("sldNum", NUMBER)):
        # Placeholders of footers are shown only where the slide has its own.
        number = max(int(shape.shape_id) for shape in slide.shapes) + 1
        slide.shapes._spTree.append(_foot(kind, number, text, tag))
        made = slide.shapes[-1]
        _move(made, frame)
        # Said once more, for programs that take over a layout's looks only in part.
        for properties in made.element.iter(qn("a:rPr")):
            properties.set("sz", str(FOOTER_SIZE * 100))
            fill = etree.SubElement(properties, qn("a:solidFill"))
            etree.SubElement(fill, qn("a:srgbClr"), val=SOFT.upper())
            set_fonts(properties)


def _clean(file: Any) -> None:
    """Drop the template's thumbnail, printer settings and statistics."""
    for part, kinds in (
        (file.part.package, (RELATION.THUMBNAIL, RELATION.EXTENDED_PROPERTIES)),
        (file.part, (RELATION.PRINTER_SETTINGS,)),
    ):
        relations = part._rels
        for key in [key for key, found in relations.items() if found.reltype in kinds]:
            relations.pop(key)


def _theme(file: Any) -> None:
    """Our colours and fonts, for what a later editor adds."""
    part = file.slide_master.part.part_related_by(RELATION.THEME)
    root = etree.fromstring(part.blob)
    for name, color in _COLORS.items():
        entry = root.find(f".//{qn(f'a:{name}')}")
        for child in list(entry):
            entry.remove(child)
        etree.SubElement(entry, qn("a:srgbClr"), val=color.upper())
    for fonts in root.iter(qn("a:majorFont"), qn("a:minorFont")):
        fonts.find(qn("a:latin")).set("typeface", LATIN)
        fonts.find(qn("a:ea")).set("typeface", EAST_ASIAN)
        for entry in fonts.findall(qn("a:font")):
            if entry.get("script") in ("Jpan", "Viet"):
                entry.set("typeface", EAST_ASIAN if entry.get("script") == "Jpan" else LATIN)
    # A theme is a part without a class of its own: its bytes are all there is to change.
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _layouts(file: Any, language: Language) -> None:
    """Keep two layouts, an opening and a title with room below, and put them in place."""
    layouts = file.slide_layouts
    keep = (layouts[0], layouts[5])
    for layout in list(layouts):
        if layout not in keep:
            layouts.remove(layout)
    names = language.gettext("Opening"), language.gettext("Title and content")
    for layout, name in zip(keep, names, strict=True):
        layout.name = name
    for holder in (file.slide_master, *keep):
        for shape in list(holder.placeholders):
            kind = shape.element.find(f".//{qn('p:ph')}").get("type", "body")
            if kind in ("dt", "subTitle") or (holder is keep[0] and kind in ("ftr", "sldNum")):
                shape.element.getparent().remove(shape.element)
            elif frame := _PLACES.get(kind):
                _move(shape, frame)
    for kind, size, align in (("ftr", FOOTER_SIZE, "l"), ("sldNum", FOOTER_SIZE, "r")):
        for shape in file.slide_master.placeholders:
            if shape.element.find(f".//{qn('p:ph')}").get("type") == kind:
                _small(shape, size, align)
    style = file.slide_master.element.find(f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    style.set("algn", "l")
    style.find(qn("a:defRPr")).set("sz", str(TITLE_SIZE * 100))
    style.find(qn("a:defRPr")).set("b", "1")
    opening = next(iter(keep[0].placeholders))
    _move(opening, OPENING_TITLE)
    opening.text_frame.vertical_anchor = None
    for holder, frame in ((keep[0], OPENING_BAR), (keep[1], CONTENT_BAR)):
        _bar(holder, frame)


OPENING_TITLE = Frame(1.1, 1.35, 11.2, 1.75)
OPENING_BAR = Frame(0, 0, 0.32, HEIGHT)
CONTENT_BAR = Frame(0, 0.42, 0.14, 0.94)
_PLACES = {"title": TITLE, "ctrTitle": OPENING_TITLE, "body": BODY, "ftr": FOOTER, "sldNum": NUMBER}


def _move(shape: Any, frame: Frame) -> None:
    shape.left, shape.top, shape.width, shape.height = (Emu(value) for value in frame.emu())
    body = shape.text_frame._txBody.find(qn("a:bodyPr"))
    for side in ("lIns", "tIns", "rIns", "bIns"):
        body.set(side, "0")
    body.set("anchor", "b" if frame is OPENING_TITLE else "ctr")
    for child in list(body):
        # A title that shrinks by itself shrinks in one program and not in the next.
        body.remove(child)


def _small(shape: Any, size: int, align: str) -> None:
    level = shape.element.find(f".//{qn('a:lvl1pPr')}")
    level.set("algn", align)
    level.find(qn("a:defRPr")).set("sz", str(size * 100))
    fill = level.find(f".//{qn('a:schemeClr')}").getparent()
    for child in list(fill):
        fill.remove(child)
    etree.SubElement(fill, qn("a:srgbClr"), val=SOFT.upper())


def _bar(holder: Any, frame: Frame) -> None:
    """The accent at the left of every slide, behind everything else."""
    left, top, width, height = frame.emu()
    bar = etree.fromstring(
        f'<p:sp xmlns:p="{_P}" xmlns:a="{_A}"><p:nvSpPr><p:cNvPr id="99" name="Accent"/>'
        f'<p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm>'
        f'<a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill>'
        f'<a:schemeClr val="accent1"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>'
    )
    holder.shapes._spTree.insert(2, bar)


_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def _foot(kind: str, number: int, text: str, tag: str) -> Any:
    """A footer (``ftr``) or slide number (``sldNum``) that takes its place from the layout."""
    index = {"ftr": 11, "sldNum": 12}[kind]
    size = "quarter"
    shape = etree.fromstring(
        f'<p:sp xmlns:p="{_P}" xmlns:a="{_A}"><p:nvSpPr><p:cNvPr id="{number}" name=""/>'
        f'<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr>'
        f'<p:ph type="{kind}" sz="{size}" idx="{index}"/></p:nvPr></p:nvSpPr><p:spPr/>'
        f"<p:txBody><a:bodyPr/><a:lstStyle/><a:p/></p:txBody></p:sp>"
    )
    shape.find(f".//{qn('p:cNvPr')}").set("name", f"{kind} {number}")
    paragraph = shape.find(f".//{qn('a:p')}")
    if kind == "ftr":
        etree.SubElement(paragraph, qn("a:pPr"), algn="l")
        run = etree.SubElement(paragraph, qn("a:r"))
    else:
        etree.SubElement(paragraph, qn("a:pPr"), algn="r")
        identity = "{C1FF6DA9-008F-8B48-92A6-B652298478BF}"
        run = etree.SubElement(paragraph, qn("a:fld"), id=identity, type="slidenum")
        text = "‹#›"
    etree.SubElement(run, qn("a:rPr"), lang=tag)
    etree.SubElement(run, qn("a:t")).text = text
    return shape
