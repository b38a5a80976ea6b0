"""What linking asks of a store and leaves in it, in one transaction: all or nothing."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from dateline.store.database import Access, connect, sql
from dateline.store.rows import Row
from dateline.store.store import count, raw_rows, rebuild_incidents

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

# Given rows of ``queries/open_days.sql``: id, first and last day of records.
FillDays = Callable[[Iterator[Row]], Iterable[tuple[str, str, str]]]
# Id, family, first day, town and blocks of what a story tells of one event.
Told = tuple[str, str, int, int, Sequence[int]]
# More new pages than this share of all: linking all is less work than finding out what they touch.
MOST_NEW = 0.3
_PIECE = 50_000
# Of so many open records days are sought at a time.
OPEN_A_SLICE = 100_000


class Linking:
    """One linking of a store: of all its pages (`whole`), or of what pages that are new, changed or gone can touch."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, *, version: str, whole: bool) -> None:
        self._connection = connection
        self._version = version
        self._run("pages_to_link", version=version)
        new, pages = self._count("SELECT count(*) FROM at_work"), self._count("SELECT count(DISTINCT page) FROM coded")
        self.whole = whole or new > MOST_NEW * pages
        self.idle = not self.whole and new == 0 and self._count("SELECT count(*) FROM stale") == 0
        if self.whole:
            connection.execute("CREATE OR REPLACE TEMP TABLE at_work AS SELECT DISTINCT page FROM coded")
            connection.execute("CREATE OR REPLACE TEMP TABLE stale AS SELECT * FROM linked")

    def types(self) -> list[str]:
        """Returns the types of which there are records on the pages at work."""
        query = 'SELECT DISTINCT "type" FROM coded WHERE page IN (SELECT page FROM at_work) ORDER BY 1'
        return [name for (name,) in self._connection.execute(query).fetchall()]

    def account_rows(self, types: Sequence[str]) -> Iterator[Row]:
        """Yields what linking reads of the records of these types on the pages at work."""
        yield from raw_rows(self._connection.execute(sql("queries/accounts.sql"), {"types": list(types)}))

    def tell(self, rows: Iterable[Told]) -> None:
        """Notes what the pages at work tell of events."""
        import pyarrow as pa

        numbers = pa.int64()
        kinds = {"id": pa.string(), "family": pa.string(), "low": numbers, "place": numbers, "blocks": pa.list_(numbers)}
        self._insert("told", pa.schema(list(kinds.items())), rows)

    def touch(self, neighbours: int) -> None:
        """Finds what may be linked otherwise now; its pages are at work from here on."""
        self._run("touched", neighbours=neighbours)
        self._connection.execute(
            "CREATE OR REPLACE TEMP TABLE at_work AS SELECT DISTINCT e.page FROM coded e SEMI JOIN touched USING (id)"
        )
        self._run("keep_told", version=self._version)

    def touched(self, family: str) -> set[str]:
        """Returns the ids of what is touched in a family of types."""
        return {key for (key,) in self._connection.execute("SELECT id FROM touched WHERE family = ?", [family]).fetchall()}

    def blocks(self, family: str, ids: Sequence[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Returns the blocks of these ids, in order: number, place in it among all of the store, and position in `ids`."""
        import numpy as np  # not with the module: the parser says first how many threads it may take
        import pyarrow as pa

        self._connection.register("touched_row", pa.table({"id": pa.array(ids, pa.string()), "row": np.arange(len(ids))}))
        found = self._connection.execute(sql("queries/blocks.sql"), {"family": family}).fetchnumpy()
        self._connection.unregister("touched_row")
        block, place, row = (np.asarray(found[name], dtype=np.int64) for name in ("block", "place_in_block", "row"))
        return block, place, row

    def put(self, links: Iterable[tuple[str, str]], parts: Iterable[tuple[str, str]]) -> None:
        """Notes the incident ids of records, and the parts of what was told."""
        import pyarrow as pa

        self._insert("link_found", pa.schema([("id", pa.string()), ("link", pa.string())]), links)
        self._insert("part_found", pa.schema([("id", pa.string()), ("part", pa.string())]), parts)

    def finish(self, fill: FillDays | None) -> int:
        """Writes what was found, fills open days, makes the incidents, and returns how many there are.

        `fill` is asked for the days of records that tell none; they get the date basis ``linked``.
        """
        if self.whole:
            self._run("keep_told", version=self._version)
        if not self.idle:
            self._run("set_links")
        if not self.idle and fill is not None:
            self._run("days_to_tell")
            self._fill(fill)
            self._run("open_linked_days")
            self._run("set_linked_days")
        rebuild_incidents(self._connection)
        return self._count("SELECT count(*) FROM incident")

    def _fill(self, fill: FillDays) -> None:
        import pyarrow as pa

        schema = pa.schema([(name, pa.string()) for name in ("id", "first", "last")])
        slices = 1 + self._count("SELECT count(*) FROM open_record") // OPEN_A_SLICE
        for part in range(slices):
            given = {"slices": slices, "slice": part}
            rows = self._connection.sql(sql("queries/open_days.sql"), params=given).to_arrow_table()
            self._insert("new_days", schema, fill(row for batch in rows.to_batches(1000) for row in batch.to_pylist()))

    def _run(self, name: str, **parameters: object) -> None:
        for statement in duckdb.extract_statements(sql(f"queries/{name}.sql")):
            wanted = {key: value for key, value in parameters.items() if key in statement.named_parameters}
            self._connection.execute(statement, wanted)

    def _count(self, text: str) -> int:
        return count(self._connection, text)

    def _insert(self, table: str, schema: pa.Schema, rows: Iterable[tuple[object, ...]]) -> None:
        import pyarrow as pa

        rest = iter(rows)
        while piece := list(itertools.islice(rest, _PIECE)):
            arrays = [pa.array(column, field.type) for column, field in zip(zip(*piece, strict=True), schema, strict=True)]
            self._connection.register("piece", pa.Table.from_arrays(arrays, schema=schema))
            self._connection.execute(f"INSERT INTO {table} SELECT * FROM piece")  # noqa: S608
            self._connection.unregister("piece")


@contextmanager
def linking(path: Path, *, version: str, whole: bool) -> Iterator[Linking]:
    """Gives a linking of the store at `path`; what it writes stays if all goes well."""
    with connect(path, Access.WRITE) as connection:
        connection.begin()
        yield Linking(connection, version=version, whole=whole)
        connection.commit()
