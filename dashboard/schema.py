"""The tables of a dataset, defined once.

Everything that must agree about the tables reads this module: the writer, the
reader, the validator and ``data/datapackage.json``. The vocabulary is that of
the Frictionless Table Schema (https://specs.frictionlessdata.io/table-schema/),
so a `Table` turns into a standard descriptor without loss.

The tables are in third normal form: every fact stands in one place, and a fact
that a document states carries the document (``source_id``) and the place in it
(``locator``: ``p7`` is the seventh non-blank line of the text as read, ``excerpt``
an excerpt that was read without its page, ``r12`` the twelfth row of a table).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FieldType = Literal["string", "integer", "number", "boolean", "date"]

EVENT_STATUSES = ("held", "ongoing", "recurring", "planned", "proposed")
LOCATION_KINDS = (
    "country",
    "region",
    "province",
    "prefecture",
    "city",
    "district",
    "site",
    "venue",
)
# What a drawn point stands for, from the finest to the coarsest.
PLACE_PRECISIONS = ("venue", "site", "city", "district", "unit", "region", "country")
DATE_PRECISIONS = ("day", "month", "season", "year", "decade", "attested")
LOCATION_ROLES = ("venue", "party", "subject")
ACTOR_KINDS = ("person", "government", "company", "university", "organisation", "community")
ACTOR_ROLES = (
    "organiser",
    "host",
    "participant",
    "speaker",
    "signatory",
    "funder",
    "beneficiary",
    "subject",
)
QUALIFIERS = (
    "exactly",
    "about",
    "more than",
    "nearly",
    "at least",
    "up to",
    "hundreds of",
    "dozens of",
    "many",
)
FIGURE_SENSES = ("reported", "expected", "target")
PARTNERSHIP_KINDS = ("sister", "friendship", "cooperation", "memorandum", "sectoral", "assembly")
# Cited: another source, such as a table that was brought in, names it; nobody has read it.
READ_AS = ("full text", "excerpt", "cited")


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its Table Schema type, meaning and constraints.

    ``references`` is the ``(table, field)`` that a foreign key points to.
    """

    name: str
    type: FieldType
    description: str
    required: bool = True
    enum: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    pattern: str = ""
    references: tuple[str, str] | None = None

    @property
    def is_edtf(self) -> bool:
        """Whether its cells are dates in EDTF, for which Table Schema has no type."""
        return self.name.endswith("_edtf")

    def descriptor(self) -> dict[str, object]:
        """This field as a Table Schema field descriptor."""
        constraints: dict[str, object] = {}
        if self.required:
            constraints["required"] = True
        if self.enum:
            constraints["enum"] = list(self.enum)
        if self.pattern:
            constraints["pattern"] = self.pattern
        if self.minimum is not None:
            constraints["minimum"] = self.minimum
        if self.maximum is not None:
            constraints["maximum"] = self.maximum
        entry: dict[str, object] = {
            "name": self.name,
            "type": self.type,
            "description": self.description,
        }
        if constraints:
            entry["constraints"] = constraints
        return entry


@dataclass(frozen=True, slots=True)
class Table:
    """One CSV file of the data package. Rows are kept sorted by the primary key.

    A dataset may lack an optional table altogether: to a reader it is then empty.
    """

    name: str
    description: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    is_optional: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)

    def descriptor(self) -> dict[str, object]:
        """This table as a Table Schema descriptor."""
        return {
            "fields": [field.descriptor() for field in self.fields],
            "missingValues": [""],
            "primaryKey": list(self.primary_key),
            "foreignKeys": [
                {
                    "fields": [field.name],
                    "reference": {
                        # The specification writes a table's own name as "".
                        "resource": "" if field.references[0] == self.name else field.references[0],
                        "fields": [field.references[1]],
                    },
                }
                for field in self.fields
                if field.references
            ],
        }


SLUG_PATTERN = r"[a-z0-9]+(-[a-z0-9]+)*"
LOCATOR_PATTERN = r"excerpt|p[1-9][0-9]*( p[1-9][0-9]*)*|r[1-9][0-9]*"
_DECIMAL = r"-?[0-9]+(\.[0-9]+)?"
MAP_VIEW_PATTERN = rf"{_DECIMAL},{_DECIMAL},[0-9]+(\.[0-9]+)?"


def _id(name: str, description: str) -> Field:
    return Field(name, "string", description, pattern=SLUG_PATTERN)


