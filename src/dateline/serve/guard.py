"""What keeps the page to itself: allowed host names, headers, and proof that a write comes from our own form."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
import secrets
from collections.abc import Iterable
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from fastapi.responses import PlainTextResponse, Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dateline.serve.site import Site

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self';"
        " base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with "no-referrer" a form of ours would send the origin "null"
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
}
SESSION, ACCESS, CODER = "dateline_session", "dateline_access", "dateline_coder"
CODER_NAME = re.compile(r"[\w .\-]{1,40}")
MOST_BODY_BYTES = 64 * 1024
_HOST = re.compile(r"(?:(?P<name>[A-Za-z0-9._-]+)|\[(?P<address>[0-9A-Fa-f:.]+)\])(?::[0-9]*)?")


class Guard:
    """The middleware that turns strangers away, ends bodies that are too large, adds the headers, and answers HEAD."""

    def __init__(self, app: ASGIApp, *, site: Site) -> None:
        self.app = app
        self.site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request, or passes it on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        read = 0
        head = scope["method"] == "HEAD"

        async def measured() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > MOST_BODY_BYTES:
                raise HTTPException(413, "too large")
            return message

        async def with_headers(message: Message) -> None:
            starts = message["type"] == "http.response.start"
            if starts:
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            if starts or not head:
                await send(message)
            if starts and head:  # ended here: of an export no row is written for nobody
                await send({"type": "http.response.body"})

        app = self.app if answers_to(self.site, Headers(scope=scope).getlist("host")) else _STRANGER
        await app({**scope, "method": "GET"} if head else scope, measured, with_headers)


_STRANGER: Response = PlainTextResponse("this page does not answer to that name; docs/serve.md says to which", status_code=421)


def answers_to(site: Site, hosts: Iterable[str]) -> bool:
    """Tells whether the ``Host`` headers of a request are one, and one of ours.

    A page elsewhere whose name is made to point at this machine (DNS rebinding) sends that name; so only names are answered
    that are known to be ours. An address in numbers cannot be pointed elsewhere; bound wider, any is answered.
    """
    given = [_HOST.fullmatch(host) for host in hosts]
    if len(given) != 1 or given[0] is None:
        return False
    name = (given[0]["name"] or given[0]["address"]).lower().rstrip(".")
    try:
        return ipaddress.ip_address(name).is_loopback or site.wide
    except ValueError:
        return name == "localhost" or (site.wide and name in site.names)


def session_of(request: Request) -> str:
    """Returns the browser's session id, a fresh one where it has none yet."""
    found = request.cookies.get(SESSION, "")
    return found if len(found) == 32 and found.isalnum() else secrets.token_hex(16)


def coder_of(request: Request) -> str:
    """Returns the name under which this browser reviews, or would."""
    return reviewing_as(request) or "reviewer"


def reviewing_as(request: Request) -> str:
    """Returns the name under which this browser reviews, empty where it does not: it began with its first look at Review."""
    try:
        name = bytes.fromhex(request.cookies.get(CODER, "")).decode()
    except (ValueError, UnicodeDecodeError):
        name = ""
    return name if CODER_NAME.fullmatch(name) else ""


def begin_review(response: Response, coder: str) -> None:
    """Gives the browser the name under which it reviews from now on."""
    response.set_cookie(CODER, coder.encode().hex(), httponly=True, samesite="strict")


def as_seen(request: Request) -> Site:
    """Returns the site as this browser may see it."""
    site: Site = request.app.state.site
    return site.seen_by(reviewing_as(request))


Seen = Annotated[Site, Depends(as_seen)]


def csrf_token(site: Site, session: str) -> str:
    """Returns what a form of this session must send back."""
    return hmac.new(site.secret, session.encode(), hashlib.sha256).hexdigest()


def own_form(site: Site, request: Request) -> str:
    """Returns what a form for decisions must send back, empty for a browser that does not review (yet)."""
    reviews = reviewing_as(request) and SESSION in request.cookies and may_review(site, request)
    return csrf_token(site, session_of(request)) if reviews else ""


def remember(response: Response, session: str) -> None:
    """Gives the browser its session id."""
    response.set_cookie(SESSION, session, httponly=True, samesite="strict", path="/")


def check_write(site: Site, request: Request, sent: str) -> None:
    """Turns away a write that no form of ours sent.

    Raises:
        HTTPException: 403.
    """
    origin = request.headers.get("origin")
    if origin and origin.partition("://")[2] != request.headers.get("host"):
        raise HTTPException(403, "a write must come from this page itself")
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise HTTPException(403, "a write must come from this page itself")
    session = request.cookies.get(SESSION, "")
    if not session or not hmac.compare_digest(csrf_token(site, session).encode(), sent.encode()):
        raise HTTPException(403, "the form is out of date; load the page again")


def may_review(site: Site, request: Request) -> bool:
    """Tells whether this browser may review: always on loopback, with the token where the page is bound wider."""
    given = request.cookies.get(ACCESS, "")
    return not site.wide or hmac.compare_digest(site.token.encode(), given.encode())


def need_token(site: Site, request: Request) -> None:
    """Turns away a browser that may not review.

    Raises:
        HTTPException: 403.
    """
    if not may_review(site, request):
        raise HTTPException(403, "this needs the token that the command line printed")
