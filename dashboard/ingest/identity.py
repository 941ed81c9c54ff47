"""Ids that stand once, and trees that end: what makes a dossier's entries identifiable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dashboard.ingest.complaints import row_name
from dashboard.ingest.dossiers import Dossier, Vocabulary
from dashboard.problems import Problem

# Lists of a vocabulary, each named as one of its entries is called.
LISTS = ("place", "sector", "kind", "measure", "actor")


def duplicates(
    vocabularies: Mapping[str, Vocabulary], dossiers: Mapping[str, Dossier]
) -> Iterator[Problem]:
    """Ids, names, members and statements that stand twice, over all files together."""
    places: dict[tuple[str, ...], str] = {}

    def claim(key: tuple[str, ...], file: str, row: str, column: str) -> Iterator[Problem]:
        if key in places:
            yield Problem(
                file,
                f"the same {key[0]} stands in {places[key]}",
                "Keep one of them, or give this one another id",
                row=row,
                column=column,
                value=key[-1],
            )
        else:
            places[key] = f"{file}, {row}"

    for file, part in vocabularies.items():
        for name in LISTS:
            for i, entry in enumerate(getattr(part, name)):
                yield from claim((name, entry.id), file, row_name((name, i), entry.id), "id")
        for i, place in enumerate(part.place):
            for j, alias in enumerate(place.names):
                row = row_name(("place", i, "names", j), place.id)
                yield from claim(("name", place.id, alias.language, alias.name), file, row, "name")
            for j, member in enumerate(place.members):
                row = row_name(("place", i, "members", j), place.id)
                yield from claim(("member", place.id, member), file, row, "members")
    for file, dossier in dossiers.items():
        source = dossier.source.id
        yield from claim(("source", source), file, "source", "id")
        for name in ("event", "figure", "partnership", "rejected"):
            for i, entry in enumerate(getattr(dossier, name)):
                row = row_name((name, i), entry.id)
                yield from claim((name, entry.id), file, row, "id")
                if name == "event":
                    places[("statement on the event", source, entry.id)] = f"{file}, {row}"
        for i, mention in enumerate(dossier.mention):
            row = row_name(("mention", i), mention.event)
            yield from claim(("statement on the event", source, mention.event), file, row, "event")


def cycles(
    vocabularies: Mapping[str, Vocabulary], dossiers: Mapping[str, Dossier]
) -> Iterator[Problem]:
    """Places that lie in themselves and events that are a part of themselves."""
    above: dict[str, str | None] = {}
    found: dict[str, tuple[str, str]] = {}
    for file, part in vocabularies.items():
        for i, place in enumerate(part.place):
            above[place.id] = place.parent
            found[place.id] = (file, row_name(("place", i), place.id))
    for loop in loops(above):
        file, row = found[loop[0]]
        yield _cycle(file, row, "parent", "place", loop)
    above, found = {}, {}
    for file, dossier in dossiers.items():
        for i, event in enumerate(dossier.event):
            above[event.id] = event.part_of
            found[event.id] = (file, row_name(("event", i), event.id))
    for loop in loops(above):
        file, row = found[loop[0]]
        yield _cycle(file, row, "part_of", "event", loop)


def _cycle(file: str, row: str, column: str, kind: str, loop: list[str]) -> Problem:
    chain = " → ".join([*loop, loop[0]])
    return Problem(file, f"the {kind} lies in itself: {chain}", "Break the circle", row, column)


def loops(above: Mapping[str, str | None]) -> Iterator[list[str]]:
    """The circles in ``above``, which maps each id to the one above it, each given once."""
    done: set[str] = set()
    for start in above:
        path: list[str] = []
        here: str | None = start
        while here is not None and here in above and here not in done and here not in path:
            path.append(here)
            here = above[here]
        if here is not None and here in path:
            yield path[path.index(here) :]
        done.update(path)
