"""What a server has found out about large files, for the next one that opens them."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.feather as feather

from dashboard.files import write_atomic
from dashboard.warehouse.resolution import Unit

# The unit, the name of the level of places, and for how many groups they were found.
Remembered = tuple[Unit, str, int]
_KEY = b"dashboard"


class Memory:
    """By what grain all events are grouped, and their groups; here nothing is kept."""

    def grain(self) -> Remembered | None:
        """What `keep_grain` has kept, if anything."""
        return None

    def keep_grain(self, grain: Remembered) -> None:
        """Keep by which unit and level of places the events are grouped."""

    def groups(self, key: str) -> pa.Table | None:
        """What `keep_groups` has kept under this very ``key``, if anything."""
        del key
        return None

    def keep_groups(self, key: str, rows: pa.Table) -> None:
        """Keep the ``rows`` of groups in place of those that were kept before."""


NO_MEMORY = Memory()


class KeptMemory(Memory):
    """Keeps it in files beside a database, whose names end in ``.json`` and ``.groups``.

    What cannot be written or read is not kept: it is found out again.
    """

    def __init__(self, database: Path) -> None:
        self._grain, self._groups = database.with_suffix(".json"), database.with_suffix(".groups")

    def grain(self) -> Remembered | None:
        with suppress(OSError, ValueError):
            unit, level, room = json.loads(self._grain.read_text(encoding="utf-8"))
            return unit, level, room
        return None

    def keep_grain(self, grain: Remembered) -> None:
        with suppress(OSError):
            write_atomic(self._grain, json.dumps(grain).encode())

    def groups(self, key: str) -> pa.Table | None:
        with suppress(OSError, pa.ArrowException):
            rows = feather.read_table(self._groups)
            if (rows.schema.metadata or {}).get(_KEY) == key.encode():
                return rows
        return None

    def keep_groups(self, key: str, rows: pa.Table) -> None:
        sink = pa.BufferOutputStream()
        told = rows.replace_schema_metadata({_KEY: key.encode()})
        feather.write_feather(told, sink, compression="lz4")
        with suppress(OSError):
            write_atomic(self._groups, sink.getvalue().to_pybytes())
