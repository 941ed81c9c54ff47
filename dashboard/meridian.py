"""Where on the globe a map is cut open: seldom elsewhere than at the 180th meridian.

Between Fiji and Samoa lie 10 degrees of sea, or 350: a map of both that is cut at the 180th
meridian draws them at its two ends. Such a map has its middle between them instead, and its
longitudes run from 180 degrees west of that to 180 degrees east. What is stored, exported and
written into addresses stays between -180 and 180.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

# Maps of the world are cut where every atlas cuts them.
_WORLDWIDE = 180.0  # degrees

Longitudes = npt.NDArray[np.float64]


def middle_meridian(longitudes: Iterable[float]) -> float:
    """The meridian in the middle of a map of places at ``longitudes``, -180 to 180 degrees.

    It is that of the shortest arc that holds all of them, the rest of the largest gap between
    neighbours, if that one crosses the 180th meridian. Else it is 0: the map is as always.
    """
    given = np.fromiter(longitudes, dtype=float)
    found = np.unique(given[np.isfinite(given)])
    if not len(found):
        return 0.0
    gaps = np.diff(found, append=found[0] + 360.0)
    largest = int(gaps.argmax())
    arc = 360.0 - gaps[largest]
    # Of gaps alike, the one at the 180th meridian leaves all as it is.
    if gaps[largest] <= gaps[-1] or arc > _WORLDWIDE:
        return 0.0
    return within_globe(float(found[largest + 1] + arc / 2))


def on_map(longitudes: npt.ArrayLike, middle: float) -> Longitudes:
    """``longitudes`` as they are on a map around ``middle``: no more than 180 degrees from it."""
    given = np.asarray(longitudes, dtype=float)
    turned = np.where(given < middle - 180.0, given + 360.0, given)
    return np.where(turned > middle + 180.0, turned - 360.0, turned)


def within_globe(longitude: float) -> float:
    """``longitude``, which may lie up to a turn beyond, between -180 and 180 degrees."""
    return (
        longitude - 360.0 if longitude > 180 else longitude + 360 if longitude < -180 else longitude
    )
