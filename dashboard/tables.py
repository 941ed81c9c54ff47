"""The tables of a dataset, read from the folder that holds them.

The reader refuses what the views could not survive (a missing column, an unreadable
date, a status or colour that is none, an id that leads nowhere) and says where it is.
Everything else that can be wrong with a dataset is for ``python -m dashboard check``,
which has more time and libraries.
"""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from dashboard import celltypes, csvtext, dates, schema, table_schema
from dashboard.contradictions import contradictions
from dashboard.keys import broken_keys, keys_hold
from dashboard.land import CREDIT, is_needed
from dashboard.marking import marked
from dashboard.problems import DataError, Problem
from dashboard.textfiles import NOT_JSON, excerpt, read_utf8

PACKAGE_FILE = "datapackage.json"
_IMPORT = marked("Name its folder, or make one with: python -m dashboard import FILE -o FOLDER")
_MEND = marked("Mend the file, or make the tables with: python -m dashboard build")


@dataclass(frozen=True, slots=True)
class Credit:
    """A licence, or a source to be credited: ``title`` for people, ``path`` to read more."""

    title: str
    path: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What a dataset says of itself in its ``datapackage.json``.

    ``languages`` are the codes of those that its page is offered in; all of them without any.
    ``boundaries_credit`` is who drew the outlines of its map; empty where nobody is to be named.
    """

    name: str
    title: str
    description: str
    licences: tuple[Credit, ...] = ()
    sources: tuple[Credit, ...] = ()
    title_vi: str = ""
    title_ja: str = ""
    languages: tuple[str, ...] = ()
    boundaries_credit: str = ""

    @property
    def title_en(self) -> str:
        """The title, by the name that `Language.name` looks for."""
        return self.title


@dataclass(frozen=True, eq=False)
class Tables(Mapping[str, pd.DataFrame]):
    """One data frame per table of `schema.TABLES`, by name, rows in the order of the file.

    Columns are those of the schema, in its order. Text and ids are strings and never
    missing (an empty cell is ``""``); dates are ``datetime64[s]``, ``NaT`` where empty;
    numbers are ``float64``, ``NaN`` where empty; integers ``int64``; truth values
    ``bool``. Treat the frames as read-only: they are shared between sessions.
    """

    frames: Mapping[str, pd.DataFrame]
    about: About

    # A dataset is itself, not what it holds: that makes it a key of caches.
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.frames[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.frames)

    def __len__(self) -> int:
        return len(self.frames)


def open_tables(folder: Path) -> Tables:
    """The dataset in ``folder``: a CSV file per table and ``datapackage.json``.

    An optional table without a file is empty. Raises `DataError` with every problem
    found: a missing folder, file or column, text that is not UTF-8, rows of the wrong
    length, dates and numbers that cannot be read, a primary key that stands twice, ids
    that no row of the table they refer to has, and `contradictions` within a row.
    """
    if folder.is_file():
        problem = marked("is a file, not a dataset's folder")
        raise DataError([Problem(str(folder), problem, _IMPORT)])
    if not folder.is_dir():
        remedy = marked(
            "Name one that is there, or make the tables with: python -m dashboard build"
        )
        raise DataError([Problem(str(folder), marked("there is no such folder"), remedy)])
    if not any(os.path.lexists(folder / name) for name in _files()):
        problem = marked("is no dataset's folder: it holds none of the tables")
        raise DataError([Problem(str(folder), problem, _IMPORT)])
    if leaving := _leaving(folder):
        raise DataError(leaving)
    problems: list[Problem] = []
    about: About | None = None
    try:
        about = read_about(folder)
    except DataError as error:
        problems += error.problems

    @cache
    def lines(name: str) -> list[int]:
        """The line of a table's file on which each row begins."""
        return csvtext.read(folder / f"{name}.csv", f"{name}.csv").lines

    frames: dict[str, pd.DataFrame] = {}
    for table in schema.TABLES:
        try:
            frames[table.name] = _read(table, folder)
        except DataError as error:
            problems += error.problems
    for table in schema.TABLES:
        if table.name in frames and not keys_hold(table, frames):
            problems += broken_keys(table, frames, lines(table.name))
    problems += contradictions(frames, lines)
    if problems or about is None:
        raise DataError(problems)
    return Tables(frames, about)


def _leaving(folder: Path) -> list[Problem]:
    """Files of the dataset that are links to somewhere else, where its maker may not look."""
    inside = os.path.realpath(folder)
    paths = [folder / name for name in _files()] + sorted((folder / "boundaries").glob("*"))
    # Of links that lead round in a circle, this gives the first; `Path.resolve` raises an error.
    leading = {path: os.path.realpath(path) for path in paths}
    return [
        Problem(
            str(path.relative_to(folder)),
            marked("is a link that leads out of the dataset's folder"),
            marked("Put the file itself there"),
            value=target,
        )
        for path, target in leading.items()
        if not Path(target).is_relative_to(inside)
    ]


def _files() -> list[str]:
    """The names of a dataset's own files."""
    return [PACKAGE_FILE, *(f"{table.name}.csv" for table in schema.TABLES)]


