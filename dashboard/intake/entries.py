"""Entries of JSON documents as rows: what is nested in them, under the name of one column.

GeoJSON's features, TimelineJS' events, StoryMapJS' slides, TimeMap's items, and plain objects.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from dashboard.intake.geometries import SHAPES, point_of

Entry = Mapping[str, Any]
# Characters of a geometry that cannot be read, in the list of what was left out.
_LONG = 80


def _plain(entry: Entry) -> tuple[Entry, bool]:
    middles: list[bool] = []
    return dict(_leaves("", entry, 2, middles)), any(middles)


def _leaves(
    prefix: str, entry: Entry, depth: int, middles: list[bool]
) -> Iterator[tuple[str, Any]]:
    """The values in ``entry`` by their path; ``middles`` hears of each shape's place."""
    for key, value in entry.items():
        if isinstance(value, Mapping) and depth:
            if value.get("type") in SHAPES:
                position, is_middle = _position(value)
                middles.append(is_middle)
                yield from position.items()
            else:
                yield from _leaves(f"{prefix}{key}.", value, depth - 1, middles)
        else:
            yield f"{prefix}{key}", value


def _feature(entry: Entry) -> tuple[Entry, bool]:
    """The properties of a GeoJSON feature (RFC 7946), and the point of its geometry."""
    properties = entry.get("properties")
    middles: list[bool] = []
    flat = dict(_leaves("", properties, 1, middles)) if isinstance(properties, Mapping) else {}
    if "id" in entry:
        flat.setdefault("id", entry["id"])
    position, is_shape = _position(entry.get("geometry"))
    is_middle = is_shape if position else any(middles)
    return {**position, **{k: v for k, v in flat.items() if k not in position}}, is_middle


def _position(geometry: Any) -> tuple[dict[str, Any], bool]:
    """The point of a geometry, and whether it is the middle of something larger.

    Of one that cannot be read it is what is written there, to be listed with what is wrong.
    """
    point = point_of(geometry)
    if point is None:
        return _unread(geometry), False
    lat, lon, is_middle = point
    return {"latitude": _short(lat), "longitude": _short(lon)}, is_middle


def _unread(geometry: Any) -> dict[str, Any]:
    """What a geometry writes for latitude and longitude; nothing where it is null or empty."""
    if not isinstance(geometry, Mapping):
        return {}
    given = geometry.get("coordinates") or geometry.get("geometries")
    if not given:
        return {}
    if geometry.get("type") == "Point" and isinstance(given, list) and len(given) > 1:
        return {"latitude": given[1], "longitude": given[0]}
    return dict.fromkeys(("latitude", "longitude"), json.dumps(given, ensure_ascii=False)[:_LONG])


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


# By the kind of document: an entry -> its cells, and whether a middle stands for its shape.
FLATTEN = {
    "": _plain,
    "geojson": _feature,
    "timeline": _timeline,
    "storymap": _storymap,
    "timemap": _timemap,
}
