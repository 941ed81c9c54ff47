"""The lands of the world: their names in many languages, and which one a point lies in."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from babel import Locale

from dashboard.land import WORLD, outlines
from dashboard.names import fold

# Unicode's code for land that is not known, which ISO 3166 leaves to users.
UNKNOWN = "ZZ"
_NO_COUNTRIES = ("EU", "EZ", "UN", "QO", "XA", "XB", UNKNOWN)
_LANGUAGES = ("en", "vi", "ja", "fr", "es", "pt", "de", "it", "nl", "id", "zh", "ko")


def country_names(code: str) -> dict[str, str]:
    """The names of a country in our languages, by column; its code where it has none."""
    names = {
        f"name_{language}": Locale.parse(language).territories.get(code, "")
        for language in ("en", "vi", "ja")
    }
    return names | {"name_en": names["name_en"] or code}


@lru_cache
def country_words() -> Mapping[str, str]:
    """Folded names and codes of countries, to ISO 3166-1 alpha-2."""
    codes = [
        code
        for code in map(str, Locale.parse("en").territories)
        if len(code) == 2 and code not in _NO_COUNTRIES
    ]
    words: dict[str, str] = {}
    for language in reversed(_LANGUAGES):
        territories = Locale.parse(language).territories
        words |= {fold(str(territories[one])): one for one in codes if one in territories}
    for feature in outlines()["features"]:
        if code := feature["properties"]["country_code"]:
            words.setdefault(fold(feature["properties"]["name_en"]), code)
    return words | {code.lower(): code for code in codes} | _other_names("name")


@lru_cache
def _other_names(kind: str) -> dict[str, str]:
    """Country codes by names that Unicode's list lacks; empty where the file is missing.

    ``kind`` is ``name`` (folded, in wide use) or ``olympic`` (the Olympic Committee's codes
    that differ from ISO 3166's).
    """
    path = WORLD / "country_names.csv"
    if not path.is_file():
        return {}
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return {row["name"]: row["country_code"] for row in rows if row["kind"] == kind}


def country_of(text: str) -> str:
    """The country that ``text`` names or codes in alpha-2; empty for none."""
    return country_words().get(fold(text), "")


def country_by_sports_code(text: str) -> str:
    """The country of an Olympic code that is none of ISO 3166's, such as GER; empty for none.

    Only where a column is of countries: "BAR" is a town, too.
    """
    return _other_names("olympic").get(text, "")


def countries_at(points: Sequence[tuple[float, float]]) -> list[str]:
    """The country code of each point (latitude, longitude); empty where it lies on no land.

    Outlines are generalized: a harbour may lie at sea here. So points up to a fifth of a
    degree off a coast count as the country's.
    """
    found = [""] * len(points)
    if not points:
        return found
    lats, lons = np.array(points, dtype=float).T
    for code, box, polygons in _lands():
        west, south, east, north = box
        near = (lons >= west) & (lons <= east) & (lats >= south) & (lats <= north)
        rows = np.flatnonzero(near)
        if not len(rows):
            continue
        inside = np.zeros(len(rows), dtype=bool)
        for rings in polygons:
            within = np.zeros(len(rows), dtype=bool)
            for ring in rings:
                within ^= _inside(lons[rows], lats[rows], ring)
            inside |= within
        for row in rows[inside].tolist():
            found[row] = code
    at_sea = np.array([row for row, code in enumerate(found) if not code], dtype=np.intp)
    for row, code in zip(at_sea.tolist(), _nearest(lons[at_sea], lats[at_sea]), strict=True):
        found[row] = code
    return found


_REACH = 0.2
# So many distances are looked at together, some 10 MB of them.
_MOST_PAIRS = 500_000
Ring = npt.NDArray[np.float64]
Land = tuple[str, tuple[float, float, float, float], list[list[Ring]]]


@lru_cache
def _lands() -> list[Land]:
    lands = []
    for feature in outlines()["features"]:
        code = feature["properties"]["country_code"]
        if not code:
            continue
        geometry = feature["geometry"]
        parts = geometry["coordinates"]
        parts = [parts] if geometry["type"] == "Polygon" else parts
        polygons = [[np.array(ring, dtype=float) for ring in part] for part in parts]
        ends = np.concatenate([part[0] for part in polygons])
        (west, south), (east, north) = ends.min(axis=0), ends.max(axis=0)
        lands.append((code, (west, south, east, north), polygons))
    return lands


def _inside(x: Ring, y: Ring, ring: Ring) -> npt.NDArray[np.bool_]:
    """Which points lie in a closed ring: a ray from each crosses it an odd number of times."""
    inside = np.zeros(len(x), dtype=bool)
    for (x0, y0), (x1, y1) in pairwise(ring):
        if y0 == y1:
            continue
        crosses = (y0 > y) != (y1 > y)
        inside ^= crosses & (x < (x1 - x0) * (y - y0) / (y1 - y0) + x0)
    return inside


def _nearest(x: Ring, y: Ring) -> list[str]:
    """The country whose outline has a corner nearest to each point, of those within reach."""
    best, distance = [""] * len(x), np.full(len(x), _REACH**2)
    for code, _, polygons in _lands():
        for shell, *_ in polygons:
            (west, south), (east, north) = shell.min(axis=0) - _REACH, shell.max(axis=0) + _REACH
            near = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))
            for rows in np.array_split(near, len(near) * len(shell) // _MOST_PAIRS + 1):
                across = shell[:, 0] - x[rows, None]
                along = shell[:, 1] - y[rows, None]
                nearest = (across**2 + along**2).min(axis=1, initial=np.inf)
                for row in rows[nearest < distance[rows]].tolist():
                    best[row] = code
                distance[rows] = np.minimum(distance[rows], nearest)
    return best
