"""Datasets made by rule: events of any number over places and sectors, from a seed."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pandas as pd

from dashboard import schema, table_schema
from dashboard.land import OWN_LAND
from dashboard.problems import DataError
from dashboard.tables import About, Tables, open_tables


def synthetic_tables(
    events: int,
    *,
    places: int = 60,
    sectors: int = 10,
    years: int = 11,
    seed: int = 1,
    odd: bool = True,
    texts: str = "",
    story: bool = False,
) -> Tables:
    """``events`` random events over ``years`` years from 2015.

    ``places`` units lie in two countries, one in five has a city, and two regions share
    some. With ``odd`` there are also undated events, open intervals, events of many
    sectors and places, and day, month and year precision. ``texts`` is put into every
    title, name and address, to see what becomes of it. With ``story`` there is one, of two
    steps: all events, and those of one country.
    """
    draw = random.Random(seed)
    rows: dict[str, list[dict[str, object]]] = {table.name: [] for table in schema.TABLES}
    for country, name in (("aa", "Aland"), ("bb", "Bland")):
        rows["locations"].append(_place(country, "", "country", name + texts, 15.0, 115.0))
    units = []
    for i in range(places):
        side = "aa" if i % 2 else "bb"
        place_id = f"{side}-{i}"
        lat = draw.uniform(9, 22) if side == "aa" else draw.uniform(31, 43)
        lon = draw.uniform(103, 108) if side == "aa" else draw.uniform(131, 142)
        rows["locations"].append(_place(place_id, side, "province", f"Unit {i}{texts}", lat, lon))
        units.append(place_id)
        if i % 5 == 0:
            city = f"{place_id}-city"
            rows["locations"].append(_place(city, place_id, "city", f"City {i}{texts}", lat, lon))
            units.append(city)
    for region in ("region-one", "region-two"):
        rows["locations"].append(_place(region, "aa", "region", region + texts, 12.0, 105.0))
        members = [f"aa-{i}" for i in range(1, places, 2) if draw.random() < 0.3]
        rows["location_members"] += [{"region_id": region, "member_id": m} for m in members]
        units.append(region)
    for i in range(sectors):
        color = f"#{draw.randrange(0x404040, 0xC0C0C0):06x}"
        rows["sectors"].append(
            {
                "sector_id": f"sector-{i}",
                "name_en": f"Sector {i}{texts}",
                "position": i + 1,
                "family": f"family-{i // 4}",
                "color": color,
                "covers_en": "-",
            }
        )
    rows["event_kinds"].append({"kind_id": "meeting", "name_en": "Meeting", "covers_en": "-"})
    rows["sources"].append(
        {
            "source_id": "source",
            "title_en": f"A source{texts}",
            "publisher": f"A publisher{texts}",
            "url": texts or "https://example.org/",
            "language_read": "en",
            "language_original": "en",
            "read_as": "full text",
        }
    )
    first = dt.date(2015, 1, 1)
    for i in range(events):
        event_id = f"event-{i}"
        start: dt.date | None = first + dt.timedelta(days=draw.randrange(years * 365))
        kind = draw.random() if odd else 1.0
        end = start
        precision = "day"
        if kind < 0.05:
            start = end = None
            precision = ""
        elif kind < 0.1:
            end, precision = None, "month"
        elif kind < 0.15:
            start, precision = None, "year"
        elif kind < 0.35:
            end, precision = start + dt.timedelta(days=draw.randrange(800)), "month"
        rows["events"].append(
            {
                "event_id": event_id,
                "title_en": f"Event {i}{texts}",
                "summary_en": f"Summary {i}{texts}",
                "kind_id": "meeting",
                "start_date": start,
                "end_date": end,
                "date_precision": precision,
                "is_approximate": False,
                "is_uncertain": False,
                "status": "held",
            }
        )
        link = {"event_id": event_id, "source_id": "source", "locator": "p1"}
        for place in draw.sample(units, draw.choice((1, 1, 2, 2, 3)) if odd else 1):
            rows["event_locations"].append({**link, "location_id": place, "role": "party"})
        for sector in draw.sample(
            range(sectors), draw.choice((1, 1, 2, 3)) if odd else min(1, sectors)
        ):
            rows["event_sectors"].append({**link, "sector_id": f"sector-{sector}"})
        rows["event_sources"].append(
            {**link, "stated_status": "held", "states_en": f"States {i}{texts}"}
        )
    if story:
        _add_story(rows, texts)
    frames = {table.name: _frame(table, rows[table.name]) for table in schema.TABLES}
    return Tables(frames, About("synthetic", f"Synthetic events{texts}", ""))


def _add_story(rows: dict[str, list[dict[str, object]]], texts: str) -> None:
    told = {"title_en": f"A story{texts}", "intro_en": f"An intro{texts}"}
    rows["stories"].append({"story_id": "story", "position": 1, **told})
    first = rows["events"][0]
    for position, query in enumerate(("", "place=aa"), start=1):
        step_id = f"step-{position}"
        rows["story_steps"].append(
            {
                "step_id": step_id,
                "story_id": "story",
                "position": position,
                "title_en": f"Step {position}{texts}",
                "text_en": f"What it says{texts}\n\nAnd more{texts}",
                "selection": query,
                "event_id": first["event_id"] if position > 1 else "",
            }
        )
        rows["story_step_events"].append({"step_id": step_id, "event_id": first["event_id"]})
        rows["story_step_sources"].append({"step_id": step_id, "source_id": "source"})


def write_tables(tables: Tables, folder: Path) -> Path:
    """Put ``tables`` into ``folder`` as a dataset that `open_tables` reads."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in tables.items():
        text = frame.copy()
        for column in text.select_dtypes("datetime").columns:
            text[column] = text[column].dt.strftime("%Y-%m-%d")
        for column in text.select_dtypes("bool").columns:
            text[column] = text[column].map({True: "true", False: "false"})
        text.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    (folder / "datapackage.json").write_text(
        pd.Series({"name": tables.about.name, "title": tables.about.title}).to_json(),
        encoding="utf-8",
    )
    # Without land of its own it would be shown on the world's, which takes time to draw.
    (folder / "boundaries").mkdir(exist_ok=True)
    (folder / OWN_LAND).write_text('{"type": "FeatureCollection", "features": []}', "utf-8")
    try:
        open_tables(folder)
    except DataError as error:
        raise AssertionError(f"the generator made a broken dataset:\n{error}") from error
    return folder


def _place(
    place_id: str, parent: str, kind: str, name: str, lat: float, lon: float
) -> dict[str, object]:
    return {
        "location_id": place_id,
        "parent_id": parent,
        "kind": kind,
        "country_code": place_id[:2].upper(),
        "name_en": name,
        "lat": lat,
        "lon": lon,
        "precision": {"province": "unit"}.get(kind, kind),
        "placed_by": "rule",
        "placed_licence": "CC0-1.0",
    }


def _frame(table: table_schema.Table, rows: list[dict[str, object]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(table.columns))
    for field in table.fields:
        if field.type == "string":
            frame[field.name] = [str(v) if isinstance(v, str) else "" for v in frame[field.name]]
        elif field.type == "date":
            frame[field.name] = pd.to_datetime(frame[field.name]).astype("datetime64[s]")
        elif field.type == "number":
            frame[field.name] = frame[field.name].astype("float64")
        elif field.type == "boolean":
            frame[field.name] = frame[field.name].astype(bool)
    return frame
