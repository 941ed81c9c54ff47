"""What every slide about a selection has: heading, remarks, alternative text, speaker's notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboard.export.slides_deck import Deck
from dashboard.export.slides_frame import Frame
from dashboard.export.slides_rows import source_ids
from dashboard.export.slides_runs import Run
from dashboard.export.slides_selected import Selected
from dashboard.export.slides_table import Column, Row, add_table, pages
from dashboard.export.slides_template import BODY, SOFT
from dashboard.export.slides_text import cut, legal, line_height, wrapped
from dashboard.progress import Tell, told, unheard

NOTE_SIZE = 12
_MOST_REMARK_LINES = 3
_MOST_IDS = 120


class Pages:
    """Slides of ``deck`` about the events of one selection."""

    def __init__(self, deck: Deck, chosen: Selected) -> None:
        self.deck, self.chosen = deck, chosen
        self.request, self.language = chosen.request, chosen.request.language

    def counted(self) -> str:
        """How many events were chosen of how many."""
        language, total = self.language, len(self.chosen.tables["events"])
        words = language.ngettext("{shown} of {total} event", "{shown} of {total} events", total)
        shown = language.number(len(self.chosen.event_ids))
        return words.format(shown=shown, total=language.number(total))

    def slide(self, title: str) -> Any:
        """A slide below whose title the selection stands."""
        return self.deck.slide(title, f"{self.request.selection} · {self.counted()}")

    def remarks(self, slide: Any, remarks: Sequence[str], room: Frame = BODY) -> Frame:
        """Write remarks at the foot of ``room``; returns what is left of it above them."""
        text = legal(" ".join(remarks))
        if not text:
            return room
        text = cut(text, room.width, NOTE_SIZE, _MOST_REMARK_LINES)
        height = len(wrapped(text, room.width, NOTE_SIZE)) * line_height(NOTE_SIZE)
        frame = Frame(room.left, room.bottom - height, room.width, height)
        name = self.language.gettext("Note")
        self.deck.text(slide, frame, [[Run(text, color=SOFT)]], NOTE_SIZE, name=name)
        return Frame(room.left, room.top, room.width, room.height - height - 0.1)

    def table(
        self,
        title: str,
        columns: Sequence[Column],
        rows: Sequence[Row],
        rest: str = "",
        *,
        tell: Tell = unheard,
    ) -> list[tuple[Any, int]]:
        """Slides with ``rows``, and how many rows each has; ``rest`` stands below the last."""
        language = self.language
        height = BODY.height - (line_height(NOTE_SIZE) + 0.1 if rest else 0)
        found = list(pages(columns, rows, height))
        made = []
        for number, page in enumerate(told(found, tell), start=1):
            heading = title
            if len(found) > 1:
                heading = language.gettext("{title} ({page} of {pages})").format(
                    title=title, page=language.number(number), pages=language.number(len(found))
                )
            slide = self.slide(heading)
            shape = add_table(slide, BODY, columns, page, language.tag, title)
            describe(shape, heading)
            made.append((slide, len(page)))
        if rest and made:
            self.remarks(made[-1][0], [rest])
        return made

    def notes(self, slide: Any, ids: Sequence[str], *, before: Sequence[str] = ()) -> None:
        """Where the slide comes from: the selection, and the documents ``ids`` behind it."""
        self.deck.notes(slide, [*before, *self.origin(), self.listed(ids)])

    def sources(self, event_ids: Sequence[str]) -> list[str]:
        """The ids of the documents behind some events."""
        return source_ids(self.chosen.tables, event_ids)

    def origin(self) -> list[str]:
        """The selection in words, and as an address or query."""
        _ = self.language.gettext
        selection, address, query = _("Selection"), _("Address"), _("Query")
        lines = [f"{selection}: {self.request.selection} ({self.counted()})"]
        if self.request.link:
            lines.append(f"{address}: {self.request.link}")
        elif self.request.query:
            lines.append(f"{query}: ?{self.request.query}")
        return lines

    def listed(self, ids: Sequence[str]) -> str:
        """The ids of documents, on a line."""
        named = list(ids[:_MOST_IDS])
        if more := len(ids) - len(named):
            words = self.language.ngettext("{n} more", "{n} more", more)
            named.append(words.format(n=self.language.number(more)))
        return self.language.gettext("Sources") + f": {', '.join(named)}"


def describe(shape: Any, words: str) -> None:
    """Give a shape alternative text, for screen readers."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", legal(words))
