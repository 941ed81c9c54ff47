"""The names for notebooks: plain figures, decks, and a view that displays itself."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
import warnings
from pathlib import Path

import plotly.graph_objects as go
import pydeck as pdk
import pytest

import dashboard
from dashboard.notebook import LinkedView, linked_view, open_tables, place_map, timeline
from dashboard.problems import DataError
from dashboard.selection import Selection
from dashboard.tables import Tables
from tests.export import html_parts


@pytest.fixture(scope="module")
def tables() -> Tables:
    return open_tables()


def test_importing_the_package_is_quick_and_brings_no_streamlit() -> None:
    script = (
        "import sys, time; begun = time.process_time(); import dashboard;"
        "took = time.process_time() - begun;"
        "from dashboard import linked_view, open_tables, place_map, timeline;"
        "print(took < 0.2, 'streamlit' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["True", "False"]


def test_a_name_that_is_not_there_is_said() -> None:
    with pytest.raises(AttributeError, match="no attribute 'maps'"):
        dashboard.maps  # noqa: B018 - asking for it is the test


def test_the_timeline_is_a_plain_figure(tables: Tables) -> None:
    figure = timeline(tables, "sector=culture", language="ja")
    assert isinstance(figure, go.Figure)
    other = timeline(tables, {"sector": "culture"}, language="ja")
    assert figure.to_json() == other.to_json() != timeline(tables).to_json()


def test_the_map_is_a_plain_deck_with_outlines(tables: Tables) -> None:
    deck = place_map(tables, Selection(choices={"sector": frozenset({"culture"})}))
    assert isinstance(deck, pdk.Deck)
    layers = {layer["id"]: layer for layer in json.loads(deck.to_json())["layers"]}
    assert len(layers["land"]["data"]["features"]) > 100


def test_what_is_not_there_is_warned_about(tables: Tables) -> None:
    with pytest.warns(UserWarning, match="place='nowhere'"):
        timeline(tables, "place=nowhere")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        timeline(tables, "place=gunma")


def test_the_view_shows_itself_in_a_frame_that_keeps_it_in(tables: Tables) -> None:
    view = linked_view(tables, "place=gunma", height=500)
    frame = view._repr_html_()
    source = re.search(r'srcdoc="([^"]*)"', frame)
    assert source
    assert html.unescape(source[1]) == view.html()
    sandbox = re.search(r'sandbox="([^"]*)"', frame)
    assert sandbox
    assert "allow-scripts" in sandbox[1]
    assert "allow-same-origin" not in sandbox[1]
    assert "height: 500px" in frame
    assert frame.count("<") == 2
    assert repr(view).startswith("<LinkedView 'Cooperation")


def test_the_view_is_saved_whole_or_not_at_all(tables: Tables, tmp_path: Path) -> None:
    view = linked_view(tables, "place=gunma", theme="dark", everything=True)
    path = view.save(tmp_path / "view.html")
    assert path.read_text(encoding="utf-8") == view.html()
    assert html_parts.settings(view.html())["selection"] == {"place": "gunma"}
    assert len(json.loads(html_parts.parts(view.html())["cards"])) == len(tables["events"])
    with pytest.raises(OSError, match="missing"):
        view.save(tmp_path / "missing" / "view.html")
    assert [entry.name for entry in tmp_path.iterdir()] == ["view.html"]


def test_wrong_values_are_said(tables: Tables) -> None:
    with pytest.raises(DataError, match="matches no event"):
        linked_view(tables, "q=zzzz")
    with pytest.raises(ValueError, match="'pink' is none of auto, light, dark"):
        linked_view(tables, theme="pink")
    with pytest.raises(ValueError, match="'net' is none of"):
        linked_view(tables, libraries="net")
    with pytest.raises(KeyError, match="there is no language 'xx'"):
        timeline(tables, language="xx")


def test_a_title_is_text_in_the_frame() -> None:
    view = LinkedView("<!DOCTYPE html>", '"><script>alert(1)</script>', 10)
    assert "<script" not in view._repr_html_()
