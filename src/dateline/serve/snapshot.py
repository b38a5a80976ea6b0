"""The reading copy of a store: a DuckDB file of this process alone, brought up to date while readers go on.

DuckDB lets one process write or many read. `serve` therefore opens the store only for the moment of a refresh, and answers
all requests from its own copy, in which a refresh is one transaction: no request ever waits for a lock.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
import time
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from dateline.errors import DatelineError, StoreError, TooSlow
from dateline.serve.decisions import decided
from dateline.store.database import Access, connect
from dateline.store.rows import Row
from dateline.store.store import json_value

if TYPE_CHECKING:
    import pyarrow as pa

log = logging.getLogger("dateline")

# A view that needs longer than this is too dear to be asked for by anybody with a browser.
QUERY_SECONDS = 10.0
# How often the store file is looked at; a look is two stat calls.
LOOK_EVERY_SECONDS = 1.0
HIGH, MEDIUM = 0.75, 0.5
# More changed pages than these are read from a copy of the store's file.
FEW_PAGES = 2_000
# One record in twenty, by a hash of its id: the same sample for every coder, so that their answers can be compared.
SAMPLE_OF = 20
# How the folders of reading copies begin, and the file in them that is open as long as they are in use.
_PREFIX, _COPY = "dateline-serve-", "copy.duckdb"
# Connections kept for the next question; each of a coder who reviews blind has a copy of what was decided.
MOST_IDLE = 64
_SQL = resources.files("dateline.serve")
Parameters = Sequence[object] | Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Matches:
    """What one query found, for others to name as a table: it goes to them among their parameters."""

    name: str
    table: pa.Table = field(repr=False, compare=False)


class Snapshot:
    """The reading copy of the store at `path`. `version` grows with each refresh that changed something."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.version = 0
        self.failure: str | None = None
        self._folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        _remove_left(self._folder)
        self._main = duckdb.connect(str(self._folder / _COPY))
        # At the latest when the process exits; a signal that ends it must ask for it.
        self.remove = weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        self._made = self._tabled = False
        self._arrived = 0
        self._stamp: object = None
        # Connections that nobody uses now, by the version that they were made for and the coder who asked: what a coder may see
        # is worked out once for a version, not once a query.
        self._idle: dict[tuple[int, str], list[duckdb.DuckDBPyConnection]] = {}
        self._idle_lock = threading.Lock()
        # The store may be open once in a process, whether for a refresh or to write a review.
        self.store_lock = threading.RLock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._refreshing: duckdb.DuckDBPyConnection | None = None

    @property
    def there(self) -> bool:
        """Whether there is a store to read yet."""
        return self._made or self.path.is_file()

    def rows(self, text: str, parameters: Parameters = (), *, coder: str = "") -> list[Row]:
        """Returns the rows of one query, with values as JSON has them. `coder` asks who reviews blind: table ``e`` is then as
        this coder may see it.

        Raises:
            TooSlow: it ran longer than `QUERY_SECONDS`.
        """
        return list(self.stream(text, parameters, coder=coder))

    def stream(
        self, text: str, parameters: Parameters = (), *, coder: str = "", limit_seconds: float = QUERY_SECONDS
    ) -> Iterator[Row]:
        """Yields the rows of one query, which may run for `limit_seconds`."""
        with self._cursor(limit_seconds, parameters, coder) as (cursor, values):
            result = cursor.execute(text, values)
            names = [column[0] for column in result.description or ()]
            while found := result.fetchmany(1000):
                for row in found:
                    yield {name: json_value(value) for name, value in zip(names, row, strict=True)}

    def matches(self, name: str, text: str, parameters: Parameters = (), *, coder: str = "") -> Matches:
        """Returns the rows of one query as a table of this name, which others of the same `coder` can be given.

        Raises:
            TooSlow: as `rows`.
        """
        with self._cursor(QUERY_SECONDS, parameters, coder) as (cursor, values):
            return Matches(name, cursor.sql(text, params=values).to_arrow_table())

    @contextmanager
    def _cursor(
        self, limit_seconds: float, parameters: Parameters, coder: str
    ) -> Iterator[tuple[duckdb.DuckDBPyConnection, object]]:
        """Yields a connection that sees what the coder sees and the tables among the parameters, and the other parameters."""
        version, started = self.version, time.monotonic()
        cursor = self._taken(version, coder)
        alarm = threading.Timer(limit_seconds, cursor.interrupt)
        alarm.daemon = True
        alarm.start()
        tables = [] if isinstance(parameters, Mapping) else [value for value in parameters if isinstance(value, Matches)]
        values = [value for value in parameters if not isinstance(value, Matches)] if tables else parameters
        try:
            for table in tables:
                cursor.register(table.name, table.table)
            yield cursor, values
        except duckdb.InterruptException as error:
            raise TooSlow(f"the query took longer than {limit_seconds:g} seconds; narrow it with a filter") from error
        finally:
            alarm.cancel()
            for table in tables:
                cursor.unregister(table.name)
            # One that was all but stopped may be stopped yet, while somebody else asks.
            self._give_back(version, coder, cursor, again=time.monotonic() - started < limit_seconds / 2)

    def _taken(self, version: int, coder: str) -> duckdb.DuckDBPyConnection:
        with self._idle_lock:
            if waiting := self._idle.get((version, coder)):
                return waiting.pop()
        cursor = self._main.cursor()
        if coder:
            _run(cursor, "snapshot_veil.sql", {"coder": coder})
        return cursor

    def _give_back(self, version: int, coder: str, cursor: duckdb.DuckDBPyConnection, *, again: bool) -> None:
        with self._idle_lock:
            if not again or version != self.version or sum(map(len, self._idle.values())) >= MOST_IDLE:
                cursor.close()
            else:
                self._idle.setdefault((version, coder), []).append(cursor)

    def forget(self) -> None:
        """Closes the connections that wait for a question: the next one makes its own."""
        with self._idle_lock:
            for cursors in self._idle.values():
                for cursor in cursors:
                    cursor.close()
            self._idle.clear()

    def refresh(self) -> bool:
        """Brings the copy up to the store, if that changed; returns whether it did.

        Raises:
            StoreError: the store cannot be read.
        """
        with self.store_lock:
            stamp = _stamp(self.path)
            if stamp == self._stamp or stamp is None:
                return False
            with connect(self.path, Access.READ):  # checked, and migrated if it is of an older version
                pass
            before = self.version
            self._copy()
            self._stamp = _stamp(self.path)
            return self.version != before

    def _copy(self) -> None:
        cursor = self._refreshing = self._main.cursor()
        try:
            if not self._tabled:
                # Not in the transaction that fills them: DuckDB 2.0 reads a table made empty and filled in one as empty.
                with self._attached(cursor, self.path):
                    cursor.execute(f"BEGIN; {_sql('snapshot_schema.sql')}; COMMIT")
                self._tabled = True
            with self._attached(cursor, self.path):
                if self._changed(cursor) <= FEW_PAGES:
                    self._bring_up(cursor)
                    return
            with self._attached(cursor, self._file()):
                self._changed(cursor)
                self._bring_up(cursor)
        except duckdb.Error as error:
            raise StoreError(f"{self.path} cannot be read: {str(error).splitlines()[0]}") from error
        finally:
            self._refreshing = None
            cursor.close()
            for ending in ("", ".wal"):
                (self._folder / f"store.duckdb{ending}").unlink(missing_ok=True)

    @contextmanager
    def _attached(self, cursor: duckdb.DuckDBPyConnection, path: Path) -> Iterator[None]:
        name = str(path.absolute()).replace("'", "''")
        cursor.execute(f"ATTACH '{name}' AS store (READ_ONLY)")
        try:
            yield
        finally:
            cursor.execute("DETACH store")

    def _changed(self, cursor: duckdb.DuckDBPyConnection) -> int:
        """Finds the pages that changed, and returns how many they are."""
        _run(cursor, "snapshot_changed.sql", {})
        [(found,)] = cursor.execute("SELECT count(*) FROM changed").fetchall()
        return int(found)

    def _bring_up(self, cursor: duckdb.DuckDBPyConnection) -> None:
        cursor.begin()
        try:
            self._fill(cursor)
            cursor.commit()
        except duckdb.Error:
            cursor.rollback()
            raise
        if not self._made:
            cursor.execute(_sql("snapshot_index.sql"))
        self._made = True
        self.version += 1
        self.forget()

    def _file(self) -> Path:
        """Copies the file of the store: to read much of it takes longer than a writer would wait for the lock."""
        found = self._folder / "store.duckdb"
        with connect(self.path, Access.READ):
            for ending in ("", ".wal"):
                part = self.path.with_name(self.path.name + ending)
                if part.is_file():
                    shutil.copyfile(part, found.with_name(found.name + ending))
        return found

    def _fill(self, cursor: duckdb.DuckDBPyConnection) -> None:
        named = {"arrived": self._arrived, "high": HIGH, "medium": MEDIUM, "sample_of": SAMPLE_OF}
        _run(cursor, "snapshot_refresh.sql", named)
        decided(cursor)
        _run(cursor, "snapshot_reviews.sql", {})
        _run(cursor, "snapshot_counts.sql", named)
        [(last,)] = cursor.execute("SELECT coalesce(max(n), 0) FROM e").fetchall()
        self._arrived = max(self._arrived, int(last))

    def follow(self) -> None:
        """Starts to look after the store in the background."""
        self._thread = threading.Thread(target=self._look, name="dateline-snapshot", daemon=True)
        self._thread.start()

    def look(self) -> None:
        """Brings the copy up to the store where that can be read; `failure` is why it cannot."""
        try:
            self.refresh()
            self.failure = None
        except (DatelineError, duckdb.Error, OSError) as error:
            self.failure = f"{time.strftime('%H:%M')}: {error}"
            log.info("the store was not read: %s", error)

    def _look(self) -> None:
        while not self._stop.wait(LOOK_EVERY_SECONDS):
            self.look()

    def close(self) -> None:
        """Stops looking after the store and removes the copy."""
        self._stop.set()
        if refreshing := self._refreshing:
            with suppress(duckdb.Error):  # it may have ended meanwhile
                refreshing.interrupt()
        if self._thread:
            self._thread.join(timeout=10)
        with suppress(duckdb.Error):  # one who still reads an export keeps it open as long as the process lives
            self.forget()
            self._main.close()
        self.remove()


def _remove_left(own: Path) -> None:
    """Removes the copies beside `own` that this user's killed processes left: DuckDB opens none that is in use."""
    for folder in own.parent.glob(f"{_PREFIX}*"):
        with suppress(duckdb.Error, OSError):
            if folder.lstat().st_uid == own.stat().st_uid:
                duckdb.connect(str(folder / _COPY), read_only=True).close()
                shutil.rmtree(folder, ignore_errors=True)


def _run(cursor: duckdb.DuckDBPyConnection, name: str, named: Mapping[str, object]) -> None:
    for statement in duckdb.extract_statements(_sql(name)):
        cursor.execute(statement, {name: named[name] for name in statement.named_parameters})


@cache
def _sql(name: str) -> str:
    return _SQL.joinpath(name).read_text(encoding="utf-8")


def _stamp(path: Path) -> object:
    """What changes when a store is written: size and time of the file and of its log."""
    found = []
    for name in (path, path.with_name(path.name + ".wal")):
        try:
            info = name.stat()
        except OSError:
            continue
        found.append((info.st_size, info.st_mtime_ns))
    return tuple(found) or None
