from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from pptx import Presentation
from pptx.oxml.ns import qn

from dashboard.catalogue import LOCALES
from dashboard.columns import event_columns
from dashboard.export.request import Request
from dashboard.export.slides import MOST_EVENTS, to_pptx
from dashboard.export.slides_counts import timeline_counts
from dashboard.export.slides_selected import MOST_SECTORS, selected
from dashboard.language import language
from dashboard.problems import DataError
from dashboard.selection import Selection
from dashboard.tables import Tables
from dashboard.views.time_bins import bin_edges
from dashboard.views.timeline import bin_counts
from tests.export.conftest import DATA
from tests.export.small import HOSTILE, dated, ids, titled, with_cells, with_url
from tests.synthetic import synthetic_tables
from tests.timing import least_seconds

QUERY = "when=2023-01-01/2025-12-31&sector=culture,tourism"


def asked(tables: Tables, query: str, code: str = "en") -> tuple[list[str], Request]:
    """The ids that ``query`` selects, and a request for them."""
    spoken = language(code)
    parsed, notices = Selection.parse(query, tables, spoken)
    assert notices == ()
    columns = event_columns(tables)
    mask = parsed.mask(columns, tables)
    chosen = [key for key, is_in in zip(columns.event_ids, mask, strict=True) if is_in]
    request = Request(
        parsed.words(tables, spoken),
        spoken,
        "https://example.org/app",
        DATA,
        parsed.parameters(),
        date(2026, 11, 22),
    )
    return chosen, request


def slides(content: bytes) -> list[Any]:
    return list(Presentation(io.BytesIO(content)).slides)


def one(found: list[Any], kind: str) -> Any:
    """The only shape of a kind (``chart``, ``table``) on all the slides."""
    shapes = [shape for slide in found for shape in slide.shapes if getattr(shape, f"has_{kind}")]
    assert len(shapes) == 1
    return getattr(shapes[0], kind)


