"""What the browser needs to say a selection as `Selection.words` does.

The view says its selection while the hand moves, on pictures and in animations, without
asking Python. The forms of dates and lists are sent, so that both say the same;
``wording.js`` puts them together.
"""

from __future__ import annotations

from typing import Any

from dashboard.columns import EventColumns
from dashboard.date_words import interval_forms
from dashboard.language import Language
from dashboard.selection import FILTERS, SPOKEN_ORDER
from dashboard.tables import Tables


def wording(tables: Tables, columns: EventColumns, language: Language) -> dict[str, Any]:
    """The forms of ``language``, and what the columns do not tell of the values of filters.

    Per filter, ``ranks`` holds the place of each value of the columns among all that may be
    chosen (values are said in that order); ``others`` holds those that no event has, as
    [rank, id, name].
    """
    _ = language.gettext
    choices = {}
    for choice in FILTERS:
        known = choice.known(tables, language)
        rank = {value: number for number, value in enumerate(known)}
        shown = columns.facets[choice.name].ids
        others = known.keys() - set(shown)
        choices[choice.name] = {
            "ranks": [rank[value] for value in shown],
            "others": sorted([rank[value], value, known[value]] for value in others),
        }
    patterns = language.locale.list_patterns["or"]
    return {
        "choices": choices,
        "order": list(SPOKEN_ORDER),
        "either": {part: patterns[part] for part in ("2", "start", "middle", "end")},
        "dates": interval_forms(language),
        "text": "“{text}”",
        "area": _("in the chosen area"),
        "everything": _("Everything"),
    }
