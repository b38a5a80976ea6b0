"""What keeps the page to itself: allowed host names, headers, and proof that a write comes from our own form."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from fastapi import HTTPException, Request
from fastapi.responses import PlainTextResponse, Response

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
SESSION, ACCESS = "dateline_session", "dateline_access"
MOST_BODY_BYTES = 64 * 1024


def guard(site: Site) -> Callable[[Request, Callable[[Request], Awaitable[Response]]], Awaitable[Response]]:
    """Returns the middleware that turns strangers away and adds the headers."""

    async def check(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
        if not site.wide and not _loopback(host):
            # A page elsewhere that points its own name at this machine must not read what we answer.
            response: Response = PlainTextResponse("this page answers to localhost only", status_code=421)
        elif int(request.headers.get("content-length") or 0) > MOST_BODY_BYTES:
            response = PlainTextResponse("too large", status_code=413)
        else:
            response = await call_next(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return check


def _loopback(host: str) -> bool:
    if host in ("localhost", "testserver"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def session_of(request: Request) -> str:
    """Returns the browser's session id, a fresh one where it has none yet."""
    found = request.cookies.get(SESSION, "")
    return found if len(found) == 32 and found.isalnum() else secrets.token_hex(16)


def csrf_token(site: Site, session: str) -> str:
    """Returns what a form of this session must send back."""
    return hmac.new(site.secret, session.encode(), hashlib.sha256).hexdigest()


def remember(response: Response, session: str) -> None:
    """Gives the browser its session id."""
    response.set_cookie(SESSION, session, httponly=True, samesite="strict", path="/")


def check_write(site: Site, request: Request, sent: str) -> None:
    """Turns away a write that no form of ours sent.

    Raises:
        HTTPException: 403.
    """
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != request.headers.get("host"):
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
