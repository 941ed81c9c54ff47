"""The profile of a locality counts as the map does, and shows names, figures and sources."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from dashboard.language import language
from dashboard.places import LOCALITY_KINDS, containing_places
from dashboard.tables import Tables, open_tables
from dashboard.views.details import Addresses
from dashboard.views.locality import Localities, first_and_last, newest_first
from dashboard.views.profile import EVENTS_LISTED, profile
from tests.synthetic import synthetic_tables
from tests.views.markup import HOSTILE_ID, Markup, assert_harmless, hostile

DATA = Path(__file__).parents[2] / "data"
TODAY = dt.date(2026, 11, 22)
ENGLISH = language("en")


@pytest.fixture(scope="module")
def tables() -> Tables:
    return open_tables(DATA)


@pytest.fixture(scope="module")
def localities(tables: Tables) -> Localities:
    return Localities(tables)


def partners_by_hand(tables: Tables, location_id: str) -> dict[str, int]:
    """Shared events per locality abroad, event by event and place by place."""
    around = containing_places(tables)
    place = {row.location_id: row for row in tables["locations"].itertuples()}
    country = place[location_id].country_code
    events: dict[str, set[str]] = {}
    links = tables["event_locations"]
    for event_id, rows in links[links["role"] != "venue"].groupby("event_id"):
        named = set(rows["location_id"])
        if not any(location_id in around[one] for one in named):
            continue
        for one in named:
            if place[one].country_code == country:
                continue
            for outer in around[one]:
                if place[outer].kind in LOCALITY_KINDS:
                    events.setdefault(outer, set()).add(str(event_id))
    return {locality: len(ids) for locality, ids in events.items()}


def test_partners_are_those_counted_by_hand(tables: Tables, localities: Localities) -> None:
    for location_id in tables["locations"]["location_id"]:
        found = localities.about(location_id, TODAY).partners
        counted = {one.location_id: one.events for one in found if one.events}
        assert counted == partners_by_hand(tables, location_id), location_id


def test_partnership_of_localities_is_mutual(tables: Tables, localities: Localities) -> None:
    kinds = tables["locations"].set_index("location_id")["kind"]
    ties = {
        row.partnership_id: {row.location_a_id, row.location_b_id}
        for row in tables["partnerships"].itertuples()
    }
    partners = {
        location_id: {p.location_id: p for p in localities.about(location_id, TODAY).partners}
        for location_id in kinds.index[kinds.isin(LOCALITY_KINDS)]
    }
    assert any(partners.values())
    for location_id, found in partners.items():
        for partner_id, partner in found.items():
            back = partners[partner_id][location_id]
            assert back.events == partner.events
            assert set(back.partnership_ids) >= {
                key for key in partner.partnership_ids if location_id in ties[key]
            }


def test_an_event_counts_for_every_place_it_lies_in(localities: Localities) -> None:
    ha_long, quang_ninh, vietnam = map(localities.events_at, ("ha-long", "quang-ninh", "vn"))
    assert ha_long < quang_ninh < vietnam
    assert localities.events_at("gunma") & localities.events_at("kansai") == set()


def test_who_came_to_a_venue_is_a_guest_and_no_partner() -> None:
    tables = synthetic_tables(30, odd=False)
    links = tables["event_locations"]
    links = links[links["event_id"] != "event-0"]
    link = {"event_id": "event-0", "named_as": "", "source_id": "source", "locator": "p1"}
    added = pd.DataFrame(
        [
            {**link, "location_id": "aa-5-city", "role": "venue"},
            {**link, "location_id": "bb-0-city", "role": "party"},
        ]
    )
    frames = dict(tables) | {"event_locations": pd.concat([links, added])}
    place = Localities(Tables(frames, tables.about)).about("aa-5", TODAY)
    assert "event-0" in place.event_ids
    assert place.guests == {"bb-0": 1, "bb-0-city": 1}
    assert not {"bb-0", "bb-0-city"} & {partner.location_id for partner in place.partners}


def test_years_and_undated_make_all_events(tables: Tables, localities: Localities) -> None:
    for location_id in tables["locations"]["location_id"]:
        place = localities.about(location_id, TODAY)
        dated = sum(count.begun + count.ahead for count in place.years.values())
        assert dated + place.undated == len(place.event_ids), location_id


def test_what_begins_today_has_begun_and_tomorrow_is_to_come() -> None:
    days = ["2026-11-22", "2026-11-23", None, "2026-11-30", "2020-01-01"]
    events = pd.DataFrame(
        {
            "event_id": ["today", "tomorrow", "undated", "later", "past"],
            "start_date": pd.to_datetime(days),
            "end_date": pd.to_datetime(days),
        }
    )
    assert newest_first(events, TODAY) == ("today", "past", "tomorrow", "later", "undated")


def test_first_and_latest_pass_over_what_is_only_planned(tables: Tables) -> None:
    events = tables["events"]
    ends = first_and_last(tables, list(events["event_id"]), TODAY)
    assert ends is not None
    first, last = (events.set_index("event_id").loc[event_id] for event_id in ends)
    assert first["start_date"] == pd.Timestamp("1973-09-21")
    assert last["start_date"] <= pd.Timestamp(TODAY)
    assert last["status"] not in ("planned", "proposed")
    assert first_and_last(tables, [], TODAY) is None


def test_gunma_tells_its_partners_with_agreement_date_and_source(tables: Tables) -> None:
    markup = Markup(profile(tables, "gunma", ENGLISH, today=TODAY))
    rows = {row.text.split(" ")[0]: row for row in markup.all("tr")}
    assert rows["Ninh"].text.startswith("Ninh Binh 4 Memorandum, since 15 Dec 2023 ")
    assert "Hà Nam" in rows["Ninh"].text
    assert "Quang Ninh 2 Cooperation, date not given – VietnamPlus" in rows["Quang"].text
    told = tables["partnerships"].set_index("location_b_id").loc["gunma", "source_id"]
    cited = tables["sources"].set_index("source_id").loc[told, "url"]
    assert set(cited) <= {e.attributes.get("href") for e in markup.all("a")}


def test_figures_are_marked_only_where_sources_contradict_each_other(tables: Tables) -> None:
    markup = Markup(profile(tables, "gunma", ENGLISH, today=TODAY))
    stated = [item.text for item in markup.all("dd")]
    sixteen = [text for text in stated if "16,000" in text]
    twelve = [text for text in stated if "12,000" in text]
    assert len(sixteen) == 3
    assert all("Sources differ" in text for text in sixteen)
    assert twelve
    assert not any("Sources differ" in text for text in twelve)
    assert all("as of " in text for text in [*sixteen, *twelve])


def test_names_stand_in_three_languages_with_former_ones(tables: Tables) -> None:
    markup = Markup(profile(tables, "hue", language("vi"), today=TODAY))
    assert markup.all("h2")[0].text == "Huế"
    named = {(e.attributes.get("lang"), e.text) for e in markup.all("span")}
    assert {("en", "Hue"), ("ja", "フエ市"), ("en", "Thua Thien Hue")} <= named


def test_events_are_listed_newest_first_with_an_id_each(tables: Tables) -> None:
    addresses = Addresses(event=lambda event_id: f"?event={event_id}")
    html = profile(tables, "vn", ENGLISH, today=TODAY, addresses=addresses)
    place = Localities(tables).about("vn", TODAY)
    listed = [e.attributes["id"] for e in Markup(html).all("li") if "id" in e.attributes]
    assert listed == [f"vn--{event_id}" for event_id in place.event_ids[:EVENTS_LISTED]]
    assert f"?event={place.event_ids[0]}" in html
    assert f"{len(place.event_ids) - EVENTS_LISTED} further events" in html


def test_bars_tell_their_numbers_to_a_screen_reader(tables: Tables) -> None:
    place = Localities(tables).about("gunma", TODAY)
    markup = Markup(profile(tables, "gunma", ENGLISH, today=TODAY))
    [image] = markup.all("div", role="img")
    for year, count in place.years.items():
        assert f"{year}: {count.begun + count.ahead}" in image.attributes["aria-label"]
    assert len(markup.all("span", class_="ld-year")) == max(place.years) - min(place.years) + 1


def test_every_place_has_a_profile(tables: Tables) -> None:
    for location_id in tables["locations"]["location_id"]:
        assert_harmless(profile(tables, location_id, ENGLISH, today=TODAY))


@pytest.mark.parametrize("code", ["vi", "ja"])
@pytest.mark.parametrize("place", ["gunma", "ha-long", "kansai", "vn"])
def test_other_languages_show_the_same_counts(tables: Tables, place: str, code: str) -> None:
    def counts(html: str) -> list[str]:
        return [e.text for e in assert_harmless(html).elements if "ld-number" in str(e.attributes)]

    translated = counts(profile(tables, place, language(code), today=TODAY))
    spoken = counts(profile(tables, place, ENGLISH, today=TODAY))
    assert [text for text in translated if text.isdigit()] == [t for t in spoken if t.isdigit()]


def test_a_place_without_events_says_so() -> None:
    tables = synthetic_tables(0)
    text = Markup(profile(tables, "aa-1", ENGLISH, today=TODAY)).all("article")[0].text
    assert "No events." in text
    assert "No event or agreement joins it" in text


def test_hostile_texts_and_ids_stay_text(tables: Tables) -> None:
    broken = hostile(tables)
    for place in ("gunma", "quang-ninh", "hue", "vn"):
        markup = assert_harmless(profile(broken, place + HOSTILE_ID, ENGLISH, today=TODAY))
        assert "<script>alert(1)</script>" in markup.all("article")[0].text


def test_an_unknown_place_is_an_error(tables: Tables) -> None:
    with pytest.raises(KeyError):
        profile(tables, "atlantis", ENGLISH, today=TODAY)


def test_no_other_address_than_anchor_or_query_makes_a_link(tables: Tables) -> None:
    addresses = Addresses(event=lambda _: "javascript:alert(1)", place=lambda _: "//evil.example")
    html = profile(tables, "gunma", ENGLISH, today=TODAY, addresses=addresses)
    assert_harmless(html)
    assert "evil.example" not in html
