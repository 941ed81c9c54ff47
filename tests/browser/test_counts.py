"""The browser counts what the Python reference counts, on random tables."""

from __future__ import annotations

import base64
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from dashboard.columns import OPEN_END, OPEN_START, EventColumns
from dashboard.facets import facet_of_links
from dashboard.linked import bundle
from dashboard.search import fold, terms
from dashboard.views.time_bins import bin_edges
from dashboard.wire import pack

_MODULE = """
const moduleOf = (code) =>
  import(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
"""
_COUNT = """
async ([counts, wire, base64, sizes, asked]) => {
  MODULE
  const [{ CrossModel }, { unpack }] = await Promise.all([moduleOf(counts), moduleOf(wire)]);
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const modelWithin = (limits) => new CrossModel(unpack(bytes.buffer), sizes, limits);
  const model = modelWithin();
  // As where the pairs of sets of values are too many to be held, and where the cells are.
  const [pairless, cellless] = [modelWithin({ mostPairs: -1 }), modelWithin({ mostCells: 0 })];
  return asked.map(({ chosen, text, area, interval, edges }) => {
    for (const each of [model, pairless, cellless]) {
      for (const [name, values] of Object.entries(chosen)) each.choose(name, values);
      each.setText(text && Uint8Array.from(text));
      each.setArea(area);
      each.setInterval(interval);
    }
    const live = (name) => [...model.countLive(name, new Int32Array(sizes[name]))];
    return {
      counts: Object.fromEntries(Object.keys(sizes).map((name) => [name, [...model.count(name)]])),
      live: { place: live("place"), sector: live("sector") },
      wedges: [model, pairless].flatMap((each) =>
        [false, true].map((isLive) => [...each.placeSectors(isLive)]),
      ),
      held: [model, pairless, cellless].map((each) =>
        [each.survey().both !== null, each.placeSectors(true) !== null],
      ),
      total: model.total(),
      undated: model.undated(),
      passing: [...model.passing()],
      selected: [...model.selected()],
      bins: model.binCounts(edges).map((counts) => [...counts]),
    };
  });
}
""".replace("MODULE", _MODULE)

DAYS = st.integers(-800, 800)
FACETS = ("sector", "place", "kind", "pair")


def some_values(size: int, most: int) -> st.SearchStrategy[set[int]]:
    return st.sets(st.integers(0, size - 1), max_size=most) if size else st.just(set())


@st.composite
def some_columns(draw: st.DrawFn) -> EventColumns:
    sizes = {
        "sector": draw(st.integers(1, 40)),
        "place": draw(st.integers(1, 9)),
        "kind": 3,
        "pair": draw(st.integers(0, 3)),
    }
    rows = draw(
        st.lists(
            st.tuples(
                st.one_of(DAYS, st.just(int(OPEN_START))),
                st.one_of(st.integers(0, 400), st.just(None)),
                st.integers(1, 5),
                st.booleans(),
            ),
            max_size=25,
        )
    )
    first, last = [], []
    for start, length, _, undated in rows:
        end = int(OPEN_END) if length is None else max(start, -800) + length
        first.append(int(OPEN_END) if undated else start)
        last.append(int(OPEN_START) if undated else end)
    facets = {}
    for name, size in sizes.items():
        links = [
            (row, value) for row in range(len(rows)) for value in draw(some_values(size, most=4))
        ]
        ids = [f"{name}{i}" for i in range(size)]
        facets[name] = facet_of_links(
            name, ids, len(rows), [row for row, _ in links], [value for _, value in links]
        )
    weighted = draw(st.booleans())
    return EventColumns(
        event_ids=tuple(f"e{i}" for i in range(len(rows))),
        first=np.array(first, dtype=np.int32),
        last=np.array(last, dtype=np.int32),
        weight=np.array([row[2] if weighted else 1 for row in rows], dtype=np.uint32),
        facets=facets,
    )


@st.composite
def some_question(draw: st.DrawFn, columns: EventColumns) -> dict[str, Any]:
    ends = draw(st.tuples(DAYS, DAYS).map(sorted))
    _, edges = bin_edges(ends[0], ends[1], draw(st.integers(1, 40)))
    sizes = {name: len(columns.facets[name].ids) for name in FACETS}
    rows = len(columns)
    some_places = st.sets(st.integers(0, sizes["place"] - 1), max_size=3).map(sorted)
    return {
        "chosen": {name: sorted(draw(some_values(size, most=3))) for name, size in sizes.items()},
        "text": draw(st.none() | st.lists(st.integers(0, 1), min_size=rows, max_size=rows)),
        "area": draw(st.none() | some_places),
        "interval": draw(st.none() | st.tuples(DAYS, DAYS).map(sorted)),
        "edges": edges.tolist(),
    }


