"""Tables too large for memory: made from a seed, opened, grouped, searched and paged.

``python -m tests.bench.warehouse FOLDER`` writes ten million rows as Parquet and as CSV to
FOLDER, unless they are there, and prints what opening and asking takes as a Markdown table.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from dashboard.selection import Selection
from dashboard.warehouse.opening import open_source
from dashboard.warehouse.source import Source

ROOT = Path(__file__).resolve().parents[2]
ROWS = 10_000_000
AT_A_TIME = 500_000
QUERIES = ("when=2020-01-05/2020-02-07&sector=culture", "q=le hoi", "q=99991", "place=jp&q=hoa")
_TOWNS = 400
MAPPING = """
title = "Ten million events"

[columns]
date = "start"
end = "end"
title = "title"
description = "summary"
place = ["province", "city"]
country = "country"
category = "sectors"
kind = "kind"
status = "status"
source_link = "url"

[separators]
category = ";"
"""
_KINDS = ("Meeting", "Festival", "Training", "Visit", "Agreement", "Exhibition")
_SECTORS = (
    "Culture",
    "Tourism",
    "Trade;Investment",
    "Education",
    "Agriculture;Trade",
    "Health",
    "Labour;Education",
    "Environment",
)
_WORDS = (
    "Lễ hội",
    "Diễn đàn",
    "Hội thảo",
    "friendship",
    "exchange",
    "交流会",
    "seminar",
    "hợp tác",
    "delegation",
    "姉妹都市",
    "students",
    "trade fair",
    "hoa anh đào",
    "rice",
    "harbour",
    "mùa thu",
)
_PHRASES = (
    "Signed by both sides in the town hall.",
    "Học sinh và giáo viên tham gia.",
    "関係者が多数参加した。",
    "With a concert in the evening and a market on the square.",
    "Kế hoạch cho năm tới được thảo luận.",
    "Weather permitting, on the river bank.",
)


def write(folder: Path, rows: int = ROWS, *, seed: int = 7) -> tuple[Path, Path, Path]:
    """Parquet and CSV files of the same ``rows``, and their mapping; the same for every seed."""
    folder.mkdir(parents=True, exist_ok=True)
    parquet, text, mapping = (
        folder / f"events-{rows}{ending}" for ending in (".parquet", ".csv", ".toml")
    )
    mapping.write_text(MAPPING, encoding="utf-8")
    if not (parquet.exists() and text.exists()):
        schema = next(batches(1, seed)).schema
        with (
            pq.ParquetWriter(parquet, schema, compression="zstd") as columns,
            pa_csv.CSVWriter(text, schema) as lines,
        ):
            for batch in batches(rows, seed):
                columns.write_batch(batch)
                lines.write_batch(batch)
    return parquet, text, mapping


def batches(rows: int, seed: int) -> Iterator[pa.RecordBatch]:
    """The rows, some of them undated, backwards or nowhere, in batches of `AT_A_TIME`."""
    random = np.random.default_rng(seed)
    towns = _towns(random)
    first_day = np.datetime64("1995-01-01")
    for begin in range(0, rows, AT_A_TIME):
        size = min(AT_A_TIME, rows - begin)
        start = first_day + random.integers(0, 32 * 365, size)
        length = np.where(random.random(size) < 0.8, 0, random.integers(0, 40, size))
        end = start + length
        is_backwards = random.random(size) < 0.0005
        end = np.where(is_backwards, start - 3, end)
        # A few towns have most of the events, as in life.
        town = (len(towns[0]) * random.random(size) ** 3).astype(np.int64)
        country, province, city = (_picked(names, town) for names in towns)
        words = [_picked(_WORDS, random.integers(0, len(_WORDS), size)) for _ in range(2)]
        number = pa.array(np.arange(begin, begin + size)).cast(pa.string())
        title = pc.binary_join_element_wise(*words, city, number, " ")
        phrases = [_picked(_PHRASES, random.integers(0, len(_PHRASES), size)) for _ in range(2)]
        sector = random.integers(0, len(_SECTORS), size)
        any_kind, is_usual = random.integers(0, len(_KINDS), size), random.random(size) < 0.9
        url = pc.binary_join_element_wise(pa.scalar("https://example.org/events/"), number, "")
        yield pa.record_batch(
            {
                "start": _dates(start, random.random(size) < 0.0005),
                "end": _dates(end, random.random(size) < 0.3),
                "title": title,
                "summary": pc.binary_join_element_wise(*phrases, " "),
                "country": country,
                "province": province,
                "city": city,
                "sectors": _picked(_SECTORS, sector),
                # Most kinds of event go with a sector.
                "kind": _picked(_KINDS, np.where(is_usual, sector, any_kind) % len(_KINDS)),
                "status": _picked(("held", "", "ongoing"), (random.random(size) < 0.01) * 2),
                "url": url,
            }
        )


def _towns(random: np.random.Generator) -> tuple[list[str], list[str], list[str]]:
    """Country, unit and name of towns in Vietnam and Japan, one name to each unit once."""
    units: dict[str, tuple[str, str]] = {}
    found: dict[tuple[str, str], tuple[str, str, str]] = {}
    for file in ("units.csv", "cities.csv"):
        path = ROOT / "geocache" / "gazetteer" / file
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                if row["kind"] in ("province", "prefecture"):
                    country = {"VN": "Vietnam", "JP": "Japan"}[row["country_code"]]
                    units[row["code"]] = (country, row["name_en"])
                elif row["kind"] == "city" and row["unit_code"] in units:
                    name = row["name_en"]
                    found[row["unit_code"], name] = (*units[row["unit_code"]], name)
    drawn = random.permutation(len(found))[:_TOWNS]
    countries, provinces, cities = zip(*[list(found.values())[i] for i in drawn], strict=True)
    return list(countries), list(provinces), list(cities)


def _picked(values: object, numbers: npt.NDArray[np.int64]) -> pa.Array:
    return pa.array(values, pa.string()).take(pa.array(numbers))


def _dates(days: npt.NDArray[np.datetime64], missing: npt.NDArray[np.bool_]) -> pa.Array:
    return pa.array(days.astype("datetime64[D]"), pa.date32(), mask=missing)


def measured(data: Path, mapping: Path, cache: Path) -> dict[str, float]:
    """Seconds that a process of its own takes to open ``data`` and to answer; MB at its peak."""
    command = [sys.executable, "-m", "tests.bench.warehouse", "--measure", data, mapping, cache]
    done = subprocess.run(list(map(str, command)), check=True, text=True, stdout=subprocess.PIPE)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure(data: Path, mapping: Path, cache: Path) -> dict[str, float]:
    """What `measured` measures, in this process."""
    found: dict[str, float] = {}

    def timed(name: str, work: Callable[[], object]) -> object:
        begin = time.perf_counter()
        result = work()
        found[name] = time.perf_counter() - begin
        return result

    def opened() -> Source:
        source = open_source(
            str(data), mapping, environment={"LOCALITY_DASHBOARD_CACHE": str(cache)}
        )
        source.groups()
        return source

    source = timed("open, with all groups", opened)
    assert isinstance(source, Source)
    timed("until texts are kept, in the background", source.wait)
    tables = source.tables
    for query in QUERIES:
        selection = Selection.parse(query, tables)[0]
        timed(f"count `{query}`", partial(source.count, selection))
    timed("groups that hold “hoa anh đào”", partial(source.groups, None, "hoa anh đào"))
    day = (np.datetime64("2020-03-01") - np.datetime64("1970-01-01")).astype(int)
    timed("finer groups of two months", partial(source.groups, (int(day), int(day) + 60)))
    for order in ("newest", "date", "title", "kind", "status", "places", "sectors"):
        timed(f"20 events by {order}", partial(source.events, Selection(), order))
    timed("20 events of a search", partial(source.events, Selection(text="hoa anh dao"), "newest"))
    found["peak memory, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    source.close()
    return found


def main() -> None:
    """Write the files, and print what opening and asking takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="+")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(measure(*given.folder)))
        return
    parquet, text, mapping = write(given.folder[0], given.rows)
    columns = {}
    with tempfile.TemporaryDirectory() as cache:
        for data in (parquet, text):
            for when in ("first", "again"):
                columns[f"{data.suffix[1:]}, {when}"] = measured(data, mapping, Path(cache))
    print(f"| {given.rows:,} rows, seconds | {' | '.join(columns)} |")
    print("| --- |" + " ---: |" * len(columns))
    for name in next(iter(columns.values())):
        cells = " | ".join(
            f"{found[name]:,.{0 if 'MB' in name else 2}f}" for found in columns.values()
        )
        print(f"| {name} | {cells} |")


if __name__ == "__main__":
    main()
