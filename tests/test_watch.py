"""Watching feeds, against a server of this machine."""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from dateline.config import Config
from dateline.errors import StoreBusy
from dateline.run.fetch import Fetcher, FetchError
from dateline.run.ingest import Summary
from dateline.run.watch import poll, watch
from dateline.store.store import Store

ENTRY = "<item><title>t</title><link>{base}{path}</link><pubDate>{stamp}</pubDate></item>"
MONDAY, TUESDAY = "Mon, 04 Mar 2024 10:00:00 GMT", "Tue, 05 Mar 2024 10:00:00 GMT"
FIRST = (
    "<html><body><h1>Arrests</h1><p>French police arrested nine activists in Lyon on Monday, officials said.</p></body></html>"
)
SECOND = FIRST.replace("</p>", "</p><p>Germany condemned France on Tuesday over the arrests.</p>")


@dataclass
class Site:
    """What the server answers by path, and what it was asked."""

    base: str = ""
    pages: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def put(self, path: str, body: str, *, status: int = 200, **headers: str) -> None:
        self.pages[path] = (status, {k.replace("_", "-"): v for k, v in headers.items()}, body.encode())

    def feed(self, *entries: tuple[str, str], etag: str) -> None:
        items = "".join(ENTRY.format(base=self.base, path=path, stamp=stamp) for path, stamp in entries)
        self.put("/feed", f"<rss version='2.0'><channel><title>f</title>{items}</channel></rss>", ETag=etag)


@pytest.fixture
def site() -> Iterator[Site]:
    found = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(self.path)
            status, headers, body = found.pages.get(self.path, (404, {}, b"nothing here"))
            if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
                status, body = 304, b""
            self.send_response(status)
            for name, value in {
                "Content-Type": "text/html; charset=utf-8",
                "Content-Length": str(len(body)),
                **headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.base = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


def fetcher(**changes: object) -> Fetcher:
    return Fetcher(**{"allow_private": True, "gap_seconds": 0.0, **changes})  # type: ignore[arg-type]


def ask(store: Store, site: Site) -> tuple[int | None, int]:
    feed = f"{site.base}/feed"
    summary, failures = poll(store, [feed], config=Config(), fetcher=fetcher())
    return summary and summary.pages, failures[feed]


def test_new_and_changed_pages_are_coded_once(site: Site, tmp_path: Path) -> None:
    store = Store(tmp_path / "a.duckdb")
    site.put("/a", FIRST)
    site.feed(("/a", MONDAY), etag="1")
    assert ask(store, site) == (1, 0)
    assert ask(store, site) == (None, 0)  # the feed says that it has not changed
    site.feed(("/a", MONDAY), etag="2")
    assert ask(store, site) == (None, 0)  # the page has not
    assert site.asked.count("/a") == 1
    before = list(store.query("SELECT text FROM event"))
    site.put("/a", SECOND)
    site.feed(("/a", TUESDAY), etag="3")
    assert ask(store, site) == (1, 0)
    assert len(list(store.query("SELECT id FROM page"))) == 1
    assert len(list(store.query("SELECT page FROM page_version"))) == 1
    after = [row["text"] for row in store.query("SELECT text FROM event")]
    assert [text for text in after if "Lyon" in text] == [row["text"] for row in before]
    assert any("Germany" in text for text in after)


def test_what_cannot_be_fetched_is_an_issue_and_the_rest_goes_on(site: Site, tmp_path: Path) -> None:
    store = Store(tmp_path / "a.duckdb")
    site.put("/robots.txt", "User-agent: *\nDisallow: /secret\n")
    site.put("/secret", FIRST)
    site.put("/a", FIRST)
    site.feed(("/secret", MONDAY), ("/gone", MONDAY), ("/a", MONDAY), etag="1")
    assert ask(store, site) == (1, 0)
    details = {row["page"].rpartition("/")[2]: row["detail"] for row in store.query("SELECT page, detail FROM issue")}
    assert "robots.txt" in details["secret"]
    assert "404" in details["gone"]
    assert "/secret" not in site.asked


def test_a_feed_that_fails_is_counted(site: Site, tmp_path: Path) -> None:
    store = Store(tmp_path / "a.duckdb")
    site.put("/feed", "no feed at all")
    assert [ask(store, site)[1] for _ in range(2)] == [1, 2]
    site.feed(etag="1")
    assert ask(store, site) == (None, 0)


def test_the_last_round_tells_whether_a_feed_could_be_read(site: Site, tmp_path: Path) -> None:
    site.feed(etag="a")
    fetcher = Fetcher(allow_private=True, gap_seconds=0)
    gone, there = site.base + "/gone", site.base + "/feed"
    assert not watch(tmp_path / "news.duckdb", [gone], fetcher=fetcher, rounds=1)
    assert watch(tmp_path / "news.duckdb", [gone, there], fetcher=fetcher, rounds=1)


def test_private_addresses_are_not_asked(site: Site) -> None:
    with pytest.raises(FetchError, match="--allow-private"):
        fetcher(allow_private=False).get(f"{site.base}/a")
    assert site.asked == []


ODD_URLS = ("file:///etc/hostname", "ftp://example.org/x", "http://user:pass@127.0.0.1/", "gopher:", "http://a b/")
BROKEN_URLS = (
    "http://[::1/a",
    "http://127.0.0.1:port/",
    "http://127.0.0.1:99999/",
    "http://a\x00b/",
    f"http://{80 * 'x'}.org/",
)


@pytest.mark.parametrize("url", [*ODD_URLS, *BROKEN_URLS])
def test_other_urls_are_not_asked(url: str) -> None:
    with pytest.raises(FetchError):
        fetcher().get(url)


def test_redirects_are_checked(site: Site) -> None:
    site.put("/a", "", status=302, Location="file:///etc/hostname")
    with pytest.raises(FetchError, match="expected a http"):
        fetcher().get(f"{site.base}/a")
    site.put("/odd", "", status=302, Location="http://[::1/a")
    with pytest.raises(FetchError, match="no URL"):
        fetcher().get(f"{site.base}/odd")
    site.put("/loop", "", status=302, Location="/loop")
    with pytest.raises(FetchError, match="redirects"):
        fetcher().get(f"{site.base}/loop")
    site.put("/from", "", status=301, Location="/to")
    site.put("/to", "here")
    assert fetcher().get(f"{site.base}/from").url == f"{site.base}/to"


def test_limits(site: Site) -> None:
    site.put("/big", "x" * 5000)
    with pytest.raises(FetchError, match="more than 1000 bytes"):
        fetcher(max_bytes=1000).get(f"{site.base}/big")
    site.pages["/packed"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"x" * 5000))
    assert fetcher().get(f"{site.base}/packed").body == b"x" * 5000
    with pytest.raises(FetchError, match="unpacks to more than 1000 bytes"):
        fetcher(max_bytes=1000).get(f"{site.base}/packed")
    with pytest.raises(FetchError, match="not done after"):
        fetcher(total_seconds=-1.0).get(f"{site.base}/big")


