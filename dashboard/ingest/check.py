"""``python -m dashboard check``: is a folder a dataset that the dashboard can show?

The form of the tables (columns, types, constraints, keys) is checked by frictionless,
the reference validator of the Data Package, from the ``datapackage.json`` beside them;
what no such schema can say is in `consistency`, `containment` and `story_check`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from frictionless import FrictionlessException, Package

from dashboard import csvtext, schema, table_schema
from dashboard.datapackage import resource
from dashboard.ingest.consistency import inconsistencies
from dashboard.ingest.containment import misplaced
from dashboard.ingest.story_check import untold
from dashboard.ingest.verdicts import problem
from dashboard.problems import DataError, Problem
from dashboard.tables import PACKAGE_FILE, open_tables, read_about
from dashboard.textfiles import read_utf8

_BUILD = "Run: python -m dashboard build"
# What another tool that wrote the package may leave out, and what only it can know.
_OPTIONAL = frozenset({"description", "dialect", "mediatype", "profile", "type", "format"})
_OF_THE_FILE = {"bytes": int, "hash": str}
# What the validator is given of the package besides its tables. It would follow the
# address of a profile, or a path to anywhere, the network included.
_OF_THE_PACKAGE = ("name", "title", "description", "licenses", "sources")


def check_tables(folder: Path, outlines: Path | None) -> list[Problem]:
    """Everything wrong with the dataset in ``folder``, in the order of the schema.

    ``outlines`` is the folder of the boundaries (``units.geojson``); without one, places
    are compared with bounding boxes only. Later checks wait for earlier ones: cells are
    only looked at in files that can be read, and meaning only in tables whose cells and
    keys are sound. Raises `DataError` if ``folder`` or its ``datapackage.json`` cannot be
    read at all.
    """
    if not folder.is_dir():
        raise DataError([Problem(str(folder), "there is no such folder", _BUILD)])
    read_about(folder)
    package = json.loads(read_utf8(folder / PACKAGE_FILE, PACKAGE_FILE))
    there = [table for table in schema.TABLES if not _is_left_out(table, package, folder)]
    problems = _out_of_step(package, there)
    grids: dict[str, csvtext.Grid] = {}
    for table in there:
        file = f"{table.name}.csv"
        try:
            grids[table.name] = csvtext.read(folder / file, file)
        except DataError as error:
            problems += error.problems
    if problems:
        return problems
    problems = _validated(package, folder, grids)
    try:
        tables = open_tables(folder)
    except DataError as error:
        # The reader is stricter than the standard ("nan" is no number, 2025-1-1 no day),
        # so where both complain its word is the one that helps.
        said = {(entry.file, entry.row, entry.column) for entry in error.problems}
        others = [p for p in problems if (p.file, p.row, p.column) not in said]
        return [*error.problems, *others]
    lines: dict[str, list[int]] = {table.name: [] for table in schema.TABLES}
    lines |= {name: grid.lines for name, grid in grids.items()}
    problems += inconsistencies(tables, lines)
    problems += untold(tables, lines)
    problems += misplaced(tables["locations"], tables["location_members"], lines, outlines)
    return problems


def _is_left_out(table: table_schema.Table, package: Mapping[str, Any], folder: Path) -> bool:
    """Whether neither package nor folder has a table that need not be there."""
    resources = package.get("resources")
    named = [r.get("name") for r in resources if isinstance(r, dict)] if resources else []
    return (
        table.is_optional
        and table.name not in named
        and not (folder / f"{table.name}.csv").exists()
    )


def _out_of_step(package: Mapping[str, Any], there: Sequence[table_schema.Table]) -> list[Problem]:
    """Where ``datapackage.json`` and the schema of the tables that are ``there`` differ."""
    resources = package.get("resources")
    if not isinstance(resources, list) or not all(isinstance(r, dict) for r in resources):
        return [Problem(PACKAGE_FILE, "lists no tables", _BUILD, column="resources")]
    problems: list[Problem] = []
    for table in there:
        places = [i for i, entry in enumerate(resources) if entry.get("name") == table.name]
        if len(places) != 1:
            message = "describes this table more than once" if places else "lacks this table"
            problems.append(
                Problem(PACKAGE_FILE, message, _BUILD, row="resources", value=table.name)
            )
            continue
        found = resources[places[0]]
        problems += [
            Problem(
                PACKAGE_FILE,
                "differs from the schema of this version of the dashboard",
                _BUILD,
                row=f"resources[{places[0]}] ({table.name})",
                column=key,
            )
            for key, value in resource(table, b"").items()
            if key not in _OF_THE_FILE
            and not (key in _OPTIONAL and key not in found)
            and found.get(key) != value
        ]
        problems += [
            Problem(
                PACKAGE_FILE,
                "is no size or hash",
                _BUILD,
                row=f"resources[{places[0]}] ({table.name})",
                column=key,
            )
            for key, kind in _OF_THE_FILE.items()
            if key in found and not isinstance(found[key], kind)
        ]
    return problems


def _validated(
    package: Mapping[str, Any], folder: Path, grids: Mapping[str, csvtext.Grid]
) -> list[Problem]:
    # Of a table only what was compared with the schema, and the size and hash of its file.
    by_name = {str(entry.get("name")): entry for entry in package["resources"]}
    tables = [
        {
            key: by_name[name][key]
            for key in resource(schema.table(name), b"")
            if key in by_name[name]
        }
        for name in grids
    ]
    descriptor = {key: package[key] for key in _OF_THE_PACKAGE if key in package}
    try:
        described = Package.from_descriptor(
            {**descriptor, "resources": tables}, basepath=str(folder)
        )
        report = described.validate()
    except FrictionlessException as error:
        reasons = "; ".join(reason.message for reason in error.reasons) or error.error.message
        return [Problem(PACKAGE_FILE, f"is no Data Package: {reasons}", _BUILD)]
    problems = [
        Problem(PACKAGE_FILE, f"is no valid Data Package: {error.message}", _BUILD)
        for error in report.errors
    ]
    for task in report.tasks:
        problems += _of_table(task.name, task.errors, grids[task.name])
    return problems


def _of_table(name: str, errors: Sequence[Any], grid: csvtext.Grid) -> list[Problem]:
    found = [problem(schema.table(name), error, grid.lines) for error in errors]
    # A changed file has another size and another hash: one fault, said once.
    return list(dict.fromkeys(found))


@click.command("check")
@click.option("--data", default="data", show_default=True, help="Folder of the tables.")
@click.pass_context
def command(context: click.Context, data: str) -> None:
    """Validate data/. Exit code 0: sound, 1: problems were found, 2: cannot be read."""
    folder = Path(data)
    try:
        problems = check_tables(folder, folder / "boundaries")
    except DataError as error:
        for entry in error.problems:
            click.echo(entry, err=True)
        context.exit(2)
    for entry in problems:
        click.echo(entry)
    if problems:
        files = len({entry.file for entry in problems})
        click.echo(
            f"{data}: {len(problems)} problem{'s' * (len(problems) > 1)} "
            f"in {files} file{'s' * (files > 1)}"
        )
        context.exit(1)
    there = sum((folder / f"{table.name}.csv").exists() for table in schema.TABLES)
    click.echo(f"{data}: sound ({there} tables)")
