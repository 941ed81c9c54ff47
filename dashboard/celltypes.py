"""The types of cells: how each is written as text, and read back as a column.

A reader that guesses turns a name such as "NA" into nothing and "1_000" into a number;
here the schema says what a column holds and a cell must be written in just that way.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa

from dashboard import table_schema

Cell = str | float | bool | dt.date | None

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TRUTH = {"true": True, "false": False}


def to_text(value: Cell) -> str:
    """``value`` as a cell: numbers plain and as short as they are exact, ``None`` empty.

    Raises `ValueError` for a number that is not finite.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, (int, float)):
        if not np.isfinite(value):
            raise ValueError(f"{value} is no number that a table can hold")
        # repr is the shortest text that reads back equal; Decimal takes the exponent away.
        plain = format(Decimal(repr(value)), "f")
        plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
        return "0" if plain == "-0" else plain
    return value


@dataclass(frozen=True, slots=True)
class Form:
    """How cells of one type are written, and how a column of them becomes a series.

    ``accepts`` is asked about cells that are not empty; ``convert`` gets cells that it
    accepted or empty ones, and whether the column must be filled.
    """

    called: str
    example: str
    accepts: Callable[[str], bool]
    convert: Callable[[list[str], bool], pd.Series]


def _is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text)) and bool(np.isfinite(float(text)))


def _is_day(text: str) -> bool:
    if not _DAY.fullmatch(text):
        return False
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _strings(cells: list[str], _required: bool) -> pd.Series:
    return pd.Series(cells, dtype="str")


def _numbers(cells: list[str], _required: bool) -> pd.Series:
    return pd.Series([float(text) if text else np.nan for text in cells], dtype="float64")


def _integers(cells: list[str], required: bool) -> pd.Series:
    whole = [int(text) if text else None for text in cells]
    return pd.Series(whole, dtype="int64" if required else "Int64")


def _truths(cells: list[str], required: bool) -> pd.Series:
    return pd.Series([_TRUTH.get(text) for text in cells], dtype="bool" if required else "boolean")


def _days(cells: list[str], _required: bool) -> pd.Series:
    return pd.Series(np.array(cells, dtype="datetime64[D]").astype("datetime64[s]"))


FORMS: Mapping[table_schema.FieldType, Form] = {
    "string": Form("text", "text", lambda _: True, _strings),
    "number": Form("a number", "a number such as 1200 or 20.95", _is_number, _numbers),
    "integer": Form(
        "a whole number", "digits alone", lambda text: bool(_INTEGER.fullmatch(text)), _integers
    ),
    "boolean": Form("true or false", "true or false", _TRUTH.__contains__, _truths),
    "date": Form("a day", "a day as 2025-11-25", _is_day, _days),
}


def quick_column(
    field: table_schema.Field, cells: pa.ChunkedArray, accepts: Callable[[str], object] | None
) -> pd.Series | None:
    """The column ``field`` out of its cells as text; ``None`` if ``accepts`` refuses one.

    Every distinct text is looked at once, for a million events have a few thousand days;
    without ``accepts`` none is. The series is the one that `Form.convert` makes.
    """
    if field.type == "string":
        if accepts is not None and not all(map(accepts, cells.unique().to_pylist())):
            return None
        # In one piece: to take a few rows out of hundreds of pieces walks through them all.
        texts_only: pd.Series = pa.chunked_array([cells.combine_chunks()]).to_pandas()
        return texts_only
    encoded = cells.combine_chunks().dictionary_encode()
    texts = encoded.dictionary.to_pylist()
    if accepts is not None and not all(map(accepts, texts)):
        return None
    values = FORMS[field.type].convert(texts, field.required)
    return values.take(encoded.indices.to_numpy()).reset_index(drop=True)
