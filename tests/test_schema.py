import re

import pytest
from frictionless import Schema

from dashboard import schema, table_schema


@pytest.mark.parametrize("table", schema.TABLES, ids=lambda table: table.name)
def test_each_table_is_a_valid_table_schema(table: table_schema.Table) -> None:
    descriptor = table.descriptor()
    assert Schema.from_descriptor(descriptor).field_names == list(table.columns)


@pytest.mark.parametrize("table", schema.TABLES, ids=lambda table: table.name)
def test_keys_point_to_columns_that_are_there(table: table_schema.Table) -> None:
    assert set(table.primary_key) <= set(table.columns)
    assert len(set(table.columns)) == len(table.columns)
    assert all(table.field(column).required for column in table.primary_key)
    for field in table.fields:
        if field.references:
            other, column = field.references
            assert schema.table(other).primary_key == (column,)


def test_an_unknown_table_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        schema.table("no-such-table")


@pytest.mark.parametrize(
    ("locator", "sound"),
    [
        ("p1", True),
        ("p3 p12", True),
        ("excerpt", True),
        ("p0", False),
        ("p3, p4", False),
        ("", False),
        ("excerpt p1", False),
    ],
)
def test_locators(locator: str, sound: bool) -> None:
    assert bool(re.fullmatch(table_schema.LOCATOR_PATTERN, locator)) is sound


@pytest.mark.parametrize(
    ("slug", "sound"),
    [
        ("quang-ninh", True),
        ("a1", True),
        ("Quang", False),
        ("a--b", False),
        ("-a", False),
        ("a ", False),
    ],
)
def test_slugs(slug: str, sound: bool) -> None:
    assert bool(re.fullmatch(table_schema.SLUG_PATTERN, slug)) is sound


def test_column_names_follow_one_grammar() -> None:
    for table in schema.TABLES:
        for field in table.fields:
            assert re.fullmatch(r"[a-z][a-z0-9_]*", field.name), f"{table.name}.{field.name}"
            if field.type == "boolean":
                assert field.name.startswith("is_")
            if field.type == "date":
                assert field.name.endswith("_date")
            if field.references:
                assert field.name.endswith("_id")
