"""Where the places of a warehouse's table lie: asked once for each distinct key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from dashboard.intake.place_book import PlaceBook, Row
from dashboard.intake.separators import split
from dashboard.warehouse.levels import PER_DEGREE, Level, cell_middle, prefix
from dashboard.warehouse.mapping import EventMapping

# Location and the name by which the table calls it.
Named = tuple[str, str]


class Placing:
    """Gives keys of places their locations.

    A name is looked for within the places that its row names before it; one that is not known
    stands for the place around it, which is counted in ``unknown``.
    """

    def __init__(self, book: PlaceBook, mapping: EventMapping, levels: Sequence[Level]) -> None:
        self.book, self.mapping, self.levels = book, mapping, levels
        self.unknown: Counter[str] = Counter()
        self._named: dict[tuple[str, ...], list[Named]] = {}
        self._found: dict[tuple[Level, str], list[Named]] = {}
        self._country_level = 0 if mapping.column("country") else -1

    def settle(self, keys: Mapping[str, int]) -> None:
        """Find the locations of all ``keys`` of the finest level, each of so many events."""
        if not self.levels:
            return
        finest = self.levels[-1]
        names = [finest.parts(key)[0] for key in keys]
        marks = self.mapping.marks("place")
        self.book.settle(one for path in names for text in path for one in split(text, marks))
        if finest.steps:
            cells = [(level, cell) for key in keys for level, cell in _cells(finest, key)]
            self.book.prepare([cell_middle(cell, step) for step, cell in dict.fromkeys(cells)])
        for level in self.levels:
            for key in dict.fromkeys(prefix(level, key) for key in keys):
                self._found[level, key] = self._place(level, key)
        for key, count in keys.items():
            path, cells_of_key = finest.parts(key)
            if not cells_of_key and any(path):
                for name in self._unknown_in(tuple(path)):
                    self.unknown[name] += count

    def at_level(self, level: Level, keys: Iterable[str]) -> dict[str, list[str]]:
        """The locations of each key of ``level`` that ``keys`` of the finest begin with."""
        found = dict.fromkeys(prefix(level, key) for key in keys)
        return {key: [one for one, _ in self._found[level, key]] for key in found}

    def finest(self, keys: Iterable[str]) -> dict[str, list[Named]]:
        """The locations of each of ``keys``, with the names by which they are called."""
        return {key: self._found[self.levels[-1], key] for key in keys} if self.levels else {}

    def all_ids(self) -> list[list[str]]:
        """The locations of every key of every level."""
        return [[one for one, _ in named] for named in self._found.values()]

    def other_names(self) -> list[Row]:
        """The further names of places that were taken from the dataset that is known."""
        if self.book.tables is None:
            return []
        frame = self.book.tables["location_names"]
        rows = frame[frame["location_id"].isin(list(self.book.rows))].to_dict("records")
        return [{str(key): str(cell) for key, cell in row.items()} for row in rows]

    def _place(self, level: Level, key: str) -> list[Named]:
        path, cells = level.parts(key)
        around = self._by_names(tuple(path))
        if not cells:
            return around
        cell, step = cells[-1], level.steps[len(cells) - 1]
        lat, lon = cell_middle(cell, step)
        code = self.book.rows[around[0][0]]["country_code"] if around else ""
        name = next((text for text in reversed(path) if text), "")
        size = f"{step / PER_DEGREE:g}°"
        middle = f"{_side(lat, 'N', 'S')}, {_side(lon, 'E', 'W')}"
        shown = f"{name or middle} ({size})"
        location_id = self.book.at_point(lat, lon, shown, code)
        row = self.book.rows[location_id]
        row["precision"] = "site" if step < 100 else "city" if step < 1000 else "unit"
        wider = self._wider(level, key) or around
        if wider:
            row["parent_id"] = wider[0][0]
        return [(location_id, name)]

    def _wider(self, level: Level, key: str) -> list[Named]:
        """The cell around one: events in it are events there, however finely they are told."""
        for outer in self.levels[: self.levels.index(level)][::-1]:
            if outer.steps:
                return self._found[outer, prefix(outer, key)]
        return []

    def _by_names(self, path: tuple[str, ...]) -> list[Named]:
        if path not in self._named:
            self._named[path] = self._look_up(path) if path else []
        return self._named[path]

    def _look_up(self, path: tuple[str, ...]) -> list[Named]:
        around = self._by_names(path[:-1])
        if not path[-1]:
            return around
        if len(path) - 1 == self._country_level:
            code = self.book.country(path[-1])
            country = self.book.country_row(code) if code else ""
            return [(country, path[-1])] if country else []
        marks = self.mapping.marks("place")
        outer = around[0][0] if around else ""
        found = [
            (location_id, name)
            for name in split(path[-1], marks)
            if (location_id := self._within(name, outer))
        ]
        return found or around

    def _within(self, name: str, outer: str) -> str:
        """The location called ``name`` in ``outer`` (anywhere, if that is empty); or ""."""
        if not outer:
            return self.book.by_name(name)
        row = self.book.rows[outer]
        code = row["country_code"]
        if row["kind"] == "country":
            return self.book.by_name(name, code)
        for wanted in (f"{name}, {row['name_en']}", name):
            location_id = self.book.by_name(wanted, code)
            if location_id and self._lies_in(location_id, outer):
                return location_id
        return ""

    def _lies_in(self, location_id: str, outer: str) -> bool:
        seen: set[str] = set()
        while location_id and location_id not in seen:
            if location_id == outer:
                return True
            seen.add(location_id)
            location_id = self.book.rows[location_id].get("parent_id", "")
        return False

    def _unknown_in(self, path: tuple[str, ...]) -> list[str]:
        found = {name for _, name in self._by_names(path)}
        names = [one for text in path[-1:] for one in split(text, self.mapping.marks("place"))]
        return [name for name in names if name not in found]


def _cells(level: Level, key: str) -> list[tuple[int, tuple[int, int]]]:
    return list(zip(level.steps, level.parts(key)[1], strict=False))


def _side(value: float, plus: str, minus: str) -> str:
    return f"{abs(round(value, 4)):g}° {plus if value >= 0 else minus}"
