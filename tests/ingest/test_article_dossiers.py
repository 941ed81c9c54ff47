"""The dossiers of the five articles that were read in full."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard import dates
from dashboard.ingest.dossiers import (
    Dossier,
    EventEntry,
    FigureEntry,
    MentionEntry,
    SectorEntry,
    Stated,
)

SOURCES = Path(__file__).resolve().parents[2] / "seeds" / "sources"
# Each article with the number of its non-blank lines: no locator may point beyond.
ARTICLES = {
    "baotintuc-2025-11-19": 23,
    "baochinhphu-2025-11-25": 21,
    "vietnamplus-2025-09-21": 63,
    "nhandan-2025-11-25": 32,
    "vietnamplus-2025-11-25": 54,
}
TITLE_LIMIT = 90
READ = {
    name: Dossier.model_validate(tomllib.loads((SOURCES / f"{name}.toml").read_text("utf-8")))
    for name in ARTICLES
}
EVENTS = {event.id: event for dossier in READ.values() for event in dossier.event}


def _told(dossier: Dossier) -> Iterator[EventEntry | MentionEntry]:
    yield from dossier.event
    yield from dossier.mention


def _statements(dossier: Dossier) -> Iterator[Stated]:
    for entry in _told(dossier):
        yield entry
        yield from entry.places
        yield from entry.actors
        yield from (sector for sector in entry.sectors if isinstance(sector, SectorEntry))
    yield from dossier.figure
    yield from dossier.partnership
    yield from dossier.rejected


def _figures(event: str, measure: str) -> list[FigureEntry]:
    return [
        figure
        for dossier in READ.values()
        for figure in dossier.figure
        if figure.event == event and figure.measure == measure
    ]


def _stated_dates(event_id: str) -> dict[str, str | None]:
    return {
        name: entry.date
        for name, dossier in READ.items()
        for entry in _told(dossier)
        if (entry.id if isinstance(entry, EventEntry) else entry.event) == event_id
    }


@pytest.mark.parametrize("name", sorted(READ))
def test_an_article_says_what_was_read_and_that_a_machine_translated_it(name: str) -> None:
    source = READ[name].source
    assert source.read_as == "full text"
    assert source.text_sha256
    assert source.language_original == "vi"
    assert source.language_read in ("nl", "sv")
    assert "machine translation" in source.note_en


@pytest.mark.parametrize("name", sorted(READ))
def test_paragraphs_ascend_lie_in_the_article_and_leave_none_out(name: str) -> None:
    last = ARTICLES[name]
    accounted: set[int] = set()
    for statement in _statements(READ[name]):
        assert statement.paragraphs == sorted(set(statement.paragraphs))
        assert all(1 <= number <= last for number in statement.paragraphs)
        accounted |= set(statement.paragraphs)
    assert accounted == set(range(1, last + 1))


@pytest.mark.parametrize("name", sorted(READ))
def test_parts_of_a_statement_stand_in_its_paragraphs(name: str) -> None:
    for entry in _told(READ[name]):
        assert entry.paragraphs
        own = set(entry.paragraphs)
        sectors = [sector for sector in entry.sectors if isinstance(sector, SectorEntry)]
        for part in [*entry.places, *entry.actors, *sectors]:
            assert set(part.paragraphs) <= own, part
    assert all(figure.paragraphs for figure in READ[name].figure)


@pytest.mark.parametrize("name", sorted(READ))
def test_titles_are_short_and_in_three_languages(name: str) -> None:
    for event in READ[name].event:
        assert len(event.title_en) <= TITLE_LIMIT, event.id
        assert event.title_vi, event.id
        assert event.title_ja, event.id


def test_the_articles_give_more_than_fifty_events_and_sixty_figures() -> None:
    assert sum(len(dossier.event) for dossier in READ.values()) > 50
    assert sum(len(dossier.figure) for dossier in READ.values()) > 60


def test_an_undated_event_says_why_unless_it_goes_on_or_recurs() -> None:
    for dossier in READ.values():
        for event in dossier.event:
            if event.date is None and event.status not in ("ongoing", "recurring"):
                assert event.date_note_en, event.id


def test_nothing_is_held_after_the_article_that_says_so() -> None:
    for dossier in READ.values():
        assert dossier.source.published
        read = dates.parse(dossier.source.published)
        for event in dossier.event:
            if event.date is None or event.status != "held":
                continue
            start = dates.parse(event.date).start
            assert start is not None
            assert read.end is not None
            assert start <= read.end, event.id


def test_what_was_planned_stays_planned() -> None:
    for identifier, date in {
        "kawasaki-frontale-tour-2026": "2026-06",
        "princess-anio-yokohama": "2026",
        "hanoi-metro-line-2": "2025-10",
        "joint-research-programme-2025": "2025-10/..",
        "doctoral-target-2030": "2030",
        "vietnam-vision-2045": "2045",
    }.items():
        assert (EVENTS[identifier].status, EVENTS[identifier].date) == ("planned", date)
        assert EVENTS[identifier].status_as_of is None
    assert EVENTS["yen-xa-plant-opening"].date is None
    assert EVENTS["provincial-reorganisation-34"].date is None


def test_eighteen_and_fifteen_japanese_localities_both_stand() -> None:
    figures = _figures("forum-2025", "japanese-localities")
    assert {figure.value for figure in figures} == {18, 15}
    assert {figure.sense for figure in figures} == {"expected"}


def test_nearly_fifty_and_fifty_localities_both_stand() -> None:
    figures = _figures("forum-2025", "localities-of-both")
    assert {(figure.value, figure.qualifier) for figure in figures} == {
        (50, "nearly"),
        (50, "exactly"),
    }
    companies = _figures("forum-2025", "companies-of-both")
    assert {(figure.value, figure.qualifier) for figure in companies} == {(None, "hundreds of")}


def test_about_sixteen_thousand_and_sixteen_thousand_residents_both_stand() -> None:
    figures = [
        figure
        for figure in READ["vietnamplus-2025-11-25"].figure
        if figure.measure == "vietnamese-residents"
    ]
    assert {(figure.value, figure.qualifier) for figure in figures} == {
        (16000, "about"),
        (16000, "exactly"),
    }
    assert {(figure.place, figure.counterpart) for figure in figures} == {("gunma", "vn")}


def test_the_forum_is_dated_as_each_article_dates_it() -> None:
    assert _stated_dates("forum-2025") == {
        "nhandan-2025-11-25": "2025-11-24/2025-11-25",
        "baotintuc-2025-11-19": "2025-11-25",
        "baochinhphu-2025-11-25": None,
        "vietnamplus-2025-11-25": None,
    }


def test_numbers_of_different_scope_are_not_set_against_each_other() -> None:
    doctoral = [
        figure
        for figure in READ["vietnamplus-2025-09-21"].figure
        if figure.value in (60, 250, 500) and "octoral" in figure.note_en
    ]
    assert len(doctoral) == 3
    assert len({figure.measure for figure in doctoral}) == 3
    investing = [
        figure
        for dossier in READ.values()
        for figure in dossier.figure
        if figure.measure == "companies-investing"
    ]
    assert {(figure.place, figure.value) for figure in investing} == {("jp", 2000), ("gunma", 56)}


def test_the_eight_requests_are_parts_of_their_list() -> None:
    parts = {
        event.id
        for event in EVENTS.values()
        if event.part_of == "pm-requests-japanese-localities-2025"
    }
    in_the_list_of_eight = {
        entry.id if isinstance(entry, EventEntry) else entry.event
        for entry in _told(READ["baochinhphu-2025-11-25"])
        if 14 in entry.paragraphs
    } & parts
    assert len(in_the_list_of_eight) == 8


def test_every_prefecture_that_presented_itself_is_a_party() -> None:
    parties = {
        place.id
        for place in EVENTS["japanese-localities-presentations-2025"].places
        if place.role == "party"
    }
    assert parties >= {
        "yamanashi",
        "niigata",
        "tokushima",
        "osaka",
        "shimane",
        "hiroshima",
        "miyagi",
        "wakayama",
    }
