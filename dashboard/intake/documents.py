"""JSON in the shapes in which people keep events, laid out as a table.

Arrays and lines of objects, GeoJSON, and what TimelineJS, StoryMapJS and TimeMap read. An
entry is numbered as it is counted in its list, from 1; a line of JSON Lines by its line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.catalogue import marked
from dashboard.intake.columnar import cell_text
from dashboard.intake.encodings import decode
from dashboard.intake.entries import FLATTEN, Entry
from dashboard.intake.geometries import MIDDLES
from dashboard.intake.limits import Limits
from dashboard.intake.sheet import Reason, Rejection, Sheet, shaped
from dashboard.problems import DataError, Problem
from dashboard.textfiles import excerpt

_OTHER_SYSTEM = marked(
    "The file names the coordinate system {crs}, but its coordinates are read as WGS 84: if "
    "places are missing or lie wrong, export it as WGS 84 (EPSG:4326)."
)
_ERAS = marked("Eras of the timeline are no events, and are left out: {n}.")
_NO_OBJECT = marked("The entry is no object with named values.")
_NO_JSON, _MEND = marked("is not JSON: {reason}"), marked("Mend it there")
_BROKEN_LINE = marked("The line is not JSON: {reason}")
_NO_LINES = marked(
    "is not JSON Lines: {n} of its {all} lines are not JSON, and this is the first: {reason}"
)
_NO_LIST = marked("holds no list of entries")
_OFFER = marked(
    "Give an array of objects, JSON Lines, GeoJSON, or a TimelineJS, StoryMapJS or TimeMap document"
)
_TIMEMAP = {"point", "options", "placemarks", "overlay", "polyline", "polygon"}
_FIRST = 20
_LINE_ENDS = re.compile(r"\r\n|[\r\n]")
_OBJECTS = re.compile(r"\s*\[\s*\{")
_WGS_84 = re.compile(r"CRS:?84$|(?<!\d)4326$|WGS[ _]?(?:19)?84$", re.IGNORECASE)
_LISTS = ("features", "events", "items", "data", "rows", "records", "results")


def read(content: bytes, name: str, limits: Limits, *, encoding: str = "") -> Sheet:
    """The entries of the JSON document ``content`` as a sheet.

    Raises `DataError` for what is no JSON, holds no list of entries, or is over a limit.
    """
    text, _ = decode(content, name, encoding)
    # A list of objects is one document, even where the file is called JSON Lines.
    lined = name.lower().endswith((".jsonl", ".ndjson", ".geojsonl")) and not _OBJECTS.match(text)
    notes: list[Reason] = []
    rejected: list[Rejection] = []
    if lined:
        entries, kind = _lines(text, name, limits, rejected), ""
    else:
        entries, kind = _entries(text, name, limits, notes, rejected)
    limits.check_shape(name, len(entries), 0)
    header: dict[str, None] = {}
    rows: list[tuple[int, Entry]] = []
    shapes = 0
    for number, entry in entries:
        if not isinstance(entry, Mapping):
            said = json.dumps(entry, ensure_ascii=False)[:80]
            rejected.append(Rejection(number, "", said, Reason(_NO_OBJECT)))
            continue
        flat, is_shape = FLATTEN[kind](entry)
        shapes += is_shape
        header.update(dict.fromkeys(flat))
        limits.check_shape(name, 0, len(header))
        rows.append((number, flat))
    # The header is in no line of its own.
    grid: list[tuple[int, Sequence[str]]] = [(0, list(header))]
    grid += [(number, [cell_text(flat.get(column)) for column in header]) for number, flat in rows]
    notes += [Reason(MIDDLES, {"n": shapes})] if shapes else []
    sheet = shaped(name, grid, limits, header_row=0, notes=notes)
    return Sheet(
        sheet.name,
        sheet.header,
        sheet.rows,
        sheet.lines,
        (*rejected, *sheet.rejected),
        sheet.notes,
    )


def _lines(
    text: str, name: str, limits: Limits, rejected: list[Rejection]
) -> list[tuple[int, Any]]:
    """The entries of JSON Lines; lines that are broken go to ``rejected``.

    Raises `DataError` where most lines are broken, for then the file is something else.
    """
    # Other ends of lines, such as U+2028, may stand inside of JSON's strings.
    lines = enumerate(_LINE_ENDS.split(text), start=1)
    filled = [(number, line) for number, line in lines if line.strip()]
    limits.check_shape(name, len(filled), 0)
    entries = []
    for number, line in filled:
        try:
            entries.append((number, json.loads(line)))
        except (ValueError, RecursionError) as error:
            reason = Reason(_BROKEN_LINE, {"reason": _said(error)})
            rejected.append(Rejection(number, "", str(excerpt(line.strip())), reason))
    if len(rejected) * 2 > len(filled):
        first = rejected[0]
        values = {**first.reason.values, "n": len(rejected), "all": len(filled)}
        raise DataError([Problem(name, _NO_LINES, _OFFER, row=first.row, values=values)])
    return entries


def _said(error: Exception) -> str:
    """What Python says of broken JSON, without the line, which is told apart from it."""
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} (character {error.colno})"
    return str(error)


def _entries(
    text: str, name: str, limits: Limits, notes: list[Reason], rejected: list[Rejection]
) -> tuple[list[tuple[int, Any]], str]:
    """The numbered entries of a document, and its kind; what is left out goes to the lists."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        row = None
        if isinstance(error, json.JSONDecodeError):
            if "Extra" in error.msg and text.lstrip().startswith("{"):
                return _lines(text, name, limits, rejected), ""
            row = error.lineno
        values = {"reason": _said(error)}
        raise DataError([Problem(name, _NO_JSON, _MEND, row=row, values=values)]) from error
    if isinstance(content, list):
        kind = "timemap" if any(map(_is_timemap, content[:_FIRST])) else ""
        return list(enumerate(content, start=1)), kind
    if isinstance(content, Mapping):
        if (system := _system(content)) and not _WGS_84.search(system):
            notes.append(Reason(_OTHER_SYSTEM, {"crs": excerpt(system)}))
        if content.get("type") == "Feature":
            return [(1, content)], "geojson"
        if isinstance(eras := content.get("eras"), list) and eras:
            notes.append(Reason(_ERAS, {"n": len(eras)}))
        storymap = content.get("storymap")
        if isinstance(storymap, Mapping) and isinstance(storymap.get("slides"), list):
            return list(enumerate(storymap["slides"], start=1)), "storymap"
        for key in _LISTS:
            if isinstance(content.get(key), list):
                kind = {"features": "geojson", "events": "timeline"}.get(key, "")
                found = content[key]
                if kind == "timeline" and not _is_timeline(found):
                    kind = "timemap" if any(map(_is_timemap, found[:_FIRST])) else ""
                return list(enumerate(found, start=1)), kind
    raise DataError([Problem(name, _NO_LIST, _OFFER)])


def _system(content: Entry) -> str:
    """The coordinate system that GeoJSON of before RFC 7946 may name; empty if it does not."""
    crs = content.get("crs")
    properties = crs.get("properties") if isinstance(crs, Mapping) else None
    name = properties.get("name") if isinstance(properties, Mapping) else crs
    return name if isinstance(name, str) else ""


def _is_timeline(found: Sequence[Any]) -> bool:
    return any(isinstance(one, Mapping) and "start_date" in one for one in found)


def _is_timemap(entry: Any) -> bool:
    return isinstance(entry, Mapping) and bool(_TIMEMAP & entry.keys())
