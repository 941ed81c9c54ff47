"""The land of the whole world: what a map shows around the places of any dataset."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

# Committed beside the package, as the first dataset is.
GEOCACHE = Path(__file__).resolve().parents[1] / "geocache"
WORLD = GEOCACHE / "world"
_LANDS = WORLD / "countries.geojson"
# Where a dataset's folder has the land of its own, which may be none.
OWN_LAND = "boundaries/countries.geojson"
# Whose outlines those of the world are.
CREDIT = "Natural Earth"
Collection = Mapping[str, Any]


@lru_cache
def outlines() -> Collection:
    """GeoJSON of all lands, with ``country_code`` and ``name_en``; empty where it is missing."""
    if not _LANDS.is_file():
        return {"type": "FeatureCollection", "features": []}
    content: Collection = json.loads(_LANDS.read_text(encoding="utf-8"))
    return content


def is_needed(folder: Path) -> bool:
    """Whether the dataset in ``folder`` has no land of its own, and the world's can be shown."""
    return not (folder / OWN_LAND).exists() and _LANDS.is_file()
