"""Files that are too large to be read at every opening, kept as a table of DuckDB.

What a file's rows mean is worked out once and kept in a folder for caches, under a name that
holds what it was made of: paths, sizes, times of change, mapping. It is written under another
name and renamed, so that a reader sees all of it or none; the oldest are deleted when they take
too much room.

Days and cells are read first, which is all that groups are made of. Texts are added, and folded
for searching, while the page is already used; until then they are read from the files.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import logging
import os
import re
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from weakref import WeakSet

import duckdb
import duckdb.func
import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis.backends.duckdb import Backend

from dashboard.files import write_atomic
from dashboard.marking import marked
from dashboard.problems import DataError, Problem
from dashboard.warehouse import relation
from dashboard.warehouse.address import PARQUET
from dashboard.warehouse.cells import EVENTS, keep_cells, replacing
from dashboard.warehouse.engine import Engine
from dashboard.warehouse.folding import FOLDED, TEXTS, folded
from dashboard.warehouse.mapping import EventMapping
from dashboard.warehouse.rejected import REJECTED, keep_rejected, rejected
from dashboard.warehouse.resolution import Unit

CACHE = "LOCALITY_DASHBOARD_CACHE"
CACHE_MEGABYTES = "LOCALITY_DASHBOARD_CACHE_MEGABYTES"
MEMORY = "LOCALITY_DASHBOARD_WAREHOUSE_MEMORY"
_MEGABYTES, _DEFAULT_MEMORY = 20_000, "1GB"
_MEMORY = re.compile(r"[0-9]+ ?[KMGT]i?B", re.IGNORECASE)
# What is kept changes with the program: a new number makes all caches anew.
_VERSION = 1
_ENDING, _UNFINISHED, _NOTES = ".duckdb", ".unfinished", ".json"
_FOLDING = "folded_text"
_DAY = 86_400
_A_MOMENT = 0.05
_LOG = logging.getLogger(__name__)
Stamp = tuple[tuple[str, int, int], ...]


_ADDING: WeakSet[Prepared] = WeakSet()


@dataclass(frozen=True)
class Settings:
    """Where caches lie, how many bytes they may take, and how much memory DuckDB may use."""

    folder: Path
    bytes: int
    memory: str

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """The settings as they are set; raises `DataError` for what is none."""
        memory = environment.get(MEMORY) or _DEFAULT_MEMORY
        if not _MEMORY.fullmatch(memory):
            problem = "is no amount of memory"
            raise DataError([Problem(MEMORY, problem, "Write for example 2GB", value=memory)])
        megabytes = environment.get(CACHE_MEGABYTES) or str(_MEGABYTES)
        if not (megabytes.isascii() and megabytes.isdigit()):
            problem = "is not a whole number"
            raise DataError(
                [Problem(CACHE_MEGABYTES, problem, "Mend the setting", value=megabytes)]
            )
        home = environment.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
        folder = Path(environment.get(CACHE) or Path(home) / "locality-dashboard")
        return cls(folder, int(megabytes) * 1_000_000, memory)

    def connect(self, path: Path, *, read_only: bool) -> Backend:
        """A connection to the database at ``path``."""
        backend: Backend = ibis.duckdb.connect(
            path,
            read_only=read_only,
            memory_limit=self.memory,
            temp_directory=str(self.folder / "spilled"),
            # Nothing is loaded from the network.
            autoinstall_known_extensions=False,
        )
        return backend


def stamp(files: Sequence[Path]) -> Stamp:
    """By what a change of ``files`` is seen; raises `DataError` where one is not there."""
    try:
        found = [(file, file.stat()) for file in files]
    except OSError as error:
        problem = f"cannot be read: {error.strerror}"
        raise DataError([Problem(str(error.filename), problem, "Put it back")]) from error
    return tuple((str(file.resolve()), one.st_size, one.st_mtime_ns) for file, one in found)


class Prepared:
    """The events of some files, in a database of their own.

    Without texts at first: `add_texts` makes the database anew with them, in the background,
    and the connection then changes over.
    """

    def __init__(
        self,
        settings: Settings,
        name: str,
        path: Path,
        files: Sequence[Path],
        mapping: EventMapping,
    ) -> None:
        self.settings, self._path, self.files, self.mapping = settings, path, files, mapping
        self.before = stamp(files)
        self.unfinished: Path | None = None
        self.columns = ibis.schema({})
        self.engine = file_engine(name, self._connect)
        # Lines of text files that do not fit: what is wrong with them, how many, and some.
        self.rejected: tuple[tuple[str, int, tuple[str, ...]], ...] = ()
        # The rows of the files themselves, with texts, as long as these are not kept.
        self.raw: ir.Table | None = None
        self._stopped = threading.Event()
        self._cursor: duckdb.DuckDBPyConnection | None = None
        self._thread: threading.Thread | None = None

    def _connect(self) -> Backend:
        if self.unfinished is not None:
            backend = self.settings.connect(self.unfinished, read_only=False)
            if self.raw is not None:
                # What a connection reads of files is forgotten with it.
                raw = raw_table(backend, self.files)
                self.raw = relation.events(raw, self.mapping, can_try=True)
            return backend
        return self.settings.connect(self._path, read_only=True)

    def learn_columns(self) -> None:
        """Learn which columns the table has; raises `DataError` where it cannot be read."""
        self.columns = self.engine.run(lambda backend: backend.table(EVENTS).schema())
        self.rejected = self.engine.run(lambda backend: rejected(backend.con))

    def rows(self, with_texts: bool) -> ir.Table:
        """The events (see `relation.events`), each with the number of its ``row`` from 0."""
        if with_texts and self.raw is not None:
            return self.raw.mutate(row=ibis.row_number())
        table = ibis.table(self.columns, name=EVENTS)
        return table.mutate(row=table.rowid())

    def is_changed(self) -> bool:
        """Whether the files are no longer those that were read."""
        try:
            return stamp(self.files) != self.before
        except DataError:
            return True

    def add_texts(self) -> None:
        """Begin to add the texts, unless they are there."""
        if self.unfinished is not None:
            _ADDING.add(self)
            self._thread = threading.Thread(target=self._add, name="add texts", daemon=True)
            self._thread.start()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for texts that are being added; whether they are there."""
        if self._thread is not None:
            self._thread.join(seconds)
        return FOLDED in self.columns

    def close(self) -> None:
        """Give up what is unfinished, and the connection."""
        self._stopped.set()
        while self._thread is not None and self._thread.is_alive():
            # It may be done, and its connection closed, just now.
            with suppress(duckdb.Error):
                if self._cursor is not None:
                    self._cursor.interrupt()
            self.wait(_A_MOMENT)
        self.engine.close()
        if self.unfinished is not None:
            _delete(self.unfinished)

    def recall(self) -> tuple[Unit, str, int] | None:
        """What `remember` has kept of these files, if anything."""
        with suppress(OSError, ValueError):
            unit, level, room = json.loads(self._notes.read_text(encoding="utf-8"))
            return unit, level, room
        return None

    def remember(self, grain: tuple[Unit, str, int]) -> None:
        """Keep by which unit and level of places the events are grouped."""
        with suppress(OSError):
            write_atomic(self._notes, json.dumps(grain).encode())

    @property
    def _notes(self) -> Path:
        return self._path.with_suffix(_NOTES)

    def _add(self) -> None:
        made = self._path.with_suffix(f".{secrets.token_hex(8)}{_UNFINISHED}")
        try:
            self._cursor = self.engine.run(lambda backend: backend.con.cursor())
            self._add_into(self._cursor, made)
        except duckdb.Error:
            _delete(made)
            # They are read from the files then, which takes longer; nothing else is lost.
            if not self._stopped.is_set():
                _LOG.warning("%s: texts could not be kept", self.engine.name, exc_info=True)
            return
        if self.is_changed():
            # What was read first is no longer there; whoever asks opens the files anew.
            _delete(made)
            return
        self.engine.change_over(lambda: self._finish(made))
        prune(self.settings, keep=self._path)

    def _add_into(self, cursor: duckdb.DuckDBPyConnection, made: Path) -> None:
        def fold(texts: pa.Array) -> pa.Array:
            if self._stopped.is_set():
                raise InterruptedError
            return folded(texts)

        cursor.create_function(
            _FOLDING, fold, ["VARCHAR"], "VARCHAR", type=duckdb.func.PythonUDFType.ARROW
        )
        cursor.execute(f"ATTACH {_quoted(made)} AS made")
        texts = f"concat_ws(chr(10), {', '.join(TEXTS)})"
        # What is read by one connection is not known to another.
        raw = raw_table(ibis.duckdb.from_connection(cursor), self.files)
        rows = ibis.to_sql(relation.events(raw, self.mapping, can_try=True), dialect="duckdb")
        replaced = replacing(cursor, "made")
        # Around what Ibis has written stand names of our own alone.
        cursor.execute(
            f"CREATE TABLE made.{EVENTS} AS "  # noqa: S608
            f"SELECT *{replaced}, {_FOLDING}({texts}) AS {FOLDED} FROM ({rows})"
        )
        cursor.execute(f"CREATE TABLE made.{REJECTED} AS FROM {REJECTED}")
        cursor.execute("DETACH made")
        cursor.close()

    def _finish(self, made: Path) -> None:
        made.replace(self._path)
        if self.unfinished is not None:
            _delete(self.unfinished)
        self.unfinished = self.raw = None
        self.learn_columns()


