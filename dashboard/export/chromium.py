"""The system's Chromium, for what only a browser can draw.

It draws what it is given and nothing else: every request of a page that is not for the
document itself is refused.
"""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack
from typing import TYPE_CHECKING

from dashboard.problems import DataError, Problem

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

EXECUTABLE = "LOCALITY_DASHBOARD_CHROMIUM"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# A page of the size for which the view is laid out as on a desktop.
_WIDTH, _HEIGHT = 1360, 1010
# A secure origin that cannot exist: the browser's film encoder asks for one.
_ADDRESS = "https://view.invalid/"
_PATIENCE = 120_000  # milliseconds


def executable() -> str:
    """The path of the browser; raises `DataError` with what to install or to set."""
    named = os.environ.get(EXECUTABLE, "")
    found = shutil.which(named) if named else next(filter(None, map(shutil.which, _NAMES)), None)
    if found:
        return found
    if named:
        remedy = f"Correct the environment variable {EXECUTABLE}, or unset it"
        raise DataError([Problem(EXECUTABLE, "is no program", remedy, value=named)])
    remedy = (
        "Install it (apt-get install chromium, or Google Chrome), or name its path in the "
        f"environment variable {EXECUTABLE}"
    )
    raise DataError([Problem("Chromium", "pictures are drawn by it, and it is not here", remedy)])


class Chromium:
    """One running browser; a context manager that ends it."""

    def __enter__(self) -> Chromium:
        try:
            from playwright.sync_api import Error, sync_playwright
        except ModuleNotFoundError as error:
            remedy = "Install what drives it: pip install 'locality-dashboard[pictures]'"
            problem = Problem("Chromium", f"needs the library {error.name}", remedy)
            raise DataError([problem]) from error
        path = executable()
        with ExitStack() as stack:
            playwright = stack.enter_context(sync_playwright())
            # Root, as in containers, has no sandbox to run in.
            sandbox = os.name != "posix" or os.geteuid() != 0
            try:
                browser = playwright.chromium.launch(
                    executable_path=path,
                    headless=True,
                    chromium_sandbox=sandbox,
                    # An interrupted command ends it itself, and says so in its own words.
                    handle_sigint=False,
                )
            except Error as error:
                why = str(error).splitlines()[0]
                remedy = f"Try it by hand, or name another browser in {EXECUTABLE}"
                raise DataError([Problem(path, f"does not start: {why}", remedy)]) from error
            stack.callback(browser.close)
            self._browser = browser
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def open(self, document: bytes = b"", language: str = "en") -> Page:
        """A page that shows the HTML ``document`` and may ask for nothing else."""
        context = self._browser.new_context(
            viewport={"width": _WIDTH, "height": _HEIGHT}, locale=language
        )
        context.set_default_timeout(_PATIENCE)

        def answer(route: Route) -> None:
            if route.request.url == _ADDRESS:
                route.fulfill(body=document, content_type="text/html; charset=utf-8")
            else:
                route.abort()

        context.route("**/*", answer)
        page = context.new_page()
        page.goto(_ADDRESS)
        return page
