"""Files on the server's disk: served to who has the address, and gone when given up."""

from __future__ import annotations

from typing import IO
from urllib.parse import quote

import pytest
from starlette.applications import Starlette

from dashboard.progress import CancelledError
from dashboard.stored_files import PREFIX, StoredFile, route, stored
from tests.asgi import Answer, ask

CONTENT = b"a,b\n1,2\n" * 1000


def get(address: str) -> Answer:
    return ask(Starlette(routes=[route()]), f"/{quote(address)}")


@pytest.fixture
def file() -> StoredFile:
    return stored(lambda into: into.write(CONTENT), "text/csv")


def test_a_file_is_saved_under_its_name(file: StoredFile) -> None:
    answer = get(f"{file.address('événements.csv')}")
    assert answer.status == 200
    assert answer.body == CONTENT
    assert len(file) == len(CONTENT)
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"


def test_nobody_else_finds_it(file: StoredFile) -> None:
    address = file.address("events.csv")
    name = file.path.name
    for wrong in (
        f"{PREFIX}/x/events.csv",
        f"{PREFIX}/{name}/events.csv",
        f"{PREFIX}/../{name}",
        address.replace(file.token, file.token[::-1]),
    ):
        assert get(f"{wrong}").status == 404
    assert get(f"{address}").status == 200


def test_one_that_is_given_up_is_gone(file: StoredFile) -> None:
    address, path = file.address("events.csv"), file.path
    file.delete()
    assert get(f"{address}").status == 404
    assert not path.exists()


def test_one_that_nobody_holds_is_gone() -> None:
    path = stored(lambda into: into.write(CONTENT), "text/csv").path
    assert not path.exists()


def test_what_is_taken_back_leaves_nothing_behind(file: StoredFile) -> None:
    before = set(file.path.parent.iterdir())

    def write(into: IO[bytes]) -> None:
        into.write(CONTENT)
        raise CancelledError

    with pytest.raises(CancelledError):
        stored(write, "text/csv")
    assert set(file.path.parent.iterdir()) == before
