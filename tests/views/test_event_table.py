"""The table of events: every column sorts, nothing is lost between pages, headings say it all."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.language import language
from dashboard.tables import Tables, open_tables
from dashboard.views.event_order import HEADINGS, sorted_ids
from dashboard.views.event_table import ROWS_A_PAGE, page_count, table_html, table_rows
from tests.synthetic import synthetic_tables
from tests.views.markup import HOSTILE_ID, Markup, assert_harmless, hostile

DATA = Path(__file__).parents[2] / "data"
TABLES = synthetic_tables(120)
IDS = list(TABLES["events"]["event_id"])
ENGLISH = language("en")


@pytest.fixture(scope="module")
def tables() -> Tables:
    return open_tables(DATA)


def shown(html: str) -> list[str]:
    rows = Markup(html).all("tr")
    return [row.attributes["data-event"] for row in rows if "data-event" in row.attributes]


def address(column: str, descending: bool, page: int) -> str:
    return f"?sort={column}&down={int(descending)}&page={page}"


@given(st.permutations(IDS), st.sampled_from([*HEADINGS]), st.booleans())
def test_sorting_keeps_every_event_and_its_ties(
    ids: list[str], column: str, descending: bool
) -> None:
    ordered = sorted_ids(TABLES, ids, ENGLISH, column, descending=descending)
    assert sorted(ordered) == sorted(ids)
    if column in ("kind", "status"):  # All the same here: the order stays as it was.
        assert ordered == ids


@pytest.mark.parametrize("descending", [False, True])
def test_dates_sort_by_first_day_and_the_undated_come_last(descending: bool) -> None:
    events = TABLES["events"].set_index("event_id")
    ordered = sorted_ids(TABLES, IDS, ENGLISH, "date", descending=descending)
    first = events["start_date"].fillna(events["end_date"]).loc[ordered]
    undated = int(first.isna().sum())
    assert undated
    assert first.iloc[-undated:].isna().all()
    dated = first.iloc[:-undated]
    assert dated.is_monotonic_decreasing if descending else dated.is_monotonic_increasing


@pytest.mark.parametrize("descending", [False, True])
def test_on_one_day_the_more_precise_date_comes_first(descending: bool) -> None:
    events = (
        TABLES["events"]
        .iloc[:3]
        .assign(
            start_date=pd.Timestamp("2025-01-01"),
            end_date=pd.Timestamp("2025-12-31"),
            date_precision=["year", "day", "month"],
        )
    )
    tables = Tables(dict(TABLES) | {"events": events}, TABLES.about)
    ordered = sorted_ids(tables, IDS[:3], ENGLISH, "date", descending=descending)
    assert ordered == [IDS[1], IDS[2], IDS[0]]


def test_names_sort_as_the_language_does(tables: Tables) -> None:
    vietnamese = language("vi")
    ids = list(tables["events"]["event_id"])
    ordered = sorted_ids(tables, ids, vietnamese, "title", descending=False)
    rows = {row.event_id: vietnamese.name(row) for row in tables["events"].itertuples()}
    keys = [vietnamese.sort_key(rows[event_id]) for event_id in ordered]
    assert keys == sorted(keys)
    assert sorted_ids(tables, ids, vietnamese, "title", descending=True) == ordered[::-1]


@pytest.mark.parametrize("column", [*HEADINGS])
def test_pages_together_hold_each_event_once_in_order(column: str) -> None:
    pages = [
        shown(table_html(TABLES, IDS, column, True, page, language=ENGLISH))
        for page in range(1, page_count(len(IDS)) + 1)
    ]
    assert [len(page) for page in pages] == [50, 50, 20]
    assert [*chain(*pages)] == sorted_ids(TABLES, IDS, ENGLISH, column, descending=True)


@pytest.mark.parametrize(("events", "pages"), [(0, 1), (1, 1), (50, 1), (51, 2), (100, 2)])
def test_a_page_holds_fifty(events: int, pages: int) -> None:
    assert ROWS_A_PAGE == 50
    assert page_count(events) == pages


@pytest.mark.parametrize(("asked", "given"), [(-3, 1), (0, 1), (3, 3), (4, 3), (99, 3)])
def test_a_page_out_of_range_is_moved_into_it(asked: int, given: int) -> None:
    html = table_html(TABLES, IDS, page=asked, language=ENGLISH)
    assert f"Page {given} of 3" in html


def test_only_the_sorted_column_says_how(tables: Tables) -> None:
    ids = list(tables["events"]["event_id"])
    html = table_html(tables, ids, "title", False, language=ENGLISH, address=address)
    heads = [e for e in Markup(html).all("th") if e.attributes["scope"] == "col"]
    assert [e.text.split(" ")[0] for e in heads] == [*HEADINGS.values()]
    assert [e.attributes.get("aria-sort") for e in heads] == [None, "ascending", *[None] * 5]
    links = [e.attributes["href"] for e in Markup(html).all("a") if "?sort" in str(e.attributes)]
    assert "?sort=title&down=1&page=1" in links
    assert "?sort=date&down=1&page=1" in links
    assert "?sort=kind&down=0&page=1" in links
    assert "?sort=title&down=0&page=2" in links


def test_an_unknown_column_sorts_by_date() -> None:
    odd = table_html(TABLES, IDS, "<b>", True, language=ENGLISH)
    assert odd == table_html(TABLES, IDS, "date", True, language=ENGLISH)


def test_a_reader_of_the_screen_gets_caption_headings_and_a_way_to_scroll() -> None:
    markup = assert_harmless(table_html(TABLES, IDS, language=ENGLISH))
    [caption] = markup.all("caption")
    assert caption.text == "Events 1 to 50 of 120; sorted by: Date, descending"
    assert len(markup.all("th", scope="row")) == 50
    [region] = markup.all("div", role="region")
    assert region.attributes["tabindex"] == "0"
    assert region.attributes["aria-label"]


def test_no_events_make_a_sentence() -> None:
    markup = Markup(table_html(TABLES, [], language=ENGLISH))
    assert markup.all("table") == []
    assert markup.all("p")[0].text == "No events pass the filters."


def test_rows_hold_what_the_table_shows(tables: Tables) -> None:
    ids = ["forum-2025", "ai-training-jica"]
    rows = table_rows(tables, ids, ENGLISH)
    assert list(rows["event_id"]) == ids
    forum = rows.iloc[0]
    assert forum["date"] == "24–25 Nov 2025"
    assert forum["sources"] == tables["event_sources"]["event_id"].eq("forum-2025").sum()
    assert forum["kind"] == "Forum"
    assert "Gunma" in forum["places"]
    assert rows.iloc[1]["date"].startswith("as of ")
    assert table_rows(tables, ids, language("ja")).iloc[0]["kind"] == "フォーラム"
    assert table_rows(tables, [], ENGLISH).empty


def test_hostile_texts_and_ids_stay_text(tables: Tables) -> None:
    broken = hostile(tables)
    ids = list(broken["events"]["event_id"])
    assert ids[0].endswith(HOSTILE_ID)
    markup = assert_harmless(table_html(broken, ids, language=ENGLISH))
    assert "<script>alert(1)</script>" in markup.all("tbody")[0].text
