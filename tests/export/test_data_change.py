"""Data that change while files are made of them: every file is of one state, or none is made."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest

from dashboard.export.formats import FORMATS, Format
from dashboard.export.request import Request
from dashboard.language import language
from dashboard.problems import DataError
from dashboard.tables import open_tables
from dashboard.views.boundaries import load_boundaries
from tests.synthetic import synthetic_tables, write_tables

DATA = Path(__file__).parents[2] / "data"
# What draws or holds outlines; unless they are handed over, it reads them from the folder.
WITH_OUTLINES = {"html", "pptx", "package"}
FORM = {form.format_id: form for form in FORMATS}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def made(form: Format, folder: Path, change: str, *, is_read: bool = False) -> bytes:
    tables = open_tables(folder)
    ids = list(tables["events"]["event_id"][:20])
    boundaries = load_boundaries(folder, tables) if is_read else None
    request = Request(
        "some", language("en"), folder=folder, made=dt.date(2026, 1, 2), boundaries=boundaries
    )
    if change == "tables":
        other = write_tables(synthetic_tables(30, places=5, seed=1), folder.parent / "other")
        for path in other.glob("*.csv"):
            shutil.copy(path, folder / path.name)
    elif change == "outlines":
        outlines = folder / "boundaries" / "units.geojson"
        outlines.write_bytes(outlines.read_bytes()[:1000])
    elif change == "newer outlines":
        outlines = folder / "boundaries" / "units.geojson"
        collection = json.loads(outlines.read_bytes())
        collection["features"].pop()
        outlines.write_text(json.dumps(collection), encoding="utf-8")
    return form.write(tables, ids, request)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.format_id)
def test_tables_that_change_meanwhile_change_nothing(form: Format, folder: Path) -> None:
    assert made(form, folder, "") == made(form, folder, "tables")


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.format_id)
def test_half_written_outlines_are_told_and_nothing_is_made(form: Format, folder: Path) -> None:
    if form.format_id in WITH_OUTLINES:
        with pytest.raises(DataError, match="units"):
            made(form, folder, "outlines")
    else:
        assert made(form, folder, "outlines")


@pytest.mark.parametrize("change", ["outlines", "newer outlines"])
@pytest.mark.parametrize("name", sorted(WITH_OUTLINES))
def test_outlines_that_were_read_with_the_tables_stay(name: str, change: str, folder: Path) -> None:
    form = next(form for form in FORMATS if form.format_id == name)
    if name == "package":
        # It holds the folder's own files, which are no longer those of the tables.
        with pytest.raises(DataError, match="units" if change == "outlines" else "have changed"):
            made(form, folder, change, is_read=True)
    else:
        whole = made(form, folder, "", is_read=True)
        assert made(form, folder, change, is_read=True) == whole


def test_outlines_that_have_not_changed_are_packed(folder: Path) -> None:
    form = FORM["package"]
    assert made(form, folder, "", is_read=True) == made(form, folder, "")
