"""Datasets to measure with: any number of events, written quickly, the same every time.

The places are real units of the committed dataset with their outlines, so that the map has
as much to draw as in earnest; the events are drawn from a seed. Every event has one
place, one sector and one day, as in the figures that the measurements are compared with.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from dashboard import schema, table_schema
from dashboard.tables import PACKAGE_FILE

COMMITTED = Path(__file__).resolve().parents[2] / "data"
PLACES = 60
SECTORS = 10
SOURCES = 20
FIRST_DAY = np.datetime64("2015-01-01", "D")
LAST_DAY = np.datetime64("2025-12-31", "D")  # 11 years
_COUNTRIES = ("vn", "jp")


@dataclass(frozen=True, eq=False)
class Draw:
    """N events: positions in ``place_ids``, ``sector_ids`` and ``source_ids`` and a day each.

    ``place``, ``sector``, ``source`` and ``kind`` are (N,) integers, ``day`` is (N,)
    ``datetime64[D]``.
    """

    place_ids: tuple[str, ...]
    sector_ids: tuple[str, ...]
    kind_ids: tuple[str, ...]
    place: npt.NDArray[np.int64]
    sector: npt.NDArray[np.int64]
    kind: npt.NDArray[np.int64]
    source: npt.NDArray[np.int64]
    day: npt.NDArray[np.datetime64]

    def __len__(self) -> int:
        return len(self.day)


def draw_events(events: int, *, seed: int = 20251125) -> Draw:
    """``events`` events: more of them at some places, in some sectors, and in later years.

    Even numbers would hide what is measured: a change that leaves every bar and circle as
    it was is no repaint.
    """
    rng = np.random.default_rng(seed)
    places, sectors, kinds = _places(), _sectors(), _committed("event_kinds")
    days = np.arange(FIRST_DAY, LAST_DAY + np.timedelta64(1, "D"))
    time = np.linspace(0, 1, len(days))
    season = 1 + 0.6 * np.sin(2 * np.pi * 11 * time)
    return Draw(
        tuple(places["location_id"]),
        tuple(sectors["sector_id"]),
        tuple(kinds["kind_id"]),
        _choose(rng, 1 / np.sqrt(rng.permutation(len(places)) + 1.0), events),
        _choose(rng, 1 / (np.arange(len(sectors)) + 2.0), events),
        _choose(rng, np.ones(len(kinds)), events),
        _choose(rng, np.ones(SOURCES), events),
        days[_choose(rng, (0.3 + time) * season, events)],
    )


def write_dataset(draw: Draw, folder: Path, *, outlines: bool = True) -> Path:
    """Put ``draw`` into ``folder`` as a dataset that `dashboard.tables.open_tables` reads.

    With ``outlines``, the map draws the committed ones; without, nothing but events.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tables = _small_tables(draw) | _event_tables(draw)
    for table in schema.TABLES:
        _write(table, tables.get(table.name, {}), folder / f"{table.name}.csv")
    if outlines:
        shutil.copytree(COMMITTED / "boundaries", folder / "boundaries", dirs_exist_ok=True)
    package = {"name": "bench", "title": f"{len(draw):,} generated events"}
    (folder / PACKAGE_FILE).write_text(json.dumps(package), encoding="utf-8")
    return folder


def _choose(
    rng: np.random.Generator, weights: npt.NDArray[np.float64], size: int
) -> npt.NDArray[np.int64]:
    """``size`` positions in ``weights``, each as likely as its weight."""
    return np.searchsorted(np.cumsum(weights) / weights.sum(), rng.random(size), side="right")


def _committed(name: str) -> pd.DataFrame:
    return pd.read_csv(COMMITTED / f"{name}.csv", dtype="str", keep_default_na=False)


def _places() -> pd.DataFrame:
    """The first `PLACES` provinces and prefectures, country by country."""
    locations = _committed("locations")
    units = locations[locations["kind"].isin(["province", "prefecture"])]
    return pd.concat([units[units["parent_id"] == code] for code in _COUNTRIES]).head(PLACES)


