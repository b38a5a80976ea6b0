"""`watch`: feeds are asked again and again, and what is new in them is coded into a store."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dateline.config import Config
from dateline.errors import StoreBusy
from dateline.records import Issue, IssueReason, Page
from dateline.run.fetch import Fetcher, FetchError, Response
from dateline.run.ingest import Summary, ingest_found
from dateline.stages.ingest import page_from_html, page_from_text
from dateline.store.rows import Row
from dateline.store.store import Store

log = logging.getLogger("dateline")

EVERY_SECONDS = 900.0
# A feed that fails is left alone twice as long each time, up to a day.
MOST_BACK_OFF_SECONDS = 86_400.0
# A feed lists what is new; one with more entries is a dump, and its first are its newest.
MAX_ENTRIES = 200
GIVE_UP_AFTER = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a feed: the page it leads to, and the stamp that changes when the page does."""

    url: str
    stamp: str | None


def watch(
    database: Path | str,
    feeds: Sequence[str],
    *,
    config: Config | None = None,
    fetcher: Fetcher | None = None,
    every_seconds: float = EVERY_SECONDS,
    rounds: int | None = None,
    tell: Callable[[Summary], None] = lambda summary: None,
    sleep: Callable[[float], None] = time.sleep,
) -> bool:
    """Asks each feed every so often, `rounds` times (None: until stopped), and codes the pages that are new or changed.

    Returns whether any feed of the last round could be read.
    """
    store, fetcher = Store(database), fetcher or Fetcher()
    read = False
    due = dict.fromkeys(feeds, 0.0)
    done = 0
    while rounds is None or done < rounds:
        now = time.monotonic()
        asked = [feed for feed, at in due.items() if at <= now]
        try:
            summary, failures = poll(store, asked, config=config or Config(), fetcher=fetcher)
        except StoreBusy as error:  # what was fetched is asked for again
            log.warning("%s", error)
            summary, failures = None, {}
        read = 0 in failures.values()
        for feed in asked:
            due[feed] = time.monotonic() + back_off(every_seconds, failures.get(feed, 0))
        if summary is not None:
            tell(summary)
        done += 1
        if rounds is None or done < rounds:
            sleep(max(1.0, min(due.values()) - time.monotonic()))
    return read


def back_off(every_seconds: float, failures: int) -> float:
    """Returns how many seconds to leave a feed alone that failed so often in a row.

    >>> back_off(900, 0), back_off(900, 2), back_off(900, 50)
    (900.0, 3600.0, 86400.0)
    """
    return float(max(every_seconds, min(every_seconds * 2 ** min(failures, 30), MOST_BACK_OFF_SECONDS)))


def poll(store: Store, feeds: Sequence[str], *, config: Config, fetcher: Fetcher) -> tuple[Summary | None, dict[str, int]]:
    """Asks feeds once; returns what was coded (None: nothing new) and how often in a row each feed has failed.

    The pages of all feeds are one run: copies and incidents are sought once.
    """
    known = store.watched(feeds)
    failures = dict.fromkeys(feeds, 0)
    entries: dict[str, Entry] = {}
    states: list[Row] = []
    for feed in feeds:
        before = known.get(feed, {})
        try:
            found, state = _ask(feed, before, fetcher)
        except FetchError as error:
            log.warning("feed %s: %s", feed, error)
            failures[feed] = int(before.get("failures") or 0) + 1
            found, state = [], {**before, "url": feed, "failures": failures[feed]}
        for entry in found:
            entries.setdefault(entry.url, entry)
        if state != before:
            states.append(state)
    known = store.watched(list(entries))
    fresh = [entry for entry in entries.values() if _is_new(entry, known.get(entry.url))]
    notes: list[Row] = []
    pages = _pages(fresh, known, fetcher, notes)
    summary = ingest_found(store.path, pages, inputs=tuple(feeds), config=config) if fresh else None
    if notes or states:
        store.note_watched([*notes, *states])  # feeds last: a run that is stopped asks for the whole feed again
    return summary, failures


def _ask(feed: str, before: Row, fetcher: Fetcher) -> tuple[list[Entry], Row]:
    """The entries of a feed, none where it has not changed, and what is to be kept of its state.

    Raises:
        FetchError: it cannot be read.
    """
    answer = fetcher.get(feed, etag=before.get("etag"), modified=before.get("modified"))
    if answer.status == 304:
        return [], {**before, "url": feed, "failures": 0}
    if answer.status != 200:
        raise FetchError(f"the answer is {answer.status}")
    return feed_entries(answer), _state(feed, answer, stamp=None)


def feed_entries(answer: Response) -> list[Entry]:
    """Returns the entries of an RSS or Atom feed that lead to a page.

    Raises:
        FetchError: it is no feed.
    """
    import fastfeedparser

    try:
        parsed = fastfeedparser.parse(answer.body)
    except Exception as error:  # the parser's own errors are of many kinds, and none may stop the watch
        raise FetchError(f"no feed: {error}") from error
    found: dict[str, Entry] = {}
    for entry in parsed.entries[:MAX_ENTRIES]:
        url = entry.get("link")
        if isinstance(url, str) and url.startswith(("http://", "https://")):
            found.setdefault(url, Entry(url=url, stamp=entry.get("updated") or entry.get("published")))
    return list(found.values())


def _is_new(entry: Entry, known: Row | None) -> bool:
    if known is None:
        return True
    if known["failures"]:
        return int(known["failures"]) < GIVE_UP_AFTER
    return entry.stamp is not None and known["stamp"] != entry.stamp


def _pages(entries: Sequence[Entry], known: dict[str, Row], fetcher: Fetcher, notes: list[Row]) -> Iterator[Page | Issue]:
    """Yields the pages of entries as they come, and notes the state of each."""
    for entry in entries:
        before = known.get(entry.url, {})
        try:
            answer = fetcher.get(entry.url, etag=before.get("etag"), modified=before.get("modified"))
            if answer.status == 304:
                notes.append({**before, "stamp": entry.stamp, "failures": 0})
                continue
            if answer.status != 200:
                raise FetchError(f"the answer is {answer.status}")
        except FetchError as error:
            notes.append({**before, "url": entry.url, "stamp": entry.stamp, "failures": int(before.get("failures") or 0) + 1})
            yield Issue(stage="ingest", reason=IssueReason.UNREADABLE, page=entry.url, detail=str(error))
            continue
        notes.append(_state(entry.url, answer, stamp=entry.stamp))
        yield _page(entry, answer)


def _page(entry: Entry, answer: Response) -> Page | Issue:
    kind, _, parameters = answer.headers.get("content-type", "text/html").partition(";")
    charset = parameters.partition("charset=")[2].strip(" \"'") or None
    make = page_from_text if kind.strip().lower() == "text/plain" else page_from_html
    fetched = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return make(answer.body, id=entry.url, url=answer.url, encoding=charset, fetched=fetched)


def _state(url: str, answer: Response, *, stamp: str | None) -> Row:
    headers = answer.headers
    return {"url": url, "stamp": stamp, "etag": headers.get("etag"), "modified": headers.get("last-modified"), "failures": 0}