def read_about(folder: Path) -> About:
    """What the ``datapackage.json`` in ``folder`` says of the dataset as a whole.

    Raises `DataError` if the file is missing, no JSON object, lacks a title, or says its
    languages otherwise than as a list.
    """
    text = read_utf8(folder / PACKAGE_FILE, PACKAGE_FILE)
    try:
        package = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise DataError(
            [Problem(PACKAGE_FILE, NOT_JSON, _MEND, row=line, values={"why": str(error)})]
        ) from error
    if not isinstance(package, dict):
        package = {}
    if not _text(package, "title").strip():
        remedy = marked('Write one: "title": "…"')
        raise DataError([Problem(PACKAGE_FILE, marked("has no title"), remedy, column="title")])
    languages = package.get("languages") or []
    if not isinstance(languages, list):
        problem, remedy = marked("is no list of languages"), marked('Write ["en", "ja"]')
        where = PACKAGE_FILE, problem, remedy
        raise DataError([Problem(*where, column="languages", value=excerpt(str(languages)))])
    return About(
        _text(package, "name"),
        _text(package, "title"),
        _text(package, "description"),
        _credits(package.get("licenses")),
        _credits(package.get("sources")),
        _text(package, "title_vi"),
        _text(package, "title_ja"),
        tuple(map(str, languages)),
        _text(package, "boundaries_credit") or (CREDIT if is_needed(folder) else ""),
    )


def _text(entry: Mapping[str, object], key: str) -> str:
    """The text behind ``key``; empty where there is none, as where other tools write null."""
    value = entry.get(key)
    return value if isinstance(value, str) else ""


def _credits(entries: object) -> tuple[Credit, ...]:
    if not isinstance(entries, list):
        return ()
    return tuple(
        Credit(
            _text(entry, "title") or _text(entry, "name"),
            _text(entry, "path"),
            _text(entry, "name"),
        )
        for entry in entries
        if isinstance(entry, dict)
    )


def _read(table: table_schema.Table, folder: Path) -> pd.DataFrame:
    """The frame of ``table``; raises `DataError` with every problem of its file."""
    name = f"{table.name}.csv"
    if table.is_optional and not (folder / name).exists():
        return typed_frame(table, csvtext.Grid(table.columns, [], []), name)
    cells = csvtext.read_quickly(folder / name)
    if cells is not None and set(table.columns) <= set(cells.column_names):
        series = {}
        for field in table.fields:
            is_bound = field.enum or field.is_edtf or field.name == "color"
            is_free = field.type == "string" and not is_bound
            accepts = None if is_free else _expected(field)[0]
            column = celltypes.quick_column(field, cells[field.name], accepts)
            if column is None:
                break
            series[field.name] = column
        else:
            return pd.DataFrame(series)
    # Something is unusual or wrong: the strict reader takes its time and says what and where.
    return typed_frame(table, csvtext.read(folder / name, name), name)


def typed_frame(table: table_schema.Table, grid: csvtext.Grid, name: str) -> pd.DataFrame:
    """``grid`` as a frame with the columns and types of ``table``, dtypes as in `Tables`.

    Columns that the schema does not know are left out. Raises `DataError`, calling the
    file ``name``, with every missing column and every cell that its type cannot hold.
    """
    cells = dict(zip(grid.header, grid.columns(), strict=True))
    problems = [
        Problem(name, marked("the column is missing"), _MEND, row=1, column=column)
        for column in table.columns
        if column not in cells
    ]
    series: dict[str, pd.Series] = {}
    for field in table.fields:
        column = cells.get(field.name)
        if column is None:
            continue
        accepts, called, example = _expected(field)
        bad = [row for row, text in enumerate(column) if not accepts(text)]
        for row in bad:
            text = column[row]
            said, remedy = marked("is not {called}"), marked("Write {example}")
            values = {"called": called, "example": example}
            if field.is_edtf and (error := _date_error(text)):
                said, remedy, values = error.said, error.remedy, {}
            where = grid.lines[row], field.name
            problems.append(Problem(name, said, remedy, *where, excerpt(text), values))
        if not bad:
            series[field.name] = celltypes.FORMS[field.type].convert(column, field.required)
    if problems:
        raise DataError(problems)
    return pd.DataFrame(series, columns=list(table.columns))


def _expected(field: table_schema.Field) -> tuple[Callable[[str], object], str, str]:
    """Which cells the views survive in a field, what these are called, and an example."""
    form = celltypes.FORMS[field.type]
    if field.enum:
        options = {*field.enum, *([] if field.required else [""])}
        return options.__contains__, "a word of this column's list", f"one of {list(field.enum)}"
    if field.name == "color":
        return re.compile(field.pattern).fullmatch, "a colour", "a colour such as #4f8f2c"
    if field.is_edtf:
        return lambda text: not _date_error(text), "a date", "a date such as 2025-11-25"
    may_be_empty = not field.required or field.type == "string"
    least, most = field.limits
    is_bound, called, example = math.isfinite(least), form.called, form.example
    if is_bound:
        called = f"{called} from {least:g} to {most:g}".replace(" to inf", " on")
        example = called

    def accepts(text: str) -> bool:
        if not text:
            return may_be_empty
        return form.accepts(text) and (not is_bound or least <= float(text) <= most)

    return accepts, called, example


def _date_error(text: str) -> dates.DateError | None:
    """What is wrong with an EDTF date; ``None`` for a sound or empty one."""
    try:
        if text:
            dates.parse(text)
    except dates.DateError as error:
        return error
    return None
