"""The kinds of events that the cells of a warehouse's table name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from dashboard.intake.place_book import Row, slug
from dashboard.warehouse.vocabulary import Counts


def kind_ids_of(cells: Counts, *, has_kinds: bool) -> dict[str, str]:
    """The id of the kind that each cell names; cells that differ in blanks alone name one."""
    if not has_kinds:
        return dict.fromkeys(cells, "event")
    found: dict[str, str] = {}
    taken: Counter[str] = Counter()
    by_name: dict[str, str] = {}
    for cell in cells:
        name = " ".join(cell.split())
        if name not in by_name:
            wanted = slug(name or "Not given") or "kind"
            taken[wanted] += 1
            by_name[name] = f"{wanted}-{taken[wanted]}" if taken[wanted] > 1 else wanted
        found[cell] = by_name[name]
    return found


def kind_rows(kind_ids: Mapping[str, str], *, has_kinds: bool) -> list[Row]:
    """The rows of the table of kinds; all events are of one where no column tells."""
    if not has_kinds:
        names = {"name_en": "Event", "name_vi": "Sự kiện", "name_ja": "出来事"}
        return [{"kind_id": "event", **names, "covers_en": "All rows of the table"}]
    called = {kind_id: " ".join(cell.split()) for cell, kind_id in reversed([*kind_ids.items()])}
    return [
        {"kind_id": kind_id, "name_en": name or "Not given", "covers_en": f"Rows called “{name}”"}
        for kind_id, name in called.items()
    ]
