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
from typing import Any, Literal
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from dateline.store.cells import cell
from dateline.store.export import flat
from dateline.store.rows import Row, day

FORMATS = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "atom": "application/atom+xml; charset=utf-8",
}
Format = Literal["json", "csv", "parquet", "atom"]
EVENT_FORMATS = {
    **FORMATS,
    "geojson": "application/geo+json",
    "graphml": "application/graphml+xml",
    "timelinejs.json": "application/json",
}
# XML 1.0 has no way to write these.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# What an address may hold as it is (RFC 3986), % of what is quoted already among it.
_ADDRESS = "/?&=#%:;,+@!$'()*~-._"
_LONE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_UNSAFE_IN_NAME = re.compile("[^A-Za-z0-9_-]+")
CSV_ROWS_AT_A_TIME = 500
PARQUET_ROWS_AT_A_TIME = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a feed: `id` is unique in the feed, `path` where it is shown."""

    id: str
    title: str
    path: str
    updated: str
    text: str


def answer(
    request: Request,
    form: str,
    rows: Iterable[Row],
    *,
    title: str,
    columns: Iterable[str],
    entry: Callable[[Row], Entry],
    head: Row | None = None,
    following: str | None = None,
) -> Response:
    """Returns the rows in one of `FORMATS`: `columns` those of a table, `entry` a row as one of a feed, `head` what JSON has
    beside the rows, `following` the address of the next page. Tables are saved under `title`."""
    headers = {}
    if form in ("csv", "parquet"):
        headers["Content-Disposition"] = f'attachment; filename="dateline-{_UNSAFE_IN_NAME.sub("-", title)}.{form}"'
    if following:
        headers["Link"] = f'<{following}>; rel="next"'
    match form:
        case "json":
            body = write_json(rows, head=head or {})
        case "csv":
            body = write_csv(rows, columns)
        case "parquet":
            body = write_parquet(rows, columns)
        case _:
            path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            body = write_atom(map(entry, rows), title=f"dateline: {title}", base=base_of(request), path=path)
    return StreamingResponse(body, media_type=FORMATS[form], headers=headers)


def base_of(request: Request) -> str:
    """Returns scheme and host of the address that was asked."""
    return f"{request.url.scheme}://{request.url.netloc}"


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
    """Yields a Parquet file in pieces, a row group for so many rows. A column's type is that of its values in the first
    group; where it has none there, and of days, that of the column of this name in the exports, else text."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = list(columns)
    rest = iter(rows)
    first = _arrays(list(itertools.islice(rest, PARQUET_ROWS_AT_A_TIME)), names)
    exported = flat.arrow_types()
    types = {name: _type_of(exported.get(name, pa.string()), array) for name, array in first.items()}
    schema = pa.schema(list(types.items()))
    with tempfile.TemporaryFile() as file:
        with pq.ParquetWriter(file, schema) as writer:
            arrays = first
            while True:
                writer.write_table(pa.table({name: _fitted(array, types[name]) for name, array in arrays.items()}, schema))
                group = list(itertools.islice(rest, PARQUET_ROWS_AT_A_TIME))
                if not group:
                    break
                arrays = _arrays(group, names)
        file.seek(0)
        while piece := file.read(1 << 16):
            yield piece


def _arrays(rows: list[Row], names: list[str]) -> dict[str, Any]:
    return {name: _array([row.get(name) for row in rows]) for name in names}


def _array(values: list[Any]) -> Any:
    import pyarrow as pa

    if any(isinstance(value, (list, dict)) for value in values):
        values = [None if value is None else json.dumps(value, ensure_ascii=False) for value in values]
    try:
        return pa.array(values)
    except (pa.ArrowException, UnicodeError):
        return pa.array(_texts(values))


def _texts(values: Iterable[Any]) -> list[str | None]:
    return [None if value is None else str(value).encode("utf-8", "replace").decode() for value in values]


def _type_of(exported: Any, array: Any) -> Any:
    import pyarrow as pa

    return exported if array.type == pa.null() or exported == pa.date32() else array.type


def _fitted(array: Any, kind: Any) -> Any:
    """The array in the column's type; what does not fit a column of text becomes text, of numbers nothing."""
    import pyarrow as pa

    if kind == pa.date32():
        return pa.array(map(day, _texts(array.to_pylist())), type=kind)
    try:
        return array.cast(kind)
    except pa.ArrowException:
        values = _texts(array.to_pylist()) if kind == pa.string() else [None] * len(array)
        return pa.array(values, type=kind)


def write_json(rows: Iterable[Row], *, head: Row) -> Iterator[bytes]:
    """Yields one JSON object: `head`, and the rows under ``rows``."""
    start = json.dumps(head, ensure_ascii=False)[:-1]
    yield (start + (", " if head else "") + '"rows": [').encode("utf-8", "replace")
    for number, row in enumerate(rows):
        yield ((",\n" if number else "\n") + json.dumps(row, ensure_ascii=False)).encode("utf-8", "replace")
    yield b"\n]}\n"


def write_atom(entries: Iterable[Entry], *, title: str, base: str, path: str) -> Iterator[bytes]:
    """Yields an Atom feed (RFC 4287); texts are plain text, escaped. The entries wait in a file: which is the latest, its head
    has to say."""
    own = base + address(path)
    latest = ""
    with tempfile.TemporaryFile() as file:
        for entry in entries:
            latest = max(latest, entry.updated)
            file.write(_atom_entry(entry, base).encode())
        file.seek(0)
        yield _atom_head(title, base=base, own=own, updated=latest or moment(None)).encode()
        while piece := file.read(1 << 16):
            yield piece
    yield b"</feed>\n"


def _atom_head(title: str, *, base: str, own: str, updated: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<id>{escape(own)}</id>\n<title>{_text(title)}</title>\n<updated>{updated}</updated>\n"
        f"<author><name>dateline</name></author>\n<generator uri={quoteattr(base + '/about')}>dateline</generator>\n"
        f'<link rel="self" type="application/atom+xml" href={quoteattr(own)}/>\n'
    )


def _atom_entry(entry: Entry, base: str) -> str:
    return (
        f"<entry>\n<id>{escape(base + address(_own_path(entry)))}</id>\n<title>{_text(entry.title)}</title>\n"
        f"<updated>{entry.updated}</updated>\n<link href={quoteattr(base + address(entry.path))}/>\n"
        f'<content type="text">{_text(entry.text)}</content>\n</entry>\n'
    )


def _own_path(entry: Entry) -> str:
    """The path as the id of an entry: two entries that are shown at one address must not be one entry to a reader."""
    if entry.path == entry.id or entry.path.endswith(f"/{entry.id}"):
        return entry.path
    return f"{entry.path.partition('#')[0]}#{quote(entry.id, safe='')}"


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


def address(text: str) -> str:
    """Returns a path with its query, what these cannot hold quoted.

    >>> address("/dyads?a=a nurse&b=<100%>")
    '/dyads?a=a%20nurse&b=%3C100%25%3E'
    """
    return quote(_LONE_PERCENT.sub("%25", text).encode("utf-8", "replace"), safe=_ADDRESS)


def _text(value: str) -> str:
    return escape(_ILLEGAL.sub("\ufffd", value))
