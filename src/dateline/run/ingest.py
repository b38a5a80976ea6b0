"""`ingest`, `recode` and `link`: many pages into a store, going on where a run stopped.

Workers write what they coded as segments (`dateline.store.segments`); this process loads them. A page counts as done when
its segment is loaded, so a run killed at any moment loses at most the batches under way, which the next run codes again
to the same ids.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from dateline import __version__
from dateline.config import Config
from dateline.errors import StoreBusy
from dateline.records import Issue, IssueReason, Page, Reading
from dateline.run.copies import find_copies
from dateline.run.inputs import read_pages
from dateline.run.link import link_store
from dateline.run.work import batches, code_batch, map_batches, worker_count, worker_died
from dateline.store.database import expect
from dateline.store.rows import page_digest
from dateline.store.segments import reading_row, write_segment
from dateline.store.store import RunInfo, Store

# Loading costs some 50 ms however little there is to load; in between, readers see what was loaded last.
LOAD_EVERY_SECONDS = 5.0
KEEP = frozenset({"stories", "dates", "attributions", "events", "hints"})

Progress = Callable[[int], None]
# How many pages a segment holds, and their issues by reason.
Coded = tuple[int, Counter[str]]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a run did: pages coded, pages that were there already, what was found, and what was not coded by reason."""

    run: str
    pages: int
    skipped: int
    stories: int
    events: int
    claims: int
    issues: dict[str, int]


@dataclasses.dataclass(frozen=True, slots=True)
class BatchStorer:
    """Codes a batch and writes it as one segment, in a form that travels to another process."""

    config: Config
    folder: Path
    run: str

    def __call__(self, pages: list[Page]) -> Coded:
        """Codes the pages and says what was done."""
        return self.write(code_batch(pages, config=self.config, keep=KEEP))

    def write(self, readings: list[Reading]) -> Coded:
        """Writes the readings as one segment."""
        write_segment((reading_row(reading, self.run) for reading in readings), self.folder)
        return len(readings), count_issues(readings)


def count_issues(readings: Iterable[Reading]) -> Counter[str]:
    """Returns how many issues the readings have, by reason and stage."""
    return Counter(f"{issue.reason} ({issue.stage})" for reading in readings for issue in reading.issues)


