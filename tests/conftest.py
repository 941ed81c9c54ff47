"""What every test may need."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Generator, Iterator

import pytest
from hypothesis import settings

# The same examples every time, and no failure because the machine is busy.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

# Where caches lie: tests share none with another run, nor with whoever works here.
CACHE = "LOCALITY_DASHBOARD_CACHE"
LACKS = "this system lacks what the tests need; run: "


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
        if request.config.getoption("--require-system"):
            pytest.fail(LACKS + apt_line, pytrace=False)
        pytest.skip(LACKS + apt_line)

    return require


@pytest.fixture(scope="session", autouse=True)
def _own_cache() -> Iterator[None]:
    with (
        tempfile.TemporaryDirectory(prefix="cache-", ignore_cleanup_errors=True) as folder,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv(CACHE, folder)
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if isinstance(report.longrepr, tuple) and LACKS in report.longrepr[2]:
        # pytest tells skips of one place and reason in one line; each test is a place.
        report.longrepr = (__file__, None, report.longrepr[2])
    return report
