"""What frictionless finds wrong with a table, said as a `Problem` with a remedy."""

from __future__ import annotations

from collections.abc import Sequence

from frictionless import Error

from dashboard import celltypes, table_schema
from dashboard.problems import Problem
from dashboard.textfiles import excerpt


def problem(table: table_schema.Table, error: Error, lines: Sequence[int]) -> Problem:
    """``error``, found in ``table``, whose row r begins on line ``lines[r]`` of its file."""
    file = f"{table.name}.csv"
    if error.type in ("hash-count", "byte-count"):
        return Problem(
            file,
            "is not the file that datapackage.json describes: it was changed after the build",
            "Make such changes in seeds/ and run: python -m dashboard build",
        )
    number = getattr(error, "row_number", None)
    row = lines[number - 2] if number and number >= 2 and number - 2 < len(lines) else None
    column = str(getattr(error, "field_name", "") or "")
    value = getattr(error, "cell", None)
    if error.type == "foreign-key":
        return _foreign_key(table, error, file, row)
    if error.type == "primary-key":
        return Problem(
            file,
            f"the key is not unique: {error.note}",
            "Give one of the rows another id, or delete it",
            row=row,
            column=", ".join(table.primary_key),
        )
    if error.type == "constraint-error" and column in table.columns:
        message, remedy = _constraint(table.field(column), error.note)
        return Problem(file, message, remedy, row, column, excerpt(value) or None)
    if error.type == "type-error" and column in table.columns:
        form = celltypes.FORMS[table.field(column).type]
        return Problem(
            file, f"is not {form.called}", f"Write {form.example}", row, column, excerpt(value)
        )
    note = error.note or error.message
    return Problem(
        file,
        f"{error.title.lower()}: {note}",
        "Compare it with the table's schema in datapackage.json",
        row=row,
        column=column or str(getattr(error, "label", "") or ""),
        value=excerpt(value) or None,
    )


def _foreign_key(table: table_schema.Table, error: Error, file: str, row: int | None) -> Problem:
    names = list(getattr(error, "field_names", []))
    cells = list(getattr(error, "field_cells", []))
    # A table's own name is "" in a Data Package.
    other = getattr(error, "reference_name", "") or table.name
    return Problem(
        file,
        f"no row of {other}.csv has this id",
        f"Add it to {other}.csv or refer to one that is there",
        row=row,
        column=", ".join(names),
        value=" ".join(map(str, cells)),
    )


def _constraint(field: table_schema.Field, note: str) -> tuple[str, str]:
    if 'constraint "required"' in note:
        return "the cell is empty", f"Fill it: {field.description}"
    if 'constraint "enum"' in note:
        return "is none of the words that may stand here", f"Use one of {', '.join(field.enum)}"
    if 'constraint "pattern"' in note:
        return "does not have the required form", f"It must match {field.pattern}"
    if 'constraint "minimum"' in note:
        return "is too small", f"The least is {field.minimum:g}"
    if 'constraint "maximum"' in note:
        return "is too large", f"The greatest is {field.maximum:g}"
    return note, f"See: {field.description}"
