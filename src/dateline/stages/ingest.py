"""ingest: bytes and rows become pages. Decodes, extracts text from HTML, keeps what the markup says of each line."""

from __future__ import annotations

from collections.abc import Mapping

from dateline.records import Issue, IssueReason, Page, PageKind

MAX_BYTES = 64_000_000  # a news page is never that large; a crawl's stray video is
STAGE = "ingest"


def page_from_text(
    data: bytes, *, id: str, date: str | None = None, url: str | None = None, fetched: str | None = None
) -> Page | Issue:
    """Returns the page that a plain-text file holds: its text decoded, without a byte-order mark, else unchanged."""
    if len(data) > MAX_BYTES:
        return Issue(stage=STAGE, reason=IssueReason.TOO_LARGE, page=id)
    text = data.decode("utf-8-sig", errors="replace")
    if not text.strip():
        return Issue(stage=STAGE, reason=IssueReason.EMPTY, page=id)
    return Page(id=id, text=text, url=url, date=date, fetched=fetched)


def page_from_html(
    data: bytes,
    *,
    id: str,
    date: str | None = None,
    url: str | None = None,
    encoding: str | None = None,
    fetched: str | None = None,
) -> Page | Issue:
    """Returns the page that an HTML document holds. `encoding` is what the transport declared."""
    if len(data) > MAX_BYTES:
        return Issue(stage=STAGE, reason=IssueReason.TOO_LARGE, page=id)
    text = data.decode(encoding or "utf-8-sig", errors="replace")
    return Page(id=id, text=text, url=url, date=date, fetched=fetched)


def page_from_row(row: Mapping[str, object], *, id: str, date: str | None = None) -> Page | Issue:
    """Returns the page that a row of JSON Lines or Parquet holds (`text`, `html` or `mention`; docs/cli-reference.md).

    `id` and `date` serve where the row has none of its own.
    """
    text = row.get("text")
    if not isinstance(text, str):
        text = ""
    return Page(id=id, text=text, date=date, kind=PageKind.PAGE)
