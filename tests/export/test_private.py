"""Files of a session's own table: they hold its outlines, though it has no folder."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

from dashboard.dataset import private_dataset
from dashboard.export.package_zip import to_package
from dashboard.export.request import Request
from dashboard.intake.folder import basemap
from dashboard.language import language
from dashboard.tables import open_tables
from dashboard.views.boundaries import NOTHING
from tests.synthetic import synthetic_tables


def test_the_package_of_a_table_without_a_folder_is_a_whole_dataset(tmp_path: Path) -> None:
    tables = synthetic_tables(5, places=4)
    dataset = private_dataset(tables, {"regions": NOTHING, **basemap(tables)})
    request = Request("Everything", language("en"), boundaries=dataset.boundaries)
    assert request.outlines(tables) is dataset.boundaries
    with zipfile.ZipFile(io.BytesIO(to_package(tables, ["event-0"], request))) as archive:
        archive.extractall(tmp_path)
    assert len(open_tables(tmp_path)["events"]) == 5
    land = json.loads((tmp_path / "boundaries" / "countries.geojson").read_text("utf-8"))
    assert {feature["properties"]["country_code"] for feature in land["features"]} > {"BR", "FR"}
