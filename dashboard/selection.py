"""What the user has chosen: one frozen value, one grammar, one wording.

The grammar is that of URL parameters, everywhere: in the address bar, between the
linked view and Python, in exports and on the command line. ``when`` is an EDTF date
or interval of days, ``q`` words to be found, ``area`` a bounding box (west, south,
east, north in degrees); the others are ids separated by commas::

    when=2023-01-01/2025-12-31&sector=culture,tourism&place=gunma&q=festival

Each filter is defined once and knows how to read and write its parameter, which events
it lets pass, and how to say itself in words. Filters combine by "and", the values of
one filter by "or". An empty filter lets everything pass.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlencode
from weakref import WeakKeyDictionary

import numpy as np

from dashboard import dates
from dashboard.catalogue import marked
from dashboard.columns import EventColumns
from dashboard.extents import Area, Interval
from dashboard.facets import Mask
from dashboard.language import Language
from dashboard.language import language as language_of
from dashboard.places import PAIR_MARK, locality_pairs
from dashboard.search import LONGEST_SEARCH, text_index
from dashboard.tables import Tables
from dashboard.textfiles import excerpt

ENGLISH = language_of("en")
Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ChoiceFilter:
    """A filter whose value is a set of values of the facet of the same name.

    ``names`` makes what `known` keeps.
    """

    name: str
    names: Callable[[Tables, Language], Names]

    def known(self, tables: Tables, language: Language) -> Names:
        """The ids that may be chosen, with their names, in the order of legends.

        Made once for each language: everybody's every change of the selection asks for them.
        """
        kept, key = _KNOWN.setdefault(tables, {}), (self.name, language.code)
        if key not in kept:
            kept[key] = self.names(tables, language)
        return kept[key]


# Forgotten with the tables.
_KNOWN: WeakKeyDictionary[Tables, dict[tuple[str, str], Names]] = WeakKeyDictionary()


def _named(table: str, key: str) -> Callable[[Tables, Language], Names]:
    def names(tables: Tables, language: Language) -> Names:
        frame = tables[table]
        if "position" in frame:
            frame = frame.sort_values("position")
        ids: list[str] = list(frame[key])
        return dict(zip(ids, map(language.name, frame.itertuples()), strict=True))

    return names


def _statuses(_: Tables, language: Language) -> Names:
    return {status: language.gettext(name) for status, name in STATUS_NAMES.items()}


def _pair_names(tables: Tables, language: Language) -> Names:
    names = _named("locations", "location_id")(tables, language)
    pairs = sorted(set(locality_pairs(tables)[1]))
    return {PAIR_MARK.join(pair): f"{names[pair[0]]} – {names[pair[1]]}" for pair in pairs}


def _source_names(tables: Tables, _: Language) -> Names:
    frame = tables["sources"]
    ids: list[str] = list(frame["source_id"])
    return dict(zip(ids, frame["publisher"] + ": " + frame["title_en"], strict=True))


STATUS_NAMES = {
    "held": marked("Held"),
    "ongoing": marked("Going on"),
    "recurring": marked("Recurring"),
    "planned": marked("Planned"),
    "proposed": marked("Proposed"),
}
FILTERS: tuple[ChoiceFilter, ...] = (
    ChoiceFilter("sector", _named("sectors", "sector_id")),
    ChoiceFilter("place", _named("locations", "location_id")),
    ChoiceFilter("pair", _pair_names),
    ChoiceFilter("kind", _named("event_kinds", "kind_id")),
    ChoiceFilter("status", _statuses),
    ChoiceFilter("actor", _named("actors", "actor_id")),
    ChoiceFilter("source", _source_names),
)
# Every parameter of the grammar.
PARAMETERS = ("when", *(choice.name for choice in FILTERS), "area", "q")
# The order in which words name the parameters.
SPOKEN_ORDER = (
    "q",
    "sector",
    "kind",
    "status",
    "when",
    "place",
    "pair",
    "area",
    "actor",
    "source",
)


@dataclass(frozen=True)
class Selection:
    """An interval, words, an area and, per filter of `FILTERS`, the chosen ids."""

    when: Interval | None = None
    choices: Mapping[str, frozenset[str]] = field(default_factory=dict)
    text: str = ""
    area: Area | None = None

    def __hash__(self) -> int:
        return hash(self.query())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Selection) and self.query() == other.query()

    @classmethod
    def parse(
        cls,
        parameters: Mapping[str, str] | str,
        tables: Tables,
        language: Language = ENGLISH,
    ) -> tuple[Selection, tuple[str, ...]]:
        """Read parameters (or a query string); never fails.

        What cannot be read is left out, and a notice says what and why. Parameters
        that are no filter of ours are other people's and are passed over in silence.
        """
        if isinstance(parameters, str):
            parameters = dict(parse_qsl(parameters.lstrip("?")))
        _ = language.gettext
        notices: list[str] = []
        when = area = None
        if asked_when := parameters.get("when", ""):
            try:
                when = Interval.parse(asked_when)
            except dates.DateError as error:
                message = _("The dates in the address were left out: {why}")
                notices.append(message.format(why=error.words(_)))
        if asked_area := parameters.get("area", ""):
            try:
                area = Area.parse(asked_area)
            except ValueError:
                message = _(
                    "The area {value} in the address was left out: it is not west,south,east,north "
                    "in degrees."
                )
                notices.append(message.format(value=repr(excerpt(asked_area))))
        # Half of a surrogate pair is no text that an address could hold again.
        asked_text = parameters.get("q", "").encode("utf-8", "replace").decode("utf-8")
        text = " ".join(asked_text.split())
        if len(text) > LONGEST_SEARCH:
            message = _("The words to find were cut to {count} characters.")
            notices.append(message.format(count=LONGEST_SEARCH))
            text = text[:LONGEST_SEARCH].rstrip()
        choices: dict[str, frozenset[str]] = {}
        for choice in FILTERS:
            asked = {value for value in parameters.get(choice.name, "").split(",") if value}
            if not asked:
                continue
            known = asked & choice.known(tables, language).keys()
            if known:
                choices[choice.name] = frozenset(known)
            if unknown := sorted(asked - known):
                notices.append(_left_out(choice.name, unknown, language))
        return cls(when, choices, text, area), tuple(notices)

    def parameters(self) -> dict[str, str]:
        """The URL parameters, in canonical order; empty filters are absent."""
        result = {
            "when": str(self.when) if self.when else "",
            **{
                choice.name: ",".join(sorted(self.choices.get(choice.name, ())))
                for choice in FILTERS
            },
            "area": str(self.area) if self.area else "",
            "q": self.text,
        }
        return {name: value for name, value in result.items() if value}

    def query(self) -> str:
        """The canonical query string; equal selections have equal ones."""
        return urlencode(self.parameters(), safe="/,.~")

    def without(self, name: str) -> Selection:
        """This selection with the filter ``name`` (a parameter's) emptied."""
        if name == "when":
            return replace(self, when=None)
        if name == "q":
            return replace(self, text="")
        if name == "area":
            return replace(self, area=None)
        return replace(self, choices={k: v for k, v in self.choices.items() if k != name})

    def only(self, name: str) -> Selection:
        """The filter ``name`` (a parameter's) alone."""
        result = self
        for other in PARAMETERS:
            if other != name:
                result = result.without(other)
        return result

    def mask(self, columns: EventColumns, tables: Tables) -> Mask:
        """Which events of ``tables`` pass every filter (N,)."""
        result = np.ones(len(columns), dtype=bool)
        if self.when is not None:
            result &= columns.within(*self.when.day_numbers())
        for choice in FILTERS:
            if chosen := self.choices.get(choice.name):
                result &= columns.facets[choice.name].hits(chosen)
        if self.area is not None:
            result &= columns.facets["place"].hits(self.area.places(tables))
        if self.text:
            result &= text_index(tables).find(self.text)
        return result

    def words(self, tables: Tables, language: Language = ENGLISH) -> str:
        """The selection for a reader: "Tourism or Culture · Nov 2025 · Quang Ninh"."""
        _ = language.gettext
        parts = {
            choice.name: language.either(
                name for key, name in choice.known(tables, language).items() if key in chosen
            )
            for choice in FILTERS
            if (chosen := self.choices.get(choice.name))
        }
        parts["when"] = language.interval_words(self.when.start, self.when.end) if self.when else ""
        parts["q"] = f"“{self.text}”" if self.text else ""
        parts["area"] = _("in the chosen area") if self.area else ""
        return " · ".join(filter(None, map(parts.get, SPOKEN_ORDER))) or _("Everything")


def _left_out(name: str, unknown: Sequence[str], language: Language) -> str:
    quoted = [repr(excerpt(value)) for value in unknown[:3]]
    if more := len(unknown) - len(quoted):
        quoted.append(language.ngettext("{n} more", "{n} more", more).format(n=more))
    message = language.ngettext(
        "{filter}={values} in the address is not in this dataset and was left out.",
        "{filter}={values} in the address are not in this dataset and were left out.",
        len(unknown),
    )
    return message.format(filter=name, values=language.join(quoted))
