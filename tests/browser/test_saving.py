"""A file is saved with one click, however much the server has to do for others meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from dashboard.offered_files import PREFIX
from tests.browser.conftest import Visit

FILES = f"**/{PREFIX}/**"


def downloads(seen: Visit) -> Visit:
    seen.page.locator(".st-key-panel button").nth(3).click()
    expect(seen.page.get_by_role("link", name="CSV table")).to_be_visible()
    return seen


def test_others_who_look_meanwhile_take_no_file_away(
    serve: Callable[..., str], visit: Callable[..., Visit], synthetic_folder: Path
) -> None:
    address = serve(synthetic_folder)
    seen = downloads(visit().open(address))
    # As over the Internet: others make the page run between what is said and what is asked then.
    tools = seen.page.context.new_cdp_session(seen.page)
    tools.send("Network.enable")
    line = {"offline": False, "latency": 150, "downloadThroughput": -1, "uploadThroughput": -1}
    tools.send("Network.emulateNetworkConditions", line)
    other = visit().open(address)
    other.page.evaluate(
        "() => setInterval(() => document.querySelector('[data-sector]').click(), 100)"
    )
    for _ in range(8):
        with seen.page.expect_download() as started:
            seen.page.get_by_role("link", name="CSV table").click()
        assert started.value.suggested_filename.endswith(".csv")
        content = Path(started.value.path()).read_bytes()
        assert content.count(b"Synthetic events,Everything") == 400


def test_what_cannot_be_made_is_told_beside_the_link(
    serve: Callable[..., str], visit: Callable[..., Visit], synthetic_folder: Path
) -> None:
    seen = downloads(visit().open(serve(synthetic_folder)))
    page = seen.page
    link = page.get_by_role("link", name="CSV table")
    alert = page.locator(".ld-why")
    told = "The warehouse <b>does</b> not answer"
    page.route(FILES, lambda route: route.fulfill(status=503, body=told))
    link.click()
    expect(alert).to_have_text(told)
    page.unroute(FILES)
    page.route(FILES, lambda route: route.abort())
    link.click()
    expect(alert).to_have_text("The file did not arrive. Try again.")
    expect(link).not_to_have_attribute("aria-busy", "true")
    page.unroute(FILES)
    with page.expect_download() as started:
        link.click()
    assert started.value.suggested_filename.endswith(".csv")
    expect(alert).to_have_count(0)
    seen.complaints.clear()