def ingest(
    database: Path | str,
    inputs: Iterable[str],
    *,
    date: str | None = None,
    config: Config | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Codes the pages of `inputs` into the store at `database`, except those it holds already, and returns what it did.

    A page is known by its id and everything its records depend on. One whose text has changed is coded again; a second
    page with the id of another of the same run is an issue (``duplicate``). `progress` is called with the number of
    pages done.
    """
    names = tuple(inputs)
    return ingest_found(database, read_pages(names, date=date), inputs=names, config=config, progress=progress)


def ingest_found(
    database: Path | str,
    found: Iterable[Page | Issue],
    *,
    inputs: tuple[str, ...] = (),
    config: Config | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Does what `ingest` does for pages that were read already."""
    store = Store(database)
    config = config or Config()
    info = run_info("ingest", inputs, config)
    sieve = start(store, info)
    coded = _code_here(store, sieve.new_pages(found), info, config)
    return store_coded(store, info, coded, sieve=sieve, progress=progress)


def recode(
    database: Path | str, *, every: bool = False, config: Config | None = None, progress: Progress | None = None
) -> Summary:
    """Codes the stored pages again that another version, codebook or configuration coded (`every`: all of them).

    What this changes is kept in table ``history``.

    Raises:
        StoreError: there is no store.
    """
    store = Store(database)
    expect(store.path)
    config = config or Config()
    info = run_info("recode", (), config)
    start(store, info)  # before the pages are looked at: an ingest that was stopped may have left newer ones
    pages = store.pages_to_recode(info, every=every)
    return store_coded(store, info, _code_here(store, pages, info, config), sieve=Sieve({}), progress=progress)


def link(database: Path | str) -> int:
    """Links the stored records of one real-world event anew, over all pages, and returns how many incidents there are.

    Raises:
        StoreError: there is no store.
    """
    store = Store(database)
    expect(store.path)
    store.load()
    find_copies(store)
    return link_store(store, whole=True)


def forget(database: Path | str, page: str) -> int:
    """Removes a page from the store at `database`, with all that was found on it or taken from it by others (the days of
    linked records, origins of copies), from the file's bytes too; returns how many records went.

    Raises:
        InputError: no such page is stored.
    """
    store = Store(database)
    copied = store.load() > 0 or store.has_copies(page)
    gone = store.forget(page)
    if copied:
        find_copies(store)
    link_store(store)
    store.rewrite()
    return gone


def run_info(verb: str, inputs: tuple[str, ...], config: Config) -> RunInfo:
    """Returns what is known of a run that starts now."""
    from dateline.run.work import shared_context

    started = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%S")
    return RunInfo(
        run=f"{started}-{secrets.token_hex(3)}",
        verb=verb,
        inputs=inputs,
        version=__version__,
        codebook=shared_context(config).plover.version,
        config=config.hash,
    )


def start(store: Store, info: RunInfo) -> Sieve:
    """Notes that a run starts, loads what an interrupted one left, and returns the sieve of what is stored."""
    store.start_run(info)
    store.load()
    return Sieve(store.digests())


class Sieve:
    """Lets new pages through; counts those that are stored, and keeps in `issues` what became no page until it is stored."""

    def __init__(self, stored: dict[str, str]) -> None:
        self._stored = stored
        self._seen: dict[str, str] = {}
        self.issues: list[Issue] = []
        self.skipped = 0
        self.reasons: Counter[str] = Counter()

    def new_pages(self, found: Iterable[Page | Issue]) -> Iterator[Page]:
        """Yields the new pages of what was found, and notes the issues."""
        for item in found:
            if isinstance(item, Issue):
                self.note(item)
            elif self.is_new(item.id, page_digest(item)):
                yield item

    def is_new(self, page: str, digest: str) -> bool:
        """Tells whether a page, known by its id and digest, has to be coded; a second one with its id is an issue."""
        before = self._seen.setdefault(page, digest)
        if before != digest:
            detail = "another page of this run has the same id; give each row its own id"
            self.note(Issue(stage="ingest", reason=IssueReason.DUPLICATE, page=page, detail=detail))
            return False
        if self._stored.get(page) == digest:
            self.skipped += 1
            return False
        self._stored[page] = digest
        return True

    def note(self, issue: Issue) -> None:
        """Keeps an issue for the store, and counts it."""
        self.issues.append(issue)
        self.reasons[f"{issue.reason} ({issue.stage})"] += 1


def _code_here(store: Store, pages: Iterator[Page], info: RunInfo, config: Config) -> Iterator[Coded]:
    """Codes pages by the processes of this machine."""
    storer = BatchStorer(config, store.segments, info.run)
    return map_batches(
        storer,
        batches(pages),
        workers=worker_count(config),
        failed=lambda page: storer.write([Reading(page=page, issues=(worker_died(page),))]),
    )


def store_coded(
    store: Store, info: RunInfo, coded: Iterable[Coded], *, sieve: Sieve, progress: Progress | None = None
) -> Summary:
    """Loads segments as they come, links what they hold, ends the run and returns what it did."""
    done = 0
    reasons: Counter[str] = Counter()
    loaded_at = time.monotonic()
    for count, issues in coded:
        done += count
        reasons += issues
        if progress:
            progress(done + sieve.skipped)
        if time.monotonic() - loaded_at > LOAD_EVERY_SECONDS:
            with contextlib.suppress(StoreBusy):  # a long query, say: the segments can wait
                store.load(run=info.run, issues=sieve.issues)
                sieve.issues.clear()
            loaded_at = time.monotonic()
    store.load(run=info.run, issues=sieve.issues)
    if done or store.has_unfinished_run(but=info.run):
        find_copies(store)
        link_store(store)
    row = store.finish_run(info.run, skipped=sieve.skipped)
    counts = {name: int(row[name]) for name in ("pages", "stories", "events", "claims")}
    return Summary(run=info.run, skipped=sieve.skipped, issues=dict(reasons + sieve.reasons), **counts)
