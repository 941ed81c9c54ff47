"""Coarse groups, made exact for a selection, against counts of the events themselves."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.columns import day_number
from dashboard.extents import Area
from dashboard.selection import Selection
from dashboard.warehouse import kept_groups
from dashboard.warehouse.opening import open_source
from dashboard.warehouse.source import Source

TOWNS = {
    "Hanoi": ("Vietnam", "Hanoi"),
    "Ha Long": ("Vietnam", "Quang Ninh"),
    "Cam Pha": ("Vietnam", "Quang Ninh"),
    "Da Nang": ("Vietnam", "Da Nang"),
    "Osaka": ("Japan", "Osaka"),
    "Sakai": ("Japan", "Osaka"),
    "Kobe": ("Japan", "Hyogo"),
    "Yokohama": ("Japan", "Kanagawa"),
}
MAPPING = """
title = "Festivals"
[columns]
date = "start"
end = "end"
title = "name"
country = "country"
place = {places}
{points}
category = "tag"
"""


def table(folder: Path, rows: int = 1500) -> pd.DataFrame:
    draw = random.Random(5)
    starts = [dt.date(2020, 1, 1) + dt.timedelta(draw.randrange(1500)) for _ in range(rows)]
    lengths = [draw.choice((0, 0, 0, 3, 12, 90, 500)) for _ in range(rows)]
    towns = [draw.choice(list(TOWNS)) for _ in range(rows)]
    frame = pd.DataFrame(
        {
            "start": pd.to_datetime(starts),
            "end": pd.to_datetime(
                [day + dt.timedelta(n) for day, n in zip(starts, lengths, strict=True)]
            ),
            "name": [f"Festival {n % 7} of {town}" for n, town in enumerate(towns)],
            "country": [TOWNS[town][0] for town in towns],
            "province": [TOWNS[town][1] for town in towns],
            "city": towns,
            "lat": [round(9 + draw.random(), 4) for _ in towns],
            "lon": [round(105 + draw.random(), 4) for _ in towns],
            "tag": [draw.choice(("culture", "trade", "school")) for _ in towns],
        }
    )
    frame.loc[:30, "start"] = pd.NaT
    frame.to_parquet(folder / "festivals.parquet")
    return frame


@pytest.fixture
def named(tmp_path: Path) -> Source:
    return opened(tmp_path, '["province", "city"]', "")


@pytest.fixture
def gridded(tmp_path: Path) -> Source:
    return opened(tmp_path, '["province"]', 'latitude = "lat"\nlongitude = "lon"')


def opened(folder: Path, places: str, points: str) -> Source:
    table(folder)
    mapping = folder / "mapping.toml"
    mapping.write_text(MAPPING.format(places=places, points=points), encoding="utf-8")
    return open_source(
        str(folder / "festivals.parquet"), mapping, clock=lambda: dt.date(2026, 1, 1)
    )


def exact_count(source: Source, selection: Selection, window: tuple[int, int] | None) -> int:
    """What groups that are made exact for ``selection`` tell of it."""
    edges = []
    if selection.when:
        first, last = selection.when.day_numbers()
        edges = [first, last + 1]
    places = selection.choices.get("place", frozenset())
    if selection.area:
        places |= selection.area.places(source.tables)
    groups = source.groups(window, selection.text, edges, places)
    text_count = source.count(Selection(text=selection.text))
    assert groups.count == groups.columns.weight.sum() == text_count
    return groups.columns.total(selection.without("q").mask(groups.columns, source.tables))


@pytest.mark.parametrize("kind", ["named", "gridded"])
@pytest.mark.parametrize("most", [500, 100_000])
def test_groups_made_exact_count_as_the_events_do(
    kind: str, most: int, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    source: Source = request.getfixturevalue(kind)
    monkeypatch.setattr(kept_groups, "MOST_GROUPS", most)
    coarse = source.groups()
    assert len(coarse.columns) <= most
    assert (most > 1000) == (
        coarse.resolution.time == "day" and coarse.resolution.place == source.levels[-1]
    )
    draw = random.Random(3)
    ids = coarse.columns.facets["place"].ids
    first = day_number(np.datetime64("2020-01-01"))
    for _ in range(4):
        begin = dt.date(2019, 12, 1) + dt.timedelta(draw.randrange(1600))
        query = {"when": f"{begin}/{begin + dt.timedelta(draw.choice((0, 5, 40, 700)))}"}
        if draw.random() < 0.6:
            query["place"] = ",".join(draw.sample(ids, draw.choice((1, 2))))
        if draw.random() < 0.3:
            query["area"] = "104.2,8,105.7,21.2"
        if draw.random() < 0.3:
            query["q"] = "festival 3"
        if draw.random() < 0.3:
            query["sector"] = "trade"
        selection, notices = Selection.parse(query, source.tables)
        assert notices == ()
        day = first + draw.randrange(1400)
        for window in (None, (day, day + 60)):
            assert exact_count(source, selection, window) == source.count(selection), (
                query,
                window,
            )


@pytest.mark.parametrize("kind", ["named", "gridded"])
@pytest.mark.parametrize("text", ["", "festival 3"])
def test_groups_tell_the_places_in_sight_as_the_events_do(
    kind: str, text: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    source: Source = request.getfixturevalue(kind)
    # With less, the groups of a window leave no room for those of the places in sight.
    monkeypatch.setattr(kept_groups, "MOST_GROUPS", 900)
    sight = Area.parse("104.2,8,106.2,10.2" if kind == "gridded" else "134,34,137,36")
    seen = sight.places(source.tables)
    day = day_number(np.datetime64("2021-03-01"))
    for window in (None, (day, day + 20)):
        coarse = source.groups(window, text)
        near = source.groups(window, text, sight=seen)
        assert near.count == near.columns.weight.sum() == coarse.count
        assert len(near.columns) <= 900
        levels = source.levels
        position = levels.index(near.resolution.sight_place)
        assert position > levels.index(coarse.resolution.outside_place)
        hidden = frozenset().union(*source.untold[position:])
        widest = levels.index(coarse.resolution.outside_place)
        told = (seen - hidden) & frozenset().union(*source.untold[widest:])
        assert told or window, "something is told that was not"
        for place in told:
            selection = Selection(text=text, choices={"place": frozenset({place})})
            mask = selection.without("q").mask(near.columns, source.tables)
            assert near.columns.total(mask) == source.count(selection), place


def test_places_in_sight_are_told_no_finer_than_there_is_room_for(
    gridded: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_groups, "MOST_GROUPS", 700)
    seen = Area.parse("104,8,107,11").places(gridded.tables)
    whole = gridded.groups()
    near = gridded.groups(sight=seen)
    assert len(near.columns) <= 700
    assert near.resolution.sight_place != gridded.levels[-1]
    monkeypatch.setattr(kept_groups, "MOST_GROUPS", len(whole.columns))
    nothing = gridded.groups(sight=seen - {next(iter(seen))})
    assert nothing.resolution == whole.resolution
    assert nothing.columns.weight.sum() == whole.count


def test_unsnapped_coarse_groups_would_count_too_many(
    named: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_groups, "MOST_GROUPS", 500)
    selection, _ = Selection.parse("when=2021-02-10/2021-02-12", named.tables)
    coarse = named.groups().columns
    assert coarse.total(selection.mask(coarse, named.tables)) > named.count(selection)


def test_events_of_a_fine_cell_are_events_of_the_cells_around_it(gridded: Source) -> None:
    names = gridded.tables["locations"].set_index("location_id")["name_en"]
    coarse = [key for key, name in names.items() if name.endswith("(1°)")]
    assert coarse
    for key in coarse:
        selection = Selection(choices={"place": frozenset({str(key)})})
        assert gridded.count(selection) > 100


def test_the_newest_come_first_and_what_is_to_come_after_them(named: Source) -> None:
    named._today = lambda: dt.date(2022, 1, 1)
    events = named.events(Selection(), "newest", True, 0, 1500)["events"]
    days = events["start_date"].fillna(events["end_date"])
    begun = days <= pd.Timestamp("2022-01-01")
    past, coming = days[begun], days[~begun & days.notna()]
    assert list(past) == sorted(past, reverse=True)
    assert past.index.max() < coming.index.min()
    assert list(coming) == sorted(coming)
