"""What the user sees when the libraries cannot be had from here, or from anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Route, expect

from dashboard.linked.assets import libraries, library_urls
from tests.browser.conftest import READY, Visit


def test_libraries_come_from_the_cdn_if_the_server_has_no_route(
    serve: Callable[..., str], visit: Callable[..., Visit], synthetic_folder: Path
) -> None:
    seen = visit(is_first=True)
    cdn = {urls[1]: libraries()[name] for name, urls in library_urls().items()}

    def answer(route: Route) -> None:
        route.fulfill(body=cdn[route.request.url].content, content_type="text/javascript")

    for url in cdn:
        seen.page.route(url, answer)
    seen.page.route("**/linked-assets/*/*.js", lambda route: route.fulfill(status=404))
    seen.page.goto(serve(synthetic_folder))
    seen.page.wait_for_selector(READY)
    assert set(cdn) <= set(seen.requests)
    # Asking the CDN is the point here; nothing but the CDN was asked.
    seen.requests[:] = [url for url in seen.requests if url not in cdn]
    seen.complaints.clear()


def test_no_library_anywhere_is_said_in_words(
    serve: Callable[..., str], visit: Callable[..., Visit], synthetic_folder: Path
) -> None:
    seen = visit(is_first=True)
    for pattern in ("**/linked-assets/*/*.js", "https://**"):
        seen.page.route(pattern, lambda route: route.abort())
    seen.page.goto(serve(synthetic_folder))
    alert = seen.page.locator(".lv-failed")
    expect(alert).to_contain_text("could not be loaded")
    expect(alert).to_contain_text("plotly.min.js")
    expect(alert).to_have_attribute("role", "alert")
    # The rest of the page works: both views are drawn, and follow one another.
    drawn = (
        "[...document.querySelectorAll('.lv-draft path')].map((p) => p.getAttribute('d')).join()"
    )
    before = seen.page.evaluate(drawn)
    assert before.count("M") > 10
    seen.page.locator('[data-sector="sector-1"]').click()
    expect(seen.page.locator(".ec-heading")).to_contain_text("Sector 1")
    assert seen.page.evaluate(drawn) != before
    place = seen.view("view.map.places.find(({ index }) => view.map.counts[index] > 0).id")
    seen.page.mouse.click(*seen.point_of(place))
    expect(seen.page.locator("[data-linked-view]")).not_to_have_attribute("data-complete", "true")
    seen.page.wait_for_url(re.compile("place="))
    seen.drag_over("2020-01-01", "2020-12-31")
    seen.page.wait_for_url(re.compile("when=2020"))
    seen.requests[:] = [url for url in seen.requests if "127.0.0.1" in url]
    seen.complaints.clear()
