"""The timeline as PowerPoint's own chart: columns by sector over years, quarters, months or days.

Whoever opens the file can restyle the chart and edit its numbers: a workbook lies within.
"""

from __future__ import annotations

import copy
import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import xlsxwriter
from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.oxml.ns import qn
from pptx.util import Pt

from dashboard.export.slides_counts import Counts
from dashboard.export.slides_deck import Deck
from dashboard.export.slides_frame import Frame
from dashboard.export.slides_runs import rgb, set_fonts
from dashboard.export.slides_template import ACCENT, INK, LINE, SOFT
from dashboard.export.slides_text import text_width
from dashboard.language import Language

SIZE = 12  # points
_new_data: Any = CategoryChartData  # it comes without types
# With more columns, the numbers above them would run into each other.
MOST_NUMBERED = 20
# In a lower chart, the axis of time is left to its labels.
_LOW = 3.0  # inches


def add_chart(deck: Deck, slide: Any, frame: Frame, counts: Counts, made: dt.date) -> Any:
    """The chart of ``counts``; the line of totals is drawn where columns exceed these.

    ``made`` dates the workbook within, for the same input must give the same bytes.
    """
    language = deck.language
    names = [group.name for group in counts.groups]
    series = [row.tolist() for row in counts.per_group]
    if counts.is_split or not names:
        names.append(language.gettext("Events in all") if names else language.gettext("Events"))
        series.append(counts.total.tolist())
    data: Any = _new_data(number_format="#,##0")
    data.categories = counts.labels
    for name, values in zip(names, series, strict=True):
        data.add_series(name, values)
    shape = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_STACKED, *frame.emu(), data)
    shape.name = language.gettext("Timeline")
    chart = shape.chart
    chart.part.chart_workbook.update_from_xlsx_blob(
        workbook(counts.labels, names, series, made, _units(counts.unit, language))
    )
    # Without a title of its own, a single series would give it its name.
    chart.has_title = False
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 30, 100
    colors = [group.color for group in counts.groups] or [ACCENT]
    for color, made_series in zip(colors, plot.series, strict=False):
        made_series.format.fill.solid()
        made_series.format.fill.fore_color.rgb = rgb(color)
    if counts.is_split:
        _draw_as_line(chart, len(counts.groups), numbered=len(counts.labels) <= MOST_NUMBERED)
    _dress_axes(chart, counts, frame, language)
    _dress_text(chart, language)
    return shape


def _dress_axes(chart: Any, counts: Counts, frame: Frame, language: Language) -> None:
    category, value = chart.category_axis, chart.value_axis
    if frame.height > _LOW:
        _name_axis(category, _units(counts.unit, language))
    _name_axis(value, language.gettext("Events"))
    category.format.line.color.rgb = rgb(SOFT)
    category.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    value.major_gridlines.format.line.color.rgb = rgb(LINE)
    value.format.line.fill.background()
    value.tick_labels.number_format, value.tick_labels.number_format_is_linked = "#,##0", False
    value.minimum_scale = 0
    tallest = max(int(counts.per_group.sum(axis=0).max(initial=0)), int(counts.total.max()))
    value.major_unit = _step(tallest)
    has_legend = len(counts.groups) > 0
    chart.has_legend = has_legend
    if has_legend:
        chart.legend.position = XL_LEGEND_POSITION.RIGHT
        chart.legend.include_in_layout = False
    # Every how many columns a label has room, beside the axis and the legend.
    room = (frame.width - (3.6 if has_legend else 1.0)) / len(counts.labels)
    widest = max(text_width(label, SIZE) for label in counts.labels) + 0.12
    skip = max(1, int(np.ceil(widest / room)))
    if counts.unit == "year":
        skip = next((nice for nice in (1, 2, 5, 10, 20) if nice >= skip), skip)
    for name in ("c:tickLblSkip", "c:tickMarkSkip"):
        _insert_before(category._element, qn(name), {"val": str(skip)}, (qn("c:noMultiLvlLbl"),))


