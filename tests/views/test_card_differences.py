"""A card shows the reader what its sources give differently, each with what it is."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from dashboard.tables import Tables, open_tables
from dashboard.views.cards import event_cards

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def tables() -> Tables:
    return open_tables(DATA)


def figures(card: str) -> list[str]:
    """The lines of a card's list of figures, as they read without their sources."""
    listed = re.search(r'<ul class="ec-figures">(.*?)</ul>', card, re.DOTALL)
    assert listed
    lines = listed[1].split("<li>")[1:]
    bare = [re.sub(r'<span class="ec-cite">.*?</span>', "", line) for line in lines]
    return [" ".join(unescape(re.sub(r"<[^>]+>", "", line)).split()) for line in bare]


def test_the_forum_shows_expected_and_counted_localities_side_by_side(tables: Tables) -> None:
    lines = figures(event_cards(tables, ["forum-2025"]))
    [japanese] = [line for line in lines if "Japanese localities" in line]
    assert japanese.startswith("Numbers differ: 15 localities (expected)")
    assert "16 localities –" in japanese
    assert japanese.index("16 localities –") < japanese.index("18 localities (expected)")
    [vietnamese] = [line for line in lines if "Vietnamese localities" in line]
    assert vietnamese.startswith("Numbers differ: 31 localities –")
    assert "34 localities (expected)" in vietnamese


def test_a_target_stands_by_itself(tables: Tables) -> None:
    lines = figures(event_cards(tables, ["doctoral-target-2030"]))
    assert any("500 people (target)" in line for line in lines)
    assert not any(line.startswith("Numbers differ") for line in lines)


def test_a_year_and_a_day_in_it_do_not_contradict(tables: Tables) -> None:
    forum = event_cards(tables, ["forum-2025"])
    assert "Sources differ on the date." in forum
    stated = tables["event_sources"].set_index("event_id")["stated_edtf"]
    friendship = "binh-duong-yamaguchi-friendship-2014"
    assert {"2014", "2014-12-25"} <= set(stated.loc[friendship])
    assert "Sources differ on the date." not in event_cards(tables, [friendship])
