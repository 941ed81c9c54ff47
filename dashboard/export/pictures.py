"""Pictures and animations of a selection, composed by the linked view in Chromium.

The very code that makes them on the page makes them here: the view is opened as one
HTML file, is given the selection, and draws. One browser, and one page for each look
of the view, serve as many pictures as are wanted within `kept_studio`.
"""

from __future__ import annotations

import base64
import io
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PIL import Image

from dashboard.export.chromium import Chromium
from dashboard.export.html_page import THEME, to_html
from dashboard.export.picture_options import PART, RATIO, SCALE, TRANSPARENT
from dashboard.export.request import Request
from dashboard.problems import DataError, Problem
from dashboard.progress import CancelledError, Tell, part, unheard
from dashboard.tables import Tables
from dashboard.views.timeline import MOST_MARKS

if TYPE_CHECKING:
    from playwright.sync_api import Page

_READY = '[data-linked-view][data-ready="true"]'
_LOOK = ("map", "focus")
# An animation for slides: three quarters of a slide's pixels, and what a GIF can hold.
_GIF = {"scale": 0.75, "rate": 8, "seconds": 10}
_GIF_REST = 1500  # milliseconds of the last moment
_COLORS = 255
_SWATCH = 12  # rows of the sample that a sector's colour fills
_SHOW = """async ({ parameters, event, options, how }) => {
  const view = document.querySelector("[data-linked-view]").linkedView;
  view.select(parameters);
  view.setHighlight(event);
  const missing = await view.pictures.missing(options);
  if (missing.length) return { missing: missing.join("") };
  let isCancelled = false;
  const hooks = {
    isCancelled: () => isCancelled,
    onProgress: async (share) => (isCancelled = !(await window.isWanted(share))),
  };
  if (how) return { frames: await view.pictures.frames(options, how, hooks) };
  const file = await view.pictures.file(options, hooks);
  const reader = new FileReader();
  await new Promise((resolve) => { reader.onload = resolve; reader.readAsDataURL(file); });
  return { content: reader.result.split(",")[1] };
}"""
_PRINTED = """(text) => {
  const svg = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  const { width, height } = svg.viewBox.baseVal;
  document.title = svg.querySelector("title").textContent;
  const style = document.createElement("style");
  style.textContent = `@page { size: ${width}px ${height}px; margin: 0 } body { margin: 0 } svg { display: block }`;
  document.head.append(style);
  document.body.replaceChildren(document.importNode(svg, true));
  return [width, height];
}"""  # noqa: E501 - JavaScript


@dataclass(frozen=True)
class Drawn:
    """What pictures are drawn of: the HTML file that shows it, told from others by ``key``.

    ``document`` makes it for a request without a selection; ``colors`` are the sectors'.
    """

    key: object
    document: Callable[[Request], bytes]
    colors: Sequence[str]


@dataclass
class _Studio:
    """A browser, and its pages by what they were opened with; all used in one ``thread``."""

    chromium: Chromium
    thread: Executor
    pages: dict[object, Page] = field(default_factory=dict)
    # What hears of the picture that is being drawn.
    tell: Tell = unheard

    def is_wanted(self, share: float) -> bool:
        """Whether to go on with a film of which there is so much; asked by the page."""
        try:
            self.tell(share)
        except CancelledError:
            return False
        return True

    def page(self, drawn: Drawn, request: Request) -> Page:
        """The page on which a request's picture is drawn."""
        look = {name: request.look[name] for name in _LOOK if name in request.look}
        theme = "dark" if request.option(THEME) == "dark" else "light"
        key = (drawn.key, request.language.code, request.folder, theme, *look.items())
        if key not in self.pages:
            plain = replace(
                request, selection="", parameters={}, look=look, options={THEME.name: theme}
            )
            page = self.chromium.open(drawn.document(plain), request.language.tag)
            page.expose_function("isWanted", self.is_wanted)
            page.wait_for_selector(_READY)
            self.pages[key] = page
        return self.pages[key]

    def printed(self, svg: bytes) -> bytes:
        """An SVG document as a PDF of its size, its letters as letters."""
        page = self.chromium.open(b"<!doctype html><title></title>")
        width, height = page.evaluate(_PRINTED, svg.decode())
        content = page.pdf(width=f"{width}px", height=f"{height}px", print_background=True)
        page.context.close()
        return content


_KEPT: ContextVar[_Studio | None] = ContextVar("studio", default=None)


