"""``python -m dashboard build``: from ``seeds/`` and ``geocache/`` to ``data/``, offline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from dashboard import csvtext, schema
from dashboard.datapackage import to_json
from dashboard.ingest.check import check_tables
from dashboard.ingest.package import descriptor
from dashboard.ingest.placement import load_cache, load_hand_placed, place_all
from dashboard.ingest.publish import publish
from dashboard.ingest.rows import table_rows
from dashboard.ingest.seeds import read_seeds
from dashboard.tables import PACKAGE_FILE


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made: the number of rows by table, and the files that changed."""

    rows: Mapping[str, int]
    changed: tuple[str, ...]


def build(seeds_folder: Path, geocache_folder: Path, data_folder: Path) -> Built:
    """Make the tables of ``seeds_folder`` and put them into ``data_folder``.

    The same seeds and geocache give the same bytes, wherever and whenever. Raises
    `DataError` with every problem of the seeds, of the places that have no coordinates
    yet, or of the finished tables, and `OSError` if they cannot be written; in either
    case ``data_folder`` stays as it was.
    """
    seeds = read_seeds(seeds_folder)
    cache, by_hand = load_cache(geocache_folder), load_hand_placed(geocache_folder)
    placements = place_all(seeds.vocabulary.place, cache, by_hand)
    rows = table_rows(seeds.vocabulary, seeds.dossiers, placements, seeds.stories)
    tables = {table.name: csvtext.write(table.columns, rows[table.name]) for table in schema.TABLES}
    files = {
        **{f"{name}.csv": content for name, content in tables.items()},
        PACKAGE_FILE: to_json(descriptor(seeds.dataset, tables)),
    }
    # The first build of a dataset may come before its outlines; boxes are checked all the same.
    boundaries = data_folder / "boundaries"
    outlines = boundaries if boundaries.exists() else None
    changed = publish(files, data_folder, lambda folder: check_tables(folder, outlines))
    return Built({name: len(cells) for name, cells in rows.items()}, tuple(changed))


@click.command("build")
@click.option("--seeds", default="seeds", show_default=True, help="Folder of the dossiers.")
@click.option("--geocache", default="geocache", show_default=True, help="Folder of the places.")
@click.option("--data", default="data", show_default=True, help="Folder to write the tables to.")
def command(seeds: str, geocache: str, data: str) -> None:
    """Make the tables from the dossiers.

    They go from seeds/ and geocache/ into data/, all of them or none.
    """
    built = build(Path(seeds), Path(geocache), Path(data))
    rows, changed = built.rows, built.changed
    files = ", ".join(changed) if len(changed) <= 4 else f"{len(changed)} files"
    click.echo(
        f"{data}: {rows['events']} events, {rows['locations']} places and {rows['figures']} "
        f"figures from {rows['sources']} sources in {len(rows)} tables; "
        f"changed: {files or 'nothing'}"
    )
