"""A dataset whose events stay in a warehouse: the page holds groups of them.

The linked view gets groups as coarse as a browser needs them; finer ones for what it looks
at, or for what is searched, are made when it asks, and kept for whoever asks the same.
"""

from __future__ import annotations

import datetime as dt
import math
import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import numpy as np
import pandas as pd

from dashboard.columns import OPEN_END, OPEN_START, EventColumns, day_number
from dashboard.dataset import Shown, ShownToday
from dashboard.grouped_picked import GroupedPicked, event_of
from dashboard.intake.folder import basemap
from dashboard.language import Language
from dashboard.last_good import MOMENT, LastGoodBeside, file_stamp
from dashboard.linked.assets import SHELF, Asset, json_asset, library_urls
from dashboard.linked.groups import GROUPS_PREFIX, Wanted, groups_asset, groups_payload
from dashboard.linked.payload import linked_payload, version_of
from dashboard.marking import marked
from dashboard.problems import DataError, Problem
from dashboard.remembered import Remembered
from dashboard.selection import Selection
from dashboard.tables import Tables, open_tables
from dashboard.views.boundaries import NOTHING, load_boundaries
from dashboard.views.cards import event_cards
from dashboard.warehouse.address import listed
from dashboard.warehouse.grouping import Groups
from dashboard.warehouse.opening import open_source
from dashboard.warehouse.source import Source

# What is kept of answers to zooms and searches, in bytes, and of numbers and pages.
_MOST_BYTES = 192_000_000
_MOST_ANSWERS = 2_000
# Everybody on the server looks at the same files. To look at more than so many takes a while,
# and then nobody looks again for so many times that while.
_MANY, _REST = 100, 20
REFRESH = "LOCALITY_DASHBOARD_REFRESH"
# The dataset that comes with the dashboard.
KNOWN = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True, eq=False)
class GroupedDataset:
    """Everything about a dataset in a warehouse that does not depend on the viewer.

    It has the surface of `dataset.Dataset`. ``columns`` are the groups of all events, as coarse
    as ``groups.resolution`` says. What the warehouse answers is kept, within bounds.
    """

    source: Source
    groups: Groups
    assets: Mapping[str, Asset]
    boundaries: Mapping[str, Any] = field(repr=False)
    folder: Path | None = None
    secret: str = ""
    asks_for_searches: bool = False
    answers: Remembered[Any] = field(default_factory=lambda: Remembered(_MOST_ANSWERS), repr=False)
    _finer: Remembered[Asset] = field(
        default_factory=lambda: Remembered(_MOST_BYTES, lambda asset: len(asset.content)),
        repr=False,
    )
    _shown: ShownToday = field(default_factory=ShownToday, repr=False)

    @property
    def tables(self) -> Tables:
        """The vocabularies; the tables of events are empty."""
        return self.source.tables

    @property
    def columns(self) -> EventColumns:
        """The groups of all events."""
        return self.groups.columns

    @property
    def version(self) -> str:
        """What the addresses of finer groups begin with: they are those of these data alone."""
        return self.assets["columns"].key.partition("/")[0]

    def pick(self, selection: Selection, today: dt.date) -> GroupedPicked:
        """The events of ``selection``."""
        return GroupedPicked(
            self.source, self.groups.count, self.exact, self.answers, selection, today
        )

    def exact(self, selection: Selection) -> Groups:
        """Groups that tell exactly which events pass ``selection``."""
        edges: list[int] = []
        if selection.when:
            first, last = selection.when.day_numbers()
            edges = [day for day in (first, last + 1) if OPEN_START < day < OPEN_END]
        places = selection.choices.get("place", frozenset())
        if selection.area:
            places |= selection.area.places(self.tables)
        return self.source.groups(None, selection.text, edges, places)

    def found(self, text: str, *, inline: bool) -> dict[str, str]:
        """Nothing: the view asks for the groups of what a search finds."""
        del text, inline
        return {}

    def card(self, event_id: str, language: Language) -> str:
        """The card of one event as HTML; "" if there is none with this id.

        Raises `problems.DataError` where the warehouse does not answer.
        """
        found = event_of(self.source, event_id, self.answers)
        return event_cards(found, [event_id], language) if found else ""

    def responds(self) -> bool:
        """Whether events can be asked for now."""
        return self.source.engine.answers()

    def pointed(self, event_id: str) -> dict[str, Any]:
        """Where and when the event with this id is, which the view's groups do not tell.

        ``{"id", "first", "last": days as numbers, if known, "places": ids}``; nothing for an
        event that is not there. Raises `problems.DataError` where the warehouse does not answer.
        """
        found = event_of(self.source, event_id, self.answers)
        if found is None:
            return {}
        events: Any = found["events"].itertuples()
        (event,) = events
        days = {"first": event.start_date, "last": event.end_date}
        known = {
            name: day_number(np.datetime64(day)) for name, day in days.items() if pd.notna(day)
        }
        return {"id": event_id, **known, "places": list(found["event_locations"]["location_id"])}

    def shown(self, language: Language, today: dt.date) -> Shown:
        """The payload and assets of the linked view; made once for each language and day."""
        return self._shown.get(language, today, self._make)

    def finer(self, wanted: Wanted) -> Asset:
        """The groups that are ``wanted``, as a file of columns that tells its resolution.

        Raises `problems.DataError` where the warehouse does not answer.
        """
        return self._finer.get(wanted, lambda: self._asset(wanted))

    def _asset(self, wanted: Wanted) -> Asset:
        places = wanted.places
        if wanted.area:
            places |= wanted.area.places(self.tables)
        sight = wanted.sight.places(self.tables) if wanted.sight else frozenset()
        groups = self.source.groups(wanted.window, wanted.text, wanted.edges, places, sight)
        asset = groups_asset(groups.columns, groups.resolution, wanted.edges)
        # Its address tells the groups of all events, which may be the same when these are not.
        return replace(asset, lasts=False)

    def _depth(self, place: str) -> int:
        """The coarsest level of places from which on groups tell ``place`` from others."""
        levels = range(len(self.source.untold))
        return next(
            (at for at in levels if not any(place in one for one in self.source.untold[at:])), 0
        )

    def _make(self, language: Language, today: dt.date) -> Shown:
        payload = linked_payload(
            self.tables,
            self.columns,
            language,
            assets={name: asset.path for name, asset in self.assets.items()},
            library_urls=library_urls(),
            today=today,
        )
        payload["groups"] = groups_payload(self.source.levels, f"{GROUPS_PREFIX}/{self.version}")
        for place in payload["facets"]["place"]:
            place["depth"] = self._depth(place["id"])
        return Shown(payload, version_of(payload), self.assets)


