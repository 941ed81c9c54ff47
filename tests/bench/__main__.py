"""``python -m tests.bench``: this page and a plain Streamlit page, side by side."""

from __future__ import annotations

import json
import os
import platform
import shutil
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import click
import pandas as pd
from playwright.sync_api import Playwright, sync_playwright

from tests.bench import report
from tests.bench.dataset import draw_events, write_dataset
from tests.bench.measures import Samples, cold_browser, import_times, viewers, visit
from tests.bench.pages import PAGES, Place
from tests.bench.servers import serving

# Apart from their neighbours on both maps, so that a click on one is a click on no other.
_PLACES = ("hokkaido", "ca-mau", "dien-bien", "da-nang", "akita")


@click.command()
@click.option(
    "--events",
    multiple=True,
    type=click.IntRange(1, 5_000_000),
    default=(100, 10_000, 100_000, 1_000_000),
    help="Number of events; give it several times for several datasets.",
)
@click.option("--repeat", type=click.IntRange(1), default=5, help="Visits per page and dataset.")
@click.option("--viewers", "extra", type=click.IntRange(0), default=5, help="For memory; 0: none.")
@click.option("--outlines/--no-outlines", default=True, help="On this project's map.")
@click.option("--json", "output", type=click.Path(path_type=Path), help="Keep all samples here.")
def bench(
    events: tuple[int, ...], repeat: int, extra: int, outlines: bool, output: Path | None
) -> None:
    """Measure opening, clicks, the brush, memory and imports; prints Markdown tables."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if not executable:
        raise click.ClickException("needs Chromium: apt-get install -y chromium")
    results: dict[int, dict[str, Samples]] = {}
    with sync_playwright() as playwright:
        for size in sorted(set(events)):
            results[size] = measure(
                playwright, executable, size, repeat=repeat, extra=extra, outlines=outlines
            )
            click.echo(report.table({size: results[size]}) + "\n")
    for name in ("brush: script per repaint", "brush: main thread per repaint"):
        if grown := report.growth(results, name):
            click.echo(grown)
    imported = import_times(repeat)
    click.echo(report.imports(imported))
    click.echo(
        f"{repeat} visits each; {os.cpu_count()} processors, {platform.platform()}, "
        f"Python {platform.python_version()}"
    )
    if output:
        samples = {
            str(size): {name: dict(found.values) for name, found in pages.items()}
            for size, pages in results.items()
        }
        content = {"events": samples, "imports": dict(imported.values)}
        output.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def measure(
    playwright: Playwright,
    executable: str,
    events: int,
    *,
    repeat: int,
    extra: int,
    outlines: bool,
) -> dict[str, Samples]:
    """Both pages on the same ``events`` events, in turn, so that both meet the same machine."""
    results = {kind.name: Samples() for kind in PAGES}
    with ExitStack() as stack:
        temporary = stack.enter_context(tempfile.TemporaryDirectory())
        folder = write_dataset(draw_events(events), Path(temporary), outlines=outlines)
        places = _clickable(folder)
        servers = {kind: stack.enter_context(serving(kind.name, folder)) for kind in PAGES}
        for turn in range(repeat + 1):
            for kind in PAGES:
                # The first visit warms the server and counts for nothing.
                samples = results[kind.name] if turn else Samples()
                click.echo(f"{events:,} events, visit {turn}: {kind.name}", err=True)
                with cold_browser(playwright, executable) as browser:
                    visit(browser, kind, servers[kind], samples, turn=turn, places=places)
        for kind in PAGES if extra else ():
            with cold_browser(playwright, executable) as browser:
                grown = viewers(browser, kind, servers[kind], extra)
            results[kind.name].add("memory: MB of the server per further viewer", grown)
    return results


def _clickable(folder: Path) -> list[Place]:
    locations = pd.read_csv(folder / "locations.csv").set_index("location_id")
    points = locations[["lon", "lat"]].astype("float64").to_dict("index")
    return [Place(name, points[name]["lon"], points[name]["lat"]) for name in _PLACES]


if __name__ == "__main__":
    sys.exit(bench())
