"""The columns as bytes for the browser: narrow typed arrays that need no parsing.

A file of columns is a header and then the arrays. The first four bytes (little-endian)
are the length of the header, JSON that maps each array's name to its type, offset (from
the end of the header, a multiple of eight) and length. ``linked/wire.js`` reads it.
Days are sent once, sorted; an event holds the ranks of its first and last day among them.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from dashboard.columns import EventColumns

_ALIGN = 8
Arrays = dict[str, npt.NDArray[np.generic]]


def column_arrays(columns: EventColumns) -> Arrays:
    """What is sent: ``days``, ``start``, ``end`` (ranks), ``weight`` and three per facet.

    The start of an undated event comes after its end. ``weight`` is absent where every
    row stands for one event.
    """
    dated = columns.dated
    days = np.unique(np.concatenate([columns.first[dated], columns.last[dated]]))
    start = np.full(len(columns), len(days) + 1, dtype=np.int64)
    end = np.zeros(len(columns), dtype=np.int64)
    start[dated] = np.searchsorted(days, columns.first[dated])
    end[dated] = np.searchsorted(days, columns.last[dated])
    arrays: Arrays = {
        "days": days.astype(np.int32),
        "start": _narrow(start, len(days) + 1),
        "end": _narrow(end, len(days) + 1),
    }
    if columns.is_weighted:
        arrays["weight"] = columns.weight.astype(np.uint32)
    for name, facet in columns.facets.items():
        arrays[f"{name}.set"] = _narrow(facet.set_of_row, len(facet.offsets))
        arrays[f"{name}.offsets"] = facet.offsets.astype(np.uint32)
        arrays[f"{name}.values"] = _narrow(facet.values, len(facet.ids))
    return arrays


def pack(columns: EventColumns, about: Mapping[str, object] | None = None) -> bytes:
    """``columns`` as one file, the same bytes every time; the header also holds ``about``."""
    header, body, offset = {}, [], 0
    for name, array in column_arrays(columns).items():
        content = array.tobytes()
        header[name] = {"type": array.dtype.name, "offset": offset, "length": len(array)}
        padding = -len(content) % _ALIGN
        body.append(content + b"\0" * padding)
        offset += len(content) + padding
    whole = {"rows": len(columns), "arrays": header, "about": dict(about or {})}
    head = json.dumps(whole, separators=(",", ":")).encode()
    # The header is filled up with blanks, which JSON allows, so that arrays begin aligned.
    head += b" " * (-(4 + len(head)) % _ALIGN)
    return struct.pack("<I", len(head)) + head + b"".join(body)


def _narrow(values: npt.NDArray[np.int64], largest: int) -> npt.NDArray[np.generic]:
    """``values`` in the narrowest unsigned type that also holds ``largest``."""
    return values.astype(np.min_scalar_type(largest))
