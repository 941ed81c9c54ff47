"""What a table is: its columns with their types, in the words of Table Schema.

The vocabulary is that of the Frictionless Table Schema
(https://specs.frictionlessdata.io/table-schema/), so a `Table` turns into a standard
descriptor without loss. Below the classes stand the kinds of column that tables share.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

FieldType = Literal["string", "integer", "number", "boolean", "date"]
SLUG_PATTERN = r"[a-z0-9]+(-[a-z0-9]+)*"
LOCATOR_PATTERN = r"excerpt|p[1-9][0-9]*( p[1-9][0-9]*)*|r[1-9][0-9]*"
_DECIMAL = r"-?[0-9]+(\.[0-9]+)?"
MAP_VIEW_PATTERN = rf"{_DECIMAL},{_DECIMAL},[0-9]+(\.[0-9]+)?"


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its Table Schema type, meaning and constraints.

    ``references`` is the ``(table, field)`` that a foreign key points to.
    """

    name: str
    type: FieldType
    description: str
    required: bool = True
    enum: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    pattern: str = ""
    references: tuple[str, str] | None = None

    @property
    def is_edtf(self) -> bool:
        """Whether its cells are dates in EDTF, for which Table Schema has no type."""
        return self.name.endswith("_edtf")

    @property
    def limits(self) -> tuple[float, float]:
        """The least and the most that a number may be."""
        return (
            -math.inf if self.minimum is None else self.minimum,
            math.inf if self.maximum is None else self.maximum,
        )

    def descriptor(self) -> dict[str, object]:
        """This field as a Table Schema field descriptor."""
        constraints: dict[str, object] = {}
        if self.required:
            constraints["required"] = True
        if self.enum:
            constraints["enum"] = list(self.enum)
        if self.pattern:
            constraints["pattern"] = self.pattern
        if self.minimum is not None:
            constraints["minimum"] = self.minimum
        if self.maximum is not None:
            constraints["maximum"] = self.maximum
        entry: dict[str, object] = {
            "name": self.name,
            "type": self.type,
            "description": self.description,
        }
        if constraints:
            entry["constraints"] = constraints
        return entry


@dataclass(frozen=True, slots=True)
class Table:
    """One CSV file of the data package. Rows are kept sorted by the primary key.

    A dataset may lack an optional table altogether: to a reader it is then empty.
    """

    name: str
    description: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    is_optional: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)

    def descriptor(self) -> dict[str, object]:
        """This table as a Table Schema descriptor."""
        return {
            "fields": [field.descriptor() for field in self.fields],
            "missingValues": [""],
            "primaryKey": list(self.primary_key),
            "foreignKeys": [
                {
                    "fields": [field.name],
                    "reference": {
                        # The specification writes a table's own name as "".
                        "resource": "" if field.references[0] == self.name else field.references[0],
                        "fields": [field.references[1]],
                    },
                }
                for field in self.fields
                if field.references
            ],
        }


def slug_id(name: str, description: str) -> Field:
    """A column of ids that are slugs."""
    return Field(name, "string", description, pattern=SLUG_PATTERN)


def reference(name: str, table: str, description: str, *, required: bool = True) -> Field:
    """A column of ids of rows of ``table``."""
    target = {
        "locations": "location_id",
        "sectors": "sector_id",
        "actors": "actor_id",
        "sources": "source_id",
        "events": "event_id",
        "event_kinds": "kind_id",
        "measures": "measure_id",
        "stories": "story_id",
        "story_steps": "step_id",
    }[table]
    return Field(name, "string", description, required=required, references=(table, target))


def text(name: str, description: str, *, required: bool = True) -> Field:
    """A column of text."""
    return Field(name, "string", description, required=required)


def choice(name: str, options: tuple[str, ...], description: str) -> Field:
    """A column of words of a closed list."""
    return Field(name, "string", description, enum=options)


def translated(column: str, what: str) -> tuple[Field, ...]:
    """The columns that say ``what`` in each language; English alone is required."""
    return (
        text(f"{column}_en", f"{what} in English"),
        text(f"{column}_vi", f"{what} in Vietnamese", required=False),
        text(f"{column}_ja", f"{what} in Japanese", required=False),
    )


def names(what: str) -> tuple[Field, ...]:
    """The columns of a name."""
    return translated("name", what)


def latitude(name: str, what: str, *, required: bool = True) -> Field:
    """A column of latitudes in degrees north."""
    return Field(
        name, "number", f"{what}, degrees north, WGS 84", required, minimum=-90, maximum=90
    )


def longitude(name: str, what: str, *, required: bool = True) -> Field:
    """A column of longitudes in degrees east."""
    return Field(
        name, "number", f"{what}, degrees east, WGS 84", required, minimum=-180, maximum=180
    )


SOURCE = reference("source_id", "sources", "The document that states this")
LOCATOR = Field(
    "locator",
    "string",
    "Where in the document: p7 is the seventh non-blank line of the text as read; "
    "excerpt means that only an excerpt of the page was read; r12 is row 12 of a table",
    pattern=LOCATOR_PATTERN,
)
EVENT = reference("event_id", "events", "The event")
STEP = reference("step_id", "story_steps", "The step")
