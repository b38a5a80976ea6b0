"""split: finds the stories and live-blog entries of a page."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.context import Context
from dateline.records import Issue, Reading, Story


def split(reading: Reading, context: Context) -> Iterator[Story | Issue]:
    """Yields the stories of the page."""
    spans = tuple((line.start, line.end) for line in reading.lines if line.keep)
    if spans:
        yield Story(page=reading.page.id, story=0, spans=spans)
