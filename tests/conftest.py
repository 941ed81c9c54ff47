"""What every test may need."""

from __future__ import annotations

from collections.abc import Callable

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--require-system",
        action="store_true",
        help="fail, instead of skipping, the tests for which this system lacks programs",
    )


@pytest.fixture(scope="session")
def require_system(request: pytest.FixtureRequest) -> Callable[[object, str], None]:
    """``require_system(is_there, apt_line)`` skips unless the system has what a test needs.

    ``apt_line`` is the command that installs it. Under ``--require-system`` it fails
    instead, so that CI cannot pass by skipping.
    """

    def require(is_there: object, apt_line: str) -> None:
        if is_there:
            return
        message = f"this system lacks what the test needs; run: {apt_line}"
        if request.config.getoption("--require-system"):
            pytest.fail(message, pytrace=False)
        pytest.skip(message)

    return require
