"""The JavaScript modules as one: whole, in order, and without clashes."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from dashboard.linked import bundle

FOLDER = Path(bundle.__file__).parent
MODULES = sorted(path.name for path in FOLDER.glob("*.js"))
# What a host is given; everything else is imported by one of them.
HOSTS = sorted(path.name for path in FOLDER.glob("*_host.js"))
# A script of its own, before any host.
BOOT = "standalone_boot.js"
_DECLARED = re.compile(
    r"^(?:export )?(?:default )?(?:async )?(?:function\*?|class|const|let|var) +(\w+)", re.M
)
_IMPORTED = re.compile(r'from "\./(\w+\.js)"')


def source(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def needed(name: str) -> set[str]:
    """``name`` and every module that it imports, and those that they import."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            waiting += _IMPORTED.findall(source(module))
    return found


def run(command: list[str]) -> str:
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.parametrize("entry", MODULES)
def test_a_bundle_holds_what_its_entry_needs_and_nothing_twice(entry: str) -> None:
    text = bundle.module(entry)
    assert not re.search(r"^\s*import\b", text, re.M)
    declared = _DECLARED.findall(text)
    expected = [name for module in needed(entry) for name in _DECLARED.findall(source(module))]
    assert sorted(declared) == sorted(expected)
    assert [name for name, count in Counter(declared).items() if count > 1] == []


@pytest.mark.parametrize("name", MODULES)
def test_no_class_has_two_methods_of_one_name(name: str) -> None:
    """JavaScript takes the last of them without a word."""
    for part in re.split(r"^(?:export )?class ", source(name), flags=re.M)[1:]:
        whole = part.split("\n}\n")[0]
        methods = re.findall(r"^  (?:async )?((?:[gs]et )?\w+)\(.*\) \{$", whole, re.M)
        assert [one for one, count in Counter(methods).items() if count > 1] == []


def test_all_modules_are_part_of_a_host() -> None:
    assert set[str]().union(*map(needed, [*HOSTS, BOOT])) == set(MODULES), (
        "a module that nothing imports"
    )


@pytest.mark.parametrize("entry", MODULES)
def test_modules_stand_before_those_that_import_them(entry: str) -> None:
    declared = _DECLARED.findall(bundle.module(entry))
    for module in needed(entry):
        for name in _IMPORTED.findall(source(module)):
            first, later = _DECLARED.findall(source(name)), _DECLARED.findall(source(module))
            if first and later:
                assert declared.index(first[0]) < declared.index(later[0])


@pytest.mark.parametrize("module", MODULES)
def test_every_import_is_of_a_kind_that_the_bundle_can_leave_out(module: str) -> None:
    # A name imported under another one, or a default, would have no meaning in one scope.
    for line in re.findall(r"^import\b.*?;", source(module), re.M | re.S):
        assert re.fullmatch(r'import \{[\w\s,]+\} from "\./\w+\.js";', line), line
        assert " as " not in line
        target = _IMPORTED.findall(line)[0]
        exported = set(re.findall(r"^export (?:async )?\w+\*? +(\w+)", source(target), re.M))
        names = {name.strip() for name in line.split("{")[1].split("}")[0].split(",")} - {""}
        assert names <= exported, f"{module} imports what {target} does not export"


@pytest.mark.parametrize("entry", MODULES)
def test_an_engine_reads_the_bundle(entry: str, tmp_path: Path, node: str) -> None:
    path = tmp_path / "bundle.mjs"
    path.write_text(bundle.module(entry), encoding="utf-8")
    run([node, "--check", str(path)])


def test_an_engine_finds_one_default_export(tmp_path: Path, node: str) -> None:
    path = tmp_path / "bundle.mjs"
    path.write_text(bundle.module("streamlit_host.js"), encoding="utf-8")
    script = (
        f"const m = await import({json.dumps(path.as_uri())});"
        "console.log(JSON.stringify([Object.keys(m), typeof m.default]));"
    )
    found = run([node, "--input-type=module", "-e", script])
    assert json.loads(found) == [["default"], "function"]


def test_an_engine_sees_a_name_declared_twice(tmp_path: Path, node: str) -> None:
    path = tmp_path / "bundle.mjs"
    path.write_text(bundle.module("calendar.js") + "\nconst UNITS = [];", encoding="utf-8")
    with pytest.raises(AssertionError, match="UNITS"):
        run([node, "--check", str(path)])


@pytest.mark.parametrize("entry", [*HOSTS, BOOT])
def test_without_comments_it_is_the_same_script(entry: str, tmp_path: Path, node: str) -> None:
    text = bundle.compact(bundle.module(entry))
    path = tmp_path / "bundle.mjs"
    path.write_text(text, encoding="utf-8")
    run([node, "--check", str(path)])
    assert not re.search(r"^[ \t]*(?://|/\*|\*/|\n)", text, re.M)
    assert set(_DECLARED.findall(bundle.module(entry))) <= set(_DECLARED.findall(text))


def test_the_stylesheet_asks_for_nothing() -> None:
    css = bundle.stylesheet()
    assert ".lv" in css
    assert css.count("{") == css.count("}")
    assert "@import" not in css
    assert "http" not in css
