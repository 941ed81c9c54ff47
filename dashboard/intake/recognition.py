"""Guess what each column of a table means, by its name and by what stands in it.

A name alone misleads ("Time" is the day of an earthquake and the seconds of a sprint), and
so does what stands in a column alone; both together seldom do. The guess is shown to the
user, who confirms or corrects it before anything is made of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from dashboard.intake import written_dates
from dashboard.intake.header_words import NAME_PARTS, WORDS, likeness, plain
from dashboard.intake.mapping import TableMapping
from dashboard.intake.profiles import IsPlace, Profile, profile
from dashboard.intake.separators import separators_of
from dashboard.intake.sheet import Sheet

# Details beyond this many would bury an event's own words.
_MOST_DETAILS = 8
# More values than this are no categories.
_MOST_CATEGORIES = 40
_EXACT = 3
Fits = Callable[[Profile], object]


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
        for role, fits in _FITS.items():
            if role == "title":
                self.give_names_of_people()
            if not self.mapping.column(role):
                self.give(role, self.best(role, fits))
        self.give_further_links()
        self.drop_halves()
        self.free |= {shown.name: shown} if shown and not shown.dates >= 0.9 else {}
        self.find_by_content()
        self.mapping = with_date_settings(sheet, self.mapping)
        self.give_places()
        category = self.group_of_timelinejs() or self.best("category", _fits_category)
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
            ("coordinates", bool(has("latitude") or has("coordinates")), _is_all("pairs")),
            ("source_link", bool(has("source_link")), _is_all("links")),
        ]
        for role, is_given, fits in sought:
            if not is_given:
                self.give(role, next((name for name, one in self.free.items() if fits(one)), ""))

    def give_places(self) -> None:
        """Columns of names of places: one beside coordinates, else all that are clearly such."""
        named = [
            name
            for name, column in self.free.items()
            if likeness(name, "place") and _fits_place(column)
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
            and 2 <= column.distinct <= _MOST_CATEGORIES // 2
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
        return group if group in self.free and _fits_category(self.free[group]) else ""

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


def _is_all(share: str) -> Fits:
    return lambda column: getattr(column, share) >= 0.9


def _up_to(most: float) -> Fits:
    return lambda column: column.numbers >= 0.8 and column.largest <= most


def _is_written(column: Profile) -> bool:
    return column.dates >= 0.5 or column.milliseconds >= 0.5


def _fits_date(column: Profile) -> bool:
    return (
        _is_written(column)
        or column.seconds >= 0.8
        or (column.serials >= 0.8 and 15_000 <= column.largest < 80_000)
    )


def _fits_place(column: Profile) -> bool:
    return column.is_text and column.distinct > 0


def _fits_category(column: Profile) -> bool:
    is_repeated = column.distinct < column.count or column.count < 10
    return (
        column.is_text
        and is_repeated
        and column.distinct <= max(_MOST_CATEGORIES, column.count // 4)
    )


def _fits_angle(column: Profile) -> bool:
    # Metres under this name are taken for it too, for their cells are told why they are none.
    return max(column.degrees, column.numbers) >= 0.6


def _is_phrase(column: Profile) -> bool:
    return column.is_text


# In the order in which they are asked for; what is left is found by what stands in it.
_FITS: dict[str, Fits] = {
    "latitude": _fits_angle,
    "longitude": _fits_angle,
    "coordinates": lambda column: column.pairs >= 0.8,
    "end_year": lambda column: column.years >= 0.5,
    "end_month": lambda column: column.length <= 12,
    "end_day": _up_to(31),
    "end": _is_written,
    "date": _fits_date,
    "year": lambda column: max(column.years, column.dates) >= 0.5,
    "month": lambda column: column.length <= 12 and column.distinct <= 60,
    "day": _up_to(31),
    "source_link": lambda column: column.links >= 0.5,
    "id": lambda column: column.distinct * 10 >= column.count * 8 and column.length <= 60,
    "title_vi": _is_phrase,
    "title_ja": _is_phrase,
    "title": _is_phrase,
    "country": lambda column: column.numbers < 0.5,
    "source_name": _is_phrase,
    "kind": _fits_category,
    "status": lambda column: column.statuses >= 0.5,
}


def with_date_settings(sheet: Sheet, mapping: TableMapping) -> TableMapping:
    """``mapping`` with the order and form of dates that its columns of dates show."""
    names = [mapping.column(role) for role in ("date", "end") if mapping.column(role)]
    if not names:
        return replace(mapping, date_order="", date_form="written")
    first = profile(names[0], sheet.column(names[0]))
    form = "written"
    if first.milliseconds >= 0.5:
        form = "unix-milliseconds"
    elif first.seconds >= 0.5:
        form = "unix-seconds"
    elif first.serials >= 0.5:
        form = f"serial-{sheet.date_system}"
    elif written_dates.are_two_years(cells_of(sheet, names)):
        form = "two-years"
    # Where cells speak for both orders, a person has to say which.
    order, is_settled = written_dates.column_order(cells_of(sheet, names))
    return replace(mapping, date_order=order if is_settled else "", date_form=form)


def with_separators(
    sheet: Sheet, mapping: TableMapping, is_place: IsPlace | None = None
) -> TableMapping:
    """``mapping`` with what separates several values in its cells of places and categories."""
    found = {
        role: separators_of(cells_of(sheet, mapping.columns.get(role, ())), is_place)
        for role in ("place", "category")
    }
    return replace(mapping, separators={role: marks for role, marks in found.items() if marks})


def cells_of(sheet: Sheet, names: Iterable[str]) -> list[str]:
    """All cells of the columns ``names``, one column after the other."""
    return [cell for name in names for cell in sheet.column(name)]


def is_order_open(sheet: Sheet, mapping: TableMapping) -> bool:
    """Whether a date in ``sheet`` can be read both ways, and ``mapping`` does not say which."""
    return open_date(sheet, mapping) is not None


def open_date(sheet: Sheet, mapping: TableMapping) -> tuple[str, str] | None:
    """A column and a date in it that make `is_order_open` true, else ``None``."""
    names = [mapping.column(role) for role in ("date", "end") if mapping.column(role)]
    if mapping.date_order or written_dates.column_order(cells_of(sheet, names))[1]:
        return None
    cells = ((name, cell) for name in names for cell in sheet.column(name))
    return next(
        ((name, cell) for name, cell in cells if not written_dates.column_order([cell])[1]), None
    )
