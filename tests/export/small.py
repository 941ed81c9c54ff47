"""Small datasets with chosen dates, texts and statuses, made of synthetic ones."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard import dates
from dashboard.tables import Tables
from tests.synthetic import synthetic_tables

# What must stay text: formulas in several alphabets and positions, markup, line ends, controls.
HOSTILE = (
    "=1+2",
    "+1+2",
    "-1+2",
    "@SUM(1,2)",
    "＝1+2",
    "\t=1+2",
    "\r=1+2",
    "x;=1+2;y",
    "x\n=1+2",
    ' "=1+2"',
    '=HYPERLINK("http://evil.example","x")',
    "http://evil.example/",
    "<script>alert(1)</script>",
    "end\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:evil",
    "a\x00b\x07c\x1bd\u2028e\u0085f\ufffeg",
    "_x0041_",
    'Quảng Ninh クアンニン 😀 \\n \\, ; , "quoted"',
    "007",
    "true",
)


def with_cells(tables: Tables, name: str, **columns: object) -> Tables:
    """``tables`` with whole columns of the table ``name`` replaced."""
    return Tables({**tables.frames, name: tables[name].assign(**columns)}, tables.about)


def titled(texts: Sequence[str]) -> Tables:
    """One event a text, which is also its summary, note, and its source's title and publisher."""
    tables = dated(["2025-11-25"] * len(texts))
    tables = with_cells(
        tables, "events", title_en=list(texts), summary_en=list(texts), date_note_en=list(texts)
    )
    return with_cells(tables, "event_sources", states_en=list(texts))


def dated(edtf: Sequence[str], **columns: object) -> Tables:
    """One event a date, with what `dates` makes of it; ``columns`` of events as given."""
    tables = synthetic_tables(len(edtf), places=5, odd=False)
    periods = [dates.parse(text) if text else None for text in edtf]
    return with_cells(
        tables,
        "events",
        date_edtf=list(edtf),
        start_date=_days([period.start if period else None for period in periods]),
        end_date=_days([period.end if period else None for period in periods]),
        date_precision=[period.precision if period else "" for period in periods],
        is_approximate=[bool(period and period.is_approximate) for period in periods],
        is_uncertain=[bool(period and period.is_uncertain) for period in periods],
        **columns,
    )


def ids(tables: Tables) -> list[str]:
    return list(tables["events"]["event_id"])


def with_url(tables: Tables, url: str) -> Tables:
    return with_cells(tables, "sources", url=url)


def _days(days: Sequence[object]) -> pd.Series:
    return pd.Series(pd.to_datetime(pd.Series(days, dtype="object"))).astype("datetime64[s]")
