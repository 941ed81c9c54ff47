"""A small, complete dataset to spoil: seeds, geocache and outlines, written to a folder."""

from __future__ import annotations

import json
from pathlib import Path

DATASET = """
name = "small"
title = "A small dataset"
description = "Two places and what they did."
[[licence]]
name = "CC0-1.0"
title = "Public domain"
path = "https://creativecommons.org/publicdomain/zero/1.0/"
"""

LISTS = """
[[sector]]
id = "culture"
name_en = "Culture"
name_vi = "Văn hóa"
name_ja = "文化"
family = "society"
color = "#aa0000"
covers_en = "Festivals"
[[sector]]
id = "tourism"
name_en = "Tourism"
name_vi = "Du lịch"
name_ja = "観光"
family = "society"
color = "#00aa00"
covers_en = "Tours"
[[kind]]
id = "festival"
name_en = "Festival"
name_vi = "Lễ hội"
name_ja = "祭り"
covers_en = "Festivals"
[[measure]]
id = "delegates"
name_en = "Delegates"
name_vi = "Đại biểu"
name_ja = "参加者"
unit = "people"
[[actor]]
id = "mayor"
kind = "person"
name_en = "A mayor"
location = "gunma"
"""

PLACES = """
[[place]]
id = "vn"
kind = "country"
country_code = "VN"
name_en = "Vietnam"
[[place]]
id = "jp"
kind = "country"
country_code = "JP"
name_en = "Japan"
[[place]]
id = "quang-ninh"
kind = "province"
parent = "vn"
country_code = "VN"
name_en = "Quang Ninh"
names = [{ name = "NA", language = "en", kind = "alternative" }]
[[place]]
id = "gunma"
kind = "prefecture"
parent = "jp"
country_code = "JP"
name_en = "Gunma"
[[place]]
id = "ha-long"
kind = "city"
parent = "quang-ninh"
country_code = "VN"
name_en = "Ha Long"
[[place]]
id = "kanto"
kind = "region"
parent = "jp"
country_code = "JP"
name_en = "Kanto"
members = ["gunma"]
"""

ARTICLE = """
[source]
id = "article"
title_en = "An article"
publisher = "A paper"
url = "https://example.org/article"
published = "2025-11-19"
language_read = "nl"
language_original = "vi"
read_as = "full text"
text_sha256 = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

[[event]]
id = "feast"
title_en = "The feast, \\"big\\""
summary_en = "They feasted."
kind = "festival"
date = "2025-11-25"
status = "held"
paragraphs = [7, 3]
sectors = ["tourism", { id = "culture", paragraphs = [4] }]
places = [
  { id = "ha-long", role = "venue" },
  { id = "gunma", role = "party", paragraphs = [5] },
]
actors = [{ id = "mayor", role = "speaker" }]

[[event]]
id = "exchange"
title_en = "Exchange"
summary_en = "They go on exchanging."
kind = "festival"
status = "ongoing"
paragraphs = [8]
sectors = ["culture"]
places = [{ id = "vn", role = "party" }]
part_of = "feast"

[[event]]
id = "tour"
title_en = "Tour"
summary_en = "A tour is planned."
kind = "festival"
status = "planned"
paragraphs = [9]
sectors = ["tourism"]
places = [{ id = "jp", role = "venue" }]

[[figure]]
id = "feast-delegates"
measure = "delegates"
event = "feast"
value = 800
qualifier = "nearly"
note_en = "Delegates"

[[rejected]]
id = "quote"
what_en = "A proverb."
reason_en = "No event."
paragraphs = [2]
"""

PAGE = """
[source]
id = "page"
title_en = "A page"
publisher = "A prefecture"
url = "https://example.org/page"
language_read = "ja"
language_original = "ja"
read_as = "excerpt"

[[mention]]
event = "feast"
date = "2025-11-24/2025-11-25"
status = "held"
states_en = "It gives two days."
sectors = ["culture"]
places = [{ id = "gunma", role = "party" }]

[[figure]]
id = "page-delegates"
measure = "delegates"
event = "feast"
value = 750.5
note_en = "Delegates"

[[partnership]]
id = "gunma-quang-ninh"
a = "quang-ninh"
b = "gunma"
kind = "friendship"
since = "2014"
event = "feast"
"""

STORY = (
    """
[story]
id = "how-they-feasted"
position = 1
title_en = "How they feasted"
title_ja = "宴の話"
intro_en = "A feast and what came of it."

[[step]]
id = "the-feast"
title_en = "The feast"
text_en = """
    + '''"""
They feasted
in Ha Long.

The page gives two days, the article one.
"""'''
    + """
selection = "when=2025-11&place=ha-long"
map = "107.08,20.95,7.5"
focus = "2025-10/2025-12"
event = "feast"
events = ["feast"]
sources = ["article", "page"]

[[step]]
id = "what-goes-on"
title_en = "What goes on"
title_ja = "その後"
text_en = "They go on exchanging."
text_ja = """
    + '''"""
交流は続く。
それはAlpha
Betaの話。
"""'''
    + """
selection = "place=vn"
events = ["exchange"]
sources = ["article"]
"""
)

POINTS = {
    "vn": (16.0, 107.0, "country"),
    "jp": (36.0, 138.0, "country"),
    "quang-ninh": (21.2, 107.3, "unit"),
    "gunma": (36.5, 139.0, "unit"),
    "ha-long": (20.95, 107.08, "city"),
    "kanto": (36.5, 139.0, "region"),
}
SQUARES = {"quang-ninh": (106.5, 20.6, 108.2, 21.8), "gunma": (138.4, 36.0, 139.7, 37.1)}


def write_project(folder: Path) -> Path:
    """Write ``seeds/``, ``geocache/`` and ``data/boundaries/`` below ``folder``."""
    for name, text in {
        "seeds/dataset.toml": DATASET,
        "seeds/vocabulary/lists.toml": LISTS,
        "seeds/vocabulary/places.toml": PLACES,
        "seeds/sources/article.toml": ARTICLE,
        "seeds/sources/page.toml": PAGE,
        "seeds/stories/how-they-feasted.toml": STORY,
        "geocache/hand_placed.toml": "".join(
            f'[[placed]]\nplace = "{place}"\nlat = {lat}\nlon = {lon}\nprecision = "{precision}"\n'
            'reason_en = "For a test."\ndate = 2025-01-02\nlicence = "CC0"\n'
            for place, (lat, lon, precision) in POINTS.items()
        ),
        "data/boundaries/units.geojson": json.dumps(
            {
                "type": "FeatureCollection",
                "features": [
                    {
                        "type": "Feature",
                        "properties": {"location_id": unit},
                        "geometry": {
                            "type": "Polygon",
                            "coordinates": [[[w, s], [e, s], [e, n], [w, n], [w, s]]],
                        },
                    }
                    for unit, (w, s, e, n) in SQUARES.items()
                ],
            }
        ),
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below ``folder`` by its path, hidden ones and folders included."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b"<folder>"
        for path in sorted(folder.rglob("*"))
    }


def spoil(path: Path, old: str, new: str) -> None:
    """Replace ``old``, which must be there, by ``new`` in the file at ``path``."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {path.name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")
