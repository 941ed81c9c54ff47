"""The report names everything that was read and is not shown, and who contradicts whom."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pandas as pd
import pytest

from dashboard.disagreements import disagreements
from dashboard.language import language
from dashboard.tables import Tables, open_tables
from dashboard.views.details import Book
from dashboard.views.provenance import contributions, disagreement_list, source_table
from dashboard.views.report import (
    left_out,
    not_shown,
    rejected,
    report,
    summary,
    undated_partnerships,
)
from tests.synthetic import synthetic_tables
from tests.views.markup import Markup, assert_harmless, hostile

DATA = Path(__file__).parents[2] / "data"
ENGLISH = language("en")


@pytest.fixture(scope="module")
def tables() -> Tables:
    return open_tables(DATA)


@pytest.fixture(scope="module")
def book(tables: Tables) -> Book:
    return Book(tables, ENGLISH)


def without(tables: Tables, **frames: pd.DataFrame) -> Tables:
    return Tables(dict(tables) | frames, tables.about)


def test_events_are_missing_for_the_reasons_counted_by_hand(tables: Tables) -> None:
    kinds = tables["locations"].set_index("location_id")["kind"]
    places = tables["event_locations"].groupby("event_id")["location_id"].agg(set)
    expected = set()
    for event in tables["events"].itertuples():
        if pd.isna(event.start_date) and pd.isna(event.end_date):
            expected.add((event.event_id, "undated"))
        if {kinds[place] for place in places.get(event.event_id, set())} == {"country"}:
            expected.add((event.event_id, "country"))
    found = not_shown(tables)
    assert set(found.itertuples(index=False, name=None)) == expected
    assert not found.duplicated().any()
    assert {"undated", "country"} == set(found["reason"])


def test_an_event_without_a_place_or_with_one_that_is_nowhere_is_unplaced() -> None:
    tables = synthetic_tables(20, odd=False)
    links = tables["event_locations"]
    nowhere = links.loc[links["event_id"] == "event-3", "location_id"].iloc[0]
    locations = tables["locations"].copy()
    locations.loc[locations["location_id"] == nowhere, "lat"] = float("nan")
    broken = without(
        tables, event_locations=links[links["event_id"] != "event-2"], locations=locations
    )
    missing = not_shown(broken)
    assert set(missing["reason"]) == {"unplaced"}
    assert {"event-2", "event-3"} <= set(missing["event_id"])
    assert not_shown(tables).empty


def test_an_event_with_one_known_end_is_on_the_timeline() -> None:
    tables = synthetic_tables(400)
    events = tables["events"]
    undated = events["start_date"].isna() & events["end_date"].isna()
    half = events["start_date"].isna() ^ events["end_date"].isna()
    assert half.any()
    found = not_shown(tables)
    assert set(found.loc[found["reason"] == "undated", "event_id"]) == set(
        events.loc[undated, "event_id"]
    )


def test_every_missing_event_is_listed_under_its_reason(tables: Tables, book: Book) -> None:
    markup = Markup(f"<div>{left_out(book)}</div>")
    missing = not_shown(tables)
    titles = tables["events"].set_index("event_id")["title_en"]
    links = [link.text for link in markup.all("a")]
    assert sorted(links) == sorted(titles[event_id] for event_id in missing["event_id"])


def test_the_summary_counts_and_is_empty_when_all_is_shown(tables: Tables) -> None:
    missing = not_shown(tables)
    words = summary(tables, ENGLISH)
    for count in missing["reason"].value_counts():
        assert f"({count})" in words
    chosen = list(missing.loc[missing["reason"] == "undated", "event_id"])[:2]
    assert "no source gives a date (2)" in summary(tables, ENGLISH, chosen)
    assert summary(tables, ENGLISH, ["forum-2025"]) == ""
    assert "Every event is shown." in left_out(Book(tables, ENGLISH), ["forum-2025"])


def test_every_rejected_statement_has_its_reason_and_source(tables: Tables, book: Book) -> None:
    items = [item.text for item in Markup(f"<div>{rejected(book)}</div>").all("li")]
    sources = tables["sources"].set_index("source_id")["publisher"]
    for row in tables["rejected"].itertuples():
        [item] = [text for text in items if str(row.what_en) in text]
        assert f"Why not: {row.reason_en.removesuffix('.')} – {sources[row.source_id]}" in item
    assert len(items) == len(tables["rejected"]) > 0


def test_agreements_without_a_date_and_no_others_are_listed(tables: Tables, book: Book) -> None:
    items = Markup(f"<div>{undated_partnerships(book)}</div>").all("li")
    undated = tables["partnerships"]["since_edtf"].eq("").sum()
    assert len(items) == undated > 0
    assert all("date not given" in item.text for item in items)


def test_every_document_is_listed_with_what_it_contributes(tables: Tables, book: Book) -> None:
    markup = Markup(source_table(book))
    counted = contributions(tables).set_index("source_id")
    assert set(counted.index) == set(tables["sources"]["source_id"])
    for name, table in (("events", "event_sources"), ("figures", "figures")):
        assert counted[name].sum() == len(tables[table])
    assert counted["partnerships"].sum() == len(tables["partnerships"])
    assert counted["rejected"].sum() == len(tables["rejected"])
    assert len(markup.all("th", scope="row")) == len(counted)
    assert {e.attributes["href"] for e in markup.all("a")} == set(tables["sources"]["url"])


def test_a_document_that_contributes_nothing_is_listed_with_noughts(tables: Tables) -> None:
    idle = tables["sources"].iloc[[0]].assign(source_id="idle")
    added = without(tables, sources=pd.concat([tables["sources"], idle], ignore_index=True))
    row = contributions(added).set_index("source_id").loc["idle"]
    assert list(row) == [0, 0, 0, 0]


def test_disagreements_stand_side_by_side_with_their_documents(tables: Tables, book: Book) -> None:
    frame = disagreements(tables)
    html = disagreement_list(book)
    markup = Markup(f"<div>{html}</div>")
    numbers = [e.attributes["id"] for e in markup.all("div") if "id" in e.attributes]
    assert numbers == [f"disagreement-{n}" for n in sorted(set(frame["disagreement"]))]
    assert html.count('class="ld-cite"') == len(frame)
    [dates] = markup.all("div", id="disagreement-1")
    assert dates.text.startswith("Date of First Vietnam–Japan Local Cooperation Forum")
    assert "24–25 Nov 2025" in dates.text
    [residents] = [e for e in markup.all("div") if e.text.startswith("Vietnamese residents: Gunma")]
    assert "about 16,000 people" in residents.text


def test_where_nothing_is_missing_or_disputed_it_says_so() -> None:
    text = Markup(report(synthetic_tables(10, odd=False), ENGLISH)).all("article")[0].text
    for told in (
        "No two sources disagree.",
        "Every event is shown.",
        "Every agreement has a date.",
        "Every statement was taken in.",
    ):
        assert told in text


@pytest.mark.parametrize("code", ["en", "vi", "ja"])
def test_the_report_is_whole_in_every_language(tables: Tables, code: str) -> None:
    markup = assert_harmless(report(tables, language(code)))
    labelled = [e.attributes["aria-labelledby"] for e in markup.all("section")]
    assert labelled == [e.attributes["id"] for e in markup.all("h3")]
    assert len(labelled) == 5
    assert len(markup.all("h2")) == 1


def test_hostile_texts_and_ids_stay_text(tables: Tables) -> None:
    html = report(hostile(tables), ENGLISH)
    assert_harmless(html)
    assert escape("<script>alert(1)</script>") in html
    assert "javascript:" not in html