@contextmanager
def kept_studio() -> Iterator[_Studio]:
    """Within it, all pictures come from one browser, which starts with the first of them."""
    if (kept := _KEPT.get()) is not None:
        yield kept
        return
    # Playwright refuses a thread with an event loop, such as those of notebooks and servers.
    with ThreadPoolExecutor(1) as thread:
        chromium = Chromium()
        thread.submit(chromium.__enter__).result()
        studio = _Studio(chromium, thread)
        token = _KEPT.set(studio)
        try:
            yield studio
        finally:
            _KEPT.reset(token)
            thread.submit(chromium.__exit__, None, None, None).result()


def to_picture(kind: str, tables: Tables, event_ids: Sequence[str], request: Request) -> bytes:
    """A ``png``, ``svg``, ``pdf``, ``gif`` or ``webm`` of the selection.

    What is not selected is counted and drawn, too, where the dataset is not too large. Raises
    `DataError` without events, and as `draw` does.
    """
    if not event_ids:
        problem = "matches no event"
        raise DataError(
            [Problem("selection", problem, "Choose a wider one", value=request.selection)]
        )
    every = list(tables["events"]["event_id"])
    ids = every if len(every) <= MOST_MARKS else list(event_ids)
    drawn = Drawn(
        (tables, tuple(ids)), partial(to_html, tables, ids), list(tables["sectors"]["color"])
    )
    return draw(kind, drawn, request)


def draw(kind: str, drawn: Drawn, request: Request) -> bytes:
    """A picture of what ``drawn`` shows, under the selection of ``request``.

    Raises `DataError` without a browser that can draw, and for letters that no installed font
    has: a picture is whole, or there is none.
    """
    stop = threading.Event()

    def tell(share: float) -> None:
        if stop.is_set():
            raise CancelledError
        request.tell(share)

    told = replace(request, tell=tell)
    with kept_studio() as studio:
        drawing = studio.thread.submit(_draw, studio, kind, drawn, told)
        try:
            return drawing.result()
        finally:
            # Who is interrupted here does not wait for the end of a film.
            stop.set()


def _draw(studio: _Studio, kind: str, drawn: Drawn, request: Request) -> bytes:
    studio.tell = part(request.tell, 0.2, 0.9)
    request.tell(0.0)
    made = studio.page(drawn, request).evaluate(
        _SHOW,
        {
            "parameters": dict(request.parameters),
            "event": request.look.get("event", ""),
            "options": _options(kind, request),
            "how": _GIF if kind == "gif" else None,
        },
    )
    request.tell(0.9)
    if letters := made.get("missing"):
        raise DataError([_no_font(letters)])
    if kind == "gif":
        return _gif(made["frames"], drawn.colors)
    content = base64.b64decode(made["content"])
    return studio.printed(content) if kind == "pdf" else content


def _options(kind: str, request: Request) -> dict[str, Any]:
    return {
        # What is printed is drawn as lines and letters.
        "format": "svg" if kind == "pdf" else kind,
        "part": request.option(PART),
        "ratio": request.option(RATIO),
        "scale": int(request.option(SCALE)),
        "isTransparent": kind in ("png", "svg") and request.option(TRANSPARENT) == "yes",
    }


def _no_font(letters: str) -> Problem:
    is_cjk = any(
        "\u2e80" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7a3" for letter in letters
    )
    package = "fonts-noto-cjk" if is_cjk else "fonts-noto-core"
    shown = letters[:12] + ("…" if len(letters) > 12 else "")
    return Problem(
        "fonts",
        f"no installed font has the letters {shown}, which would be empty boxes",
        f"Install one: apt-get install {package}",
    )


def _gif(frames: Sequence[str], colors: Sequence[str]) -> bytes:
    """The frames as a GIF that plays for ever, all in one palette."""
    images = [Image.open(io.BytesIO(base64.b64decode(text))).convert("RGB") for text in frames]
    width, height = images[0].size
    # The palette of a few moments, one under the other, is right for all; small things
    # keep the colours that they stand for.
    sample = Image.new("RGB", (width, height * 3 + _SWATCH * len(colors)))
    for place, color in enumerate(colors):
        top = height * 3 + place * _SWATCH
        sample.paste(color, (0, top, width, top + _SWATCH))
    for place, number in enumerate((0, len(images) // 2, len(images) - 1)):
        sample.paste(images[number], (0, height * place))
    palette = sample.quantize(_COLORS, dither=Image.Dither.NONE)
    drawn = [image.quantize(palette=palette, dither=Image.Dither.NONE) for image in images]
    each = round(1000 / _GIF["rate"])
    out = io.BytesIO()
    drawn[0].save(
        out,
        "GIF",
        save_all=True,
        append_images=drawn[1:],
        duration=[*[each] * (len(drawn) - 1), _GIF_REST],
        loop=0,
        disposal=1,
    )
    return out.getvalue()
