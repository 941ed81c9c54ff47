"""A small OpenStreetMap extract, written by us: homonyms, three languages, rough boxes."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

Box = tuple[float, float, float, float]
Tags = dict[str, str]


def _names(local: str, en: str, vi: str = "", ja: str = "") -> Tags:
    names = {"name": local, "name:en": en, "name:vi": vi, "name:ja": ja}
    return {key: value for key, value in names.items() if value}


# (west, south, east, north), admin_level, names
BOUNDARIES: tuple[tuple[Box, int, Tags], ...] = (
    ((102.0, 8.0, 110.0, 23.5), 2, _names("Việt Nam", "Vietnam", "Việt Nam", "ベトナム")),
    ((128.0, 30.0, 146.0, 46.0), 2, _names("日本", "Japan", "Nhật Bản", "日本")),
    ((106.4, 20.7, 108.1, 21.7), 4, _names("Tỉnh Quảng Ninh", "Quang Ninh", "Tỉnh Quảng Ninh")),
    ((106.2, 16.2, 107.4, 17.9), 4, _names("Tỉnh Quảng Trị", "Quang Tri", "Tỉnh Quảng Trị")),
    ((135.0, 34.2, 135.8, 35.1), 4, _names("大阪府", "Osaka Prefecture", "", "大阪府")),
    ((135.4, 34.6, 135.6, 34.8), 7, _names("大阪市", "Osaka", "", "大阪市")),
    ((138.9, 35.1, 139.8, 35.7), 4, _names("神奈川県", "Kanagawa Prefecture", "", "神奈川県")),
    ((130.0, 33.0, 131.2, 34.0), 4, _names("福岡県", "Fukuoka Prefecture", "", "福岡県")),
    ((138.2, 35.2, 139.1, 36.0), 4, _names("山梨県", "Yamanashi Prefecture", "", "山梨県")),
)
# lat, lon, tags
POINTS: tuple[tuple[float, float, Tags], ...] = (
    (20.95, 107.07, {"place": "city", **_names("Hạ Long", "Ha Long", "Hạ Long", "ハロン")}),
    (21.03, 105.85, {"place": "city", **_names("Hà Nội", "Hanoi", "Hà Nội", "ハノイ")}),
    (17.40, 106.64, {"place": "town", **_names("Quảng Ninh", "Quang Ninh", "Quảng Ninh")}),
    (18.60, 105.60, {"place": "village", **_names("Yên Vinh", "Yen Vinh")}),
    (35.53, 139.70, {"place": "city", **_names("川崎市", "Kawasaki", "", "川崎市")}),
    (33.60, 130.81, {"place": "town", **_names("川崎町", "Kawasaki", "", "川崎町")}),
    (35.69, 138.69, {"place": "city", **_names("山梨市", "Yamanashi", "", "山梨市")}),
    (33.59, 130.40, {"place": "city", **_names("福岡市", "Fukuoka", "", "福岡市")}),
    (20.90, 107.10, {"natural": "bay", **_names("Vịnh Hạ Long", "Ha Long Bay", "", "ハロン湾")}),
    (20.96, 107.05, {"tourism": "hotel", **_names("Ha Long Bay Hotel", "Ha Long Bay Hotel")}),
    (20.94, 107.10, {"amenity": "conference_centre", **_names("Nhà Hội nghị", "The Hall")}),
)


def extract() -> str:
    """The extract as OSM XML; the same text every time."""
    nodes, ways, relations = [], [], []
    count = 0

    def node(lat: float, lon: float, tags: Tags) -> int:
        nonlocal count
        count += 1
        nodes.append(f'<node id="{count}" lat="{lat}" lon="{lon}" {_META}>{_xml(tags)}</node>')
        return count

    for lat, lon, tags in POINTS:
        node(lat, lon, tags)
    for number, ((west, south, east, north), level, names) in enumerate(BOUNDARIES, 1):
        corners = [(south, west), (south, east), (north, east), (north, west)]
        ids = [node(lat, lon, {}) for lat, lon in corners]
        outline = "".join(f'<nd ref="{ref}"/>' for ref in [*ids, ids[0]])
        ways.append(f'<way id="{number}" {_META}>{outline}</way>')
        tags = {"type": "boundary", "boundary": "administrative", "admin_level": str(level)}
        if level == 2:
            tags["ISO3166-1"] = {"Vietnam": "VN", "Japan": "JP"}[names["name:en"]]
        member = f'<member type="way" ref="{number}" role="outer"/>'
        relations.append(f'<relation id="{number}" {_META}>{member}{_xml(tags | names)}</relation>')
    lines = [*nodes, *ways, *relations]
    return "\n".join(
        ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6">', *lines, "</osm>", ""]
    )


_META = 'version="1" timestamp="2026-01-01T00:00:00Z"'


def _xml(tags: Tags) -> str:
    return "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in tags.items())