def _step(tallest: int) -> int:
    """The distance of grid lines: 1, 2 or 5 times a power of ten, for six lines at most."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if tallest / (step * factor) <= 6:
                return step * factor
        step *= 10


def _insert_before(
    parent: Any, name: str, attributes: dict[str, str], before: Sequence[str]
) -> Any:
    made = parent.makeelement(name, attributes)
    follower = next((child for child in parent if child.tag in before), None)
    if follower is None:
        parent.append(made)
    else:
        follower.addprevious(made)
    return made


def _name_axis(axis: Any, title: str) -> None:
    axis.has_title = True
    frame = axis.axis_title.text_frame
    frame.text = title
    frame.paragraphs[0].runs[0].font.bold = False


def _units(unit: str, language: Language) -> str:
    _ = language.gettext
    return {
        "day": _("Day"),
        "week": _("Week beginning"),
        "month": _("Month"),
        "quarter": _("Quarter"),
        "year": _("Year"),
        "decade": _("Decade"),
        "century": _("Century"),
    }[unit]


def _draw_as_line(chart: Any, position: int, *, numbered: bool) -> None:
    """Take the last series out of the stack and draw it as a line over the same axes."""
    bars = chart._chartSpace.find(f".//{qn('c:barChart')}")
    series = bars.findall(qn("c:ser"))[position]
    bars.remove(series)
    for name in ("c:spPr", "c:invertIfNegative"):
        for old in series.findall(qn(name)):
            series.remove(old)
    line = etree.fromstring(_LINE.format(ink=INK.upper()))
    looks = line.find(qn("c:ser"))
    name = series.find(qn("c:tx"))
    for part in [looks.find(qn("c:marker")), looks.find(qn("c:spPr"))]:
        name.addnext(part)
    if numbered:
        series.find(qn("c:marker")).addnext(looks.find(qn("c:dLbls")))
    series.append(looks.find(qn("c:smooth")))
    line.replace(looks, series)
    for axis in bars.findall(qn("c:axId")):
        line.append(copy.deepcopy(axis))
    bars.addnext(line)


_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_LINE = (
    f'<c:lineChart xmlns:c="{_C}" xmlns:a="{_A}"><c:grouping val="standard"/>'
    '<c:varyColors val="0"/><c:ser>'
    '<c:spPr><a:ln w="22225" cap="rnd"><a:solidFill><a:srgbClr val="{ink}"/></a:solidFill>'
    "<a:round/></a:ln></c:spPr>"
    '<c:marker><c:symbol val="circle"/><c:size val="5"/><c:spPr><a:solidFill>'
    '<a:srgbClr val="{ink}"/></a:solidFill><a:ln w="6350"><a:solidFill>'
    '<a:srgbClr val="FFFFFF"/></a:solidFill></a:ln></c:spPr></c:marker>'
    '<c:dLbls><c:numFmt formatCode="#,##0;;;" sourceLinked="0"/><c:spPr><a:solidFill>'
    '<a:srgbClr val="FFFFFF"><a:alpha val="80000"/></a:srgbClr></a:solidFill></c:spPr>'
    '<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="1200" b="1"><a:solidFill>'
    '<a:srgbClr val="{ink}"/></a:solidFill></a:defRPr></a:pPr><a:endParaRPr/></a:p></c:txPr>'
    '<c:dLblPos val="t"/><c:showLegendKey val="0"/><c:showVal val="1"/>'
    '<c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/>'
    '<c:showBubbleSize val="0"/></c:dLbls><c:smooth val="0"/></c:ser>'
    '<c:marker val="1"/></c:lineChart>'
)


def _dress_text(chart: Any, language: Language) -> None:
    """Size, colour, fonts and language of every text of the chart."""
    chart.font.size = Pt(SIZE)
    chart.font.color.rgb = rgb(INK)
    for properties in chart._chartSpace.iter(qn("a:defRPr"), qn("a:rPr")):
        properties.set("lang", language.tag)
        properties.set("sz", str(SIZE * 100))
        if properties.find(qn("a:latin")) is None:
            set_fonts(properties)


def workbook(
    labels: Sequence[str],
    names: Sequence[str],
    series: Sequence[Sequence[int]],
    made: dt.date,
    corner: str,
) -> bytes:
    """The chart's numbers as the workbook within: the layout that the chart refers to.

    Names and labels are written as strings, so that none becomes a formula.
    """
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"created": dt.datetime.combine(made, dt.time(), dt.UTC)})
        # The name that python-pptx gives the sheet in the chart's references.
        sheet = book.add_worksheet("Sheet1")
        number = book.add_format({"num_format": "#,##0"})
        sheet.write_string(0, 0, corner)
        for column, (name, values) in enumerate(zip(names, series, strict=True), start=1):
            sheet.write_string(0, column, name)
            for row, value in enumerate(values, start=1):
                sheet.write_number(row, column, value, number)
        for row, label in enumerate(labels, start=1):
            sheet.write_string(row, 0, label)
    return content.getvalue()
