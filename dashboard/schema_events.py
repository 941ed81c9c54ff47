"""Events, all that hangs on them, and what was no event."""

from __future__ import annotations

from dashboard.closed_lists import (
    ACTOR_ROLES,
    DATE_PRECISIONS,
    EVENT_STATUSES,
    FIGURE_SENSES,
    LOCATION_ROLES,
    PARTNERSHIP_KINDS,
    QUALIFIERS,
)
from dashboard.table_schema import (
    EVENT,
    LOCATOR,
    SOURCE,
    Field,
    Table,
    choice,
    reference,
    slug_id,
    text,
)

EVENTS: tuple[Table, ...] = (
    Table(
        "events",
        "What happened, goes on, or is planned.",
        (
            slug_id("event_id", "Stable slug"),
            text("title_en", "Title in English"),
            text("title_vi", "Title in Vietnamese", required=False),
            text("title_ja", "Title in Japanese", required=False),
            text("summary_en", "What the sources say, in our words"),
            reference("kind_id", "event_kinds", "Kind of event"),
            text(
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
            text("date_note_en", "How the date was read, where a reader may ask", required=False),
            choice("status", EVENT_STATUSES, "Status as of status_as_of_edtf"),
            text("status_as_of_edtf", "Date of the status (EDTF)", required=False),
            reference(
                "part_of_event_id", "events", "The event that it is a part of", required=False
            ),
        ),
        ("event_id",),
    ),
    Table(
        "event_locations",
        "Where an event takes place, and which localities take part or are meant.",
        (
            EVENT,
            reference("location_id", "locations", "The place"),
            choice("role", LOCATION_ROLES, "venue, party, or subject"),
            text("named_as", "The name in the source where it differs", required=False),
            SOURCE,
            LOCATOR,
        ),
        ("event_id", "location_id", "role", "source_id"),
    ),
    Table(
        "event_sectors",
        "What an event is about.",
        (EVENT, reference("sector_id", "sectors", "The sector"), SOURCE, LOCATOR),
        ("event_id", "sector_id", "source_id"),
    ),
    Table(
        "event_actors",
        "Who takes part in an event.",
        (
            EVENT,
            reference("actor_id", "actors", "The actor"),
            choice("role", ACTOR_ROLES, "Part played"),
            SOURCE,
            LOCATOR,
        ),
        ("event_id", "actor_id", "role", "source_id"),
    ),
    Table(
        "event_sources",
        "What each document says of an event, including where it differs from another.",
        (
            EVENT,
            SOURCE,
            LOCATOR,
            text("stated_edtf", "Date that this source gives (EDTF)", required=False),
            choice("stated_status", EVENT_STATUSES, "Status that this source gives"),
            text("states_en", "What this source says, in our words"),
        ),
        ("event_id", "source_id"),
    ),
    Table(
        "partnerships",
        "Agreements and relations between two localities.",
        (
            slug_id("partnership_id", "Stable slug"),
            reference("location_a_id", "locations", "One locality"),
            text("named_as_a", "Its name in the source where it differs", required=False),
            reference("location_b_id", "locations", "The other locality"),
            text("named_as_b", "Its name in the source where it differs", required=False),
            choice("kind", PARTNERSHIP_KINDS, "Kind of partnership"),
            text("since_edtf", "Since when (EDTF), empty if not given", required=False),
            reference("event_id", "events", "The event that began or renewed it", required=False),
            SOURCE,
            LOCATOR,
        ),
        ("partnership_id",),
    ),
    Table(
        "figures",
        "Numbers that sources state about an event or a locality.",
        (
            slug_id("figure_id", "Stable slug"),
            reference("measure_id", "measures", "What is measured"),
            reference("event_id", "events", "The event it is about", required=False),
            reference("location_id", "locations", "The place it is about", required=False),
            reference("counterpart_id", "locations", "The other side, if any", required=False),
            Field(
                "value",
                "number",
                "The number in the unit of its measure; empty where the source has only words",
                False,
            ),
            Field("value_upper", "number", "Upper end, where the source gives a range", False),
            choice("qualifier", QUALIFIERS, "The source's qualifier"),
            choice("sense", FIGURE_SENSES, "Reported, expected, or a target"),
            text("as_of_edtf", "Date the number holds for (EDTF)", required=False),
            text("note_en", "What the number counts, in our words"),
            SOURCE,
            LOCATOR,
        ),
        ("figure_id",),
    ),
    Table(
        "rejected",
        "What was read and not taken in as an event, and why.",
        (
            slug_id("rejected_id", "Stable slug"),
            text("what_en", "What the source says"),
            text("reason_en", "Why it is no event of this dataset"),
            SOURCE,
            LOCATOR,
        ),
        ("rejected_id",),
    ),
)
