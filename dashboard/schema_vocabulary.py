"""What events refer to: the documents, the vocabularies, the places, the actors."""

from __future__ import annotations

from dashboard.closed_lists import ACTOR_KINDS, LOCATION_KINDS, PLACE_PRECISIONS, READ_AS
from dashboard.table_schema import (
    Field,
    Table,
    choice,
    latitude,
    longitude,
    names,
    reference,
    slug_id,
    text,
)

VOCABULARY: tuple[Table, ...] = (
    Table(
        "sources",
        "Documents that were read. The text itself is not kept; its hash identifies it.",
        (
            slug_id("source_id", "Stable slug"),
            text("title_en", "Title, in English"),
            text("publisher", "Publisher"),
            Field(
                "url",
                "string",
                "Where the document was published; empty for a file that was handed in",
                False,
                pattern=r"https?://.+",
            ),
            text(
                "published_edtf",
                "Date of publication (EDTF), empty if unknown",
                required=False,
            ),
            text("language_read", "Language of the text that was read (BCP 47)"),
            text("language_original", "Language it was written in (BCP 47)"),
            choice(
                "read_as",
                READ_AS,
                "Whether the whole text or an excerpt was read, or it is only cited",
            ),
            text("text_sha256", "SHA-256 of the text read, empty for an excerpt", required=False),
            text("note_en", "What a reader should know about this document", required=False),
        ),
        ("source_id",),
    ),
    Table(
        "sectors",
        "Closed list of fields of cooperation, at most 32.",
        (
            slug_id("sector_id", "Stable slug"),
            *names("Name"),
            Field("position", "integer", "Order in legends and stacks, from 1", minimum=1),
            text("family", "Group of related sectors"),
            Field("color", "string", "Colour on charts", pattern=r"#[0-9a-f]{6}"),
            text("covers_en", "What belongs here"),
        ),
        ("sector_id",),
    ),
    Table(
        "event_kinds",
        "Closed list of kinds of event.",
        (slug_id("kind_id", "Stable slug"), *names("Name"), text("covers_en", "What belongs here")),
        ("kind_id",),
    ),
    Table(
        "measures",
        "Closed list of what figures measure.",
        (slug_id("measure_id", "Stable slug"), *names("Name"), text("unit", "Unit of its values")),
        ("measure_id",),
    ),
    Table(
        "locations",
        "Places as a tree: country, region, province or prefecture, city, venue.",
        (
            slug_id("location_id", "Stable slug"),
            reference("parent_id", "locations", "The place it lies in", required=False),
            choice("kind", LOCATION_KINDS, "Kind of place"),
            text("country_code", "ISO 3166-1 alpha-2"),
            text("subdivision_code", "ISO 3166-2, of units that have one", required=False),
            *names("Name"),
            latitude("lat", "Latitude of the point it is drawn at"),
            longitude("lon", "Longitude of the point it is drawn at"),
            longitude("west", "Western edge of its bounding box", required=False),
            latitude("south", "Southern edge of its bounding box", required=False),
            longitude("east", "Eastern edge of its bounding box", required=False),
            latitude("north", "Northern edge of its bounding box", required=False),
            choice("precision", PLACE_PRECISIONS, "What the point stands for"),
            text("placed_by", "Geocoder, hand or members"),
            text("provider_ref", "The provider's own id of the match", required=False),
            text("matched_name", "The name that the provider matched", required=False),
            text("placed_date", "Day it was placed (ISO 8601)", required=False),
            text("placed_licence", "Licence of the coordinates"),
            text("placed_note_en", "Reason, where a person decided", required=False),
        ),
        ("location_id",),
    ),
    Table(
        "location_names",
        "Further names of places: former, short and alternative ones.",
        (
            reference("location_id", "locations", "The place"),
            text("name", "The name"),
            text("language", "Language of the name (BCP 47)"),
            choice("kind", ("former", "alternative"), "Kind of name"),
            text("note_en", "For a former name: what it was, and until when", required=False),
        ),
        ("location_id", "name", "language"),
    ),
    Table(
        "location_members",
        "The units that a region consists of.",
        (
            reference("region_id", "locations", "The region"),
            reference("member_id", "locations", "A unit in it"),
        ),
        ("region_id", "member_id"),
    ),
    Table(
        "actors",
        "People with their office, and organisations.",
        (
            slug_id("actor_id", "Stable slug"),
            choice("kind", ACTOR_KINDS, "Kind of actor"),
            *names("Name"),
            text("office_en", "A person's office as the sources give it", required=False),
            reference(
                "location_id", "locations", "Locality or country it stands for", required=False
            ),
        ),
        ("actor_id",),
    ),
)
