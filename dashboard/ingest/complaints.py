"""What pydantic finds wrong with a dossier, said in the terms of the TOML file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from dashboard import table_schema
from dashboard.problems import Problem
from dashboard.textfiles import excerpt

# What pydantic's error types mean here, and what to do.
_PHRASES: Mapping[str, tuple[str, str]] = {
    "missing": ("the key is missing", "Add it"),
    "extra_forbidden": ("the key is not known here", "Correct its spelling or delete it"),
    "string_too_short": ("the text is empty", "Write it or delete the key"),
    "list_type": ("must be a list", "Put it in square brackets"),
    "greater_than_equal": ("is too small", "Count from 1"),
    "too_short": ("the list is empty", "Name at least one entry"),
    "model_type": ("must be a table of keys", 'Write it as { id = "…" }'),
}


def problems(error: ValidationError, raw: object, file: str) -> list[Problem]:
    """One `Problem` per place in ``raw``, the parsed TOML of ``file``, that was refused."""
    found: dict[tuple[str | int, ...], ErrorDetails] = {}
    for details in error.errors(include_url=False):
        place = _place(details, raw)
        found.setdefault(place, details)
    # A value that may be a text or a table is refused once as each; the error that
    # lies deeper is about the form that was meant.
    return [
        _problem(place, details, raw, file)
        for place, details in found.items()
        if not any(other != place and other[: len(place)] == place for other in found)
    ]


def _place(details: ErrorDetails, raw: object) -> tuple[str | int, ...]:
    # pydantic puts the names of union members into the path: keep what is in the file.
    place: list[str | int] = []
    here = raw
    for number, part in enumerate(details["loc"], start=1):
        inner = _inside(here, part)
        missing = details["type"] == "missing" and number == len(details["loc"])
        if inner is not None or missing:
            here = inner
            place.append(part)
    return tuple(place)


def _inside(here: object, part: str | int) -> object:
    # TOML has no null, so None says that there is nothing.
    if isinstance(here, Mapping):
        return here.get(part)
    if isinstance(here, list) and isinstance(part, int) and part < len(here):
        return here[part]
    return None


def _problem(
    place: tuple[str | int, ...], details: ErrorDetails, raw: object, file: str
) -> Problem:
    entry, column = place, ""
    if place and isinstance(place[-1], str):
        entry, column = place[:-1], place[-1]
    value = details["input"]
    scalar = isinstance(value, (str, int, float, bool, dt.date, dt.time))
    message, remedy = _words(details)
    return Problem(
        file,
        message,
        remedy,
        row=row_name(entry, _id_of(entry, raw)) or None,
        column=column,
        value=excerpt(value if not isinstance(value, (dt.date, dt.time)) else str(value))
        if scalar and details["type"] not in ("missing", "string_too_short")
        else None,
    )


def row_name(place: Sequence[str | int], entry_id: str = "") -> str:
    """``place`` as a path, ``event[3].places[0]``, and the entry's id if it has one."""
    path = ""
    for part in place:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return f"{path} ({entry_id})" if path and entry_id else path


def _id_of(place: Sequence[str | int], raw: object) -> str:
    # The id of the outermost entry: of event[3] for event[3].places[0].
    if len(place) < 2:
        return ""
    here = raw
    for part in place[:2]:
        here = _inside(here, part)
    if isinstance(here, Mapping):
        for key in ("id", "event"):
            if isinstance(here.get(key), str):
                return str(here[key])
    return ""


def _words(details: ErrorDetails) -> tuple[str, str]:
    kind, value = details["type"], details["input"]
    if kind in _PHRASES:
        return _PHRASES[kind]
    if kind == "string_type":
        return (
            "must be text",
            "Put it in quotes" if not isinstance(value, (dict, list)) else "Write one text",
        )
    if kind == "string_pattern_mismatch":
        pattern = str(details.get("ctx", {}).get("pattern", ""))
        if table_schema.SLUG_PATTERN in pattern:
            return "is no id", "Write lower-case letters and digits with single hyphens: new-york"
        if "https?" in pattern:
            return "is no web address", "Begin it with https:// or http://, without spaces"
        return "does not have the required form", f"It must match {pattern}"
    if kind == "value_error":
        # Our own validators write "what is wrong; what to do".
        message, _, remedy = details["msg"].removeprefix("Value error, ").partition("; ")
        return message, remedy[:1].upper() + remedy[1:] if remedy else "Correct it"
    return details["msg"][:1].lower() + details["msg"][1:], "Correct it"
