"""Asking other machines for pages, politely and with care, and telling one that was named what is new: the only place where
dateline uses the web.

Robots.txt is kept to, a host is left alone between two requests, every address (of redirects too) is checked before it is
connected to, and nobody can send more, or longer, than the limits allow.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from dateline import __version__
from dateline.run.bodies import unpacked

AGENT = f"dateline/{__version__}"
MAX_REDIRECTS = 5
ROBOTS_BYTES = 500_000
# A robots.txt that asks for more patience than this asks for none of its pages to be read.
MAX_CRAWL_DELAY_SECONDS = 60.0
# A watch goes on for months; robots.txt is read again after a day.
ROBOTS_SECONDS = 86_400.0
_CHUNK = 65_536
_PORTS = {"http": 80, "https": 443}


class FetchError(Exception):
    """A URL was not fetched; the message says why."""


@dataclass(frozen=True, slots=True)
class Response:
    """What came back: the status, the URL after redirects, the headers (names in lower case) and the body."""

    status: int
    url: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Fetcher:
    """Fetches URLs within limits; one for a run, as it remembers hosts and their robots.txt."""

    allow_private: bool = False
    timeout_seconds: float = 20.0
    total_seconds: float = 60.0
    max_bytes: int = 10_000_000
    gap_seconds: float = 2.0
    sleep: Callable[[float], None] = time.sleep
    _robots: dict[str, RobotFileParser] = field(default_factory=dict)
    _free_at: dict[str, float] = field(default_factory=dict)

    def get(self, url: str, *, etag: str | None = None, modified: str | None = None) -> Response:
        """Returns the answer to a GET, following redirects; status 304 where `etag` or `modified` still hold.

        Raises:
            FetchError: the URL is not allowed (robots.txt, a private address, another scheme), or nothing whole came back.
        """
        headers = {"If-None-Match": etag, "If-Modified-Since": modified}
        for _ in range(MAX_REDIRECTS + 1):
            rules = self._rules(url)
            if not rules.can_fetch(AGENT, url):
                raise FetchError("robots.txt forbids it")
            self._wait(url, rules)
            answer = self._ask(url, {k: v for k, v in headers.items() if v}, self.max_bytes)
            target = answer.headers.get("location")
            if answer.status not in (301, 302, 303, 307, 308) or not target:
                return answer
            url = _join(url, target)
        raise FetchError(f"more than {MAX_REDIRECTS} redirects")

    def post(self, url: str, body: bytes, *, kind: str) -> Response:
        """Returns the answer to a POST of `body`, which is of the media type `kind`; redirects are not followed.

        Raises:
            FetchError: the URL is not allowed (a private address, another scheme), or nothing whole came back.
        """
        return self._ask(url, {"Content-Type": kind}, self.max_bytes, body)

    def _rules(self, url: str) -> RobotFileParser:
        origin = "{0.scheme}://{0.netloc}".format(_split(url))
        known = self._robots.get(origin)
        if known is None or time.time() - known.mtime() > ROBOTS_SECONDS:
            rules = RobotFileParser()
            try:
                answer = self._ask(f"{origin}/robots.txt", {}, ROBOTS_BYTES)
                target = answer.headers.get("location")
                if 300 <= answer.status < 400 and target:
                    answer = self._ask(_join(f"{origin}/robots.txt", target), {}, ROBOTS_BYTES)
                if answer.status >= 500:
                    raise FetchError(f"robots.txt answers {answer.status}")
                rules.parse(answer.body.decode("utf-8", "replace").splitlines() if answer.status == 200 else [])
            except FetchError as error:
                raise FetchError(f"{origin}: {error}") from error
            self._robots[origin] = rules
        return self._robots[origin]

    def _wait(self, url: str, rules: RobotFileParser) -> None:
        host = _split(url).netloc
        asked = float(rules.crawl_delay(AGENT) or 0)
        if asked > MAX_CRAWL_DELAY_SECONDS:
            raise FetchError(f"robots.txt asks for {asked:.0f} seconds between two requests")
        now = time.monotonic()
        if (pause := self._free_at.get(host, now) - now) > 0:
            self.sleep(pause)
        self._free_at[host] = time.monotonic() + max(self.gap_seconds, asked)

    def _ask(self, url: str, headers: dict[str, str], most: int, body: bytes | None = None) -> Response:
        parts = _split(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        method = "GET" if body is None else "POST"
        until = time.monotonic() + self.total_seconds
        with contextlib.ExitStack() as stack:
            try:
                port = parts.port or _PORTS[parts.scheme]
                connection = http.client.HTTPConnection(str(parts.hostname), port, timeout=self.timeout_seconds)
                stack.callback(connection.close)
                # The time of one read says nothing of all: a header may come letter by letter.
                stack.callback(_alarm(self.total_seconds, connection).cancel)
                self._connect(connection, parts.scheme)
                connection.request(method, path, body, headers={"User-Agent": AGENT, "Accept-Encoding": "identity", **headers})
                answer = connection.getresponse()
                found = unpacked(self._read(answer, most, until), answer.getheader("Content-Encoding", ""), most=most)
                if len(found) > most:
                    raise FetchError(f"unpacks to more than {most} bytes")
                return Response(answer.status, url, {k.lower(): v for k, v in answer.getheaders()}, found)
            except (OSError, http.client.HTTPException, ValueError) as error:
                self._check_time(until)
                raise FetchError(f"{type(error).__name__}: {error}") from error

    def _check_time(self, until: float) -> None:
        if time.monotonic() > until:
            raise FetchError(f"not done after {self.total_seconds:.0f} seconds")

    def _read(self, answer: http.client.HTTPResponse, most: int, until: float) -> bytes:
        pieces, size = [], 0
        while piece := answer.read1(_CHUNK):
            size += len(piece)
            if size > most:
                raise FetchError(f"more than {most} bytes")
            self._check_time(until)
            pieces.append(piece)
        self._check_time(until)
        if answer.length:  # `read1` takes the end of the connection for the end of the answer
            raise FetchError(f"cut off {answer.length} bytes before its end")
        return b"".join(pieces)

    def _connect(self, connection: http.client.HTTPConnection, scheme: str) -> None:
        """Connects to an address that was checked: a name that is looked up again might give another."""
        host, port = connection.host, connection.port
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        address = str(found[0][4][0])
        if not self.allow_private and any(not _is_public(str(info[4][0])) for info in found):
            raise FetchError(f"{host} is a private address ({address}); allow such with --allow-private")
        connection.sock = socket.create_connection((address, port), timeout=self.timeout_seconds)
        if scheme == "https":
            connection.sock = ssl.create_default_context().wrap_socket(connection.sock, server_hostname=host)


def _split(url: str) -> SplitResult:
    """The parts of a URL that may be asked for."""
    with contextlib.suppress(ValueError):  # brackets around no address, a port that is no number
        parts = urlsplit(url)
        if parts.scheme in _PORTS and parts.hostname and parts.username is None and parts.port != 0:
            return parts
    raise FetchError(f"expected a http or https URL without a user name, found {url!r}")


def _join(url: str, target: str) -> str:
    try:
        return urljoin(url, target)
    except ValueError as error:
        raise FetchError(f"redirected to {target!r}, which is no URL") from error


def _alarm(seconds: float, connection: http.client.HTTPConnection) -> threading.Timer:
    alarm = threading.Timer(seconds, _cut, [connection])
    alarm.daemon = True
    alarm.start()
    return alarm


def _cut(connection: http.client.HTTPConnection) -> None:
    """Ends a connection of another thread, which reads an end then."""
    with contextlib.suppress(OSError, AttributeError):  # it is not there yet, or no longer
        connection.sock.shutdown(socket.SHUT_RDWR)


def _is_public(address: str) -> bool:
    """Tells whether an address is one of the open internet.

    >>> _is_public("127.0.0.1"), _is_public("::ffff:10.0.0.1"), _is_public("93.184.215.14")
    (False, False, True)
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    found = mapped or found
    return found.is_global and not found.is_multicast
