"""The stories as the linked view steps through them: plain JSON values."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from dashboard.language import Language
from dashboard.stories import Step, stories
from dashboard.tables import Tables
from dashboard.views.words import date_words


def story_views(tables: Tables, language: Language) -> list[dict[str, Any]]:
    """Every story of ``tables``, each step with its selection as parameters and its sources."""
    rows: Any = tables["sources"].itertuples()
    documents = {
        row.source_id: {
            "publisher": row.publisher,
            "title": row.title_en,
            "published": date_words(row.published_edtf, language),
            "url": row.url,
        }
        for row in rows
    }
    return [
        {
            "id": story.story_id,
            "title": story.title,
            "intro": story.intro,
            "steps": [_step(step, documents) for step in story.steps],
        }
        for story in stories(tables, language)
    ]


def _step(step: Step, documents: dict[str, dict[str, str]]) -> dict[str, Any]:
    return {
        "title": step.title,
        "paragraphs": list(step.paragraphs),
        "selection": dict(parse_qsl(step.query)),
        "look": dict(step.look),
        "event": step.event,
        "sources": [documents[source_id] for source_id in step.sources],
    }