def reference(columns: EventColumns, asked: dict[str, Any]) -> dict[str, Any]:
    """The same counts, straight from their definitions."""
    everything = np.ones(len(columns), dtype=bool)
    passes = {"text": everything, "area": everything, "when": everything}
    ids = {
        name: frozenset(columns.facets[name].ids[i] for i in asked["chosen"][name])
        for name in FACETS
    }
    for name, chosen in ids.items():
        passes[name] = columns.facets[name].hits(chosen) if chosen else everything
    if asked["text"] is not None:
        passes["text"] = np.array(asked["text"], dtype=bool)
    if asked["area"] is not None:
        place = columns.facets["place"]
        passes["area"] = place.hits(frozenset(place.ids[i] for i in asked["area"]))
    if asked["interval"]:
        passes["when"] = columns.within(*asked["interval"])

    def under(*left_out: str) -> np.ndarray:
        return np.all([mask for name, mask in passes.items() if name not in left_out], axis=0)

    sector = columns.facets["sector"]
    shown = [value in (ids["sector"] or sector.ids) for value in sector.ids]
    counts = {name: columns.count(name, under(name)).tolist() for name in FACETS}
    dated = under("place") & (columns.dated | (asked["interval"] is None))
    wedges = [
        columns.count("place", dated & sector.hits(frozenset({value}))) * is_shown
        for value, is_shown in zip(sector.ids, shown, strict=True)
    ]

    def per_bin(first: int, after: int) -> list[int]:
        mask = under("when") & columns.within(first, after - 1)
        return [*map(int, columns.count("sector", mask) * shown), columns.total(mask)]

    bins = [per_bin(first, after) for first, after in pairwise(asked["edges"])]
    flat = np.array(wedges).T.ravel().tolist()
    return {
        "counts": counts,
        "live": {"place": counts["place"], "sector": counts["sector"]},
        "wedges": [flat, flat] * 2,
        "held": [[True, True], [False, True], [True, False]],
        "total": columns.total(under()),
        "undated": 0 if asked["interval"] else columns.total(under() & ~columns.dated),
        "passing": np.flatnonzero(under("when")).tolist(),
        "selected": np.flatnonzero(under()).tolist(),
        "bins": np.array(bins, dtype=int).reshape(len(bins), -1).T.tolist(),
    }


@pytest.fixture(scope="module")
def blank(chromium: Browser) -> Page:
    return chromium.new_page()


QUICKLY = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@QUICKLY
@given(data=st.data())
def test_browser_counts_equal_the_reference(blank: Page, data: st.DataObject) -> None:
    columns = data.draw(some_columns())
    asked = [data.draw(some_question(columns)) for _ in range(4)]
    counted = blank.evaluate(
        _COUNT,
        [
            bundle.module("counts.js"),
            bundle.module("wire.js"),
            base64.b64encode(pack(columns)).decode(),
            {name: len(columns.facets[name].ids) for name in FACETS},
            asked,
        ],
    )
    assert counted == [reference(columns, question) for question in asked]


@QUICKLY
@given(
    ends=st.tuples(st.integers(-700_000, 2_900_000), st.integers(-700_000, 2_900_000)).map(sorted),
    most=st.integers(2, 400),
)
def test_browser_bins_time_as_python_does(blank: Page, ends: list[int], most: int) -> None:
    unit, edges = bin_edges(ends[0], ends[1], most)
    found = blank.evaluate(
        """async ([code, first, last, most]) => {
          MODULE
          const { binEdges } = await moduleOf(code);
          const { unit, edges } = binEdges(first, last, most);
          return [unit.name, edges];
        }""".replace("MODULE", _MODULE),
        [bundle.module("calendar.js"), ends[0], ends[1], most],
    )
    assert found == [unit, edges.tolist()]


WORDS = st.text(st.sampled_from('aAđĐảQ u"クガ\u3000é ệßﬁ'), max_size=12)


@QUICKLY
@given(texts=st.lists(WORDS, max_size=5), search=WORDS)
def test_browser_finds_words_as_python_does(blank: Page, texts: list[str], search: str) -> None:
    found = blank.evaluate(
        """async ([code, texts, search]) => {
          MODULE
          const { fold, terms, matching } = await moduleOf(code);
          const folded = texts.map(fold);
          const mask = matching(folded, search);
          return [folded, terms(search), mask && [...mask]];
        }""".replace("MODULE", _MODULE),
        [bundle.module("search.js"), texts, search],
    )
    folded = [fold(text) for text in texts]
    wanted = terms(search)
    mask = [int(all(term in text for term in wanted)) for text in folded] if wanted else None
    assert found == [folded, terms(search), mask]