@atexit.register
def _stop() -> None:
    """Give up what is unfinished: a server that ends does not wait for it."""
    for prepared in list(_ADDING):
        prepared.close()


def prepare(
    name: str, files: Sequence[Path], mapping: EventMapping, settings: Settings
) -> Prepared:
    """The events of ``files``, as they were kept before, or read now.

    Raises `DataError` where a file cannot be read, changes meanwhile, or has not the columns
    of ``mapping``, and where nothing can be written to the folder for caches.
    """
    known = json.dumps([_VERSION, stamp(files), repr(mapping)], ensure_ascii=False)
    key = hashlib.sha256(known.encode("utf-8", "surrogateescape")).hexdigest()[:32]
    path = settings.folder / f"{key}{_ENDING}"
    if path.exists():
        prepared = Prepared(settings, name, path, files, mapping)
        with suppress(DataError):
            prepared.learn_columns()
            # Whoever was used last is deleted last.
            with suppress(OSError):
                os.utime(path)
            return prepared
        _delete(path)
    prepared = Prepared(settings, name, path, files, mapping)
    prepared.unfinished = settings.folder / f"{key}.{secrets.token_hex(8)}{_UNFINISHED}"
    try:
        settings.folder.mkdir(parents=True, exist_ok=True)
        prune(settings, keep=path)
    except OSError as error:
        problem, remedy = f"cannot be written: {error.strerror}", f"Set {CACHE} to another folder"
        raise DataError([Problem(str(settings.folder), problem, remedy)]) from error
    try:
        prepared.raw = prepared.engine.run(lambda backend: _read(backend, name, files, mapping))
        prepared.learn_columns()
        if prepared.is_changed():
            raise DataError([Problem(name, "changes while it is read", "Open it when it is done")])
    except BaseException:
        prepared.close()
        raise
    return prepared


