"""One row of a table, made into an event with its places, sectors and sources."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from dashboard import dates
from dashboard.catalogue import marked
from dashboard.celltypes import to_text
from dashboard.intake.categories import Categories
from dashboard.intake.citations import Citations, links_in
from dashboard.intake.event_dates import Dated
from dashboard.intake.given_points import Point
from dashboard.intake.mapping import NO_PLACE, TableMapping
from dashboard.intake.place_book import PlaceBook, Row, slug
from dashboard.intake.separators import split
from dashboard.intake.sheet import Reason
from dashboard.intake.status_words import status_of
from dashboard.textfiles import excerpt

NOT_FOUND = marked(
    "No place of this name is known, or several are: choose one, or add coordinates."
)
NO_COUNTRY = marked("No country of this name or code is known.")
NO_STATUS = marked("This is no known status; the event counts as held.")
NO_LINK = marked("This is no web address, so it is shown as text.")
TWICE = marked("Row {row} has this identifier already, so this row has one of its own.")
# Line, column, value and reason of a cell that cannot be used.
Tell = Callable[[int, str, str, Reason], None]


class RowEvents:
    """Writes the rows of the tables ``events``, ``event_*`` and ``event_kinds``.

    ``points`` are the coordinates of each line that gives sound ones; ``tell`` hears of cells
    that cannot be used, whose row is shown without them.
    """

    def __init__(
        self,
        mapping: TableMapping,
        book: PlaceBook,
        citations: Citations,
        points: Mapping[int, Point],
        today: dt.date,
        *,
        clean: Callable[[str], str],
        tell: Tell,
    ) -> None:
        self.mapping, self.book, self.citations = mapping, book, citations
        self.points, self.today, self.clean, self.tell = points, today, clean, tell
        self.rows: dict[str, list[Row]] = {
            name: [] for name in ("events", "event_locations", "event_sectors", "event_sources")
        }
        self._lines: dict[str, int] = {}
        self._kinds: dict[str, str] = {}

    def cells(self, row: Row, role: str) -> list[tuple[str, str]]:
        """The filled cells of ``role``: column and text."""
        columns = self.mapping.columns.get(role, ())
        return [(column, row[column]) for column in columns if row[column]]

    def cell(self, row: Row, role: str) -> str:
        """The first filled cell of ``role``; empty if there is none."""
        return next((text for _, text in self.cells(row, role)), "")

    def values(self, row: Row, role: str) -> list[str]:
        """The values in the cells of ``role``, several to a cell where it has separators."""
        marks = self.mapping.separators.get(role, "")
        return [value for _, text in self.cells(row, role) for value in split(text, marks)]

    def add(
        self, line: int, row: Row, dated: Dated, values: list[str], categories: Categories
    ) -> None:
        """Write the event of the row at ``line``, whose categories are ``values``."""
        event_id = self._event_id(line, row)
        link = {
            "event_id": event_id,
            "source_id": self.citations.file_id,
            "locator": f"r{line}",
        }
        placed = self._places(line, row)
        details = [f"{column}: {text}" for column, text in self.cells(row, "detail")]
        details += [f"{categories.column}: {name}" for name in categories.grouped(values)]
        described = [self.clean(text) for _, text in self.cells(row, "description")]
        named = (
            " ".join(self.clean(text) for _, text in self.cells(row, "title")),
            ", ".join(name for name, _ in placed if name),
            ", ".join(values),
            str(excerpt(described[0])) if described else "",
        )
        title = next(filter(None, named), f"Row {line}")
        status = self._status(line, row, dated)
        period = dates.parse(dated.edtf) if dated.edtf else None
        summary = "\n".join(filter(None, [*described, " · ".join(details)])) or title
        self.rows["events"].append(
            {
                "event_id": event_id,
                "title_en": title,
                "title_vi": self.cell(row, "title_vi"),
                "title_ja": self.cell(row, "title_ja"),
                "summary_en": summary,
                "kind_id": self._kind(row),
                "date_edtf": dated.edtf,
                "start_date": to_text(period.start) if period else "",
                "end_date": to_text(period.end) if period else "",
                "date_precision": period.precision if period else "",
                "is_approximate": to_text(bool(period and period.is_approximate)),
                "is_uncertain": to_text(bool(period and period.is_uncertain)),
                "status": status,
            }
        )
        found = {location_id: name for name, location_id in placed if location_id}
        # Where several places stand in a row they take part; a single one is where it was.
        role = "party" if len(found) > 1 else "venue"
        self.rows["event_locations"] += [
            {**link, "location_id": location_id, "role": role, "named_as": name}
            if name != self.book.rows[location_id]["name_en"]
            else {**link, "location_id": location_id, "role": role}
            for location_id, name in found.items()
        ]
        self.rows["event_sectors"] += [
            {**link, "sector_id": one} for one in categories.sectors(values)
        ]
        said = {"stated_edtf": dated.edtf, "stated_status": status, "states_en": summary}
        self.rows["event_sources"] += [
            {**link, **said, "source_id": source_id}
            for source_id in dict.fromkeys([self.citations.file_id, *self._cited(line, row)])
        ]

    def kinds(self) -> list[Row]:
        """The rows of the table ``event_kinds``."""
        if not self.mapping.column("kind"):
            names = {"name_en": "Event", "name_vi": "Sự kiện", "name_ja": "出来事"}
            return [{"kind_id": "event", **names, "covers_en": "All rows of the table"}]
        return [
            {"kind_id": kind_id, "name_en": name, "covers_en": f"Rows called “{name}”"}
            for name, kind_id in self._kinds.items()
        ]

    def _event_id(self, line: int, row: Row) -> str:
        given = self.cell(row, "id")
        event_id = slug(given) or f"row-{line}"
        if event_id in self._lines:
            reason = Reason(TWICE, {"row": self._lines[event_id]})
            self.tell(line, self.mapping.column("id"), given, reason)
            while event_id in self._lines:
                event_id = f"{event_id}-row-{line}"
        self._lines[event_id] = line
        return event_id

    def _places(self, line: int, row: Row) -> list[tuple[str, str]]:
        """Name and location of each place of a row; a location is empty where none was found."""
        country = ""
        for column, said in self.cells(row, "country"):
            country = self.book.country(said)
            if not country:
                self.tell(line, column, said, Reason(NO_COUNTRY))
        named = self.cells(row, "place")
        if line in self.points:
            name = ", ".join(text for _, text in named)
            return [(name, self.book.at_point(*self.points[line], name, country))]
        marks = self.mapping.separators.get("place", "")
        found = []
        for column, text in named:
            for name in split(text, marks):
                location_id = self.book.by_name(name, country)
                if not location_id and self.mapping.places.get(name) != NO_PLACE:
                    self.tell(line, column, name, Reason(NOT_FOUND))
                found.append((name, location_id))
        if country and not any(location_id for _, location_id in found):
            found.append(("", self.book.country_row(country)))
        return found

    def _status(self, line: int, row: Row, dated: Dated) -> str:
        for column, said in self.cells(row, "status"):
            if not status_of(said):
                self.tell(line, column, said, Reason(NO_STATUS))
            return status_of(said) or "held"
        start = dates.parse(dated.edtf).start if dated.edtf else None
        return "planned" if start and start > self.today else "held"

    def _kind(self, row: Row) -> str:
        if not self.mapping.column("kind"):
            return "event"
        name = self.cell(row, "kind") or "Not given"
        if name not in self._kinds:
            kind_id = slug(name) or f"kind-{len(self._kinds) + 1}"
            while kind_id in self._kinds.values():
                kind_id += "-2"
            self._kinds[name] = kind_id
        return self._kinds[name]

    def _cited(self, line: int, row: Row) -> list[str]:
        name = self.cell(row, "source_name")
        addresses = []
        texts = []
        for column, text in self.cells(row, "source_link"):
            addresses += links_in(text)
            texts += [] if links_in(text) else [(column, text)]
        name = name or next((text for _, text in texts), "")
        # The text of a cell that links to an address is what the address is called.
        for column, text in () if addresses else texts:
            self.tell(line, column, text, Reason(NO_LINK))
        return self.citations.cite(addresses, name)
