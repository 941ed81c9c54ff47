"""Data that change while files are made of them: every file is of one state, or none is made."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from dashboard.export.formats import FORMATS, Format
from dashboard.export.request import Request
from dashboard.language import language
from dashboard.problems import DataError
from dashboard.tables import open_tables
from tests.synthetic import synthetic_tables, write_tables

DATA = Path(__file__).parents[2] / "data"
# What draws or holds outlines reads them from the folder when it is made.
WITH_OUTLINES = {"html", "html-cdn", "pptx", "package"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def made(form: Format, folder: Path, change: str) -> bytes:
    tables = open_tables(folder)
    ids = list(tables["events"]["event_id"][:20])
    request = Request("some", language("en"), folder=folder, made=dt.date(2026, 1, 2))
    if change == "tables":
        other = write_tables(synthetic_tables(30, places=5, seed=1), folder.parent / "other")
        for path in other.glob("*.csv"):
            shutil.copy(path, folder / path.name)
    elif change == "outlines":
        outlines = folder / "boundaries" / "units.geojson"
        outlines.write_bytes(outlines.read_bytes()[:1000])
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
