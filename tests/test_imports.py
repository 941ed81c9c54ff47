"""Imports point one way: page → views, linked, export → selection → tables → schema, dates."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# From the ground up. A module may import modules of lower layers and of its own.
LAYERS = (
    frozenset(
        {
            *("closed_lists", "dates", "files", "land", "marking", "names", "problems", "progress"),
            *("table_schema", "textfiles"),
        }
    ),
    frozenset({"schema", "schema_events", "schema_stories", "schema_vocabulary"}),
    frozenset({"celltypes", "contradictions", "csvtext", "datapackage", "keys", "tables"}),
    frozenset({"catalogue", "collation", "date_words", "language", "messages", "number_words"}),
    frozenset(
        {
            *("columns", "disagreements", "extents", "facets", "meridian", "places", "search"),
            *("selection", "wire"),
        }
    ),
    frozenset({"stories", "subset"}),
    frozenset(
        {
            *("views", "linked", "export", "intake", "warehouse", "remembered", "stored_files"),
            *("dataset", "grouped", "last_good", "picked", "grouped_picked"),
        }
    ),
    frozenset({"notebook", "oembed", "opening", "page_style"}),
    frozenset({"embed", "finer", "making", "offered_files", "sharing", "warming"}),
    frozenset(
        {
            *("allocator", "app", "downloads", "own_table", "page", "panels", "saving", "session"),
            *("upload", "upload_outcome"),
        }
    ),
)
# What makes the tables knows of the tables and what is below them, and of itself.
UNDER_INGEST = LAYERS[0] | LAYERS[1] | LAYERS[2] | {"ingest"}
# A step of a story is a selection: whether it matches anything, only these modules can say.
SELECTING = frozenset({"dashboard.ingest.story_check"})
UNDER_SELECTING = UNDER_INGEST | {"columns", "language", "selection"}
# The command line imports each command, and the package each of its names, when asked for.
RIM = frozenset({"", "__main__"})
STREAMLIT = frozenset(
    f"dashboard.{name}"
    for name in (
        *("app", "downloads", "own_table", "page", "panels", "saving", "session", "sharing"),
        *("upload", "upload_outcome", "linked.component"),
    )
)
GEOPY = frozenset(
    f"dashboard.ingest.{name}"
    for name in ("gazetteer", "geocoders", "geocode_command", "network", "outages", "replies")
)
WAREHOUSE_ONLY = frozenset({"ibis", "duckdb", "pyspark", "psycopg"})
OFFLINE_ONLY = frozenset({"pydantic", "frictionless", "shapely", "geopy", "filelock", "tqdm"})


@dataclass(frozen=True)
class Arrow:
    """One import: ``importer`` is a module, ``imported`` a module or a library."""

    importer: str
    imported: str

    def __str__(self) -> str:
        return f"{self.importer} → {self.imported}"


def arrows(package: Path) -> Iterator[Arrow]:
    """Every import in the modules of ``package``, wherever in a module it stands."""
    modules = {module_name(path, package): path for path in package.rglob("*.py")}
    for importer, path in modules.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (Arrow(importer, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{importer} imports relatively"
                assert node.module is not None
                for alias in node.names:
                    inner = f"{node.module}.{alias.name}"
                    yield Arrow(importer, inner if inner in modules else node.module)


def module_name(path: Path, package: Path) -> str:
    parts = path.relative_to(package.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def part(module: str) -> str:
    """The part of the package that a module belongs to: ``views`` for all of its modules."""
    return [*module.split("."), ""][1]


def wrong(arrow: Arrow) -> bool:
    importer, imported = part(arrow.importer), part(arrow.imported)
    library = arrow.imported.split(".")[0]
    if library != "dashboard":
        return (
            library == "geocache"
            or (library == "streamlit" and arrow.importer not in STREAMLIT)
            or (library == "geopy" and arrow.importer not in GEOPY)
            or (library in OFFLINE_ONLY and importer != "ingest")
            or (library in WAREHOUSE_ONLY and importer != "warehouse")
        )
    if importer in RIM or imported == "":
        return False
    if importer == "ingest":
        return imported not in (UNDER_SELECTING if arrow.importer in SELECTING else UNDER_INGEST)
    return imported == "ingest" or imported in RIM or layer(imported) > layer(importer)


def layer(name: str) -> int:
    for number, parts in enumerate(LAYERS):
        if name in parts:
            return number
    raise AssertionError(f"dashboard/{name} has no place in the layers: give it one in this test")


def circles(found: list[Arrow]) -> list[str]:
    """The modules that can reach themselves by imports."""
    below: dict[str, set[str]] = {}
    for arrow in found:
        below.setdefault(arrow.importer, set()).add(arrow.imported)
    looping = []
    for start in below:
        seen: set[str] = set()
        waiting = list(below[start])
        while waiting:
            module = waiting.pop()
            if module not in seen:
                seen.add(module)
                waiting.extend(below.get(module, ()))
        if start in seen:
            looping.append(start)
    return looping


def test_every_import_points_down() -> None:
    found = list(arrows(ROOT / "dashboard"))
    assert len(found) > 100
    assert [str(arrow) for arrow in found if wrong(arrow)] == []


def test_no_module_imports_itself_in_a_circle() -> None:
    assert circles(list(arrows(ROOT / "dashboard"))) == []


@pytest.mark.parametrize(
    ("importer", "statement"),
    [
        ("tables", "from dashboard.selection import Selection"),
        ("selection", "from dashboard.views.timeline import timeline"),
        ("views/timeline", "from dashboard import page"),
        ("views/timeline", "import streamlit as st"),
        ("views/timeline", "from dashboard.ingest.rows import table_rows"),
        ("page", "def later():\n    import dashboard.ingest.build"),
        ("ingest/rows", "from dashboard.selection import Selection"),
        ("ingest/rows", "from dashboard.views import timeline"),
        ("ingest/story_check", "from dashboard.views import timeline"),
        ("ingest/rows", "from geopy.geocoders import Nominatim"),
        ("tables", "import pydantic"),
        ("views/timeline", "import ibis"),
        ("page", "def later():\n    import duckdb"),
        ("ingest/rows", "from geocache.making.topology import Feature"),
    ],
)
def test_a_wrong_arrow_is_seen(tmp_path: Path, importer: str, statement: str) -> None:
    package = tmp_path / "dashboard"
    modules = ("tables", "selection", "page", "views/timeline", "ingest/rows", "ingest/build")
    modules += ("ingest/story_check",)
    for name in modules:
        path = package / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(statement if name == importer else "", encoding="utf-8")
    assert [arrow.importer for arrow in arrows(package) if wrong(arrow)] == [
        f"dashboard.{importer.replace('/', '.')}"
    ]


def test_a_circle_is_seen() -> None:
    assert circles([Arrow("a", "b"), Arrow("b", "c"), Arrow("c", "a"), Arrow("d", "a")]) == [
        "a",
        "b",
        "c",
    ]


def test_a_module_without_a_layer_is_asked_about() -> None:
    with pytest.raises(AssertionError, match="has no place"):
        wrong(Arrow("dashboard.utils", "dashboard.schema"))
