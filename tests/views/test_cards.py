"""Cards: what a reader sees of an event, and what data can never do to a page."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.columns import EventColumns, event_columns
from dashboard.tables import Tables, open_tables
from dashboard.views import cards, newest
from dashboard.views.event_rows import EventRows, is_event
from dashboard.views.newest import newest_first
from tests.synthetic import synthetic_tables

ROOT = Path(__file__).resolve().parents[2]
MARKUP = "<img src=x onerror=a()></h3></article><script>a()</script>\" onclick='a()' ' & &amp; {x}"
TAGS = {
    *("a", "article", "br", "details", "div", "em", "h3"),
    *("li", "p", "span", "strong", "summary", "ul"),
}


class Reader(HTMLParser):
    """The tags, attributes and text of a fragment of HTML, as a browser reads them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str | None] = []
        self.events: list[str | None] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        self.links += [value for name, value in attrs if name == "href"]
        self.events += [value for name, value in attrs if name == "data-event"]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def committed() -> Tables:
    return open_tables(ROOT / "data")


def with_cells(tables: Tables, table: str, **cells: Any) -> Tables:
    """``tables`` with one value in every row of some columns."""
    frame = tables[table].assign(**cells)
    return replace(tables, frames={**tables.frames, table: frame})


def read_card(tables: Tables, event_id: str = "event-0") -> Reader:
    return Reader(cards.event_cards(tables, [event_id]))


def test_a_card_folds_many_sources_and_keeps_all(committed: Tables) -> None:
    links = committed["event_sources"].groupby("event_id").size()
    most = str(links.idxmax())
    html = cards.event_cards(committed, [most])
    shown, folded = html.split("<details>")
    assert shown.split("ec-sources")[1].count("<li>") == 3
    assert folded.count("<li>") == links.max() - 3
    assert f"<summary>{links.max() - 3} more sources</summary>" in folded
    # Hiding one alone would save no room.
    few = str(links.index[links.eq(4)][0])
    assert "<details>" not in cards.event_cards(committed, [few])


def test_every_committed_event_has_a_card(committed: Tables) -> None:
    ids = list(committed["events"]["event_id"])
    found = Reader(cards.event_cards(committed, ids))
    assert found.events == ids
    assert found.tags <= TAGS
    text = " ".join(found.text.split())
    for words in ("nan", "NaT", "None", "  "):
        assert f" {words} " not in text
    urls = committed["sources"]["url"]
    assert set(found.links) == set(urls[urls.isin(found.links)])
    assert "no date in the source" in text


def test_a_card_says_what_when_where_how_much_and_who_says_so(committed: Tables) -> None:
    events = committed["events"].set_index("event_id")
    figures = committed["figures"]
    event_id = figures.loc[figures["event_id"] != "", "event_id"].mode()[0]
    text = read_card(committed, event_id).text
    assert str(events.at[event_id, "title_en"]) in text
    assert str(events.at[event_id, "summary_en"]) in text
    for table, key, names in (
        ("event_locations", "location_id", "locations"),
        ("event_sectors", "sector_id", "sectors"),
        ("event_actors", "actor_id", "actors"),
    ):
        links = committed[table]
        frame = committed[names].set_index(key)["name_en"]
        for one in links.loc[links["event_id"] == event_id, key]:
            assert frame[one] in text
    sources = committed["sources"].set_index("source_id")
    links = committed["event_sources"]
    for source_id in links.loc[links["event_id"] == event_id, "source_id"]:
        assert str(sources.at[source_id, "title_en"]) in text
        assert str(sources.at[source_id, "publisher"]) in text


@pytest.mark.parametrize("text", [MARKUP, "javascript:a()", "\" style='x", "&lt;b&gt;"])
def test_hostile_text_is_text(text: str) -> None:
    tables = synthetic_tables(6, places=6, sectors=3, texts=text)
    for column in ("summary_en", "date_note_en", "title_vi"):
        tables = with_cells(tables, "events", **{column: text})
    tables = with_cells(tables, "event_locations", named_as=text)
    tables = with_cells(tables, "sources", published_edtf=text)
    found = Reader(cards.event_cards(tables, list(tables["events"]["event_id"])))
    assert found.tags <= TAGS
    assert found.attributes <= {"class", "data-event", "id", "style", "title"}
    assert found.links == []
    assert f"Event 0{text}" in found.text
    assert f"(in the source: {text})" in found.text


