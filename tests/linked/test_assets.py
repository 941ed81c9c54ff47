"""What the server hands out: the right bytes, kept by browsers, and nothing else."""

from __future__ import annotations

import gzip
import re
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import distribution
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from dashboard.linked.assets import (
    PREFIX,
    Asset,
    Shelf,
    libraries,
    library_urls,
)
from tests.asgi import ask

TEXT = Asset("text.js", "text/javascript", b"export default 1; // " + "â…".encode() * 500)


@pytest.fixture
def app() -> Starlette:
    shelf = Shelf()
    shelf.put([TEXT])
    return Starlette(routes=[shelf.route()])


def test_an_asset_is_served_with_its_type_and_kept_for_a_year(app: Starlette) -> None:
    answer = ask(app, f"/{TEXT.path}")
    assert (answer.status, answer.body) == (200, TEXT.content)
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["content-length"] == str(len(TEXT.content))
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("accepts", "is_compressed"),
    [
        ("gzip, deflate, br", True),
        ("br;q=1.0, gzip;q=0.8", True),
        ("GZIP", True),
        ("x-gzip", False),
        ("br", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip; q=0.0, br", False),
        ("", False),
    ],
)
def test_it_is_compressed_for_those_who_accept_it(
    app: Starlette, accepts: str, is_compressed: bool
) -> None:
    answer = ask(app, f"/{TEXT.path}", headers={"Accept-Encoding": accepts})
    assert (answer.headers.get("content-encoding") == "gzip") == is_compressed
    assert answer.headers["content-length"] == str(len(answer.body))
    assert (len(answer.body) < len(TEXT.content)) == is_compressed
    assert (gzip.decompress(answer.body) if is_compressed else answer.body) == TEXT.content


def test_an_address_holds_a_hash_of_the_content() -> None:
    other = Asset("text.js", "text/javascript", TEXT.content + b" ")
    assert re.fullmatch(rf"{PREFIX}/[0-9a-f]{{16}}/text\.js", TEXT.path)
    assert TEXT.path != other.path
    assert Asset("text.js", "text/plain", TEXT.content).path == TEXT.path
    assert TEXT.compressed == gzip.compress(TEXT.content, 6, mtime=0), "the same bytes every time"


def test_it_is_found_under_any_base_path() -> None:
    shelf = Shelf()
    shelf.put([TEXT])
    app = Starlette(routes=[Mount("/team/app", routes=[shelf.route()])])
    assert ask(app, f"/team/app/{TEXT.path}").body == TEXT.content
    assert ask(app, f"/{TEXT.path}").status == 404


@pytest.mark.parametrize(
    "path",
    [
        f"/{PREFIX}/",
        f"/{PREFIX}/0123456789abcdef/text.js",
        f"/{TEXT.path.removesuffix('text.js')}other.js",
        f"/{PREFIX}/../app.py",
        f"/{PREFIX}/../../etc/passwd",
        f"/{PREFIX}/..%2f..%2fetc/passwd",
        f"/{PREFIX}//etc/passwd",
        f"/{PREFIX}/{PREFIX}/text.js",
        f"/{PREFIX}/x/{TEXT.path}",
    ],
)
def test_nothing_else_is_served(app: Starlette, path: str) -> None:
    answer = ask(app, path)
    assert answer.status == 404
    assert TEXT.content not in answer.body
    assert "immutable" not in answer.headers.get("cache-control", "")


def test_only_reading_is_allowed(app: Starlette) -> None:
    head = ask(app, f"/{TEXT.path}", method="HEAD")
    assert (head.status, head.headers["content-length"]) == (200, str(len(TEXT.content)))
    for method in ("POST", "PUT", "DELETE"):
        assert ask(app, f"/{TEXT.path}", method=method).status == 405


def test_what_is_put_on_the_shelf_later_stands_beside_the_rest() -> None:
    shelf = Shelf()
    app = Starlette(routes=[shelf.route()])
    assert ask(app, f"/{TEXT.path}").status == 404
    more = [Asset(f"{i}.js", "text/javascript", str(i).encode()) for i in range(50)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda asset: shelf.put([asset]), [TEXT, *more]))
    for asset in (TEXT, *more):
        assert ask(app, f"/{asset.path}").body == asset.content


@pytest.mark.parametrize(
    ("name", "package", "file"),
    [
        ("plotly", "plotly", "plotly/package_data/plotly.min.js"),
        ("deck", "pydeck", "pydeck/nbextension/static/index.js"),
    ],
)
def test_libraries_are_those_of_the_installed_wheels(name: str, package: str, file: str) -> None:
    asset = libraries()[name]
    assert asset.content == Path(str(distribution(package).locate_file(file))).read_bytes()
    assert asset.media_type == "text/javascript"


def test_the_public_copies_are_of_the_same_version() -> None:
    urls = library_urls()
    assert [found[0] for found in urls.values()] == [asset.path for asset in libraries().values()]
    assert not any(found[0].startswith(("/", "http")) for found in urls.values()), "base paths"
    in_wheel = re.search(rb"plotly\.js v(\d+\.\d+\.\d+)", libraries()["plotly"].content[:300])
    assert in_wheel
    assert urls["plotly"][1] == f"https://cdn.plot.ly/plotly-{in_wheel[1].decode()}.min.js"
    # pydeck's own address, for the release that it ships.
    public = re.fullmatch(r"https://.*@deck\.gl/jupyter-widget@~([\d.]+)\.\*/.*", urls["deck"][1])
    assert public
    assert f"{public[1]}.".encode() in libraries()["deck"].content
