"""Two localities side by side: shared events, common partners, aligned figures."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from dashboard.language import language
from dashboard.tables import Tables, open_tables
from dashboard.views.compare import compare
from dashboard.views.locality import Localities
from tests.views.markup import HOSTILE_ID, Markup, assert_harmless, hostile

DATA = Path(__file__).parents[2] / "data"
TODAY = dt.date(2026, 11, 22)
ENGLISH = language("en")
PAIRS = (("gunma", "quang-ninh"), ("gunma", "hokkaido"), ("hue", "da-nang"), ("kansai", "vn"))


@pytest.fixture(scope="module")
def tables() -> Tables:
    return open_tables(DATA)


def section(markup: Markup, title: str) -> str:
    [found] = [e for e in markup.all("section") if e.text.startswith(title)]
    return found.text


def rows_under(html: str, title: str) -> list[list[str]]:
    """The cells of the table under a heading, row by row."""
    part = html.split(f">{title}</h3>")[1].split("</section>")[0]
    rows = Markup(f"<section>{part}</section>").all("tr")
    cells = Markup(f"<section>{part}</section>")
    table: list[list[str]] = []
    for element in cells.elements:
        if element.tag == "tr":
            table.append([])
        elif element.tag in ("th", "td"):
            table[-1].append(element.text)
    assert len(table) == len(rows)
    return table


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_events_together_are_those_that_name_both(tables: Tables, one: str, other: str) -> None:
    localities = Localities(tables)
    both = localities.events_at(one) & localities.events_at(other)
    active = both & localities.events_at(one, taking_part=True)
    active &= localities.events_at(other, taking_part=True)
    text = section(Markup(compare(tables, one, other, ENGLISH, today=TODAY)), "Events together")
    if not both:
        assert "No event names both." in text
    else:
        verb = "events name" if len(both) > 1 else "event names"
        assert f"{len(both)} {verb} both; events in which both take part: {len(active)}." in text
        assert text.count("one of them only as the venue") == len(both) - len(active)


def test_a_common_partner_is_marked_once_for_both(tables: Tables) -> None:
    html = compare(tables, "gunma", "hokkaido", ENGLISH, today=TODAY)
    rows = rows_under(html, "Partners of each")[1:]
    [quang_ninh] = [row for row in rows if row[0].startswith("Quang Ninh")]
    assert quang_ninh[0] == "Quang Ninh common"
    assert "–" not in quang_ninh[1:]
    [ninh_binh] = [row for row in rows if row[0].startswith("Ninh Binh")]
    assert ninh_binh[0] == "Ninh Binh"
    assert ninh_binh[2] == "–"


def test_the_two_are_not_listed_as_each_others_further_partner(tables: Tables) -> None:
    html = compare(tables, "gunma", "quang-ninh", ENGLISH, today=TODAY)
    names = [row[0] for row in rows_under(html, "Partners of each")]
    assert "Hokkaido" in names
    assert not {"Gunma", "Quang Ninh"} & set(names)
    assert "Quang Ninh – Gunma: Cooperation" in section(
        Markup(html), "Agreements and relations between them"
    )


def test_figures_of_one_measure_stand_in_one_row(tables: Tables) -> None:
    rows = rows_under(compare(tables, "hue", "da-nang", ENGLISH, today=TODAY), "Figures")
    assert rows[0] == ["Hue", "Da Nang"]
    position = rows.index(["Total investment capital"])
    hue, da_nang = rows[position + 1]
    assert "247 million US dollars" in hue
    assert "1 billion US dollars" in da_nang
    assert "as of 14 Dec 2023" in da_nang


def test_sectors_are_paired_on_one_scale(tables: Tables) -> None:
    localities = Localities(tables)
    html = compare(tables, "gunma", "quang-ninh", ENGLISH, today=TODAY)
    counts = [localities.about(place, TODAY).sectors for place in ("gunma", "quang-ninh")]
    names = dict(zip(tables["sectors"]["name_en"], tables["sectors"]["sector_id"], strict=True))
    rows = rows_under(html, "Sectors")[1:]
    assert {names[row[0]] for row in rows} == counts[0].keys() | counts[1].keys()
    for name, one, other in rows:
        assert [int(one), int(other)] == [side.get(names[name], 0) for side in counts]
    largest = max(count for side in counts for count in side.values())
    full = [e for e in Markup(html).all("span", class_="ld-bar") if "100.0%" in str(e.attributes)]
    assert len(full) == sum(count == largest for side in counts for count in side.values())


def test_a_place_within_the_other_is_said_to_count_twice(tables: Tables) -> None:
    told = "Ha Long lies in Quang Ninh, so all of its events count for both."
    for pair in (("ha-long", "quang-ninh"), ("quang-ninh", "ha-long")):
        assert told in compare(tables, *pair, ENGLISH, today=TODAY)
    assert "count for both" not in compare(tables, "gunma", "quang-ninh", ENGLISH, today=TODAY)


def test_a_place_is_not_compared_with_itself(tables: Tables) -> None:
    assert "two different places" in compare(tables, "hue", "hue", ENGLISH, today=TODAY)


def test_an_unknown_place_is_an_error(tables: Tables) -> None:
    with pytest.raises(KeyError):
        compare(tables, "hue", "atlantis", ENGLISH, today=TODAY)


@pytest.mark.parametrize("code", ["en", "vi", "ja"])
@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_tables_have_captions_and_headings(tables: Tables, one: str, other: str, code: str) -> None:
    markup = assert_harmless(compare(tables, one, other, language(code), today=TODAY))
    assert len(markup.all("caption")) == len(markup.all("table")) > 0
    assert all(e.attributes.get("scope") for e in markup.all("th"))


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_hostile_texts_and_ids_stay_text(tables: Tables, one: str, other: str) -> None:
    html = compare(hostile(tables), one + HOSTILE_ID, other + HOSTILE_ID, ENGLISH, today=TODAY)
    assert "<script>alert(1)</script>" in assert_harmless(html).all("article")[0].text
