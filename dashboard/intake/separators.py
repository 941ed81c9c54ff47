"""Several values in one cell: what separates them, told by the column as a whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

# These hardly ever stand inside a name; a comma and the like do.
_SURE = (";", "|", "\n", "、", "；", "｜")
_DOUBTFUL = (",", "/", "&", "，", "・")
_SAMPLE = 500


def separators_of(cells: Sequence[str], is_known: Callable[[str], bool] | None = None) -> str:
    """The characters that separate values in a column's ``cells``; empty if none does.

    A comma or slash counts only where the parts between are values that stand alone in other
    cells, or that ``is_known`` knows while it does not know the whole: "Paris, France" is
    one place, "Hanoi, Osaka" are two.
    """
    filled = [cell for cell in dict.fromkeys(cells) if cell][:_SAMPLE]
    found = [mark for mark in _SURE if any(mark in cell for cell in filled)]
    sure = "".join(found)
    whole = {part for cell in filled for part in split(cell, sure)}
    for mark in _DOUBTFUL:
        several = [cell for cell in filled if mark in cell.strip(f" {mark}")]
        parts = [part for cell in several for part in split(cell, mark + sure)]
        if not parts or any(len(part) > 60 for part in parts):
            continue
        repeated = sum(part in whole or parts.count(part) > 1 for part in parts)
        is_list = repeated * 10 >= len(parts) * 7
        if is_known and not is_list:
            known = sum(map(is_known, parts))
            is_list = known * 10 >= len(parts) * 9 and not any(map(is_known, several))
        elif is_known:
            # "Paris, France", "Lyon, France": what comes again is what they lie in.
            is_list = sum(map(is_known, several)) * 2 < len(several)
        if is_list:
            found.append(mark)
    return "".join(found)


def split(cell: str, marks: str) -> list[str]:
    """The distinct values in ``cell``, in their order, cut at each of ``marks``."""
    if not marks:
        return [cell.strip()] if cell.strip() else []
    parts = re.split(f"[{re.escape(marks)}]", cell)
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))
