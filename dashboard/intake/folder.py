"""A table that was brought in, as a dataset folder: a Data Package with its own basemap."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dashboard import schema
from dashboard.datapackage import resource, table_file, to_json
from dashboard.files import write_atomic
from dashboard.intake.outcome import Imported, rejected_csv
from dashboard.land import outlines
from dashboard.problems import DataError, Problem
from dashboard.tables import PACKAGE_FILE, Tables

MAPPING_FILE = "mapping.json"
REJECTED_FILE = "rejected_rows.csv"
FeatureCollection = dict[str, Any]


def basemap(tables: Tables, units: FeatureCollection | None = None) -> dict[str, Any]:
    """``land`` and ``units`` for a map of ``tables``: the world, and the units among its places.

    ``units`` are the outlines of the dataset whose places the table may name.
    """
    known = set(tables["locations"]["location_id"])
    features = [
        feature
        for feature in (units or {}).get("features", ())
        if feature["properties"].get("location_id") in known
    ]
    return {
        "land": dict(outlines()),
        "units": {"type": "FeatureCollection", "features": features},
    }


def files(imported: Imported, units: FeatureCollection | None = None) -> dict[str, bytes]:
    """The files of the folder by path, `PACKAGE_FILE` last.

    Beside the tables: the outlines, the mapping that makes the same tables again, and all
    that was left out.
    """
    tables = imported.tables
    made = {f"{table.name}.csv": table_file(table, tables[table.name]) for table in schema.TABLES}
    package: Mapping[str, object] = {
        "profile": "data-package",
        "name": tables.about.name,
        "title": tables.about.title,
        "description": tables.about.description,
        "sources": [{"title": one.title, "path": one.path} for one in tables.about.sources],
        "boundaries_credit": tables.about.boundaries_credit,
        "resources": [resource(table, made[f"{table.name}.csv"]) for table in schema.TABLES],
    }
    drawn = basemap(tables, units)
    return {
        **made,
        "boundaries/countries.geojson": _json(drawn["land"]),
        "boundaries/units.geojson": _json(drawn["units"]),
        MAPPING_FILE: imported.mapping.to_json(),
        REJECTED_FILE: rejected_csv(imported.rejected),
        PACKAGE_FILE: to_json(package),
    }


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def check_target(folder: Path, *, replace: bool) -> None:
    """Raise `DataError` where ``folder`` may not be written: it holds something else.

    With ``replace`` it may hold what an earlier import has written.
    """
    if folder.exists() and not folder.is_dir():
        raise DataError([Problem(str(folder), "is a file, not a folder", "Name another")])
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not (folder / MAPPING_FILE).is_file():
        problem = "is not empty, and no import has made it"
        raise DataError([Problem(str(folder), problem, "Name a new folder")])
    if not replace:
        problem = "holds an earlier import"
        raise DataError([Problem(str(folder), problem, "Name a new folder, or add --replace")])


def write(made: Mapping[str, bytes], folder: Path) -> None:
    """Write `files` to ``folder``, each whole or not at all, the package last.

    A page that shows the folder reads it again when the package has changed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "boundaries").mkdir(exist_ok=True)
    for name, content in made.items():
        write_atomic(folder / name, content)
