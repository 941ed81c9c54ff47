"""Whether the keys of tables hold: none stands twice, and every reference leads to a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.marking import marked
from dashboard.problems import Problem
from dashboard.table_schema import Table


def keys_hold(table: Table, frames: Mapping[str, pd.DataFrame]) -> bool:
    """Whether no primary key stands twice and every reference leads to a row."""
    frame = frames[table.name]
    if frame.duplicated(list(table.primary_key)).any():
        return False
    for field in table.fields:
        if field.references is None or field.references[0] not in frames:
            continue
        other, column = field.references
        # pandas' own isin would take half a second for what Arrow does in a tenth.
        found = pc.is_in(pa.array(frame[field.name]), pa.array(frames[other][column]))
        if not field.required:
            found = pc.or_(found, pc.equal(pa.array(frame[field.name]), ""))
        if not pc.all(found, min_count=0).as_py():
            return False
    return True


def broken_keys(
    table: Table, frames: Mapping[str, pd.DataFrame], lines: Sequence[int]
) -> list[Problem]:
    """Every key that stands twice and every reference that leads nowhere.

    ``lines`` gives the line of the file on which each row of ``table`` begins.
    """
    name = f"{table.name}.csv"
    frame = frames[table.name]
    first: dict[tuple[str, ...], int] = {}
    problems: list[Problem] = []
    keys = zip(*(frame[column] for column in table.primary_key), strict=True)
    for line, key in zip(lines, keys, strict=True):
        if key in first:
            problems.append(
                Problem(
                    name,
                    marked("the same key stands in row {other}"),
                    marked("Give one of them another id, or delete it"),
                    row=line,
                    column=", ".join(table.primary_key),
                    value=" ".join(key),
                    values={"other": first[key]},
                )
            )
        first.setdefault(key, line)
    for field in table.fields:
        if field.references is None or field.references[0] not in frames:
            continue
        other, column = field.references
        known = {*frames[other][column], *([] if field.required else [""])}
        problems += [
            Problem(
                name,
                marked("no row of {other} has this id"),
                marked("Add it to {other} or refer to one that is there"),
                row=line,
                column=field.name,
                value=value,
                values={"other": f"{other}.csv"},
            )
            for line, value in zip(lines, frame[field.name], strict=True)
            if value not in known
        ]
    return problems
