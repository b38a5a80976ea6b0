"""ingest: bytes and rows become pages. Decodes, extracts text from HTML, keeps what the markup says of each line."""

from __future__ import annotations

import codecs
import datetime
import functools
import re
from collections.abc import Mapping

from dateline.records import Issue, IssueReason, Page, PageKind

STAGE = "ingest"
# A news page is never that large; a video or a dump that strayed into a crawl is.
MAX_BYTES = 64_000_000
# So many control characters among the first bytes are no text.
BINARY_SHARE = 0.05
_SNIFF = 4096
_BLANK = "\x00 \t\r\n\f\v"

_MAGIC = (
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"PK\x03\x04",
    b"%PDF",
    b"\x1f\x8b",
    b"\x7fELF",
    b"RIFF",
    b"OggS",
    b"\x00\x00\x00\x18ftyp",
    b"MZ\x90",
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_URL_DAY = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?!\d)")


def page_from_bytes(
    data: bytes,
    *,
    id: str,
    html: bool,
    date: str | None = None,
    url: str | None = None,
    encoding: str | None = None,
    fetched: str | None = None,
) -> Page | Issue:
    """Returns the page that a file holds: plain text decoded, without a byte-order mark and else unchanged; of an HTML
    document one block a line, with what the markup says of each.

    `encoding` is what the transport declared, if anything, `date` the day of publication that the user gives. Dates that
    the page states of itself are in `Page.declared`.

    >>> page_from_bytes(b"The ministers met.", id="a.txt", html=False).text
    'The ministers met.'
    """
    refused = _refuse(data, id=id)
    if refused is not None:
        return refused
    text = decode(data, encoding=encoding or (_charset(data) if html else None))
    if html:
        return _page_of_markup(text, id=id, date=date, url=url, fetched=fetched)
    if not text.strip(_BLANK):
        return Issue(stage=STAGE, reason=IssueReason.EMPTY, page=id)
    return Page(id=id, text=text, url=url, date=date, fetched=fetched, declared=_declared_in_url(url))


page_from_text = functools.partial(page_from_bytes, html=False)
page_from_html = functools.partial(page_from_bytes, html=True)


def page_from_row(row: Mapping[str, object], *, id: str, date: str | None = None) -> Page | Issue:
    """Returns the page that a row of JSON Lines or Parquet holds (`text`, `html` or `mention`; docs/cli-reference.md).

    `id` and `date` serve where the row has none of its own. Null equals absent, unknown fields are ignored.

    >>> page_from_row({"mention": "the Ruritanian envoy", "date": "2024-03-01"}, id="0").date
    '2024-03-01'
    """
    name = _string(row, "id") or id
    broken = _broken_field(row)
    if broken:
        return Issue(stage=STAGE, reason=IssueReason.BROKEN_ROW, page=name, detail=broken)
    url, title, context = _string(row, "url"), _string(row, "title"), _string(row, "context")
    fetched, day = _string(row, "fetched"), _row_day(row) or date
    text: object = row.get("text")
    html, mention = row.get("html"), _string(row, "mention")
    kind = PageKind(_string(row, "kind") or ("page" if mention is None else "mention"))
    if text is None and html is None:
        text = mention
    if isinstance(text, str):
        if not text.strip(_BLANK):
            return Issue(stage=STAGE, reason=IssueReason.EMPTY, page=name)
        return Page(
            id=name,
            text=text,
            url=url,
            date=day,
            title=title,
            kind=kind,
            mention=mention,
            context=context,
            outlet=_string(row, "outlet"),
            language=_string(row, "language"),
            fetched=fetched,
            declared=_declared_in_url(url),
        )
    if isinstance(html, str):
        if len(html) > MAX_BYTES:
            return Issue(stage=STAGE, reason=IssueReason.TOO_LARGE, page=name)
        return _page_of_markup(html, id=name, date=day, url=url, fetched=fetched, title=title, kind=kind)
    return Issue(
        stage=STAGE, reason=IssueReason.BROKEN_ROW, page=name, detail="expected `text`, `html` or `mention`, found none"
    )


