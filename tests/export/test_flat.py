from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.export.flat import COLUMNS, IMPRINT_COLUMNS, flat_rows, neutral, to_csv
from dashboard.export.request import Request
from dashboard.language import language
from dashboard.tables import Tables
from tests.export.small import HOSTILE, dated, ids, titled

HEADER = [*(column.name for column in COLUMNS), *IMPRINT_COLUMNS]


def read(content: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)


def test_the_committed_events_are_one_row_each(
    committed: Tables, every_id: list[str], english: Request
) -> None:
    frame = read(to_csv(committed, every_id, english))
    assert list(frame.columns) == HEADER
    assert list(frame["event_id"]) == every_id
    events = committed["events"].set_index("event_id")
    assert list(frame["date_edtf"]) == list(events["date_edtf"])
    assert list(frame["title_vi"]) == list(events["title_vi"])
    assert (frame["sources"].str.contains("https?://")).all()
    assert (frame["statements"] != "").all()


def test_a_month_stays_a_month_and_its_days_say_which_it_stands_for(english: Request) -> None:
    tables = dated(["2025-10", "2025~", "", "2025-10-05/.."])
    frame = read(to_csv(tables, ids(tables), english))
    columns = ["date_edtf", "start_date", "end_date", "date_precision", "is_approximate"]
    assert frame[columns].values.tolist() == [
        ["2025-10", "2025-10-01", "2025-10-31", "month", "false"],
        ["2025~", "2025-01-01", "2025-12-31", "year", "true"],
        ["", "", "", "", "false"],
        ["2025-10-05/..", "2025-10-05", "", "day", "false"],
    ]


def test_both_sides_of_a_disagreement_stand_with_their_sources(
    committed: Tables, english: Request
) -> None:
    (row,) = flat_rows(committed, ["forum-2025"], english.language)
    date = next(text for text in row["disagreements"] if text.startswith("Date: "))
    assert "24–25 Nov 2025" in date
    assert "↔" in date
    assert "25 Nov 2025 (" in date
    stated = committed["event_sources"].query("event_id == 'forum-2025'")
    assert len(row["statements"]) == len(row["sources"]) == len(stated) > 3


def test_figures_have_qualifier_unit_as_of_and_place_in_the_source(
    committed: Tables, english: Request
) -> None:
    figures = committed["figures"].query("event_id != ''")
    event_id = figures["event_id"].iloc[0]
    (row,) = flat_rows(committed, [event_id], english.language)
    assert len(row["figures"]) == (figures["event_id"] == event_id).sum()
    assert "[Vietnam Pictorial (VNA), read as an excerpt]" in row["figures"][0]
    assert "as of 22 May 2024" in row["figures"][0]


def test_names_are_in_the_readers_language_and_columns_are_not(
    committed: Tables, english: Request
) -> None:
    japanese = Request(english.selection, language("ja"))
    content = to_csv(committed, ["forum-2025"], japanese)
    frame = read(content)
    assert list(frame.columns) == HEADER
    assert "クアンニン省" in frame["places"][0]
    assert frame["kind_id"][0] == "forum"


def test_it_begins_with_a_byte_order_mark_and_carries_licence_and_credits(
    committed: Tables, english: Request
) -> None:
    content = to_csv(committed, ["forum-2025"], english)
    assert content.startswith(b"\xef\xbb\xbfevent_id,")
    (row,) = read(content).to_dict("records")
    assert row["dataset"] == committed.about.title
    assert row["selection"] == "Tourism or Culture · Nov 2025"
    assert "https://creativecommons.org/licenses/by/4.0/" in row["licence"]
    assert all(entry.title in row["credits"] for entry in committed.about.sources)


def test_an_empty_selection_is_a_header(committed: Tables, english: Request) -> None:
    frame = read(to_csv(committed, [], english))
    assert list(frame.columns) == HEADER
    assert frame.empty


def test_hostile_texts_come_back_but_for_the_apostrophe(english: Request) -> None:
    tables = titled(HOSTILE)
    text = to_csv(tables, ids(tables), english).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["title_en"] for row in rows] == [neutral(text) for text in HOSTILE]
    changed = [text for text in HOSTILE if neutral(text) != text]
    assert changed[:9] == list(HOSTILE[:9])
    assert neutral("Quảng Ninh - Bà Rịa; -5 @ home") == "Quảng Ninh - Bà Rịa; '-5 @ home"


@pytest.mark.parametrize("text", ["Bà Rịa - Vũng Tàu", "a=b", "1+1", "me@example.org", "", "007"])
def test_harmless_texts_stay_as_they_are(text: str) -> None:
    assert neutral(text) == text


@given(st.text(alphabet="=+-@＝＋－＠;\t\r\n \u3000'ax"))
def test_no_cell_of_any_reader_begins_like_a_formula(text: str) -> None:
    result = neutral(text)
    cells = [result]
    for separator in ";\t\r\n":
        cells = [part for cell in cells for part in cell.split(separator)]
    assert not any(cell.strip(" \u3000").startswith(tuple("=+-@＝＋－＠")) for cell in cells)
    assert result.replace("'", "") == text.replace("'", "")


def test_an_unknown_event_is_an_error(committed: Tables, english: Request) -> None:
    with pytest.raises(KeyError, match="no-such-event"):
        to_csv(committed, ["no-such-event"], english)
