"""Watching a question: the address of its feed, and webhooks, which are told of new records as they come.

A webhook that the user set up is the one thing of the page that leaves this machine. Those set up are kept beside the store,
in ``NAME.hooks.json``: a writer may hold the store itself. They are told what comes while the page is served.
"""

from __future__ import annotations

import json
import logging
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from fastapi import FastAPI, Form, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from dateline import __version__
from dateline.serve.filters import Filters
from dateline.serve.formats import base_of
from dateline.serve.guard import check_write, csrf_token, may_review, need_token, remember, session_of
from dateline.serve.pages import html, need_store
from dateline.serve.queries import record_of
from dateline.serve.site import Site, chip_words

if TYPE_CHECKING:
    from dateline.run.fetch import Fetcher

log = logging.getLogger("dateline")

MOST_HOOKS = 20
MOST_RECORDS = 100
LOOK_EVERY_SECONDS = 2.0
# Failures in a row after which a webhook is left alone until the page is started anew; each wait is twice the one before.
GIVE_UP_AFTER = 6
FIRST_WAIT_SECONDS = 10.0


@dataclass(slots=True, kw_only=True)
class Hook:
    """One webhook: where to, and the question as the query of an address. `since` is the last record it was told of."""

    id: str
    url: str
    query: str
    since: int = 0
    failures: int = 0
    said: str = ""
    due: float = field(default=0.0)

    @property
    def filters(self) -> Filters:
        """The question."""
        return filters_of(self.query)


