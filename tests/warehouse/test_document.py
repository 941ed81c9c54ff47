"""What docs/warehouse.md says of the mapping is what is read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dashboard.warehouse import address, cache_folder
from dashboard.warehouse.mapping import ROLES, read_mapping

TEXT = (Path(__file__).parents[2] / "docs" / "warehouse.md").read_text(encoding="utf-8")


@pytest.fixture
def example(tmp_path: Path) -> Path:
    found = re.search(r"<!-- mapping -->\n```toml\n(.*?)```", TEXT, re.DOTALL)
    assert found
    path = tmp_path / "mapping.toml"
    path.write_text(found[1], encoding="utf-8")
    return path


def test_the_example_is_a_mapping(example: Path) -> None:
    mapping = read_mapping(example)
    assert (mapping.table, mapping.title) == ("public.events", "Cultural events")
    assert mapping.languages == ("en", "vi")
    assert mapping.levels == ("country", "province", "city")
    assert mapping.marks("category") == ";,"
    columns = [name for names in mapping.columns.columns.values() for name in names]
    mapping.check("mapping.toml", columns)


def test_every_role_is_described() -> None:
    described = set(re.findall(r"`([a-z_]+)`", "\n".join(re.findall(r"^\| `.*$", TEXT, re.M))))
    assert set(ROLES) <= described


def test_every_setting_is_described() -> None:
    for name in (cache_folder.CACHE, cache_folder.CACHE_MEGABYTES, cache_folder.MEMORY):
        assert f"`{name}`" in TEXT


def test_every_named_address_is_a_warehouse() -> None:
    rows = re.findall(r"^\| (`.*?) \|", TEXT.split("## The mapping")[0], re.M)
    named = [one for row in rows for one in re.findall(r"`([^`]+)`", row) if "://" in one]
    assert len(named) >= 6
    assert all(address.is_warehouse(one) for one in named)
