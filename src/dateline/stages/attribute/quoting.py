"""Quotations and statements brought together: whole quotations, and those that go on without a cue of their own."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from dateline.records import Span
from dateline.stages.attribute.quotes import Quote
from dateline.stages.attribute.statement import Statement
from dateline.text.spans import contains, merge, overlap

# Fewer words than these in quotation marks are a name or a word held at arm's length, no speech that goes on.
_FEWEST_WORDS = 4
_CLOSED = frozenset(".!?…")
_ENDS = frozenset(".!?:\n\r\"”’'…")


def settle(statements: Sequence[Statement], quotes: Sequence[Quote]) -> list[Statement]:
    """Returns one sentence's statements with quotations taken whole, doubles dropped, in the order of their cues."""
    whole = [
        replace(s, content=tuple(_whole(s, quotes)), quoted=any(q.start <= s.at < q.end for q in quotes)) for s in statements
    ]
    whole = [_cut(s, whole) for s in whole]
    kept: list[Statement] = []
    for statement in sorted(whole, key=lambda s: (s.at, s.anchor)):
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


def _cut(statement: Statement, others: Sequence[Statement]) -> Statement:
    """A statement whose content ends where a frame is set off that reports it ("..., the agency said")."""
    cuts = [s.cut for s in others if s is not statement and s.cut is not None and statement.at < s.cut and not s.quoted]
    if not cuts or statement.quoted:
        return statement
    spans = tuple((start, min(end, _last(cuts, start, end))) for start, end in statement.content)
    return replace(statement, content=spans)


def _last(cuts: Sequence[int], start: int, end: int) -> int:
    """The first of the cuts within a span, else its end."""
    return min((cut for cut in cuts if start < cut < end), default=end)


def _swallowed(statement: Statement, others: Sequence[Statement]) -> bool:
    """Tells whether another statement of the sentence has the same anchor word in its cue and says more by it."""
    return any(
        other is not statement and statement.anchor in other.cue and len(other.cue) > len(statement.cue) for other in others
    )


def join_quotes(statements: Sequence[Statement], paragraphs: Sequence[Sequence[Quote]], text: str) -> list[Statement]:
    """Returns the story's statements with quotations that have no cue of their own added to the speech before them,
    or, at the start of a paragraph, to the first speech after them in it.

    `statements` are in the order of the text; `paragraphs` holds each paragraph's quotations; `text` is the page text.
    """
    joined = list(statements)
    speeches = [
        n for n, s in enumerate(joined) if s.speech and s.head is not None and not s.quoted and (s.open or not _trails(s))
    ]
    places = [joined[n].at for n in speeches]
    covered = merge(span for s in joined if not s.quoted for span in s.content)
    starts = [span[0] for span in covered]
    for paragraph, quotes in enumerate(paragraphs):
        for quote in quotes:
            last = bisect_left(starts, quote.end) - 1
            if last >= 0 and overlap(covered[last], quote.span):
                continue
            at = bisect_left(places, quote.start)
            before = speeches[at - 1] if at else None
            after = speeches[at] if at < len(speeches) and joined[speeches[at]].paragraph == paragraph else None
            place = _speech(joined, paragraph, before, after)
            same = before is not None and joined[before].sentence.end > quote.start
            if not same and not _free(text, quote):
                continue
            if place is not None and (joined[place].open or _is_speech(text[quote.start : quote.end])):
                _add(joined, place, quote)
    return [s for s in joined if s.content]


def _is_speech(words: str) -> bool:
    """Tells whether a quotation is long enough to be speech, or a sentence of its own."""
    count = len(words.split())
    return count >= _FEWEST_WORDS or (count > 1 and words.strip("\"'“”‘’ ")[-1:] in _CLOSED)


def _free(text: str, quote: Quote) -> bool:
    """Tells whether a quotation starts a sentence or line: one within a sentence that has no cue is no speech of its own."""
    at = quote.start - 1
    while at >= 0 and text[at] in " \u00a0\t":
        at -= 1
    return at < 0 or text[at] in _ENDS


def _trails(statement: Statement) -> bool:
    """Tells whether a cue is a participle that trails another ("..., adding that"): what follows is the main cue's."""
    return statement.sentence.tokens[statement.anchor].tag == "VBG"


def _speech(statements: Sequence[Statement], paragraph: int, before: int | None, after: int | None) -> int | None:
    """Which statement a quotation without a cue belongs to."""
    if before is not None and (statements[before].paragraph == paragraph or statements[before].open):
        return before
    return before if after is None else after


def _add(statements: list[Statement], place: int, quote: Quote) -> None:
    """Adds a quotation to a statement and to those of its sentence that contain it."""
    chosen = statements[place]
    first = place
    while first > 0 and statements[first - 1].sentence is chosen.sentence:
        first -= 1
    for n in range(first, len(statements)):
        statement = statements[n]
        if statement.sentence is not chosen.sentence:
            break
        around = any(contains(span, inner) for span in statement.content for inner in chosen.content)
        if n == place or around:
            statements[n] = replace(statement, content=tuple(merge([*statement.content, quote.span])), open=False)
