"""Which columns of a table in a warehouse are what; `docs/warehouse.md` tells the grammar.

The roles of columns are those of a table that is imported (`intake.mapping.ROLES`), with the
columns of places from coarse to fine; beside them stand the table's name and the languages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dashboard.catalogue import LOCALES
from dashboard.intake.mapping import TableMapping, mapping_of, read_content
from dashboard.problems import DataError, Problem

# What a table in a warehouse may say in so many columns; None: as many as there are.
ROLES: Mapping[str, int | None] = {
    "date": 1,
    "end": 1,
    "title": None,
    "title_vi": 1,
    "title_ja": 1,
    "description": 1,
    "country": 1,
    "place": None,
    "latitude": 1,
    "longitude": 1,
    "category": None,
    "kind": 1,
    "status": 1,
    "source_link": 1,
    "source_name": 1,
    "id": 1,
    "detail": None,
}
_OWN = ("table", "languages")
_DOCUMENT = "See docs/warehouse.md"


@dataclass(frozen=True)
class EventMapping:
    """How a table of a warehouse becomes events.

    ``table`` is its name, with schema or catalogue before it (``archive.events``), empty where
    the address says it or the data is a file; ``languages`` are those that the page offers,
    all of them where it is empty.
    """

    columns: TableMapping
    table: str = ""
    languages: tuple[str, ...] = ()
    title: str = field(default="")

    def column(self, role: str) -> str:
        """The first column of ``role``; empty if there is none."""
        return self.columns.column(role)

    def all(self, role: str) -> tuple[str, ...]:
        """The columns of ``role``, those of places from coarse to fine."""
        return self.columns.columns.get(role, ())

    @property
    def levels(self) -> tuple[str, ...]:
        """The columns that name places, from coarse to fine."""
        return (*self.all("country"), *self.all("place"))

    @property
    def has_points(self) -> bool:
        """Whether the table gives coordinates."""
        return bool(self.column("latitude") and self.column("longitude"))

    def marks(self, role: str) -> str:
        """The characters that separate several values in the cells of ``role``."""
        return self.columns.separators.get(role, "")

    def check(self, name: str, header: Sequence[str]) -> None:
        """Raise `DataError` with all that keeps it from fitting a table of these columns."""
        problems = list(_problems(self, name))
        try:
            self.columns.check(name, tuple(header))
        except DataError as error:
            problems += error.problems
        if problems:
            raise DataError(problems)


def _problems(mapping: EventMapping, name: str) -> list[Problem]:
    found = []
    for role, columns in mapping.columns.columns.items():
        if role not in ROLES:
            remedy = f"Choose one of {', '.join(ROLES)}, or make a dataset of it with: import"
            found.append(Problem(name, "is no role of a warehouse's column", remedy, value=role))
        elif (most := ROLES[role]) is not None and len(columns) > most:
            remedy = "Name one column"
            found.append(Problem(name, "takes one column", remedy, column=role, value=columns))
    if not mapping.column("date"):
        problem = "no column holds the dates or starts of events"
        found.append(Problem(name, problem, 'Write under [columns]: date = "…"'))
    if bool(mapping.column("latitude")) != bool(mapping.column("longitude")):
        problem = "latitude and longitude belong together, and one of them is missing"
        found.append(Problem(name, problem, "Name both columns, or neither"))
    if mapping.marks("place") and (len(mapping.all("place")) != 1 or mapping.has_points):
        problem = "several places in a cell need one column of places and no coordinates"
        found.append(Problem(name, problem, "Leave out the separators of place"))
    return found


def read_mapping(path: Path) -> EventMapping:
    """The mapping in the TOML (or JSON) file at ``path``; raises `DataError`."""
    name = path.name
    content = read_content(path, _DOCUMENT, is_toml=path.suffix != ".json")
    if not isinstance(content, dict):
        raise DataError([Problem(name, "is no mapping of a table", _DOCUMENT)])
    table, languages = content.get("table", ""), content.get("languages", [])
    if not isinstance(table, str):
        problem = "is not the name of a table"
        raise DataError([Problem(name, problem, _DOCUMENT, column="table", value=table)])
    if not isinstance(languages, list) or not set(map(str, languages)) <= set(LOCALES):
        remedy = f"Write a list of {', '.join(LOCALES)}"
        problem = "are not languages of the page"
        raise DataError([Problem(name, problem, remedy, column="languages", value=languages)])
    columns = mapping_of({key: content[key] for key in content if key not in _OWN}, name, _OWN)
    return EventMapping(columns, table, tuple(languages), columns.title)
