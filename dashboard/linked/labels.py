"""The words of the linked view."""

LABELS = {
    "view": "Linked timeline, map and sectors",
    "sectors": "Sectors: events that each would leave",
    "countries": "Countries",
    "map": "Map of partner localities",
    "mapCredit": "Boundaries: Natural Earth",
    "overview": "Drag to move the window; double-click for the whole span",
    "zoomIn": "Zoom in on time",
    "zoomOut": "Zoom out of time",
    "wholeSpan": "Show the whole span",
    "from": "From this day",
    "to": "To this day",
    "reset": "Reset",
    "loading": "Loading the map and the timeline…",
    "failed": (
        "The map and the timeline could not be loaded: {why}. Reload the page; if this "
        "stays, the server that runs it does not serve its libraries, and there is no "
        "network to load them from instead."
    ),
    "ofEvents": "of {all} events",
    "undated": "{count} without a date are not on the timeline",
    "events": "events",
    "perUnit": {
        "day": "Events per day, square-root scale",
        "week": "Events per week, square-root scale",
        "month": "Events per month, square-root scale",
        "quarter": "Events per quarter, square-root scale",
        "year": "Events per year, square-root scale",
        "decade": "Events per decade, square-root scale",
        "century": "Events per century, square-root scale",
    },
    "binReadout": "{when}: {count} events",
}
