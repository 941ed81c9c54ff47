"""Coordinates as people write them: decimal, with a comma, in degrees and minutes, in pairs."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence

from dashboard.catalogue import marked
from dashboard.intake.geometries import point_in

NOT_DEGREES = marked("This is no number of degrees.")
OUTSIDE = marked("This lies outside the globe: latitudes run to 90 degrees, longitudes to 180.")
PROJECTED = marked(
    "These are no degrees, but most likely metres of a projected coordinate system such as "
    "EPSG:3857: export the file as WGS 84 (EPSG:4326)."
)
NO_PAIR = marked("A latitude and a longitude belong together, and one of them is missing.")
NULL_ISLAND = marked("0, 0 lies in the sea off Africa and mostly stands for an unknown place.")

_DECIMAL = re.compile(r"[+-]?\d{1,3}(?:[.,]\d+)?")
_SEXAGESIMAL = re.compile(
    r"(?P<d>\d{1,3})(?:°|º|度|d|:|\s)\s*(?:(?P<m>\d{1,2}(?:[.,]\d+)?)(?:['′’分m:]|\s|$)\s*)?"
    r"(?:(?P<s>\d{1,2}(?:[.,]\d+)?)(?:\"|″|”|''|秒|s)?)?"
)
_SIDES = {
    "N": 1,
    "S": -1,
    "E": 1,
    "W": -1,
    "北緯": 1,
    "南緯": -1,
    "東経": 1,
    "西経": -1,
    "B": 1,
    "Đ": 1,
}
_SIDE = re.compile(r"^(北緯|南緯|東経|西経|[NSEW])\s*|\s*([NSEWBĐ])$", re.IGNORECASE)
_PAIR = re.compile(
    r"\(?\s*(.+?[NSEWnsew°\"″秒]?)\s*(?:[,;/]\s+|;|,(?=\s*[-+]?\d+\.)|\s+)\s*(.+?)\s*\)?"
)
# No degrees are so large, not even those that have gone round the globe.
_MOST_DEGREES = 360
_METRES = re.compile(r"[+-]?\d{4,}(?:[.,]\d+)?")
# What the words of WKT and GeoJSON begin with.
_GEOMETRY = frozenset("{PLMSplms")


def degrees(text: str) -> float | None:
    """The degrees that ``text`` stands for; ``None`` where it is no such number."""
    plain = unicodedata.normalize("NFKC", text).replace("−", "-").strip()
    sign = 1
    if side := _SIDE.search(plain):
        sign = _SIDES[(side[1] or side[2]).upper()]
        plain = _SIDE.sub("", plain, count=1).strip()
    plain = plain.rstrip("°º").strip()
    if _DECIMAL.fullmatch(plain):
        return sign * float(plain.replace(",", "."))
    match = _SEXAGESIMAL.fullmatch(plain)
    if match is None:
        return None
    whole, minutes, seconds = (
        float((match[part] or "0").replace(",", ".")) for part in ("d", "m", "s")
    )
    if minutes >= 60 or seconds >= 60:
        return None
    return round(sign * (whole + minutes / 60 + seconds / 3600), 7)


def pair(text: str) -> tuple[float, float] | None:
    """Latitude and longitude out of one cell: "21.03, 105.85", "POINT(105.85 21.03)"."""
    found = located(text)
    return found and found[:2]


def located(text: str) -> tuple[float, float, bool] | None:
    """The `pair` in ``text``, and whether it is the middle of a line or an area."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain[:1] in _GEOMETRY and (point := point_in(plain)):
        return point
    match = _PAIR.fullmatch(plain)
    one, other = (degrees(match[1]), degrees(match[2])) if match else (None, None)
    return None if one is None or other is None else (one, other, False)


def no_degrees(cells: Sequence[str]) -> str:
    """Why ``cells`` with a latitude and a longitude, or both in one, are not read as such."""
    numbers = cells if len(cells) > 1 else re.split(r"[,;]?\s+|;", cells[0].strip())
    is_metres = len(numbers) == 2 and all(map(_METRES.fullmatch, numbers))
    return PROJECTED if is_metres else NOT_DEGREES


def fault(lat: float, lon: float) -> str:
    """Why this is no point on the globe, as a message; empty if it is one."""
    if not (abs(lat) <= 90 and abs(lon) <= 180 and math.isfinite(lat + lon)):
        return PROJECTED if max(abs(lat), abs(lon)) > _MOST_DEGREES else OUTSIDE
    return NULL_ISLAND if lat == 0 and lon == 0 else ""


def look_swapped(points: Sequence[tuple[float, float]]) -> bool:
    """Whether the points of a whole table make sense only the other way round.

    ``points`` are latitude and longitude as given. Said only where most of them lie outside
    the globe as they are and all but a few would lie on it when swapped.
    """
    if not points:
        return False
    outside = sum(bool(abs(lat) > 90 and abs(lon) <= 90) for lat, lon in points)
    swapped_well = sum(abs(lon) <= 90 and abs(lat) <= 180 for lat, lon in points)
    return outside * 2 > len(points) and swapped_well * 10 >= len(points) * 9
