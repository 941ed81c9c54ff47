"""Native tables that nothing overflows: rows are measured, and a slide takes what it can hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches

from dashboard.export.slides_frame import EMU_AN_INCH, Frame
from dashboard.export.slides_runs import Run, fill_paragraphs
from dashboard.export.slides_template import ACCENT, INK, LINE
from dashboard.export.slides_text import cut, line_height, wrapped

SIZE = 12  # points
# Inches between the text of a cell and its edges.
PADDING, SIDE = 0.05, 0.08
# "No Style, No Grid": every line of ours is drawn by us, alike in every program.
_PLAIN_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, its width in inches, and the lines a cell may have."""

    heading: str
    width: float
    most_lines: int


# A row is a run for each cell.
Row = Sequence[Run]


def fitted(columns: Sequence[Column], row: Row) -> list[Run]:
    """``row`` with every text cut to the lines that its column allows."""
    return [
        Run(
            cut(run.text, column.width - 2 * SIDE, SIZE, column.most_lines, bold=run.bold),
            run.bold,
            run.color,
            run.tag,
            run.url,
        )
        for column, run in zip(columns, row, strict=True)
    ]


def row_height(columns: Sequence[Column], row: Row) -> float:
    """Inches that a row takes."""
    lines = max(
        len(wrapped(run.text, column.width - 2 * SIDE, SIZE, bold=run.bold))
        for column, run in zip(columns, row, strict=True)
    )
    return lines * line_height(SIZE) + 2 * PADDING


def pages(columns: Sequence[Column], rows: Sequence[Row], height: float) -> Iterator[list[Row]]:
    """``rows``, fitted, in stretches that take ``height`` inches with the headings at most."""
    room = height - _heading_height(columns)
    page: list[Row] = []
    used = 0.0
    for row in rows:
        shown = fitted(columns, row)
        need = row_height(columns, shown)
        if page and used + need > room:
            yield page
            page, used = [], 0.0
        page.append(shown)
        used += need
    if page:
        yield page


def add_table(
    slide: Any, frame: Frame, columns: Sequence[Column], rows: Sequence[Row], tag: str, name: str
) -> Any:
    """A native table of ``rows``; ``frame``'s height is only a wish, rows have their own."""
    heights = [_heading_height(columns), *(row_height(columns, row) for row in rows)]
    left, top, width, _ = frame.emu()
    shape = slide.shapes.add_table(
        len(rows) + 1, len(columns), left, top, width, Emu(round(sum(heights) * EMU_AN_INCH))
    )
    shape.name = name
    table = shape.table
    properties = table._tbl.tblPr
    properties.set("bandRow", "0")
    properties.find(qn("a:tableStyleId")).text = _PLAIN_STYLE
    for column, made in zip(columns, table.columns, strict=True):
        made.width = Inches(column.width)
    for height, made in zip(heights, table.rows, strict=True):
        made.height = Emu(round(height * EMU_AN_INCH))
    headings = [Run(column.heading, bold=True) for column in columns]
    for number, row in enumerate([headings, *rows]):
        for position, run in enumerate(row):
            is_heading = number == 0
            _write(table.cell(number, position), run, tag, is_heading)
    return shape


def _heading_height(columns: Sequence[Column]) -> float:
    return row_height(columns, [Run(column.heading, bold=True) for column in columns])


def _write(cell: Any, run: Run, tag: str, is_heading: bool) -> None:
    cell.margin_left = cell.margin_right = Inches(SIDE)
    cell.margin_top = cell.margin_bottom = Inches(PADDING)
    frame = cell.text_frame
    frame.word_wrap = True
    fill_paragraphs(frame, [[run]], SIZE, tag=tag, color=INK)
    color, points = (ACCENT, 1.5) if is_heading else (LINE, 0.75)
    properties = cell._tc.get_or_add_tcPr()
    if is_heading:
        properties.set("anchor", "b")
    line = etree.SubElement(properties, qn("a:lnB"), w=str(round(points * 12_700)))
    fill = etree.SubElement(line, qn("a:solidFill"))
    etree.SubElement(fill, qn("a:srgbClr"), val=color.upper())
    etree.SubElement(properties, qn("a:noFill"))
