"""The browser says a selection in the very words of Python."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.columns import event_columns
from dashboard.language import LANGUAGE_NAMES, language
from dashboard.linked.payload import facet_values
from dashboard.linked.wording import wording
from dashboard.selection import FILTERS, Selection
from dashboard.tables import Tables, open_tables
from tests.linked.conftest import Engine
from tests.synthetic import synthetic_tables

ROOT = Path(__file__).resolve().parents[2]
SAY = """
const { forms, facets } = asked;
const said = asked.asked.map((parameters) => selectionWords(parameters, facets, forms));
"""


@pytest.fixture(scope="module", params=["committed", "synthetic"])
def tables(request: pytest.FixtureRequest) -> Tables:
    if request.param == "committed":
        return open_tables(ROOT / "data")
    return synthetic_tables(60, places=12, seed=3, texts=" {0} {date} $& 'd'")


@pytest.fixture
def say(engine: Engine) -> Callable[..., list[str]]:
    return engine("wording.js", SAY)


def random_interval(draw: random.Random) -> str:
    """Days, whole months, whole years, and intervals open at one end."""
    first = dt.date(draw.randint(1950, 2030), draw.randint(1, 12), 1)
    years = draw.choice([0, 0, 1, 5])
    month_end = first.replace(day=28) + dt.timedelta(days=4)
    last_of_month = month_end - dt.timedelta(days=month_end.day)
    later = first + dt.timedelta(days=draw.randint(0, 70) + 365 * years)
    whole_years = (first.replace(month=1), dt.date(first.year + years, 12, 31))
    two_months = (first, dt.date(first.year, 12, 31))
    start, end = draw.choice(
        [
            (first, first),
            (first, last_of_month),
            whole_years,
            two_months,
            (later, later + dt.timedelta(days=draw.randint(0, 30))),
            (first, later),
        ]
    )
    return draw.choice([f"{start}/{end}"] * 6 + [f"../{end}", f"{start}/.."])


def random_selections(tables: Tables, count: int, seed: int) -> list[Selection]:
    draw = random.Random(seed)
    known = {choice.name: list(choice.known(tables, language("en"))) for choice in FILTERS}
    found = []
    for _ in range(count):
        parameters = {}
        for name, ids in known.items():
            if draw.random() < 0.35:
                parameters[name] = ",".join(draw.sample(ids, min(len(ids), draw.randint(1, 5))))
        if draw.random() < 0.7:
            parameters["when"] = random_interval(draw)
        if draw.random() < 0.2:
            parameters["area"] = "100,5,110.5,25"
        if draw.random() < 0.2:
            parameters["q"] = draw.choice(["forum", "“quoted” {text}", "<b>đà nẵng</b>"])
        selection, notices = Selection.parse(parameters, tables)
        assert notices == ()
        found.append(selection)
    return [Selection(), *found]


@pytest.mark.parametrize("code", LANGUAGE_NAMES)
def test_browser_and_python_say_the_same(
    tables: Tables, say: Callable[..., list[str]], code: str
) -> None:
    columns, spoken = event_columns(tables), language(code)
    asked = random_selections(tables, 400, seed=len(code) + ord(code[0]))
    said = say(
        {
            "forms": wording(tables, columns, spoken),
            "facets": facet_values(tables, columns, spoken),
            "asked": [selection.parameters() for selection in asked],
        }
    )
    expected = [selection.words(tables, spoken) for selection in asked]
    assert said == expected
    assert len(set(said)) > 300
