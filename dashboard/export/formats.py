"""The formats on offer, for the page and the command line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from dashboard.catalogue import marked
from dashboard.export.calendar_file import to_icalendar
from dashboard.export.flat import to_csv
from dashboard.export.geojson import to_geojson
from dashboard.export.html_page import LIBRARIES, THEME, to_html
from dashboard.export.jsonld import to_jsonld
from dashboard.export.package_zip import to_package
from dashboard.export.picture_options import PART, RATIO, SCALE, TRANSPARENT
from dashboard.export.request import Option, Request
from dashboard.export.spreadsheet import to_xlsx
from dashboard.export.story_html import story_html
from dashboard.stories import Story
from dashboard.tables import Tables

# The ids are those to put into the file: all events of the story's steps, or more.
StoryWriter = Callable[[Tables, Story, Sequence[str], Request], bytes]
Writer = Callable[[Tables, Sequence[str], Request], bytes]


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file: ``ending`` with its dot, ``label`` and ``hint`` messages to translate.

    ``write`` is a pure function of its arguments (and of the outlines in the request's
    folder, for the package): the same tables, ids and request give the same bytes.
    ``is_whole`` tells that the file holds the whole dataset, whatever is selected;
    ``needs_events`` that it cannot be made of none, and ``write`` then raises `DataError`.
    ``options`` are what the command line lets one choose. ``write_story`` makes such a file of
    a story, where there is one. A file of up to ``quick_up_to`` events is there in about two
    seconds (measured on a busy core), and so is one of a story if ``is_story_quick``.
    """

    format_id: str
    ending: str
    media_type: str
    label: str
    hint: str
    write: Writer
    is_whole: bool = False
    needs_events: bool = False
    options: tuple[Option, ...] = ()
    write_story: StoryWriter | None = None
    quick_up_to: int = 5_000
    is_story_quick: bool = True

    def file_name(self, tables: Tables, story: Story | None = None) -> str:
        """A name to save it under: that of the story or the dataset, and the ending."""
        name = story.story_id if story else tables.about.name
        return f"{name or 'events'}{self.ending}"


def _to_pptx(tables: Tables, event_ids: Sequence[str], request: Request) -> bytes:
    # python-pptx takes a quarter of a second to import, which no page has to wait for.
    from dashboard.export.slides import to_pptx

    return to_pptx(tables, event_ids, request)


def _story_pptx(tables: Tables, story: Story, event_ids: Sequence[str], request: Request) -> bytes:
    # A slide shows its step: more events than those of the steps have no place in the file.
    del event_ids
    from dashboard.export.slides_story import story_pptx

    return story_pptx(tables, story, request)


def _to_picture(kind: str, tables: Tables, event_ids: Sequence[str], request: Request) -> bytes:
    # What drives the browser is an extra that not everyone has installed.
    from dashboard.export.pictures import to_picture

    return to_picture(kind, tables, event_ids, request)


FORMATS = (
    Format(
        "html",
        ".html",
        "text/html",
        marked("HTML file"),
        marked("This view in one file: linked, offline, for e-mail and slides"),
        to_html,
        needs_events=True,
        options=(THEME, LIBRARIES),
        write_story=story_html,
        quick_up_to=8_000,
    ),
    Format(
        "xlsx",
        ".xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        marked("Excel workbook"),
        marked("Events, figures, sources and credits, a sheet each"),
        to_xlsx,
    ),
    Format(
        "pptx",
        ".pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        marked("PowerPoint slides"),
        marked("Timeline, map, events and sources, with a chart and tables to edit"),
        _to_pptx,
        needs_events=True,
        write_story=_story_pptx,
        quick_up_to=30_000,
        is_story_quick=False,
    ),
    Format(
        "csv",
        ".csv",
        "text/csv",
        marked("CSV table"),
        marked("One row per event, for spreadsheets and scripts"),
        to_csv,
        quick_up_to=9_000,
    ),
    Format(
        "geojson",
        ".geojson",
        "application/geo+json",
        marked("GeoJSON for maps"),
        marked("A point for every event and place, for QGIS and the like"),
        to_geojson,
        quick_up_to=9_000,
    ),
    Format(
        "icalendar",
        ".ics",
        "text/calendar",
        marked("iCalendar"),
        marked("The events whose day is known, for a calendar"),
        to_icalendar,
    ),
    Format(
        "jsonld",
        ".jsonld",
        "application/ld+json",
        marked("JSON-LD (schema.org)"),
        marked("Linked data, for search engines and knowledge graphs"),
        to_jsonld,
    ),
    Format(
        "package",
        ".zip",
        "application/zip",
        marked("Whole dataset (Data Package)"),
        marked("Every table and outline, whatever is selected"),
        to_package,
        is_whole=True,
        quick_up_to=50_000,
    ),
)

_SHOWN = (THEME, PART, RATIO)
# From the command line only: on the page, the reader's own browser makes these.
PICTURES = tuple(
    Format(
        kind,
        f".{kind}",
        media_type,
        label,
        hint,
        partial(_to_picture, kind),
        needs_events=True,
        options=options,
    )
    for kind, media_type, label, hint, options in (
        ("png", "image/png", "PNG", "An image", (*_SHOWN, SCALE, TRANSPARENT)),
        ("svg", "image/svg+xml", "SVG", "A drawing that can be edited", (*_SHOWN, TRANSPARENT)),
        ("pdf", "application/pdf", "PDF", "A page to print", _SHOWN),
        ("gif", "image/gif", "GIF", "An animation of the playback, for slides", _SHOWN),
        ("webm", "video/webm", "WebM", "A film of the playback", _SHOWN),
    )
)
