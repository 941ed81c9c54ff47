"""The dataset that the page shows: opened once, opened again when its files change."""

from __future__ import annotations

import base64
import datetime as dt
import json
import os
import secrets
import sys
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from dashboard.columns import EventColumns, event_columns
from dashboard.language import Language
from dashboard.last_good import LastGoodOf, file_stamp
from dashboard.linked.assets import SHELF, Asset, json_asset, library_urls
from dashboard.linked.payload import event_details, linked_payload, version_of
from dashboard.picked import Picked
from dashboard.search import text_index
from dashboard.selection import Selection
from dashboard.tables import PACKAGE_FILE, Tables, open_tables
from dashboard.views.boundaries import load_boundaries
from dashboard.views.cards import event_cards
from dashboard.views.event_rows import is_event
from dashboard.views.timeline import MOST_MARKS
from dashboard.wire import pack

MOST_FOUND = 100


@dataclass(frozen=True)
class Shown:
    """What the linked view is given in one language on one day."""

    payload: Mapping[str, Any]
    version: str
    assets: Mapping[str, Asset]

    @cached_property
    def text(self) -> str:
        """The payload as JSON: written once, not for everybody's every run."""
        return json.dumps(self.payload, ensure_ascii=False, separators=(",", ":"))

    def inline(self) -> dict[str, str]:
        """The assets themselves, in base 64: for a server that does not hand them out."""
        return {
            name: base64.b64encode(asset.content).decode() for name, asset in self.assets.items()
        }


class ShownToday:
    """What the view is given today, made once for each language; yesterday's is given up."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, dt.date], Shown] = {}
        self._lock = threading.Lock()

    def get(
        self, language: Language, today: dt.date, make: Callable[[Language, dt.date], Shown]
    ) -> Shown:
        """What ``make`` makes of ``language`` and ``today``."""
        with self._lock:
            key = language.code, today
            if key not in self._made:
                if any(day != today for _, day in self._made):
                    self._made.clear()
                self._made[key] = make(language, today)
            return self._made[key]


@dataclass(frozen=True, eq=False)
class Dataset:
    """Everything about a dataset that does not depend on the viewer; shared by all of them.

    ``folder`` is where it was read from, tables and ``boundaries`` at once: what is made of it
    later is of one state, whatever has become of the folder. One without a folder is a
    session's own: its addresses hold the ``secret`` and answer only as long as the session
    keeps it.
    """

    tables: Tables
    columns: EventColumns
    assets: Mapping[str, Asset]
    folder: Path | None = None
    secret: str = field(default="", repr=False)
    boundaries: Mapping[str, Any] | None = field(default=None, repr=False)
    # The latest searches; the shelf offers what they found for as long as it stands here.
    _found: dict[str, Asset] = field(default_factory=dict, repr=False)
    _shown: ShownToday = field(default_factory=ShownToday, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def shown(self, language: Language, today: dt.date) -> Shown:
        """The payload and assets of the linked view; made once for each language and day."""
        return self._shown.get(language, today, self._make)

    def responds(self) -> bool:
        """Whether events can be asked for now: they are in memory."""
        return True

    def pointed(self, event_id: str) -> dict[str, Any]:
        """Nothing: the view knows its events itself."""
        del event_id
        return {}

    def card(self, event_id: str, language: Language) -> str:
        """The card of one event as HTML; "" if there is none with this id."""
        known = is_event(self.tables, event_id)
        return event_cards(self.tables, [event_id], language) if known else ""

    def pick(self, selection: Selection, today: dt.date) -> Picked:
        """The events of ``selection``."""
        return Picked(self.tables, self.columns, selection, today)

    @property
    def asks_for_searches(self) -> bool:
        """Whether the view has too many events to hold their texts."""
        return len(self.columns) > MOST_MARKS

    def found(self, text: str, *, inline: bool) -> dict[str, str]:
        """Which events hold the words of a search, for a view that has no texts itself.

        ``{"q": the search, "path": address of the bits}``, or with ``inline`` the bits
        themselves ("bits", in base 64): one an event, the first in a byte the lowest.
        Nothing where the view can tell by itself.
        """
        if not text or not self.asks_for_searches:
            return {}
        asset = self._find(text)
        if inline:
            return {"q": text, "bits": base64.b64encode(asset.content).decode()}
        return {"q": text, "path": asset.path}

    def _find(self, text: str) -> Asset:
        with self._lock:
            asset = self._found.pop(text, None)
            if asset is None:
                mask = text_index(self.tables).find(text)
                bits = np.packbits(mask, bitorder="little").tobytes()
                asset = Asset("found.bin", "application/octet-stream", bits, self.secret)
            # Anew each time: another search may have found the same, and be given up.
            SHELF.lend([asset])
            self._found[text] = asset
            while len(self._found) > MOST_FOUND:
                del self._found[next(iter(self._found))]
            return asset

    def _make(self, language: Language, today: dt.date) -> Shown:
        assets = dict(self.assets)
        if not self.asks_for_searches:
            details = event_details(self.tables, self.columns, language)
            assets["events"] = replace(json_asset("events.json", details), secret=self.secret)
            _offer([assets["events"]], self.secret)
        payload = linked_payload(
            self.tables,
            self.columns,
            language,
            assets={name: asset.path for name, asset in assets.items()},
            library_urls=library_urls(),
            today=today,
        )
        return Shown(payload, version_of(payload), assets)


def dataset_folder(arguments: Sequence[str] | None = None) -> Path:
    """The folder that is named by ``--data``, else by ``LOCALITY_DASHBOARD_DATA``, else ``data/``.

    ``arguments`` are those of the command line behind ``--``, as Streamlit hands them to the
    page; ``data/`` lies beside the package.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    named = os.environ.get("LOCALITY_DASHBOARD_DATA", "")
    for position, argument in enumerate(given):
        if argument == "--data":
            named = "".join(given[position + 1 : position + 2])
        elif argument.startswith("--data="):
            named = argument.removeprefix("--data=")
    return Path(named).expanduser() if named else Path(__file__).resolve().parent.parent / "data"


def open_dataset(folder: Path) -> Dataset:
    """Open the dataset in ``folder``; raises `problems.DataError` with what is wrong."""
    tables = open_tables(folder)
    return _dataset(tables, load_boundaries(folder, tables), folder, "")


def private_dataset(tables: Tables, boundaries: Mapping[str, Any]) -> Dataset:
    """A dataset of one session, held in memory by whoever holds this object, and by nobody else.

    ``boundaries`` are ``land``, ``units`` and ``regions`` as GeoJSON feature collections.
    """
    return _dataset(tables, boundaries, None, secrets.token_hex(32))


def _dataset(
    tables: Tables, boundaries: Mapping[str, Any], folder: Path | None, secret: str
) -> Dataset:
    columns = event_columns(tables)
    assets = {name: json_asset(f"{name}.geojson", found) for name, found in boundaries.items()}
    assets["columns"] = Asset("columns.bin", "application/octet-stream", pack(columns))
    assets = {name: replace(asset, secret=secret) for name, asset in assets.items()}
    _offer(assets.values(), secret)
    return Dataset(tables, columns, assets, folder, secret, boundaries)


def _offer(assets: Iterable[Asset], secret: str) -> None:
    (SHELF.lend if secret else SHELF.put)(assets)


class LastGood(LastGoodOf[Dataset]):
    """The dataset in a folder; read anew with ``datapackage.json``, which a build writes last."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def open(self) -> Dataset:
        """Read the folder."""
        return open_dataset(self._folder)

    def stamp(self) -> object:
        """Which version of the folder is there."""
        return file_stamp(self._folder / PACKAGE_FILE)
