"""What the columns of a table mean: found by a machine, confirmed by a person, kept in a file."""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from dashboard.catalogue import marked
from dashboard.intake.date_parts import ORDERS
from dashboard.intake.short_years import FIRST_YEARS, LAST_FIRST_YEAR, NONE_OF_THEM
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
    gazetteer's reference, or `NO_PLACE`. ``two_digit_years`` is the first of the hundred years
    that years of two digits stand for, `NONE_OF_THEM` where such dates are left out, and
    ``None`` where nobody has chosen, which leaves them out, too. ``encoding``, ``sheet`` and
    ``header_row`` say how the file is read, where that was not left to the reader.
    """

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    date_order: str = ""
    date_form: str = "written"
    two_digit_years: int | None = None
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


def mapping_of(content: object, name: str, beside: Sequence[str] = ()) -> TableMapping:
    """The mapping in what the file called ``name`` holds; raises `DataError`.

    ``beside`` are the keys that may stand there too, which the caller has taken out.
    """
    if not isinstance(content, dict):
        raise DataError([Problem(name, "is no mapping of a table", _REMEDY, value=content)])
    if problems := list(_faults(content, name, beside)):
        raise DataError(problems)
    named = {
        role: (given,) if isinstance(given, str) else tuple(given)
        for role, given in content.get("columns", {}).items()
    }
    return TableMapping(**(content | {"columns": named}))


def _faults(content: Mapping[str, object], name: str, beside: Sequence[str]) -> Iterator[Problem]:
    """What is wrong in a mapping: each key, its value, and what is allowed there."""
    known = [entry.name for entry in fields(TableMapping)]
    for key, value in content.items():
        if key not in known:
            remedy = f"Take {_listed([*beside, *known])}"
            yield Problem(name, "is no part of a mapping", remedy, value=key)
        elif key in ("columns", "separators", "places"):
            yield from _faults_of_table(key, value, name)
        elif not _ALLOWED[key][0](value):
            yield Problem(name, "is not allowed here", _ALLOWED[key][1], key, value=value)


def _faults_of_table(key: str, given: object, name: str) -> Iterator[Problem]:
    if not isinstance(given, dict):
        remedy = f"Write a text for each key, as in {_EXAMPLES[key]}"
        yield Problem(name, "is no table of keys and values", remedy, key, value=given)
        return
    for one, value in given.items():
        is_names = isinstance(value, list) and all(isinstance(part, str) for part in value)
        if not (isinstance(value, str) or (key == "columns" and is_names)):
            remedy = f"Write it in quotes, as in {_EXAMPLES[key]}"
            yield Problem(name, "is no text", remedy, f"{key}.{one}", value=value)


def _is_whole(value: object, first: int, last: float) -> bool:
    return type(value) is int and first <= value <= last


def _listed(known: Iterable[str]) -> str:
    *others, last = known
    return f"{', '.join(others)} or {last}"


_EXAMPLES = {
    "columns": '{"title": "Name of the event", "place": ["City", "Venue"]}',
    "separators": '{"place": ";"}',
    "places": '{"DC": "geonames:4140963"}',
}
_TEXT = (lambda value: isinstance(value, str), "Write a text in quotes, or leave it out")
_ALLOWED: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "date_order": (
        lambda value: value in ("", *ORDERS),
        f"Take {_listed(ORDERS)}, or leave it out",
    ),
    "date_form": (lambda value: value in list(DATE_FORMS), f"Take {_listed(DATE_FORMS)}"),
    "two_digit_years": (
        lambda value: value is None or _is_whole(value, NONE_OF_THEM, LAST_FIRST_YEAR),
        f"Take the first of a hundred years, such as {FIRST_YEARS[0]}, and {LAST_FIRST_YEAR} at "
        f"most; or {NONE_OF_THEM} to leave such dates out",
    ),
    "encoding": _TEXT,
    "sheet": _TEXT,
    "header_row": (
        lambda value: value is None or _is_whole(value, 1, math.inf),
        "Take the number of a row, the first being 1, or leave it out",
    ),
    "title": _TEXT,
}
