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
import secrets
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from weakref import WeakSet

import ibis
import ibis.expr.types as ir
from ibis.backends.duckdb import Backend

from dashboard.problems import DataError, Problem
from dashboard.warehouse import relation
from dashboard.warehouse.adding_texts import Adding
from dashboard.warehouse.cache_folder import ENDING, UNFINISHED, Settings, delete, prune, touch
from dashboard.warehouse.cells import EVENTS, keep_cells
from dashboard.warehouse.file_rows import beside, connect, file_engine, is_columnar, raw_rows, stamp
from dashboard.warehouse.folding import are_folded
from dashboard.warehouse.later import REST, Later, Work
from dashboard.warehouse.mapping import EventMapping
from dashboard.warehouse.memory import KeptMemory
from dashboard.warehouse.rejected import Rejected, keep_rejected, rejected

# What is kept changes with the program: a new number makes all caches anew.
_VERSION = 3
_OPEN: WeakSet[Prepared] = WeakSet()


class Prepared:
    """The events of some files, in a database of their own.

    Without texts at first: `add_texts` makes the database anew with them, in the background,
    and the connections then change over.
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
        self.columns = ibis.schema({})
        self.engine = file_engine(name, self._connect, beside)
        self.memory = KeptMemory(path)
        # Lines of text files that do not fit: what is wrong with them, how many, and some.
        self.rejected: Rejected = ()
        # The database without texts, and the rows of the files, as long as these are not kept.
        self._unfinished: Path | None = None
        self._raw: ir.Table | None = None
        self._adding: Adding | None = None
        self._then: Work | None = None
        self._after: Later | None = None

    def _connect(self) -> Backend:
        if self._unfinished is not None:
            return connect(self.settings, self._unfinished, read_only=False)
        return connect(self.settings, self._path, read_only=True)

    def open(self) -> None:
        """Open what is kept; raises `DataError` where it cannot be read."""
        self.columns = self.engine.run(lambda backend: backend.table(EVENTS).schema())
        self.rejected = self.engine.run(lambda backend: rejected(backend.con))

    def read(self) -> None:
        """Keep the days and cells of the files; raises `DataError` where they cannot be read."""
        name = f"{self._path.stem}.{secrets.token_hex(8)}{UNFINISHED}"
        self._unfinished = made = self._path.with_name(name)
        self._raw = self.engine.run(lambda backend: self._rows_kept(backend, made))
        self.open()
        if self.is_changed():
            problem, remedy = "changes while it is read", "Open it when it is done"
            raise DataError([Problem(self.engine.name, problem, remedy)])

    def _rows_kept(self, backend: Backend, made: Path) -> ir.Table:
        raw = raw_rows(backend, self.files)
        self.mapping.check(self.engine.name, raw.columns)
        stage = made.with_suffix(f".stage{UNFINISHED}")
        try:
            keep_cells(backend, raw, self.mapping, None if is_columnar(self.files) else stage)
        finally:
            delete(stage)
        keep_rejected(backend.con)
        return relation.events(raw.unbind(), self.mapping, can_try=True)

    def rows(self, with_texts: bool) -> ir.Table:
        """The events (see `relation.events`), each with the number of its ``row`` from 0."""
        if with_texts and self._raw is not None:
            return self._raw.mutate(row=ibis.row_number())
        table = ibis.table(self.columns, name=EVENTS)
        return table.mutate(row=table.rowid())

    def is_changed(self) -> bool:
        """Whether the files are no longer those that were read."""
        try:
            return stamp(self.files) != self.before
        except DataError:
            return True

    def add_texts(self, then: Work) -> None:
        """Begin to add the texts, unless they are there; ``then(is_stopped)`` is called after."""
        _OPEN.add(self)
        self._then = then
        if self._raw is None:
            self._follow(REST)
            return
        events, raw = ibis.table(self.columns, name=EVENTS), self._raw
        self._adding = self.engine.run(
            lambda backend: Adding(backend.con, events, raw, self._path, self._changed_over)
        )

    def _follow(self, rest: float) -> None:
        if self._then is not None:
            self._after = Later(self._then, "after texts", rest)

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for texts that are being added; whether they are there."""
        if self._adding is not None:
            self._adding.wait(seconds)
        return are_folded(self.columns)

    def close(self) -> None:
        """Give up what is unfinished, and the connections."""
        if self._adding is not None:
            self._adding.stop()
        if self._after is not None:
            self._after.stop()
        self.engine.close()
        if self._unfinished is not None:
            delete(self._unfinished)

    def _changed_over(self, made: Path, columns: ibis.Schema) -> None:
        if self.is_changed():
            # What was read first is no longer there; whoever asks opens the files anew.
            delete(made)
            return
        self.engine.change_over(lambda: self._take(made, columns))
        prune(self.settings, keep=self._path)
        self._follow(rest=0)

    def _take(self, made: Path, columns: ibis.Schema) -> None:
        made.replace(self._path)
        self.columns = columns
        if self._unfinished is not None:
            delete(self._unfinished)
        self._unfinished = self._raw = None


@atexit.register
def _close() -> None:
    """Give up what is unfinished: a server that ends does not wait for it."""
    for prepared in list(_OPEN):
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
    path = settings.folder / f"{key}{ENDING}"
    if path.exists():
        kept = Prepared(settings, name, path, files, mapping)
        with suppress(DataError):
            kept.open()
            touch(path)
            return kept
        delete(path)
    prepared = Prepared(settings, name, path, files, mapping)
    settings.make_room(path)
    try:
        prepared.read()
    except BaseException:
        prepared.close()
        raise
    return prepared
