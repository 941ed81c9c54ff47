"""The views for notebooks and scripts: a dataset, a selection, and a picture of it.

These are the names that ``from dashboard import …`` gives. A figure of plotly and a deck of
pydeck are theirs to change and to show; the linked view displays itself.
"""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from dashboard import tables as reading
from dashboard.columns import EventColumns, event_columns
from dashboard.dataset import dataset_folder
from dashboard.export.html_page import to_html
from dashboard.export.request import Request
from dashboard.files import write_atomic
from dashboard.language import Language
from dashboard.language import language as language_of
from dashboard.selection import Selection
from dashboard.tables import Tables
from dashboard.views import place_map as maps
from dashboard.views import timeline as timelines
from dashboard.views.boundaries import NOTHING, FeatureCollection, load_boundaries
from dashboard.views.newest import newest_first

if TYPE_CHECKING:
    import plotly.graph_objects as go
    import pydeck as pdk

Query = str | Mapping[str, str] | Selection
# Where tables were read from: the outlines of the map lie beside them.
_folders: WeakKeyDictionary[Tables, Path] = WeakKeyDictionary()


def open_tables(folder: str | Path | None = None) -> Tables:
    """The dataset in ``folder``, else the one that the dashboard shows: a data frame a table.

    Raises `problems.DataError` with everything that is wrong with it.
    """
    path = Path(folder) if folder is not None else dataset_folder()
    tables = reading.open_tables(path)
    _folders[tables] = path
    return tables


def timeline(tables: Tables, selection: Query = "", *, language: str = "en") -> go.Figure:
    """The timeline of the selected events: a plotly figure of stacked areas, one a sector.

    ``selection`` is what the address of the dashboard says (``"sector=culture&when=2025"``);
    what of it is not in this dataset is left out with a warning. ``language`` is ``en``, ``vi``
    or ``ja``; `KeyError` for any other.
    """
    spoken = language_of(language)
    columns, chosen = _chosen(tables, selection, spoken)
    return timelines.timeline(tables, columns, chosen, language=spoken)


def place_map(tables: Tables, selection: Query = "", *, language: str = "en") -> pdk.Deck:
    """The map of the selected events' places: a pydeck deck that needs no tiles and no key.

    ``selection`` and ``language`` as for `timeline`. Outlines are those beside the tables.
    """
    spoken = language_of(language)
    columns, chosen = _chosen(tables, selection, spoken)
    folder = _folders.get(tables)
    nothing: Mapping[str, FeatureCollection] = dict.fromkeys(("land", "units", "regions"), NOTHING)
    boundaries = load_boundaries(folder, tables) if folder else nothing
    return maps.place_map(tables, columns, chosen, boundaries=boundaries, language=spoken)


def linked_view(
    tables: Tables,
    selection: Query = "",
    *,
    language: str = "en",
    theme: str = "auto",
    libraries: str = "inline",
    everything: bool = False,
    height: int = 900,
) -> LinkedView:
    """Timeline, map and events of a selection, linked: an object that displays itself.

    ``selection`` and ``language`` as for `timeline`. It holds the selected events alone, or
    all of them with ``everything``, opened at the selection. ``theme`` is ``auto``, ``light`` or
    ``dark``; ``libraries`` is ``inline``, or ``cdn`` for a view of a tenth of the size that
    needs the network. ``height`` is in pixels. Raises `ValueError` for other values and
    `problems.DataError` if no event is selected.
    """
    spoken = language_of(language)
    columns, chosen = _chosen(tables, selection, spoken)
    for value, known in ((theme, ("auto", "light", "dark")), (libraries, ("inline", "cdn"))):
        if value not in known:
            raise ValueError(f"{value!r} is none of {', '.join(known)}")
    today = dt.datetime.now(dt.UTC).date()
    mask = (Selection() if everything else chosen).mask(columns, tables)
    request = Request(
        chosen.words(tables, spoken),
        spoken,
        folder=_folders.get(tables),
        parameters=chosen.parameters(),
        made=today,
        options={"theme": theme, "libraries": libraries},
    )
    content = to_html(tables, newest_first(columns, mask, today), request)
    return LinkedView(content.decode(), f"{spoken.name(tables.about)}: {request.selection}", height)


class LinkedView:
    """A linked view as one HTML document: shown in a notebook, saved to a file, or as text."""

    def __init__(self, document: str, title: str, height: int) -> None:
        self._document, self.title, self.height = document, title, height

    def __repr__(self) -> str:
        return f"<LinkedView {self.title!r}, {len(self._document):,} characters>"

    def html(self) -> str:
        """The whole document, for a file of its own or the ``srcdoc`` of an iframe."""
        return self._document

    def save(self, path: str | Path) -> Path:
        """Write the document to ``path``, whole or not at all; raises `OSError`."""
        target = Path(path)
        write_atomic(target, self._document.encode())
        return target

    def _repr_html_(self) -> str:
        """For Jupyter and Quarto: the document in a frame that the notebook is safe from."""
        return (
            f'<iframe title="{escape(self.title)}" srcdoc="{escape(self._document)}" '
            'sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox allow-modals" '
            f'style="width: 100%; height: {int(self.height)}px; border: 0"></iframe>'
        )


def _chosen(tables: Tables, selection: Query, language: Language) -> tuple[EventColumns, Selection]:
    columns = event_columns(tables)
    if isinstance(selection, Selection):
        return columns, selection
    chosen, notices = Selection.parse(selection, tables, language)
    for notice in notices:
        warnings.warn(notice, stacklevel=3)
    return columns, chosen