def file_engine(name: str, connect: Callable[[], Backend]) -> Engine:
    """The connection to files called ``name``."""
    remedy = marked(
        "See that the file is whole, that texts are UTF-8, and that there is room on the disk"
    )
    return Engine(name, connect, problem=marked("cannot be read: {why}"), remedy=remedy)


def raw_table(backend: Backend, files: Sequence[Path]) -> ir.Table:
    """The rows of ``files`` as they stand there; those of text files all as text."""
    paths = list(map(str, files))
    if paths[0].lower().endswith(PARQUET):
        return backend.read_parquet(paths)
    # Lines that do not fit are kept aside and counted.
    return backend.read_csv(paths, all_varchar=True, header=True, store_rejects=True)


def _read(backend: Backend, name: str, files: Sequence[Path], mapping: EventMapping) -> ir.Table:
    """Keep the days and cells of ``files``; their rows with texts come back, to be kept later."""
    raw = raw_table(backend, files)
    mapping.check(name, raw.columns)
    keep_cells(backend, relation.events(raw, mapping, with_texts=False, can_try=True))
    keep_rejected(backend.con)
    return relation.events(raw, mapping, can_try=True)


def prune(settings: Settings, *, keep: Path) -> None:
    """Delete the caches that were used longest ago, as far as they take too much room.

    What was left unfinished by a server that is no more goes after a day; ``keep`` stays.
    """
    found = []
    for path in settings.folder.glob("*"):
        with suppress(OSError):
            found.append((path.stat().st_mtime, path.stat().st_size, path))
    newest = max((time for time, _, _ in found), default=0.0)
    for time, _, path in found:
        if _UNFINISHED in path.name and time < newest - _DAY:
            _delete(path)
    kept = sorted(((t, size, p) for t, size, p in found if p.suffix == _ENDING), reverse=True)
    room = settings.bytes
    for _, size, path in kept:
        room -= size
        if room < 0 and path != keep:
            _delete(path)
            _delete(path.with_suffix(_NOTES))


def _delete(path: Path) -> None:
    for one in (path, path.with_name(f"{path.name}.wal")):
        with suppress(OSError):
            one.unlink(missing_ok=True)


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
