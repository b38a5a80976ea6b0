"""What can be done with a store: load segments, ask, recode, forget. Each call opens the file for as long as it needs it,
so that a reader gets in between two loads of a long ingest."""

from __future__ import annotations

import contextlib
import datetime
import decimal
import itertools
import logging
import math
import os
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from dateline.errors import InputError
from dateline.records import Event, Issue, Page
from dateline.store.database import Access, connect, sql
from dateline.store.rows import Row, event_of, event_record, issue_row, page_of
from dateline.store.segments import segment_folder, waiting_segments

if TYPE_CHECKING:
    import pyarrow as pa

log = logging.getLogger("dateline")

_ROWS_AT_A_TIME = 1000
# Segments of a run that was stopped wait together; so many are loaded in one transaction, a few thousand pages.
SEGMENTS_AT_A_TIME = 500
# So many pages are read at a time to be coded again: a writer does not wait for the reader, and a million pages are no list.
PAGES_AT_A_TIME = 1000
# Of so many records incidents are made at a time: some 250 MB.
RECORDS_A_SLICE = 150_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RunInfo:
    """What is known of a run when it starts: its id, the verb, and what codes."""

    run: str
    verb: str
    inputs: tuple[str, ...]
    version: str
    codebook: str
    config: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a query gives: the names of its columns, and its rows."""

    columns: list[str]
    rows: Iterator[Row]


@dataclass(frozen=True, slots=True)
class CopyPair:
    """Two stories, numbered as they were seen, with the numbers their sketches share and have."""

    a: int
    b: int
    shared: int
    size_a: int
    size_b: int


# Given how many stories there are and pairs of them: each story's number, and the first of its text and of its origin.
GroupCopies = Callable[[int, Iterator[CopyPair]], Iterable[tuple[int, int, int]]]


class Store:
    """A DuckDB file of pages, stories, events, claims, incidents, reviews, issues and runs.

    Making one opens nothing; the file is made by the first call that writes.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self.segments = segment_folder(self.path)

    def query(self, text: str, parameters: Sequence[object] = ()) -> Iterator[Row]:
        """Yields the rows of one SELECT statement, their values as JSON has them.

        The database is open for reading only, and the statement reaches no file, network or setting. Of columns with one name
        the second gets ``_1``, the third ``_2``.

        Raises:
            InputError: the statement is not one SELECT, or DuckDB cannot run it.
        """
        with self.answer(text, parameters) as found:
            yield from found.rows

    @contextlib.contextmanager
    def answer(self, text: str, parameters: Sequence[object] = ()) -> Iterator[Answer]:
        """Gives what `query` does with the names of its columns, which are there where no row is.

        Raises:
            InputError: as for `query`.
        """
        with connect(self.path, Access.READ) as connection:
            try:
                _check_select(connection, text)
                result = connection.execute(text, list(parameters))
                yield Answer(columns=_distinct(column[0] for column in result.description or ()), rows=json_rows(result))
            except duckdb.Error as error:
                raise InputError(f"the query failed: {error}") from error

    def arrow(self, text: str, parameters: Sequence[object] = ()) -> pa.Table:
        """Returns the rows of one SELECT statement as an Arrow table, lists and structures as they are stored.

        Raises:
            InputError: as for `query`.
        """
        with connect(self.path, Access.READ) as connection:
            try:
                _check_select(connection, text)
                table = connection.sql(text, params=list(parameters)).to_arrow_table()
                return table.rename_columns(_distinct(table.column_names))
            except duckdb.Error as error:
                raise InputError(f"the query failed: {error}") from error

    def events(self) -> Iterator[Row]:
        """Yields all event records, as ``dateline code`` prints them, by page and place on the page."""
        for record in self.events_in_incidents():
            del record["incident"]
            yield record

    def events_in_incidents(self) -> Iterator[Row]:
        """Yields what `events` does, each record with the `origins` and `records` of its incident under ``incident``."""
        with connect(self.path, Access.READ) as connection:
            for row in raw_rows(connection.execute(sql("queries/events_in_incidents.sql"))):
                counts = {"origins": row["incident_origins"], "records": row["incident_records"]}
                yield {**event_record(row), "incident": counts}

    def event_objects(self, page: str | None = None) -> Iterator[Event]:
        """Yields all events, or those of `page`, as `Event`, with the spans and reasons that the printed record leaves out."""
        with connect(self.path, Access.READ) as connection:
            where = "" if page is None else " WHERE page = ?"
            result = connection.execute(f"SELECT * FROM event{where} ORDER BY id", [] if page is None else [page])  # noqa: S608
            yield from (event_of(row) for row in raw_rows(result))

    def mark_copies(self, group: GroupCopies) -> int:
        """Asks `group` which stories are copies, notes it, and returns how many are copies of an earlier story."""
        import pyarrow as pa

        with connect(self.path, Access.WRITE) as connection:
            connection.begin()
            for statement in duckdb.extract_statements(sql("queries/copy_pairs.sql")):
                connection.execute(statement)
            stories = count(connection, "SELECT count(*) FROM seen_story")
            found = connection.execute("SELECT a, b, shared, size_a, size_b FROM copy_pair ORDER BY a, b").fetchall()
            columns = list(zip(*group(stories, (CopyPair(*row) for row in found)), strict=True)) or [(), (), ()]
            grouped = pa.table(
                {name: pa.array(c, pa.int64()) for name, c in zip(("n", "text", "source"), columns, strict=True)}
            )
            connection.register("copy_group", grouped)
            connection.execute(sql("queries/set_copies.sql"))
            connection.commit()
            return sum(n != text for n, text in zip(columns[0], columns[1], strict=True))

    def pages(self, page: str | None = None) -> Iterator[Page]:
        """Yields the stored pages, or the one with the id `page`."""
        with connect(self.path, Access.READ) as connection:
            where = "" if page is None else " WHERE id = ?"
            result = connection.execute(f"SELECT * FROM page{where} ORDER BY id", [] if page is None else [page])  # noqa: S608
            for row in raw_rows(result):
                yield page_of(row)

    def watched(self, urls: Sequence[str]) -> dict[str, Row]:
        """Returns what is known of those of these feeds and pages that were asked for before, by URL."""
        if not self.path.is_file():
            return {}
        with connect(self.path, Access.READ) as connection:
            found = connection.execute("SELECT * FROM watched WHERE url IN (SELECT unnest(?::VARCHAR[]))", [list(urls)])
            return {row["url"]: row for row in json_rows(found)}

    def note_watched(self, rows: Sequence[Row]) -> None:
        """Keeps what is known of feeds and pages that were asked for, in place of what was known before."""
        names = ("url", "stamp", "etag", "modified", "failures")
        with connect(self.path, Access.WRITE) as connection:
            connection.begin()
            for row in rows:
                connection.execute("DELETE FROM watched WHERE url = ?", [row["url"]])
                connection.execute(
                    "INSERT INTO watched VALUES (?, ?, ?, ?, ?)", [row.get(n) for n in names[:-1]] + [row["failures"]]
                )
            connection.commit()

    def runs(self) -> list[Row]:
        """Returns what each run did, the latest first."""
        with connect(self.path, Access.READ) as connection:
            return list(json_rows(connection.execute(sql("queries/runs.sql"))))

    def digests(self) -> dict[str, str]:
        """Returns the digest of each stored page by page id (empty where there is no store yet)."""
        if not self.path.is_file():
            return {}
        with connect(self.path, Access.READ) as connection:
            return dict(connection.execute("SELECT id, digest FROM page").fetchall())

    def pages_to_recode(self, info: RunInfo, *, every: bool = False) -> Iterator[Page]:
        """Yields the pages that another version, codebook or configuration than `info` coded (`every`: all), as they are when
        they are asked for. The store may be written meanwhile."""
        made_by = {"version": info.version, "codebook": info.codebook, "config": info.config}
        with connect(self.path, Access.READ) as connection:
            query = (
                connection.execute("SELECT id FROM page ORDER BY id")
                if every
                else connection.execute(sql("queries/pages_to_recode.sql"), made_by)
            )
            rest = iter([page for (page,) in query.fetchall()])
        while piece := list(itertools.islice(rest, PAGES_AT_A_TIME)):
            # The range is what keeps DuckDB from reading the texts of all other pages.
            wanted = "SELECT * FROM page WHERE id BETWEEN ? AND ? AND id IN (SELECT unnest(?::VARCHAR[])) ORDER BY id"
            with connect(self.path, Access.READ) as connection:
                rows = list(raw_rows(connection.execute(wanted, [piece[0], piece[-1], piece])))
            yield from (page_of(row) for row in rows)

    def start_run(self, info: RunInfo) -> None:
        """Notes that a run has started."""
        with connect(self.path, Access.WRITE) as connection:
            connection.execute(
                "INSERT INTO run BY NAME SELECT ? AS run, ? AS verb, ?::VARCHAR[] AS inputs, now()::TIMESTAMP AS started,"
                " ? AS version, ? AS codebook, ? AS config",
                [info.run, info.verb, list(info.inputs), info.version, info.codebook, info.config],
            )

    def load(self, *, run: str | None = None, issues: Iterable[Issue] = ()) -> int:
        """Loads the segments that wait, and the issues of inputs that became no page; returns how many segments.

        Each piece of them all or nothing: a process killed meanwhile leaves the rest of the segments where they are. Loading
        a segment twice changes nothing.
        """
        rows = [issue_row(issue, run or "") for issue in issues]
        if not rows and not waiting_segments(self.segments):
            return 0
        loaded = 0
        with connect(self.path, Access.WRITE) as connection:
            # Those that are there now: another process may have loaded some while this one waited for the store.
            found = [path for path in waiting_segments(self.segments) if _is_readable(path)]
            for start in range(0, max(len(found), 1), SEGMENTS_AT_A_TIME):
                piece = found[start : start + SEGMENTS_AT_A_TIME]
                _load_piece(connection, piece, rows if start == 0 else [], run)
                for path in piece:
                    path.unlink(missing_ok=True)
                loaded += len(piece)
        return loaded

    def has_unfinished_run(self, *, but: str) -> bool:
        """Tells whether a run other than `but` was stopped: what it loaded may not be linked."""
        with connect(self.path, Access.READ) as connection:
            return count(connection, "SELECT count(*) FROM run WHERE finished IS NULL AND run <> ?", but) > 0

    def finish_run(self, run: str, *, skipped: int = 0) -> Row:
        """Notes that a run is done, and returns the run's row."""
        with connect(self.path, Access.WRITE) as connection:
            connection.begin()
            connection.execute(sql("queries/count_run.sql"), {"run": run})
            connection.execute("UPDATE run SET finished = now()::TIMESTAMP, skipped = ? WHERE run = ?", [skipped, run])
            connection.commit()
            row = next(json_rows(connection.execute("SELECT * FROM run WHERE run = ?", [run])))
        with contextlib.suppress(OSError):  # not there, or another run's segments wait in it
            self.segments.rmdir()
        return row

    def forget(self, page: str) -> int:
        """Removes a page and all that was found on it, and returns how many records went. Linking makes its incidents anew, and
        what the file's free blocks still hold of it goes with `rewrite`.

        Raises:
            InputError: no such page is stored.
        """
        self.load()
        with connect(self.path, Access.WRITE) as connection:
            known = count(connection, "SELECT count(*) FROM page WHERE id = ?", page)
            if not known and not count(connection, "SELECT count(*) FROM issue WHERE page = ?", page):
                raise InputError(f"{self.path} holds no page {page!r}; its pages: dateline query DB 'FROM page'")
            gone = count(connection, "SELECT count(*) FROM event WHERE page = ?", page)
            connection.begin()
            for statement in duckdb.extract_statements(sql("queries/forget_page.sql")):
                connection.execute(statement, {"page": page})
            connection.commit()
        return gone

    def has_copies(self, page: str) -> bool:
        """Tells whether a story of the page has its origin in common with one of another page."""
        shared = "SELECT count(*) FROM story WHERE page <> $1 AND origin IN (SELECT origin FROM story WHERE page = $1)"
        with connect(self.path, Access.READ) as connection:
            return count(connection, shared, page) > 0

    def rewrite(self) -> None:
        """Copies the store into a new file: DuckDB leaves deleted rows in the old one's free blocks. Segments that were set
        aside go, since nobody can tell what they hold; their pages are coded again anyway."""
        for path in self.segments.glob("*.broken"):
            path.unlink(missing_ok=True)
        fresh = self.path.with_name(f"{self.path.name}.{uuid.uuid4().hex[:8]}.tmp")
        try:
            with connect(self.path, Access.WRITE) as connection:
                [(name,)] = connection.execute("SELECT current_database()").fetchall()
                source, target = name.replace('"', '""'), str(fresh).replace("'", "''")
                connection.execute(f"ATTACH '{target}' AS fresh_copy")
                connection.execute(f'COPY FROM DATABASE "{source}" TO fresh_copy')
                connection.execute("DETACH fresh_copy")
                connection.execute("CHECKPOINT")
            os.replace(fresh, self.path)
        finally:
            fresh.unlink(missing_ok=True)


