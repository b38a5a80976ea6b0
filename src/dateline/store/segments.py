"""Segments: what one batch gave, as a Parquet file that is there whole or not at all. Workers write them, one process
loads them; the rows have the columns of the store's tables."""

from __future__ import annotations

import contextlib
import io
import os
import uuid
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from dateline.errors import StoreError
from dateline.records import Reading
from dateline.store.rows import Row, claim_rows, event_row, hint_row, issue_row, page_row, story_rows

if TYPE_CHECKING:
    import pyarrow as pa

SUFFIX = ".parquet"
LISTS = ("story", "event", "hint", "claim", "issue")


def segment_folder(database: Path) -> Path:
    """Returns the folder beside the store in which its segments wait to be loaded."""
    return database.with_name(database.name + ".segments")


def reading_row(reading: Reading, run: str) -> Row:
    """Returns one row of a segment: a page and all that was found on it. What is only hinted at is no record before the store
    is linked, whatever the page's other stories tell."""
    hints = {hint.record.id for hint in reading.hints}
    return {
        "page": page_row(reading.page, run),
        "story": list(story_rows(reading, run)),
        "event": [event_row(event, run) for event in reading.events if event.id not in hints],
        "hint": [hint_row(hint, run) for hint in reading.hints],
        "claim": list(claim_rows(reading, run)),
        "issue": [issue_row(issue, run) for issue in reading.issues],
    }


def pack_segment(rows: Iterable[Row]) -> bytes:
    """Returns the rows as a Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([_clean(row) for row in rows], schema=segment_schema()), file, compression="zstd")
    return file.getvalue()


def write_segment(rows: Iterable[Row], folder: Path) -> Path:
    """Writes the rows as a segment and returns its path."""
    return keep_segment(pack_segment(rows), folder)


def keep_segment(packed: bytes, folder: Path) -> Path:
    """Writes a packed segment and returns its path. A process that is killed meanwhile leaves at most a ``.tmp`` file.

    Raises:
        StoreError: the disk is full, or may not be written to.
    """
    path = folder / f"{uuid.uuid4().hex}{SUFFIX}"
    unfinished = path.with_suffix(".tmp")
    try:
        with _open_in(folder, unfinished) as file:
            file.write(packed)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    except OSError as error:  # a full disk, most likely
        unfinished.unlink(missing_ok=True)
        what_next = "what was coded before is kept, the same command goes on from there"
        raise StoreError(f"{folder} could not be written: {error.strerror}; {what_next}") from error
    return path


def _open_in(folder: Path, path: Path) -> BinaryIO:
    with contextlib.suppress(FileNotFoundError, FileExistsError):
        folder.mkdir(parents=True, exist_ok=True)
        return path.open("wb")
    # Another run has just ended, and took the empty folder away between the two.
    folder.mkdir(parents=True, exist_ok=True)
    return path.open("wb")


def waiting_segments(folder: Path) -> list[Path]:
    """Returns the segments that are not loaded yet, in no order that matters."""
    return sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else []


@lru_cache(maxsize=1)
def segment_schema() -> pa.Schema:
    """Returns the columns of a segment, made from ``schema.sql``: a structure `page`, and a list for each other table."""
    import duckdb
    import pyarrow as pa

    from dateline.store.database import sql

    with duckdb.connect() as connection:
        connection.execute(sql("schema.sql"))

        def fields(table: str) -> pa.StructType:
            empty = connection.sql(f"SELECT * FROM {table} LIMIT 0")  # noqa: S608 - a name of LISTS, not input
            return pa.struct(list(empty.to_arrow_table().schema))

        columns = [pa.field("page", fields("page"))]
        columns += [pa.field(table, pa.list_(fields(table))) for table in LISTS]
    return pa.schema(columns)


def _clean(value: Any) -> Any:
    """The value without lone surrogates, which have no UTF-8; one sign replaces one, so that offsets hold."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, Mapping):
        return {name: _clean(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return value
