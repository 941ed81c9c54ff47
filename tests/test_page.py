"""The page as a whole, run by Streamlit without a browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.files import write_atomic
from dashboard.language import LANGUAGE_NAMES
from dashboard.problems import DataError
from dashboard.tables import PACKAGE_FILE, open_tables
from tests.synthetic import synthetic_tables, write_tables

PAGE = Path(__file__).resolve().parents[1] / "dashboard" / "page.py"


@pytest.fixture(autouse=True)
def _fresh_server() -> Iterator[None]:
    """The page keeps one dataset for all viewers: no test may see another's."""
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("LOCALITY_DASHBOARD_DATA", str(folder))
    return write_tables(synthetic_tables(60, places=10, sectors=5, seed=2), folder)


def page(**parameters: str) -> AppTest:
    test = AppTest.from_file(str(PAGE), default_timeout=60)
    for name, value in parameters.items():
        test.query_params[name] = value
    return test.run()


def html(test: AppTest) -> str:
    """All HTML of the page, one piece a line."""
    return "\n".join(element.proto.body for element in test.get("html"))


def address(test: AppTest) -> dict[str, str]:
    """The query parameters after a run, without the language.

    `AppTest` holds a text where the page has set it, else a list.
    """
    return {
        name: value if isinstance(value, str) else ",".join(value)
        for name, value in test.query_params.items()
        if name != "lang"
    }


def count_of_cards(test: AppTest) -> int:
    return html(test).count("<article")


@pytest.mark.usefixtures("folder")
def test_it_opens_on_everything() -> None:
    test = page()
    assert not test.exception
    assert ">Synthetic events</h1>" in html(test)
    assert "<strong>Everything</strong>" in html(test)
    assert "60 of 60 events" in html(test)
    assert count_of_cards(test) == 20
    assert not test.warning
    assert not test.error
    assert test.button[0].disabled, "nothing to reset"


@pytest.mark.parametrize(
    ("languages", "asked", "offered", "shown"),
    [
        (["vi", "ja"], "vi", ["vi", "ja"], "Sự kiện"),
        (["vi", "ja"], "en", ["vi", "ja"], "Sự kiện"),
        (["en", "ja", "de"], "vi", ["en", "ja"], "Events"),
        (["ja"], "en", [], "イベント"),
        ([], "ja", ["en", "vi", "ja"], "イベント"),
    ],
)
def test_a_dataset_says_which_languages_its_page_is_offered_in(
    folder: Path, languages: object, asked: str, offered: list[str], shown: str
) -> None:
    package = json.loads((folder / PACKAGE_FILE).read_text(encoding="utf-8"))
    text = json.dumps(package | {"languages": languages})
    write_atomic(folder / PACKAGE_FILE, text.encode())
    test = page(lang=asked)
    assert not test.exception
    groups = {group.key: group for group in test.get("button_group")}
    names = [LANGUAGE_NAMES[code] for code in offered]
    chooser = [option.content for option in groups["language"].proto.options] if names else []
    assert chooser == names
    assert ("language" in groups) == bool(names)
    panels = [option.content for option in groups["panel"].proto.options]
    assert panels[0] == shown


def test_languages_that_are_no_list_are_called_so(folder: Path) -> None:
    package = json.loads((folder / PACKAGE_FILE).read_text(encoding="utf-8"))
    write_atomic(folder / PACKAGE_FILE, json.dumps(package | {"languages": "vi"}).encode())
    with pytest.raises(DataError, match="is no list of languages"):
        open_tables(folder)


def test_it_opens_on_the_committed_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOCALITY_DASHBOARD_DATA", raising=False)
    test = page(when="2025-11")
    assert not test.exception
    assert not test.error
    assert "<strong>Nov 2025</strong>" in html(test)
    assert count_of_cards(test) > 5


@pytest.mark.usefixtures("folder")
def test_the_address_becomes_a_selection_with_its_words_and_cards() -> None:
    test = page(sector="sector-3,sector-1", place="aa-1", when="2015-01/2024-12-31")
    assert not test.exception
    words = "Sector 1 or Sector 3 · 2015–2024 · Unit 1"
    assert f"<strong>{words}</strong>" in html(test)
    assert 0 < count_of_cards(test) < 20
    assert f"{count_of_cards(test)} of 60 events" in html(test)
    assert html(test).count("Unit 1") >= count_of_cards(test)
    # The address becomes the canonical one.
    assert address(test) == {
        "when": "2015-01-01/2024-12-31",
        "sector": "sector-1,sector-3",
        "place": "aa-1",
    }