@pytest.fixture
def raw() -> Iterator[tuple[str, list[bytes]]]:
    """A server that sends what the list holds, piece by piece, and then ends the connection."""
    sent: list[bytes] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listening.accept()
                with connection:
                    asked = connection.recv(65_536)
                    pieces = [b"HTTP/1.1 404 None\r\nContent-Length: 0\r\n\r\n"] if b"robots" in asked else sent
                    for piece in pieces:
                        connection.sendall(piece)
                        time.sleep(0.01 if len(pieces) > 2 else 0)

    threading.Thread(target=serve, daemon=True).start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/a", sent
    listening.close()


def test_half_a_page_is_no_page(raw: tuple[str, list[bytes]]) -> None:
    url, sent = raw
    sent += [b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", b"only this"]
    with pytest.raises(FetchError, match="cut off 91 bytes"):
        fetcher().get(url)
    sent[:] = [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"9\r\nonly this"]
    with pytest.raises(FetchError, match="IncompleteRead"):
        fetcher().get(url)
    sent[:] = [b"HTTP/1.0 200 OK\r\n\r\n", b"all of it"]
    assert fetcher().get(url).body == b"all of it"


def test_headers_that_never_end_are_cut(raw: tuple[str, list[bytes]]) -> None:
    url, sent = raw
    sent += [b"HTTP/1.1 200 OK\r\nX: ", *[b"x"] * 1000]
    with pytest.raises(FetchError, match="not done after"):
        fetcher(total_seconds=0.2).get(url)


def test_feeds_asked_together_are_one_run(site: Site, tmp_path: Path) -> None:
    store = Store(tmp_path / "a.duckdb")
    site.put("/a", FIRST)
    site.put("/b", SECOND)
    site.feed(("/a", MONDAY), etag="1")
    site.pages["/other"] = site.pages["/feed"]
    site.feed(("/a", TUESDAY), ("/b", MONDAY), etag="1")
    feeds = [f"{site.base}/{name}" for name in ("other", "broken", "feed")]
    summary, failures = poll(store, feeds, config=Config(), fetcher=fetcher())
    assert summary is not None
    assert summary.pages == 2
    assert list(failures.values()) == [0, 1, 0]
    assert [row["inputs"] for row in store.runs()] == [feeds]
    assert site.asked.count("/a") == 1
    assert poll(store, feeds, config=Config(), fetcher=fetcher()) == (None, {feeds[0]: 0, feeds[1]: 2, feeds[2]: 0})


def test_a_watch_goes_on_while_somebody_reads_the_store(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site.put("/a", FIRST)
    site.feed(("/a", MONDAY), etag="1")
    busy = [True]
    watched = Store.watched

    def sometimes(store: Store, urls: Sequence[str]) -> object:
        if busy:
            busy.pop()
            raise StoreBusy("busy")
        return watched(store, urls)

    monkeypatch.setattr(Store, "watched", sometimes)
    told: list[Summary] = []
    watch(
        tmp_path / "a.duckdb",
        [f"{site.base}/feed"],
        config=Config(),
        fetcher=fetcher(),
        every_seconds=0.0,
        rounds=2,
        tell=told.append,
        sleep=lambda seconds: None,
    )
    assert [summary.pages for summary in told] == [1]


def test_a_feed_that_works_again_is_forgiven(site: Site, tmp_path: Path) -> None:
    store = Store(tmp_path / "a.duckdb")
    site.feed(etag="1")
    assert ask(store, site) == (None, 0)
    site.put("/feed", "broken", status=500)
    assert ask(store, site) == (None, 1)
    site.feed(etag="1")
    assert ask(store, site) == (None, 0)  # it says that it has not changed
    site.put("/feed", "broken", status=500)
    assert ask(store, site) == (None, 1)


def test_robots_are_asked_again_after_a_day(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.put("/a", "x")
    patient = fetcher()
    for days in (0, 0, 2):
        now = time.time() + days * 86_400
        monkeypatch.setattr("dateline.run.fetch.time.time", lambda now=now: now)
        patient.get(f"{site.base}/a")
    assert site.asked.count("/robots.txt") == 2


def test_a_host_is_left_alone_between_two_requests(site: Site) -> None:
    site.put("/a", "x")
    slept: list[float] = []
    polite = fetcher(gap_seconds=7.0, sleep=slept.append)
    for _ in range(2):
        polite.get(f"{site.base}/a")
    assert [round(pause) for pause in slept] == [7]
