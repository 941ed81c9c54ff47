"""A deck of slides: one look, real titles, footers and numbers, the same bytes every time."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.oxml.ns import qn

from dashboard.export.slides_frame import Frame
from dashboard.export.slides_runs import Run, write_text
from dashboard.export.slides_template import (
    FOOTER,
    FOOTER_SIZE,
    INK,
    SOFT,
    SUBTITLE,
    TITLE,
    TITLE_SIZE,
    add_footers,
    new_presentation,
)
from dashboard.export.slides_text import cut, legal
from dashboard.language import Language

_SUBTITLE_SIZE = 14
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Properties:
    """What a file says of itself; ``made`` is also its date of creation."""

    title: str
    subject: str
    author: str
    made: dt.date


class Deck:
    """A presentation under construction; slides are added at its end."""

    def __init__(self, language: Language, properties: Properties, footer: str) -> None:
        self.language = language
        self.footer = cut(legal(footer), FOOTER.width, FOOTER_SIZE, 1)
        self._file = new_presentation(language)
        _describe(self._file.core_properties, properties, language)

    def slide(self, title: str, subtitle: str = "") -> Any:
        """A slide with its title, a line below it, the footer and its number."""
        slide = self._file.slides.add_slide(self._file.slide_layouts[1])
        title = cut(legal(title), TITLE.width, TITLE_SIZE, 1, bold=True)
        write_text(slide.shapes.title, [[Run(title, tag=self.language.tag)]])
        if subtitle:
            shown = cut(legal(subtitle), SUBTITLE.width, _SUBTITLE_SIZE, 1)
            self.text(slide, SUBTITLE, [[Run(shown, color=SOFT)]], _SUBTITLE_SIZE)
        add_footers(slide, self.footer, self.language.tag)
        return slide

    def opening(self) -> Any:
        """The first slide, whose title has no text yet."""
        return self._file.slides.add_slide(self._file.slide_layouts[0])

    def text(
        self,
        slide: Any,
        frame: Frame,
        paragraphs: Sequence[Sequence[Run]],
        size: float,
        *,
        align: str = "l",
        anchor: str = "t",
        name: str = "",
        gap: float = 0.0,
    ) -> Any:
        """A text box without inner margins; ``gap`` inches are left between paragraphs."""
        box = slide.shapes.add_textbox(*frame.emu())
        if name:
            box.name = name
        write_text(
            box,
            paragraphs,
            size,
            tag=self.language.tag,
            align=align,
            anchor=anchor,
            color=INK,
            gap=gap,
        )
        return box

    def notes(self, slide: Any, lines: Sequence[str]) -> None:
        """The speaker's notes of a slide."""
        frame = slide.notes_slide.notes_text_frame
        frame.text = "\n".join(map(legal, lines))
        for run in frame._txBody.iter(qn("a:rPr"), qn("a:endParaRPr")):
            run.set("lang", self.language.tag)

    def content(self) -> bytes:
        """The file; the same slides give the same bytes."""
        raw = io.BytesIO()
        self._file.save(raw)
        return undated(raw.getvalue())


def undated(content: bytes) -> bytes:
    """The zip archive ``content`` without the times at which its members were written."""
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as given,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for member in given.infolist():
            made.writestr(
                zipfile.ZipInfo(member.filename, _EPOCH),
                given.read(member),
                # Pictures and workbooks are compressed already.
                zipfile.ZIP_STORED
                if member.filename.endswith((".png", ".xlsx"))
                else zipfile.ZIP_DEFLATED,
            )
    return result.getvalue()


def _describe(core: Any, properties: Properties, language: Language) -> None:
    moment = dt.datetime.combine(properties.made, dt.time())
    # The format's own limit.
    core.title = legal(properties.title)[:255]
    core.subject = legal(properties.subject)[:255]
    core.author = core.last_modified_by = legal(properties.author)[:255]
    core.language = language.tag
    core.created = core.modified = moment
    core.revision = 1
    core.keywords = core.comments = core.category = ""
