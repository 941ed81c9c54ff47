"""The whole dataset as a zipped Data Package: every table, the outlines, and the terms.

Unzipped it is a dataset folder: tools for Data Packages read it, and so does this
dashboard. It is made from the tables that are open, not copied from their folder, so that
a build at that moment cannot mix two versions.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence

from dashboard import schema
from dashboard.datapackage import resource, table_file, to_json
from dashboard.export.request import Request, cited, web_address
from dashboard.land import OWN_LAND, is_needed, outlines
from dashboard.marking import marked
from dashboard.problems import DataError, Problem
from dashboard.progress import Tell, part, told
from dashboard.tables import PACKAGE_FILE, About, Credit, Tables
from dashboard.views.boundaries import load_boundaries

# The earliest time that a zip file can hold; the bytes must not depend on the clock.
_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_FILE_MODE = 0o100644 << 16
_BYTES_AT_ONCE = 200_000
_TERMS = "boundaries/README.md"
_OUTLINES = {
    "units.geojson": ("unit-outlines", "Outlines of provinces and prefectures"),
    "countries.geojson": ("country-outlines", "Outlines of countries"),
}


def to_package(tables: Tables, event_ids: Sequence[str], request: Request) -> bytes:
    """The zip file; of ``event_ids`` only the number is told, the tables are whole.

    Keys hold only in the whole, and a part of it would be another dataset. Raises `OSError`
    if an outline that is in the dataset's folder cannot be read, `DataError` if it is none, or
    newer than the tables.
    """
    _check_outlines(tables, request)
    files = dict(_table_files(tables, part(request.tell, 0.0, 0.5)))
    drawn = dict(_boundaries(request))
    package = {
        "profile": "data-package",
        "name": tables.about.name,
        "title": tables.about.title,
        "title_vi": tables.about.title_vi,
        "title_ja": tables.about.title_ja,
        "description": tables.about.description,
        **_own(tables.about),
        "licenses": [_credit(entry) for entry in tables.about.licences],
        "sources": [_credit(entry) for entry in tables.about.sources],
        "resources": [
            *(resource(table, files[f"{table.name}.csv"]) for table in schema.TABLES),
            *(
                _outline(name, drawn[f"boundaries/{name}"])
                for name in _OUTLINES
                if f"boundaries/{name}" in drawn
            ),
        ],
    }
    files = {
        PACKAGE_FILE: to_json(package),
        "README.md": _readme(tables, len(event_ids), request, drawn).encode("utf-8"),
        "LICENSE": _licence(tables.about, drawn).encode("utf-8"),
        **files,
        **drawn,
    }
    return _zipped(files, part(request.tell, 0.5, 1.0))


def _own(about: About) -> dict[str, object]:
    """Properties that few packages have, where they say anything."""
    found = {"languages": list(about.languages), "boundaries_credit": about.boundaries_credit}
    return {key: value for key, value in found.items() if value}


def _table_files(tables: Tables, tell: Tell) -> Iterator[tuple[str, bytes]]:
    total, done = sum(len(tables[table.name]) for table in schema.TABLES), 0
    for table in schema.TABLES:
        frame = tables[table.name]
        share = part(tell, done / max(1, total), (done + len(frame)) / max(1, total))
        yield f"{table.name}.csv", table_file(table, frame, share)
        done += len(frame)


def _check_outlines(tables: Tables, request: Request) -> None:
    """Raise `DataError` where the folder's outlines are broken or newer than the tables."""
    if request.folder is None:
        return
    # A file that somebody is just writing must not be packed as it is.
    found = load_boundaries(request.folder, tables)
    if request.boundaries is not None and found != request.boundaries:
        problem = marked("the outlines have changed since the tables were read")
        remedy = marked("Reload the page when the build has ended, and save again")
        raise DataError([Problem(str(request.folder / "boundaries"), problem, remedy)])


def _boundaries(request: Request) -> Iterator[tuple[str, bytes]]:
    if request.folder is None and request.boundaries is not None:
        for name, key in (("units.geojson", "units"), ("countries.geojson", "land")):
            yield f"boundaries/{name}", json.dumps(request.boundaries[key]).encode()
        return
    for name in ("README.md", *_OUTLINES):
        path = request.folder / "boundaries" / name if request.folder else None
        if path and path.is_file():
            yield f"boundaries/{name}", path.read_bytes()
    if request.folder and is_needed(request.folder):
        yield OWN_LAND, json.dumps(outlines(), ensure_ascii=False).encode()


def _outline(name: str, content: bytes) -> Mapping[str, object]:
    title, description = _OUTLINES[name]
    return {
        "name": title,
        "path": f"boundaries/{name}",
        "description": description,
        "format": "geojson",
        "mediatype": "application/geo+json",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }


def _credit(entry: Credit) -> dict[str, str]:
    fields = {"name": entry.name, "title": entry.title, "path": entry.path}
    return {key: text for key, text in fields.items() if text}


def _readme(tables: Tables, selected: int, request: Request, outlines: Collection[str]) -> str:
    # In English, as the descriptions of tables and columns in the package are.
    about = tables.about
    lines = [
        f"# {about.title}",
        "",
        about.description,
        "",
        f"{len(tables['events'])} events, {len(tables['locations'])} places, "
        f"{len(tables['figures'])} figures, {len(tables['sources'])} documents.",
        "",
        "A Frictionless Data Package (https://specs.frictionlessdata.io/data-package/): "
        f"`{PACKAGE_FILE}` describes every table and column. Files are UTF-8; dates are "
        "EDTF (ISO 8601-2), as precise as their source and no more.",
        "",
        *(f"- `{table.name}.csv`: {table.description}" for table in schema.TABLES),
        "",
        "The whole dataset, whatever was selected when it was downloaded "
        f"(then: {request.selection}; events: {selected}). Locality Dashboard shows it: "
        "`LOCALITY_DASHBOARD_DATA=/this/folder`.",
        "",
        "## Licence and credits",
        "",
        *(f"- {line}" for line in _terms(about, outlines)),
        "",
    ]
    return "\n".join(lines)


def _licence(about: About, outlines: Collection[str]) -> str:
    return "\n".join([about.title, "", *_terms(about, outlines), ""])


def _terms(about: About, outlines: Collection[str]) -> Iterator[str]:
    """Licences and credits, a line each; ``outlines`` are the paths of what comes with the map."""
    for entry in about.licences:
        yield f"Licence: {cited(entry.title, web_address(entry.path))}"
    yield (
        "The documents that the facts were read in belong to their publishers; they are named "
        "in sources.csv and in every row."
    )
    of_outlines = ", those of outlines in boundaries/README.md" if _TERMS in outlines else ""
    yield f"Licences of coordinates are in locations.csv{of_outlines}."
    if about.boundaries_credit:
        yield f"Boundaries: {about.boundaries_credit}"
    for entry in about.sources:
        yield f"Credit: {cited(entry.title, web_address(entry.path))}"


def _zipped(files: Mapping[str, bytes], tell: Tell) -> bytes:
    buffer = io.BytesIO()
    total, done = sum(map(len, files.values())), 0
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _TIME)
            # Else the system that runs the dashboard would be written into the file.
            entry.create_system = _UNIX
            entry.external_attr = _FILE_MODE
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.file_size = len(content)
            share = part(tell, done / total, (done + len(content)) / total)
            with archive.open(entry, "w") as packed:
                for begin in told(range(0, len(content), _BYTES_AT_ONCE), share):
                    packed.write(content[begin : begin + _BYTES_AT_ONCE])
            done += len(content)
    return buffer.getvalue()
