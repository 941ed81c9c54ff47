"""``python -m tests.bench.takeaway``: the HTML file and /embed, beside plain files and the page."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
from playwright.sync_api import sync_playwright

from dashboard.columns import event_columns
from dashboard.export.html_page import to_html
from dashboard.export.request import Request
from dashboard.language import language
from dashboard.tables import Tables, open_tables
from dashboard.views.boundaries import load_boundaries
from dashboard.views.place_map import place_map
from dashboard.views.timeline import timeline
from tests.bench.measures import VIEWPORT, Samples, cold_browser
from tests.bench.pages import Dashboard
from tests.bench.servers import serving
from tests.serving import ROOT

DATA = ROOT / "data"


class Whole(Dashboard):
    """The page, until the libraries have taken over."""

    opening = ("timeline", "map", "complete")


class Embedded(Whole):
    """/embed with both views."""

    name = "embed"


class OneView(Whole):
    """/embed with the timeline alone."""

    name = "embed, timeline"
    opening = ("timeline", "complete")


class Map(Whole):
    """/embed with the map alone."""

    name = "embed, map"
    opening = ("map", "complete")


PAGES: tuple[tuple[type[Dashboard], str], ...] = (
    (Whole, ""),
    (Embedded, "embed"),
    (OneView, "embed?view=timeline"),
    (Map, "embed?view=map"),
)


@click.command()
@click.option("--repeat", type=click.IntRange(1), default=7, help="Visits, and files made.")
@click.option("--only-paints", is_flag=True, help="Make no files.")
def bench(repeat: int, only_paints: bool) -> None:
    """Measure first paints and the making of files; prints Markdown tables."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if not executable:
        raise click.ClickException("needs Chromium: apt-get install -y chromium")
    if not only_paints:
        files(repeat)
    paints(executable, repeat)


def paints(executable: str, repeat: int) -> None:
    """Navigation → everything asked for is drawn, in turn, each in a browser without caches."""
    samples = {kind.name: Samples() for kind, _ in PAGES}
    with serving("dashboard", DATA) as server, sync_playwright() as playwright:
        for turn in range(repeat + 1):
            for kind, path in PAGES:
                with cold_browser(playwright, executable) as browser:
                    page = browser.new_context(viewport=VIEWPORT, locale="en-GB").new_page()
                    driven = kind(page)
                    opened = driven.open(server.url + path)
                    # The first visit warms the server and counts for nothing.
                    if turn:
                        *pictures, libraries = kind.opening
                        at = [opened.first(part, on_screen=True) for part in pictures]
                        samples[kind.name].add("first picture", min(at))
                        samples[kind.name].add("all pictures", max(at))
                        samples[kind.name].add("libraries", opened.first(libraries))
    click.echo("| Navigation to …, ms | median | p95 | ratio to the page |")
    click.echo("| --- | ---: | ---: | ---: |")
    for what in ("first picture", "all pictures", "libraries"):
        usual = samples["dashboard"].median(what) or 1
        for name, found in samples.items():
            median, late = found.median(what) or 0, found.p95(what) or 0
            click.echo(f"| {what}: {name} | {median:,.0f} | {late:,.0f} | {median / usual:.2f} |")


def files(repeat: int) -> None:
    """The linked file beside plotly's and pydeck's own files, which know nothing of each other."""
    tables = open_tables(DATA)
    ways: dict[str, Callable[[], int]] = {
        "linked file": lambda: linked_file(tables, "inline"),
        "linked file, libraries from the CDN": lambda: linked_file(tables, "cdn"),
        "plotly's and pydeck's files": lambda: plain_files(tables),
    }
    click.echo("| HTML file | median ms | bytes |")
    click.echo("| --- | ---: | ---: |")
    for name, make in ways.items():
        size = make()
        samples = Samples()
        for _ in range(repeat):
            begun = time.perf_counter()
            make()
            samples.add(name, (time.perf_counter() - begun) * 1000)
        click.echo(f"| {name} | {samples.median(name):,.0f} | {size:,} |")


def linked_file(tables: Tables, libraries: str) -> int:
    request = Request(
        "",
        language("en"),
        folder=Path(DATA),
        made=dt.date(2026, 1, 1),
        options={"libraries": libraries},
    )
    return len(to_html(tables, list(tables["events"]["event_id"]), request))


def plain_files(tables: Tables) -> int:
    columns = event_columns(tables)
    deck = place_map(tables, columns, boundaries=load_boundaries(DATA, tables))
    chart = timeline(tables, columns).to_html(include_plotlyjs=True)
    return len(chart) + len(deck.to_html(as_string=True, offline=True))


if __name__ == "__main__":
    sys.exit(bench())
