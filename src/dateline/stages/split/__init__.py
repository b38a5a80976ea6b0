"""split: finds the stories of a page and the entries of a live blog."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from itertools import pairwise

from dateline.context import Context
from dateline.ontology.page import load_live_cues
from dateline.records import Issue, IssueReason, Line, LineKind, Page, PageKind, Reading, Span, Story
from dateline.stages.split.cohesion import Block, group
from dateline.stages.split.live import read_entries
from dateline.stages.split.shape import cut_off

# What a headline above a paragraph says for a new story; most are subheadings.
HEADED = 0.6
# What a headline says that is itself no story text: it may be that of an insertion.
UNDER_DROPPED = 0.3
# What a row of marks between two paragraphs says for a new story.
SEPARATED = 2.5
# A row of marks between two paragraphs of a story is part of it up to this length.
LONGEST_JOINT = 200


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
    heads = _headlines(reading.lines)
    numbers = [0] * len(kept) if entries else _numbers(kept, _after_separators(reading.lines), heads)
    own: dict[int, list[Line]] = {}
    for line, number in zip(kept, numbers, strict=True):
        own.setdefault(number, []).append(line)
    for number, lines in own.items():
        head = heads.get(lines[0].start)
        yield Story(
            page=page.id,
            story=number,
            spans=_joined(page.text, [head, *lines] if head else lines),
            title=_title(page, number, head or lines[0]),
            complete=not cut_off(lines[-1].text),
            entries=entries if number == 0 else (),
        )


def _after_separators(lines: Sequence[Line]) -> set[int]:
    """Returns where the kept lines start that stand under a row of marks."""
    separator = load_live_cues().separator
    return {
        following.start
        for line, following in pairwise(lines)
        if following.keep and not line.keep and separator.match(line.text.strip())
    }


def _numbers(kept: Sequence[Line], separated: set[int], heads: Container[int]) -> list[int]:
    """Returns the story number of each kept line. A headline goes with the paragraph below it, the parts of one physical line together."""  # noqa: E501
    paragraphs = [
        i for i, line in enumerate(kept) if line.kind is not LineKind.HEADLINE and (i == 0 or kept[i - 1].line != line.line)
    ]
    if not paragraphs:
        return [0] * len(kept)
    blocks: list[Block] = []
    last = -1
    for i in paragraphs:
        parted = any(line.start in separated for line in kept[last + 1 : i + 1])
        headed = HEADED if i > last + 1 else UNDER_DROPPED if kept[i].start in heads else 0.0
        blocks.append(Block(kept[i].text, SEPARATED if parted else headed))
        last = i
    labels = group(blocks)
    numbers: list[int] = []
    at = 0
    for i in range(len(kept)):
        if at + 1 < len(paragraphs) and paragraphs[at] < i and kept[i].line != kept[i - 1].line:
            at += 1
        numbers.append(labels[at])
    return numbers


def _title(page: Page, number: int, first: Line) -> str | None:
    if first.kind is LineKind.HEADLINE:
        return first.text
    return page.title if number == 0 else None


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


def _joined(text: str, lines: Sequence[Line]) -> tuple[Span, ...]:
    """Returns the spans of a story's lines, joined where nothing but space and marks stands between two."""
    spans: list[Span] = []
    for line in lines:
        between = text[spans[-1][1] : line.start] if spans else "."
        if spans and len(between) <= LONGEST_JOINT and not any(char.isalnum() for char in between):
            spans[-1] = (spans[-1][0], line.end)
        else:
            spans.append((line.start, line.end))
    return tuple(spans)
