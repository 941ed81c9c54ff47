"""``python -m tests.bench.viewers``: many viewers at once, on this page and on the plain one."""

from __future__ import annotations

import asyncio
import os
import platform
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import click
import numpy as np
from websockets.exceptions import WebSocketException

from tests.bench.asked import Counts, Question
from tests.bench.dataset import Draw, draw_events, write_dataset
from tests.bench.measures import Samples
from tests.bench.servers import serving
from tests.bench.streamlit_client import Client, ScriptFailedError
from tests.bench.viewed import VIEWED, NoCountError, Viewed
from tests.serving import Server

EVERY = 2.0  # seconds between the changes of one viewer
OPENING = 0.15  # seconds between the arrivals of two viewers
SLOWEST = 60.0  # seconds after which an answer is given up
# A viewer may fail in these ways; anything else is a fault of the benchmark.
_FAILURES = (ScriptFailedError, NoCountError, WebSocketException, OSError, TimeoutError)


@dataclass
class Findings:
    """What a page did under load. Seconds and bytes; memory is the server's resident memory."""

    samples: Samples = field(default_factory=Samples)
    errors: Counter[str] = field(default_factory=Counter)
    due: int = 0
    received_bytes: int = 0
    messages: int = 0
    server_seconds: float = 0
    own_seconds: float = 0
    memory: dict[str, int] = field(default_factory=dict)

    @property
    def answers(self) -> int:
        return len(self.samples.values["answer"])


@click.command()
@click.option("--events", type=click.IntRange(1, 5_000_000), default=1_000_000)
@click.option("--viewers", type=click.IntRange(1, 1_000), default=100)
@click.option("--minutes", type=click.FloatRange(0.05, 60), default=2.0)
@click.option(
    "--page",
    "names",
    multiple=True,
    type=click.Choice([kind.name for kind in VIEWED]),
    help="Only this page; give it several times for several.",
)
@click.option("--every", type=click.FloatRange(0.1), default=EVERY, help="Seconds.")
def bench(events: int, viewers: int, minutes: float, names: tuple[str, ...], every: float) -> None:
    """Let VIEWERS change the selection of each page in turn; prints a Markdown table."""
    draw = draw_events(events)
    counts = Counts(draw)
    found: dict[str, Findings] = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = write_dataset(draw, Path(temporary))
        for kind in VIEWED:
            if names and kind.name not in names:
                continue
            with serving(kind.name, folder) as server:
                load = Load(kind, server, draw, counts, every)
                found[kind.name] = asyncio.run(load.run(viewers, minutes * 60))
    click.echo(table(found))
    click.echo(
        f"\n{viewers} viewers, {minutes:g} minutes, {events:,} events; {os.cpu_count()} processors "
        f"shared with the viewers, {platform.platform()}, Python {platform.python_version()}"
    )
    for name, findings in found.items():
        for message, times in findings.errors.most_common(5):
            click.echo(f"{name}: {times} times: {message}", err=True)


@dataclass
class Load:
    """Viewers of one page, each with a session of its own."""

    kind: type[Viewed]
    server: Server
    draw: Draw
    counts: Counts
    every: float
    found: Findings = field(default_factory=Findings)

    async def run(self, viewers: int, seconds: float) -> Findings:
        """One viewer warms the server; then all come, change the selection, leave, and return."""
        found = self.found
        await self.wave(1, 2 * self.every, Findings())
        found.memory["one viewer came and went"] = self.server.resident_bytes()
        await self.wave(viewers, seconds, found)
        found.memory["all have left"] = self.server.resident_bytes()
        again = Findings()
        await self.wave(viewers, seconds / 4, again)
        found.memory["all came again"] = again.memory["at the end"]
        found.errors.update(again.errors)
        return found

    async def wave(self, viewers: int, seconds: float, found: Findings) -> None:
        async with AsyncExitStack() as stack:
            pages = []
            for number in range(viewers):
                if number:
                    await asyncio.sleep(OPENING)
                client = await stack.enter_async_context(Client(self.server.url))
                page = self.kind(client, self.draw)
                begun = time.perf_counter()
                await page.open()
                found.samples.add("open", time.perf_counter() - begun)
                pages.append(page)
            found.memory["all are there"] = self.server.resident_bytes()
            begun, busy, own = time.monotonic(), self.server.processor_seconds(), _own_seconds()
            await asyncio.gather(
                self.watch(begun, seconds, found),
                *(
                    self.stay(
                        page, number, begun + self.every * number / viewers, begun + seconds, found
                    )
                    for number, page in enumerate(pages)
                ),
            )
            found.server_seconds = self.server.processor_seconds() - busy
            found.own_seconds = _own_seconds() - own
            found.due = int(viewers * seconds / self.every)
            found.memory["at the end"] = self.server.resident_bytes()

    async def watch(self, begun: float, seconds: float, found: Findings) -> None:
        await asyncio.sleep(max(0.0, begun + seconds / 2 - time.monotonic()))
        found.memory["half-way"] = self.server.resident_bytes()

    async def stay(
        self, page: Viewed, number: int, begins: float, ends: float, found: Findings
    ) -> None:
        """Change the selection every few seconds, or as soon as the last answer came, if later."""
        rng = np.random.default_rng(number)
        question, due = Question(), begins
        while due < ends:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            if time.monotonic() >= ends:
                return
            question = self.counts.another(question, rng)
            try:
                await asyncio.wait_for(self.change(page, question, found), SLOWEST)
            except _FAILURES as error:
                found.errors[f"{type(error).__name__}: {error}"] += 1
                return
            due += self.every

    async def change(self, page: Viewed, question: Question, found: Findings) -> None:
        states = page.states(question)
        begun = time.perf_counter()
        run = await page.client.run(states)
        found.samples.add("answer", (time.perf_counter() - begun) * 1000)
        found.received_bytes += run.received_bytes
        found.messages += run.messages
        if (said := page.count()) != question.count:
            found.errors[f"a wrong answer: {said:,} to {question}"] += 1


def _own_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def table(found: dict[str, Findings]) -> str:
    """One column per page."""
    rows: list[tuple[str, Sequence[str]]] = [
        ("changes due", [f"{f.due:,}" for f in found.values()]),
        ("changes answered", [f"{f.answers:,}" for f in found.values()]),
        ("errors and wrong answers", [f"{f.errors.total():,}" for f in found.values()]),
    ]
    for name, value in (("median", 0.5), ("p95", 0.95), ("slowest", 1.0)):
        cells = [
            f"{np.quantile(f.samples.values['answer'] or [np.nan], value):,.0f}"
            for f in found.values()
        ]
        rows.append((f"answer, {name}, ms", cells))
    rows += [
        (name, [f"{value(f) / max(f.answers, 1):,.1f}" for f in found.values()])
        for name, value in (
            ("processor of the server per answer, ms", lambda f: f.server_seconds * 1000),
            ("processor of the viewers per answer, ms", lambda f: f.own_seconds * 1000),
            ("received per answer, kB", lambda f: f.received_bytes / 1000),
            ("messages per answer", lambda f: f.messages),
        )
    ]
    moments = list(next(iter(found.values())).memory) if found else []
    rows += [
        (f"memory: {moment}, MB", [f"{f.memory[moment] / 1e6:,.0f}" for f in found.values()])
        for moment in moments
    ]
    lines = [f"| {name} | {' | '.join(cells)} |" for name, cells in rows]
    head = f"| | {' | '.join(found)} |\n| --- |{' ---: |' * len(found)}"
    return "\n".join([head, *lines])


if __name__ == "__main__":
    sys.exit(bench())
