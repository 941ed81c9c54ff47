"""A table becomes a dataset: nothing invented, nothing lost, a source behind every event."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from dashboard.intake import folder
from dashboard.intake.build import make
from dashboard.intake.cell_forms import open_date
from dashboard.intake.gazetteers import atlas_with
from dashboard.intake.limits import Limits
from dashboard.intake.mapping import TableMapping, read_mapping
from dashboard.intake.outcome import Imported, rejected_csv
from dashboard.intake.palette import COLORS
from dashboard.intake.reading import read
from dashboard.intake.recognition import recognise
from dashboard.problems import DataError
from dashboard.tables import open_tables
from tests.browser.conftest import ROOT

TODAY = dt.date(2026, 11, 22)


def imported(text: str, name: str = "events.csv", **changes: object) -> Imported:
    return made_of(text.encode(), name, **changes)


def made_of(content: bytes, name: str, **changes: object) -> Imported:
    sheet = read(content, name, Limits())
    known = open_tables(ROOT / "data")
    atlas = atlas_with(known)
    mapping = recognise(sheet, atlas.knows)
    for role, columns in changes.items():
        mapping = mapping.with_column(role, *str(columns).split(";"))
    return make(sheet, mapping, atlas, file_name=name, content=content, today=TODAY, known=known)


VIETNAMESE = """Ngày,Tiêu đề,Địa điểm,Lĩnh vực,Nguồn
25/11/2025,Diễn đàn hợp tác,Quảng Ninh; Gunma,Du lịch,https://example.org/1
tháng 3/2024,Đoàn tỉnh thăm,Cần Thơ; Hyogo,Giáo dục; Du lịch,https://example.org/2
"quý IV/2027",Lễ hội,Đà Nẵng; Osaka,Văn hóa,
"""
JAPANESE = """開催日,題名,場所,分野,出典
2025年11月25日,日越地方協力フォーラム,クアンニン省、群馬県,観光,https://example.org/1
令和6年3月,訪問団,カントー市、兵庫県,教育,https://example.org/2
"""


def test_a_vietnamese_table() -> None:
    made = imported(VIETNAMESE)
    assert (made.shown, made.left_out, made.rejected) == (3, 0, ())
    events = made.tables["events"].set_index("event_id")
    assert list(events["date_edtf"]) == ["2025-11-25", "2024-03", "2027-10/2027-12"]
    assert list(events["date_precision"]) == ["day", "month", "month"]
    assert list(events["status"]) == ["held", "held", "planned"]
    places = made.tables["event_locations"].groupby("event_id")["location_id"].apply(set)
    assert places["row-2"] == {"quang-ninh", "gunma"}
    assert set(made.tables["event_locations"]["role"]) == {"party"}
    assert set(made.tables["sectors"]["name_en"]) == {"Du lịch", "Giáo dục", "Văn hóa"}
    sources = made.tables["sources"].set_index("source_id")
    assert list(sources["url"]) == ["", "https://example.org/1", "https://example.org/2"]
    cited = made.tables["event_sources"].groupby("event_id")["source_id"].apply(list)
    assert cited["row-2"] == ["events-csv", "cited-1"]
    assert cited["row-4"] == ["events-csv"]
    assert set(made.tables["event_sources"]["locator"]) == {"r2", "r3", "r4"}


def test_a_japanese_table() -> None:
    made = imported(JAPANESE)
    assert list(made.tables["events"]["date_edtf"]) == ["2025-11-25", "2024-03"]
    assert set(made.tables["event_locations"]["location_id"]) == {
        *("quang-ninh", "gunma", "can-tho", "hyogo")
    }
    # They lie where the open dataset has them, each with the country it lies in.
    locations = made.tables["locations"].set_index("location_id")
    assert {"vn", "jp"} <= set(locations.index)
    assert locations.loc["gunma", "name_ja"] == "群馬県"


BRAZIL = """data_inicio,date,end,event,city,country,latitude,longitude,type,id
,2024-06-01,2024-06-03,Festa,Salvador,Brazil,-12.97,-38.5,Culture,a
,2024-07-14,,Fête,Paris,France,48.85,2.35,Culture,a
,2024-08-01,9999-12-31,Open,Lyon,France,,,Talk,b
,2024-08-02,soon,Talk,Nowhereville,France,,,Talk,c
,next week,,Lost,Lyon,France,,,Talk,d
,2024-08-05,2024-08-01,Backwards,Lyon,France,,,Talk,e
,2024-09-01,,Far,Lyon,Atlantis,95,200,Talk,f
,,,Undated,Lyon,France,,,,g
"""


def test_nothing_vanishes() -> None:
    made = imported(BRAZIL)
    assert (made.shown, made.left_out) == (6, 2)
    told = {(one.row, one.column, one.value, one.is_whole_row) for one in made.rejected}
    assert told == {
        (3, "id", "a", False),
        (4, "end", "9999-12-31", False),
        (5, "end", "soon", False),
        (5, "city", "Nowhereville", False),
        (6, "date", "next week", True),
        (7, "end", "2024-08-05 – 2024-08-01", True),
        (8, "country", "Atlantis", False),
        (8, "latitude, longitude", "95, 200", False),
    }
    assert all(one.reason.words() for one in made.rejected)
    events = made.tables["events"].set_index("title_en")
    assert events.loc["Open", "date_edtf"] == "2024-08-01/.."
    assert events.loc["Talk", "date_edtf"] == "2024-08-02"
    assert events.loc["Undated", "date_edtf"] == ""
    assert list(made.tables["events"]["event_id"])[:2] == ["a", "a-row-3"]
    rejected = made.tables["rejected"].set_index("rejected_id")
    assert len(rejected) == len(made.rejected)
    assert rejected.loc["row-6-1", "locator"] == "r6"
    lines = rejected_csv(made.rejected).decode("utf-8-sig").splitlines()
    assert lines[0] == "row,column,value,left_out,reason"
    assert lines[5].startswith("6,date,next week,row,")
    (unresolved,) = made.unresolved
    assert (unresolved.name, unresolved.count) == ("Nowhereville", 1)


def test_given_coordinates_are_used_as_they_are() -> None:
    made = imported(BRAZIL)
    locations = made.tables["locations"].set_index("location_id")
    assert locations.loc["salvador", "placed_by"] == "source coordinates"
    assert (locations.loc["salvador", "lat"], locations.loc["salvador", "lon"]) == (-12.97, -38.5)
    assert locations.loc["lyon", "placed_by"] == "gazetteer"
    assert locations.loc["br", "name_vi"] == "Brazil"
    assert locations.loc["fr", "name_ja"] == "フランス"


def test_exchanged_coordinates_are_reported_and_never_exchanged() -> None:
    rows = "\n".join(f"2025-01-0{i},Event {i},13{i}.5,35.{i}" for i in range(1, 6))
    made = imported(f"date,title,latitude,longitude\n{rows}\n")
    assert any("exchange the columns latitude and longitude" in n.words() for n in made.notes)
    assert made.tables["event_locations"].empty
    right = imported(
        f"date,title,latitude,longitude\n{rows}\n", latitude="longitude", longitude="latitude"
    )
    assert len(right.tables["event_locations"]) == 0 or right.rejected == ()


def test_the_smallest_categories_are_one_where_colours_run_out() -> None:
    rows = [f"2025-01-01,Event {i},Type {i % 30}" for i in range(60)]
    rows += [f"2025-01-01,More {i},Type {i % 5}" for i in range(60)]
    made = imported("date,title,category\n" + "\n".join(rows) + "\n")
    sectors = made.tables["sectors"]
    assert len(sectors) == len(COLORS) + 1
    assert sectors["name_en"].iloc[-1] == "Other"
    assert sectors["color"].is_unique
    assert any("Of 30 categories, the 20" in note.words() for note in made.notes)
    assert set(made.tables["event_sectors"]["event_id"]) == set(made.tables["events"]["event_id"])


def test_rows_of_one_id_are_all_shown_and_told() -> None:
    made = imported(
        "id,Date,Title\na,2025-01-01,One\na,2025-01-02,Two\nb,2025-01-03,Three\n", id="id"
    )
    assert made.shown == 3
    assert made.tables["events"]["event_id"].is_unique
    (told,) = [one for one in made.rejected if one.column == "id"]
    assert (told.row, told.is_whole_row) == (3, False)
    assert "Row 2" in told.reason.words()


def test_dates_that_can_be_read_both_ways_wait_for_an_answer() -> None:
    text = b"date,title\n3/4/2025,A\n5/6/2025,B\n"
    sheet = read(text, "a.csv", Limits())
    mapping = recognise(sheet)
    assert open_date(sheet, mapping)
    settled = read(text + b"25/6/2025,C\n", "a.csv", Limits())
    assert recognise(settled).date_order == "dmy"
    assert not open_date(settled, recognise(settled))


def test_a_mapping_survives_its_file(tmp_path: Path) -> None:
    made = imported(VIETNAMESE)
    path = tmp_path / "mapping.json"
    path.write_bytes(made.mapping.to_json())
    assert read_mapping(path) == made.mapping
    toml = tmp_path / "mapping.toml"
    toml.write_text('date_order = "dmy"\n[columns]\ntitle = "Tiêu đề"\n', encoding="utf-8")
    assert read_mapping(toml) == TableMapping({"title": ("Tiêu đề",)}, date_order="dmy")
    for broken in ("[]", "{", '{"colums": {}}', '{"date_order": "dym"}', '{"places": {"a": 1}}'):
        path.write_text(broken, encoding="utf-8")
        with pytest.raises(DataError):
            read_mapping(path)


def test_the_folder_opens_as_a_dataset_with_the_same_events(tmp_path: Path) -> None:
    made = imported(VIETNAMESE)
    folder.write(folder.files(made), tmp_path / "out")
    again = open_tables(tmp_path / "out")
    for name, frame in made.tables.items():
        assert again[name].equals(frame), name
    assert read_mapping(tmp_path / "out" / folder.MAPPING_FILE) == made.mapping
    with pytest.raises(DataError, match="holds an earlier import"):
        folder.check_target(tmp_path / "out", replace=False)
    folder.check_target(tmp_path / "out", replace=True)
    (tmp_path / "out" / folder.MAPPING_FILE).unlink()
    with pytest.raises(DataError, match="no import has made it"):
        folder.check_target(tmp_path / "out", replace=True)


def test_a_name_that_is_unknown_in_two_countries_is_asked_for_once() -> None:
    made = imported("date,event,place,country\n2024,A,Quuxburg,JP\n2024,B,Quuxburg,VN\n")
    (one,) = made.unresolved
    assert (one.name, one.count) == ("Quuxburg", 2)


def test_a_city_and_the_prefecture_of_its_name_are_told_apart() -> None:
    (one,) = imported("date,event,place\n2024,A,Osakaa\n").unresolved
    words = list(one.candidates.values())
    assert len(set(words)) == len(words)
    assert sum(said.startswith("Osaka, JP (34.") for said in words) == 2
    assert "Sakai, Osaka, JP" in words


def test_who_placed_the_places_is_named(tmp_path: Path) -> None:
    found = imported("date,event,place\n2024,A,Lyon\n")
    named = [credit.title.split(":")[0] for credit in found.tables.about.sources]
    assert sorted(named) == ["GeoNames", "Natural Earth"]
    given = imported("date,event,latitude,longitude\n2024,A,45.75,4.85\n")
    assert [one.title.split(":")[0] for one in given.tables.about.sources] == ["Natural Earth"]
    # A place of the dataset that is open, with all whom this names, each once.
    ours = imported("date,event,place\n2024,A,Hanoi\n2024,B,Lyon\n").tables.about.sources
    paths = [credit.path for credit in ours]
    assert {one.path for one in open_tables(ROOT / "data").about.sources} == set(paths)
    assert len(paths) == len(set(paths))
    folder.write(folder.files(found), tmp_path / "out")
    assert open_tables(tmp_path / "out").about.sources == found.tables.about.sources
