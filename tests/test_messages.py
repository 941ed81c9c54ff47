"""The catalogues: in step with the sources, whole, and with the fields of the messages."""

from __future__ import annotations

import ast
import re
import shutil
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from click.testing import CliRunner

from dashboard import catalogue, messages

ROOT = Path(__file__).parents[1]
REMEDY = "run: python -m dashboard messages, and translate what it lists"


def texts(catalog: Catalog) -> set[tuple[str | None, object]]:
    return {(message.context, message.id) for message in catalog if message.id}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_the_template_holds_the_messages_of_the_sources() -> None:
    assert messages.same_messages(messages.extracted(), messages.read(messages.TEMPLATE)), REMEDY


def test_no_message_stands_inside_a_formatted_text() -> None:
    """Until Python 3.12 the extractor does not see those, and they stay English."""
    found = []
    for path in messages.PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        formatted = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
        for call in (inner for node in formatted for inner in ast.walk(node)):
            if isinstance(call, ast.Call) and called(call) in messages.KEYWORDS:
                literal = [one for one in call.args if isinstance(one, ast.Constant)]
                found += [f"{path}:{call.lineno} {one.value}" for one in literal]
    assert found == []


def called(call: ast.Call) -> str:
    return str(getattr(call.func, "id", "") or getattr(call.func, "attr", ""))


@pytest.mark.parametrize("code", messages.TRANSLATED)
class TestCatalogue:
    def test_it_holds_the_same_messages(self, code: str) -> None:
        translated = messages.read(messages.po_path(code), code)
        assert texts(translated) == texts(messages.read(messages.TEMPLATE)), REMEDY
        assert not translated.obsolete

    def test_every_message_is_translated(self, code: str) -> None:
        left = messages.left_to_translate(messages.read(messages.po_path(code), code))
        assert [message.id for message in left] == []

    def test_every_translation_has_the_fields_of_its_message(self, code: str) -> None:
        for message in messages.read(messages.po_path(code), code):
            if message.id:
                asked = message.id if isinstance(message.id, tuple) else (message.id,)
                given = message.string if isinstance(message.string, tuple) else (message.string,)
                assert {frozenset(fields(str(text))) for text in given} == {
                    frozenset(fields(asked[-1]))
                }, message.id

    def test_translations_are_in_the_language_and_keep_its_marks(self, code: str) -> None:
        said = [
            text
            for message in messages.read(messages.po_path(code), code)
            if message.id
            for text in (message.string if isinstance(message.string, tuple) else [message.string])
        ]
        script = "[ぁ-んァ-ヶ一-鿿]" if code == "ja" else "[À-ỹ]"
        assert sum(bool(re.search(script, str(text))) for text in said) > 0.85 * len(said)
        assert [
            text for text in said if str(text) != str(text).strip() and str(text).strip(",; ")
        ] == []

    def test_the_compiled_catalogue_is_that_of_the_translations(self, code: str) -> None:
        translated = messages.read(messages.po_path(code), code)
        assert catalogue.compiled(code).read_bytes() == messages.machine_form(translated), REMEDY


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of one module, and a copy of the catalogues that the command then changes."""
    package = tmp_path / "dashboard"
    shutil.copytree(catalogue.FOLDER, package / "locale")
    monkeypatch.setattr(messages, "PACKAGE", package)
    monkeypatch.setattr(messages, "FOLDER", package / "locale")
    monkeypatch.setattr(catalogue, "FOLDER", package / "locale")
    monkeypatch.setattr(messages, "TEMPLATE", package / "locale" / "messages.pot")
    (package / "module.py").write_text(
        'words = _("Reset"), _("Brand-new")\n'
        'counted = language.ngettext("{n} new thing", "{n} new things", 2)\n'
        "# Translators: of a lamp\n"
        'lamp = language.pgettext("lamp", "light")\n'
        'weight = language.pgettext("weight", "light")\n',
        encoding="utf-8",
    )
    return package


def test_a_new_message_is_asked_for_and_a_dropped_one_goes(copy: Path) -> None:
    assert not messages.same_messages(messages.extracted(), messages.read(messages.TEMPLATE))
    result = CliRunner().invoke(messages.command)
    assert result.exit_code == 0
    assert "vi: 5 messages, 4 left to translate" in result.output
    assert "'Brand-new'" in result.output
    assert messages.same_messages(messages.extracted(), messages.read(messages.TEMPLATE))
    japanese = messages.read(copy / "locale/ja/LC_MESSAGES/dashboard.po", "ja")
    assert texts(japanese) == {
        (None, "Reset"),
        (None, "Brand-new"),
        (None, ("{n} new thing", "{n} new things")),
        ("lamp", "light"),
        ("weight", "light"),
    }
    kept = japanese.get("Reset")
    lamp = japanese.get("light", "lamp")
    assert kept
    assert kept.string == "リセット"
    assert lamp
    assert lamp.auto_comments == ["of a lamp"]
    assert {m.id for m in messages.left_to_translate(japanese)} == {
        "Brand-new",
        ("{n} new thing", "{n} new things"),
        "light",
    }


def test_a_second_run_changes_nothing(copy: Path) -> None:
    def contents() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}

    assert CliRunner().invoke(messages.command).exit_code == 0
    before = contents()
    assert CliRunner().invoke(messages.command).exit_code == 0
    assert contents() == before


def test_a_doubtful_or_empty_translation_is_left_to_do() -> None:
    catalog = Catalog(locale="vi", fuzzy=False)
    catalog.add("whole", "toàn bộ")
    catalog.add("doubtful", "ngờ", flags=["fuzzy"])
    catalog.add("empty", "")
    catalog.add(("{n} half", "{n} halves"), ("",))
    left = {message.id for message in messages.left_to_translate(catalog)}
    assert left == {"doubtful", "empty", ("{n} half", "{n} halves")}


def test_the_package_is_installed_with_its_files() -> None:
    """Whatever of the package is no module must be named in pyproject.toml to be installed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    tools = project["tool"]["setuptools"]
    modules = {path.parent for path in (ROOT / "dashboard").rglob("*.py")}
    assert {".".join(path.relative_to(ROOT).parts) for path in modules} == set(tools["packages"])
    # Translators' files are of no use to who runs the page.
    unused = {".py", ".pyc", ".po", ".pot", ".md"}
    for path in (ROOT / "dashboard").rglob("*"):
        if path.is_file() and path.suffix not in unused:
            folder = next(parent for parent in path.parents if parent in modules)
            package = ".".join(folder.relative_to(ROOT).parts)
            patterns = tools["package-data"].get(package, [])
            assert any(fnmatch(str(path.relative_to(folder)), pattern) for pattern in patterns), (
                path
            )
