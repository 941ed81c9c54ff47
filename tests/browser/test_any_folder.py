"""Datasets of all kinds that the tables allow: what the page shows of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from tests.browser.conftest import NewVisit, Serve
from tests.synthetic import synthetic_tables, write_tables

# How many pixels of the canvas on which circles are drawn are of the grey of no sector.
GREY = """(() => {
  const { canvas } = view.map.wedgeCanvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const isGrey = (i) => data.slice(i, i + 3).every((value) => Math.abs(value - 0x88) < 3);
  let found = 0;
  for (let i = 0; i < data.length; i += 4) found += data[i + 3] > 200 && isGrey(i);
  return found;
})()"""
# The highest of the timeline's areas, in pixels.
HIGHEST = """Math.max(...[...view.root.querySelectorAll(".subplot.xy .js-fill")]
  .map((path) => path.getBoundingClientRect().height))"""


def test_events_without_sectors_are_on_map_and_timeline(
    serve: Serve, visit: NewVisit, tmp_path: Path
) -> None:
    tables = synthetic_tables(12, places=4, sectors=0, odd=False, seed=3)
    opened = visit().open(serve(write_tables(tables, tmp_path / "plain")))
    assert opened.total() == 12
    assert opened.view(GREY) > 100
    assert opened.view(HIGHEST) > 20


def test_a_map_names_nobody_for_outlines_where_the_dataset_does_not(
    serve: Serve, visit: NewVisit, tmp_path: Path
) -> None:
    tables = synthetic_tables(3, places=4, odd=False, seed=3)
    about = replace(tables.about, title="Mines of the <b>Andes</b>")
    folder = write_tables(replace(tables, about=about), tmp_path / "bare")
    opened = visit().open(serve(folder))
    assert opened.page.title() == about.title
    assert opened.page.locator(".lv-credit").inner_text() == ""


@pytest.mark.parametrize("days", [[], [None, None]], ids=["no rows", "no dates"])
def test_a_table_of_nothing_datable_is_shown_and_waits(
    serve: Serve, visit: NewVisit, tmp_path: Path, days: list[None]
) -> None:
    frame = pd.DataFrame({"day": pd.to_datetime(days), "name": ["Something"] * len(days)})
    frame.to_parquet(tmp_path / "rows.parquet")
    mapping = tmp_path / "rows.toml"
    mapping.write_text('[columns]\ndate = "day"\ntitle = "name"\n', encoding="utf-8")
    address = serve(tmp_path / "rows.parquet", LOCALITY_DASHBOARD_MAPPING=str(mapping))
    opened = visit().open(address).rest()
    assert opened.total() == len(days)
