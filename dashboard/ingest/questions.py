"""What to ask of a geocoder for each place of the vocabulary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dashboard.ingest.dossiers import Place
from dashboard.ingest.geocache_rows import Question
from dashboard.names import fold

UNIT_KINDS = ("province", "prefecture")


def ancestors(place: Place, places: Mapping[str, Place]) -> Iterator[Place]:
    """The places that ``place`` lies in, the nearest first; stops at a circle."""
    seen = {place.id}
    parent = place.parent
    while parent is not None and parent in places and parent not in seen:
        seen.add(parent)
        yield places[parent]
        parent = places[parent].parent


def enclosing_unit(place: Place, places: Mapping[str, Place]) -> Place | None:
    """The province or prefecture that ``place`` lies in."""
    return next((a for a in ancestors(place, places) if a.kind in UNIT_KINDS), None)


def questions(place: Place, places: Mapping[str, Place]) -> tuple[Question, ...]:
    """The questions for ``place``, to be asked in this order until one is answered.

    One question for each of its names; those that differ only in diacritics count once.
    A region has none: it is placed by its members. The context is the unit and the
    country and no more, since towns and wards are merged and renamed more often.
    """
    if place.kind == "region":
        return ()
    by_language = {"en": place.name_en, "ja": place.name_ja, "vi": place.name_vi}
    # Some geocoders know places by their own country's spelling best, and a name says more
    # with its diacritics than without.
    first = next((one.asked_in for one in (place, *ancestors(place, places)) if one.asked_in), "en")
    names = [by_language[first], *by_language.values()]
    distinct: dict[str, str] = {}
    for name in filter(None, (" ".join(name.split()) for name in names)):
        distinct.setdefault(fold(name), name)
    context = ", ".join(
        above.name_en
        for above in ancestors(place, places)
        if above.kind in UNIT_KINDS or above.kind == "country"
    )
    return tuple(
        Question(name, place.kind, place.country_code, context) for name in distinct.values()
    )


def in_tree_order(places: Sequence[Place]) -> list[Place]:
    """``places`` with every place after those that it lies in."""
    by_id = {place.id: place for place in places}
    return sorted(places, key=lambda place: sum(1 for _ in ancestors(place, by_id)))