def open_grouped(data: str, mapping: Path | None, known_folder: Path = KNOWN) -> GroupedDataset:
    """The events that ``data`` names, grouped; those of a dataset's places are known by name.

    Raises `problems.DataError` with what is wrong.
    """
    known = open_tables(known_folder) if known_folder.is_dir() else None
    source = open_source(data, mapping, known)
    groups = source.groups()
    units = load_boundaries(known_folder, source.tables)["units"] if known else None
    boundaries = {"regions": NOTHING, **basemap(source.tables, units)}
    assets = {name: json_asset(f"{name}.geojson", found) for name, found in boundaries.items()}
    assets["columns"] = groups_asset(groups.columns, groups.resolution)
    SHELF.put(assets.values())
    return GroupedDataset(source, groups, assets, boundaries)


class LastGoodTable(LastGoodBeside[GroupedDataset]):
    """A table in a warehouse: read anew when the mapping or its files change.

    A database tells of no change: its tables are read anew every so many minutes as the setting
    `REFRESH` says, never without it. Until that is done what was read before is shown.
    """

    def __init__(
        self,
        data: str,
        mapping: Path | None,
        moment: float = MOMENT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(moment)
        self._data, self._mapping, self._clock = data, mapping, clock
        self._versions: list[tuple[Path, object]] = []
        self._next_look = -math.inf
        self._minutes = _minutes(os.environ.get(REFRESH, ""))

    def open(self) -> GroupedDataset:
        """Ask the warehouse."""
        return open_grouped(self._data, self._mapping)

    def stamp(self) -> object:
        """Which versions of the files are there, and whether it is time to ask a database again."""
        is_database = "://" in self._data
        is_asked_again = is_database and self._minutes
        turn = time.monotonic() // (60 * self._minutes) if is_asked_again else 0
        if self._clock() >= self._next_look:
            begun = self._clock()
            # One of DuckDB's is a file, too.
            files = listed(unquote(urlsplit(self._data).path) if is_database else self._data)
            named = [*files, *filter(None, [self._mapping])]
            self._versions = [(one, file_stamp(one)) for one in named]
            now = self._clock()
            self._next_look = now + (_REST * (now - begun) if len(files) > _MANY else 0)
        return turn, self._versions


def _minutes(text: str) -> float:
    """How many minutes ``text`` says; 0 without any. Raises `DataError`."""
    with suppress(ValueError):
        if math.isfinite(minutes := float(text or "0")) and minutes >= 0:
            return minutes
    problem, remedy = marked("is no number of minutes"), marked("Mend the setting")
    raise DataError([Problem(REFRESH, problem, remedy, value=text)])