@given(st.text())
def test_any_text_in_a_heading_is_text(text: str) -> None:
    found = Reader(cards.heading(text, 1200, 34_567))
    assert found.tags == {"h2", "strong", "span"}
    assert found.text.endswith("1,200 of 34,567 events")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "JavaScript://example.org/%0Aalert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>a()</script>",
        "vbscript:a",
        "file:///etc/passwd",
        "//example.org/",
        "/local",
        "https:",
        "https://",
        "http://[broken",
        "example.org",
    ],
)
def test_what_is_no_web_address_is_no_link(url: str) -> None:
    assert cards.link(url, "A <b>title</b>") == "A &lt;b&gt;title&lt;/b&gt;"


@pytest.mark.parametrize("url", ["https://example.org/a?b=1&c='\"", "HTTP://example.org"])
def test_web_addresses_are_links_that_keep_to_themselves(url: str) -> None:
    found = Reader(cards.link(url, "title"))
    assert found.links == [url]
    assert found.attributes == {"href", "target", "rel"}
    assert "noopener" in cards.link(url, "title")


@given(st.text())
def test_any_text_as_an_address_is_escaped(url: str) -> None:
    for text in (url, f"https://{url}"):
        assert Reader(cards.link(text, "title")).attributes <= {"href", "target", "rel"}


def test_sources_that_differ_both_stand() -> None:
    tables = synthetic_tables(1, odd=False)
    other = tables["sources"].assign(source_id="other", publisher="Another publisher")
    sources = type(other)(
        [*tables["sources"].to_dict("records"), *other.to_dict("records")], columns=other.columns
    )
    says = tables["event_sources"]
    statements = type(says)(
        [
            *says.assign(stated_edtf="2025-11-24").to_dict("records"),
            *says.assign(source_id="other", stated_edtf="2025-11-25", stated_status="planned")
            .assign(states_en="Says otherwise")
            .to_dict("records"),
        ],
        columns=says.columns,
    )
    measure = {"measure_id": "companies", "name_en": "Companies", "unit": "companies"}
    blank = dict.fromkeys(tables["measures"].columns, "")
    measures = type(says)([blank | measure])
    base = dict.fromkeys(tables["figures"].columns, "") | {
        "measure_id": "companies",
        "event_id": "event-0",
        "value_upper": np.nan,
        "qualifier": "about",
        "sense": "reported",
        "note_en": "Companies there",
    }
    figures = type(says)(
        [
            base | {"figure_id": "a", "value": 15.0, "source_id": "source", "locator": "p3"},
            base | {"figure_id": "b", "value": 18.0, "source_id": "other", "locator": "p4 p5"},
        ]
    )
    changed = {
        "sources": sources,
        "event_sources": statements,
        "measures": measures,
        "figures": figures,
    }
    text = read_card(replace(tables, frames={**tables.frames, **changed})).text
    assert "Sources differ on the date." in text
    assert "dates it 24 Nov 2025" in text
    assert "dates it 25 Nov 2025; calls it planned; Says otherwise" in text
    assert text.index("differ: ") < text.index("about 15 companies") < text.index("about 18 comp")
    assert "[A publisher, paragraph 3]" in text
    assert "[Another publisher, paragraphs 4, 5]" in text
    agreed = figures.assign(value=15.0)
    same = {**changed, "figures": agreed, "event_sources": tables["event_sources"]}
    assert "differ" not in read_card(replace(tables, frames={**tables.frames, **same})).text


@pytest.mark.parametrize(
    ("date", "precision", "status", "as_of", "words"),
    [
        ("2025-10", "month", "held", "", "Oct 2025"),
        ("", "attested", "ongoing", "2025-09-21", "as of 21 Sept 2025"),
        ("", "", "planned", "2025-09", "Planned, as of Sept 2025"),
        ("", "", "proposed", "", "no date in the source"),
        ("sometime", "", "held", "", "sometime"),
    ],
)
def test_dates_and_status_in_words(
    date: str, precision: str, status: str, as_of: str, words: str
) -> None:
    tables = with_cells(
        synthetic_tables(1, odd=False),
        "events",
        date_edtf=date,
        date_precision=precision,
        status=status,
        status_as_of_edtf=as_of,
    )
    assert words in read_card(tables).text