def _ref(name: str, table: str, description: str, *, required: bool = True) -> Field:
    target = {
        "locations": "location_id",
        "sectors": "sector_id",
        "actors": "actor_id",
        "sources": "source_id",
        "events": "event_id",
        "event_kinds": "kind_id",
        "measures": "measure_id",
        "stories": "story_id",
        "story_steps": "step_id",
    }[table]
    return Field(name, "string", description, required=required, references=(table, target))


def _text(name: str, description: str, *, required: bool = True) -> Field:
    return Field(name, "string", description, required=required)


def _choice(name: str, options: tuple[str, ...], description: str) -> Field:
    return Field(name, "string", description, enum=options)


def _translated(column: str, what: str) -> tuple[Field, ...]:
    return (
        _text(f"{column}_en", f"{what} in English"),
        _text(f"{column}_vi", f"{what} in Vietnamese", required=False),
        _text(f"{column}_ja", f"{what} in Japanese", required=False),
    )


def _names(what: str) -> tuple[Field, ...]:
    return _translated("name", what)


def _latitude(name: str, what: str, *, required: bool = True) -> Field:
    return Field(
        name, "number", f"{what}, degrees north, WGS 84", required, minimum=-90, maximum=90
    )


def _longitude(name: str, what: str, *, required: bool = True) -> Field:
    return Field(
        name, "number", f"{what}, degrees east, WGS 84", required, minimum=-180, maximum=180
    )


_SOURCE = _ref("source_id", "sources", "The document that states this")
_LOCATOR = Field(
    "locator",
    "string",
    "Where in the document: p7 is the seventh non-blank line of the text as read; "
    "excerpt means that only an excerpt of the page was read; r12 is row 12 of a table",
    pattern=LOCATOR_PATTERN,
)
_EVENT = _ref("event_id", "events", "The event")
_STEP = _ref("step_id", "story_steps", "The step")

