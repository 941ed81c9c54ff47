"""Files on the server's disk: gone when given up."""

from __future__ import annotations

from typing import IO

import pytest

from dashboard.progress import CancelledError
from dashboard.stored_files import StoredFile, stored

CONTENT = b"a,b\n1,2\n" * 1000


@pytest.fixture
def file() -> StoredFile:
    return stored(lambda into: into.write(CONTENT))


def test_one_that_is_given_up_is_gone(file: StoredFile) -> None:
    assert len(file) == len(CONTENT)
    file.delete()
    assert not file.path.exists()


def test_one_that_nobody_holds_is_gone() -> None:
    path = stored(lambda into: into.write(CONTENT)).path
    assert not path.exists()


def test_what_is_taken_back_leaves_nothing_behind(file: StoredFile) -> None:
    before = set(file.path.parent.iterdir())

    def write(into: IO[bytes]) -> None:
        into.write(CONTENT)
        raise CancelledError

    with pytest.raises(CancelledError):
        stored(write)
    assert set(file.path.parent.iterdir()) == before
