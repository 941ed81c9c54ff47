"""How long exports take beside the plain way: ``python -m tests.bench.exports``.

The plain way to a picture is plotly's ``write_image``, which starts kaleido and a Chromium
for every call; the plain way to a file is plotly's and pydeck's ``to_html``. kaleido is no
dependency of this project: ``--kaleido`` names the Python of an environment that has it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from dashboard.columns import event_columns
from dashboard.export.formats import FORMATS, PICTURES
from dashboard.export.pictures import kept_studio
from dashboard.export.request import Request
from dashboard.language import language
from dashboard.selection import Selection
from dashboard.tables import Tables, open_tables
from dashboard.views.boundaries import load_boundaries
from dashboard.views.newest import newest_first
from dashboard.views.place_map import place_map
from dashboard.views.timeline import timeline

ROOT = Path(__file__).resolve().parents[2]
TODAY = dt.date(2026, 11, 22)
QUERIES = tuple(f"when={year}-01-01/{year}-12-31" for year in range(2016, 2026))
KALEIDO = """
import sys, time, plotly.io
figure = plotly.io.read_json(sys.argv[1])
for _ in range(int(sys.argv[2])):
    begun = time.perf_counter()
    plotly.io.write_image(figure, sys.argv[3], width=1280, height=720, scale=2)
    print(time.perf_counter() - begun)
"""


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _row(what: str, samples: list[float], note: str = "") -> None:
    middle, least, most = statistics.median(samples), min(samples), max(samples)
    print(f"| {what} | {middle:.2f} | {least:.2f}–{most:.2f} | {len(samples)} | {note} |")


def _requests(tables: Tables, folder: Path) -> Iterator[tuple[list[str], Request]]:
    columns, spoken = event_columns(tables), language("en")
    for query in QUERIES:
        selection, _ = Selection.parse(query, tables)
        ids = newest_first(columns, selection.mask(columns, tables), TODAY)
        words = selection.words(tables)
        yield ids, Request(words, spoken, "", folder, selection.parameters(), TODAY)


def _pictures(tables: Tables, folder: Path) -> None:
    asked = list(_requests(tables, folder))
    for form in PICTURES[:3]:
        with kept_studio():
            samples = [_seconds(lambda: form.write(tables, *one)) for one in asked]  # noqa: B023
        _row(f"{form.format_id}: the first, with the browser's start", samples[:1])
        _row(f"{form.format_id}: each further one", samples[1:], "timeline, map, legend, credits")


def _kaleido(python: str, tables: Tables, scratch: Path, count: int) -> None:
    spec = scratch / "figure.json"
    spec.write_text(timeline(tables, event_columns(tables), today=TODAY).to_json(), "utf-8")
    command = [python, "-c", KALEIDO, str(spec), str(count), str(scratch / "plain.png")]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    _row("kaleido: one call a picture", [float(line) for line in ran.stdout.split()], "timeline")


def _plain_html(tables: Tables, folder: Path) -> None:
    columns, boundaries = event_columns(tables), load_boundaries(folder, tables)
    timeline(tables, columns, today=TODAY).to_html()
    place_map(tables, columns, boundaries=boundaries).to_html(as_string=True)


def _files(tables: Tables, folder: Path, repeat: int) -> None:
    every = list(tables["events"]["event_id"])
    request = Request("Everything", language("en"), "", folder, {}, TODAY)
    for form in FORMATS:
        if form.format_id not in ("html", "pptx"):
            continue
        samples = [
            _seconds(lambda: form.write(tables, every, request))  # noqa: B023
            for _ in range(repeat)
        ]
        _row(f"{form.format_id}: every event", samples, "linked" if form.ending == ".html" else "")
    samples = [_seconds(lambda: _plain_html(tables, folder)) for _ in range(repeat)]
    _row("plotly's and pydeck's to_html", samples, "two files, not linked")


def main() -> None:
    """Print a table of seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT / "data")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--kaleido", help="a Python that has plotly and kaleido")
    asked = parser.parse_args()
    tables = open_tables(asked.data)
    print("| Export | seconds, median | least–most | times | |\n| --- | --- | --- | --- | --- |")
    _files(tables, asked.data, asked.repeat)
    _pictures(tables, asked.data)
    if asked.kaleido:
        with tempfile.TemporaryDirectory() as scratch:
            _kaleido(asked.kaleido, tables, Path(scratch), asked.repeat)


if __name__ == "__main__":
    sys.exit(main())
