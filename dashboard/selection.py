"""What the user has chosen: one frozen value, one grammar, one wording.

The grammar is that of URL parameters, everywhere: in the address bar, between the
linked view and Python, in exports and on the command line. ``when`` is an EDTF date
or interval of days, the others are ids separated by commas::

    when=2023-01-01/2025-12-31&sector=culture,tourism&place=gunma

Each filter is defined once and knows how to read and write its parameter, which events
it lets pass, and how to say itself in words. Filters combine by "and", the values of
one filter by "or". An empty filter lets everything pass.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlencode

import numpy as np

from dashboard import dates
from dashboard.columns import OPEN_END, OPEN_START, EventColumns, Mask, day_number
from dashboard.tables import Tables
from dashboard.textfiles import excerpt

# Nobody writes a longer interval; what strangers put into an address is not kept in memory.
_LONGEST_DATE = 60


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval of days, open where an end is ``None``; never both."""

    start: dt.date | None
    end: dt.date | None

    @classmethod
    def parse(cls, text: str) -> Interval:
        """Read an EDTF date or interval; raises `dates.DateError`."""
        if len(text) > _LONGEST_DATE:
            raise dates.DateError(f"{excerpt(text, _LONGEST_DATE)!r} is too long for a date")
        period = dates.parse(text)
        return cls(period.start, period.end)

    def __str__(self) -> str:
        if self.start == self.end and self.start:
            return self.start.isoformat()
        ends = (self.start.isoformat() if self.start else "..", self.end)
        return f"{ends[0]}/{ends[1].isoformat() if ends[1] else '..'}"

    def day_numbers(self) -> tuple[int, int]:
        """First and last day since 1970-01-01."""
        return (
            day_number(np.datetime64(self.start)) if self.start else int(OPEN_START),
            day_number(np.datetime64(self.end)) if self.end else int(OPEN_END),
        )


Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ChoiceFilter:
    """A filter whose value is a set of ids of one table."""

    name: str
    table: str
    id_column: str
    mask: Callable[[EventColumns, frozenset[str]], Mask]

    def known(self, tables: Tables) -> Names:
        """The ids that may be chosen, with their names, in the order of legends."""
        frame = tables[self.table]
        if "position" in frame:
            frame = frame.sort_values("position")
        return dict(zip(frame[self.id_column], frame["name_en"], strict=True))


FILTERS: tuple[ChoiceFilter, ...] = (
    ChoiceFilter("sector", "sectors", "sector_id", EventColumns.in_sectors),
    ChoiceFilter("place", "locations", "location_id", EventColumns.at_places),
)
_SPOKEN_ORDER = ("sector", "when", "place")


@dataclass(frozen=True)
class Selection:
    """An interval and, per filter of `FILTERS`, the chosen ids."""

    when: Interval | None = None
    choices: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash(self.query())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Selection) and self.query() == other.query()

    @classmethod
    def parse(
        cls, parameters: Mapping[str, str] | str, tables: Tables
    ) -> tuple[Selection, tuple[str, ...]]:
        """Read parameters (or a query string); never fails.

        What cannot be read is left out, and a notice says what and why. Parameters
        that are no filter of ours are other people's and are passed over in silence.
        """
        if isinstance(parameters, str):
            parameters = dict(parse_qsl(parameters.lstrip("?")))
        notices: list[str] = []
        when = None
        if text := parameters.get("when", ""):
            try:
                when = Interval.parse(text)
            except dates.DateError as error:
                notices.append(f"The dates in the address were left out: {error}")
        choices: dict[str, frozenset[str]] = {}
        for choice in FILTERS:
            asked = {value for value in parameters.get(choice.name, "").split(",") if value}
            known = asked & choice.known(tables).keys()
            if known:
                choices[choice.name] = frozenset(known)
            if unknown := sorted(asked - known):
                notices.append(_left_out(choice.name, unknown))
        return cls(when, choices), tuple(notices)

    def parameters(self) -> dict[str, str]:
        """The URL parameters, in canonical order; empty filters are absent."""
        result = {} if self.when is None else {"when": str(self.when)}
        for choice in FILTERS:
            if chosen := self.choices.get(choice.name):
                result[choice.name] = ",".join(sorted(chosen))
        return result

    def query(self) -> str:
        """The canonical query string; equal selections have equal ones."""
        return urlencode(self.parameters(), safe="/,.")

    def without(self, name: str) -> Selection:
        """This selection with the filter ``name`` emptied."""
        if name == "when":
            return replace(self, when=None)
        return replace(self, choices={k: v for k, v in self.choices.items() if k != name})

    def mask(self, columns: EventColumns) -> Mask:
        """Which events pass every filter (N,)."""
        result = np.ones(len(columns), dtype=bool)
        if self.when is not None:
            result &= columns.within(*self.when.day_numbers())
        for choice in FILTERS:
            if chosen := self.choices.get(choice.name):
                result &= choice.mask(columns, chosen)
        return result

    def words(self, tables: Tables) -> str:
        """The selection for a reader: "Tourism or Culture · Nov 2025 · Quang Ninh"."""
        parts = {
            choice.name: " or ".join(
                name
                for key, name in choice.known(tables).items()
                if key in self.choices.get(choice.name, ())
            )
            for choice in FILTERS
        }
        parts["when"] = interval_words(self.when) if self.when else ""
        return " · ".join(filter(None, map(parts.get, _SPOKEN_ORDER))) or "Everything"


def interval_words(when: Interval) -> str:
    """The shortest exact wording of an interval: "Nov 2025", "2023–2025", "since 4 May 2019"."""
    first, last = when.start, when.end
    if first is None or last is None:
        known = first or last
        lead = "until" if first is None else "since"
        return f"{lead} {dates.day_words(known)}" if known else ""
    whole_months = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    if whole_months and (first.month, last.month) == (1, 12):
        return f"{first.year}" if first.year == last.year else f"{first.year}–{last.year}"
    words = dates.month_words if whole_months else dates.day_words
    one, other = words(first), words(last)
    return one if one == other else f"{one} – {other}"


def _left_out(name: str, unknown: Sequence[str]) -> str:
    quoted = [repr(excerpt(value)) for value in unknown[:3]]
    if more := len(unknown) - len(quoted):
        quoted.append(f"{more} more")
    if len(quoted) == 1:
        return f"The {name} {quoted[0]} in the address is not in this dataset and was left out."
    listed = f"{', '.join(quoted[:-1])} and {quoted[-1]}"
    return f"The {name}s {listed} in the address are not in this dataset and were left out."
