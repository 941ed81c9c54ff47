"""A geocoding server on 127.0.0.1 that fails as it is told to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass
class Reply:
    """What to send; with ``hang`` nothing is sent until the server closes."""

    body: object = ()
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hang: bool = False
    cut: bool = False


def place(name: str, lat: float = 21.0, lon: float = 107.0, **fields: object) -> dict[str, object]:
    """A result as Nominatim's ``/search`` gives it: a town, unless ``fields`` say otherwise."""
    return {
        "lat": str(lat),
        "lon": str(lon),
        "display_name": name,
        "osm_type": "node",
        "osm_id": 7,
        "class": "place",
        "type": "town",
        "place_rank": 18,
        "boundingbox": [str(lat - 0.1), str(lat + 0.1), str(lon - 0.1), str(lon + 0.1)],
    } | fields


class FaultServer:
    """``reply`` decides what each query gets; ``asked`` are the queries, in order."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.asked: list[str] = []
        self.user_agents: list[str] = []
        self.paths: list[str] = []
        self.reply: Callable[[str], Reply] = lambda _: Reply([])
        self.has_been_asked = threading.Condition()
        self.closing = threading.Event()

    def wait_for(self, count: int, timeout: float = 30.0) -> None:
        """Wait until ``count`` queries have arrived."""
        with self.has_been_asked:
            assert self.has_been_asked.wait_for(lambda: len(self.asked) >= count, timeout)


@contextmanager
def fault_server() -> Iterator[FaultServer]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = parse_qs(parts.query).get("q", [""])[0]
            with server.has_been_asked:
                server.asked.append(query)
                server.paths.append(parts.path)
                server.user_agents.append(self.headers["User-Agent"])
                server.has_been_asked.notify_all()
            reply = server.reply(query)
            if reply.hang:
                server.closing.wait(60)
                return
            is_text = isinstance(reply.body, str)
            body = (reply.body if is_text else json.dumps(reply.body)).encode()
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body) + (100 if reply.cut else 0)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    server = FaultServer(http.server_address[1])
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        http.shutdown()
        thread.join()
        http.server_close()
