"""HTML read back, and a dataset whose every text tries to break out of it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

from dashboard import schema
from dashboard.tables import Tables

VOID = {"br", "img", "input", "hr"}
# What begins here is set apart from what stands before it, to the eye and in `Element.text`.
APART = {"br", "td", "th", "li", "p", "dt", "dd", "div", "h2", "h3", "h4"}
HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'{0}"
HOSTILE_ID = '"><i onclick=alert(1)>'
_LEADS = re.compile(r"https?://|#|\?")
_STYLE = re.compile(
    r"(?:inline-size:[\d.]+%;background:(?:#[0-9a-f]{6}|currentColor)"
    r"|background:(?:#[0-9a-f]{6}|currentColor)|block-size:[\d.]+%|max-inline-size:\d+rem)"
)


@dataclass
class Element:
    """An element with the text of all that is in it."""

    tag: str
    attributes: dict[str, str]
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self.pieces).split())


class Markup(HTMLParser):
    """The elements of a piece of HTML; an end without a beginning is an error."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(html)
        self.close()
        assert not self._open, f"never closed: {[e.tag for e in self._open]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag in APART:
            self.handle_data(" ")
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.pieces.append(data)

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """The elements of a tag with these attributes (``class_`` for one class)."""
        wanted = attributes.pop("class_", "")
        return [
            element
            for element in self.elements
            if element.tag == tag
            and wanted in ["", *element.attributes.get("class", "").split()]
            and attributes.items() <= element.attributes.items()
        ]


def assert_harmless(html: str) -> Markup:
    """Nothing runs, every link leads to the web or within the page, every id stands once."""
    markup = Markup(html)
    for element in markup.elements:
        assert element.tag not in {"script", "img", "i", "iframe", "style"}, element
        for name, value in element.attributes.items():
            assert not name.startswith("on"), element
            assert name != "href" or _LEADS.match(value), element
            assert name != "style" or _STYLE.fullmatch(value), element
    ids = Counter(e.attributes["id"] for e in markup.elements if "id" in e.attributes)
    assert [name for name, count in ids.items() if count > 1] == []
    return markup


def hostile(tables: Tables) -> Tables:
    """``tables`` with every id, text, address and colour made to break out of HTML."""
    frames = {}
    for table in schema.TABLES:
        frame = tables[table.name].copy()
        for column in table.fields:
            cells = frame[column.name]
            if column.type != "string" or column.enum:
                continue
            if column.name == "url":
                frame[column.name] = "javascript:alert(1)"
            elif column.name == "color":
                frame[column.name] = "red;position:fixed"
            elif column.name.endswith("_id"):
                frame[column.name] = cells.where(cells == "", cells + HOSTILE_ID)
            elif column.name != "stated_edtf":
                frame[column.name] = cells.where(cells == "", cells + HOSTILE)
        frames[table.name] = frame
    return Tables(frames, tables.about)
