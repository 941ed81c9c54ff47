"""What the linked view is given: plain, small, and known by its version."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest

from dashboard.columns import event_columns
from dashboard.language import language
from dashboard.linked.payload import linked_payload, version_of
from dashboard.tables import Tables
from tests.synthetic import synthetic_tables

ASSETS = {name: f"linked-assets/0/{name}" for name in ("columns", "land", "units", "regions")}
LIBRARIES = {"plotly": ["linked-assets/1/plotly.min.js", "https://example.org/plotly.js"]}
TABLES = synthetic_tables(40, places=10, sectors=4, seed=5)


def payload(
    tables: Tables,
    code: str = "en",
    today: dt.date = dt.date(2026, 11, 22),
    assets: dict[str, str] | None = None,
) -> dict[str, Any]:
    return linked_payload(
        tables,
        event_columns(tables),
        language(code),
        assets=assets or ASSETS,
        library_urls=LIBRARIES,
        today=today,
    )


def with_first(tables: Tables, table: str, column: str, value: str) -> Tables:
    frame = tables[table].copy()
    frame.loc[0, column] = value
    return replace(tables, frames={**tables.frames, table: frame})


def is_plain(value: object) -> bool:
    """Whether JSON can hold it without being told how, and without NaN."""
    if isinstance(value, dict):
        return all(type(key) is str and is_plain(part) for key, part in value.items())
    if isinstance(value, list | tuple):
        return all(map(is_plain, value))
    if type(value) is float:
        return value == value and abs(value) != float("inf")
    return value is None or type(value) in (str, int, bool)


@pytest.mark.parametrize("code", ["en", "vi", "ja"])
def test_it_is_plain_json(code: str) -> None:
    found = payload(TABLES, code)
    assert is_plain(found)
    assert json.loads(json.dumps(found, allow_nan=False))["eventCount"] == 40


def test_boundaries_and_events_are_fetched_and_not_inside() -> None:
    found = payload(TABLES)
    text = json.dumps(found)
    assert "FeatureCollection" not in text
    assert found["assets"] == ASSETS
    assert found["libraries"] == LIBRARIES
    many = payload(synthetic_tables(2000, places=10, sectors=4, seed=5))
    assert len(json.dumps(many)) < 1.5 * len(text), "it does not grow with the events"


def test_the_parts_are_those_of_the_columns() -> None:
    columns = event_columns(TABLES)
    found = payload(TABLES)
    for name, facet in columns.facets.items():
        assert [one["id"] for one in found["facets"][name]] == list(facet.ids)
    roles = [trace["meta"]["role"] for trace in found["specs"]["timeline"]["data"]]
    assert roles.count("sector") == 4
    assert roles.count("overview") == 1
    countries = found["specs"]["map"]["countries"]
    assert {one["id"] for one in countries} == {"aa", "bb"}
    places = columns.facets["place"].ids
    assert all(places[one["index"]] == one["id"] for one in countries)
    assert found["extent"][0] <= found["focus"][0] < found["focus"][1] <= found["extent"][1]


def test_the_version_changes_with_what_is_shown() -> None:
    same = version_of(payload(TABLES))
    assert same == version_of(payload(synthetic_tables(40, places=10, sectors=4, seed=5)))
    changed = [
        payload(with_first(TABLES, "sectors", "name_en", "Renamed")),
        payload(with_first(TABLES, "sectors", "color", "#123456")),
        payload(with_first(TABLES, "locations", "name_en", "Renamed")),
        payload(synthetic_tables(41, places=10, sectors=4, seed=5)),
        payload(TABLES, "vi"),
        payload(TABLES, assets=ASSETS | {"columns": "linked-assets/2/columns"}),
    ]
    versions = [version_of(one) for one in changed]
    assert len({same, *versions}) == 1 + len(changed)


def test_no_events_have_a_payload() -> None:
    found = payload(synthetic_tables(0))
    assert is_plain(found)
    assert found["eventCount"] == 0


@pytest.mark.parametrize("credit", ["A survey", ""])
def test_the_map_names_whom_the_dataset_names_for_its_outlines(credit: str) -> None:
    tables = replace(TABLES, about=replace(TABLES.about, boundaries_credit=credit))
    assert payload(tables)["labels"]["mapCredit"] == (f"Boundaries: {credit}" if credit else "")
