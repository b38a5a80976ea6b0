"""What the user names becomes pages: files, folders, globs, rows of JSON Lines and Parquet, standard input.

Whatever cannot be read becomes an `Issue` and the rest goes on. Files are read one at a time and rows one by one,
so that an input may be far larger than memory.
"""

from __future__ import annotations

import codecs
import glob
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import BinaryIO, cast

from dateline.errors import InputError
from dateline.records import Issue, IssueReason, Page
from dateline.stages.ingest import MAX_BYTES, page_from_html, page_from_row, page_from_text

STAGE = "ingest"
STDIN = "-"
SAMPLE = "sample:"
Found = Page | Issue

# A broken JSON Lines file can hold one endless line; more than this of it is never held in memory.
MAX_ROW_BYTES = MAX_BYTES


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read (`path` None: standard input) and the page id it gives where its rows have none."""

    id: str
    path: Path | None

    def open(self) -> AbstractContextManager[BinaryIO]:
        """Returns the opened file."""
        return nullcontext(sys.stdin.buffer) if self.path is None else self.path.open("rb")


def find_sources(inputs: Iterable[str]) -> Iterator[Source | Issue]:
    """Yields the files that `inputs` name: files, folders (all readable files below them, sorted), globs, ``-`` for
    standard input, and ``sample:`` (or ``sample:NAME``) for the pages that come with dateline."""
    for name in inputs:
        if name == STDIN:
            yield Source("stdin", None)
        elif name.startswith(SAMPLE):
            yield from _samples(name)
        else:
            yield from _named(name)


def read_pages(inputs: Iterable[str], *, date: str | None = None) -> Iterator[Found]:
    """Yields the pages of `inputs` in order; `date` is the day of publication of those whose row states none."""
    for source in find_sources(inputs):
        if isinstance(source, Issue):
            yield source
        else:
            yield from read_source(source, date=date)


def read_source(source: Source, *, date: str | None = None) -> Iterator[Found]:
    """Yields the pages of one file, read as its name says, or, where it says nothing, as its first bytes say."""
    suffix = source.path.suffix.lower() if source.path else ""
    try:
        with source.open() as file:
            reader = READERS.get(suffix)
            if reader is None:
                yield from _sniffed(file, source, date)
            else:
                yield from reader(file, source, date)
    except OSError as error:
        yield _unreadable(source.id, error.strerror or str(error))


def _named(name: str) -> Iterator[Source | Issue]:
    path = Path(name)
    try:
        if path.is_dir():
            yield from _folder(path)
        elif path.exists():
            yield Source(path.name, path)
        elif matches := sorted(glob.glob(name, recursive=True)) if glob.has_magic(name) else []:
            for match in matches:
                yield from _named(match)
        else:
            yield _unreadable(name, "no such file or folder; give a file, a folder, a glob in quotes, or - for standard input")
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        yield _unreadable(name, str(error))


def _folder(folder: Path) -> Iterator[Source | Issue]:
    files = sorted(p for p in folder.rglob("*") if p.suffix.lower() in READERS and p.is_file())
    if not files:
        yield _unreadable(str(folder), f"no pages in this folder; pages are files that end in {', '.join(READERS)}")
    for path in files:
        yield Source(path.relative_to(folder).as_posix(), path)


def _samples(name: str) -> Iterator[Source | Issue]:
    folder = Path(str(resources.files("dateline") / "samples"))
    wanted = name.removeprefix(SAMPLE)
    sources = [s for s in _folder(folder) if isinstance(s, Source) and wanted in ("", s.id, Path(s.id).stem)]
    if not sources:
        yield _unreadable(name, "no such sample; type: dateline code sample: for all of them")
    yield from sources


def _text(file: BinaryIO, source: Source, date: str | None) -> Iterator[Found]:
    yield page_from_text(file.read(MAX_BYTES + 1), id=source.id, date=date)


def _html(file: BinaryIO, source: Source, date: str | None) -> Iterator[Found]:
    yield page_from_html(file.read(MAX_BYTES + 1), id=source.id, date=date)


def _json_lines(file: BinaryIO, source: Source, date: str | None) -> Iterator[Found]:
    if cast(io.BufferedReader, file).peek(2)[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):  # PowerShell's `>`
        file = io.BytesIO(file.read().decode("utf-16", "replace").encode())
    number = 0
    while line := file.readline(MAX_ROW_BYTES + 1):
        number += 1
        row_id = f"{source.id}#{number}"
        if len(line) > MAX_ROW_BYTES:
            while line and not line.endswith(b"\n"):
                line = file.readline(MAX_ROW_BYTES)
            yield Issue(stage=STAGE, reason=IssueReason.TOO_LARGE, page=row_id, detail=f"row longer than {MAX_ROW_BYTES} bytes")
        elif line.strip():
            yield _row(line, row_id, date)
    if not number:
        yield Issue(stage=STAGE, reason=IssueReason.EMPTY, page=source.id)


def _row(line: bytes, row_id: str, date: str | None) -> Found:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        detail = f"expected UTF-8, found byte 0x{line[error.start]:02x}"
        return Issue(stage=STAGE, reason=IssueReason.ENCODING, page=row_id, detail=detail)
    except (ValueError, RecursionError) as error:
        return _broken(row_id, f"expected a JSON object on the line, found {error}")
    if not isinstance(row, dict):
        return _broken(row_id, f"expected a JSON object on the line, found {type(row).__name__}")
    return _page_of_row(row, row_id, date)


def _page_of_row(row: dict[str, object], row_id: str, date: str | None) -> Found:
    url = row.get("url")
    return page_from_row(row, id=url if isinstance(url, str) and url else row_id, date=date)


def _parquet(file: BinaryIO, source: Source, date: str | None) -> Iterator[Found]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(file)
        for number, row in enumerate(row for batch in table.iter_batches(batch_size=256) for row in batch.to_pylist()):
            yield _page_of_row(row, f"{source.id}#{number + 1}", date)
    except pa.ArrowException as error:
        yield _unreadable(source.id, f"expected a Parquet file: {error}")


def _warc(file: BinaryIO, source: Source, date: str | None) -> Iterator[Found]:
    from dateline.run.warc import read_warc

    yield from read_warc(file, id=source.id, date=date)


def _sniffed(file: BinaryIO, source: Source, date: str | None) -> Iterator[Found]:
    """Reads a file whose name does not tell what it holds, such as standard input."""
    start = cast(io.BufferedReader, file).peek(2000).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"{"):
        yield from _json_lines(file, source, date)
    elif start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        yield from _html(file, source, date)
    elif start.startswith((b"warc/", b"\x1f\x8b")):
        yield from _warc(file, source, date)
    elif start.startswith(b"par1"):
        yield from _parquet(io.BytesIO(file.read()), source, date)
    else:
        yield from _text(file, source, date)


Reader = Callable[[BinaryIO, Source, str | None], Iterator[Found]]

READERS: dict[str, Reader] = {
    ".txt": _text,
    ".html": _html,
    ".htm": _html,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".parquet": _parquet,
    ".warc": _warc,
    ".gz": _warc,
}


def _unreadable(page: str, detail: str) -> Issue:
    return Issue(stage=STAGE, reason=IssueReason.UNREADABLE, page=page, detail=detail)


def _broken(page: str, detail: str) -> Issue:
    return Issue(stage=STAGE, reason=IssueReason.BROKEN_ROW, page=page, detail=detail)


def check_day(text: str | None, *, name: str) -> str | None:
    """Returns `text` if it is an ISO 8601 day (or None).

    Raises:
        InputError: it is not; the message names the option or field `name`.

    >>> check_day("2024-03-04", name="--date")
    '2024-03-04'
    """
    import datetime

    if text is None:
        return None
    try:
        if len(text) == 10:
            return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise InputError(f"expected a day as YYYY-MM-DD for {name}, found {text!r}; for example {name} 2024-03-04")
