"""How many events each stretch of a slide's timeline has, by sector group and in all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from dashboard.export.slides_selected import SectorGroup, Selected
from dashboard.facets import Mask
from dashboard.language import Language
from dashboard.views.time_bins import bin_edges

# Columns that a slide has room for; of years more, for most of their labels are left out.
MOST_COLUMNS, MOST_YEARS = 36, 80


@dataclass(frozen=True, eq=False)
class Counts:
    """Events per stretch of time: ``per_group`` (G, B) by sector group, ``total`` (B,) in all.

    An event counts in every stretch that it overlaps, and in each of its groups; in
    ``total`` it counts once. ``unit`` is what a stretch is: "day", "week" … "century".
    """

    unit: str
    labels: list[str]
    groups: Sequence[SectorGroup]
    per_group: npt.NDArray[np.int64]
    total: npt.NDArray[np.int64]

    @property
    def is_split(self) -> bool:
        """Whether some event counts in several groups, so that columns exceed the total."""
        return bool(len(self.groups) and (self.per_group.sum(axis=0) != self.total).any())

    def in_all(self) -> Counts:
        """The totals alone."""
        return replace(self, groups=(), per_group=self.per_group[:0])


def timeline_counts(chosen: Selected) -> Counts | None:
    """The columns of the chart; ``None`` if no event has a date."""
    if chosen.span is None:
        return None
    unit, edges = bin_edges(*chosen.span, MOST_COLUMNS)
    if unit in ("decade", "century"):
        unit, edges = bin_edges(*chosen.span, MOST_YEARS)
    language = chosen.request.language
    per_group = [_per_bin(chosen, edges, chosen.of_group(group)) for group in chosen.groups]
    return Counts(
        unit,
        [_label(unit, int(edge), language) for edge in edges[:-1]],
        chosen.groups,
        np.array(per_group).reshape(len(per_group), len(edges) - 1),
        _per_bin(chosen, edges, chosen.mask),
    )


def _per_bin(chosen: Selected, edges: npt.NDArray[np.int64], part: Mask) -> npt.NDArray[np.int64]:
    """How many events of ``part`` overlap each stretch, within the chosen interval (B,)."""
    columns = chosen.columns
    first, last = edges[:-1], edges[1:] - 1
    if chosen.parsed.when is not None:
        # The outer stretches may reach beyond the interval.
        begin, end = chosen.parsed.when.day_numbers()
        first, last = np.maximum(first, begin), np.minimum(last, end)
    rows = part & columns.dated
    weight = columns.weight[rows]
    begun = _cumulative(columns.first[rows], weight, last, "right")
    ended = _cumulative(columns.last[rows], weight, first, "left")
    return begun - ended


def _cumulative(
    days: npt.NDArray[np.int32],
    weight: npt.NDArray[np.uint32],
    until: npt.NDArray[np.int64],
    side: Any,
) -> npt.NDArray[np.int64]:
    order = np.argsort(days, kind="stable")
    sums = np.concatenate([[0], np.cumsum(weight[order], dtype=np.int64)])
    found: npt.NDArray[np.int64] = sums[np.searchsorted(days[order], until, side=side)]
    return found


def _label(unit: str, first: int, language: Language) -> str:
    day = np.datetime64(int(first), "D").astype(object)
    if unit in ("day", "week", "month"):
        words = language.month_words(day) if unit == "month" else language.day_words(day)
        # Where a label is set on two lines, it shall break behind the year.
        return words.replace("年", "年 ", 1)
    if unit == "quarter":
        return language.gettext("Q{quarter} {year}").format(
            quarter=(day.month + 2) // 3, year=day.year
        )
    if unit == "decade":
        return language.date_words(f"{day.year // 10:03d}X")
    return str(day.year) if unit == "year" else f"{day.year}–{day.year + 99}"