@pytest.mark.usefixtures("folder")
def test_what_cannot_be_read_in_the_address_is_said_as_text() -> None:
    hostile = ":red[x] **b** https://evil.example <img src=x>"
    test = page(place=hostile, when="soon", sector="sector-1", other="1")
    assert not test.exception
    assert len(test.warning) == 1
    assert hostile not in test.warning[0].value, "a warning reads Markdown"
    (said,) = [code.value for code in test.code]
    assert hostile in said
    assert "'soon' is not an EDTF date" in said
    assert "<strong>Sector 1</strong>" in html(test)
    # Parameters that are not ours stay.
    assert address(test) == {"sector": "sector-1", "other": "1"}
    # The notices stay until something is chosen.
    test.run()
    assert len(test.warning) == 1


@pytest.mark.usefixtures("folder")
def test_reset_empties_the_selection_the_address_and_the_notices() -> None:
    test = page(sector="sector-1", place="atlantis")
    assert not test.button[0].disabled
    test.button[0].click().run()
    assert not test.exception
    assert "<strong>Everything</strong>" in html(test)
    assert not test.warning
    assert not test.code
    assert "sector" not in test.query_params
    assert test.button[0].disabled


@pytest.mark.usefixtures("folder")
def test_more_cards_come_twenty_at_a_time() -> None:
    test = page()
    for expected, label in ((40, "Show 20 more"), (60, "Show 20 more")):
        assert test.button[-2].label == label
        test.button[-2].click().run()
        assert not test.exception
        assert count_of_cards(test) == expected
    assert [button.label for button in test.button] == ["Reset", "Show a table of your own here"]


@pytest.mark.usefixtures("folder")
def test_a_selection_that_nothing_passes_is_no_failure() -> None:
    test = page(when="1900", sector="sector-0", place="bb-2")
    assert not test.exception
    assert "0 of 60 events" in html(test)
    assert count_of_cards(test) == 0


def test_text_from_data_is_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = " <script>x()</script> **b** :red[r]"
    folder = write_tables(synthetic_tables(3, texts=hostile), tmp_path / "data")
    monkeypatch.setenv("LOCALITY_DASHBOARD_DATA", str(folder))
    test = page()
    assert not test.exception
    assert "<script" not in html(test)
    assert "&lt;script&gt;" in html(test)
    assert not test.title, "which would read Markdown"
    assert not test.markdown


@pytest.mark.parametrize("what", ["no folder", "a file is missing", "a broken row"])
def test_data_that_cannot_be_read_are_explained(folder: Path, what: str) -> None:
    events = folder / "events.csv"
    if what == "no folder":
        folder.rename(folder.with_name("elsewhere"))
    elif what == "a file is missing":
        events.unlink()
    else:
        events.write_text(events.read_text().replace("day,false", "hour,false", 1))
    test = page()
    assert not test.exception
    assert [error.value for error in test.error] == ["The data cannot be shown yet."]
    (said,) = [code.value for code in test.code]
    expected = {
        "no folder": "there is no such folder",
        "a file is missing": "events.csv: there is no such file",
        "a broken row": "column date_precision",
    }
    assert expected[what] in said
    assert "<h1" not in html(test)


def test_a_broken_build_leaves_the_page_as_it_was_and_says_why(folder: Path) -> None:
    test = page(sector="sector-1")
    before = html(test)
    (folder / "sectors.csv").write_text("sector_id\n")
    package = folder / "datapackage.json"
    write_atomic(package, package.read_bytes())
    test.run()
    assert not test.exception
    assert "last good state" in test.error[0].value
    assert "sectors.csv" in test.code[0].value
    assert html(test) == before


def test_a_selection_of_what_new_data_lack_is_left_out_and_said(folder: Path) -> None:
    test = page(sector="sector-1,sector-4")
    write_tables(synthetic_tables(30, places=10, sectors=3, seed=9), folder)
    test.run()
    assert not test.exception
    assert "<strong>Sector 1</strong>" in html(test)
    assert "of 30 events" in html(test)
    assert "'sector-4'" in test.code[0].value
    test.run()
    assert len(test.warning) == 1
