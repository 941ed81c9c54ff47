"""A viewer without a browser: Streamlit's own protocol over its WebSocket.

A hundred browsers would leave no processor to the server that is measured. This speaks as
Streamlit's front end does: it asks for runs of the script with the state of every
widget, keeps the larger elements by their hash and says which it has, and follows the
address that the script writes. ``tests/browser/test_bench_client.py`` holds what it sends
against what Chromium sends.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

# The front end forgets an element that neither of the last two runs sent.
_KEPT_RUNS = 2
_LARGEST = 200_000_000
_ENDS_WELL = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)

Path = tuple[int, ...]
Element = Any  # streamlit.proto.Element_pb2.Element


class ScriptFailedError(Exception):
    """The script ended with an exception, or the server closed the connection."""


@dataclass
class Run:
    """What a request for a run brought until it was answered: messages, and their bytes."""

    messages: int = 0
    received_bytes: int = 0


@dataclass
class Client:
    """One viewer's session. ``elements`` is what is on the page now, by where it stands."""

    url: str
    elements: dict[Path, Element] = field(default_factory=dict)
    _query: str = ""
    _page: str = ""
    # Hash → when it was last sent (in runs), and the element.
    _kept: dict[str, tuple[int, Element]] = field(default_factory=dict)
    _runs: int = 0
    _fresh: set[Path] = field(default_factory=set)
    _socket: ClientConnection | None = None

    async def __aenter__(self) -> Self:
        parts = urlsplit(self.url)
        self._socket = await connect(
            f"ws://{parts.netloc}/_stcore/stream",
            origin=Origin(f"{parts.scheme}://{parts.netloc}"),
            subprotocols=[Subprotocol("streamlit")],
            max_size=_LARGEST,
            open_timeout=60,
            # A server that is late with a pong under load is measured, not given up.
            ping_interval=None,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._socket is not None
        await self._socket.close()

    async def run(self, widgets: Mapping[str, Mapping[str, Any]] | None = None) -> Run:
        """Ask for a run and wait for its end; ``widgets`` are states by the widgets' ids.

        A state is a field of Streamlit's ``WidgetState`` and its value, such as
        ``{"json_value": "{}"}``. Raises `ScriptFailedError`.
        """
        assert self._socket is not None
        await self._socket.send(self.request(widgets or {}).SerializeToString())
        run = Run()
        async for data in self._socket:
            assert isinstance(data, bytes)
            run.messages += 1
            run.received_bytes += len(data)
            if self.take(ForwardMsg.FromString(data)):
                return run
        raise ScriptFailedError("the server closed the connection")

    def request(self, widgets: Mapping[str, Mapping[str, Any]]) -> BackMsg:
        """The message that asks for a run."""
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string, asked.page_script_hash = self._query, self._page
        asked.widget_states.CopyFrom(
            WidgetStates(widgets=[_state(key, value) for key, value in widgets.items()])
        )
        asked.cached_message_hashes.extend(self._kept)
        asked.context_info.timezone = "UTC"
        asked.context_info.timezone_offset = 0
        asked.context_info.locale = "en-GB"
        asked.context_info.url = self.url
        asked.context_info.is_embedded = False
        asked.context_info.color_scheme = "light"
        return message

    def of_kind(self, kind: str) -> list[Any]:
        """The elements of a kind, such as ``html``, in the order of the page."""
        found = sorted(self.elements.items(), key=lambda entry: entry[0])
        return [getattr(e, kind) for _, e in found if e.WhichOneof("type") == kind]

    def take(self, message: ForwardMsg) -> bool:
        """Take in a message of the server's; whether it ends the run well."""
        kind = message.WhichOneof("type")
        path = tuple(message.metadata.delta_path)
        if kind == "new_session":
            self._page = message.new_session.page_script_hash
            self._fresh = set()
        elif kind == "ref_hash":
            _, element = self._kept[message.ref_hash]
            self._put(path, element, message.ref_hash)
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            if element.WhichOneof("type") == "exception":
                raise ScriptFailedError(element.exception.message)
            self._put(path, element, message.hash if message.metadata.cacheable else "")
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "script_finished":
            return self._end(message.script_finished)
        return False

    def _put(self, path: Path, element: Element, kept_as: str) -> None:
        self.elements[path] = element
        self._fresh.add(path)
        if kept_as:
            self._kept[kept_as] = self._runs, element

    def _end(self, status: int) -> bool:
        if status == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
            raise ScriptFailedError("the script does not compile")
        if status not in _ENDS_WELL:
            # It begins anew at once, by its own wish.
            return False
        if status == ForwardMsg.FINISHED_SUCCESSFULLY:
            self.elements = {path: self.elements[path] for path in self._fresh}
        self._runs += 1
        self._kept = {
            key: entry for key, entry in self._kept.items() if self._runs - entry[0] <= _KEPT_RUNS
        }
        return True


def _state(key: str, value: Mapping[str, Any]) -> WidgetState:
    state = WidgetState(id=key)
    for name, content in value.items():
        if name == "string_array_value":
            # Present even when nothing is chosen.
            state.string_array_value.SetInParent()
            state.string_array_value.data.extend(content)
        else:
            setattr(state, name, content)
    return state


async def fetch(url: str) -> int:
    """GET ``url``, take no notice of the content, and return how many bytes came."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        lines = (
            f"GET {parts.path} HTTP/1.1",
            f"Host: {parts.netloc}",
            "Accept-Encoding: gzip",
            "Connection: close",
        )
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        await writer.drain()
        status = await reader.readline()
        if b" 200 " not in status:
            raise ScriptFailedError(f"{url}: {status.decode().strip()}")
        received = 0
        while chunk := await reader.read(1 << 20):
            received += len(chunk)
        return received
    finally:
        writer.close()
        await writer.wait_closed()
