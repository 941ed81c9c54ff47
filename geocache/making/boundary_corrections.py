"""Where the outlines of the boundaries' source are known to be wrong, and what is right.

Each row is a judgement with its reason. They were found by laying the towns of GeoNames
over the outlines: a town's own first-level unit is known, so an outline that holds other
units' towns is wrong.
"""

from __future__ import annotations

from typing import NamedTuple

# Shapes whose name is not that of the former unit they outline, with its name. The first
# three bear the names of regions; the fourth has an Icelandic letter.
MISNAMED = {
    "Đông Nam Bộ": "Đồng Nai",
    "Đông Bắc": "Bắc Kạn",
    "Đồng Bằng Sông Hồng": "Hưng Yên",
    "Ðong Tháp": "Đồng Tháp",
    "Hồ Chí Minh city": "Hồ Chí Minh",
    "Thừa Thiên - Huế": "Huế",
}


class Part(NamedTuple):
    """One island drawn as part of the wrong unit: a point in it, and the two units."""

    lon: float
    lat: float
    drawn_in: str
    belongs_to: str
    island: str


ISLANDS = (
    Part(107.00, 20.80, "quang-ninh", "hai-phong", "Cát Bà"),
    Part(106.61, 8.71, "can-tho", "ho-chi-minh-city", "Côn Đảo, of Bà Rịa - Vũng Tàu"),
    Part(129.43, 28.31, "okinawa", "kagoshima", "Amami Ōshima"),
    Part(129.98, 28.32, "okinawa", "kagoshima", "Kikai"),
    Part(129.26, 28.13, "okinawa", "kagoshima", "Kakeroma"),
    Part(128.95, 27.79, "okinawa", "kagoshima", "Tokunoshima"),
    Part(128.60, 27.40, "okinawa", "kagoshima", "Okinoerabu"),
    Part(128.43, 27.04, "okinawa", "kagoshima", "Yoron"),
    Part(130.15, 32.17, "kumamoto", "kagoshima", "Nagashima"),
    Part(130.24, 32.28, "kumamoto", "kagoshima", "Shishijima"),
)


class Cut(NamedTuple):
    """A piece of a former unit's shape that is another unit's.

    ``line`` (degrees) parts the shape; its ends take the nearest vertex of the outline.
    The piece that holds ``point`` goes to today's unit ``belongs_to``.
    """

    shape: str
    line: tuple[tuple[float, float], ...]
    point: tuple[float, float]
    belongs_to: str


CUTS = (
    # Former Cần Thơ is drawn across the Hậu river, over the districts of Lấp Vò, Lai Vung and
    # Sa Đéc in Đồng Tháp. The border is the river, here from An Giang to Vĩnh Long, between
    # the towns of its banks: Thốt Nốt and Ô Môn on the right, Lấp Vò and Lai Vung on the left.
    Cut(
        shape="Cần Thơ",
        line=(
            (105.494, 10.334),
            (105.500, 10.322),
            (105.545, 10.283),
            (105.600, 10.215),
            (105.660, 10.150),
            (105.692, 10.123),
        ),
        point=(105.66, 10.28),
        belongs_to="dong-thap",
    ),
    # Than Uyên, west of the Hoàng Liên range, has been in Lai Châu since 2004. The line
    # follows the range from mount Fansipan to the border with former Yên Bái.
    Cut(
        shape="Lào Cai",
        line=(
            (103.772, 22.288),
            (103.830, 22.190),
            (103.900, 22.100),
            (103.950, 22.030),
            (103.977, 21.968),
        ),
        point=(103.88, 21.96),
        belongs_to="lai-chau",
    ),
)
