from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from dateline.config import Config
from dateline.records import Issue, IssueReason, Page
from dateline.run.inputs import read_pages
from dateline.run.work import code_batch
from dateline.text.language import looks_english

HTML = "<html><head><title>Talks</title></head><body><p>Ministers met in Oslo on Monday.</p></body></html>"


def record(url: str, body: str | bytes, *, kind: str = "text/html", status: str = "200 OK", more: str = "") -> bytes:
    sent = body.encode() if isinstance(body, str) else body
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}; charset=utf-8\r\n{more}\r\n".encode() + sent
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-03-05T10:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{abs(hash(url)):032x}>\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


RECORDS = (
    record("https://example.org/a", HTML),
    record("https://example.org/logo", "PNG", kind="image/png"),
    record("https://example.org/gone", HTML, status="404 Not Found"),
    record("https://example.org/b.txt", "Ministers left Oslo.", kind="text/plain"),
)


@pytest.mark.parametrize("name", ["x.warc", "x.warc.gz", "noname"])
def test_pages_of_an_archive(tmp_path: Path, name: str) -> None:
    packed = b"".join(gzip.compress(r) for r in RECORDS) if name.endswith("gz") else b"".join(RECORDS)
    (tmp_path / name).write_bytes(packed)
    pages = [page for page in read_pages([str(tmp_path / name)]) if isinstance(page, Page)]
    assert [(page.id, page.fetched) for page in pages] == [
        ("https://example.org/a", "2024-03-05T10:00:00Z"),
        ("https://example.org/b.txt", "2024-03-05T10:00:00Z"),
    ]
    assert "Ministers met in Oslo on Monday." in pages[0].text


def chunked(data: bytes) -> bytes:
    return b"A\r\n" + data[:10] + b"\r\n" + b"%x; more\r\n" % len(data[10:]) + data[10:] + b"\r\n0\r\n\r\n"


def raw_deflated(data: bytes) -> bytes:
    return zlib.compress(data, wbits=-15)


CHUNKED, GZIP, DEFLATE = "Transfer-Encoding: chunked\r\n", "Content-Encoding: gzip\r\n", "Content-Encoding: deflate\r\n"
AS_SENT = {
    "gzip": (gzip.compress(HTML.encode()), GZIP),
    "deflate": (zlib.compress(HTML.encode()), DEFLATE),
    "raw deflate": (raw_deflated(HTML.encode()), DEFLATE),
    "chunked": (chunked(HTML.encode()), CHUNKED),
    "both": (chunked(gzip.compress(HTML.encode())), CHUNKED + GZIP),
    "headers alone": (HTML.encode(), CHUNKED + GZIP),
    "deflate alone": (HTML.encode(), DEFLATE),
}


@pytest.mark.parametrize("name", AS_SENT)
def test_pages_kept_as_they_were_sent(tmp_path: Path, name: str) -> None:
    body, headers = AS_SENT[name]
    (tmp_path / "x.warc").write_bytes(record("https://example.org/a", body, more=headers) + RECORDS[3])
    pages = [page for page in read_pages([str(tmp_path / "x.warc")]) if isinstance(page, Page)]
    assert [page.text for page in pages] == ["Ministers met in Oslo on Monday.", "Ministers left Oslo."]


def test_what_unpacks_without_end_is_an_issue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.run.warc.MAX_BYTES", 10_000)
    monkeypatch.setattr("dateline.stages.ingest.MAX_BYTES", 10_000)
    packed = gzip.compress(b"<p>" + b"x" * 1_000_000)
    (tmp_path / "x.warc").write_bytes(record("https://example.org/a", packed, more=GZIP))
    [issue] = read_pages([str(tmp_path / "x.warc")])
    assert isinstance(issue, Issue)
    assert issue.reason is IssueReason.TOO_LARGE


def test_a_spoilt_archive_gives_what_it_can_and_an_issue(tmp_path: Path) -> None:
    good = gzip.compress(RECORDS[0])
    (tmp_path / "x.warc.gz").write_bytes(good + gzip.compress(RECORDS[3])[:40])
    found = list(read_pages([str(tmp_path / "x.warc.gz")]))
    assert isinstance(found[0], Page)
    (tmp_path / "y.warc.gz").write_bytes(b"\x1f\x8b no archive at all" * 20)
    [issue] = read_pages([str(tmp_path / "y.warc.gz")])
    assert isinstance(issue, Issue)
    assert issue.reason is IssueReason.UNREADABLE


def damaged(data: bytes) -> bytes:
    return data[:60] + bytes(20) + data[80:]


def cut(data: bytes) -> bytes:
    return data[:150]


def too_long(data: bytes) -> bytes:
    """A record that claims the bytes of those after it."""
    packed = data.startswith(b"\x1f\x8b")
    longer = (gzip.decompress(data) if packed else data).replace(b"Content-Length: ", b"Content-Length: 9")
    return gzip.compress(longer) if packed else longer


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("spoil", [cut, too_long, damaged, lambda _: b"no record " * 200, lambda _: bytes(3_000_000)])
def test_what_follows_a_spoilt_record_is_read(tmp_path: Path, spoil: Callable[[bytes], bytes], packed: bool) -> None:
    bodies = [HTML.replace("Monday", day) for day in ("Monday", "Tuesday", "Thursday", "Friday", "Sunday")]
    records = [record(f"https://example.org/{n}", body) for n, body in enumerate(bodies)]
    parts = [gzip.compress(r) if packed else r for r in records]
    file = tmp_path / ("x.warc.gz" if packed else "x.warc")
    file.write_bytes(b"".join([*parts[:2], spoil(parts[2]), *parts[3:]]))
    found = list(read_pages([str(file)]))
    pages = [page for page in found if isinstance(page, Page)]
    assert [n for page in pages if (n := page.id[-1]) in "0134"] == ["0", "1", "3", "4"]
    issues = [issue.detail or "" for issue in found if isinstance(issue, Issue)]
    assert ["bytes from byte" in detail for detail in issues] == [True] * (5 - len(pages))


FRENCH = (
    "La police a arrêté neuf enseignants lundi à Cusco, a indiqué le syndicat, qui demande le paiement des salaires dus. " * 4
)
DUTCH = "De politie heeft maandag in Cusco negen leraren opgepakt, zegt de vakbond, die wil dat de lonen worden betaald. " * 4


@pytest.mark.parametrize(
    ("text", "english"),
    [
        (FRENCH, False),
        (DUTCH, False),
        ("Полиция задержала девять учителей в понедельник, сообщил профсоюз. " * 5, False),
        ("警察は月曜日に教師九人を逮捕したと組合が明らかにした。" * 20, False),
        ("", True),
        ("Ankara, Athens", True),
        ("Police arrested nine teachers in Cusco on Monday, the union said, and the governor asked for patience. " * 4, True),
        ("Home\nWorld\nRelated\n" + "- Minister quits over port deal\n- Floods close the road to the coast\n" * 12, True),
    ],
)
def test_language(text: str, english: bool) -> None:
    assert looks_english(text) is english


def test_a_page_in_another_language_is_an_issue() -> None:
    [reading] = code_batch([Page(id="f", text=FRENCH)], config=Config())
    assert IssueReason.NOT_ENGLISH in [issue.reason for issue in reading.issues]
    assert not reading.events
