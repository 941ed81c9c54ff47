"""The gazetteer's rows of countries, provinces and prefectures, from their outlines."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from shapely.geometry import MultiPolygon

from dashboard.ingest.dossiers import Place, Vocabulary
from geocache.making import topology

COLUMNS = (
    "code",
    "country_code",
    "kind",
    "name_en",
    "name_vi",
    "name_ja",
    "other_names",
    "lat",
    "lon",
    "west",
    "south",
    "east",
    "north",
    "provider_ref",
    "licence",
)
LICENCE = "public domain (Natural Earth)"
OUTLINED = ("country", "province", "prefecture")


def read_units(path: Path) -> list[Place]:
    """The places of a vocabulary file that have an outline; regions are made of them."""
    vocabulary = Vocabulary.model_validate(tomllib.loads(path.read_text("utf-8")))
    return [place for place in vocabulary.place if place.kind in OUTLINED]


def gazetteer_csv(
    places: Sequence[Place], shapes: Mapping[str, MultiPolygon], refs: Mapping[str, str]
) -> bytes:
    """One CSV row for each of ``places``, in their order.

    ``shapes`` and ``refs`` (the provider's own id) go by place id. The point lies well
    inside the largest part of the outline; the box holds all parts, distant islands too.
    """
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for place in places:
        shape = shapes[place.id]
        lon, lat = topology.label_point(shape)
        west, south, east, north = (f"{edge:.{topology.DECIMALS}f}" for edge in shape.bounds)
        writer.writerow(
            {
                "code": place.subdivision_code,
                "country_code": place.country_code,
                "kind": place.kind,
                "name_en": place.name_en,
                "name_vi": place.name_vi,
                "name_ja": place.name_ja,
                "other_names": ";".join(dict.fromkeys(name.name for name in place.names)),
                "lat": f"{lat:.{topology.DECIMALS}f}",
                "lon": f"{lon:.{topology.DECIMALS}f}",
                "west": west,
                "south": south,
                "east": east,
                "north": north,
                "provider_ref": refs[place.id],
                "licence": LICENCE,
            }
        )
    return buffer.getvalue().encode()
