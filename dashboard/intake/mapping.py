"""What the columns of a table mean: found by a machine, confirmed by a person, kept in a file."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from dashboard.catalogue import marked
from dashboard.intake.date_parts import ORDERS
from dashboard.problems import DataError, Problem
from dashboard.textfiles import read_utf8

# What a column may be, in the order of the form, and whether several columns may be it.
ROLES: Mapping[str, tuple[str, bool]] = {
    "title": (marked("Title"), True),
    "title_vi": (marked("Title in Vietnamese"), False),
    "title_ja": (marked("Title in Japanese"), False),
    "description": (marked("Description"), True),
    "date": (marked("Date or start"), False),
    "end": (marked("End"), False),
    "year": (marked("Year"), False),
    "month": (marked("Month"), False),
    "day": (marked("Day"), False),
    "end_year": (marked("Year of the end"), False),
    "end_month": (marked("Month of the end"), False),
    "end_day": (marked("Day of the end"), False),
    "place": (marked("Names of places"), True),
    "latitude": (marked("Latitude"), False),
    "longitude": (marked("Longitude"), False),
    "coordinates": (marked("Latitude and longitude in one"), False),
    "country": (marked("Country"), False),
    "category": (marked("Category"), True),
    "kind": (marked("Kind of event"), False),
    "status": (marked("Status"), False),
    "source_link": (marked("Link to the source"), True),
    "source_name": (marked("Name of the source"), False),
    "id": (marked("Identifier"), False),
    "detail": (marked("Shown with each event"), True),
}
# How the numbers of a column of dates are meant, besides dates that are written out.
DATE_FORMS = {
    "written": marked("Written dates"),
    "two-years": marked("Written dates; 2009-10 is two years"),
    "serial-1900": marked("Excel's numbers of days, from 1900"),
    "serial-1904": marked("Excel's numbers of days, from 1904"),
    "unix-seconds": marked("Seconds since 1970"),
    "unix-milliseconds": marked("Milliseconds since 1970"),
}
# A place's name that the user says is no place.
NO_PLACE = "-"
_REMEDY = "Take one that the import has written, and change it"


@dataclass(frozen=True)
class TableMapping:
    """How a table becomes events; the same mapping makes the same events again.

    ``columns`` gives per role of `ROLES` the names of its columns. ``separators`` are the
    characters that separate several values in a cell, per role (``place``, ``category``).
    ``places`` are the user's choices for names of places that were not found: the
    gazetteer's reference, or `NO_PLACE`. ``encoding``, ``sheet`` and ``header_row`` say how
    the file is read, where that was not left to the reader.
    """

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    date_order: str = ""
    date_form: str = "written"
    separators: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""
    sheet: str = ""
    header_row: int | None = None
    title: str = ""

    def column(self, role: str) -> str:
        """The first column of ``role``; empty if there is none."""
        return next(iter(self.columns.get(role, ())), "")

    def with_column(self, role: str, *names: str) -> TableMapping:
        """This mapping with ``names`` as the only columns of ``role``, and of no other role."""
        columns = {
            other: tuple(name for name in known if name not in names)
            for other, known in self.columns.items()
        }
        columns[role] = tuple(filter(None, names))
        return replace(self, columns={key: value for key, value in columns.items() if value})

    def to_json(self) -> bytes:
        """The mapping as a file that `read_mapping` reads."""
        content = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        content = {key: value for key, value in content.items() if value not in ("", {}, None)}
        return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()

    def check(self, name: str, header: tuple[str, ...]) -> None:
        """Raise `DataError` where a role or column is none of this table's."""
        problems = [
            Problem(name, "is no role of a column", f"Choose one of {', '.join(ROLES)}", value=role)
            for role in self.columns
            if role not in ROLES
        ]
        problems += [
            Problem(
                name,
                "the table has no such column",
                f"Choose one of {', '.join(header)}",
                column=role,
                value=column,
            )
            for role, columns in self.columns.items()
            for column in columns
            if column not in header
        ]
        if problems:
            raise DataError(problems)


def read_mapping(path: Path) -> TableMapping:
    """The mapping in the JSON or TOML file at ``path``; raises `DataError`."""
    is_toml = path.suffix == ".toml"
    return mapping_of(read_content(path, _REMEDY, is_toml=is_toml), path.name)


def read_content(path: Path, remedy: str, *, is_toml: bool) -> object:
    """What the TOML or JSON file at ``path`` holds; raises `DataError` with ``remedy``."""
    text = read_utf8(path, path.name)
    try:
        return tomllib.loads(text) if is_toml else json.loads(text)
    except (tomllib.TOMLDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise DataError([Problem(path.name, f"cannot be read: {error}", remedy)]) from error


def mapping_of(content: object, name: str) -> TableMapping:
    """The mapping in what the file called ``name`` holds; raises `DataError`."""
    known = {entry.name for entry in fields(TableMapping)}
    if not isinstance(content, dict) or (strange := content.keys() - known):
        value = ", ".join(sorted(strange)) if isinstance(content, dict) else None
        raise DataError([Problem(name, "is no mapping of a table", _REMEDY, value=value)])
    columns = content.get("columns", {})
    texts = ("date_order", "date_form", "encoding", "sheet", "title")
    is_sound = (
        isinstance(columns, dict)
        and all(_are_names(given) for given in columns.values())
        and all(isinstance(content.get(key, ""), str) for key in texts)
        and content.get("date_order", "") in ("", *ORDERS)
        and content.get("date_form", "written") in DATE_FORMS
        and isinstance(content.get("header_row"), int | None)
        and all(_are_texts(content.get(key, {})) for key in ("separators", "places"))
    )
    if not is_sound:
        raise DataError([Problem(name, "has a value of the wrong kind", _REMEDY)])
    named = {
        role: (given,) if isinstance(given, str) else tuple(given)
        for role, given in columns.items()
    }
    return TableMapping(**(content | {"columns": named}))


def _are_names(given: object) -> bool:
    return isinstance(given, str) or (
        isinstance(given, list) and all(isinstance(one, str) for one in given)
    )


def _are_texts(content: object) -> bool:
    return isinstance(content, dict) and all(isinstance(one, str) for one in content.values())
