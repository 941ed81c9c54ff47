"""Outlines for the basemap: land, units, and regions put together from their units."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from dashboard import land
from dashboard.language import Language
from dashboard.marking import marked
from dashboard.problems import DataError, Problem
from dashboard.tables import Tables
from dashboard.textfiles import NOT_JSON, read_utf8

FeatureCollection = dict[str, Any]
_ANTIMERIDIAN = 180.0
NOTHING: FeatureCollection = {"type": "FeatureCollection", "features": []}
_MAKE_AGAIN = marked("Put back the file that came with the dataset, or leave it out")


def load_boundaries(folder: Path, tables: Tables) -> Mapping[str, FeatureCollection]:
    """``land``, ``units`` and ``regions`` as GeoJSON feature collections.

    ``land`` is the context; the features of ``units`` and ``regions`` have a property
    ``location_id``. Read from ``folder/boundaries``; where the land is missing, it is the
    world's, and units that are missing are none. Raises `problems.DataError` for a file that
    is no such collection.
    """
    needs_world = land.is_needed(folder)
    own = dict(land.outlines()) if needs_world else _drawn(_read(folder, "countries.geojson"))
    units = _read(folder, "units.geojson")
    return {"land": own, "units": units, "regions": _regions(units, tables)}


def boundaries_credit(tables: Tables, language: Language) -> str:
    """Who drew the outlines on the map; empty where the dataset names nobody."""
    credit = tables.about.boundaries_credit
    return language.gettext("Boundaries: {credit}").format(credit=credit) if credit else ""


def seams(land: FeatureCollection) -> list[list[list[float]]]:
    """The edges along which ``land`` is cut at the 180th meridian (RFC 7946, 3.1.9), as pairs of
    points: on a map that goes on there, they are no coasts.
    """
    rings = [
        ring
        for feature in land["features"]
        for part in _parts(feature["geometry"])
        for ring in part
    ]
    return [
        [start, end]
        for ring in rings
        for start, end in pairwise(ring)
        if start[0] == end[0] and abs(start[0]) == _ANTIMERIDIAN
    ]


def _parts(geometry: Mapping[str, Any]) -> list[Any]:
    parts: list[Any] = geometry["coordinates"]
    return [parts] if geometry["type"] == "Polygon" else parts


def _read(folder: Path, name: str) -> FeatureCollection:
    called = f"boundaries/{name}"
    path = folder / "boundaries" / name
    if not path.exists():
        return NOTHING
    text = read_utf8(path, called)
    try:
        content = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise DataError(
            [Problem(called, NOT_JSON, _MAKE_AGAIN, row=line, values={"why": str(error)})]
        ) from error
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        problem = marked("is no GeoJSON feature collection")
        raise DataError([Problem(called, problem, _MAKE_AGAIN, column="features")])
    return {**content, "features": features}


def _drawn(own: FeatureCollection) -> FeatureCollection:
    """``own`` land itself; raises `problems.DataError` for a feature that the map cannot draw."""
    for number, feature in enumerate(own["features"]):
        if not _is_outline(feature):
            problem, where = marked("is no polygon"), f"features[{number}]"
            raise DataError(
                [Problem("boundaries/countries.geojson", problem, _MAKE_AGAIN, row=where)]
            )
    return own


def _is_outline(feature: Any) -> bool:
    """Whether it can be drawn; the numbers themselves are not looked at."""
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    return (
        isinstance(geometry, dict)
        and geometry.get("type") in ("Polygon", "MultiPolygon")
        and isinstance(geometry.get("coordinates"), list)
    )


def _polygons(feature: Any) -> tuple[str, list[Any]]:
    """The unit that a feature outlines, and the coordinates of its polygons.

    Raises `LookupError` or `TypeError` for what has no such id or no polygons.
    """
    geometry = feature["geometry"]
    parts = geometry["coordinates"]
    location_id = str(feature["properties"]["location_id"])
    return location_id, {"MultiPolygon": parts, "Polygon": [parts]}[geometry["type"]]


def _regions(units: FeatureCollection, tables: Tables) -> FeatureCollection:
    """One feature per region that an event names: the polygons of its members together."""
    named = set(tables["event_locations"]["location_id"].unique())
    polygons: dict[str, list[Any]] = {}
    for number, feature in enumerate(units["features"]):
        try:
            location_id, parts = _polygons(feature)
        except (LookupError, TypeError) as error:
            problem = marked("is no polygon with a location_id")
            where = f"features[{number}]"
            raise DataError(
                [Problem("boundaries/units.geojson", problem, _MAKE_AGAIN, row=where)]
            ) from error
        polygons[location_id] = parts
    members = tables["location_members"]
    features = []
    for region_id in members["region_id"].unique():
        if region_id not in named:
            continue
        parts = [
            polygon
            for member in members.loc[members["region_id"] == region_id, "member_id"]
            for polygon in polygons.get(member, ())
        ]
        if not parts:
            continue
        features.append(
            {
                "type": "Feature",
                "properties": {"location_id": region_id},
                "geometry": {"type": "MultiPolygon", "coordinates": parts},
            }
        )
    return {"type": "FeatureCollection", "features": features}
