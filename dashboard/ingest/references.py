"""What holds between the files of ``seeds/``: ids that exist, once, and trees that end.

pydantic sees one file at a time; here all of them are seen together.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from dashboard.ingest.complaints import row_name
from dashboard.ingest.dossiers import Dossier, EventEntry, MentionEntry, Stated, Vocabulary
from dashboard.ingest.identity import LISTS, cycles, duplicates
from dashboard.problems import Problem


@dataclass
class Loose:
    """Ids in files that were refused: unknown in no sense that would help a reader.

    ``anything`` is set when a file could not even be parsed, so that any id may be in it.
    """

    ids: set[str] = field(default_factory=set)
    anything: bool = False

    def add(self, raw: Mapping[str, object]) -> None:
        """Take the ids of all entries of a parsed file."""
        for entries in raw.values():
            # A dossier's [source] is one table, everything else a list of them.
            for entry in entries if isinstance(entries, list) else (entries,):
                if isinstance(entry, dict) and isinstance(entry.get("id"), str):
                    self.ids.add(entry["id"])


def check(
    vocabularies: Mapping[str, Vocabulary], dossiers: Mapping[str, Dossier], loose: Loose
) -> list[Problem]:
    """The problems between ``vocabularies`` and ``dossiers``, each by file name."""
    lookup = lookup_of(vocabularies, dossiers, loose)
    problems = [
        *duplicates(vocabularies, dossiers),
        *cycles(vocabularies, dossiers),
    ]
    for file, vocabulary in vocabularies.items():
        problems += lookup.of(file).vocabulary(vocabulary)
    if sum(len(part.sector) for part in vocabularies.values()) > 32:
        problems.append(
            Problem("seeds/vocabulary", "there are more than 32 sectors", "Merge some of them")
        )
    for file, dossier in dossiers.items():
        stem = PurePosixPath(file).stem
        if dossier.source.id != stem:
            problems.append(
                Problem(
                    file,
                    f"the file is named {stem}, its source is not",
                    f"Rename the file to {dossier.source.id}.toml or correct the id",
                    row="source",
                    column="id",
                    value=dossier.source.id,
                )
            )
        problems += lookup.of(file).dossier(dossier)
    return problems


def lookup_of(
    vocabularies: Mapping[str, Vocabulary], dossiers: Mapping[str, Dossier], loose: Loose
) -> Lookup:
    """All ids of the seeds, to be looked up for one file after another."""
    known = {
        name: {entry.id for part in vocabularies.values() for entry in getattr(part, name)}
        for name in LISTS
    }
    known["event"] = {event.id for dossier in dossiers.values() for event in dossier.event}
    known["source"] = {dossier.source.id for dossier in dossiers.values()}
    return Lookup("", known, loose)


@dataclass(frozen=True)
class Lookup:
    """Looks up the ids that one file refers to."""

    file: str
    known: Mapping[str, set[str]]
    loose: Loose

    def of(self, file: str) -> Lookup:
        """The same ids for ``file``."""
        return replace(self, file=file)

    def vocabulary(self, vocabulary: Vocabulary) -> Iterator[Problem]:
        for i, place in enumerate(vocabulary.place):
            row = row_name(("place", i), place.id)
            yield from self.id("place", place.parent, row, "parent")
            for member in place.members:
                yield from self.id("place", member, row, "members")
            if place.kind == "region" and not place.members:
                yield Problem(
                    self.file,
                    "a region is the units it consists of, and this one has none",
                    'List them: members = ["…"]',
                    row=row,
                    column="members",
                )
            if place.kind != "region" and place.members:
                yield Problem(
                    self.file,
                    "only a region has members",
                    'Make it kind = "region", or give the members this place as parent',
                    row=row,
                    column="members",
                    value=place.kind,
                )
            if place.id in place.members:
                yield Problem(
                    self.file, "the region is its own member", "Take it out", row, "members"
                )
        for i, actor in enumerate(vocabulary.actor):
            row = row_name(("actor", i), actor.id)
            yield from self.id("place", actor.location, row, "location")

    def dossier(self, dossier: Dossier) -> Iterator[Problem]:
        paragraphs: dict[str, list[int]] = {}
        is_excerpt = dossier.source.read_as == "excerpt"
        if not is_excerpt and dossier.source.text_sha256 is None:
            yield Problem(
                self.file,
                "a text that was read in full is identified by its hash",
                'Add text_sha256 = "…", or say read_as = "excerpt"',
                row="source",
                column="text_sha256",
            )
        for i, event in enumerate(dossier.event):
            row = row_name(("event", i), event.id)
            paragraphs[event.id] = event.paragraphs
            yield from self.id("kind", event.kind, row, "kind")
            yield from self.id("event", event.part_of, row, "part_of")
            yield from self.id("source", event.date_from, row, "date_from")
            if event.date_from == dossier.source.id:
                yield Problem(
                    self.file,
                    "date_from names the document itself",
                    "Leave it out where this document gives the date, or name the other one",
                    row=row,
                    column="date_from",
                    value=event.date_from,
                )
            yield from self.statement(event, ("event", i), event.id, is_excerpt=is_excerpt)
        for i, mention in enumerate(dossier.mention):
            row = row_name(("mention", i), mention.event)
            paragraphs.setdefault(mention.event, mention.paragraphs)
            yield from self.id("event", mention.event, row, "event")
            yield from self.statement(mention, ("mention", i), mention.event, is_excerpt=is_excerpt)
        for i, figure in enumerate(dossier.figure):
            row = row_name(("figure", i), figure.id)
            yield from self.id("measure", figure.measure, row, "measure")
            yield from self.id("event", figure.event, row, "event")
            yield from self.id("place", figure.place, row, "place")
            yield from self.id("place", figure.counterpart, row, "counterpart")
            if not is_excerpt:
                yield from self.located(figure, paragraphs.get(figure.event or "", []), row)
        for i, tie in enumerate(dossier.partnership):
            row = row_name(("partnership", i), tie.id)
            yield from self.id("place", tie.a, row, "a")
            yield from self.id("place", tie.b, row, "b")
            yield from self.id("event", tie.event, row, "event")
            if tie.a == tie.b:
                yield Problem(
                    self.file, "both sides are the same place", "Correct one", row, "b", tie.b
                )
            if not is_excerpt:
                yield from self.located(tie, paragraphs.get(tie.event or "", []), row)
        for i, rejected in enumerate(dossier.rejected):
            if not is_excerpt:
                yield from self.located(rejected, [], row_name(("rejected", i), rejected.id))

    def statement(
        self,
        entry: EventEntry | MentionEntry,
        place: tuple[str | int, ...],
        entry_id: str,
        *,
        is_excerpt: bool,
    ) -> Iterator[Problem]:
        if not is_excerpt:
            yield from self.located(entry, [], row_name(place, entry_id))
        seen: set[tuple[str, ...]] = set()
        parts: list[tuple[str, int, str, str, str]] = [
            *(("places", i, "place", part.id, part.role) for i, part in enumerate(entry.places)),
            *(("actors", i, "actor", part.id, part.role) for i, part in enumerate(entry.actors)),
            *(
                ("sectors", i, "sector", part if isinstance(part, str) else part.id, "")
                for i, part in enumerate(entry.sectors)
            ),
        ]
        for name, i, kind, part_id, role in parts:
            row = row_name((*place, name, i), entry_id)
            yield from self.id(kind, part_id, row, "id")
            if (kind, part_id, role) in seen:
                yield Problem(
                    self.file,
                    f"this {kind} is named twice" + (f" as {role}" if role else ""),
                    "Keep one of them, with the paragraphs of both",
                    row=row,
                    column="id",
                    value=part_id,
                )
            seen.add((kind, part_id, role))

    def located(self, entry: Stated, inherited: list[int], row: str) -> Iterator[Problem]:
        if not entry.paragraphs and not inherited:
            yield Problem(
                self.file,
                "nothing says where in the text this stands",
                "Add paragraphs = [n], counting the non-blank lines from 1",
                row=row,
                column="paragraphs",
            )

    def id(self, kind: str, value: str | None, row: str, column: str) -> Iterator[Problem]:
        if value is None or value in self.known[kind]:
            return
        if self.loose.anything or value in self.loose.ids:
            return
        close = difflib.get_close_matches(value, self.known[kind], n=1, cutoff=0.8)
        where = {"event": "a dossier's [[event]]", "source": "a file in sources/"}.get(
            kind, f"[[{kind}]] in vocabulary/"
        )
        yield Problem(
            self.file,
            f"there is no {kind} with this id",
            (f"Did you mean {close[0]!r}? " if close else "") + f"Add it as {where} or correct it",
            row=row,
            column=column,
            value=value,
        )
