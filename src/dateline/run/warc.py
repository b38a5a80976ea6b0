"""Web archives (WARC, gzipped or not) as pages, one record at a time."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from dateline.records import Issue, IssueReason, Page
from dateline.run.bodies import unpacked, without_chunks
from dateline.stages.ingest import MAX_BYTES, page_from_html, page_from_text

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

STAGE = "ingest"
_HTML = ("text/html", "application/xhtml+xml")
_TEXT = "text/plain"
_GZIP = b"\x1f\x8b\x08"
_MAY_START = re.compile(rb"\x1f\x8b\x08|WARC/1")
_START = re.compile(rb"WARC/1\.[01]\r?\n(?:[\w-]+:.*\n)*?WARC-Type:", re.IGNORECASE)
# How much is looked through at a time, and as how much of it a start can stand at most.
_PIECE, _START_BYTES = 1 << 20, 1 << 10


def read_warc(file: BinaryIO, *, id: str, date: str | None = None) -> Iterator[Page | Issue]:
    """Yields the pages of a web archive: its responses, resources and conversions that are HTML or plain text.

    A page's id is its URL. Redirects, errors and other media are passed over. What is spoilt becomes an issue that tells its
    bytes, and reading goes on at the next record; in a stream that cannot be read twice it ends there.
    """
    can_seek = file.seekable() and not isinstance(file, gzip.GzipFile)
    start: int | None = file.tell() if can_seek else 0
    number = 0
    spoilt: _Spoilt | None = None
    while start is not None:
        at = start
        try:
            for record in _records(file):
                found = _page(record, f"{id}#{number + 1}", date)
                if spoilt:
                    yield spoilt.issue(id, until=start)
                number, at, spoilt = number + 1, record.stream_pos, None
                if found is not None:
                    yield found
            break
        except (OSError, ValueError, EOFError, RuntimeError) as error:
            spoilt = spoilt or _Spoilt(number, at, str(error))
        start = _next_start(file, at + 1) if can_seek else None
    if spoilt:
        yield spoilt.issue(id, until=start)
    elif not number:
        yield _unreadable(id, "expected a web archive (WARC), found no record of a page")


@dataclass(frozen=True, slots=True)
class _Spoilt:
    """What could not be read: after which record, from which byte, and why."""

    record: int
    start: int
    why: str

    def issue(self, id: str, *, until: int | None) -> Issue:
        skipped = "all that follows" if until is None else f"{until - self.start} bytes"
        return _unreadable(
            f"{id}#{self.record + 1}",
            f"the archive is spoilt after record {self.record}: skipped {skipped} from byte {self.start} on: {self.why}",
        )


def _records(file: BinaryIO) -> Iterator[WarcRecord]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    kinds = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
    yield from ArchiveIterator(file, record_types=kinds, parse_http=True)


def _next_start(file: BinaryIO, start: int) -> int | None:
    """Returns where the next record starts, packed or not, and leaves the file there; None: nowhere."""
    file.seek(start)
    kept = b""
    while piece := file.read(_PIECE):
        window, is_last = kept + piece, len(piece) < _PIECE
        for found in _MAY_START.finditer(window):
            if len(window) - found.start() < _START_BYTES and not is_last:
                break
            if _is_start(window[found.start() : found.start() + _START_BYTES]):
                file.seek(start + found.start())
                return start + found.start()
        start, kept = start + max(0, len(window) - _START_BYTES), window[-_START_BYTES:]
    return None


def _is_start(data: bytes) -> bool:
    if data.startswith(_GZIP):
        try:
            data = zlib.decompressobj(wbits=31).decompress(data, _START_BYTES)
        except zlib.error:
            return False
    return bool(_START.match(data))


def _page(record: WarcRecord, row_id: str, date: str | None) -> Page | Issue | None:
    url = record.headers.get("WARC-Target-URI") or None
    http = record.http_headers if record.is_http else None
    if http is not None and http.status_code not in (None, 200):
        return None
    kind = (record.http_content_type if http is not None else record.headers.get("Content-Type", "")) or ""
    kind = kind.partition(";")[0].strip().lower()
    if kind not in (*_HTML, _TEXT):
        return None
    name = url.strip("<>") if url else row_id
    size = record.content_length
    data = record.reader.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        return Issue(stage=STAGE, reason=IssueReason.TOO_LARGE, page=name, detail=f"more than {MAX_BYTES} bytes")
    if len(data) < size:
        raise EOFError(f"expected {size} bytes of {name}, found {len(data)}")
    if http is not None:
        if "chunked" in (http.get("Transfer-Encoding") or "").lower():
            data = without_chunks(data)
        data = unpacked(data, http.get("Content-Encoding") or "", most=MAX_BYTES)
    make = page_from_text if kind == _TEXT else page_from_html
    charset = record.http_charset if http is not None else None
    return make(data, id=name, date=date, url=url and name, encoding=charset, fetched=record.headers.get("WARC-Date"))


def _unreadable(page: str, detail: str) -> Issue:
    return Issue(stage=STAGE, reason=IssueReason.UNREADABLE, page=page, detail=detail)
