"""The pages as a viewer without a browser uses them: what is sent, and what is read."""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from tests.bench.asked import Question
from tests.bench.dataset import FIRST_DAY, Draw
from tests.bench.streamlit_client import Client, fetch

_COUNT = re.compile(r"([\d,]+) of [\d,]+ events?")
States = Mapping[str, Mapping[str, Any]]


class NoCountError(Exception):
    """The page does not say how many events there are."""


class Viewed(ABC):
    """A page, opened by a viewer of its own."""

    name: ClassVar[str]

    def __init__(self, client: Client, draw: Draw) -> None:
        self.client, self.draw = client, draw

    async def open(self) -> int:
        """Load the page until its script has run; returns the bytes received."""
        received = await fetch(self.client.url)
        run = await self.client.run()
        return received + run.received_bytes

    @abstractmethod
    def states(self, question: Question) -> States:
        """What the browser sends when this is chosen by hand."""

    def count(self) -> int:
        """How many events the page says are left."""
        for text in self.texts():
            if found := _COUNT.search(text):
                return int(found[1].replace(",", ""))
        raise NoCountError("the page says no count")

    @abstractmethod
    def texts(self) -> list[str]: ...


class DashboardViewed(Viewed):
    """This project's page."""

    name = "dashboard"

    def __init__(self, client: Client, draw: Draw) -> None:
        super().__init__(client, draw)
        self._serial = 0
        # What rows of buttons show as pressed, which the server tells only when it changes.
        self._pressed: dict[str, list[str]] = {}

    async def open(self) -> int:
        received = await super().open()
        for path in self._payload()["assets"].values():
            received += await fetch(self.client.url + path)
        return received

    def states(self, question: Question) -> States:
        self._serial += 1
        asked, parameters = question.asked, {}
        if asked.sectors:
            ids = [self.draw.sector_ids[sector] for sector in asked.sectors]
            parameters["sector"] = ",".join(sorted(ids))
        if asked.place is not None:
            parameters["place"] = self.draw.place_ids[asked.place]
        if asked.days:
            parameters["when"] = "/".join(str(FIRST_DAY + day) for day in asked.days)
        said = {"parameters": parameters, "panel": "", "isAddressed": False, "look": {}}
        said |= {"revision": 0, "serial": self._serial}
        for group in self.client.of_kind("button_group"):
            if group.set_value:
                self._pressed[group.id] = list(group.raw_values)
            elif group.id not in self._pressed:
                default = [group.options[position].content for position in group.default]
                self._pressed[group.id] = default
        buttons = {key: {"string_array_value": value} for key, value in self._pressed.items()}
        return {**buttons, self._view().id: {"json_value": json.dumps({"selection": said})}}

    def texts(self) -> list[str]:
        return [html.body for html in self.client.of_kind("html") if "ec-heading" in html.body]

    def _view(self) -> Any:
        [view] = self.client.of_kind("bidi_component")
        return view

    def _payload(self) -> dict[str, Any]:
        payload: dict[str, Any] = json.loads(json.loads(self._view().json)["payload"])
        return payload


class PlainViewed(Viewed):
    """The plain Streamlit page."""

    name = "plain"

    def states(self, question: Question) -> States:
        asked = question.asked
        [pills] = self.client.of_kind("button_group")
        [chart] = self.client.of_kind("plotly_chart")
        [deck] = self.client.of_kind("deck_gl_json_chart")
        chosen = [pills.options[sector].content for sector in sorted(asked.sectors)]
        ids = [] if asked.place is None else [self.draw.place_ids[asked.place]]
        objects = {"places": [{"location_id": place} for place in ids]} if ids else {}
        indices = {"places": list(range(len(ids)))} if ids else {}
        days = [str(FIRST_DAY + day) for day in asked.days or ()]
        boxes = [{"xref": "x", "yref": "y", "x": days, "y": [0, 1]}] if days else []
        return {
            pills.id: {"string_array_value": chosen},
            deck.id: _selection({"indices": indices, "objects": objects}),
            chart.id: _selection({"points": [], "point_indices": [], "box": boxes, "lasso": []}),
        }

    def texts(self) -> list[str]:
        return [markdown.body for markdown in self.client.of_kind("markdown")]


class FloorViewed(Viewed):
    """A page that holds nothing but one widget, and one line of text that repeats what it says."""

    name = "floor"

    def states(self, question: Question) -> States:
        [view] = self.client.of_kind("bidi_component")
        return {view.id: {"json_value": json.dumps({"count": question.count})}}

    def texts(self) -> list[str]:
        return [markdown.body for markdown in self.client.of_kind("markdown")]


def _selection(chosen: Mapping[str, Any]) -> dict[str, str]:
    return {"string_value": json.dumps({"selection": chosen})}


VIEWED: tuple[type[Viewed], ...] = (DashboardViewed, PlainViewed, FloorViewed)
