"""Numbers and figures in words, exactly as they are stated, in the reader's language."""

from __future__ import annotations

from decimal import Decimal

from babel.numbers import format_decimal

from dashboard.catalogue import Catalogue, marked, marked_plural
from dashboard.celltypes import to_text

# What a figure of a unit is called, with its number and (the key) without.
_UNITS = {
    marked("activities"): marked_plural("{n} activity", "{n} activities"),
    marked("agreements"): marked_plural("{n} agreement", "{n} agreements"),
    marked("areas"): marked_plural("{n} area", "{n} areas"),
    marked("booths"): marked_plural("{n} booth", "{n} booths"),
    marked("businesses"): marked_plural("{n} business", "{n} businesses"),
    marked("celebrations"): marked_plural("{n} celebration", "{n} celebrations"),
    marked("companies"): marked_plural("{n} company", "{n} companies"),
    marked("localities"): marked_plural("{n} locality", "{n} localities"),
    marked("meetings"): marked_plural("{n} meeting", "{n} meetings"),
    marked("months"): marked_plural("{n} month", "{n} months"),
    marked("organisations"): marked_plural("{n} organisation", "{n} organisations"),
    marked("pairs"): marked_plural("{n} pair", "{n} pairs"),
    marked("people"): marked_plural("{n} person", "{n} people"),
    marked("pillars"): marked_plural("{n} pillar", "{n} pillars"),
    marked("places"): marked_plural("{n} place", "{n} places"),
    marked("projects"): marked_plural("{n} project", "{n} projects"),
    marked("sessions"): marked_plural("{n} session", "{n} sessions"),
    marked("spaces"): marked_plural("{n} space", "{n} spaces"),
    marked("tiers"): marked_plural("{n} tier", "{n} tiers"),
    marked("times a year"): marked_plural("{n} time a year", "{n} times a year"),
    marked("topics"): marked_plural("{n} topic", "{n} topics"),
    marked("units"): marked_plural("{n} unit", "{n} units"),
    marked("universities"): marked_plural("{n} university", "{n} universities"),
    marked("US dollars"): marked_plural("{n} US dollar", "{n} US dollars"),
    marked("US dollars a year"): marked_plural("{n} US dollar a year", "{n} US dollars a year"),
    marked("years"): marked_plural("{n} year", "{n} years"),
    # These name a number instead of counting something.
    marked("ordinal number"): marked_plural("no. {n}", "no. {n}"),
    marked("percent"): marked_plural("{n}%", "{n}%"),
    marked("rank"): marked_plural("rank {n}", "rank {n}"),
}
# Around a number with its unit, or where there is no number, around the unit's name.
_QUALIFIERS = {
    "exactly": "{quantity}",
    "about": marked("about {quantity}"),
    "more than": marked("more than {quantity}"),
    "nearly": marked("nearly {quantity}"),
    "at least": marked("at least {quantity}"),
    "up to": marked("up to {quantity}"),
    "hundreds of": marked("hundreds of {quantity}"),
    "dozens of": marked("dozens of {quantity}"),
    "many": marked("many {quantity}"),
}
# The words for round numbers. Japanese also writes them inside a number: 31億5,000万.
_SCALES = {
    "en": ((10**9, " billion"), (10**6, " million")),
    "vi": ((10**9, " tỷ"), (10**6, " triệu")),
    "ja": ((10**12, "兆"), (10**8, "億"), (10**4, "万"), (1, "")),
}


def number(catalogue: Catalogue, value: float) -> str:
    """``value`` with all of its digits: "1,234.5", "1.234,5"."""
    # Of a number that is written out, no digit may be rounded away.
    exact = Decimal(to_text(value))
    return format_decimal(exact, locale=catalogue.locale, decimal_quantization=False)


def figure_words(
    catalogue: Catalogue, value: float, upper: float, qualifier: str, unit: str
) -> str:
    """A figure with its qualifier and unit: "more than 110 agreements"; NaN means no number.

    ``upper`` is the upper end of a range. A unit that the catalogues do not know is
    written as it is.
    """
    stated = [_round_number(catalogue, end) for end in (value, upper) if end == end]
    if not stated:
        quantity = catalogue.gettext(unit) if unit in _UNITS else unit
    else:
        # A range has the form of its upper end, and only a whole one is singular.
        last = upper if upper == upper else value
        quantity = _counted(catalogue, _joined(catalogue, stated), 1 if last == 1 else 2, unit)
    return catalogue.gettext(_QUALIFIERS[qualifier]).format(quantity=quantity)


def _joined(catalogue: Catalogue, ends: list[str]) -> str:
    if len(ends) == 1:
        return ends[0]
    return catalogue.pgettext("numbers", "{first}–{last}").format(first=ends[0], last=ends[1])


def _counted(catalogue: Catalogue, words: str, count: int, unit: str) -> str:
    if unit not in _UNITS:
        return f"{words} {unit}".rstrip()
    return catalogue.ngettext(*_UNITS[unit], count).format(n=words)


def _round_number(catalogue: Catalogue, value: float) -> str:
    """``value`` with words for its thousands, where these make it shorter and no less exact."""
    scales = _SCALES[catalogue.code]
    if catalogue.code == "ja":
        return _in_myriads(catalogue, value, scales)
    for size, name in scales:
        if abs(value) >= size and value % (size / 10) == 0:
            return f"{number(catalogue, value / size)}{name}"
    return number(catalogue, value)


def _in_myriads(catalogue: Catalogue, value: float, scales: tuple[tuple[int, str], ...]) -> str:
    # 25,118 is easier to read and to compare in digits than as 2万5,118.
    if abs(value) < 10**4 or value % 1000:
        return number(catalogue, value)
    parts, rest = [], abs(int(value))
    for size, name in scales:
        whole, rest = divmod(rest, size)
        if whole:
            parts.append(f"{number(catalogue, whole)}{name}")
    return ("-" if value < 0 else "") + "".join(parts)
