"""The command ``import``: the README's own lines, its questions, and a sheet on the web."""

from __future__ import annotations

import re
import shlex
import sysconfig
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dashboard.dataset import open_dataset
from dashboard.intake.command import command
from dashboard.intake.folder import MAPPING_FILE
from dashboard.intake.limits import Limits
from dashboard.intake.remote import csv_address, fetch
from dashboard.problems import DataError
from dashboard.tables import open_tables
from tests.browser.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = README.partition("<!-- import -->\n```sh\n")[2].partition("```")[0]
LINES = [shlex.split(line)[4:] for line in BLOCK.splitlines() if " import " in line]
# What is known of each: events, places on the map, first and last day.
EXPECTED = {
    "la-riots": (63, 63, "1992-04-29", "1993-11-24"),
    "earthquakes": (596, 596, "2024-04-01", "2024-07-31"),
    "sprint": (85, 6, "1896-01-01", "2012-12-31"),
}
CSV = "Ngày,Tiêu đề,Địa điểm\n3/4/2025,Hội nghị,Đà Nẵng\n5/6/2025,Lễ hội,Huế\n"


def run(*arguments: str, answers: str = "") -> Result:
    return CliRunner().invoke(command, list(arguments), input=answers)


@pytest.mark.parametrize("line", LINES, ids=[line[line.index("-o") + 1] for line in LINES])
def test_the_readmes_tables_that_others_made(
    line: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(LINES) == len(EXPECTED)
    monkeypatch.chdir(tmp_path)
    packages = sysconfig.get_path("purelib")
    result = run(*(part.replace("$PACKAGES", packages) for part in line))
    assert result.exit_code == 0, result.output
    name = line[line.index("-o") + 1]
    dataset = open_dataset(tmp_path / name)
    tables = dataset.tables
    events, places, first, last = EXPECTED[name]
    assert len(tables["events"]) == events
    assert tables["event_locations"]["location_id"].nunique() >= places
    assert str(tables["events"]["start_date"].min())[:10] == first
    assert str(tables["events"]["end_date"].max())[:10] == last
    assert tables.about.title == line[line.index("--title") + 1]
    # The same mapping makes the same dataset.
    again = [*line[:1], "-o", "again", "--yes", "--mapping", f"{name}/mapping.json"]
    assert run(*(part.replace("$PACKAGES", packages) for part in again)).exit_code == 0
    for table, frame in open_tables(tmp_path / "again").items():
        assert frame.equals(tables[table]), table


def test_it_shows_the_mapping_and_asks(tmp_path: Path) -> None:
    file, out = tmp_path / "a.csv", tmp_path / "out"
    file.write_text(CSV, encoding="utf-8")
    result = run(str(file), "-o", str(out), answers="dmy\nn\n")
    assert re.search(r"Ngày +Date or start +3/4/2025 \| 5/6/2025", result.output)
    assert not out.exists(), "it was not confirmed"
    result = run(str(file), "-o", str(out), answers="dmy\ny\n")
    assert result.exit_code == 0, result.output
    assert list(open_tables(out)["events"]["date_edtf"]) == ["2025-04-03", "2025-06-05"]
    assert "2 rows shown, 0 not" in result.output


def test_without_a_question_an_ambiguous_date_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(CSV, encoding="utf-8")
    result = run(str(file), "-o", str(tmp_path / "out"), "--yes")
    assert isinstance(result.exception, DataError)
    assert "--date-order dmy" in str(result.exception)
    settled = run(str(file), "-o", str(tmp_path / "out"), "--yes", "--date-order", "mdy")
    assert settled.exit_code == 0
    assert list(open_tables(tmp_path / "out")["events"]["date_edtf"]) == [
        "2025-03-04",
        "2025-05-06",
    ]


def test_years_of_two_digits_are_asked_about_or_left_out_and_told(tmp_path: Path) -> None:
    file, out = tmp_path / "a.csv", tmp_path / "out"
    file.write_text("Date,Event\n05/03/24,Fair\n06/04/99,Talk\n", encoding="utf-8")
    result = run(str(file), "-o", str(out), "--yes")
    assert result.exit_code == 0, result.output
    assert "0 rows shown, 2 not" in result.output
    assert "--two-digit-years YEAR" in result.output
    said = ["-o", str(out), "--replace", "--two-digit-years", "1950"]
    open_order = run(str(file), *said, "--yes")
    assert isinstance(open_order.exception, DataError)
    assert "--date-order ymd" in str(open_order.exception)
    asked = run(str(file), "-o", str(out), "--replace", answers="1930\ndmy\ny\n")
    assert asked.exit_code == 0, asked.output
    assert "such as 05/03/24" in asked.output
    assert list(open_tables(out)["events"]["date_edtf"]) == ["2024-03-05", "1999-04-06"]
    again = run(str(file), "-o", str(tmp_path / "b"), "-y", "--mapping", str(out / MAPPING_FILE))
    assert "Years of two digits: 1930 to 2029" in again.output
    assert list(open_tables(tmp_path / "b")["events"]["date_edtf"]) == ["2024-03-05", "1999-04-06"]


def test_what_dates_are_is_said_and_can_be_corrected(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("Date,Event\n2009-10,A\n2010-11,B\n2011-12,C\n", encoding="utf-8")
    result = run(str(file), "-o", str(tmp_path / "seasons"), "--yes")
    assert "Form of dates: Written dates; 2009-10 is two years (two-years)" in result.output
    months = run(str(file), "-o", str(tmp_path / "months"), "--yes", "--date-form", "written")
    assert months.exit_code == 0, months.output
    found = {
        name: list(open_tables(tmp_path / name)["events"]["date_edtf"])
        for name in ("seasons", "months")
    }
    assert found == {
        "seasons": ["2009/2010", "2010/2011", "2011/2012"],
        "months": ["2009-10", "2010-11", "2011-12"],
    }


def test_columns_and_places_can_be_corrected(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("when,x,y\n2025,Talk,Springfield\n2026,Walk,Springfield\n", encoding="utf-8")
    out = str(tmp_path / "out")
    options = ["--column", "title=x", "--column", "place=y", "--yes"]
    first = run(str(file), "-o", out, *options)
    assert '"Springfield" (2): Springfield, Missouri, US = geonames:' in first.output
    ref = re.search(r"Springfield, Illinois, US = (geonames:\d+)", first.output)
    assert ref
    second = run(str(file), "-o", out, *options, "--place", f"Springfield={ref[1]}", "--replace")
    assert second.exit_code == 0, second.output
    assert set(open_tables(tmp_path / "out")["event_locations"]["location_id"]) == {"springfield"}
    wrong = run(str(file), "-o", out, "--column", "titel=x", "--yes", "--replace")
    assert "is no role of a column" in str(wrong.exception)


@pytest.fixture
def web() -> Iterator[str]:
    class Sheet(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_csv = self.path == "/spreadsheets/d/KEY/export?format=csv&gid=7"
            body = CSV.encode() if is_csv else b"<html>Sign in</html>"
            self.send_response(200)
            self.send_header("Content-Type", "text/csv" if is_csv else "text/html")
            if is_csv:
                self.send_header("Content-Disposition", 'attachment; filename="Events.csv"')
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Sheet) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_public_sheet_is_fetched_by_the_address_in_the_browsers_bar(
    web: str, tmp_path: Path
) -> None:
    address = f"{web}/spreadsheets/d/KEY/edit?usp=sharing#gid=7"
    assert fetch(address, Limits()) == ("Events.csv", CSV.encode())
    result = run(address, "-o", str(tmp_path / "out"), "--yes", "--date-order", "dmy")
    assert result.exit_code == 0, result.output
    assert open_tables(tmp_path / "out").about.title == "Events"
    with pytest.raises(DataError, match="answers with a web page"):
        fetch(f"{web}/spreadsheets/d/PRIVATE/edit", Limits())
    with pytest.raises(DataError, match="cannot be fetched"):
        fetch("http://127.0.0.1:9/a.csv", Limits())


GOOGLE = "https://docs.example/spreadsheets"


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("/d/K", "/d/K/export?format=csv"),
        ("/d/K/edit?gid=7#gid=7", "/d/K/export?format=csv&gid=7"),
        ("/u/0/d/K/edit#gid=0", "/d/K/export?format=csv&gid=0"),
        ("/d/K/htmlview/sheet?headers=true&gid=3", "/d/K/export?format=csv&gid=3"),
        ("/d/e/2PACX-1/pubhtml", "/d/e/2PACX-1/pub?output=csv"),
        ("/d/e/2PACX-1/pubhtml?gid=5&single=true", "/d/e/2PACX-1/pub?output=csv&gid=5"),
    ],
)
def test_the_page_of_a_sheet_leads_to_its_csv(address: str, wanted: str) -> None:
    assert csv_address(GOOGLE + address) == GOOGLE + wanted


@pytest.mark.parametrize(
    "address",
    [
        "/d/e/2PACX-1/pub?output=csv",
        "/d/K/export?format=csv&gid=0",
        "/d/K/export?format=xlsx",
        # It asks for a sheet by name.
        "/d/K/gviz/tq?tqx=out:csv&sheet=Events",
    ],
)
def test_addresses_of_other_things_stay_as_they_are(address: str) -> None:
    assert csv_address(GOOGLE + address) == GOOGLE + address
    assert csv_address("https://example.org/a.csv") == "https://example.org/a.csv"
