"""JSON in the shapes in which people keep events, laid out as a table.

Arrays and lines of objects, GeoJSON, and what TimelineJS, StoryMapJS and TimeMap read. An
entry is numbered as it is counted in its list, from 1; a line of JSON Lines by its line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dashboard.catalogue import marked
from dashboard.intake.columnar import cell_text
from dashboard.intake.encodings import decode
from dashboard.intake.geometries import MIDDLES, SHAPES, point_of
from dashboard.intake.limits import Limits
from dashboard.intake.sheet import Reason, Rejection, Sheet, shaped
from dashboard.problems import DataError, Problem
from dashboard.textfiles import excerpt

Entry = Mapping[str, Any]
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
_WGS_84 = re.compile(r"CRS:?84$|(?<!\d)4326$|WGS[ _]?(?:19)?84$", re.IGNORECASE)
_LISTS = ("features", "events", "items", "data", "rows", "records", "results")


def read(content: bytes, name: str, limits: Limits, *, encoding: str = "") -> Sheet:
    """The entries of the JSON document ``content`` as a sheet.

    Raises `DataError` for what is no JSON, holds no list of entries, or is over a limit.
    """
    text, _ = decode(content, name, encoding)
    lined = name.lower().endswith((".jsonl", ".ndjson"))
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
        flat, is_shape = _FLATTEN[kind](entry)
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


def _plain(entry: Entry) -> tuple[Entry, bool]:
    return dict(_leaves("", entry, 2)), False


def _leaves(prefix: str, entry: Entry, depth: int) -> Iterator[tuple[str, Any]]:
    for key, value in entry.items():
        if isinstance(value, Mapping) and depth:
            if value.get("type") in SHAPES:
                yield from _position(value)[0].items()
            else:
                yield from _leaves(f"{prefix}{key}.", value, depth - 1)
        else:
            yield f"{prefix}{key}", value


def _feature(entry: Entry) -> tuple[Entry, bool]:
    """The properties of a GeoJSON feature (RFC 7946), and the point of its geometry."""
    properties = entry.get("properties")
    flat = dict(_leaves("", properties, 1)) if isinstance(properties, Mapping) else {}
    if "id" in entry:
        flat.setdefault("id", entry["id"])
    position, is_shape = _position(entry.get("geometry"))
    return {**position, **{k: v for k, v in flat.items() if k not in position}}, is_shape


def _position(geometry: Any) -> tuple[dict[str, Any], bool]:
    """The point of a geometry, and whether it is the middle of something larger."""
    point = point_of(geometry)
    if point is None:
        return {}, False
    lat, lon, is_middle = point
    return {"latitude": _short(lat), "longitude": _short(lon)}, is_middle


def _short(degrees: float) -> float | int:
    return int(degrees) if degrees.is_integer() else degrees


def _timeline(entry: Entry) -> tuple[Entry, bool]:
    """An event of TimelineJS, under the names of the columns of its spreadsheet."""
    flat: dict[str, Any] = {}
    for key, prefix in (("start_date", ""), ("end_date", "End ")):
        date = entry.get(key)
        if isinstance(date, Mapping):
            for part in ("year", "month", "day"):
                flat[f"{prefix}{part.capitalize()}"] = date.get(part)
    flat |= _text(entry)
    flat["Group"] = entry.get("group")
    flat |= {"id": entry["unique_id"]} if entry.get("unique_id") else {}
    return flat, False


def _storymap(entry: Entry) -> tuple[Entry, bool]:
    """A slide of StoryMapJS, with the point that its map goes to."""
    flat: dict[str, Any] = {"Date": entry.get("date")}
    place = entry.get("location")
    if isinstance(place, Mapping):
        flat |= {
            "Place": place.get("name"),
            "latitude": place.get("lat"),
            "longitude": place.get("lon"),
        }
    return flat | _text(entry), False


def _text(entry: Entry) -> dict[str, Any]:
    flat = {}
    if isinstance(text := entry.get("text"), Mapping):
        flat = {"Headline": text.get("headline"), "Text": text.get("text")}
    if isinstance(media := entry.get("media"), Mapping):
        flat |= {"Media": media.get("url"), "Media Credit": media.get("credit")}
    return flat


def _timemap(entry: Entry) -> tuple[Entry, bool]:
    """An item of TimeMap: title, start, end, a point, and options."""
    shapes = ("polyline", "polygon", "placemarks")
    flat = {
        key: value
        for key, value in entry.items()
        if not isinstance(value, Mapping) and key not in shapes
    }
    corners = list(_corners(entry))
    if len(corners) == 1:
        flat |= {"latitude": corners[0].get("lat"), "longitude": _longitude(corners[0])}
    elif corners:
        pairs = [[_longitude(one), one.get("lat")] for one in corners]
        flat |= _position({"type": "MultiPoint", "coordinates": pairs})[0]
    options = entry.get("options")
    if isinstance(options, Mapping):
        flat |= {key: value for key, value in options.items() if not isinstance(value, Mapping)}
    return flat, len(corners) > 1


def _corners(entry: Entry) -> Iterator[Entry]:
    """The points of an item: its own, those of its line or area, or those of its parts."""
    if isinstance(point := entry.get("point"), Mapping):
        yield point
    for shape in ("polyline", "polygon"):
        if isinstance(found := entry.get(shape), list):
            yield from (one for one in found if isinstance(one, Mapping))
    if isinstance(box := entry.get("overlay"), Mapping):
        for lat, lon in (("south", "west"), ("north", "east")):
            yield {"lat": box.get(lat), "lon": box.get(lon)}
    if isinstance(parts := entry.get("placemarks"), list):
        for one in parts:
            yield from _corners(one) if isinstance(one, Mapping) else ()


def _longitude(point: Entry) -> Any:
    return point.get("lon", point.get("lng"))


_FLATTEN = {
    "": _plain,
    "geojson": _feature,
    "timeline": _timeline,
    "storymap": _storymap,
    "timemap": _timemap,
}
