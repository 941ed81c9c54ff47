"""What is asked for beside the events, and what every file says of itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from dashboard.language import Language
from dashboard.progress import Tell, unheard
from dashboard.tables import Credit, Tables
from dashboard.views.boundaries import NOTHING, FeatureCollection, load_boundaries


@dataclass(frozen=True, slots=True)
class Option:
    """A choice that a format leaves open: ``name`` as on the command line, without dashes.

    The first of ``choices`` is taken where nothing is asked for. ``hint`` is for the
    command line's help, in English.
    """

    name: str
    choices: tuple[str, ...]
    hint: str


@dataclass(frozen=True)
class Request:
    """Circumstances of a download.

    ``selection`` says in words which events were chosen, ``address`` is the web address
    of that view if there is one. ``boundaries`` are the outlines that were read with the tables
    (`views.boundaries.load_boundaries`); else they are read from the dataset's ``folder``, and
    without both a map has none. The package holds the files of the folder as they are.
    ``parameters`` are those of the selection (`Selection.parameters`), ``look`` those that
    tell how the view lay (``map``, ``focus``, ``event``): a format that shows a view opens it
    so. ``total`` is how many events the dataset has, where the tables do not hold all of
    them, ``count`` how many are selected, where no ids tell. ``made`` is the day that a file
    shall say it was made on. ``options`` holds what was asked for, by the name of an `Option`.
    ``tell`` hears how far the file is and may end the work (`progress.CancelledError`).
    """

    selection: str
    language: Language
    address: str = ""
    folder: Path | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    made: dt.date | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    look: Mapping[str, str] = field(default_factory=dict)
    boundaries: Mapping[str, FeatureCollection] | None = None
    total: int | None = None
    count: int | None = None
    tell: Tell = field(default=unheard, compare=False, repr=False)

    def outlines(self, tables: Tables) -> Mapping[str, FeatureCollection]:
        """``land``, ``units`` and ``regions`` for a map; raises `DataError` for a broken file."""
        if self.boundaries is not None:
            return self.boundaries
        if self.folder is None:
            return dict.fromkeys(("land", "units", "regions"), NOTHING)
        return load_boundaries(self.folder, tables)

    def option(self, option: Option) -> str:
        """What was asked for of ``option``, else its first choice."""
        return self.options.get(option.name, option.choices[0])

    @property
    def query(self) -> str:
        """The selection as the query of an address, without its question mark."""
        return urlencode(self.parameters, safe="/,.~")

    @property
    def link(self) -> str:
        """The address with the selection in it; ``""`` if there is no plain web address."""
        address = web_address(self.address)
        if not address or not self.query or "?" in address:
            return address
        return f"{address}?{self.query}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line about a file: what it is, the text, and where to read more, if anywhere."""

    label: str
    text: str
    url: str = ""

    def __str__(self) -> str:
        return f"{self.label}: {cited(self.text, self.url)}"


def imprint(tables: Tables, event_ids: Sequence[str], request: Request) -> list[Line]:
    """Title, selection, licence and credits: what whoever shows the data must be able to say."""
    _ = request.language.gettext
    total = len(tables["events"]) if request.total is None else request.total
    shown = len(event_ids) if request.count is None else request.count
    count = request.language.ngettext(
        "{shown} of {total} event", "{shown} of {total} events", total
    ).format(shown=request.language.number(shown), total=request.language.number(total))
    lines = [
        Line(_("Title"), request.language.name(tables.about)),
        Line(_("Selection"), f"{request.selection} ({count})", web_address(request.address)),
    ]
    lines += [Line(_("Licence"), c.title, web_address(c.path)) for c in tables.about.licences]
    lines.append(
        Line(
            _("Documents"),
            _(
                "The facts are told in this dataset's own words; the documents that they were "
                "read in belong to their publishers and are named with every event."
            ),
        )
    )
    lines += [Line(_("Credit"), c.title, web_address(c.path)) for c in tables.about.sources]
    return lines


def credits_on_a_line(entries: Iterable[Credit]) -> str:
    """Licences or credits as one text, for a cell."""
    return " | ".join(cited(entry.title, web_address(entry.path)) for entry in entries)


def cited(text: str, url: str) -> str:
    """``text``, followed by the address to read more at."""
    return f"{text} – {url}" if url else text


def web_address(url: str) -> str:
    """``url`` if it is a plain http(s) address that may become a link, else ``""``.

    Anything else (``javascript:``, a path, an address with blanks, quotes or control
    characters, which a program may cut or read anew) stays text.
    """
    if any(not sign.isprintable() or sign in ' "<>\\^`{|}' for sign in url):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.hostname else ""
