"""split: finds the stories of a page and the entries of a live blog."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.context import Context
from dateline.records import Issue, IssueReason, Line, LineKind, PageKind, Reading, Span, Story
from dateline.stages.split.cohesion import Block, group
from dateline.stages.split.shape import cut_off


def split(reading: Reading, context: Context) -> Iterator[Story | Issue]:
    """Yields the stories of the page in page order; a page without story text is an issue."""
    page = reading.page
    kept = [line for line in reading.lines if line.keep]
    if not kept:
        yield Issue(stage="split", reason=IssueReason.NO_STORY, page=page.id)
        return
    if page.kind is not PageKind.PAGE:
        yield Story(page=page.id, story=0, spans=_spans(kept), title=page.title)
        return
    lines = kept
    numbers = group([Block(line.text) for line in lines])
    for number in range(max(numbers) + 1):
        own = [line for line, n in zip(lines, numbers, strict=True) if n == number]
        yield Story(
            page=page.id, story=number, spans=_spans(own), title=page.title if number == 0 else None, complete=not cut_off(own[-1].text)
        )


def _spans(lines: list[Line]) -> tuple[Span, ...]:
    return tuple((line.start, line.end) for line in lines)
