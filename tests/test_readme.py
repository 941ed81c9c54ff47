"""What the README says is true: its commands, its dossier, its tables and folders."""

import re
import tomllib
from pathlib import Path

from dashboard import schema
from dashboard.ingest.dossiers import Dossier
from dashboard.selection import Selection
from dashboard.tables import open_tables

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_ci_runs_the_test_command_of_the_readme() -> None:
    after = README.partition("<!-- test -->\n```sh\n")[2]
    assert after.partition("\n```")[0].startswith("python3 -m venv .venv && ")
    assert "\n" not in after.partition("\n```")[0]
    assert "<!-- test -->" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_dossier_is_a_whole_one() -> None:
    block = README.partition("<!-- dossier -->\n   ```toml\n")[2].partition("```")[0]
    dossier = Dossier.model_validate(tomllib.loads(block))
    assert dossier.event[0].places[1].id == "yokohama"


def test_the_table_of_tables_names_every_table() -> None:
    section = README.partition("## The tables")[2].partition("## ")[0]
    named = set(re.findall(r"`([a-z_]+)`", " ".join(re.findall(r"^\| (`.*?) \|", section, re.M))))
    assert named == {table.name for table in schema.TABLES}


def test_the_example_address_selects_something() -> None:
    query = re.search(r"`\?(when=[^`]+)`", README)
    assert query
    tables = open_tables(ROOT / "data")
    selection, notices = Selection.parse(query[1], tables)
    assert notices == ()
    assert selection.query() == query[1]


def test_links_and_folders_are_there() -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", README)
    folders = re.findall(r"^\| `([a-z/]+/)`", README, re.M)
    assert links
    assert folders
    for path in [*links, *folders]:
        assert (ROOT / path).exists(), path
