from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from dashboard.export.calendar_file import to_icalendar, without_a_day
from dashboard.export.request import Request
from dashboard.language import language
from dashboard.tables import Tables
from tests.export.small import HOSTILE, dated, ids, titled, with_cells, with_url


def read(content: bytes) -> Calendar:
    return Calendar.from_ical(content)


def entries(content: bytes) -> dict[str, dict]:
    """The entries by the event's id."""
    return {str(e["UID"]).split("@")[0]: e for e in read(content).walk("VEVENT")}


def test_entries_are_the_committed_events_with_days(
    committed: Tables, every_id: list[str], english: Request
) -> None:
    found = entries(to_icalendar(committed, every_id, english))
    events = committed["events"].set_index("event_id")
    with_days = events[(events["date_precision"] == "day") & events["end_date"].notna()]
    assert set(found) == set(with_days.index)
    assert set(without_a_day(committed, every_id)) == set(events.index) - set(found)
    for event_id, entry in found.items():
        start, end = entry["DTSTART"].dt, entry["DTEND"].dt
        assert (type(start), type(end)) == (dt.date, dt.date)
        assert start == with_days.loc[event_id, "start_date"].date()
        # The end is the day after the last.
        assert end - dt.timedelta(days=1) == with_days.loc[event_id, "end_date"].date()


@pytest.mark.parametrize(
    ("edtf", "days"),
    [
        ("2025-11-25", ("20251125", "20251126")),
        ("2025-12-30/2025-12-31", ("20251230", "20260101")),
        ("2024-02-28", ("20240228", "20240229")),
        ("2025-11-25?", ("20251125", "20251126")),
        ("9999-12-30", ("99991230", "99991231")),
        ("9999-12-31", None),
        ("2025-11-25~", None),
        ("2025-11", None),
        ("2025-11/2025-11-25", None),
        ("2025", None),
        ("2025-22", None),
        ("202X", None),
        ("2025-11-25/..", None),
        ("../2025-11-25", None),
        ("", None),
    ],
)
def test_no_day_is_invented(english: Request, edtf: str, days: tuple[str, str] | None) -> None:
    tables = dated([edtf])
    content = to_icalendar(tables, ids(tables), english)
    if days is None:
        assert entries(content) == {}
        assert without_a_day(tables, ids(tables)) == ["event-0"]
        (journal,) = read(content).walk("VJOURNAL")
        assert "DTSTART" not in journal
        assert "1 event is no entry of this calendar" in journal["DESCRIPTION"]
        assert "- Event 0" in journal["DESCRIPTION"]
    else:
        text = content.decode("utf-8")
        assert f"DTSTART;VALUE=DATE:{days[0]}\r\nDTEND;VALUE=DATE:{days[1]}\r\n" in text
        assert "no entr" not in text


def test_an_attested_event_is_no_entry(english: Request) -> None:
    tables = dated(["2025-11-25"])
    tables = with_cells(tables, "events", date_edtf="", date_precision="attested")
    assert entries(to_icalendar(tables, ids(tables), english)) == {}


@pytest.mark.parametrize(
    ("status", "edtf", "expected"),
    [
        ("held", "2025-11-25", "CONFIRMED"),
        ("recurring", "2025-11-25", "CONFIRMED"),
        ("held", "2025-11-25?", "TENTATIVE"),
        ("planned", "2025-11-25", "TENTATIVE"),
        ("proposed", "2025-11-25", "TENTATIVE"),
    ],
)
def test_what_is_not_sure_is_tentative_and_says_so(
    english: Request, status: str, edtf: str, expected: str
) -> None:
    tables = dated([edtf], status=[status], status_as_of_edtf=["2025-09-21"])
    (entry,) = entries(to_icalendar(tables, ids(tables), english)).values()
    assert entry["STATUS"] == expected
    assert entry["TRANSP"] == "TRANSPARENT"
    assert ("(" in entry["SUMMARY"]) == (expected == "TENTATIVE")
    assert f"Status: {status}, as of 21 Sept 2025" in entry["DESCRIPTION"]


def test_entries_carry_sources_disagreements_categories_and_places(
    committed: Tables, english: Request
) -> None:
    (entry,) = entries(to_icalendar(committed, ["forum-2025"], english)).values()
    assert entry["UID"] == "forum-2025@vietnam-japan-localities"
    assert entry["URL"].startswith("https://")
    assert entry["LOCATION"].startswith("FLC Ha Long International Convention Center, Ha Long")
    categories = [str(text) for text in entry["CATEGORIES"].cats]
    assert categories[:2] == ["Forum", "Diplomacy"]
    assert "Sources:\n- " in entry["DESCRIPTION"]
    assert "paragraph" in entry["DESCRIPTION"]
    disagreement = entry["DESCRIPTION"].partition("Where sources disagree:")[2]
    assert "24–25 Nov 2025" in disagreement
    # The hall is only known to the city, so the city's point is not given out as the hall's.
    assert "GEO" not in entry


