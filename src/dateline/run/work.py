"""The work itself: `code_batch`, a pure function of its pages, run here or by a pool of spawned processes."""

from __future__ import annotations

import dataclasses
import gc
import itertools
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache
from multiprocessing import get_context, parent_process
from typing import Generic, Self, TypeVar

from dateline.config import Config
from dateline.context import Context
from dateline.models.parser import one_thread
from dateline.pipeline import read_page
from dateline.records import Issue, IssueReason, Page, PageKind, Reading
from dateline.text.language import looks_english

# A batch is what one worker gets at a time: enough that passing it costs little beside coding it (some 0.3 s a page).
BATCH_PAGES = 8
# After how many new objects Python looks for those that nothing refers to any more: its own 700 are those of a sentence or two,
# of which hardly any refer to each other, and to look after each costs 4% of the time (benchmarks/speed.py).
NEW_OBJECTS = 20_000
# Stages that read lines and numbers more than words.
LANGUAGELESS = ("clean", "split", "date")
EVENTS_ONLY = frozenset({"events"})
_ALL = frozenset({"lines", "stories", "times", "dates", "sentences", "mentions", "places", "attributions", "events", "hints"})

Result = TypeVar("Result")


@lru_cache(maxsize=1)
def shared_context(config: Config) -> Context:
    """Returns the one context of this process for `config`, so that models are loaded once."""
    one_thread()  # numpy may be loaded before the parser: by pyarrow, where an ingest that was stopped left segments
    gc.set_threshold(NEW_OBJECTS, 20, 50)
    return Context(config)


def code_batch(
    pages: Sequence[Page], *, config: Config, last: str = "link", keep: frozenset[str] = EVENTS_ONLY
) -> list[Reading]:
    """Returns what the flow up to the stage `last` finds on each page, in order.

    Only the fields of `Reading` named in `keep` are filled, and the issues; the others are heavy to pass around. The
    result depends on nothing but the arguments, so any machine may be asked.
    """
    context = shared_context(config)
    empty: dict[str, tuple[()]] = dict.fromkeys(_ALL - keep, ())
    readings = (_read(page, context, last) for page in pages)
    return [dataclasses.replace(reading, **empty) for reading in readings]  # type: ignore[arg-type]


def _read(page: Page, context: Context, last: str) -> Reading:
    """What the flow finds on a page; no further than its stories and dates where it is not in English."""
    if page.kind not in (PageKind.PAGE, PageKind.STORY) or last in LANGUAGELESS or looks_english(page.text):
        return read_page(page, context, last=last)
    reading = read_page(page, context, last=LANGUAGELESS[-1])
    detail = "hardly a word of it is one that English text is full of"
    issue = Issue(stage="parse", reason=IssueReason.NOT_ENGLISH, page=page.id, detail=detail)
    return dataclasses.replace(reading, issues=(*reading.issues, issue))


def batches(pages: Iterable[Page], *, size: int = BATCH_PAGES) -> Iterator[list[Page]]:
    """Yields the pages in lists of at most `size`."""
    rest = iter(pages)
    while batch := list(itertools.islice(rest, size)):
        yield batch


def worker_count(config: Config) -> int:
    """Returns how many processes code pages under `config`."""
    return config.workers or os.cpu_count() or 1


def map_batches(
    function: Callable[[list[Page]], Result],
    work: Iterable[list[Page]],
    *,
    workers: int,
    failed: Callable[[Page], Result],
) -> Iterator[Result]:
    """Yields ``function(batch)`` for each batch, in order; with more than one worker in as many spawned processes.

    A process that dies (out of memory, a crash in a library) costs nothing but the page that killed it: the pages of the
    batches under way are tried again one at a time, and `failed` gives the result for the one that kills again.
    """
    if workers < 2:
        yield from map(function, work)
        return
    pool = _pool(workers)
    pending: deque[tuple[list[Page], Future[Result]]] = deque()
    rest = iter(work)
    try:
        while True:
            for batch in itertools.islice(rest, workers * 3 - len(pending)):
                pending.append((batch, pool.submit(function, batch)))
            if not pending:
                return
            try:
                result = pending[0][1].result()
            except BrokenProcessPool:
                pool.shutdown(wait=False)
                with Guarded(function) as guarded:
                    yield from guarded.each((page for batch, _ in pending for page in batch), failed=failed)
                pending.clear()
                pool = _pool(workers)
                continue
            pending.popleft()
            yield result
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


class Guarded(Generic[Result]):
    """A function of pages in a process of its own, which is started anew when pages have killed it."""

    def __init__(self, function: Callable[[list[Page]], Result]) -> None:
        self._function = function
        self._pool: ProcessPoolExecutor | None = None

    def __call__(self, pages: list[Page]) -> Result:
        """Returns what the function gives.

        Raises:
            BrokenProcessPool: the process died.
        """
        self._pool = self._pool or _pool(1)
        try:
            return self._pool.submit(self._function, pages).result()
        except BrokenProcessPool:
            self.__exit__()
            raise

    def each(self, pages: Iterable[Page], *, failed: Callable[[Page], Result]) -> Iterator[Result]:
        """Yields what the function gives for each page alone; `failed` gives it for one that kills the process."""
        for page in pages:
            try:
                yield self([page])
            except BrokenProcessPool:
                yield failed(page)

    def __enter__(self) -> Self:
        """Returns itself."""
        return self

    def __exit__(self, *error: object) -> None:
        """Ends the process."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
        self._pool = None


def _pool(workers: int) -> ProcessPoolExecutor:
    one_thread()  # a process loads numpy long before its parser
    return ProcessPoolExecutor(max_workers=workers, mp_context=get_context("spawn"), initializer=_end_with_parent)


def _end_with_parent() -> None:
    """Ends this process when the one that started it has died: it would wait for work for ever."""
    parent = parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def worker_died(page: Page) -> Issue:
    """Returns the issue of a page whose process died."""
    detail = "the process that coded it died (out of memory?)"
    return Issue(stage="run", reason=IssueReason.STAGE_FAILED, page=page.id, detail=detail)


@dataclasses.dataclass(frozen=True, slots=True)
class BatchCoder:
    """`code_batch` with its settings, in a form that travels to another process."""

    config: Config
    last: str = "link"
    keep: frozenset[str] = EVENTS_ONLY

    def __call__(self, pages: list[Page]) -> list[Reading]:
        """Returns the readings of `pages`."""
        return code_batch(pages, config=self.config, last=self.last, keep=self.keep)


def read_many(
    found: Iterable[Page | Issue], *, config: Config, last: str = "link", keep: frozenset[str] = EVENTS_ONLY
) -> Iterator[Reading | Issue]:
    """Yields the reading of each page, in order; issues of the input come as they are, before the pages around them."""
    issues: list[Issue] = []

    def pages() -> Iterator[Page]:
        for item in found:
            if isinstance(item, Issue):
                issues.append(item)
            else:
                yield item

    workers = worker_count(config)
    # One page at a time where nothing is passed between processes: the first rows come at once.
    work = batches(pages(), size=1 if workers < 2 else BATCH_PAGES)
    results = map_batches(
        BatchCoder(config, last, keep),
        work,
        workers=workers,
        failed=lambda page: [Reading(page=page, issues=(worker_died(page),))],
    )
    for readings in results:
        yield from issues
        issues.clear()
        yield from readings
    yield from issues