def decode(data: bytes, *, encoding: str | None = None) -> str:
    """Returns bytes as text: by their byte-order mark, UTF-16 by its NULs, the declared encoding, UTF-8, Windows-1252.

    Never fails: bytes that fit nowhere become U+FFFD.

    >>> decode("caf\u00e9".encode("latin-1"))
    'caf\u00e9'
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, errors="replace")
    # UTF-16 first: English text in it is good UTF-8 too, with a NUL between any two letters.
    for guess in (_wide(data), encoding, "utf-8"):
        text = _try(data, guess) if guess else None
        if text is not None:
            return text
    if _mostly_utf8(data):
        return data.decode("utf-8", errors="replace")
    return data.decode("cp1252", errors="replace")


def _try(data: bytes, name: str) -> str | None:
    try:
        return data.decode(
            "cp1252" if name.lower().replace("_", "-") in ("iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii") else name
        )
    except (LookupError, UnicodeError, ValueError):
        return None


def _wide(data: bytes) -> str | None:
    """Returns the UTF-16 order that the places of NULs in the first bytes speak for, or None."""
    head = data[:_SNIFF]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) * 4 < len(head) or min(even, odd) * 10 > len(head):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _mostly_utf8(data: bytes) -> bool:
    """Tells whether broken UTF-8 is nevertheless UTF-8: most of its bytes above ASCII decode."""
    high = sum(byte > 127 for byte in data[:200_000])
    wrong = data[:200_000].decode("utf-8", errors="replace").count("\ufffd")
    return high > 0 and wrong * 4 < high


def _refuse(data: bytes, *, id: str) -> Issue | None:
    if len(data) > MAX_BYTES:
        return Issue(stage=STAGE, reason=IssueReason.TOO_LARGE, page=id, detail=f"{len(data)} bytes, at most {MAX_BYTES}")
    if not data.strip(_BLANK.encode()):
        return Issue(stage=STAGE, reason=IssueReason.EMPTY, page=id)
    head = data[:_SNIFF]
    control = sum(byte < 9 or (13 < byte < 32 and byte != 27) for byte in head if byte)
    if head.startswith(_MAGIC) or control > BINARY_SHARE * len(head):
        return Issue(stage=STAGE, reason=IssueReason.BINARY, page=id)
    return None


def _charset(data: bytes) -> str | None:
    """Returns the encoding that an HTML document states in its head, if any."""
    found = re.search(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", data[:20_000], re.I) or re.match(
        rb"\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{2,40})", data[:400], re.I
    )
    name = found.group(1).decode("ascii", errors="replace") if found else None
    return None if name and name.lower().startswith("utf-16") else name


def _page_of_markup(
    markup: str,
    *,
    id: str,
    date: str | None,
    url: str | None,
    fetched: str | None,
    title: str | None = None,
    kind: PageKind = PageKind.PAGE,
) -> Page | Issue:
    from dateline.stages.ingest.markup import read_markup

    found = read_markup(markup, url=url)
    if found is None:
        return Issue(stage=STAGE, reason=IssueReason.UNREADABLE, page=id, detail="no HTML could be read")
    if not found.text.strip():
        return Issue(stage=STAGE, reason=IssueReason.EMPTY, page=id, detail="the HTML holds no text")
    return Page(
        id=id,
        text=found.text,
        url=url or found.url,
        date=date,
        title=title or found.title,
        kind=kind,
        outlet=found.outlet,
        language=found.language,
        fetched=fetched,
        declared=(*found.declared, *_declared_in_url(url or found.url)),
        markup=found.lines,
    )


def _declared_in_url(url: str | None) -> tuple[tuple[str, str], ...]:
    """Returns the day that stands in a web address, as a declared date.

    >>> _declared_in_url("https://news.example/2024/03/05/talks")
    (('url', '2024-03-05'),)
    """
    found = _URL_DAY.search(url) if url else None
    if found is None:
        return ()
    try:
        return (("url", datetime.date(*map(int, found.groups())).isoformat()),)
    except ValueError:
        return ()


def _string(row: Mapping[str, object], name: str) -> str | None:
    value = row.get(name)
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (str, int)):
        return str(value)
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    return None


def _row_day(row: Mapping[str, object]) -> str | None:
    value = _string(row, "date")
    return value[:10] if value else None


def _broken_field(row: Mapping[str, object]) -> str:
    """Says what is wrong with a row, or nothing."""
    for name in ("text", "html", "mention"):
        if row.get(name) is not None and not isinstance(row[name], str):
            return f"`{name}` must be a string, found {type(row[name]).__name__}"
    day = _row_day(row)
    if day is not None:
        try:
            datetime.date.fromisoformat(day if _DAY.fullmatch(day) else "")
        except ValueError:
            return f"`date` must be a day such as 2024-03-05, found {row['date']!r}"
    kind = row.get("kind")
    if kind is not None and not (isinstance(kind, str) and kind in set(PageKind)):
        return f"`kind` must be page, story, sentence or mention, found {kind!r}"
    return ""
