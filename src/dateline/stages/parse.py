"""parse: the kept lines of each story become sentences of tokens with dependencies."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from dateline.context import Context
from dateline.models.parser import ParsedSentence
from dateline.records import Entry, Issue, IssueReason, Line, LineKind, Reading, Sentence, Story
from dateline.text.normal import NormalText, dateline_end, normalise

# Lines that say when and by whom, and tell nothing.
NOT_TOLD = frozenset({LineKind.DATELINE, LineKind.DATE, LineKind.ENTRY_TIME, LineKind.BYLINE})
# A dateline ends within its first words.
DATELINE_CHARS = 160


def parse(reading: Reading, context: Context) -> Iterator[Sentence | Issue]:
    """Yields the sentences of the page's stories; a sentence never crosses a line of the page, and a dateline is no part of one."""
    pieces = [piece for story in reading.stories for piece in _pieces(story, reading)]
    texts = [normalise(reading.page.text[start:end]) for _, _, start, end in pieces]
    index = 0
    parsed = context.parser.parse(text.text for text in texts)
    for (story, line, start, end), text, sentences in zip(pieces, texts, parsed, strict=True):
        for tokens in sentences:
            if not any(token.text.strip() for token in tokens):
                continue
            if len(tokens) > context.config.max_sentence_tokens:
                yield Issue(stage="parse", reason=IssueReason.SENTENCE_TOO_LONG, page=reading.page.id, span=(start, end))
                continue
            yield _sentence(reading, story, line, index, tokens, text, start)
            index += 1


def _pieces(story: Story, reading: Reading) -> Iterator[tuple[Story, Line, int, int]]:
    """The parts of kept lines that lie in the story's spans, without datelines."""
    for line in reading.lines:
        if not line.keep or line.kind in NOT_TOLD:
            continue
        for start, end in story.spans:
            low, high = max(start, line.start), min(end, line.end)
            if low < high:
                yield story, line, low + dateline_end(reading.page.text[low : min(high, low + DATELINE_CHARS)]), high


def _sentence(
    reading: Reading, story: Story, line: Line, index: int, tokens: ParsedSentence, text: NormalText, offset: int
) -> Sentence:
    placed = tuple(
        dataclasses.replace(t, start=offset + text.original(t.start), end=offset + text.original(t.end - 1) + 1)
        if t.end > t.start
        else t
        for t in tokens
    )
    children: list[list[int]] = [[] for _ in placed]
    for token in placed:
        if token.head != token.i:
            children[token.head].append(token.i)
    words = [t for t in placed if t.text.strip()]
    start, end = words[0].start, words[-1].end
    return Sentence(
        page=reading.page.id,
        story=story.story,
        index=index,
        start=start,
        end=end,
        text=reading.page.text[start:end],
        line=line.line,
        line_kind=line.kind,
        entry=_entry(story.entries, start),
        tokens=placed,
        children=tuple(tuple(c) for c in children),
    )


def _entry(entries: tuple[Entry, ...], at: int) -> int | None:
    return next((n for n, entry in enumerate(entries) if entry.start <= at < entry.end), None)
