"""Web archives (WARC, gzipped or not) as pages, one record at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from dateline.records import Issue, IssueReason, Page
from dateline.stages.ingest import MAX_BYTES, page_from_html, page_from_text

STAGE = "ingest"
_HTML = ("text/html", "application/xhtml+xml")
_TEXT = "text/plain"


def read_warc(file: BinaryIO, *, id: str, date: str | None = None) -> Iterator[Page | Issue]:
    """Yields the pages of a web archive: its responses, resources and conversions that are HTML or plain text.

    A page's id is its URL. What is spoilt in the archive becomes an issue; what comes after a spoilt record is read as far
    as the archive allows. Redirects, errors and other media are passed over.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    kinds = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
    number, read = 0, False
    try:
        for record in ArchiveIterator(file, record_types=kinds, parse_http=True):
            number, read = number + 1, True
            page = _page(record, f"{id}#{number}", date)
            if page is not None:
                yield page
    except (OSError, ValueError, EOFError, RuntimeError) as error:
        read = True
        yield _unreadable(f"{id}#{number + 1}", f"the archive is spoilt after record {number}: {error}")
    if not read:
        yield _unreadable(id, "expected a web archive (WARC), found no record of a page")


def _page(record: object, row_id: str, date: str | None) -> Page | Issue | None:
    from fastwarc.warc import WarcRecord

    assert isinstance(record, WarcRecord)
    url = record.headers.get("WARC-Target-URI") or None
    http = record.http_headers if record.is_http else None
    if http is not None and http.status_code not in (None, 200):
        return None
    kind = (record.http_content_type if http is not None else record.headers.get("Content-Type", "")) or ""
    kind = kind.partition(";")[0].strip().lower()
    if kind not in (*_HTML, _TEXT):
        return None
    name = url.strip("<>") if url else row_id
    data = record.reader.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        return Issue(stage=STAGE, reason=IssueReason.TOO_LARGE, page=name, detail=f"more than {MAX_BYTES} bytes")
    make = page_from_text if kind == _TEXT else page_from_html
    charset = record.http_charset if http is not None else None
    return make(data, id=name, date=date, url=url and name, encoding=charset, fetched=record.headers.get("WARC-Date"))


def _unreadable(page: str, detail: str) -> Issue:
    return Issue(stage=STAGE, reason=IssueReason.UNREADABLE, page=page, detail=detail)