def words(content: bytes) -> str:
    """All text on the slides, cells and notes included."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        parts = [
            name for name in file.namelist() if re.match(r"ppt/(slides|notesSlides)/\w+\.", name)
        ]
        found = [re.findall(r"<a:t>([^<]*)</a:t>", file.read(name).decode()) for name in parts]
    return "\n".join(text for texts in found for text in texts)


def test_the_slides_in_their_order_each_with_a_title(committed: Tables) -> None:
    chosen, request = asked(committed, QUERY)
    found = slides(to_pptx(committed, chosen, request))
    titles = [slide.shapes.title.text_frame.text for slide in found]
    assert titles[:3] == [committed.about.title, "Timeline", "Map"]
    kinds = [title.split(" (")[0] for title in titles[3:]]
    assert list(dict.fromkeys(kinds)) == ["Events", "Sources", "Licences and credits"]
    numbered = [slide for slide in found if "‹#›" in slide.part.blob.decode()]
    assert numbered == found[1:]


@pytest.mark.parametrize("query", ["", QUERY, "place=gunma", "when=2025-11-20/2025-11-30"])
def test_the_chart_is_native_and_counts_as_the_page_does(committed: Tables, query: str) -> None:
    chosen, request = asked(committed, query)
    found = slides(to_pptx(committed, chosen, request))
    chart = one(found, "chart")
    counts = timeline_counts(selected(committed, chosen, request))
    assert counts is not None
    columns = event_columns(committed)
    parsed = Selection.parse(query, committed)[0]
    span = selected(committed, chosen, request).span
    assert span is not None
    unit, edges = bin_edges(*span, len(counts.labels) + 1)
    assert unit == counts.unit
    per_sector, total = bin_counts(committed, columns, parsed, edges)
    bars, *line = chart.plots
    drawn = {series.name: list(series.values) for series in bars.series}
    names = {row.sector_id: row.name_en for row in committed["sectors"].itertuples()}
    inner = slice(1, -1) if parsed.when else slice(None)
    for sector_id, row in zip(columns.facets["sector"].ids, per_sector, strict=True):
        if names[sector_id] in drawn:
            # The outer columns of a chosen interval may be narrower than the page's.
            assert drawn[names[sector_id]][inner] == row.tolist()[inner], sector_id
    assert len(drawn) <= MOST_SECTORS + 1
    assert line
    assert list(line[0].series[0].values)[inner] == total.tolist()[inner]
    book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    rows = list(book["Sheet1"].values)
    assert rows[0][1:] == tuple(series.name for plot in chart.plots for series in plot.series)
    for number, plot_series in enumerate(series for plot in chart.plots for series in plot.series):
        assert [row[number + 1] for row in rows[1:]] == list(plot_series.values)


def test_an_interval_is_counted_to_its_last_day_and_no_further() -> None:
    tables = dated(["2025-03-31", "2025-04-01", "2025-06-30", "2025-07-01", "2025-05", ""])
    asking = Request("–", language("en"), parameters={"when": "2025-04-01/2025-06-30"})
    inside = [ids(tables)[number] for number in (1, 2, 4)]
    counts = timeline_counts(selected(tables, inside, asking))
    assert counts is not None
    assert counts.unit == "week"
    assert counts.total.sum() == 2 + 5
    assert counts.total[0] == counts.total[-1] == 1


def test_lesser_sectors_are_one_group_and_counted(committed: Tables) -> None:
    chosen, request = asked(committed, "")
    groups = selected(committed, chosen, request).groups
    assert [len(group.sector_ids) for group in groups] == [1] * MOST_SECTORS + [17]
    colors = dict(
        zip(committed["sectors"]["sector_id"], committed["sectors"]["color"], strict=True)
    )
    for group in groups[:-1]:
        assert group.color == colors[next(iter(group.sector_ids))]
    links = committed["event_sectors"]
    events = links.loc[links["sector_id"].isin(list(groups[-1].sector_ids)), "event_id"].nunique()
    assert f"17 sectors with {events} events" in words(to_pptx(committed, chosen, request))


def test_few_far_away_events_do_not_squeeze_the_others() -> None:
    tables = dated(["1921", *["2020"] * 98, "2101"])
    chosen = selected(tables, ids(tables), Request("–", language("en")))
    counts = timeline_counts(chosen)
    assert counts is not None
    assert len(counts.labels) < 50
    assert "1 before" in words(to_pptx(tables, ids(tables), Request("–", language("en"))))


def test_events_without_dates_make_no_chart_but_a_remark() -> None:
    tables = dated(["", ""])
    content = to_pptx(tables, ids(tables), Request("–", language("en")))
    assert not any(shape.has_chart for slide in slides(content) for shape in slide.shapes)
    assert "None of these events has a date." in words(content)
    part = dated(["2025-11-25", ""])
    assert "1 event without a date is not in the chart." in words(
        to_pptx(part, ids(part), Request("–", language("en")))
    )


def test_events_are_native_tables_up_to_a_stated_number(
    committed: Tables, every_id: list[str]
) -> None:
    found = slides(to_pptx(committed, every_id, asked(committed, "")[1]))
    tables = [
        shape.table
        for slide in found
        for shape in slide.shapes
        if shape.has_table and slide.shapes.title.text_frame.text.startswith("Events")
    ]
    titles = [row.cells[1].text for table in tables for row in list(table.rows)[1:]]
    shown = committed["events"].set_index("event_id").loc[every_id[:MOST_EVENTS], "title_en"]
    assert titles == list(shown)
    rest = len(every_id) - MOST_EVENTS
    assert f"And {rest} more events: see the workbook." in words(
        to_pptx(committed, every_id, asked(committed, "")[1])
    )
    exact = words(to_pptx(committed, every_id[:MOST_EVENTS], asked(committed, "")[1]))
    assert "see the workbook" not in exact


def test_every_source_has_its_link_and_nothing_else_has(committed: Tables) -> None:
    chosen, request = asked(committed, "place=gunma")
    content = to_pptx(committed, chosen, request)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        targets = {
            target
            for name in file.namelist()
            if name.endswith(".rels")
            for target in re.findall(
                r'Target="([^"]*)" TargetMode="External"', file.read(name).decode()
            )
        }
    links = committed["event_sources"]
    behind = set(links.loc[links["event_id"].isin(chosen), "source_id"])
    sources = committed["sources"].set_index("source_id")
    wanted = {str(sources.loc[key, "url"]).replace("&", "&amp;") for key in behind}
    assert wanted <= targets
    assert all(target.startswith(("http://", "https://")) for target in targets)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "https://a b", "x"])
def test_what_is_no_web_address_is_no_link(url: str) -> None:
    tables = with_url(dated(["2025-11-25"]), url)
    content = to_pptx(tables, ids(tables), Request("–", language("en")))
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert not any(b"External" in file.read(name) for name in file.namelist())


def test_hostile_texts_stay_texts() -> None:
    tables = titled(HOSTILE)
    tables = with_cells(tables, "sectors", name_en=(HOSTILE * 2)[: len(tables["sectors"])])
    request = Request("=1+1", language("en"), made=date(2026, 11, 22))
    content = to_pptx(tables, ids(tables), request)
    chart = one(slides(content), "chart")
    book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    kinds = {cell.data_type for row in book["Sheet1"].iter_rows() for cell in row if cell.value}
    assert kinds <= {"s", "n"}
    shown = words(content)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "=1+2" in shown
    assert "a b c d e f g" in shown


def test_a_selection_of_nothing_is_an_error_that_says_so(committed: Tables) -> None:
    with pytest.raises(DataError, match=r"matches no event.*'Nowhere'.*Widen"):
        to_pptx(committed, [], Request("Nowhere", language("en")))
    with pytest.raises(KeyError, match="no-such-event"):
        to_pptx(committed, ["no-such-event"], Request("–", language("en")))


def test_the_same_request_gives_the_same_bytes_and_the_day_is_the_requests(
    committed: Tables,
) -> None:
    chosen, request = asked(committed, QUERY)
    content = to_pptx(committed, chosen, request)
    assert to_pptx(committed, chosen, request) == content
    assert to_pptx(committed, chosen, replace(request, made=date(2026, 11, 23))) != content
    core = Presentation(io.BytesIO(content)).core_properties
    assert core.created == core.modified == datetime.fromisoformat("2026-11-22T00:00")
    assert (core.title, core.author) == (committed.about.title, committed.about.title)
    assert core.subject == request.selection
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert {member.date_time for member in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    book = one(slides(content), "chart").part.chart_workbook.xlsx_part.blob
    with zipfile.ZipFile(io.BytesIO(book)) as file:
        days = re.findall(rb">(\d{4}-\d\d-\d\d)T", file.read("docProps/core.xml"))
        assert set(days) == {b"2026-11-22"}


def test_notes_hold_the_address_of_the_selection_and_the_sources(committed: Tables) -> None:
    chosen, request = asked(committed, QUERY)
    found = slides(to_pptx(committed, chosen, request))
    links = committed["event_sources"]
    behind = set(links.loc[links["event_id"].isin(chosen), "source_id"])
    for slide in found[:3]:
        notes = slide.notes_slide.notes_text_frame.text
        assert f"https://example.org/app?{request.query}" in notes
        assert all(key in notes for key in behind)
    assert Selection.parse(request.query, committed)[0].query() == request.query
    without = replace(request, address="")
    notes = slides(to_pptx(committed, chosen, without))[1].notes_slide.notes_text_frame.text
    assert f"Query: ?{request.query}" in notes


@pytest.mark.parametrize("code", LOCALES)
def test_every_run_says_its_language_and_names_fonts_that_have_its_letters(
    committed: Tables, code: str
) -> None:
    chosen, request = asked(committed, "place=gunma", code)
    content = to_pptx(committed, chosen, request)
    tag = language(code).tag
    presentation = Presentation(io.BytesIO(content))
    assert presentation.core_properties.language == tag
    seen = set()
    for slide in presentation.slides:
        for properties in slide.element.iter(qn("a:rPr")):
            seen.add(properties.get("lang"))
            if properties.get("sz"):
                assert properties.find(qn("a:latin")).get("typeface") == "Arial"
                assert properties.find(qn("a:ea")).get("typeface") == "Yu Gothic"
    assert tag in seen
    assert seen <= {tag, "en"}
    assert all(
        int(p.get("sz")) >= 1000
        for s in presentation.slides
        for p in s.element.iter(qn("a:rPr"))
        if p.get("sz")
    )


def test_pictures_charts_and_tables_have_alternative_text(committed: Tables) -> None:
    chosen, request = asked(committed, QUERY)
    for slide in slides(to_pptx(committed, chosen, request)):
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table or shape.shape_type == 13:
                assert shape._element.xpath(".//p:cNvPr")[0].get("descr")


def test_no_program_has_to_repair_the_file(committed: Tables) -> None:
    chosen, request = asked(committed, QUERY)
    content = to_pptx(committed, chosen, request)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert file.testzip() is None
        names = set(file.namelist())
        assert len(names) == len(file.namelist())
        assert not any("printerSettings" in name or "thumbnail" in name for name in names)
        for name in names:
            for target in re.findall(r'Target="(/ppt/[^"]+)"', file.read(name).decode("latin-1")):
                assert target.lstrip("/") in names
    for slide in slides(content):
        numbers = [shape.shape_id for shape in slide.shapes]
        assert len(numbers) == len(set(numbers))


def test_very_many_events_are_slides_within_seconds() -> None:
    tables = synthetic_tables(20_000)
    made: list[bytes] = []
    request = Request("–", language("en"))
    assert least_seconds(lambda: made.append(to_pptx(tables, ids(tables), request)), 1) < 10
    [content] = made
    assert f"And {20_000 - MOST_EVENTS:,} more events" in words(content)
    assert len(content) < 2_000_000
