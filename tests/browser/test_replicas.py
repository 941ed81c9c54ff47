"""Two replicas behind nginx, set up as docs/replicas.md says."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from dashboard.views.timeline import MOST_MARKS
from tests.bench.dataset import draw_events, write_dataset
from tests.browser.conftest import Visit
from tests.serving import ROOT, serving

NewVisit = Callable[..., Visit]
DOCUMENT = (ROOT / "docs" / "replicas.md").read_text(encoding="utf-8")
# Which replica answered; only this test asks.
_TOLD = "add_header X-Replica $upstream_addr always;"


@dataclass(frozen=True)
class Site:
    """The address of the proxy, and those of the replicas behind it."""

    url: str
    replicas: tuple[str, ...]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def nginx(program: str, folder: Path, replicas: tuple[str, ...]) -> Iterator[str]:
    """nginx with the configuration of the document, in front of ``replicas``."""
    [server] = re.findall(r"^```nginx\n(.*?)^```$", DOCUMENT, re.M | re.S)
    port = free_port()
    for documented, real in zip(("8501", "8502"), replicas, strict=True):
        server = server.replace(f"127.0.0.1:{documented}", urlsplit(real).netloc)
    server = server.replace("127.0.0.1:8080", f"127.0.0.1:{port}")
    server = server.replace("proxy_pass ", f"{_TOLD}\n        proxy_pass ")
    kept = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "\n".join(f"{name}_temp_path {folder}/{name};" for name in kept)
    # As somebody else, its workers could not enter the folder of the test.
    user = "user root; " if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user}daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{ access_log off; {temporary}\n{server} }}\n",
        encoding="utf-8",
    )
    process = subprocess.Popen([program, "-p", folder, "-c", folder / "nginx.conf"])
    url = f"http://127.0.0.1:{port}/"
    try:
        while status(url) != 200:
            assert process.poll() is None, (folder / "error.log").read_text(encoding="utf-8")
        yield url
    finally:
        process.terminate()
        process.wait(20)


def status(url: str) -> int:
    """The status of an answer; 0 if there is none."""
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except (urllib.error.URLError, OSError):
        return 0


@pytest.fixture(scope="module")
def site(
    require_system: Callable[[object, str], None], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    # It lies where only the administrator's shell looks.
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/sbin")
    require_system(program, "apt-get install -y nginx-light")
    # So many that searches are the server's to answer.
    folder = write_dataset(draw_events(MOST_MARKS + 1), tmp_path_factory.mktemp("data"))
    with (
        serving(folder) as one,
        serving(folder) as other,
        nginx(str(program), tmp_path_factory.mktemp("nginx"), (one.url, other.url)) as url,
    ):
        yield Site(url, (one.url, other.url))


@dataclass
class Seen:
    """A visit through the proxy: which replicas answered it, and with what addresses."""

    visit: Visit
    replicas: set[str]
    assets: set[str]


def arrive(visit: NewVisit, site: Site) -> Seen:
    seen = Seen(visit(is_first=True), set(), set())

    def heard(response: object) -> None:
        headers = getattr(response, "headers", {})
        if replica := headers.get("x-replica"):
            seen.replicas.add(replica)
        path = urlsplit(getattr(response, "url", "")).path
        if "/linked-assets/" in path:
            seen.assets.add(path.lstrip("/"))

    seen.visit.page.on("response", heard)
    seen.visit.open(site.url)
    return seen


def of_each_replica(visit: NewVisit, site: Site) -> dict[str, Seen]:
    """A visit of each replica; visitors are spread by chance, so several may have to come."""
    found: dict[str, Seen] = {}
    for _ in range(24):
        seen = arrive(visit, site)
        [replica] = seen.replicas
        found.setdefault(replica, seen)
        if len(found) == len(site.replicas):
            return found
        if found[replica] is not seen:
            seen.visit.page.close()
    pytest.fail("every visitor came to the same replica")


def test_visitors_stay_with_their_replica_and_both_serve_the_same(
    visit: NewVisit, site: Site
) -> None:
    found = of_each_replica(visit, site)
    assert {f"http://{replica}/" for replica in found} == set(site.replicas)
    for replica, seen in found.items():
        page = seen.visit.page
        sector = page.locator("button[data-sector]").nth(2)
        sector.click()
        expect(sector).to_have_attribute("aria-pressed", "true")
        # The answer came over the WebSocket.
        expect(page.locator(".ec-heading span")).to_contain_text(
            f"{seen.visit.total():,} of {MOST_MARKS + 1:,}"
        )
        assert seen.visit.total() <= MOST_MARKS
        assert seen.replicas == {replica}
        assert any("columns" in path for path in seen.assets)
        for path in seen.assets:
            # Whatever the dataset's assets are on one replica, they are on the other.
            assert [status(other + path) for other in site.replicas] == [200, 200], path


def test_what_a_search_found_is_known_to_one_replica_alone(visit: NewVisit, site: Site) -> None:
    # Two searches that find the same would have the same address on both.
    for number, (replica, seen) in enumerate(of_each_replica(visit, site).items(), start=11):
        page = seen.visit.page
        with page.expect_response(lambda response: "found.bin" in response.url) as found:
            page.locator(".lv-finding > .lv-find").fill(f"Event 000{number}")
        assert found.value.status == 200
        path = urlsplit(found.value.url).path.lstrip("/")
        own = f"http://{replica}/"
        assert {url: status(url + path) for url in site.replicas} == {
            url: 200 if url == own else 404 for url in site.replicas
        }
        assert seen.replicas == {replica}
