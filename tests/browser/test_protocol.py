"""What goes between Chromium and the server: little, and what the benchmark's viewers send, too."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import Browser, Page, WebSocket, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.bench.asked import Asked, Counts, Question
from tests.bench.dataset import Draw, draw_events, write_dataset
from tests.bench.measures import VIEWPORT
from tests.bench.pages import Dashboard, Driven, Plain
from tests.bench.servers import SCRIPTS
from tests.bench.streamlit_client import Client
from tests.bench.viewed import DashboardViewed, PlainViewed, Viewed
from tests.browser.conftest import AT_REST, ROOT, Visit

Serve = Callable[..., str]
NewVisit = Callable[..., Visit]
DATA = ROOT / "data"


@dataclass
class Wire:
    """The messages of a page's connection, in both directions."""

    sent: list[BackMsg] = field(default_factory=list)
    received: list[tuple[int, ForwardMsg]] = field(default_factory=list)
    sockets: list[WebSocket] = field(default_factory=list)

    def listen(self, page: Page) -> Wire:
        page.on("websocket", self._connected)
        return self

    def _connected(self, socket: WebSocket) -> None:
        self.sockets.append(socket)
        socket.on("framesent", lambda data: self.sent.append(BackMsg.FromString(bytes(data))))
        socket.on("framereceived", self._received)

    def _received(self, data: str | bytes) -> None:
        self.received.append((len(data), ForwardMsg.FromString(bytes(data))))

    def answered(self, act: Callable[[], object]) -> list[tuple[int, ForwardMsg]]:
        """What came from ``act`` to the end of the run that it caused."""
        before = len(self.received)
        with self.sockets[-1].expect_event("framereceived", _ends_a_run):
            act()
        return self.received[before:]


def _ends_a_run(data: str | bytes) -> bool:
    return ForwardMsg.FromString(bytes(data)).WhichOneof("type") == "script_finished"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> tuple[Draw, Path]:
    draw = draw_events(3000)
    return draw, write_dataset(draw, tmp_path_factory.mktemp("data") / "drawn")


def states(message: BackMsg) -> dict[str, Any]:
    """Widget → state, without what only a hand or a clock gives it."""
    result: dict[str, Any] = {}
    for state in message.rerun_script.widget_states.widgets:
        value = getattr(state, str(state.WhichOneof("value")))
        if state.WhichOneof("value") == "string_array_value":
            result[state.id] = list(value.data)
            continue
        result[state.id] = content = json.loads(value)
        for own in ("look", "serial"):
            content["selection"].pop(own, None)
    return result


@pytest.mark.parametrize(("kind", "viewed"), [(Dashboard, DashboardViewed), (Plain, PlainViewed)])
def test_the_benchmarks_viewers_send_what_chromium_sends(
    serve: Serve,
    chromium: Browser,
    drawn: tuple[Draw, Path],
    kind: type[Driven],
    viewed: type[Viewed],
) -> None:
    draw, folder = drawn
    url = serve(folder, SCRIPTS[kind.name])
    # The plain page asks a stranger for its map, which a `Visit` may not.
    driven = kind(chromium.new_page(locale="en-GB", viewport=VIEWPORT))
    driven.page.set_default_timeout(120_000)
    wire = Wire().listen(driven.page)
    driven.open(url)
    driven.page.wait_for_selector(AT_REST, state="attached")
    client = Client(url)
    page = viewed(client, draw)
    assert page.client.request({}).rerun_script.widget_states == (
        wire.sent[0].rerun_script.widget_states
    )
    taken = 0
    for last in (1, 2):
        for _, message in wire.received[taken:]:
            client.take(message)
        taken = len(wire.received)
        asked = Asked(frozenset(range(1, last + 1)))
        question = Question(asked, Counts(draw).of(asked))
        mine = client.request(page.states(question))
        asked_before = len(wire.sent)
        answer = wire.answered(partial(driven.click_sector, last))
        theirs = wire.sent[asked_before]
        sent, known = states(theirs), states(mine)
        assert sent == {key: known[key] for key in sent}
        # Chromium says nothing of a chart in which nothing was ever chosen.
        assert not any(known[key]["selection"]["box"] for key in known.keys() - sent.keys())
        one, other = theirs.rerun_script, mine.rerun_script
        assert one.page_script_hash == other.page_script_hash
        assert set(one.cached_message_hashes) == set(other.cached_message_hashes)
        assert dict(parse_qsl(one.query_string)) == dict(parse_qsl(other.query_string))
        assert answer
    for _, message in wire.received[taken:]:
        client.take(message)
    assert page.count() == question.count
    assert page.count() < len(draw)
    driven.page.close()


def test_a_change_of_the_selection_brings_neither_program_nor_data_again(
    serve: Serve, visit: NewVisit
) -> None:
    seen = visit()
    wire = Wire().listen(seen.page)
    seen.open(serve(DATA)).rest()
    opening = sum(size for size, _ in wire.received)
    for sector in ("tourism", "culture", "tourism"):
        button = seen.page.locator(f'[data-sector="{sector}"]')
        answer = wire.answered(button.click)
        kinds = [
            message.delta.new_element.WhichOneof("type")
            for _, message in answer
            if message.WhichOneof("type") == "delta"
        ]
        assert "html" in kinds
        assert "bidi_component" not in kinds
        assert sum(size for size, _ in answer) < opening / 3


def test_a_selection_outlives_the_notice_above_the_view(serve: Serve, visit: NewVisit) -> None:
    seen = visit().open(f"{serve(DATA)}?sector=nonsense")
    expect(seen.page.get_by_test_id("stAlert")).to_be_visible()
    button = seen.page.locator('[data-sector="tourism"]')
    button.click()
    expect(seen.page.locator(".ec-heading")).to_contain_text("Tourism")
    other = seen.page.locator('[data-sector="culture"]')
    other.click()
    # What is said of the address goes with the second change, and the view moves up.
    expect(seen.page.get_by_test_id("stAlert")).to_have_count(0)
    other.click()
    expect(seen.page.locator(".ec-heading")).not_to_contain_text("Culture")
    expect(button).to_have_attribute("aria-pressed", "true")
    count = button.get_attribute("data-count")
    expect(seen.page.locator(".ec-heading span")).to_contain_text(f"{count} of")
    assert str(seen.total()) == count


def test_an_old_look_that_the_server_writes_is_put_right(serve: Serve, visit: NewVisit) -> None:
    seen = visit().open(serve(DATA))
    seen.page.get_by_label("Zoom in on time").click()
    seen.page.wait_for_url("**focus=*")
    seen.rest()
    address = seen.address()
    # As Streamlit does when Python knows an older state of the view.
    seen.page.evaluate("() => history.pushState({}, '', '?focus=2001-01-01/2002-01-01&lang=en')")
    focus = dict(parse_qsl(address.partition("?")[2]))["focus"]
    seen.page.wait_for_function(
        "focus => new URL(location.href).searchParams.get('focus') === focus", arg=focus
    )
    assert "lang=en" in seen.address()
