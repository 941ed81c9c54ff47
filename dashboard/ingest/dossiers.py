"""Dossiers and vocabularies: the shape of ``seeds/``, checked by pydantic.

A dossier is one TOML file per document, ``seeds/sources/<source_id>.toml``: what the
document is, and what it states, in our own words, each statement with the paragraphs
it stands in (paragraph n is the n-th non-blank line of the text as read, counted from
1, headings and captions included). An event is described in full in one dossier
(``[[event]]``); every other document that speaks of it adds a ``[[mention]]``, with the
date and status as *it* gives them, so that disagreements survive.

The vocabularies in ``seeds/vocabulary/`` are the closed lists that dossiers refer to.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from dashboard import closed_lists, dates, table_schema

Slug = Annotated[str, Field(pattern=rf"^{table_schema.SLUG_PATTERN}$", max_length=80)]
Text = Annotated[str, Field(min_length=1)]
Paragraphs = list[Annotated[int, Field(ge=1)]]


def _edtf(value: str) -> str:
    dates.parse(value)
    return value


Edtf = Annotated[str, AfterValidator(_edtf)]


def _one_of(options: tuple[str, ...]) -> AfterValidator:
    def check(value: str) -> str:
        if value not in options:
            raise ValueError(f"{value!r} is none of {', '.join(options)}")
        return value

    return AfterValidator(check)


class Strict(BaseModel):
    """Refuses keys it does not know, so that a misspelt key is an error, not a loss."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Stated(Strict):
    """Anything a document states; without ``paragraphs`` its event's paragraphs hold."""

    paragraphs: Paragraphs = []


class SourceEntry(Strict):
    id: Slug
    title_en: Text
    publisher: Text
    url: Annotated[str, Field(pattern=r"^https?://\S+$")]
    published: Edtf | None = None
    language_read: Text
    language_original: Text
    read_as: Literal["full text", "excerpt"]
    text_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    note_en: str = ""


class PlaceEntry(Stated):
    id: Slug
    role: Annotated[str, _one_of(closed_lists.LOCATION_ROLES)]
    named_as: str = ""


class ActorEntry(Stated):
    id: Slug
    role: Annotated[str, _one_of(closed_lists.ACTOR_ROLES)]


class SectorEntry(Stated):
    """A sector with paragraphs of its own; a plain string takes the event's."""

    id: Slug


class _Statement(Stated):
    """What an event and a mention of an event have in common."""

    date: Edtf | None = None
    status: Annotated[str, _one_of(closed_lists.EVENT_STATUSES)]
    sectors: list[Slug | SectorEntry] = []
    places: list[PlaceEntry] = []
    actors: list[ActorEntry] = []


class EventEntry(_Statement):
    """An event in full.

    ``date_from`` is the other document that gives ``date``, in whole or in the part that
    makes it a date (the year of a day and month), where this one does not: the event is
    then dated, and nothing says that this document dates it.
    """

    id: Slug
    title_en: Text
    title_vi: str = ""
    title_ja: str = ""
    summary_en: Text
    kind: Slug
    date_from: Slug | None = None
    date_note_en: str = ""
    status_as_of: Edtf | None = None  # the document's date where absent
    part_of: Slug | None = None

    @model_validator(mode="after")
    def _from_elsewhere(self) -> EventEntry:
        if self.date_from is not None and self.date is None:
            raise ValueError("date_from says where a date comes from, and there is no date")
        return self


class MentionEntry(_Statement):
    event: Slug
    states_en: Text


class FigureEntry(Stated):
    id: Slug
    measure: Slug
    event: Slug | None = None
    place: Slug | None = None
    counterpart: Slug | None = None
    value: float | None = None
    value_upper: float | None = None
    qualifier: Annotated[str, _one_of(closed_lists.QUALIFIERS)] = "exactly"
    sense: Annotated[str, _one_of(closed_lists.FIGURE_SENSES)] = "reported"
    as_of: Edtf | None = None  # the document's date where absent
    note_en: Text

    @model_validator(mode="after")
    def _about_something(self) -> FigureEntry:
        if self.event is None and self.place is None:
            raise ValueError("a figure needs an event or a place that it is about")
        if self.value is None and self.qualifier == "exactly":
            raise ValueError("a figure without a value needs the source's word as qualifier")
        if self.value_upper is not None and (self.value is None or self.value_upper < self.value):
            raise ValueError("value_upper needs a value that is not above it")
        return self


class PartnershipEntry(Stated):
    id: Slug
    a: Slug
    a_named_as: str = ""
    b: Slug
    b_named_as: str = ""
    kind: Annotated[str, _one_of(closed_lists.PARTNERSHIP_KINDS)]
    since: Edtf | None = None
    event: Slug | None = None


class RejectedEntry(Stated):
    id: Slug
    what_en: Text
    reason_en: Text


class Dossier(Strict):
    """One document and everything it states."""

    source: SourceEntry
    event: list[EventEntry] = []
    mention: list[MentionEntry] = []
    figure: list[FigureEntry] = []
    partnership: list[PartnershipEntry] = []
    rejected: list[RejectedEntry] = []


class PlaceName(Strict):
    name: Text
    language: Text
    kind: Literal["former", "alternative"]
    note_en: str = ""


class Place(Strict):
    """A place of the vocabulary. ``members`` makes a region of units.

    ``asked_in`` is the language in which geocoders are first asked for it and all that lies
    in it; English where nothing is said.
    """

    id: Slug
    kind: Annotated[str, _one_of(closed_lists.LOCATION_KINDS)]
    parent: Slug | None = None
    country_code: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    subdivision_code: str = ""
    name_en: Text
    name_vi: str = ""
    name_ja: str = ""
    asked_in: Literal["en", "vi", "ja"] | None = None
    names: list[PlaceName] = []
    members: list[Slug] = []


class Sector(Strict):
    id: Slug
    name_en: Text
    name_vi: Text
    name_ja: Text
    family: Text
    color: Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]
    covers_en: Text


class EventKind(Strict):
    id: Slug
    name_en: Text
    name_vi: Text
    name_ja: Text
    covers_en: Text


class Measure(Strict):
    id: Slug
    name_en: Text
    name_vi: Text
    name_ja: Text
    unit: Text


class Actor(Strict):
    id: Slug
    kind: Annotated[str, _one_of(closed_lists.ACTOR_KINDS)]
    name_en: Text
    name_vi: str = ""
    name_ja: str = ""
    office_en: str = ""
    location: Slug | None = None


class Vocabulary(Strict):
    """All files of ``seeds/vocabulary/`` put together; a file may hold any of these lists."""

    place: list[Place] = []
    sector: Annotated[list[Sector], Field(max_length=32)] = []
    kind: list[EventKind] = []
    measure: list[Measure] = []
    actor: list[Actor] = []
