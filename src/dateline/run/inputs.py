"""What the user names becomes pages: files, folders, globs, object stores, rows of JSON Lines and Parquet, standard input.

Whatever cannot be read becomes an `Issue` and the rest goes on. Files are read one at a time and rows one by one,
so that an input may be far larger than memory. Any of them may be packed with gzip; what it unpacks to has the same limits.
"""

from __future__ import annotations

import codecs
import glob
import gzip
import io
import json
import shutil
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, cast

from dateline.errors import InputError
from dateline.records import Issue, IssueReason, Page
from dateline.run.objects import find_objects, is_object, open_object
from dateline.stages.ingest import MAX_BYTES, page_from_html, page_from_row, page_from_text

if TYPE_CHECKING:
    import pyarrow as pa

STAGE = "ingest"
STDIN = "-"
SAMPLE = "sample:"
Found = Page | Issue
GZIP = b"\x1f\x8b"

# A broken JSON Lines file can hold one endless line; more than this of it is never held in memory.
MAX_ROW_BYTES = MAX_BYTES


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read (`path` None: standard input; a string: its URL) and the page id it gives where its rows have none."""

    id: str
    path: Path | str | None
    size: int = 0

    @property
    def is_far(self) -> bool:
        """Whether it stands in an object store."""
        return isinstance(self.path, str)

    def open(self) -> AbstractContextManager[BinaryIO]:
        """Returns the opened file."""
        if self.path is None:
            return nullcontext(sys.stdin.buffer)
        return open_object(self.path) if isinstance(self.path, str) else self.path.open("rb")


def find_sources(inputs: Iterable[str]) -> Iterator[Source | Issue]:
    """Yields the files that `inputs` name: files, folders (all readable files below them, sorted), globs, the same in an
    object store (``s3://bucket/folder/``), ``-`` for standard input, and ``sample:`` (or ``sample:NAME``) for the pages
    that come with dateline."""
    for name in inputs:
        if name == STDIN:
            yield Source("stdin", None)
        elif name.startswith(SAMPLE):
            yield from _samples(name)
        elif is_object(name):
            yield from _objects(name)
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
    try:
        with source.open() as file:
            unpacked, suffix = _unpacked(file, str(source.path or ""))
            yield from READERS.get(suffix, _sniffed)(unpacked, source, date)
    except (EOFError, zlib.error) as error:
        yield _unreadable(source.id, f"expected gzip: {error}")
    except OSError as error:
        yield _unreadable(source.id, error.strerror or str(error))


def _unpacked(file: BinaryIO, name: str) -> tuple[BinaryIO, str]:
    """The file and the suffix that tells what it holds, both without gzip; archives are packed record by record, and read
    so."""
    suffix = suffix_of(name)
    packed = cast(io.BufferedReader, file).peek(2)[:2] == GZIP
    return (cast(BinaryIO, gzip.GzipFile(fileobj=file)) if packed and suffix != ".warc" else file), suffix


def suffix_of(name: str) -> str:
    """Returns the end of a file's name that tells what it holds.

    >>> suffix_of("pages/Talks.TXT.gz"), suffix_of("crawl.gz")
    ('.txt', '')
    """
    path = PurePosixPath(name.lower())
    return PurePosixPath(path.stem).suffix if path.suffix == ".gz" else path.suffix


def is_page_file(name: str) -> bool:
    """Tells whether a file of a folder is read: one of a known kind, or packed with nothing said of its kind."""
    return suffix_of(name) in READERS or (name.lower().endswith(".gz") and not suffix_of(name))


def _named(name: str) -> Iterator[Source | Issue]:
    path = Path(name)
    try:
        if path.is_dir():
            yield from _folder(path)
        elif path.exists():
            yield Source(_page_id(path.name), path)
        elif matches := sorted(glob.glob(name, recursive=True)) if glob.has_magic(name) else []:
            for match in matches:
                yield from _named(match)
        else:
            yield _unreadable(name, "no such file or folder; give a file, a folder, a glob in quotes, or - for standard input")
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        yield _unreadable(name, str(error))


def _folder(folder: Path) -> Iterator[Source | Issue]:
    files = sorted(p for p in folder.rglob("*") if is_page_file(p.name) and p.is_file())
    if not files:
        yield _no_pages(str(folder))
    for path in files:
        yield Source(_page_id(path.relative_to(folder).as_posix()), path)


def _page_id(name: str) -> str:
    """A file's name as page id. What of it is no Unicode (names out of an old archive) is spelled out: a store holds UTF-8,
    in which all such names of one length would be the same page."""
    return name.encode("utf-8", "backslashreplace").decode()


def _objects(url: str) -> Iterator[Source | Issue]:
    try:
        found = [Source(*found) for found in find_objects(url) if is_page_file(found[1])]
    except OSError as error:
        yield _unreadable(url, str(error))
        return
    if not found:
        yield _no_pages(url)
    yield from found


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
    number = 0
    for number, line in enumerate(_lines(file), start=1):
        row_id = f"{source.id}#{number}"
        if line is None:
            yield Issue(stage=STAGE, reason=IssueReason.TOO_LARGE, page=row_id, detail=f"row longer than {MAX_ROW_BYTES} bytes")
        elif line.strip():
            yield _row(line, row_id, date)
    if not number:
        yield Issue(stage=STAGE, reason=IssueReason.EMPTY, page=source.id, detail="it has no line; give one row a line")


def _lines(file: BinaryIO) -> Iterator[bytes | None]:
    """Yields the lines of a file as UTF-8, None for one that is too long."""
    read: Callable[[int], bytes] = file.readline
    if cast(io.BufferedReader, file).peek(2)[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):  # PowerShell's `>`
        text = io.TextIOWrapper(file, "utf-16", "replace", newline="\n")

        def read(size: int) -> bytes:
            return text.readline(size).encode()

    while line := read(MAX_ROW_BYTES + 1):
        if len(line) <= MAX_ROW_BYTES:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = read(MAX_ROW_BYTES)
        yield None


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

    if isinstance(file, gzip.GzipFile):  # to seek in it is to unpack it anew
        data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            detail = f"unpacks to more than {MAX_BYTES} bytes; Parquet needs no gzip"
            yield Issue(stage=STAGE, reason=IssueReason.TOO_LARGE, page=source.id, detail=detail)
            return
        file = io.BytesIO(data)
    try:
        table = pq.ParquetFile(file)
        for number, row in enumerate(row for batch in table.iter_batches(batch_size=256) for row in _rows(batch)):
            row_id = f"{source.id}#{number + 1}"
            yield _broken(row_id, str(row)) if isinstance(row, Exception) else _page_of_row(row, row_id, date)
    except pa.ArrowException as error:
        yield _unreadable(source.id, f"expected a Parquet file: {error}")


def _rows(batch: pa.RecordBatch) -> list[dict[str, object] | Exception]:
    """The rows; the error for one with a value that Python cannot hold, such as a day after the year 9999 or broken UTF-8."""
    try:
        return list(batch.to_pylist())
    except (OverflowError, ValueError) as error:
        return [error] if len(batch) == 1 else [row for n in range(len(batch)) for row in _rows(batch.slice(n, 1))]


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
    elif start.startswith(b"warc/"):
        yield from _warc(file, source, date)
    elif start.startswith(b"par1"):
        if isinstance(file, gzip.GzipFile) or file.seekable():
            yield from _parquet(file, source, date)
        else:  # Parquet is read from its end
            with tempfile.TemporaryFile() as whole:
                shutil.copyfileobj(file, whole)
                yield from _parquet(cast(BinaryIO, whole), source, date)
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
}


def _no_pages(place: str) -> Issue:
    return _unreadable(place, f"no pages here; pages are files that end in {', '.join(READERS)}, or in one of these and .gz")


def _unreadable(page: str, detail: str) -> Issue:
    return Issue(stage=STAGE, reason=IssueReason.UNREADABLE, page=page, detail=detail)


def _broken(page: str, detail: str) -> Issue:
    return Issue(stage=STAGE, reason=IssueReason.BROKEN_ROW, page=page, detail=detail)


def check_page(page: object) -> Page:
    """Returns `page` if it is one that can be read.

    Raises:
        InputError: it is no `Page`, its text is no str (bytes and lists have a length too, and would be a page of nothing),
            or its date is no day.
    """
    if not isinstance(page, Page):
        found = type(page).__name__
        raise InputError(f"expected the text of a page as str, or a Page, found {found}; decode bytes first")
    if not isinstance(page.text, str):
        raise InputError(f"expected the text of page {page.id!r} as str, found {type(page.text).__name__}; decode bytes first")
    check_day(page.date, name="date")
    return page


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
        if isinstance(text, str) and len(text) == 10:
            return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise InputError(f"expected a day as YYYY-MM-DD for {name}, found {text!r}; for example {name} 2024-03-04")
