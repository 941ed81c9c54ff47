"""The timeline and the map of a selection, drawn into a frame of a slide."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import numpy as np

from dashboard.export.slides_chart import add_chart
from dashboard.export.slides_counts import Counts
from dashboard.export.slides_deck import Deck
from dashboard.export.slides_extent import panels
from dashboard.export.slides_frame import Frame
from dashboard.export.slides_map import Outlines, picture
from dashboard.export.slides_map_words import add_names
from dashboard.export.slides_page import describe
from dashboard.export.slides_places import Places
from dashboard.export.slides_selected import Selected
from dashboard.export.slides_text import legal
from dashboard.views.boundaries import boundaries_credit


def outlines_of(chosen: Selected) -> Outlines:
    """Land, units and regions of the dataset, empty where it has none.

    Raises `DataError` for a file that is no collection of outlines.
    """
    return chosen.request.outlines(chosen.tables)


def draw_timeline(deck: Deck, slide: Any, frame: Frame, counts: Counts, made: dt.date) -> None:
    """The chart with its alternative text."""
    shape = add_chart(deck, slide, frame, counts, made)
    words = deck.language.gettext("Stacked columns: events by sector, from {first} to {last}")
    describe(shape, words.format(first=counts.labels[0], last=counts.labels[-1]))


def timeline_remarks(chosen: Selected, counts: Counts | None) -> list[str]:
    """How the chart counts, what its last group holds, and who is missing in it."""
    language = chosen.request.language
    _ = language.gettext
    if counts is None:
        return [_("None of these events has a date.")]
    remarks = []
    if counts.is_split:
        remarks.append(
            _("An event counts in each of its sectors; the line counts every event once.")
        )
    remarks += _other_sectors(chosen)
    if chosen.undated:
        words = language.ngettext(
            "{n} event without a date is not in the chart.",
            "{n} events without a date are not in the chart.",
            chosen.undated,
        )
        remarks.append(words.format(n=language.number(chosen.undated)))
    return remarks + _beside(chosen)


def _other_sectors(chosen: Selected) -> list[str]:
    """What "other sectors" are: how many, with how many events."""
    language = chosen.request.language
    others = next((group for group in chosen.groups if len(group.sector_ids) > 1), None)
    if others is None:
        return []
    events = chosen.columns.total(chosen.of_group(others))
    words = language.ngettext(
        "Other sectors: {sectors} sectors with {n} event.",
        "Other sectors: {sectors} sectors with {n} events.",
        events,
    )
    sectors = language.number(len(others.sector_ids))
    return [words.format(sectors=sectors, n=language.number(events))]


def _beside(chosen: Selected) -> list[str]:
    """How many events lie before and after the years of the chart."""
    language, span = chosen.request.language, chosen.span
    if span is None or not any(chosen.beside):
        return []
    first, last = (np.datetime64(day, "D").astype(object).year for day in span)
    early, late = map(language.number, chosen.beside)
    words = language.gettext("Not in the chart: {early} before {first}, {late} after {last}.")
    return [words.format(early=early, first=first, late=late, last=last)]


def draw_map(
    deck: Deck, slide: Any, frame: Frame, chosen: Selected, places: Places, outlines: Outlines
) -> int:
    """The picture with its alternative text and names; returns how many names had no room."""
    language = deck.language
    shown: dict[str, list[tuple[float, float]]] = {}
    for spot in places.spots:
        shown.setdefault(spot.country, []).append((spot.lon, spot.lat))
    found = panels(shown, places.known, frame)
    content = picture(places, found, frame, outlines, [group.color for group in chosen.groups])
    shape = slide.shapes.add_picture(io.BytesIO(content), *frame.emu())
    shape.name = language.gettext("Map")
    most = sorted(places.spots, key=lambda spot: -spot.count)[:5]
    named = language.join(f"{spot.name} ({language.number(spot.count)})" for spot in most)
    words = language.gettext("Map. The places with most events: {places}.")
    describe(shape, words.format(places=named))
    return add_names(deck, slide, places, found, _countries(chosen))


def map_remarks(
    chosen: Selected, places: Places, left_out: int, *, has_outlines: bool
) -> list[str]:
    """Which events and names the map leaves out, and whose outlines it shows."""
    language = chosen.request.language
    remarks = []
    if places.unplaced:
        words = language.ngettext(
            "{n} event names no place on this map.",
            "{n} events name no place on this map.",
            places.unplaced,
        )
        remarks.append(words.format(n=language.number(places.unplaced)))
    if left_out:
        words = language.ngettext(
            "The name of {n} place has no room.",
            "The names of {n} places have no room.",
            left_out,
        )
        remarks.append(words.format(n=language.number(left_out)))
    credit = boundaries_credit(chosen.tables, language)
    if has_outlines and credit:
        remarks.append(credit)
    return remarks


def _countries(chosen: Selected) -> dict[str, str]:
    """The names of countries by their codes."""
    frame = chosen.tables["locations"]
    rows: Any = frame[frame["kind"] == "country"].itertuples()
    return {row.country_code: legal(chosen.request.language.name(row)) for row in rows}