def _load_piece(connection: duckdb.DuckDBPyConnection, segments: list[Path], issues: list[Row], run: str | None) -> None:
    connection.begin()
    try:
        if segments:
            connection.execute(sql("queries/read_segments.sql"), {"files": [str(path) for path in segments]})
            connection.execute(sql("queries/load_segments.sql"))
        _add_issues(connection, issues)
        if run:
            connection.execute(sql("queries/count_run.sql"), {"run": run})
        connection.commit()
    except duckdb.Error:
        with contextlib.suppress(duckdb.Error):  # a full disk has ended the transaction already
            connection.rollback()
        raise


def rebuild_incidents(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the incidents that records name and that are not there, some records at a time; those that no record names go."""
    connection.execute("DELETE FROM incident WHERE id NOT IN (SELECT link FROM event WHERE link IS NOT NULL)")
    slices = 1 + count(connection, "SELECT count(*) FROM event") // RECORDS_A_SLICE
    for part in range(slices):
        connection.execute(sql("queries/rebuild_incidents.sql"), {"slices": slices, "slice": part})


def count(connection: duckdb.DuckDBPyConnection, text: str, *parameters: object) -> int:
    """Returns the one number that a query gives."""
    [(number,)] = connection.execute(text, list(parameters)).fetchall()  # a result left open would bar the next statement
    return int(number)


def _add_issues(connection: duckdb.DuckDBPyConnection, rows: list[Row]) -> None:
    """Adds issues of inputs that became no page; those of an earlier run for the same input give way."""
    if not rows:
        return
    import pyarrow as pa

    from dateline.store.segments import segment_schema

    kind = segment_schema().field("issue").type.value_type
    incoming = pa.Table.from_pylist(rows, schema=pa.schema(list(kind)))
    connection.register("incoming_issue", incoming)
    connection.execute(
        "DELETE FROM issue WHERE stage IN (SELECT stage FROM incoming_issue) AND page IN (SELECT page FROM incoming_issue)"
    )
    connection.execute("INSERT INTO issue BY NAME SELECT DISTINCT * FROM incoming_issue")
    connection.unregister("incoming_issue")


def _is_readable(path: Path) -> bool:
    """Tells whether a segment is whole; one that a failing disk or machine spoilt is set aside, its pages are coded anew."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        pq.read_metadata(path)
    except FileNotFoundError:  # another process has just loaded it
        return False
    except (pa.ArrowException, OSError) as error:
        log.warning("segment %s is broken (%s); set aside, its pages are coded again", path.name, error)
        os.replace(path, path.with_suffix(".broken"))
        return False
    return True


def _check_select(connection: duckdb.DuckDBPyConnection, text: str) -> None:
    statements = connection.extract_statements(text)
    good = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)
    if len(statements) != 1 or statements[0].type not in good:
        found = ", ".join(str(s.type).rpartition(".")[2] for s in statements) or "nothing"
        raise InputError(f"expected one SELECT statement, found {found}; a store is only read by queries")


def _distinct(names: Iterable[str]) -> list[str]:
    """The names of columns, those that come again with a number, as DuckDB has them in a table: id, id_1."""
    found: list[str] = []
    for name in names:
        tried = itertools.chain([name], (f"{name}_{number}" for number in itertools.count(1)))
        found.append(next(one for one in tried if one not in found))
    return found


def raw_rows(result: duckdb.DuckDBPyConnection) -> Iterator[Row]:
    """Yields the rows of a result as the database has them."""
    names = _distinct(column[0] for column in result.description or ())
    while rows := result.fetchmany(_ROWS_AT_A_TIME):
        for row in rows:
            yield dict(zip(names, row, strict=True))


def json_rows(result: duckdb.DuckDBPyConnection) -> Iterator[Row]:
    """Yields the rows of a result, their values as JSON has them."""
    for row in raw_rows(result):
        yield {name: json_value(value) for name, value in row.items()}


def json_value(value: Any) -> Any:
    """Returns a value of the database as JSON has it: days and times as ISO 8601, no NaN."""
    if isinstance(value, (datetime.date, datetime.datetime, datetime.time)):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(name): json_value(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [json_value(item) for item in value]
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return value.hex() if isinstance(value, (bytes, bytearray)) else str(value)
