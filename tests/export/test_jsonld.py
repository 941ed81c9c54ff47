from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from dashboard.closed_lists import ACTOR_KINDS, ACTOR_ROLES, LOCATION_KINDS
from dashboard.export.jsonld import to_jsonld
from dashboard.export.request import Request
from dashboard.export.schema_org import ACTOR_TYPES, PARTS, PLACE_TYPES
from dashboard.language import language
from dashboard.tables import Tables
from tests.export.small import HOSTILE, dated, ids, titled, with_cells, with_url


def graph(content: bytes) -> list[dict]:
    document = json.loads(content)
    assert document["@context"][0] == "https://schema.org/"
    return document["@graph"]


def of_type(nodes: list[dict], name: str) -> list[dict]:
    return [node for node in nodes if node.get("@type") == name]


def events(content: bytes) -> dict[str, dict]:
    return {node["identifier"]: node for node in of_type(graph(content), "Event")}


def values(node: dict, key: str) -> list:
    """A property's values: JSON-LD writes one value without a list."""
    value = node.get(key, [])
    return value if isinstance(value, list) else [value]


def objects(value: object) -> Iterator[dict]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from objects(part)


def test_every_committed_event_is_an_event_with_claims(
    committed: Tables, every_id: list[str], english: Request
) -> None:
    content = to_jsonld(committed, every_id, english)
    found = events(content)
    assert list(found) == every_id
    stated = committed["event_sources"]
    for event_id, event in found.items():
        claims = of_type(values(event, "subjectOf"), "Claim")
        assert len(claims) == (stated["event_id"] == event_id).sum()
        for claim in claims:
            assert claim["text"]
            assert claim["locator"]
            assert claim["appearance"]["url"].startswith("http")
    figures = committed["figures"]
    assert len(of_type(graph(content), "Observation")) == (figures["event_id"] != "").sum()


def test_every_object_has_a_type_and_every_reference_a_target(
    committed: Tables, every_id: list[str], english: Request
) -> None:
    nodes = graph(to_jsonld(committed, every_id, english))
    everything = list(objects(nodes))
    named = {node["@id"] for node in everything if "@type" in node and "@id" in node}
    for node in everything:
        assert "@type" in node or set(node) in ({"@id"}, {"@value", "@language"})
    references = {node["@id"] for node in everything if set(node) == {"@id"}}
    assert references <= named
    assert len(references) > 50


@pytest.mark.parametrize(
    ("edtf", "start", "end"),
    [
        ("2025-11-25", "2025-11-25", None),
        ("2025-11-24/2025-11-25", "2025-11-24", "2025-11-25"),
        ("2025-11", "2025-11", None),
        ("2025", "2025", None),
        ("2025/2027", "2025", "2027"),
        ("2025-10/2025-11-25", "2025-10", "2025-11-25"),
        ("2025-10/..", "2025-10", None),
        ("2025-10/", "2025-10", None),
        ("../2025-10", None, "2025-10"),
        ("2013?", "2013", None),
        ("2017-11-08?/2017-11-13?", "2017-11-08", "2017-11-13"),
        ("2025~", None, None),
        ("2025-11-25%", None, None),
        ("2025-22", "2025", None),
        ("2025-XX", "2025", None),
        ("202X", None, None),
        ("", None, None),
    ],
)
def test_dates_are_as_precise_as_the_source(
    english: Request, edtf: str, start: str | None, end: str | None
) -> None:
    tables = dated([edtf])
    (event,) = events(to_jsonld(tables, ids(tables), english)).values()
    assert (event.get("startDate"), event.get("endDate")) == (start, end)
    assert event.get("edtf", "") == edtf


def test_a_date_that_is_no_edtf_is_handed_on_as_it_is(english: Request) -> None:
    tables = with_cells(dated(["2025"]), "events", date_edtf="last autumn")
    (event,) = events(to_jsonld(tables, ids(tables), english)).values()
    assert event["edtf"] == "last autumn"
    assert "startDate" not in event


def test_disagreeing_sources_are_claims_with_dates_of_their_own(
    committed: Tables, english: Request
) -> None:
    event = events(to_jsonld(committed, ["forum-2025"], english))["forum-2025"]
    dates = {claim.get("edtf") for claim in of_type(values(event, "subjectOf"), "Claim")}
    assert {"2025-11-25", "2025-11-24/2025-11-25"} <= dates
    halls = [place for place in event["location"] if place["@type"] == "Place"]
    assert halls[0]["geo"]["@type"] == "GeoCoordinates"
    (province,) = [p for p in event["location"] if p["identifier"] == "quang-ninh"]
    assert province["geo"]["@type"] == "GeoShape"
    south, west, north, east = map(float, province["geo"]["box"].split())
    assert south < 21 < north
    assert west < 107 < east
    roles = {role["roleName"] for role in values(event, "about") if role["@type"] == "Role"}
    assert "party" in roles


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("held", "https://schema.org/EventScheduled"),
        ("planned", "https://schema.org/EventScheduled"),
        ("proposed", None),
    ],
)
def test_status(english: Request, status: str, expected: str | None) -> None:
    tables = dated(["2025"], status=[status], status_as_of_edtf=["2025-09"])
    (event,) = events(to_jsonld(tables, ids(tables), english)).values()
    assert event.get("eventStatus") == expected
    codes = [(k["inDefinedTermSet"]["name"], k["termCode"]) for k in event["keywords"]]
    assert ("status", status) in codes
    assert ("status as of", "2025-09") in codes


def test_the_dataset_has_licence_credits_and_selection(committed: Tables, english: Request) -> None:
    (dataset,) = graph(to_jsonld(committed, [], english))
    assert dataset["@type"] == "Dataset"
    assert dataset["license"]["@id"] == "https://creativecommons.org/licenses/by/4.0/"
    assert english.selection in dataset["description"]
    assert any("GeoNames" in entry["name"] for entry in dataset["isBasedOn"])


def test_names_keep_their_languages(committed: Tables) -> None:
    content = to_jsonld(committed, ["forum-2025"], Request("–", language("vi")))
    event = events(content)["forum-2025"]
    assert event["name"].startswith("Diễn đàn")
    assert {name["@language"] for name in event["alternateName"]} == {"en", "vi", "ja"}


def test_hostile_texts_come_back_and_only_web_addresses_are_identifiers(english: Request) -> None:
    tables = with_url(titled(HOSTILE), "javascript:alert(1)")
    content = to_jsonld(tables, ids(tables), english)
    assert [event["name"] for event in events(content).values()] == list(HOSTILE)
    assert b"javascript:" not in content


def test_a_page_may_hold_it_in_a_script_element(english: Request) -> None:
    tables = titled(["</script><script>alert(1)</script>", "<!--<script>"])
    content = to_jsonld(tables, ids(tables), english)
    assert b"<" not in content
    assert [e["name"] for e in events(content).values()][1] == "<!--<script>"


def test_nodes_keep_their_names_in_every_selection(
    committed: Tables, every_id: list[str], english: Request
) -> None:
    alone = events(to_jsonld(committed, ["forum-2025"], english))["forum-2025"]
    among = events(to_jsonld(committed, every_id, english))["forum-2025"]
    assert alone == among


def test_every_term_of_the_schema_has_a_place() -> None:
    assert set(PLACE_TYPES) == set(LOCATION_KINDS)
    assert set(ACTOR_TYPES) == set(ACTOR_KINDS)
    assert set(PARTS) == set(ACTOR_ROLES)
