"""Guess what each column of a table means, by its name and by what stands in it.

A name alone misleads ("Time" is the day of an earthquake and the seconds of a sprint), and
so does what stands in a column alone; both together seldom do. The guess is shown to the
user, who confirms or corrects it before anything is made of it.
"""

from __future__ import annotations

from dataclasses import replace

from dashboard.intake.cell_forms import with_date_form, with_separators
from dashboard.intake.fitting import FITS, MOST_CATEGORIES, Fits, fits_category, fits_place, is_all
from dashboard.intake.header_words import NAME_PARTS, WORDS, likeness, plain
from dashboard.intake.mapping import TableMapping
from dashboard.intake.profiles import IsPlace, Profile, profile
from dashboard.intake.sheet import Sheet

# Details beyond this many would bury an event's own words.
_MOST_DETAILS = 8
_EXACT = 3


def recognise(sheet: Sheet, is_place: IsPlace | None = None) -> TableMapping:
    """The likeliest mapping of ``sheet``; columns that fit no role become details.

    ``is_place`` says whether a gazetteer knows a name.
    """
    columns = [
        profile(name, [row[i] for row in sheet.rows], is_place)
        for i, name in enumerate(sheet.header)
    ]
    return _Guess(sheet, [column for column in columns if column.count], is_place).mapping


class _Guess:
    """Roles are given out one after the other, the surest first; each column once."""

    def __init__(self, sheet: Sheet, columns: list[Profile], is_place: IsPlace | None) -> None:
        self.sheet = sheet
        self.columns = {column.name: column for column in columns}
        self.free = dict(self.columns)
        self.mapping = TableMapping()
        # What TimelineJS shows instead of a date need not be one.
        shown = self.free.pop(self.shown_date(), None)
        for role, fits in FITS.items():
            if role == "title":
                self.give_names_of_people()
            if not self.mapping.column(role):
                self.give(role, self.best(role, fits))
        self.give_further_links()
        self.drop_halves()
        self.free |= {shown.name: shown} if shown and not shown.dates >= 0.9 else {}
        self.find_by_content()
        self.mapping = with_date_form(sheet, self.mapping)
        self.give_places()
        category = self.group_of_timelinejs() or self.best("category", fits_category)
        self.give("category", category or self.few_values())
        self.give_title()
        self.give("description", self.best("description", lambda column: column.links < 0.5))
        details = [name for name, column in self.free.items() if column.links < 0.5]
        self.give("detail", *details[:_MOST_DETAILS])
        self.mapping = with_separators(sheet, self.mapping, is_place)

    def give(self, role: str, *names: str) -> None:
        if given := [name for name in names if name]:
            self.mapping = self.mapping.with_column(role, *given)
            for name in given:
                self.free.pop(name, None)

    def best(self, role: str, fits: Fits) -> str:
        """The free column whose name is most like ``role``, of those whose cells fit it."""
        scored = [
            (likeness(name, role), -position, name)
            for position, (name, column) in enumerate(self.free.items())
            if fits(column)
        ]
        score, _, name = max(scored, default=(0, 0, ""))
        if score < _EXACT and any(likeness(name, other) == _EXACT for other in WORDS):
            return ""
        return name if score else ""

    def give_further_links(self) -> None:
        """What the cells of a workbook link to are sources, too."""
        known = self.mapping.columns.get("source_link", ())
        linked = [
            name
            for name, column in self.free.items()
            if name.endswith(" (link)") and column.links >= 0.5
        ]
        self.give("source_link", *dict.fromkeys((*known, *linked)))

    def drop_halves(self) -> None:
        """Take back what lacks its other half: a day without a year, a latitude alone."""
        has = self.mapping.column
        halves = ("latitude", "longitude")
        wrong = [] if all(map(has, halves)) else list(halves)
        if has("date") or not has("year"):
            wrong += ["year", "month", "day"]
        if has("end") or not has("end_year"):
            wrong += ["end_year", "end_month", "end_day"]
        columns = dict(self.mapping.columns)
        for role in wrong:
            for name in columns.pop(role, ()):
                self.free[name] = self.columns[name]
        self.mapping = replace(self.mapping, columns=columns)

    def find_by_content(self) -> None:
        """Where no name told, let the cells tell: dates, points and links are unmistakable."""
        has = self.mapping.column
        sought: list[tuple[str, bool, Fits]] = [
            ("date", bool(has("date") or has("year")), lambda one: one.dates >= 0.9),
            ("coordinates", bool(has("latitude") or has("coordinates")), is_all("pairs")),
            ("source_link", bool(has("source_link")), is_all("links")),
        ]
        for role, is_given, fits in sought:
            if not is_given:
                self.give(role, next((name for name, one in self.free.items() if fits(one)), ""))

    def give_places(self) -> None:
        """Columns of names of places: one beside coordinates, else all that are clearly such."""
        named = [
            name
            for name, column in self.free.items()
            if likeness(name, "place") and fits_place(column)
        ]
        named.sort(key=lambda name: -likeness(name, "place"))
        if self.mapping.column("latitude") or self.mapping.column("coordinates"):
            self.give("place", *named[:1])
            return
        known = [name for name in named if self.free[name].places >= 0.5]
        found = [name for name, column in self.free.items() if column.places >= 0.7]
        self.give("place", *(known or found[:1] or named[:1]))

    def few_values(self) -> str:
        """The free column of text with the fewest values, all of which come again and again."""
        few = [
            (column.distinct, name)
            for name, column in self.free.items()
            if column.is_text
            and 2 <= column.distinct <= MOST_CATEGORIES // 2
            and column.distinct * 3 <= column.count
            and column.length <= 40
        ]
        return min(few, default=(0, ""))[1]

    def shown_date(self) -> str:
        """The column "Display Date" beside a "Year" and a "Headline"; empty without these."""
        names = {plain(name): name for name in self.free}
        return names.get("display date", "") if {"headline", "year"} <= names.keys() else ""

    def group_of_timelinejs(self) -> str:
        """The column "Group" of TimelineJS, whose "Type" tells titles and eras from events."""
        names = {plain(name): name for name in self.sheet.header}
        group = names.get("group", "") if {"headline", "media", "type"} <= names.keys() else ""
        return group if group in self.free and fits_category(self.free[group]) else ""

    def give_names_of_people(self) -> None:
        names = {plain(name): name for name in self.free}
        for parts in NAME_PARTS:
            if all(part in names for part in parts):
                self.give("title", *(names[part] for part in parts))
                return

    def give_title(self) -> None:
        if self.mapping.column("title"):
            return
        # What differs most from row to row, and is a phrase rather than a text, is its name.
        texts = [
            (column.distinct / column.count, name)
            for name, column in self.free.items()
            if column.is_text and 3 <= column.length <= 150
        ]
        share, name = max(texts, key=lambda one: one[0], default=(0.0, ""))
        if share >= 0.5:
            self.give("title", name)
