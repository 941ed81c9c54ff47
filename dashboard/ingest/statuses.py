"""What became of the events that a document still calls planned.

A dossier tells what its document says, and a document written before a forum says that it
is planned. Once another document says that it was held, the event was held.
"""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.ingest.dossiers import Dossier

# Later in this list is nearer to having happened.
_COURSE = ("planned", "ongoing", "held")


def came_about(dossiers: Iterable[Dossier]) -> dict[str, tuple[str, str]]:
    """The planned events that other documents call ongoing or held, by id.

    Each with that status and the date (EDTF) of the first document that says so; the date is
    "" where none of these documents has one.
    """
    dossiers = list(dossiers)
    planned = {event.id for one in dossiers for event in one.event if event.status == "planned"}
    told: dict[str, list[tuple[str, str]]] = {}
    for one in dossiers:
        for mention in one.mention:
            if mention.event in planned and mention.status in _COURSE[1:]:
                said = mention.status, one.source.published or ""
                told.setdefault(mention.event, []).append(said)
    return {event_id: _furthest(said) for event_id, said in told.items()}


def _furthest(told: list[tuple[str, str]]) -> tuple[str, str]:
    status = max((status for status, _ in told), key=_COURSE.index)
    return status, min((date for one, date in told if one == status and date), default="")
