"""split: finds the stories of a page and the entries of a live blog."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dateline.context import Context
from dateline.records import Issue, IssueReason, Line, LineKind, PageKind, Reading, Span, Story
from dateline.stages.split.cohesion import Block, group
from dateline.stages.split.live import read_entries
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
    entries = read_entries(page, reading.lines)
    numbers = [0] * len(kept) if entries else group([Block(line.text) for line in kept])
    own: dict[int, list[Line]] = {}
    for line, number in zip(kept, numbers, strict=True):
        own.setdefault(number, []).append(line)
    heads = _headlines(reading.lines)
    for number, lines in own.items():
        head = heads.get(lines[0].start)
        yield Story(
            page=page.id,
            story=number,
            spans=_spans([head, *lines] if head else lines),
            title=head.text if head else page.title if number == 0 else None,
            complete=not cut_off(lines[-1].text),
            entries=entries if number == 0 else (),
        )


def _headlines(lines: Sequence[Line]) -> dict[int, Line]:
    """Returns the headlines that are not story text themselves, by the start of the first kept line below them."""
    found: dict[int, Line] = {}
    head: Line | None = None
    for line in lines:
        if line.kind is LineKind.HEADLINE and not line.keep:
            head = line
        elif line.keep:
            if head is not None:
                found[line.start] = head
            head = None
    return found


def _spans(lines: Sequence[Line]) -> tuple[Span, ...]:
    return tuple((line.start, line.end) for line in lines)
