"""The chain that places are resolved through: hand-placed, cache, gazetteer, network.

A point that a person decided comes before the cache, so that it can correct one.
Whatever a provider answers is in the cache before the next question is asked.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from dashboard.ingest.dossiers import Place
from dashboard.ingest.gazetteer import Gazetteer
from dashboard.ingest.geocache import Geocache
from dashboard.ingest.geocache_rows import PRECISION_OF_KIND, Answer, Question
from dashboard.ingest.outages import OutageError
from dashboard.ingest.questions import enclosing_unit, in_tree_order, questions

Box = tuple[float, float, float, float]
# A server that fails this often in a row is down; more questions would not help it.
OUTAGES_IN_A_ROW = 3


class Provider(Protocol):
    """Anything that answers questions about places."""

    name: str

    def ask(self, question: Question, within: Box | None) -> Answer:
        """A hit or a miss; raises `OutageError` if there is no answer.

        ``within`` is the box of the unit that the place lies in, if it is known.
        """
        ...


class GazetteerProvider:
    """The offline gazetteer as a provider of the chain."""

    name = "gazetteer"

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def ask(self, question: Question, within: Box | None) -> Answer:
        """The one entry of this kind and place, or a miss; ``within`` adds nothing here."""
        del within
        today = datetime.datetime.now(datetime.UTC).date()
        location = self._gazetteer.geocode(
            question.text, kind=question.kind, country_codes=question.country_code
        )
        if location is None or isinstance(location, list):
            return Answer(question, "miss", self.name, today)
        raw = location.raw
        return Answer(
            question,
            "hit",
            self.name,
            today,
            raw["provider_ref"],
            location.address,
            location.latitude,
            location.longitude,
            raw["box"],
            PRECISION_OF_KIND[question.kind],
            raw["licence"],
        )


@dataclass(slots=True)
class Report:
    """What a run did. ``unknown`` are the ids of places that nobody knew."""

    by_hand: int = 0
    from_members: int = 0
    from_cache: int = 0
    hits: int = 0
    misses: int = 0
    unknown: list[str] = field(default_factory=list)
    outages: list[OutageError] = field(default_factory=list)
    unanswered: int = 0

    @property
    def asked(self) -> int:
        return self.hits + self.misses


class Chain:
    """Resolves places one by one; each answer is kept as it arrives.

    ``refresh`` are the ids of places to be asked again although the cache knows them.
    """

    def __init__(
        self,
        places: Sequence[Place],
        cache: Geocache,
        hand_placed: Collection[str],
        providers: Sequence[Provider],
        refresh: Collection[str] = (),
    ) -> None:
        self.places = {place.id: place for place in places}
        self.cache, self.hand_placed = cache, hand_placed
        self.providers, self.refresh = providers, refresh
        self.report = Report()
        self._failing: dict[str, int] = {}

    def in_order(self) -> list[Place]:
        """The places, each after those that it lies in."""
        return in_tree_order(list(self.places.values()))

    def run(self, places: Iterable[Place]) -> Report:
        """Resolve ``places``, which a progress bar may wrap; see `in_order`.

        Raises `DataError` if the cache cannot be written.
        """
        for place in places:
            self._resolve(place)
        return self.report

    def _resolve(self, place: Place) -> None:
        report = self.report
        if place.id in self.hand_placed:
            report.by_hand += 1
            return
        if place.kind == "region":
            report.from_members += 1
            return
        wanted = questions(place, self.places)
        is_fresh = place.id in self.refresh
        if not is_fresh and any(self.cache.hit(question) for question in wanted):
            report.from_cache += 1
            return
        is_answered, was_asked = True, False
        for provider in self.providers:
            if self._failing.get(provider.name, 0) >= OUTAGES_IN_A_ROW:
                is_answered = False
                continue
            for question in wanted:
                if not is_fresh and self.cache.is_missed(question, provider.name):
                    continue
                try:
                    answer = provider.ask(question, self._box_around(place))
                except OutageError as outage:
                    self._note(outage)
                    is_answered = False
                    if outage.kind == "refused":
                        continue
                    break
                self._failing[provider.name] = 0
                was_asked = True
                self.cache.record(answer)
                if answer.outcome == "hit":
                    report.hits += 1
                    return
                report.misses += 1
        if not is_answered:
            report.unanswered += 1
            return
        if any(self.cache.hit(question) for question in wanted):
            report.from_cache += 1
            return
        report.from_cache += not was_asked
        report.unknown.append(place.id)

    def _note(self, outage: OutageError) -> None:
        self.report.outages.append(outage)
        failures = {
            "refused": 0,
            "failed": self._failing.get(outage.provider, 0) + 1,
            "barred": OUTAGES_IN_A_ROW,
        }
        self._failing[outage.provider] = failures[outage.kind]

    def _box_around(self, place: Place) -> Box | None:
        unit = enclosing_unit(place, self.places)
        found = (self.cache.hit(q) for q in questions(unit, self.places)) if unit else ()
        return next((answer.box for answer in found if answer), None)
