"""`ingest`, `recode` and `link`: many pages into a store, going on where a run stopped.

Workers write what they coded as segments (`dateline.store.segments`); this process loads them. A page counts as done when
its segment is loaded, so a run killed at any moment loses at most the batches under way, which the next run codes again
to the same ids.
"""

from __future__ import annotations

import dataclasses
import datetime
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from dateline import __version__
from dateline.config import Config
from dateline.records import Issue, IssueReason, Page, Reading
from dateline.run.copies import find_copies
from dateline.run.inputs import read_pages
from dateline.run.link import link_store
from dateline.run.work import batches, code_batch, map_batches, worker_count, worker_died
from dateline.store.rows import page_digest
from dateline.store.segments import reading_row, write_segment
from dateline.store.store import RunInfo, Store

# Loading costs some 50 ms however little there is to load; in between, readers see what was loaded last.
LOAD_EVERY_SECONDS = 5.0
KEEP = frozenset({"stories", "dates", "attributions", "events"})


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

    def __call__(self, pages: list[Page]) -> tuple[int, Counter[str]]:
        """Returns how many pages were coded, and the issues by reason."""
        return self.write(code_batch(pages, config=self.config, keep=KEEP))

    def write(self, readings: list[Reading]) -> tuple[int, Counter[str]]:
        """Writes the readings as one segment."""
        write_segment((reading_row(reading, self.run) for reading in readings), self.folder)
        return len(readings), Counter(f"{i.reason} ({i.stage})" for reading in readings for i in reading.issues)


Progress = Callable[[int], None]


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
    store.start_run(info)
    store.load()  # what an interrupted run left
    sieve = _Sieve(found, store.digests())
    return _store_pages(store, sieve.new_pages(), info, config, sieve=sieve, progress=progress)


def recode(
    database: Path | str, *, every: bool = False, config: Config | None = None, progress: Progress | None = None
) -> Summary:
    """Codes the stored pages again that another version, codebook or configuration coded (`every`: all of them).

    What this changes is kept in table ``history``.
    """
    store = Store(database)
    config = config or Config()
    info = run_info("recode", (), config)
    with_pages = store.pages() if every else store.outdated_pages(info)
    pages = list(with_pages)
    store.start_run(info)
    store.load()
    return _store_pages(store, iter(pages), info, config, sieve=None, progress=progress)


def link(database: Path | str) -> int:
    """Links the stored records of one real-world event anew, over all pages, and returns how many incidents there are."""
    store = Store(database)
    store.load()
    find_copies(store)
    return link_store(store)


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


class _Sieve:
    """Lets new pages through; counts those that are stored, keeps the issues of what became no page."""

    def __init__(self, found: Iterable[Page | Issue], stored: dict[str, str]) -> None:
        self._found = found
        self._stored = stored
        self._seen: dict[str, str] = {}
        self.skipped = 0
        self.issues: list[Issue] = []
        self.reasons: Counter[str] = Counter()

    def new_pages(self) -> Iterator[Page]:
        for item in self._found:
            if isinstance(item, Issue):
                self._note(item)
                continue
            digest = page_digest(item)
            before = self._seen.setdefault(item.id, digest)
            if before != digest:
                detail = "another page of this run has the same id; give each row its own id"
                self._note(Issue(stage="ingest", reason=IssueReason.DUPLICATE, page=item.id, detail=detail))
            elif self._stored.get(item.id) == digest:
                self.skipped += 1
            else:
                self._stored[item.id] = digest
                yield item

    def _note(self, issue: Issue) -> None:
        self.issues.append(issue)
        self.reasons[f"{issue.reason} ({issue.stage})"] += 1

    def take_issues(self) -> list[Issue]:
        taken, self.issues = self.issues, []
        return taken


def _store_pages(
    store: Store,
    pages: Iterator[Page],
    info: RunInfo,
    config: Config,
    *,
    sieve: _Sieve | None,
    progress: Progress | None,
) -> Summary:
    storer = BatchStorer(config, store.segments, info.run)
    done = 0
    reasons: Counter[str] = Counter()
    loaded_at = time.monotonic()
    results = map_batches(
        storer,
        batches(pages),
        workers=worker_count(config),
        failed=lambda page: storer.write([Reading(page=page, issues=(worker_died(page),))]),
    )
    for count, issues in results:
        done += count
        reasons += issues
        if progress:
            progress(done + (sieve.skipped if sieve else 0))
        if time.monotonic() - loaded_at > LOAD_EVERY_SECONDS:
            store.load(run=info.run, issues=sieve.take_issues() if sieve else ())
            loaded_at = time.monotonic()
    store.load(run=info.run, issues=sieve.take_issues() if sieve else ())
    skipped = sieve.skipped if sieve else 0
    if done or store.has_unfinished_run(but=info.run):
        find_copies(store)
        link_store(store)
    row = store.finish_run(info.run, skipped=skipped, incidents=False)
    counts = {name: int(row[name]) for name in ("pages", "stories", "events", "claims")}
    return Summary(run=info.run, skipped=skipped, issues=dict(reasons + (sieve.reasons if sieve else Counter())), **counts)
