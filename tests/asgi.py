"""Asking a Starlette application directly, without a socket."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from starlette.types import ASGIApp

Result = TypeVar("Result")


@dataclass(frozen=True)
class Answer:
    """What a server sends back; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def ask(
    app: ASGIApp, path: str, *, method: str = "GET", headers: Mapping[str, str] | None = None
) -> Answer:
    """The answer of ``app`` to one request; ``path`` (and query) go to it as they stand."""
    path, _, query = path.partition("?")
    sent: list[MutableMapping[str, Any]] = []
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "server": ("127.0.0.1", 80),
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [
            (name.lower().encode(), value.encode()) for name, value in (headers or {}).items()
        ],
    }

    heard: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        if heard:
            # Nobody hangs up before the answer is there.
            await asyncio.Event().wait()
        heard.append({"type": "http.request", "body": b"", "more_body": False})
        return heard[0]

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    run(app(scope, receive, send))
    start, *bodies = sent
    return Answer(
        start["status"],
        {name.decode(): value.decode() for name, value in start["headers"]},
        b"".join(message.get("body", b"") for message in bodies),
    )


def run(work: Awaitable[Result]) -> Result:
    """What ``work`` comes to.

    In a thread of its own, since Playwright keeps a loop running in that of the tests.
    """

    async def worked() -> Result:
        return await work

    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, worked()).result()