TABLES: tuple[Table, ...] = (
    Table(
        "sources",
        "Documents that were read. The text itself is not kept; its hash identifies it.",
        (
            _id("source_id", "Stable slug"),
            _text("title_en", "Title, in English"),
            _text("publisher", "Publisher"),
            Field(
                "url",
                "string",
                "Where the document was published; empty for a file that was handed in",
                False,
                pattern=r"https?://.+",
            ),
            _text(
                "published_edtf",
                "Date of publication (EDTF), empty if unknown",
                required=False,
            ),
            _text("language_read", "Language of the text that was read (BCP 47)"),
            _text("language_original", "Language it was written in (BCP 47)"),
            _choice(
                "read_as",
                READ_AS,
                "Whether the whole text or an excerpt was read, or it is only cited",
            ),
            _text("text_sha256", "SHA-256 of the text read, empty for an excerpt", required=False),
            _text("note_en", "What a reader should know about this document", required=False),
        ),
        ("source_id",),
    ),
    Table(
        "sectors",
        "Closed list of fields of cooperation, at most 32.",
        (
            _id("sector_id", "Stable slug"),
            *_names("Name"),
            Field("position", "integer", "Order in legends and stacks, from 1", minimum=1),
            _text("family", "Group of related sectors"),
            Field("color", "string", "Colour on charts", pattern=r"#[0-9a-f]{6}"),
            _text("covers_en", "What belongs here"),
        ),
        ("sector_id",),
    ),
    Table(
        "event_kinds",
        "Closed list of kinds of event.",
        (_id("kind_id", "Stable slug"), *_names("Name"), _text("covers_en", "What belongs here")),
        ("kind_id",),
    ),
    Table(
        "measures",
        "Closed list of what figures measure.",
        (_id("measure_id", "Stable slug"), *_names("Name"), _text("unit", "Unit of its values")),
        ("measure_id",),
    ),
    Table(
        "locations",
        "Places as a tree: country, region, province or prefecture, city, venue.",
        (
            _id("location_id", "Stable slug"),
            _ref("parent_id", "locations", "The place it lies in", required=False),
            _choice("kind", LOCATION_KINDS, "Kind of place"),
            _text("country_code", "ISO 3166-1 alpha-2"),
            _text("subdivision_code", "ISO 3166-2, of units that have one", required=False),
            *_names("Name"),
            _latitude("lat", "Latitude of the point it is drawn at"),
            _longitude("lon", "Longitude of the point it is drawn at"),
            _longitude("west", "Western edge of its bounding box", required=False),
            _latitude("south", "Southern edge of its bounding box", required=False),
            _longitude("east", "Eastern edge of its bounding box", required=False),
            _latitude("north", "Northern edge of its bounding box", required=False),
            _choice("precision", PLACE_PRECISIONS, "What the point stands for"),
            _text("placed_by", "Geocoder, hand or members"),
            _text("provider_ref", "The provider's own id of the match", required=False),
            _text("matched_name", "The name that the provider matched", required=False),
            _text("placed_date", "Day it was placed (ISO 8601)", required=False),
            _text("placed_licence", "Licence of the coordinates"),
            _text("placed_note_en", "Reason, where a person decided", required=False),
        ),
        ("location_id",),
    ),
    Table(
        "location_names",
        "Further names of places: former, short and alternative ones.",
        (
            _ref("location_id", "locations", "The place"),
            _text("name", "The name"),
            _text("language", "Language of the name (BCP 47)"),
            _choice("kind", ("former", "alternative"), "Kind of name"),
            _text("note_en", "For a former name: what it was, and until when", required=False),
        ),
        ("location_id", "name", "language"),
    ),
    Table(
        "location_members",
        "The units that a region consists of.",
        (
            _ref("region_id", "locations", "The region"),
            _ref("member_id", "locations", "A unit in it"),
        ),
        ("region_id", "member_id"),
    ),
    Table(
        "actors",
        "People with their office, and organisations.",
        (
            _id("actor_id", "Stable slug"),
            _choice("kind", ACTOR_KINDS, "Kind of actor"),
            *_names("Name"),
            _text("office_en", "A person's office as the sources give it", required=False),
            _ref("location_id", "locations", "Locality or country it stands for", required=False),
        ),
        ("actor_id",),
    ),
    Table(
        "events",
        "What happened, goes on, or is planned.",
        (
            _id("event_id", "Stable slug"),
            _text("title_en", "Title in English"),
            _text("title_vi", "Title in Vietnamese", required=False),
            _text("title_ja", "Title in Japanese", required=False),
            _text("summary_en", "What the sources say, in our words"),
            _ref("kind_id", "event_kinds", "Kind of event"),
            _text(
                "date_edtf",
                "Date as precise as the source and no more (EDTF, ISO 8601-2); "
                "empty if the source gives none",
                required=False,
            ),
            Field(
                "start_date",
                "date",
                "First day of the closed interval; empty if undated or open",
                False,
            ),
            Field(
                "end_date",
                "date",
                "Last day of the interval; empty if undated or open",
                False,
            ),
            Field(
                "date_precision",
                "string",
                "How precise the date is; 'attested' means that the source gives no date and the "
                "event is drawn on the day on which the source says that it goes on or recurs; "
                "empty if undated",
                False,
                enum=DATE_PRECISIONS,
            ),
            Field("is_approximate", "boolean", "The date is approximate (~)"),
            Field("is_uncertain", "boolean", "The date is uncertain (?)"),
            _text("date_note_en", "How the date was read, where a reader may ask", required=False),
            _choice("status", EVENT_STATUSES, "Status as of status_as_of_edtf"),
            _text("status_as_of_edtf", "Date of the status (EDTF)", required=False),
            _ref("part_of_event_id", "events", "The event that it is a part of", required=False),
        ),
        ("event_id",),
    ),
    Table(
        "event_locations",
        "Where an event takes place, and which localities take part or are meant.",
        (
            _EVENT,
            _ref("location_id", "locations", "The place"),
            _choice("role", LOCATION_ROLES, "venue, party, or subject"),
            _text("named_as", "The name in the source where it differs", required=False),
            _SOURCE,
            _LOCATOR,
        ),
        ("event_id", "location_id", "role", "source_id"),
    ),
    Table(
        "event_sectors",
        "What an event is about.",
        (_EVENT, _ref("sector_id", "sectors", "The sector"), _SOURCE, _LOCATOR),
        ("event_id", "sector_id", "source_id"),
    ),
    Table(
        "event_actors",
        "Who takes part in an event.",
        (
            _EVENT,
            _ref("actor_id", "actors", "The actor"),
            _choice("role", ACTOR_ROLES, "Part played"),
            _SOURCE,
            _LOCATOR,
        ),
        ("event_id", "actor_id", "role", "source_id"),
    ),
    Table(
        "event_sources",
        "What each document says of an event, including where it differs from another.",
        (
            _EVENT,
            _SOURCE,
            _LOCATOR,
            _text("stated_edtf", "Date that this source gives (EDTF)", required=False),
            _choice("stated_status", EVENT_STATUSES, "Status that this source gives"),
            _text("states_en", "What this source says, in our words"),
        ),
        ("event_id", "source_id"),
    ),
    Table(
        "partnerships",
        "Agreements and relations between two localities.",
        (
            _id("partnership_id", "Stable slug"),
            _ref("location_a_id", "locations", "One locality"),
            _text("named_as_a", "Its name in the source where it differs", required=False),
            _ref("location_b_id", "locations", "The other locality"),
            _text("named_as_b", "Its name in the source where it differs", required=False),
            _choice("kind", PARTNERSHIP_KINDS, "Kind of partnership"),
            _text("since_edtf", "Since when (EDTF), empty if not given", required=False),
            _ref("event_id", "events", "The event that began or renewed it", required=False),
            _SOURCE,
            _LOCATOR,
        ),
        ("partnership_id",),
    ),
    Table(
        "figures",
        "Numbers that sources state about an event or a locality.",
        (
            _id("figure_id", "Stable slug"),
            _ref("measure_id", "measures", "What is measured"),
            _ref("event_id", "events", "The event it is about", required=False),
            _ref("location_id", "locations", "The place it is about", required=False),
            _ref("counterpart_id", "locations", "The other side, if any", required=False),
            Field(
                "value",
                "number",
                "The number in the unit of its measure; empty where the source has only words",
                False,
            ),
            Field("value_upper", "number", "Upper end, where the source gives a range", False),
            _choice("qualifier", QUALIFIERS, "The source's qualifier"),
            _choice("sense", FIGURE_SENSES, "Reported, expected, or a target"),
            _text("as_of_edtf", "Date the number holds for (EDTF)", required=False),
            _text("note_en", "What the number counts, in our words"),
            _SOURCE,
            _LOCATOR,
        ),
        ("figure_id",),
    ),
    Table(
        "rejected",
        "What was read and not taken in as an event, and why.",
        (
            _id("rejected_id", "Stable slug"),
            _text("what_en", "What the source says"),
            _text("reason_en", "Why it is no event of this dataset"),
            _SOURCE,
            _LOCATOR,
        ),
        ("rejected_id",),
    ),
    Table(
        "stories",
        "Curated sequences of views of the dataset.",
        (
            _id("story_id", "Stable slug"),
            Field("position", "integer", "Order in the list of stories, from 1", minimum=1),
            *_translated("title", "Title"),
            *_translated("intro", "What the story tells, in a sentence or two,"),
        ),
        ("story_id",),
        is_optional=True,
    ),
    Table(
        "story_steps",
        "The views that a story consists of, each with what is to be said of it.",
        (
            _id("step_id", "Stable slug"),
            _ref("story_id", "stories", "The story that it is a step of"),
            Field("position", "integer", "Order in the story, from 1", minimum=1),
            *_translated("title", "Title"),
            *_translated("text", "Text, paragraphs separated by an empty line,"),
            _text(
                "selection",
                "The events it shows, as the query of an address; empty for all of them",
                required=False,
            ),
            Field(
                "map_view",
                "string",
                "How the map lies: longitude and latitude of its middle in degrees, zoom level; "
                "empty for the places of the selection",
                False,
                pattern=MAP_VIEW_PATTERN,
            ),
            _text(
                "focus_edtf",
                "Stretch of time that the timeline shows (EDTF); empty for that of the selection",
                required=False,
            ),
            _ref("event_id", "events", "The event that it points out", required=False),
        ),
        ("step_id",),
        is_optional=True,
    ),
    Table(
        "story_step_events",
        "The events that the text of a step speaks of.",
        (_STEP, _EVENT),
        ("step_id", "event_id"),
        is_optional=True,
    ),
    Table(
        "story_step_sources",
        "The documents that the text of a step rests on.",
        (_STEP, _ref("source_id", "sources", "A document that states what the text says")),
        ("step_id", "source_id"),
        is_optional=True,
    ),
)


def table(name: str) -> Table:
    """The table called ``name``; ``KeyError`` if there is none."""
    for candidate in TABLES:
        if candidate.name == name:
            return candidate
    raise KeyError(name)
