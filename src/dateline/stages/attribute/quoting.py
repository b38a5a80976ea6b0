"""Quotations and statements brought together: whole quotations, and those that go on without a cue of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dateline.records import Sentence, Span
from dateline.stages.attribute.quotes import Quote
from dateline.stages.attribute.statement import Statement
from dateline.text.spans import contains, merge, overlap

# Fewer words than these in quotation marks are a name or a word held at arm's length, no speech that goes on.
_FEWEST_WORDS = 4


def settle(statements: Sequence[Statement], quotes: Sequence[Quote]) -> list[Statement]:
    """Returns one sentence's statements with quotations taken whole, doubles dropped, in the order of their cues."""
    whole = [
        replace(s, content=tuple(_whole(s, quotes)), quoted=any(q.start <= s.at < q.end for q in quotes)) for s in statements
    ]
    kept: list[Statement] = []
    for statement in sorted(whole, key=lambda s: (s.at, s.anchor)):
        if statement.quoted and not _told_in_quotation(statement):
            continue
        if (statement.content or statement.open) and not _swallowed(statement, whole):
            kept.append(statement)
    return kept


def _whole(statement: Statement, quotes: Sequence[Quote]) -> list[Span]:
    """The content with each quotation that it shares taken whole; what is said within a quotation stays in it."""
    spans = list(statement.content)
    cue = statement.at
    for quote in quotes:
        if quote.start <= cue < quote.end:
            spans = [(max(s, quote.start), min(e, quote.end)) for s, e in spans]
            continue
        for place, span in enumerate(spans):
            if overlap(span, quote.span):
                spans[place] = (min(span[0], quote.start), max(span[1], quote.end))
    return merge(span for span in spans if span[0] < span[1])


def _told_in_quotation(statement: Statement) -> bool:
    """Tells whether a statement within a quotation names a speaker of its own, and not the one who is quoted."""
    if statement.head is None or not statement.speech:
        return False
    return statement.sentence.tokens[statement.head].pos == "PROPN"


def _swallowed(statement: Statement, others: Sequence[Statement]) -> bool:
    """Tells whether another statement of the sentence has the same anchor word in its cue and says more by it."""
    return any(
        other is not statement and statement.anchor in other.cue and len(other.cue) > len(statement.cue) for other in others
    )


def join_quotes(
    statements: list[Statement], lines: Sequence[Sequence[Quote]], sentences: Sequence[Sentence]
) -> list[Statement]:
    """Returns the story's statements with quotations that have no cue of their own added to the speech before them,
    or, at the start of a paragraph, to the first speech after them in it."""
    joined = list(statements)
    starts = [s.start for s in sentences]
    for quotes in lines:
        for quote in quotes:
            outside = [s for s in joined if not quote.start <= s.at < quote.end]
            if any(overlap(span, quote.span) for s in outside for span in s.content):
                continue
            _join(joined, quote, sentences, starts)
    return [s for s in joined if s.content]


def _join(statements: list[Statement], quote: Quote, sentences: Sequence[Sentence], starts: Sequence[int]) -> None:
    here = next((s for s in sentences if s.start <= quote.start < s.end), None)
    if here is None:
        return
    place = _speech(statements, quote, here)
    if place is None:
        return
    words = sum(1 for t in here.tokens if quote.start <= t.start < quote.end and t.pos != "PUNCT")
    if words < _FEWEST_WORDS and not statements[place].open:
        return
    for n, statement in enumerate(statements):
        if n == place or (
            statement.sentence is statements[place].sentence
            and any(contains(span, inner) for span in statement.content for inner in statements[place].content)
        ):
            statements[n] = replace(statement, content=tuple(merge([*statement.content, quote.span])), open=False)


def _speech(statements: Sequence[Statement], quote: Quote, here: Sentence) -> int | None:
    """Which statement a quotation without a cue belongs to."""
    before = [n for n, s in enumerate(statements) if s.speech and s.at < quote.start and not s.quoted]
    after = [n for n, s in enumerate(statements) if s.speech and not s.quoted and s.at >= quote.end and s.sentence.line == here.line]
    if before:
        last = statements[before[-1]]
        if last.sentence.line == here.line or last.open:
            return before[-1]
    if after:
        return after[0]
    return before[-1] if before else None
