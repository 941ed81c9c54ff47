"""The words of the linked view."""

from __future__ import annotations

from typing import Any

from dashboard.language import Language


def labels(language: Language) -> dict[str, Any]:
    """Every text that the linked view shows, in ``language``.

    Fields in braces are filled by the view; of plural forms it chooses by Unicode's rules.
    """
    _ = language.gettext
    return {
        "view": _("Linked timeline, map and sectors"),
        "sectors": _("Sectors, and how many events each would leave"),
        "countries": _("Countries"),
        "map": _("Map of places"),
        "timeline": _("Timeline"),
        "brush": _("Stretch of time: arrow keys move it, with Shift its end; Escape clears it"),
        "brushNone": _("The whole time"),
        "overview": _("Drag to move the window; double-click for the whole span"),
        "zoomIn": _("Zoom in on time"),
        "zoomOut": _("Zoom out of time"),
        "wholeSpan": _("Show the whole span"),
        "earlier": _("Earlier"),
        "later": _("Later"),
        "from": _("From this day"),
        "to": _("To this day"),
        "dateForm": _("YYYY-MM-DD"),
        "dateHint": _("Year-month-day, such as 2025-11-25; a month or year alone will do"),
        "dateWrong": _("“{text}” is no date. Write it as 2025-11-25, 2025-11 or 2025."),
        "pickDay": _("choose from a calendar"),
        "reset": _("Reset"),
        "undo": _("Undo"),
        "redo": _("Redo"),
        "hint": _("Drag across the timeline, click places and sectors; the rest follows."),
        "below": _("Events, table, places, files and sources"),
        "search": _("Find events"),
        "searchHint": _("Titles, places, people, sources; in any language"),
        "offers": _("Suggestions"),
        "offerOnly": _("Only {what}"),
        "offerCounted": language.plural_forms(
            "Only {what}: {count} event", "Only {what}: {count} events"
        ),
        "offerProfile": _("{name}: profile and partners"),
        "offerCompare": _("{one} and {other} side by side"),
        "offerDisputes": _("Where sources disagree"),
        # Words that ask for it, separated by commas; longer words that begin with them do, too.
        "disputeWords": _("disagree, disput, differ, contradict, conflict, inconsisten"),
        "quoted": _("“{text}”"),
        "foundNowhere": _("Found in no event: {words}."),
        "notTogether": _("No event has all of these words."),
        "didYouMean": _("Did you mean “{text}”?"),
        "foundElsewhere": _("Found, but not under the other filters."),
        "findValue": _("Find in this list"),
        "showAll": _("Show all"),
        "showFewer": _("Show fewer"),
        "filters": _("More filters"),
        "facets": {
            "kind": _("Kind of event"),
            "status": _("Status"),
            "pair": _("Pair of localities"),
            "place": _("Place"),
            "actor": _("Who"),
            "source": _("Source"),
        },
        "zoomTo": _("Zoom to {name}"),
        "zoomAll": _("All places"),
        "zoomSelection": _("The selection"),
        "area": _("Only what is in view"),
        "play": _("Play"),
        "pause": _("Pause"),
        "playMode": _("What playback shows"),
        "playModes": {"window": _("Moving window"), "cumulative": _("From the start on")},
        "stepBack": _("One step back"),
        "stepForth": _("One step on"),
        "playStep": _("Step of playback"),
        "playSteps": {
            "glide": _("Gliding"),
            "day": _("By days"),
            "week": _("By weeks"),
            "month": _("By months"),
            "quarter": _("By quarters"),
            "year": _("By years"),
            "decade": _("By decades"),
            "century": _("By centuries"),
        },
        "playSpeed": _("Speed of playback"),
        "playSpeeds": {"slow": _("Slow"), "normal": _("Normal"), "fast": _("Fast")},
        "stories": _("Stories"),
        "storyStep": _("Step {n} of {all}"),
        "storyGo": _("Step {n}: {title}"),
        "storyBack": _("Back"),
        "storyNext": _("Next"),
        "storyReturn": _("Return to this step"),
        "storyLeave": _("Leave the story"),
        "storyPresent": _("Full screen"),
        "storyPresentEnd": _("End full screen"),
        "storySources": language.plural_forms("{n} source", "{n} sources"),
        "loading": _("Loading the map and the timeline…"),
        "failed": _(
            "The map and the timeline could not be loaded: {why}. Reload the page; if this "
            "stays, the server that runs it does not serve its libraries, and there is no "
            "network to load them from instead."
        ),
        "ofEvents": language.plural_forms("of {all} event", "of {all} events"),
        "undated": language.plural_forms(
            "{count} without a date is not on the timeline",
            "{count} without a date are not on the timeline",
        ),
        "close": _("Close"),
        "shownOf": language.plural_forms("{shown} of {total} event", "{shown} of {total} events"),
        "showMore": language.plural_forms("Show {n} more", "Show {n} more"),
        "placeCount": language.plural_forms("{name}: {count} event", "{name}: {count} events"),
        "perUnit": {
            "day": _("Events per day, square-root scale"),
            "week": _("Events per week, square-root scale"),
            "month": _("Events per month, square-root scale"),
            "quarter": _("Events per quarter, square-root scale"),
            "year": _("Events per year, square-root scale"),
            "decade": _("Events per decade, square-root scale"),
            "century": _("Events per century, square-root scale"),
        },
        "binReadout": language.plural_forms("{when}: {count} event", "{when}: {count} events"),
        "legend": {
            "day": _("Known to the day"),
            "imprecise": _("Known to the month or year"),
            "planned": _("Planned or proposed"),
            "attested": _("No date in the source; as of its own"),
            "today": _("Today"),
            "era": _("Background changes with {milestones}"),
        },
        "picture": _picture(language),
        "groups": _groups(language),
        "timelineText": _("Timeline from {first} to {last}. {count} of {all} events are selected."),
        "mapText": _("Map. The places with most events: {places}."),
    }


