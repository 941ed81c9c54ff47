from __future__ import annotations

from collections import Counter

import pytest

from dashboard.catalogue import LOCALES
from dashboard.closed_lists import ACTOR_ROLES, DATE_PRECISIONS, LOCATION_ROLES, PLACE_PRECISIONS
from dashboard.export.formats import FORMATS, Format
from dashboard.export.request import Request, imprint, web_address
from dashboard.export.terms import term
from dashboard.language import language
from dashboard.problems import DataError
from dashboard.tables import Tables
from tests.export.small import with_cells
from tests.synthetic import synthetic_tables

each_format = pytest.mark.parametrize("kind", FORMATS, ids=lambda kind: kind.format_id)
TEXTS = "</td>=1+2;\"'\\ \U0001f600 Đà Nẵng 群馬県"


def test_ids_endings_and_media_types_are_distinct() -> None:
    for name in ("format_id", "ending", "media_type", "label"):
        assert max(Counter(getattr(kind, name) for kind in FORMATS).values()) == 1
    assert [kind.format_id for kind in FORMATS if kind.is_whole] == ["package"]


@each_format
def test_a_file_has_the_name_of_its_dataset(kind: Format, committed: Tables) -> None:
    assert kind.file_name(committed) == f"vietnam-japan-localities{kind.ending}"


@each_format
@pytest.mark.parametrize("code", LOCALES)
def test_odd_events_go_into_every_format(kind: Format, code: str) -> None:
    # Undated events, open intervals, many places and sectors, texts that mean to break out.
    tables = synthetic_tables(40, texts=TEXTS)
    event_ids = list(tables["events"]["event_id"])
    request = Request(TEXTS, language(code))
    content = kind.write(tables, event_ids, request)
    assert content
    assert content == kind.write(tables, event_ids, request)
    if kind.needs_events:
        with pytest.raises(DataError, match="matches no event"):
            kind.write(tables, [], request)
    else:
        assert kind.write(tables, [], request)


@each_format
def test_dates_that_nobody_checked_break_nothing(kind: Format) -> None:
    tables = synthetic_tables(5)
    tables = with_cells(
        tables, "events", date_edtf="last autumn", status_as_of_edtf="2025-13", date_precision=""
    )
    tables = with_cells(tables, "sources", published_edtf="yesterday")
    assert kind.write(tables, list(tables["events"]["event_id"]), Request("–", language("en")))


def test_events_keep_the_order_in_which_they_are_asked_for(
    committed: Tables, english: Request
) -> None:
    asked = ["forum-2025", "akita-visit-vinh-phuc-2019"]
    for kind in FORMATS:
        if kind.format_id in ("csv", "geojson", "icalendar", "jsonld"):
            text = kind.write(committed, asked, english).decode("utf-8")
            assert text.index("forum-2025") < text.index("akita-visit-vinh-phuc-2019")


def test_the_imprint_counts_events_and_links_what_may_be_linked(committed: Tables) -> None:
    request = Request("Tourism", language("en"), address="https://example.org/?sector=tourism")
    lines = imprint(committed, ["forum-2025"], request)
    total = len(committed["events"])
    assert f"Selection: Tourism (1 of {total} events) – {request.address}" in map(str, lines)
    assert [str(line) for line in lines].count(
        "Licence: Creative Commons Attribution 4.0 "
        "International – https://creativecommons.org/licenses/by/4.0/"
    ) == 1


@pytest.mark.parametrize(
    ("url", "result"),
    [
        ("https://example.org/日本?q=é", "https://example.org/日本?q=é"),
        ("HTTP://example.org", "HTTP://example.org"),
        ("ftp://example.org", ""),
        ("//example.org", ""),
        ("https:///path", ""),
        ("https://example.org/a b", ""),
        ("https://example.org/\n", ""),
        ("https://example.org/\u202e", ""),
        ("https://[::1", ""),
        (" https://example.org", ""),
        ("", ""),
    ],
)
def test_web_addresses(url: str, result: str) -> None:
    assert web_address(url) == result


@pytest.mark.parametrize(
    "value", [*ACTOR_ROLES, *DATE_PRECISIONS, *LOCATION_ROLES, *PLACE_PRECISIONS]
)
def test_every_term_has_words(value: str) -> None:
    assert term(value, language("en"))
    assert term(value, language("en")) != value or value in (
        {*ACTOR_ROLES, *DATE_PRECISIONS, *PLACE_PRECISIONS, *LOCATION_ROLES}
        - {"attested", "unit", "party"}
    )
