"""Cells that are sound each by itself and contradict one another in their row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from dashboard import dates
from dashboard.marking import marked
from dashboard.problems import Problem

# Pairs of columns of which the first is at most the second, by table.
_IN_ORDER: Mapping[str, tuple[str, str]] = {
    "figures": ("value", "value_upper"),
    "locations": ("south", "north"),
}
Frames = Mapping[str, pd.DataFrame]
Lines = Callable[[str], Sequence[int]]


def contradictions(frames: Frames, lines: Lines) -> list[Problem]:
    """Every such row of ``frames`` (dtypes as in `tables.Tables`; a table may be missing).

    ``lines`` gives, for the name of a table, the line of its file on which each row begins;
    it is only asked about a table with a row at fault. An event without ``date_edtf`` may have
    any days, for these may be all that is known of it.
    """
    found = []
    if "events" in frames:
        found += [*_backwards(frames["events"], lines), *_other_days(frames["events"], lines)]
    for name, (least, most) in _IN_ORDER.items():
        if name in frames:
            found += _reversed(name, frames[name], least, most, lines)
    return found


def _backwards(events: pd.DataFrame, lines: Lines) -> Iterator[Problem]:
    for row in np.flatnonzero(events["end_date"] < events["start_date"]).tolist():
        yield Problem(
            "events.csv",
            marked("ends before it starts"),
            marked("Swap its two dates"),
            lines("events")[row],
            "end_date",
            f"{_cell(events['start_date'].iloc[row])}/{_cell(events['end_date'].iloc[row])}",
        )


def _other_days(events: pd.DataFrame, lines: Lines) -> Iterator[Problem]:
    """Days and precisions that are not those of the EDTF date beside them."""
    codes, texts = pd.factorize(events["date_edtf"])
    periods = [dates.parse(text) if text else None for text in texts]
    is_backwards = events["end_date"] < events["start_date"]
    is_dated = np.array([period is not None for period in periods], dtype=bool)[codes]
    for column, name in (
        ("start_date", "start"),
        ("end_date", "end"),
        ("date_precision", "precision"),
    ):
        said = [getattr(period, name) if period else None for period in periods]
        cells = events[column]
        if column == "date_precision":
            is_other = cells.to_numpy() != np.array(said, dtype=object)[codes]
        else:
            days = np.array(said, dtype="datetime64[s]")[codes]
            stated = cells.to_numpy()
            is_other = (stated != days) & ~(np.isnat(stated) & np.isnat(days))
        for row in np.flatnonzero(is_other & is_dated & ~is_backwards).tolist():
            should = said[codes[row]]
            yield Problem(
                "events.csv",
                marked("does not follow from the date {date_edtf} of its row"),
                marked("Write {example}") if should else marked("Leave it empty"),
                lines("events")[row],
                column,
                _cell(cells.iloc[row]),
                {"date_edtf": texts[codes[row]], "example": should},
            )


def _reversed(
    name: str, frame: pd.DataFrame, least: str, most: str, lines: Lines
) -> Iterator[Problem]:
    for row in np.flatnonzero(frame[most] < frame[least]).tolist():
        yield Problem(
            f"{name}.csv",
            marked("is less than {least}, {value}"),
            marked("Swap the two, or correct one of them"),
            lines(name)[row],
            most,
            frame[most].iloc[row].item(),
            {"least": least, "value": f"{frame[least].iloc[row]:g}"},
        )


def _cell(value: object) -> str:
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return "" if value is pd.NaT else str(value)
