"""Files on offer: served to who has the address, as long as somebody offers them."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from starlette.applications import Starlette

from dashboard.offered_files import (
    PREFIX,
    NotMadeError,
    OfferedFile,
    OfferedFiles,
    route,
)
from dashboard.stored_files import stored
from tests.asgi import Answer, ask

CONTENT = b"a,b\n1,2\n" * 1000


def get(address: str) -> Answer:
    return ask(Starlette(routes=[route()]), f"/{address}")


@pytest.mark.parametrize("is_stored", [False, True])
def test_a_file_is_saved_under_its_name(is_stored: bool) -> None:
    kept = stored(lambda into: into.write(CONTENT)) if is_stored else CONTENT
    file = OfferedFile(lambda: kept, "événements 100%.csv", "text/csv")
    answer = get(file.address)
    assert answer.status == 200
    assert answer.body == CONTENT
    assert answer.headers["content-type"].startswith("text/csv")
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith("attachment")
    assert unquote(disposition.rpartition("''")[2]) == "événements 100%.csv"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_it_is_made_when_it_is_fetched_and_not_before() -> None:
    made: list[int] = []

    def make() -> bytes:
        made.append(1)
        return CONTENT

    file = OfferedFile(make, "a.csv", "text/csv")
    assert not made
    assert get(file.address).body == get(file.address).body
    assert len(made) == 2


def test_nobody_else_finds_it() -> None:
    file = OfferedFile(lambda: CONTENT, "a.csv", "text/csv")
    token = file.address.split("/")[1]
    for wrong in (f"{PREFIX}/x/a.csv", file.address.replace(token, token[::-1])):
        assert get(wrong).status == 404
    assert get(file.address).status == 200


def test_what_cannot_be_made_says_why_and_is_no_file() -> None:
    def make() -> bytes:
        raise NotMadeError("kho dữ liệu không trả lời")

    file = OfferedFile(make, "a.csv", "text/csv")
    answer = get(file.address)
    assert answer.status == 503
    assert answer.body.decode() == "kho dữ liệu không trả lời"
    assert "content-disposition" not in answer.headers


def test_the_same_file_keeps_its_address_and_another_one_gets_another() -> None:
    files = OfferedFiles()

    def address(key: object, name: str = "a.csv", kind: str = "csv") -> str:
        return files.offer(kind, key, lambda: CONTENT, name, "text/csv").address

    first = address("all")
    assert address("all") == first
    others = [address("some"), address("all", "b.csv"), address("all", kind="xlsx")]
    assert len({first, *others}) == 4


def test_what_was_on_offer_just_before_can_still_be_fetched() -> None:
    files = OfferedFiles()
    addresses = [
        files.offer("csv", n, lambda: CONTENT, "a.csv", "text/csv").address for n in range(9)
    ]
    assert [get(one).status for one in addresses] == [404] * 5 + [200] * 4
    files.close()
    assert get(addresses[-1]).status == 404
