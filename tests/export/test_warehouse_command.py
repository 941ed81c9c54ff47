"""``python -m dashboard export`` of a table that stays where it is."""

from __future__ import annotations

import datetime as dt
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result
from PIL import Image
from pptx import Presentation

from dashboard import grouped_picked
from dashboard.export.command import command

ROWS = 300
MAPPING = """
title = "Festivals"
[columns]
date = "start"
title = "name"
country = "country"
place = ["province"]
category = "tag"
"""


@pytest.fixture
def export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("LOCALITY_DASHBOARD_CACHE", str(tmp_path / "cache"))
    frame = pd.DataFrame(
        {
            "start": [dt.date(2021, 1, 1) + dt.timedelta(n) for n in range(ROWS)],
            "name": [f"Festival {n} <b>" for n in range(ROWS)],
            "country": "Vietnam",
            "province": [("Hanoi", "Quang Ninh")[n % 2] for n in range(ROWS)],
            "tag": [("culture", "trade")[n % 2] for n in range(ROWS)],
        }
    )
    frame.to_parquet(tmp_path / "festivals.parquet")
    (tmp_path / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    given = ["--data", tmp_path / "festivals.parquet", "--mapping", tmp_path / "mapping.toml"]
    return lambda *arguments: CliRunner().invoke(command, [*map(str, (*given, *arguments))])


@pytest.mark.parametrize("ending", ["csv", "xlsx", "geojson", "ics", "jsonld", "html", "pptx"])
def test_every_format_is_written(
    export: Callable[..., Result], tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"view.{ending}"
    done = export("--select", "sector=trade&when=2021-03", "-o", path)
    assert done.exit_code == 0, done.output
    assert "16 events" in done.output
    content = path.read_bytes()
    if ending == "csv":
        assert len(pd.read_csv(io.BytesIO(content))) == 16
    if ending == "pptx":
        assert len(Presentation(io.BytesIO(content)).slides) >= 4
    if ending == "html":
        assert "of 300 events" in content.decode()


def test_a_picture_is_drawn_of_the_groups(
    export: Callable[..., Result],
    tmp_path: Path,
    require_system: Callable[[object, str], None],
) -> None:
    require_system(shutil.which("chromium"), "apt-get install -y chromium")
    done = export("--select", "q=festival 1&sector=trade", "-o", tmp_path / "view.png")
    assert done.exit_code == 0, done.output
    picture = Image.open(tmp_path / "view.png")
    assert picture.width > 1000
    assert len(picture.convert("RGB").getcolors(1 << 24) or ()) > 100


def test_csv_goes_beyond_the_limit_of_the_others(
    export: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(grouped_picked.MOST_EVENTS_SETTING, "100")
    path = tmp_path / "all.csv"
    assert export("-o", path).exit_code == 0
    assert len(pd.read_csv(path)) == ROWS
    refused = export("-o", tmp_path / "all.xlsx")
    assert refused.exit_code == 1
    assert grouped_picked.MOST_EVENTS_SETTING in refused.output
    assert not (tmp_path / "all.xlsx").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--format", "package"), "stays there"),
        (("--select", "when=1900", "--format", "csv"), "No events pass the filters"),
        (("--story", "any", "--format", "html"), "no story"),
        (("--data", "nothing.parquet", "--format", "csv"), "there is no such file"),
    ],
)
def test_what_cannot_be_is_said(
    export: Callable[..., Result],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    before = set(tmp_path.iterdir()) | {tmp_path / "cache"}
    refused = export(*arguments)
    assert refused.exit_code == 1
    assert said in refused.output
    assert set(tmp_path.iterdir()) <= before


def test_a_table_without_rows_has_no_events(export: Callable[..., Result], tmp_path: Path) -> None:
    path = tmp_path / "festivals.parquet"
    pd.read_parquet(path).iloc[:0].to_parquet(path)
    refused = export("--format", "csv", "-o", tmp_path / "view.csv")
    assert refused.exit_code == 1
    assert "the table has no events: nothing was written" in refused.output
    assert not (tmp_path / "view.csv").exists()
