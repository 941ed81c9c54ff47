"""What contradicts itself in a dataset's row is a problem that says where, what, and what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import dates
from dashboard.contradictions import contradictions
from dashboard.problems import DataError, Problem
from dashboard.tables import open_tables

COMMITTED = Path(__file__).parents[1] / "data"


def lines(name: str) -> list[int]:
    raise AssertionError(f"nobody needs the lines of {name}")


def event(edtf: str, start: str, end: str, precision: str) -> dict[str, pd.DataFrame]:
    days = pd.to_datetime(pd.Series([start or None, end or None]), format="%Y-%m-%d").astype(
        "datetime64[s]"
    )
    return {
        "events": pd.DataFrame(
            {
                "date_edtf": [edtf],
                "start_date": days[:1].to_numpy(),
                "end_date": days[1:].to_numpy(),
                "date_precision": [precision],
            }
        )
    }


def problems(frames: dict[str, pd.DataFrame]) -> list[Problem]:
    return contradictions(frames, lambda _: [7])


def test_the_committed_data_contradict_nothing() -> None:
    assert contradictions(open_tables(COMMITTED).frames, lines) == []


def test_an_end_before_the_start_is_one_problem_of_the_folder(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(COMMITTED, tmp_path / "data"))
    events = pd.read_csv(folder / "events.csv", dtype=str, keep_default_na=False)
    # On a row of one line, so that the line can be told from here.
    row = events.index[events["date_edtf"].str.fullmatch("[0-9-]{10}")][0]
    events.loc[row, ["start_date", "end_date"]] = ["2025-03-02", "2025-03-01"]
    events.to_csv(folder / "events.csv", index=False, lineterminator="\n")
    with pytest.raises(DataError) as caught:
        open_tables(folder)
    (problem,) = caught.value.problems
    assert (problem.file, problem.column) == ("events.csv", "end_date")
    text = (folder / "events.csv").read_text(encoding="utf-8").splitlines()
    assert isinstance(problem.row, int)
    assert text[problem.row - 1].startswith(events.loc[row, "event_id"])
    assert "ends before it starts (found '2025-03-02/2025-03-01')" in str(problem)
    assert "Swap its two dates" in str(problem)


@pytest.mark.parametrize(
    ("edtf", "start", "end", "precision", "column", "remedy"),
    [
        ("2025-11", "2025-11-02", "2025-11-30", "month", "start_date", "Write 2025-11-01"),
        ("2025-11", "2025-11-01", "2025-12-01", "month", "end_date", "Write 2025-11-30"),
        ("2025-11", "2025-11-01", "2025-11-30", "day", "date_precision", "Write month"),
        ("2025-11", "2025-11-01", "2025-11-30", "", "date_precision", "Write month"),
        ("2025-11", "2025-11-01", "", "month", "end_date", "Write 2025-11-30"),
        ("2025/..", "2025-01-01", "2025-12-31", "year", "end_date", "Leave it empty"),
        ("2025-11-01/2025-11-09", "2025-11-01", "2025-11-08", "day", "end_date", "2025-11-09"),
    ],
)
def test_days_that_are_not_those_of_the_date_are_told(
    edtf: str, start: str, end: str, precision: str, column: str, remedy: str
) -> None:
    (problem,) = problems(event(edtf, start, end, precision))
    assert (problem.file, problem.row, problem.column) == ("events.csv", 7, column)
    assert f"the date {edtf} of its row" in str(problem)
    assert remedy in str(problem)


@pytest.mark.parametrize(
    ("start", "end", "precision"),
    [
        ("", "", ""),
        ("2025-11-01", "2025-11-01", "attested"),
        ("2025-11-01", "", "month"),
        ("", "2025-11-01", "day"),
    ],
)
def test_without_a_date_any_days_may_stand(start: str, end: str, precision: str) -> None:
    assert contradictions(event("", start, end, precision), lines) == []


@given(
    st.dates(max_value=dates.dt.date(9998, 1, 1)),
    st.integers(0, 4000),
    st.sampled_from(["day", "month", "year"]),
)
def test_what_a_date_says_never_contradicts_it(day: object, length: int, precision: str) -> None:
    first = pd.Timestamp(str(day)).as_unit("s")
    width = {"day": 10, "month": 7, "year": 4}[precision]
    last = str(np.datetime64(first.date()) + np.timedelta64(length, "D"))
    edtf = f"{first.date().isoformat()[:width]}/{last[:width]}"
    period = dates.parse(edtf)
    cells = event(edtf, str(period.start), str(period.end), period.precision)
    assert contradictions(cells, lines) == []


@pytest.mark.parametrize(
    ("table", "least", "most"),
    [("figures", "value", "value_upper"), ("locations", "south", "north")],
)
def test_a_range_that_runs_backwards_is_told(table: str, least: str, most: str) -> None:
    sound = pd.DataFrame({least: [1.0, 1.0, np.nan], most: [1.0, np.nan, 1.0]})
    assert contradictions({table: sound}, lines) == []
    (problem,) = problems({table: pd.DataFrame({least: [2.5], most: [1.5]})})
    assert (problem.file, problem.row, problem.column) == (f"{table}.csv", 7, most)
    assert f"is less than {least}, 2.5 (found 1.5)" in str(problem)
