"""How the linked view is told what its groups stand for, and where finer ones are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.columns import OPEN_END, OPEN_START, EventColumns
from dashboard.extents import Area
from dashboard.linked.assets import Asset
from dashboard.search import LONGEST_SEARCH
from dashboard.warehouse.resolution import Resolution
from dashboard.wire import pack

# More places than these no address holds.
_MOST_PLACES = 2_000
# The path below which finer groups are served; the version of the data follows.
GROUPS_PREFIX = "linked-groups"


def groups_asset(
    columns: EventColumns, resolution: Resolution, edges: Sequence[int] = (), secret: str = ""
) -> Asset:
    """``columns`` as a file that tells how fine they are.

    ``edges`` are days that no group lies on both sides of, beside those of its units.
    """
    about = {
        "time": resolution.time,
        "place": resolution.place,
        "window": resolution.window,
        "outsideTime": resolution.outside_time,
        "outsidePlace": resolution.outside_place,
        "sightPlace": resolution.sight_place,
        "edges": list(edges),
    }
    return Asset("columns.bin", "application/octet-stream", pack(columns, about), secret, effort=1)


def groups_payload(levels: Sequence[str], url: str = "") -> Mapping[str, Any]:
    """``levels`` of places from coarse to fine, and where finer groups are; "" for nowhere."""
    return {"levels": list(levels), "url": url}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which groups the linked view asks for.

    ``window`` is the stretch of days that shall be fine, ``edges`` are days on which groups
    must begin anew, ``places`` the ids that groups must tell from others, with all that lie in
    ``area``, and ``text`` words that the events hold. What lies in ``sight`` shall be told as
    finely as there is room for.
    """

    window: tuple[int, int] | None = None
    edges: tuple[int, ...] = ()
    places: frozenset[str] = frozenset()
    area: Area | None = None
    text: str = ""
    sight: Area | None = None

    @classmethod
    def parse(cls, parameters: Mapping[str, str]) -> Wanted:
        """Read the parameters of an address; raises `ValueError` for what makes no sense."""
        window = _days(parameters.get("window", ""))
        if window and (len(window) != 2 or window[0] > window[1]):
            raise ValueError("window is not two days, the first before the last")
        edges = _days(parameters.get("edges", ""))
        places = frozenset(filter(None, parameters.get("place", "").split(",")))
        area, sight = (
            Area.parse(parameters[name]) if parameters.get(name) else None
            for name in ("area", "sight")
        )
        text = " ".join(parameters.get("q", "").split())
        if len(edges) > 2 or len(places) > _MOST_PLACES or len(text) > LONGEST_SEARCH:
            raise ValueError("too much is asked for at once")
        return cls((window[0], window[1]) if window else None, edges, places, area, text, sight)


def _days(text: str) -> tuple[int, ...]:
    days = tuple(int(day) for day in text.split(",") if day)
    if any(not OPEN_START < day < OPEN_END for day in days):
        raise ValueError("a day is none")
    return days
