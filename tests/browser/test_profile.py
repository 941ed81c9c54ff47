"""What one test leaves in the browser, the next does not find."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.conftest import Profile, Serve
from tests.serving import ROOT

LEAVE = """async () => {
  document.cookie = "left=here; max-age=3600";
  localStorage.left = sessionStorage.left = "here";
  const cache = await caches.open("left");
  await cache.put("left", new Response("here"));
  await new Promise((resolve, reject) => {
    Object.assign(indexedDB.open("left"), { onsuccess: resolve, onerror: reject });
  });
}"""
FIND = """async () => [
  document.cookie,
  ...Object.keys(localStorage),
  ...Object.keys(sessionStorage),
  ...(await caches.keys()),
  ...(await indexedDB.databases()).map(({ name }) => name),
].filter((found) => found.includes("left"))"""


def opened(page: Page, url: str) -> Page:
    page.goto(f"{url}_stcore/health")
    return page


def test_a_profile_is_empty_for_whoever_has_it_next(profile: Profile, serve: Serve) -> None:
    url = serve(ROOT / "data")
    with profile.lent() as context:
        page = opened(context.new_page(), url)
        page.evaluate(LEAVE)
        assert len(page.evaluate(FIND)) == 5
    assert page.is_closed()
    with profile.lent() as context:
        assert opened(context.new_page(), url).evaluate(FIND) == []
