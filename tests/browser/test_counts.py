"""The browser counts what the Python reference counts, on random tables."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from dashboard.columns import OPEN_END, OPEN_START, EventColumns
from dashboard.linked import bundle
from dashboard.views.time_bins import bin_edges

_COUNT = """
async ([code, columns, sectorCount, placeCount, asked]) => {
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const { CrossModel } = await import(url);
  const model = new CrossModel(
    {
      first: Int32Array.from(columns.first),
      last: Int32Array.from(columns.last),
      sectors: Uint32Array.from(columns.sectors),
      weight: Uint32Array.from(columns.weight),
      placeOffsets: Int32Array.from(columns.placeOffsets),
      placeIndex: Uint32Array.from(columns.placeIndex),
    },
    sectorCount,
    placeCount,
  );
  return asked.map(({ sectors, places, interval, edges }) => {
    model.setSectors(sectors);
    model.setPlaces(places);
    model.setInterval(interval);
    return {
      places: [...model.placeCounts()],
      sectors: [...model.sectorCounts()],
      total: model.total(),
      undated: model.undated(),
      bins: model.binCounts(edges).map((counts) => [...counts]),
    };
  });
}
"""

DAYS = st.integers(-800, 800)


@st.composite
def some_columns(draw: st.DrawFn) -> EventColumns:
    sectors = draw(st.integers(1, 32))
    places = draw(st.integers(1, 9))
    rows = draw(
        st.lists(
            st.tuples(
                st.one_of(DAYS, st.just(int(OPEN_START))),
                st.one_of(st.integers(0, 400), st.just(None)),
                st.integers(0, 2**sectors - 1),
                st.integers(1, 5),
                st.sets(st.integers(0, places - 1)),
                st.booleans(),
            ),
            max_size=25,
        )
    )
    first, last = [], []
    for start, length, _, _, _, undated in rows:
        end = int(OPEN_END) if length is None else max(start, -800) + length
        first.append(int(OPEN_END) if undated else start)
        last.append(int(OPEN_START) if undated else end)
    lists = [sorted(row[4]) for row in rows]
    return EventColumns(
        event_ids=tuple(f"e{i}" for i in range(len(rows))),
        sector_ids=tuple(f"s{i}" for i in range(sectors)),
        place_ids=tuple(f"p{i}" for i in range(places)),
        first=np.array(first, dtype=np.int32),
        last=np.array(last, dtype=np.int32),
        sectors=np.array([row[2] for row in rows], dtype=np.uint32),
        place_offsets=np.concatenate([[0], np.cumsum([len(x) for x in lists])]).astype(np.int32),
        place_index=np.array([i for x in lists for i in x], dtype=np.uint32),
        weight=np.array([row[3] for row in rows], dtype=np.uint32),
    )


@st.composite
def some_question(draw: st.DrawFn, columns: EventColumns) -> dict[str, Any]:
    interval = draw(st.one_of(st.none(), st.tuples(DAYS, DAYS).map(sorted)))
    ends = draw(st.tuples(DAYS, DAYS).map(sorted))
    _, edges = bin_edges(ends[0], ends[1], draw(st.integers(1, 40)))
    return {
        "sectors": draw(st.integers(0, 2 ** len(columns.sector_ids) - 1)),
        "places": sorted(draw(st.sets(st.integers(0, len(columns.place_ids) - 1), max_size=3))),
        "interval": interval,
        "edges": edges.tolist(),
    }


def reference(columns: EventColumns, asked: dict[str, Any]) -> dict[str, Any]:
    """The same counts, straight from their definitions."""
    everything = np.ones(len(columns), dtype=bool)
    sectors = frozenset(s for i, s in enumerate(columns.sector_ids) if asked["sectors"] >> i & 1)
    in_sectors = columns.in_sectors(sectors) if sectors else everything
    places = frozenset(columns.place_ids[i] for i in asked["places"])
    at_places = columns.at_places(places) if places else everything
    within = columns.within(*asked["interval"]) if asked["interval"] else everything
    passing = in_sectors & at_places & within

    def per_bin(first: int, after: int) -> list[int]:
        mask = in_sectors & at_places & columns.within(first, after - 1)
        per_sector = columns.count_sectors(mask)
        if sectors:
            per_sector = per_sector * [sector in sectors for sector in columns.sector_ids]
        return [*map(int, per_sector), int(columns.weight[mask].sum())]

    bins = [per_bin(a, b) for a, b in pairwise(asked["edges"])]
    return {
        "places": columns.count_places(in_sectors & within).tolist(),
        "sectors": columns.count_sectors(at_places & within).tolist(),
        "total": int(columns.weight[passing].sum()),
        "undated": 0 if asked["interval"] else int(columns.weight[passing & ~columns.dated].sum()),
        "bins": np.array(bins, dtype=int).reshape(len(bins), -1).T.tolist(),
    }


@pytest.fixture(scope="module")
def blank(chromium: Browser) -> Page:
    return chromium.new_page()


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_browser_counts_equal_the_reference(blank: Page, data: st.DataObject) -> None:
    columns = data.draw(some_columns())
    asked = [data.draw(some_question(columns)) for _ in range(4)]
    arrays = {
        "first": columns.first.tolist(),
        "last": columns.last.tolist(),
        "sectors": columns.sectors.tolist(),
        "weight": columns.weight.tolist(),
        "placeOffsets": columns.place_offsets.tolist(),
        "placeIndex": columns.place_index.tolist(),
    }
    counted = blank.evaluate(
        _COUNT,
        [
            bundle.module("counts.js"),
            arrays,
            len(columns.sector_ids),
            len(columns.place_ids),
            asked,
        ],
    )
    assert counted == [reference(columns, question) for question in asked]


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    ends=st.tuples(st.integers(-700_000, 2_900_000), st.integers(-700_000, 2_900_000)).map(sorted),
    most=st.integers(2, 400),
)
def test_browser_bins_time_as_python_does(blank: Page, ends: list[int], most: int) -> None:
    unit, edges = bin_edges(ends[0], ends[1], most)
    found = blank.evaluate(
        """async ([code, first, last, most]) => {
          const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
          const { binEdges } = await import(url);
          const { unit, edges } = binEdges(first, last, most);
          return [unit.name, edges];
        }""",
        [bundle.module("calendar.js"), ends[0], ends[1], most],
    )
    assert found == [unit, edges.tolist()]
