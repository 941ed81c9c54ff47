"""Renew the README's picture of the page: ``python -m tests.browser.screenshot``."""

from __future__ import annotations

import shutil

from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM_ARGUMENTS, DATA, READY
from tests.serving import ROOT, serving

TARGET = ROOT / ".github" / "page.png"


def main() -> None:
    """Open the page at the year of the forum and put what a desktop shows into `TARGET`."""
    with serving(DATA) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_ARGUMENTS
        )
        page = browser.new_page(viewport={"width": 1360, "height": 1010}, locale="en-GB")
        page.goto(f"{server.url}?when=2023-01-01/2025-12-31&focus=2017-01-01/2027-06-30")
        page.wait_for_selector(READY)
        page.wait_for_load_state("networkidle")
        TARGET.parent.mkdir(exist_ok=True)
        page.screenshot(path=TARGET)
        browser.close()


if __name__ == "__main__":
    main()
