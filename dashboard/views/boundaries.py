"""Outlines for the basemap: land, units, and regions put together from their units."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dashboard.tables import Tables

FeatureCollection = dict[str, Any]
NOTHING: FeatureCollection = {"type": "FeatureCollection", "features": []}


def load_boundaries(folder: Path, tables: Tables) -> Mapping[str, FeatureCollection]:
    """``land``, ``units`` and ``regions`` as GeoJSON feature collections.

    ``land`` is the context; the features of ``units`` and ``regions`` have a property
    ``location_id``. Read from ``folder/boundaries``; what is missing is empty, for a
    map can do without. Raises `ValueError` for a file that is not JSON.
    """
    land = _read(folder / "boundaries" / "countries.geojson")
    units = _read(folder / "boundaries" / "units.geojson")
    return {"land": land, "units": units, "regions": _regions(units, tables)}


def _read(path: Path) -> FeatureCollection:
    try:
        content: FeatureCollection = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return NOTHING
    return content


def _regions(units: FeatureCollection, tables: Tables) -> FeatureCollection:
    """One feature per region that an event names: the polygons of its members together."""
    named = set(tables["event_locations"]["location_id"])
    polygons: dict[str, list[Any]] = {}
    for feature in units["features"]:
        geometry = feature["geometry"]
        parts = geometry["coordinates"]
        polygons[feature["properties"]["location_id"]] = (
            parts if geometry["type"] == "MultiPolygon" else [parts]
        )
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
