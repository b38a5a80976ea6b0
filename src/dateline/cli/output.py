"""Rows on their way out: a table on a terminal, JSON Lines, CSV or a Parquet file."""

from __future__ import annotations

import csv
import dataclasses
import io
import itertools
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from dateline.errors import InputError
from dateline.store.cells import cell

if TYPE_CHECKING:
    from rich.table import Table

Row = dict[str, Any]
Show = Callable[[list[Row]], None]

# Line separators for some readers (Python's str.splitlines among them), plain characters for JSON.
_SEPARATORS = str.maketrans({"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})
# A table is for reading: more rows than this are cut unless --limit asks for more.
TABLE_ROWS = 200
# Words that are folded to less than this are hard to read: a day, a type or a name of a column fits.
READABLE_WIDTH = 16


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class Output:
    """What the output flags ask for: the format, the file of ``--parquet``, and at most how many rows."""

    format: Format
    path: Path | None = None
    limit: int | None = None

    def print(self, rows: Iterable[Row], *, columns: Sequence[str] = (), show: Show | None = None) -> None:
        """Prints the rows.

        `columns` are those of the CSV and the plain table, and of a Parquet file with no row; without them those of all rows.
        `show` draws the table where the plain one will not do.
        """
        rows = itertools.islice(rows, self.limit)
        match self.format:
            case Format.JSONL:
                for row in rows:
                    sys.stdout.write(json_line(row))
                    sys.stdout.flush()
            case Format.CSV:
                print_csv(rows, columns)
            case Format.PARQUET:
                assert self.path is not None
                write_parquet(list(rows), self.path, columns)
            case Format.TABLE:
                table = list(rows)
                (show or plain_table(columns))(table if self.limit is not None else table[:TABLE_ROWS])
                if self.limit is None and len(table) > TABLE_ROWS:
                    sys.stderr.write(f"{len(table) - TABLE_ROWS} more rows; --limit N shows N, --jsonl and --csv show all\n")


def json_line(row: Row) -> str:
    """Returns the row as one line of JSON.

    >>> json_line({"text": "Lima\\u2028Peru"})
    '{"text": "Lima\\\\u2028Peru"}\\n'
    """
    return json.dumps(row, ensure_ascii=False).translate(_SEPARATORS) + "\n"


def print_csv(rows: Iterable[Row], columns: Sequence[str]) -> None:
    """Prints the rows as CSV (RFC 4180, but lines end in LF) with a header."""
    if not columns:
        rows = list(rows)
        columns = list(dict.fromkeys(name for row in rows for name in row))
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for line in itertools.chain[list[object]]([list(columns)], ([cell(row.get(name)) for name in columns] for row in rows)):
        writer.writerow(line)
        sys.stdout.write(buffer.getvalue())
        buffer.seek(0)
        buffer.truncate()


def write_parquet(rows: list[Row], path: Path, columns: Sequence[str] = ()) -> None:
    """Writes the rows to a Parquet file, at once or not at all; `columns` are those of one with no row.

    Raises:
        InputError: the file cannot be written.
    """
    import os

    import pyarrow as pa
    import pyarrow.parquet as pq

    names = list(dict.fromkeys(name for row in rows for name in row)) or columns
    table = pa.table({name: _array([row.get(name) for row in rows]) for name in names})
    unfinished = path.with_name(path.name + ".tmp")
    try:
        pq.write_table(table, unfinished)
        os.replace(unfinished, path)
    except OSError as error:
        raise InputError(f"expected to write {path}: {error.strerror}; give a file in a folder that is there") from error


def _array(values: list[Any]) -> Any:
    import pyarrow as pa

    try:
        return pa.array(values)
    except (pa.ArrowException, UnicodeError):  # mixed kinds (a number here, a pair there), or a lone surrogate
        texts = [None if v is None else v if isinstance(v, str) else json.dumps(v, ensure_ascii=False) for v in values]
        return pa.array([None if t is None else t.encode("utf-8", "replace").decode() for t in texts])


def columns_of(record: type) -> list[str]:
    """Returns the names of a record's printed fields, in order."""
    fields = dataclasses.fields(cast(Any, record))
    return [field.name for field in fields if not field.metadata.get("internal")]


def plain_table(columns: Sequence[str] = ()) -> Show:
    """Returns a function that draws rows as a table of their columns, fitted to the terminal; where that is too narrow for so
    many, each row as a block with a line for each column."""

    def show(rows: list[Row]) -> None:
        from rich.console import Console

        names = list(columns) or list(dict.fromkeys(name for row in rows for name in row))
        used = [name for name in names if any(row.get(name) not in (None, [], "") for row in rows)] or names
        cells = [[_short(row.get(name)) for name in used] for row in rows]
        console = Console()
        wanted = [max(len(line) for text in column for line in text.split("\n")) for column in zip(used, *cells, strict=True)]
        if sum(min(width, READABLE_WIDTH) + 2 for width in wanted) <= console.width + 2:
            console.print(_table(used, cells))
        else:
            for row in cells:
                console.print(_block(used, row))
                console.print()

    return show


def _table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in names:
        table.add_column(escape(name), overflow="fold")
    for row in rows:
        table.add_row(*map(escape, row))
    return table


def _block(names: Sequence[str], row: Sequence[str]) -> Table:
    from rich.markup import escape
    from rich.table import Table

    block = Table.grid(padding=(0, 2))
    block.add_column(style="bold", max_width=2 * READABLE_WIDTH, overflow="fold")
    block.add_column(overflow="fold")
    for name, text in zip(names, row, strict=True):
        if text:
            block.add_row(escape(name), escape(text))
    return block


def _short(value: object, *, most: int = 300) -> str:
    text = "" if value is None else str(cell(value)).lstrip("'") if not isinstance(value, str) else value
    text = printable(text)
    return text if len(text) <= most else text[: most - 1] + "…"


def printable(text: str) -> str:
    """Returns page text fit for a terminal: what could steer it (escape sequences) replaced, one sign for one.

    >>> printable("Lima\\x1b[2J")
    'Lima\ufffd[2J'
    """
    return "".join(char if char.isprintable() or char == "\n" else " " if char.isspace() else "\ufffd" for char in text)


def rows_of(records: Iterable[object]) -> Iterator[Row]:
    """Yields the JSON shapes of records."""
    from dateline.records import to_json

    for record in records:
        yield cast(Row, to_json(record))
