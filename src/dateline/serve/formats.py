"""The rows of a view in the forms that other programs read, at the view's own address with an ending."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from dateline.store.rows import Row

FORMATS = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "atom": "application/atom+xml; charset=utf-8",
}
EVENT_FORMATS = {
    **FORMATS,
    "geojson": "application/geo+json",
    "graphml": "application/graphml+xml",
    "timelinejs.json": "application/json",
}
# Text that a spreadsheet would run.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# XML 1.0 has no way to write these.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
CSV_ROWS_AT_A_TIME = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a feed."""

    id: str
    title: str
    path: str
    updated: str
    text: str


def cell(value: object) -> object:
    """Returns what stands in a CSV cell; text that a spreadsheet would run gets an apostrophe in front.

    >>> cell("=1+1"), cell(-3.5), cell(["a", "b"])
    ("'=1+1", -3.5, 'a; b')
    """
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = "; ".join(value)
    elif not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    value = value.replace("\x00", "\ufffd")
    return f"'{value}" if value.lstrip(" ").startswith(_FORMULA) else value


def write_csv(rows: Iterable[Row], columns: Iterable[str]) -> Iterator[bytes]:
    """Yields CSV (RFC 4180) in pieces."""
    names = list(columns)
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(names)
    rest = iter(rows)
    while True:
        writer.writerows([cell(row.get(name)) for name in names] for row in itertools.islice(rest, CSV_ROWS_AT_A_TIME))
        piece = buffer.getvalue()
        if not piece:
            return
        yield piece.encode("utf-8", "replace")
        buffer.seek(0)
        buffer.truncate()


def write_parquet(rows: Iterable[Row], columns: Iterable[str]) -> Iterator[bytes]:
    """Yields a Parquet file in pieces; all rows in one table, their types those of the values."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table_rows = list(rows)
    arrays = {}
    for name in columns:
        values = [row.get(name) for row in table_rows]
        if any(isinstance(value, (list, dict)) for value in values):
            values = [None if value is None else json.dumps(value, ensure_ascii=False) for value in values]
        try:
            arrays[name] = pa.array(values)
        except (pa.ArrowException, UnicodeError):
            arrays[name] = pa.array([None if v is None else str(v).encode("utf-8", "replace").decode() for v in values])
    with tempfile.TemporaryFile() as file:
        pq.write_table(pa.table(arrays), file)
        file.seek(0)
        while piece := file.read(1 << 16):
            yield piece


def write_json(rows: Iterable[Row], *, head: Row) -> Iterator[bytes]:
    """Yields one JSON object: `head`, and the rows under ``rows``."""
    start = json.dumps(head, ensure_ascii=False)[:-1]
    yield (start + (", " if head else "") + '"rows": [').encode("utf-8", "replace")
    for number, row in enumerate(rows):
        yield ((",\n" if number else "\n") + json.dumps(row, ensure_ascii=False)).encode("utf-8", "replace")
    yield b"\n]}\n"


def write_atom(entries: Iterable[Entry], *, title: str, base: str, path: str) -> Iterator[bytes]:
    """Yields an Atom feed (RFC 4287); texts are plain text, escaped."""
    found = list(entries)
    updated = max((entry.updated for entry in found), default="1970-01-01T00:00:00Z")
    yield (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<id>{_text(base + path)}</id>\n<title>{_text(title)}</title>\n<updated>{updated}</updated>\n"
        f'<author><name>dateline</name></author>\n<generator uri="{base}/about">dateline</generator>\n'
        f'<link rel="self" type="application/atom+xml" href={quoteattr(_clean(base + path))}/>\n'
    ).encode()
    for entry in found:
        yield (
            f"<entry>\n<id>{_text(base + entry.path)}</id>\n<title>{_text(entry.title)}</title>\n"
            f"<updated>{entry.updated}</updated>\n<link href={quoteattr(_clean(base + entry.path))}/>\n"
            f'<content type="text">{_text(entry.text)}</content>\n</entry>\n'
        ).encode()
    yield b"</feed>\n"


def write_with(write: Callable[..., int], rows: Iterable[Row]) -> Iterator[bytes]:
    """Yields what one of the store's export writers writes to a text file."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace", newline="") as file:
        write(rows, file, Counter())
        file.seek(0)
        while piece := file.read(1 << 16):
            yield piece.encode("utf-8", "replace")


def moment(day: str | None) -> str:
    """Returns a day as the moment that Atom wants.

    >>> moment("2024-03-04")
    '2024-03-04T00:00:00Z'
    """
    return f"{day[:10]}T00:00:00Z" if day and day > "1000" else "1970-01-01T00:00:00Z"


def _text(value: str) -> str:
    return escape(_clean(value))


def _clean(value: str) -> str:
    return _ILLEGAL.sub("\ufffd", value)