def with_venues(*venues: tuple[str, str, str]) -> Tables:
    """One event; a place each: its id (of synthetic ones), its precision, its parent."""
    tables = dated(["2025-11-25"])
    place_ids = [venue[0] for venue in venues]
    link = tables["event_locations"].iloc[[0] * len(venues)]
    links = link.assign(location_id=place_ids, role="venue")
    places = tables["locations"].set_index("location_id")
    for place_id, precision, parent in venues:
        places.loc[place_id, ["precision", "parent_id"]] = [precision, parent]
    frames = {**tables.frames, "event_locations": links, "locations": places.reset_index()}
    return Tables(frames, tables.about)


@pytest.mark.parametrize(
    ("venues", "has_point"),
    [
        ([("bb-0-city", "venue", "bb-0")], True),
        ([("bb-0-city", "site", "bb-0"), ("bb-0", "unit", "bb")], True),
        ([("bb-0-city", "city", "bb-0")], False),
        ([("bb-0", "unit", "bb")], False),
        ([("bb-0-city", "venue", "bb-0"), ("aa-1", "unit", "aa")], False),
        ([("bb-0-city", "venue", "bb-0"), ("bb-2", "venue", "bb")], False),
        # A circle of parents does not hang.
        ([("bb-0-city", "venue", "bb-0"), ("bb-0", "unit", "bb-0-city")], True),
    ],
)
def test_a_point_only_where_it_is_that_of_the_venue(
    english: Request, venues: list[tuple[str, str, str]], has_point: bool
) -> None:
    tables = with_venues(*venues)
    (entry,) = entries(to_icalendar(tables, ids(tables), english)).values()
    assert ("GEO" in entry) == has_point
    if has_point:
        place = tables["locations"].set_index("location_id").loc["bb-0-city"]
        assert (entry["GEO"].latitude, entry["GEO"].longitude) == (place["lat"], place["lon"])


def test_hostile_texts_make_no_new_entry_or_line(english: Request) -> None:
    tables = titled(HOSTILE)
    content = to_icalendar(tables, ids(tables), english)
    found = entries(content)
    assert len(found) == len(HOSTILE)
    assert [line for line in content.split(b"\r\n") if line == b"BEGIN:VEVENT"] == [
        b"BEGIN:VEVENT"
    ] * len(HOSTILE)
    assert not any(byte < 32 and byte not in b"\r\n\t" for byte in content)
    quang_ninh = HOSTILE.index('Quảng Ninh クアンニン 😀 \\n \\, ; , "quoted"')
    assert found[f"event-{quang_ninh}"]["SUMMARY"] == HOSTILE[quang_ninh]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://a.example/\r\nX:y", ""])
def test_only_web_addresses_are_urls(english: Request, url: str) -> None:
    tables = with_url(dated(["2025-11-25"]), url)
    content = to_icalendar(tables, ids(tables), english)
    (entry,) = entries(content).values()
    assert "URL" not in entry
    assert b"\r\nX:y" not in content


def test_lines_are_at_most_75_octets_and_end_as_they_must(
    committed: Tables, every_id: list[str]
) -> None:
    content = to_icalendar(committed, every_id, Request("すべて", language("ja")))
    lines = content.split(b"\r\n")
    assert lines.pop() == b""
    assert max(map(len, lines)) <= 75
    assert all(b"\n" not in line for line in lines)
    for line in lines:
        line.decode("utf-8")


def test_an_empty_selection_is_a_calendar_with_its_credits(
    committed: Tables, english: Request
) -> None:
    calendar = read(to_icalendar(committed, [], english))
    assert calendar["X-WR-CALNAME"] == committed.about.title
    (journal,) = calendar.walk("VJOURNAL")
    for wanted in (english.selection, "/licenses/by/4.0/", "GeoNames"):
        assert wanted in journal["DESCRIPTION"]
        assert wanted in calendar["X-WR-CALDESC"]


def test_stamps_come_from_the_sources_not_from_the_clock(
    committed: Tables, every_id: list[str], english: Request
) -> None:
    content = to_icalendar(committed, every_id, english)
    assert content == to_icalendar(committed, every_id, english)
    stated = committed["event_sources"].query("event_id == 'forum-2025'")
    sources = committed["sources"].set_index("source_id")
    last = max(sources.loc[stated["source_id"], "published_edtf"])
    assert str(entries(content)["forum-2025"]["DTSTAMP"].dt.date()) == last


@settings(max_examples=20)
@given(st.lists(st.text(min_size=1), min_size=1, max_size=20))
def test_any_title_comes_back_but_for_controls(titles: list[str]) -> None:
    tables = titled(titles)
    found = entries(to_icalendar(tables, ids(tables), Request("", language("en"))))
    controls = {*map(chr, range(32)), *map(chr, range(127, 160)), "\u2028", "\u2029"} - {"\n", "\t"}
    for number, title in enumerate(titles):
        plain = title.replace("\r\n", "\n").replace("\r", "\n")
        expected = "".join(" " if sign in controls else sign for sign in plain)
        assert str(found[f"event-{number}"]["SUMMARY"]) == expected
