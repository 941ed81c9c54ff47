"""What is opened, and what keeps it from being opened or from going on."""

from __future__ import annotations

import datetime as dt
import os
import threading
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from dashboard.problems import DataError
from dashboard.selection import Selection
from dashboard.warehouse import opening
from dashboard.warehouse.opening import open_source
from tests.warehouse.servers import PASSWORD, Postgres

MAPPING = '[columns]\ndate = "day"\ntitle = "name"\n'
TODAY = dt.date(2026, 1, 1)
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file, of text or of columns, and gives its path."""

    def written(name: str, content: str | bytes | dict[str, list[object]]) -> Path:
        path = tmp_path / name
        if isinstance(content, dict):
            pd.DataFrame(content).to_parquet(path)
        elif isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content, encoding="utf-8")
        return path

    return written


def days(count: int) -> list[object]:
    return [f"2025-01-{number:02}" for number in range(1, count + 1)]


def test_columns_are_recognised_without_a_mapping(write: Write) -> None:
    rows = "\n".join(
        f"2025-0{n % 9 + 1}-1{n % 9},Festival {n},{town},{('trade', 'art')[n % 3 > 0]}"
        for n, town in enumerate(["Osaka", "Hanoi"] * 20)
    )
    path = write("town_festivals.csv", f"Date,Event,City,Category\n{rows}\n")
    source = open_source(str(path), None)
    assert source.tables.about.title == "Town festivals"
    assert set(source.tables["sectors"]["name_en"]) == {"art", "trade"}
    assert source.count(Selection.parse("place=osaka", source.tables)[0]) == 20
    source.close()


@pytest.mark.parametrize(
    ("data", "title"),
    [
        ("town_festivals.parquet", "Town festivals"),
        ("*.parquet", "Yearly reports"),
        ("**/*.parquet", "Yearly reports"),
        ("", "Yearly reports"),
    ],
)
def test_a_mapping_without_a_title_takes_the_name_of_the_file(
    tmp_path: Path, write: Write, data: str, title: str
) -> None:
    (tmp_path / "yearly_reports").mkdir()
    write("yearly_reports/town_festivals.parquet", {"day": ["2020-01-01"], "name": ["a"]})
    mapping = write("mapping.toml", MAPPING)
    source = open_source(str(tmp_path / "yearly_reports" / data), mapping)
    assert source.tables.about.title == title
    source.close()


def test_a_text_in_utf_16_is_named_as_such(write: Write) -> None:
    path = write("rows.csv", "day,name\n2020-01-01,Huế\n".encode("utf-16"))
    with pytest.raises(DataError, match=r"rows\.csv: is UTF-16, not UTF-8"):
        open_source(str(path), write("mapping.toml", MAPPING))


def test_columns_may_be_names_of_folders(tmp_path: Path, write: Write) -> None:
    for year in (2020, 2021):
        (tmp_path / "events" / f"year={year}").mkdir(parents=True)
        write(f"events/year={year}/rows.parquet", {"name": [f"Of {year}", "Again"]})
    mapping = write("mapping.toml", '[columns]\ndate = "year"\ntitle = "name"\n')
    source = open_source(str(tmp_path / "events"), mapping)
    assert source.count(Selection.parse("when=2021", source.tables)[0]) == 2
    assert source.count(Selection.parse("when=2020/2021", source.tables)[0]) == 4
    source.close()


def test_the_title_of_a_table_does_not_tell_where_its_database_lies(
    tmp_path: Path, write: Write
) -> None:
    with duckdb.connect(tmp_path / "kept.duckdb") as connection:
        connection.execute("CREATE SCHEMA archive")
        rows = "SELECT DATE '2020-01-01' AS day, 'a' AS name"
        connection.execute(f"CREATE TABLE archive.town_festivals AS {rows}")
    mapping = write("mapping.toml", MAPPING)
    address = f"duckdb://{tmp_path}/kept.duckdb?table=archive.town_festivals"
    source = open_source(address, mapping)
    shown = source.tables
    assert shown.about.title == "Town festivals"
    assert str(tmp_path) not in shown.about.name
    assert str(tmp_path) not in shown["sources"].to_csv()
    source.close()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "name,town\nFair,Osaka\nMarket,Hanoi\n", "no column holds whole dates"),
        ("a.csv", "", "a.csv"),
        ("a.parquet", b"no parquet at all", "a.parquet"),
        ("a.csv", "day,name\n" + "3/4/2025,Fair\n" * 5, "import"),
    ],
)
def test_what_cannot_be_told_is_said(write: Write, name: str, content: str, said: str) -> None:
    with pytest.raises(DataError) as caught:
        open_source(str(write(name, content)), None)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ("[columns", "cannot be read"),
        ('[columns]\ndate = "when"\n', "no such column"),
        ('[columns]\ntitle = "name"\n', "no column holds the dates"),
        ('[columns]\ndate = "day"\nlatitude = "name"\n', "belong together"),
        ('[columns]\ndate = "day"\nyear = "name"\n', "no role"),
        ('[columns]\ndate = ["day", "name"]\n', "takes one column"),
        ('colour = "red"\n[columns]\ndate = "day"\n', "colour"),
        ('languages = ["xx"]\n[columns]\ndate = "day"\n', "not languages"),
        ('table = 3\n[columns]\ndate = "day"\n', "not the name of a table"),
        ("[columns]\ndate = 5\n", "columns.date: is no text (found 5)"),
        ('[columns]\ndate = "day"\ntitle = [1]\n', "columns.title: is no text (found [1])"),
        ('tabel = "rows"\n[columns]\ndate = "day"\n', "Take table, languages, columns"),
        ('[columns]\ndate = "name"\n', "most dates are not written"),
    ],
)
def test_a_broken_mapping_is_refused(write: Write, mapping: str, said: str) -> None:
    path = write("rows.parquet", {"day": days(4), "name": list("abcd")})
    with pytest.raises(DataError) as caught:
        open_source(str(path), write("mapping.toml", mapping))
    assert said in str(caught.value)


def test_without_the_libraries_it_is_said_what_to_install(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "find_spec", lambda _: None)
    path = write("rows.parquet", {"day": days(2)})
    with pytest.raises(DataError, match=r"locality-dashboard\[warehouse\]"):
        open_source(str(path), None)
    with pytest.raises(DataError, match=r"locality-dashboard\[spark\]"):
        open_source("pyspark://?table=events", write("mapping.toml", MAPPING))


def test_lines_that_do_not_fit_are_counted(write: Write) -> None:
    lines = ["day,name", *(f"{day},Fair" for day in days(20)), "2025-02-01,Fair,and more,and more"]
    source = open_source(str(write("rows.csv", "\n".join(lines))), write("m.toml", MAPPING))
    assert source.groups().count == 20
    assert [one.count for one in source.not_shown() if one.is_left_out] == [1]
    source.close()


def test_a_changed_file_is_noticed_and_opened_anew(write: Write) -> None:
    mapping = write("mapping.toml", MAPPING)
    path = write("rows.parquet", {"day": days(3), "name": list("abc")})
    first = open_source(str(path), mapping)
    assert (first.groups().count, first.is_changed()) == (3, False)
    write("rows.parquet", {"day": days(5), "name": list("abcde")})
    os.utime(path, ns=(1, 1))
    assert first.is_changed()
    # What was read stays as it is.
    assert first.groups().count == 3
    second = open_source(str(path), mapping)
    assert second.groups().count == 5
    for source in (first, second):
        source.close()


def test_a_file_is_read_once(write: Write, cache: Path) -> None:
    mapping = write("mapping.toml", MAPPING)
    path = write("rows.csv", "day,name\n" + "\n".join(f"{day},Lễ hội" for day in days(9)))
    first = open_source(str(path), mapping)
    assert first.wait(60)
    first.close()
    (kept,) = cache.glob("*.duckdb")
    written = kept.stat().st_ino
    second = open_source(str(path), mapping)
    assert second.count(Selection(text="le hoi")) == 9
    second.close()
    assert [one.stat().st_ino for one in cache.glob("*.duckdb")] == [written]
    assert list(cache.glob("*.unfinished")) == []


def test_a_broken_cache_is_made_anew(write: Write, cache: Path) -> None:
    mapping, path = (
        write("mapping.toml", MAPPING),
        write("rows.parquet", {"day": days(3), "name": list("abc")}),
    )
    first = open_source(str(path), mapping)
    assert first.wait(60)
    first.close()
    (kept,) = cache.glob("*.duckdb")
    kept.write_bytes(b"nothing that DuckDB knows")
    second = open_source(str(path), mapping)
    assert second.groups().count == 3
    second.close()


def test_the_oldest_caches_go_when_there_is_no_room(
    write: Write, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOCALITY_DASHBOARD_CACHE_MEGABYTES", "0")
    mapping = write("mapping.toml", MAPPING)
    for number in (1, 2, 3):
        path = write(f"rows{number}.parquet", {"day": days(3), "name": list("abc")})
        source = open_source(str(path), mapping)
        assert source.wait(60)
        source.close()
    assert len(list(cache.glob("*.duckdb"))) == 1


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("LOCALITY_DASHBOARD_WAREHOUSE_MEMORY", "much"),
        ("LOCALITY_DASHBOARD_CACHE_MEGABYTES", "-1"),
    ],
)
def test_a_setting_that_is_none_is_refused(
    write: Write, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    path = write("rows.parquet", {"day": days(3), "name": list("abc")})
    with pytest.raises(DataError, match=variable):
        open_source(str(path), write("mapping.toml", MAPPING))


def test_many_threads_may_ask_at_once(write: Write) -> None:
    path = write("rows.parquet", {"day": days(28) * 20, "name": ["Fair"] * 560})
    source = open_source(str(path), write("mapping.toml", MAPPING))
    found: list[int] = []

    def ask() -> None:
        for day in days(10):
            selection = Selection.parse(f"when={day}&q=fair", source.tables)[0]
            found.append(source.count(selection))
            found.append(len(source.events(selection)["events"]))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [20] * 80
    source.close()


def test_a_server_that_is_gone_is_told_and_found_again(postgres: Postgres, write: Write) -> None:
    with postgres.connect() as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS lasting (day date, name text)")
        connection.execute("INSERT INTO lasting VALUES ('2025-01-01', 'Fair')")
    mapping = write("mapping.toml", f'table = "lasting"\n{MAPPING}')
    url = f"postgres://reader:${{PASSWORD}}@127.0.0.1:{postgres.port}/postgres"
    source = open_source(url, mapping, environment={"PASSWORD": PASSWORD}, clock=lambda: TODAY)
    groups = source.groups()
    everything = Selection()
    assert source.count(everything) == groups.count == 1
    with postgres.connect() as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        )
    # Who asks next hears nothing of a connection that was lost.
    assert source.count(everything) == 1
    postgres.stop()
    with pytest.raises(DataError, match="does not answer") as caught:
        source.count(everything)
    assert PASSWORD not in str(caught.value)
    assert not source.engine.answers()
    # What was fetched is still there, and a question connects again once there is an answer.
    assert source.groups() is not None
    postgres.start()
    assert source.engine.answers()
    assert source.count(everything) == 1
    source.close()
