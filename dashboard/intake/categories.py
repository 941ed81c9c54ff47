"""A table's categories as sectors: as many as can be told apart by colour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import repeat

from dashboard.catalogue import marked
from dashboard.intake.palette import COLORS, REST_COLOR
from dashboard.intake.place_book import Row, slug
from dashboard.intake.sheet import Reason

ALL, OTHER, NONE = "all", "other-categories", "not-given"
_NAMES = {
    ALL: ("Events", "Sự kiện", "出来事"),
    OTHER: ("Other", "Khác", "その他"),
    NONE: ("Not given", "Không ghi", "記載なし"),
}
_GROUPED = marked(
    "Of {found} categories, the {kept} with the most events have a colour of their own; the "
    "others are shown as one."
)


class Categories:
    """The sectors of a table: ``rows`` of the table ``sectors``, and each value's sector.

    ``values`` are the categories of each event, or with ``weights`` of so many events. Values
    that differ by case or blanks alone are one, called as it is written first.
    """

    def __init__(
        self,
        values: Sequence[Sequence[str]],
        column: str,
        weights: Sequence[int] | None = None,
    ) -> None:
        self.column = column
        counts: Counter[str] = Counter()
        spelled: dict[str, str] = {}
        for names, weight in zip(values, weights or repeat(1), strict=False):
            for name in names:
                key = _key(name)
                spelled.setdefault(key, name)
                counts[key] += weight
        ranked = [key for key, _ in counts.most_common()]
        is_cut = len(ranked) > len(COLORS)
        kept = ranked[: len(COLORS)]
        self.rows: list[Row] = []
        self.notes: list[Reason] = []
        self._sector: dict[str, str] = {}
        taken = {ALL, OTHER, NONE}
        for key, color in zip(kept, COLORS, strict=False):
            sector_id = wanted = slug(spelled[key]) or "category"
            number = 2
            while sector_id in taken:
                sector_id, number = f"{wanted}-{number}", number + 1
            taken.add(sector_id)
            self._sector[key] = sector_id
            covers = f"Rows with “{spelled[key]}” in the column {column}"
            self._add(sector_id, (spelled[key], "", ""), color, covers)
        if is_cut:
            others = [spelled[key] for key in ranked[len(COLORS) :]]
            listed = ", ".join(others[:30]) + (" …" if len(others) > 30 else "")
            self._add(OTHER, _NAMES[OTHER], REST_COLOR, listed)
            self.notes.append(Reason(_GROUPED, {"found": len(ranked), "kept": len(kept)}))
        if not ranked:
            self._add(ALL, _NAMES[ALL], COLORS[0], "All rows: the table has no categories")
        elif not all(values):
            self._add(NONE, _NAMES[NONE], REST_COLOR, f"Rows without a value in {column}")

    def _add(self, sector_id: str, names: Sequence[str], color: str, covers: str) -> None:
        self.rows.append(
            {
                "sector_id": sector_id,
                **dict(zip(("name_en", "name_vi", "name_ja"), names, strict=True)),
                "position": str(len(self.rows) + 1),
                "family": "category",
                "color": color,
                "covers_en": covers,
            }
        )

    def sectors(self, names: Sequence[str]) -> list[str]:
        """The sectors of an event with the categories ``names``, each once."""
        if not names:
            return [self.rows[0]["sector_id"] if self.rows[0]["sector_id"] == ALL else NONE]
        return list(dict.fromkeys(self._sector.get(_key(name), OTHER) for name in names))

    def grouped(self, names: Sequence[str]) -> list[str]:
        """Those of ``names`` that have no sector of their own."""
        return [name for name in names if _key(name) not in self._sector]


def _key(name: str) -> str:
    return " ".join(name.casefold().split())
