"""Several ask a warehouse at once; what nobody waits for is given up; changes wait for all."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import ibis
import pyarrow as pa
import pytest
from ibis.backends.duckdb import Backend
from ibis.backends.sql import SQLBackend

from dashboard.intake.mapping import TableMapping
from dashboard.problems import DataError
from dashboard.remembered import GivenUpError, Remembered
from dashboard.warehouse.address import address
from dashboard.warehouse.backends import open_table
from dashboard.warehouse.cache_folder import Settings
from dashboard.warehouse.engine import Engine
from dashboard.warehouse.file_rows import beside as another
from dashboard.warehouse.file_rows import connect, file_engine
from dashboard.warehouse.giving_up import Asking, working_for
from dashboard.warehouse.mapping import EventMapping
from tests.warehouse.servers import PASSWORD, Postgres

# Minutes of work, were it not interrupted.
ENDLESS = "SELECT count(*) FROM range(1000000000000) t(n) WHERE n % 3 = 1"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    settings = Settings(tmp_path, 1_000_000, "500MB")

    def opened() -> Backend:
        return connect(settings, tmp_path / "it.duckdb", read_only=False)

    engine = file_engine("some rows", opened, another)
    yield engine
    engine.close()


def both(barrier: threading.Barrier) -> Callable[[object], bool]:
    """Work that is done only if somebody else is at the same work meanwhile."""
    return lambda _: barrier.wait(20) >= 0


def test_two_ask_at_once(engine: Engine) -> None:
    barrier = threading.Barrier(2)
    with ThreadPoolExecutor(2) as threads:
        asked = [threads.submit(engine.run, both(barrier)) for _ in range(2)]
        assert all(one.result(30) for one in asked)


def test_postgresql_is_asked_several_things_at_once(postgres: Postgres) -> None:
    postgres.load("asked_at_once", pa.table({"day": ["2025-01-01"], "name": ["A"]}))
    url = f"postgres://reader:{quote(PASSWORD, safe='')}@127.0.0.1:{postgres.port}/postgres"
    mapping = EventMapping(TableMapping({"date": ("day",), "title": ("name",)}))
    opened = open_table(address(f"{url}?table=asked_at_once", {}), mapping)
    barrier = threading.Barrier(3)

    def process_of(backend: SQLBackend) -> int:
        with backend.raw_sql("SELECT pg_backend_pid()") as cursor:
            ((process,),) = cursor.fetchall()
        barrier.wait(20)
        return int(process)

    with ThreadPoolExecutor(3) as threads:
        asked = [threads.submit(opened.engine.run, process_of) for _ in range(3)]
        processes = {one.result(30) for one in asked}
    assert len(processes) == 3
    answer = opened.engine.fetch(opened.rows(True).select("title"))
    assert answer.to_pylist() == [{"title": "A"}]
    with postgres.connect() as connection:
        held = "SELECT count(*) FROM pg_locks WHERE relation = 'asked_at_once'::regclass"
        # Connections are kept, and hold up nobody who wants to change the table.
        assert connection.execute(held).fetchone() == (0,)
    opened.engine.close()


def test_no_more_ask_at_once_than_there_is_room_for() -> None:
    barrier = threading.Barrier(2)
    alone = Engine("one", lambda: ibis.duckdb.connect())
    with ThreadPoolExecutor(2) as threads:
        asked = [threads.submit(alone.run, lambda _: barrier.wait(0.5) >= 0) for _ in range(2)]
        # Neither meets the other, which is told as any failure is.
        for one in asked:
            with pytest.raises(DataError):
                one.result(30)


def test_what_nobody_waits_for_is_interrupted(engine: Engine) -> None:
    asking, begun = Asking(), threading.Event()

    def ask() -> None:
        def work(backend: Backend) -> None:
            begun.set()
            backend.con.execute(ENDLESS).fetchall()

        with working_for(asking):
            engine.run(work)

    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(ask)
        assert begun.wait(20)
        while not asked.done():
            # It may not have reached the database yet.
            asking.give_up()
            threading.Event().wait(0.05)
        with pytest.raises(GivenUpError):
            asked.result()
    # Nothing more begins for it, and others are answered.
    with working_for(asking), pytest.raises(GivenUpError):
        engine.run(lambda backend: backend.con.execute("SELECT 1").fetchall())
    assert engine.run(lambda backend: backend.con.execute("SELECT 1").fetchall()) == [(1,)]


def test_who_waits_for_what_another_gave_up_gets_it_all_the_same() -> None:
    answers: Remembered[str] = Remembered(4)
    waiting, gone = threading.Event(), threading.Event()

    def given_up() -> str:
        waiting.set()
        assert gone.wait(20)
        raise GivenUpError

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(answers.get, "key", given_up)
        assert waiting.wait(20)
        second = threads.submit(answers.get, "key", lambda: "made anew")
        gone.set()
        with pytest.raises(GivenUpError):
            first.result(20)
        assert second.result(20) == "made anew"


def test_a_change_waits_for_who_holds_and_others_wait_for_it(engine: Engine) -> None:
    order: list[str] = []
    is_held, may_end = threading.Event(), threading.Event()

    def hold() -> None:
        with engine.held():
            is_held.set()
            assert may_end.wait(20)
            # Whoever holds may still ask, though a change is waiting.
            engine.run(lambda backend: backend.con.execute("SELECT 1"))
            order.append("asked")

    with ThreadPoolExecutor(2) as threads:
        holding = threads.submit(hold)
        assert is_held.wait(20)
        changing = threads.submit(engine.change_over, lambda: order.append("changed"))
        may_end.set()
        holding.result(20)
        changing.result(20)
    generation = engine.generation
    assert order == ["asked", "changed"]
    engine.change_over(lambda: None)
    assert engine.generation != generation
