"""What Ray's workers do: read inputs into batches of pages, and code a batch into a packed segment."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from concurrent.futures.process import BrokenProcessPool
from typing import TypedDict

from dateline import __version__
from dateline.config import Config
from dateline.errors import ClusterError
from dateline.records import Issue, Page, Reading
from dateline.run.ingest import KEEP, count_issues
from dateline.run.inputs import Source, read_source
from dateline.run.work import BATCH_PAGES, BatchCoder, Guarded, worker_died
from dateline.store.rows import page_digest
from dateline.store.segments import pack_segment, reading_row


class Batch(TypedDict):
    """Pages read together, with what is needed to tell which of them are new, and the issues of what became no page."""

    batch: int
    ids: list[str]
    digests: list[str]
    issues: bytes
    pages: bytes


class Segment(TypedDict):
    """What was coded of a batch: a Parquet file, how many pages it holds, and why what was not coded was not."""

    segment: bytes
    count: int
    reasons: list[str]


def pack_batches(found: Iterable[Page | Issue]) -> Iterator[Batch]:
    """Yields what was found in batches, numbered from 0, in a form that travels."""
    pages: list[Page] = []
    issues: list[Issue] = []
    number = 0

    def packed() -> Batch:
        return {
            "batch": number,
            "ids": [page.id for page in pages],
            "digests": [page_digest(page) for page in pages],
            "issues": pickle.dumps(issues),
            "pages": pickle.dumps(pages),
        }

    for item in found:
        (issues if isinstance(item, Issue) else pages).append(item)  # type: ignore[arg-type]
        if len(pages) + len(issues) == BATCH_PAGES:
            yield packed()
            pages, issues, number = [], [], number + 1
    if pages or issues:
        yield packed()


def read_batches(id: str, path: str, date: str | None) -> Iterator[Batch]:
    """Yields the pages of one object in batches."""
    yield from pack_batches(read_source(Source(id, path), date=date))


class Coder:
    """Codes batches in a process of its own, so that a page that kills it costs nothing but itself."""

    def __init__(self, config: Config, run: str, version: str) -> None:
        if version != __version__:
            raise ClusterError(f"expected dateline {version} on every machine, found {__version__}; install the same")
        self._run = run
        self._code = Guarded(BatchCoder(config, keep=KEEP))

    def __call__(self, pages: bytes, wanted: list[int]) -> Segment:
        """Returns what was found on those pages of a batch that are wanted, by their place in it."""
        batch = pickle.loads(pages)  # noqa: S301 - written by `pack_batches` in this very run
        readings = self._readings([batch[n] for n in wanted])
        return {
            "segment": pack_segment(reading_row(reading, self._run) for reading in readings),
            "count": len(readings),
            "reasons": list(count_issues(readings).elements()),
        }

    def _readings(self, pages: list[Page]) -> list[Reading]:
        try:
            return self._code(pages)
        except BrokenProcessPool:
            alone = self._code.each(pages, failed=lambda page: [Reading(page=page, issues=(worker_died(page),))])
            return [reading for readings in alone for reading in readings]
