"""What slides count: the selected events, their sectors in few groups, their stretch of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from dashboard.columns import OPEN_END, OPEN_START, EventColumns, event_columns
from dashboard.export.request import Request
from dashboard.export.slides_text import legal
from dashboard.facets import Mask
from dashboard.problems import DataError, Problem
from dashboard.selection import Selection
from dashboard.tables import Tables
from dashboard.views.timeline import focus_of

# Sectors that chart and map tell apart; more colours than these nobody tells apart.
MOST_SECTORS = 9
OTHER_COLOR = "#c3c9d1"
# A longer stretch than this has more years than a chart has room for.
MOST_DAYS = 36 * 365


@dataclass(frozen=True, slots=True)
class SectorGroup:
    """One sector, or all the lesser ones together: name, ``#rrggbb``, the ids it stands for."""

    name: str
    color: str
    sector_ids: frozenset[str]


@dataclass(frozen=True, eq=False)
class Selected:
    """The events of a deck, or of one step of a story, as columns of numbers.

    ``mask`` (N,) tells which rows of ``columns`` they are; ``parsed`` is the selection
    that chose them, empty if nobody says.
    """

    tables: Tables
    event_ids: Sequence[str]
    request: Request
    columns: EventColumns
    mask: Mask
    parsed: Selection

    def count(self, facet: str) -> dict[str, int]:
        """How many of the events have each value of ``facet``; those that some have."""
        counts = self.columns.count(facet, self.mask)
        ids = self.columns.facets[facet].ids
        return {key: int(count) for key, count in zip(ids, counts, strict=True) if count}

    @cached_property
    def groups(self) -> list[SectorGroup]:
        """The sectors with most events in the order of the page, then the others as one.

        As on the page, a selection of sectors shows these alone.
        """
        language = self.request.language
        counts = self.count("sector")
        if chosen := self.parsed.choices.get("sector"):
            counts = {key: count for key, count in counts.items() if key in chosen}
        frame = self.tables["sectors"].sort_values("position")
        rows = [row for row in frame.itertuples() if row.sector_id in counts]
        ranked = sorted(rows, key=lambda row: -counts[str(row.sector_id)])
        # A single lesser sector is shown by its name: "other" would take the same room.
        most = MOST_SECTORS if len(ranked) > MOST_SECTORS + 1 else MOST_SECTORS + 1
        kept = {row.sector_id for row in ranked[:most]}
        groups = [
            SectorGroup(legal(language.name(row)), str(row.color), frozenset({str(row.sector_id)}))
            for row in rows
            if row.sector_id in kept
        ]
        if others := frozenset(str(row.sector_id) for row in rows if row.sector_id not in kept):
            groups.append(SectorGroup(language.gettext("Other sectors"), OTHER_COLOR, others))
        return groups

    def of_group(self, group: SectorGroup) -> Mask:
        """Which rows are selected and have a sector of ``group`` (N,)."""
        hits: Mask = self.columns.facets["sector"].hits(group.sector_ids) & self.mask
        return hits

    @cached_property
    def undated(self) -> int:
        """How many of the events have no place on the timeline."""
        return self.columns.total(self.mask & ~self.columns.dated)

    @cached_property
    def beside(self) -> tuple[int, int]:
        """How many of the events lie wholly before and wholly after the timeline's stretch."""
        if self.span is None:
            return 0, 0
        columns, rows = self.columns, self.mask & self.columns.dated
        early, late = rows & (columns.last < self.span[0]), rows & (columns.first > self.span[1])
        return columns.total(early), columns.total(late)

    @cached_property
    def span(self) -> tuple[int, int] | None:
        """First and last day of the timeline, since 1970-01-01; ``None`` without dated events.

        From the first to the last day that an event gives, within the chosen interval. If
        nobody chose one and a few events lie far from the others, the years of the bulk.
        """
        rows = self.mask & self.columns.dated
        days = np.concatenate([self.columns.first[rows], self.columns.last[rows]])
        days = days[(days != OPEN_START) & (days != OPEN_END)].astype(np.int64)
        if self.parsed.when is not None:
            begin, end = self.parsed.when.day_numbers()
            chosen = [day for day in (begin, end) if day not in (OPEN_START, OPEN_END)]
            days = np.clip(days, begin, end) if len(days) else np.array(chosen, dtype=np.int64)
        elif len(days) and days.max() - days.min() > MOST_DAYS:
            columns = self.columns
            bulk = replace(
                columns,
                first=columns.first[rows],
                last=columns.last[rows],
                weight=columns.weight[rows],
            )
            return focus_of(bulk)
        return (int(days.min()), int(days.max())) if len(days) else None


def selected(
    tables: Tables,
    event_ids: Sequence[str],
    request: Request,
    columns: EventColumns | None = None,
) -> Selected:
    """The events of these ids; ``columns`` are made if they are not at hand.

    Raises `DataError` if there is no event, and `KeyError` for an id that is not there.
    """
    if not event_ids:
        remedy = "Widen the selection: slides need an event to show"
        problem = Problem("selection", "matches no event", remedy, value=request.selection)
        raise DataError([problem])
    columns = columns or event_columns(tables)
    rows = pd.Index(columns.event_ids, dtype=str).get_indexer(pd.Index(event_ids, dtype=str))
    if (rows < 0).any():
        raise KeyError(event_ids[int(np.argmax(rows < 0))])
    mask = np.zeros(len(columns), dtype=bool)
    mask[rows] = True
    parsed, _ = Selection.parse(request.parameters, tables, request.language)
    return Selected(tables, event_ids, request, columns, mask, parsed)
