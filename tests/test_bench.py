"""The benchmark's datasets are what they are said to be; nothing here is timed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.tables import open_tables
from tests.bench.dataset import FIRST_DAY, LAST_DAY, PLACES, SECTORS, draw_events, write_dataset
from tests.bench.measures import Samples


def test_a_dataset_opens_and_holds_what_was_drawn(tmp_path: Path) -> None:
    draw = draw_events(100)
    tables = open_tables(write_dataset(draw, tmp_path / "data"))
    events = tables["events"]
    assert len(events) == len(draw) == 100
    assert events["event_id"].is_monotonic_increasing
    assert (events["start_date"].to_numpy() == draw.day).all()
    assert (events["end_date"] == events["start_date"]).all()
    for table, column, ids, drawn in (
        ("event_locations", "location_id", draw.place_ids, draw.place),
        ("event_sectors", "sector_id", draw.sector_ids, draw.sector),
    ):
        links = tables[table]
        assert list(links["event_id"]) == list(events["event_id"])
        assert list(links[column]) == [ids[position] for position in drawn]
    units = tables["locations"].query("kind in ['province', 'prefecture']")
    assert set(units["location_id"]) == set(draw.place_ids)
    assert len(units) == PLACES
    assert len(tables["sectors"]) == SECTORS


def test_the_same_events_are_drawn_every_time_and_spread_over_everything() -> None:
    one, same, other = draw_events(5000), draw_events(5000), draw_events(5000, seed=1)
    for name in ("place", "sector", "kind", "source", "day"):
        assert (getattr(one, name) == getattr(same, name)).all()
    assert (one.place != other.place).any()
    assert set(one.place) == set(range(PLACES))
    assert set(one.sector) == set(range(SECTORS))
    assert one.day.min() >= FIRST_DAY
    assert one.day.max() <= LAST_DAY
    years = pd.Series(one.day.astype("datetime64[Y]")).nunique()
    assert years == 11
    # Uneven numbers, so that every filter changes every view.
    assert len(set(np.bincount(one.sector))) == SECTORS


def test_percentiles_lie_between_the_samples() -> None:
    samples = Samples()
    for value in (5, 1, 3, 2, 4):
        samples.add("x", value)
    assert samples.median("x") == 3
    assert samples.p95("x") == pytest.approx(4.8)
    assert samples.median("nothing") is None
    assert samples.p95("nothing") is None
