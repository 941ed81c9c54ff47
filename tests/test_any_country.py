"""The code knows of no country: what is particular to one is in seeds/, data/ and geocache/."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Shorter names are also words: Mie, Hue.
SHORTEST = 4
# Fonts, encodings and languages are of no place.
NO_PLACES = re.compile(r"(?:Sans|CJK|EUC|2022)[ -]JP\b|日本語")
SCRIPTS_COMMENTS = re.compile(r"/\*.*?\*/|(?<![:'\"`])//[^\n]*", re.DOTALL)


def python_texts(code: str) -> Iterator[str]:
    """The texts of ``code`` without those that only document it."""
    tree = ast.parse(code)
    documentation = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in documentation:
            yield str(node.value)


def texts(path: Path) -> Iterator[str]:
    code = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        yield from python_texts(code)
    else:
        yield SCRIPTS_COMMENTS.sub("", code)


def localities() -> list[str]:
    """Ids and names of the first dataset's places."""
    with (ROOT / "data" / "locations.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    cells = (row[name] for row in rows for name in ("location_id", "name_en", "name_vi", "name_ja"))
    return sorted(
        {cell for cell in cells if len(cell) >= SHORTEST or (not cell.isascii() and cell)}
    )


def named(text: str, names: list[str]) -> list[str]:
    """The ``names`` that ``text`` has as words, and the codes of the first dataset's countries."""
    text = NO_PLACES.sub("", text)
    found = [name for name in names if name.casefold() in text.casefold()]
    words = [
        name
        for name in found
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) or not name.isascii()
    ]
    return words + re.findall(r"\b(?:VN|JP)\b", text)


@pytest.mark.parametrize("suffix", ["py", "js", "css"])
def test_no_text_of_the_code_names_a_place_of_the_first_dataset(suffix: str) -> None:
    paths = sorted((ROOT / "dashboard").rglob(f"*.{suffix}"))
    assert len(paths) > 1
    names = localities()
    found = {
        str(path.relative_to(ROOT)): hits
        for path in paths
        if (hits := [name for text in texts(path) for name in named(text, names)])
    }
    assert found == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Gunma", ["Gunma"]),
        ('"gunma"', ["gunma"]),
        ("VN-13", ["VN"]),
        ("Noto Sans JP, 日本語, EUC-JP", []),
        ("Gunmaesque", []),
        ("群馬県から", ["群馬"]),
    ],
)
def test_a_place_is_seen(text: str, found: list[str]) -> None:
    names = ["Gunma", "群馬", "日本"]
    assert [name.casefold() for name in named(text, names)] == [one.casefold() for one in found]


def test_what_documents_the_code_may_name_them() -> None:
    code = 'def f():\n    "As Gunma does."\n    return "Hokkaido"  # Kansai'
    assert list(python_texts(code)) == ["Hokkaido"]
