"""JSON in the shapes in which people keep events, laid out as a table.

Arrays and lines of objects, GeoJSON, and what TimelineJS, StoryMapJS and TimeMap read. An
entry is numbered as it is counted in its list, from 1; a line of JSON Lines by its line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dashboard.catalogue import marked
from dashboard.intake.columnar import cell_text
from dashboard.intake.encodings import decode
from dashboard.intake.limits import Limits
from dashboard.intake.sheet import Reason, Rejection, Sheet, shaped
from dashboard.problems import DataError, Problem

Entry = Mapping[str, Any]
_CENTROID = marked("Of {n} lines and areas, the middle is taken for their place.")
_NO_OBJECT = marked("The entry is no object with named values.")
_NO_JSON, _MEND = marked("is not JSON: {reason}"), marked("Mend it there")
_NO_LIST = marked("holds no list of entries")
_OFFER = marked(
    "Give an array of objects, JSON Lines, GeoJSON, or a TimelineJS, StoryMapJS or TimeMap document"
)
_LISTS = ("features", "events", "items", "data", "rows", "records", "results")


def read(content: bytes, name: str, limits: Limits, *, encoding: str = "") -> Sheet:
    """The entries of the JSON document ``content`` as a sheet.

    Raises `DataError` for what is no JSON, holds no list of entries, or is over a limit.
    """
    text, _ = decode(content, name, encoding)
    lined = name.lower().endswith((".jsonl", ".ndjson"))
    entries, kind = (_lines(text, name), "") if lined else _entries(text, name)
    limits.check_shape(name, len(entries), 0)
    header: dict[str, None] = {}
    rows: list[tuple[int, Entry]] = []
    rejected = []
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
    notes = [Reason(_CENTROID, {"n": shapes})] if shapes else []
    sheet = shaped(name, grid, limits, header_row=0, notes=notes)
    return Sheet(
        sheet.name,
        sheet.header,
        sheet.rows,
        sheet.lines,
        (*rejected, *sheet.rejected),
        sheet.notes,
    )


def _lines(text: str, name: str) -> list[tuple[int, Any]]:
    entries = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            entries.append((number, _parsed(line, name, number)))
    return entries


def _parsed(text: str, name: str, row: int | None = None) -> Any:
    try:
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        if isinstance(error, json.JSONDecodeError) and row is None:
            row = error.lineno
        problem = Problem(name, _NO_JSON, _MEND, row=row, values={"reason": str(error)})
        raise DataError([problem]) from error


def _entries(text: str, name: str) -> tuple[list[tuple[int, Any]], str]:
    """The numbered entries of a document, and the kind of document it is."""
    first = text.lstrip()[:1]
    try:
        content = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        if first == "{" and isinstance(error, json.JSONDecodeError) and "Extra" in error.msg:
            return _lines(text, name), ""
        content = _parsed(text, name)
    if isinstance(content, list):
        kind = "timemap" if content and _is_timemap(content[0]) else ""
        return list(enumerate(content, start=1)), kind
    if isinstance(content, Mapping):
        if content.get("type") == "Feature":
            return [(1, content)], "geojson"
        storymap = content.get("storymap")
        if isinstance(storymap, Mapping) and isinstance(storymap.get("slides"), list):
            return list(enumerate(storymap["slides"], start=1)), "storymap"
        for key in _LISTS:
            if isinstance(content.get(key), list):
                kind = {"features": "geojson", "events": "timeline"}.get(key, "")
                found = content[key]
                if kind == "timeline" and not _is_timeline(found):
                    kind = "timemap" if found and _is_timemap(found[0]) else ""
                return list(enumerate(found, start=1)), kind
    raise DataError([Problem(name, _NO_LIST, _OFFER)])


def _is_timeline(found: Sequence[Any]) -> bool:
    return any(isinstance(one, Mapping) and "start_date" in one for one in found)


def _is_timemap(entry: Any) -> bool:
    return isinstance(entry, Mapping) and ("point" in entry or "options" in entry)


def _plain(entry: Entry) -> tuple[Entry, bool]:
    return dict(_leaves("", entry, 2)), False


def _leaves(prefix: str, entry: Entry, depth: int) -> Iterator[tuple[str, Any]]:
    for key, value in entry.items():
        if isinstance(value, Mapping) and depth:
            if value.get("type") in _GEOMETRIES:
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


_GEOMETRIES = ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon")


def _position(geometry: Any) -> tuple[dict[str, Any], bool]:
    """The point of a geometry, and whether it is the middle of something larger.

    Of a polygon it is the centroid of its largest ring's area (the shoelace formula), of
    lines and several points the mean of their positions.
    """
    positions = list(_positions(geometry.get("coordinates"))) if _has_shape(geometry) else []
    if not positions:
        return {}, False
    if len(positions) == 1:
        lon, lat = positions[0]
        return {"latitude": lat, "longitude": lon}, False
    if "Polygon" in geometry["type"]:
        parts = geometry["coordinates"]
        shells = [parts[0]] if geometry["type"] == "Polygon" else [part[0] for part in parts]
        areas = [_centroid(list(_positions(shell))) for shell in shells]
        area, lon, lat = max(areas)
        if area > 0:
            return {"latitude": round(lat, 6), "longitude": round(lon, 6)}, True
    lon = sum(one for one, _ in positions) / len(positions)
    lat = sum(one for _, one in positions) / len(positions)
    return {"latitude": round(lat, 6), "longitude": round(lon, 6)}, True


def _has_shape(geometry: Any) -> bool:
    return isinstance(geometry, Mapping) and geometry.get("type") in _GEOMETRIES


def _positions(coordinates: Any) -> Iterator[tuple[float, float]]:
    if not isinstance(coordinates, list):
        return
    if len(coordinates) >= 2 and all(isinstance(one, int | float) for one in coordinates[:2]):
        yield float(coordinates[0]), float(coordinates[1])
        return
    for inner in coordinates:
        yield from _positions(inner)


def _centroid(ring: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    """Area, longitude and latitude of the middle of a closed ring, in degrees."""
    double = lon = lat = 0.0
    for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], *ring[:1]], strict=True):
        cross = x0 * y1 - x1 * y0
        double += cross
        lon += (x0 + x1) * cross
        lat += (y0 + y1) * cross
    if not double:
        return 0.0, 0.0, 0.0
    return abs(double) / 2, lon / (3 * double), lat / (3 * double)


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
    flat = {key: value for key, value in entry.items() if not isinstance(value, Mapping)}
    point = entry.get("point")
    if isinstance(point, Mapping):
        flat |= {"latitude": point.get("lat"), "longitude": point.get("lon", point.get("lng"))}
    options = entry.get("options")
    if isinstance(options, Mapping):
        flat |= {key: value for key, value in options.items() if not isinstance(value, Mapping)}
    return flat, False


_FLATTEN = {
    "": _plain,
    "geojson": _feature,
    "timeline": _timeline,
    "storymap": _storymap,
    "timemap": _timemap,
}