def _groups(language: Language) -> dict[str, Any]:
    """The words for how fine groups of events are."""
    _ = language.gettext
    return {
        "times": {
            "day": _("days"),
            "week": _("weeks"),
            "month": _("months"),
            "quarter": _("quarters"),
            "year": _("years"),
        },
        # By the usual names of columns; others stand as they are.
        "places": {
            "country": _("countries"),
            "region": _("regions"),
            "province": _("provinces"),
            "prefecture": _("prefectures"),
            "state": _("states"),
            "district": _("districts"),
            "city": _("cities"),
        },
        "cells": _("cells of {size}"),
        "grain": _("{time} × {places}"),
        "counted": _("Counted by {grain}"),
        "finer": _("Counted by {grain}; zoom in for {finer}"),
        "failed": _("Finer counts cannot be had now: {why}"),
    }


def _picture(language: Language) -> dict[str, Any]:
    """The words on pictures, and of the dialog that makes them."""
    _ = language.gettext
    return {
        "open": _("Save as picture"),
        "licence": _("Licence: {titles}"),
        "credit": _("Credits: {titles}"),
        "sectors": _("Sectors, with their events"),
        "moreSectors": language.plural_forms("{count} more sector", "{count} more sectors"),
        "sizes": _("Events at a place"),
        "part": _("What it shows"),
        "parts": {
            "both": _("Map and timeline"),
            "map": _("Map"),
            "timeline": _("Timeline"),
        },
        "ratio": _("Shape"),
        "ratios": {
            "16:9": _("Wide slide (16:9)"),
            "4:3": _("Slide (4:3)"),
            "1:1": _("Square (1:1)"),
        },
        "format": _("Kind of file"),
        "formats": {
            "png": _("PNG: an image"),
            "svg": _("SVG: a drawing that can be edited"),
            "pdf": _("PDF: a page to print"),
            "webm": _("WebM: a film of the playback"),
        },
        "scale": _("Pixels"),
        "transparent": _("Transparent background"),
        "preview": _("Preview of the picture"),
        "save": _("Save"),
        "copy": _("Copy"),
        "close": _("Close"),
        "cancel": _("Cancel"),
        "making": _("Making the picture…"),
        "filming": _("Making the film: {percent}"),
        "saved": _("Saved as {name}"),
        "copied": _("Copied; paste it into a slide."),
        "cancelled": _("Cancelled; nothing was saved."),
        "failed": _("The picture could not be made: {why}"),
        "noFilm": _(
            "this browser cannot make films here. A current Chrome, Edge or Firefox can, when "
            "the page is opened by https or from this computer."
        ),
    }