def test_a_part_names_the_event_that_it_is_a_part_of() -> None:
    tables = with_cells(synthetic_tables(2, odd=False), "events", part_of_event_id="event-1")
    assert "part of Event 1" in read_card(tables).text


def test_cards_stand_in_the_order_asked_for() -> None:
    tables = synthetic_tables(5)
    ids = ["event-3", "event-0", "event-4"]
    assert Reader(cards.event_cards(tables, ids)).events == ids
    assert Reader(cards.event_cards(tables, [])).events == []


def test_newest_first_then_what_is_to_come_then_the_undated() -> None:
    tables = synthetic_tables(7, odd=False)
    days = ["2024-05-01", "NaT", "2026-11-22", "2026-11-23", "2024-05-01", "2030-01-01", "NaT"]
    ends = [*days[:6], "1999-01-01"]  # the last goes back without end
    tables = with_cells(
        tables,
        "events",
        start_date=np.array(days, dtype="datetime64[s]"),
        end_date=np.array(ends, dtype="datetime64[s]"),
    )
    columns = event_columns(tables)
    mask = np.ones(7, dtype=bool)
    today = dt.date(2026, 11, 22)
    expected = [f"event-{i}" for i in (2, 0, 4, 6, 3, 5, 1)]
    assert newest_first(columns, mask, today) == expected
    mask[[0, 5]] = False
    left = [i for i in expected if i not in ("event-0", "event-5")]
    assert newest_first(columns, mask, today) == left
    assert newest_first(columns, ~(mask | True), today) == []


@given(st.data())
def test_the_first_few_of_very_many_are_those_of_all_sorted(data: st.DataObject) -> None:
    rows = data.draw(st.integers(1, 120))
    days = st.lists(st.integers(-9, 9), min_size=rows, max_size=rows)
    first = np.array(data.draw(days), dtype=np.int32)
    dated = np.array(data.draw(st.lists(st.booleans(), min_size=rows, max_size=rows)))
    mask = np.array(data.draw(st.lists(st.booleans(), min_size=rows, max_size=rows)))
    last = np.where(dated, first, first - 1).astype(np.int32)
    ids = tuple(f"event-{row}" for row in range(rows))
    columns = EventColumns(ids, first, last, np.ones(rows, dtype=np.uint32), {})
    today = dt.date(1970, 1, 1) + dt.timedelta(days=data.draw(st.integers(-10, 10)))
    everything = newest_first(columns, mask, today)
    limit = data.draw(st.integers(1, rows))
    with pytest.MonkeyPatch.context() as patch:
        # In blocks of three rows, as if there were millions.
        patch.setattr(newest, "_FEW", 3)
        assert newest_first(columns, mask, today, limit) == everything[:limit]


def test_rows_that_are_looked_up_are_those_of_pandas(committed: Tables) -> None:
    wanted = set(committed["events"]["event_id"].iloc[[0, 7, 40]])
    found = EventRows(committed, wanted | {"no-such-event"})
    assert set(found.events) == wanted
    for name in ("event_sources", "figures", "event_locations"):
        frame = committed[name]
        expected = list(frame[frame["event_id"].isin(wanted)].itertuples(index=False))
        rows = [row for rows in found.links[name].values() for row in rows]
        assert len(rows) == len(expected)
        for row, other in zip(sorted(map(str, rows)), sorted(map(str, expected)), strict=True):
            assert row.partition("(")[2] == other.partition("(")[2]
    assert is_event(committed, min(wanted))
    assert not is_event(committed, "no-such-event")


def test_the_stylesheet_is_one_style_element() -> None:
    style = cards.stylesheet()
    assert style.startswith("<style>")
    assert style.count("<") == 2
    assert "url(" not in style
    assert "@import" not in style