class Hooks:
    """The webhooks of one site."""

    def __init__(self, site: Site, *, fetcher: Fetcher | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        from dateline.run.fetch import Fetcher

        self.site = site
        # Bound wider, whoever has the token must not reach through us into the network that this machine is in.
        self.fetcher = fetcher or Fetcher(allow_private=not site.wide, timeout_seconds=10, total_seconds=20, max_bytes=65_536)
        self.clock = clock
        self.lock = threading.Lock()
        self.hooks = self._read()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def path(self) -> Path:
        """The file that keeps them."""
        return self.site.database.with_name(self.site.database.name + ".hooks.json")

    def _read(self) -> dict[str, Hook]:
        try:
            rows = json.loads(self.path.read_text(encoding="utf-8"))
            hooks = [Hook(id=str(row["id"]), url=str(row["url"]), query=str(row["query"])) for row in rows]
            for hook in hooks:
                filters_of(hook.query)
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, KeyError, RecursionError, HTTPException) as error:
            log.warning("%s holds no webhooks: %s", self.path, error)
            return {}
        newest = self.site.queries.newest() if self.site.snapshot.version else 0
        for hook in hooks:
            hook.since = newest
        return {hook.id: hook for hook in hooks}

    def _write(self) -> None:
        rows = [{name: asdict(hook)[name] for name in ("id", "url", "query")} for hook in self.hooks.values()]
        unfinished = self.path.with_name(self.path.name + ".tmp")
        unfinished.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        unfinished.chmod(0o600)  # the address of a webhook is often its password
        unfinished.replace(self.path)

    def add(self, url: str, query: str) -> Hook:
        """Adds a webhook, told of what comes from now on.

        Raises:
            HTTPException: 422: no address to send to, or too many.
        """
        parts = urlsplit(url) if url.isprintable() and " " not in url else urlsplit("")
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
            raise HTTPException(422, "expected the address of a webhook: http or https, without a user name")
        with self.lock:
            if len(self.hooks) >= MOST_HOOKS:
                raise HTTPException(422, f"there are {MOST_HOOKS} webhooks; remove one first")
            hook = Hook(id=secrets.token_hex(8), url=url, query=query, since=self.site.queries.newest())
            self.hooks[hook.id] = hook
            self._write()
        return hook

    def remove(self, id: str) -> None:
        """Removes a webhook, if it is there."""
        with self.lock:
            if self.hooks.pop(id, None):
                self._write()

    def tell(self) -> int:
        """Tells each webhook what is new to it; returns how many were told."""
        if not self.site.snapshot.version:
            return 0
        newest = self.site.queries.newest()
        now = self.clock()
        due = [h for h in list(self.hooks.values()) if h.since < newest and h.failures < GIVE_UP_AFTER and h.due <= now]
        return sum(self._tell(hook, newest) for hook in due)

    def _tell(self, hook: Hook, newest: int) -> bool:
        from dateline.run.fetch import FetchError

        rows = self.site.queries.arrived_since(hook.filters, hook.since, newest, most=MOST_RECORDS, order="ASC")
        if not rows:
            hook.since = newest
            return False
        body = {"made_by": f"dateline {__version__}", "watch": hook.query, "records": [record_of(row) for row in rows]}
        try:
            sent = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
            answer = self.fetcher.post(hook.url, sent, kind="application/json")
            if not 200 <= answer.status < 300:
                raise FetchError(f"the answer is {answer.status}")
        except FetchError as error:
            hook.failures += 1
            hook.said = str(error)[:200]
            hook.due = self.clock() + FIRST_WAIT_SECONDS * 2**hook.failures
            log.warning("a webhook at %s was not told: %s", urlsplit(hook.url).hostname, hook.said)
            return False
        hook.since = rows[-1]["n"] if len(rows) == MOST_RECORDS else newest  # the rest follows at the next look
        hook.failures, hook.said = 0, f"told of {len(rows)} at {time.strftime('%H:%M')}"
        return True

    def follow(self) -> None:
        """Starts to look for news in the background."""
        self._thread = threading.Thread(target=self._look, name="dateline-hooks", daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._stop.wait(LOOK_EVERY_SECONDS):
            try:
                self.tell()
            except Exception:
                log.exception("webhooks were not told")

    def close(self) -> None:
        """Stops looking."""
        self._stop.set()
        if self._thread:
            self._thread.join(timeout=1)


def filters_of(query: str) -> Filters:
    """Returns the filters that the query of an address holds.

    Raises:
        HTTPException: 422.
    """
    given = {
        name: values if Filters.model_fields[_FIELDS[name]].default == [] else values[-1]
        for name, values in parse_qs(query, max_num_fields=500).items()
        if name in _FIELDS
    }
    try:
        return Filters.model_validate(given).model_copy(update={"cursor": None})
    except ValidationError as error:
        raise HTTPException(422, "; ".join(f"{item['loc'][-1]}: {item['msg']}" for item in error.errors())) from error


_FIELDS = {field.alias or name: name for name, field in Filters.model_fields.items()}
Feed = Annotated[str, Query(max_length=4000, pattern=r"^/[a-z]+(/[A-Za-z0-9_-]+)?\.atom(\?.*)?$")]


def add_routes(app: FastAPI, site: Site, hooks: Hooks) -> None:
    """Adds the routes of watching."""

    @app.get("/watch", response_class=HTMLResponse, include_in_schema=False)
    def watch(request: Request, feed: Feed = "/now.atom", said: Annotated[str, Query(max_length=80)] = "") -> Response:
        need_store(site)
        path, _, query = feed.partition("?")
        filters = filters_of(query)
        lasting = urlencode([pair for pair in parse_qsl(query, max_num_fields=500) if pair[0] != "cursor"])
        session = session_of(request)
        allowed = may_review(site, request)
        context = site.frame(
            "",
            "Watch this",
            here=str(request.url),
            said=said,
            feed=base_of(request) + path + (f"?{lasting}" if lasting else ""),
            back=("/" if path == "/now.atom" else path.removesuffix(".atom")) + (f"?{lasting}" if lasting else ""),
            words=[chip_words(name, value) for name, value in filters.active()],
            question=filters.address("/")[2:] if path == "/now.atom" else None,
            allowed=allowed,
            wide=site.wide,
            hooks=list(hooks.hooks.values()) if allowed else [],
            gave_up=GIVE_UP_AFTER,
            csrf=csrf_token(site, session),
        )
        answer = html(site, "watch.html", context)
        remember(answer, session)
        return answer

    @app.post("/watch", include_in_schema=False)
    def add(
        request: Request,
        csrf: Annotated[str, Form(max_length=200)],
        url: Annotated[str, Form(max_length=2000)],
        query: Annotated[str, Form(max_length=4000)] = "",
    ) -> Response:
        check_write(site, request, csrf)
        need_token(site, request)
        need_store(site)
        hooks.add(url.strip(), filters_of(query).address("/")[2:])
        return RedirectResponse("/watch?said=added", status_code=303)

    @app.post("/watch/remove", include_in_schema=False)
    def remove(
        request: Request, csrf: Annotated[str, Form(max_length=200)], hook: Annotated[str, Form(max_length=40)]
    ) -> Response:
        check_write(site, request, csrf)
        need_token(site, request)
        hooks.remove(hook)
        return RedirectResponse("/watch?said=removed", status_code=303)