def _sectors() -> pd.DataFrame:
    sectors = _committed("sectors")
    return sectors.sort_values("position", key=lambda position: position.astype(int)).head(SECTORS)


Columns = Mapping[str, pa.Array]


def _small_tables(draw: Draw) -> dict[str, Columns]:
    locations = _committed("locations")
    countries = locations[locations["location_id"].isin(_COUNTRIES)]
    number = pa.array(np.arange(SOURCES)).cast(pa.string())
    assert len(draw.place_ids) == PLACES
    return {
        "locations": _strings(pd.concat([countries, _places()]).sort_values("location_id")),
        "sectors": _strings(_sectors().sort_values("sector_id")),
        "event_kinds": _strings(_committed("event_kinds")),
        "sources": {
            "source_id": _text("source-", number),
            "title_en": _text("Source ", number),
            "publisher": _text("Publisher ", number),
            "url": _text("https://example.org/", number),
            "published_edtf": pa.array([str(LAST_DAY)] * SOURCES),
            "language_read": pa.array(["en"] * SOURCES),
            "language_original": pa.array(["en"] * SOURCES),
            "read_as": pa.array(["excerpt"] * SOURCES),
        },
    }


def _event_tables(draw: Draw) -> dict[str, Columns]:
    number = pc.utf8_lpad(pa.array(np.arange(len(draw))).cast(pa.string()), 7, "0")
    event_id = _text("e", number)
    day = pa.array(draw.day).cast(pa.string())
    source_id = _take([f"source-{i}" for i in range(SOURCES)], draw.source)
    status = _all("held", len(draw))
    stated = {"event_id": event_id, "source_id": source_id, "locator": _all("excerpt", len(draw))}
    return {
        "events": {
            "event_id": event_id,
            "title_en": _text("Event ", number),
            "summary_en": _text("Summary of event ", number),
            "kind_id": _take(draw.kind_ids, draw.kind),
            "date_edtf": day,
            "start_date": day,
            "end_date": day,
            "date_precision": _all("day", len(draw)),
            "is_approximate": _all("false", len(draw)),
            "is_uncertain": _all("false", len(draw)),
            "status": status,
            "status_as_of_edtf": day,
        },
        "event_locations": {
            **stated,
            "location_id": _take(draw.place_ids, draw.place),
            "role": _all("party", len(draw)),
        },
        "event_sectors": {**stated, "sector_id": _take(draw.sector_ids, draw.sector)},
        "event_sources": {
            **stated,
            "stated_edtf": day,
            "stated_status": status,
            "states_en": _text("States event ", number),
        },
    }


def _strings(frame: pd.DataFrame) -> Columns:
    return {str(column): pa.array(frame[column].tolist(), pa.string()) for column in frame}


def _text(lead: str, texts: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(lead, texts, "")


def _all(value: str, size: int) -> pa.Array:
    return pa.repeat(value, size)


def _take(values: list[str] | tuple[str, ...], positions: npt.NDArray[np.int64]) -> pa.Array:
    return pa.array(values, pa.string()).take(pa.array(positions))


def _write(table: table_schema.Table, columns: Columns, path: Path) -> None:
    rows = max(map(len, columns.values()), default=0)
    cells = [columns.get(name, _all("", rows)) for name in table.columns]
    # Committed names hold commas; pyarrow leaves quotes out only where it is told to.
    quoted = any(pc.any(pc.match_substring_regex(cell, '[",\r\n]')).as_py() for cell in cells)
    options = pa.csv.WriteOptions(
        include_header=False, quoting_style="needed" if quoted else "none"
    )
    with path.open("wb") as file:
        file.write((",".join(table.columns) + "\n").encode())
        pa.csv.write_csv(pa.table(cells, names=list(table.columns)), file, options)
